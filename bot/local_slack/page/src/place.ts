// What a place is called, and whether someone can write in it.

import type { Known } from "./live";
import type { Place, User } from "./protocol";

export interface People {
  users: User[];
  places: Place[];
}

/** #improvement-plan, Pod manager, Ofsted bot */
export function title(place: Place): string {
  return place.kind === "channel" ? `#${place.name}` : place.name;
}

/** Say why nobody can write here; null where they can. */
export function closedBecause(place: Place, { app }: Pick<Known, "app">): string | null {
  if (place.is_archived) return `${title(place)} is archived. Nobody can write here.`;
  if (place.kind === "app" && !app.messages_tab) return "Sending messages to this app has been turned off.";
  return null;
}

/** Say what a newcomer could type first: the app's command, as its manifest describes it. */
export function beginning(place: Place, { app }: Pick<Known, "app">): string {
  const first = app.installed && !closedBecause(place, { app }) && app.commands[0];
  return first ? ` Type ${first.command} to begin: ${first.description.toLowerCase()}.` : "";
}

/** The place of the address, or the first where something can be asked. */
export function placeAt(at: string, places: Place[]): Place | undefined {
  return places.find((one) => one.id === at) ?? asking(places) ?? places[0];
}

export function asking(places: Place[]): Place | undefined {
  return places.find((one) => one.kind === "channel" && one.has_app && !one.is_archived);
}

export function membersNote(place: Place, { app }: Pick<Known, "app">): string {
  if (place.kind === "app") return `Direct messages with ${app.name}`;
  if (place.kind === "dm") return "Direct messages";
  const member = place.has_app ? `${app.name} is a member` : `${app.name} is not a member`;
  return place.is_archived ? `Archived; ${member}` : member;
}
