// What a select menu offers, whatever it offers it from.

import type { MultiSelect, Option, OptionGroup, Select } from "@slack/types";
import type { Json, Place } from "../../protocol";
import type { People } from "../panel";

export type Menu = Select | MultiSelect;

export interface Choice {
  id: string;
  label: string;
  whole: unknown; // as it stands in the state: an option object, or an id
}

export interface Group {
  label: string | null;
  choices: Choice[];
}

interface Source {
  field: string; // selected_<field>, initial_<field>, with an "s" in a multi-select
  groups: (element: Json, people: People) => Group[];
}

const SOURCES: Record<string, Source> = {
  static: { field: "option", groups: staticGroups },
  external: { field: "option", groups: () => [] },
  users: {
    field: "user",
    groups: (_, { users }) => [
      alone(
        users
          .filter(({ standing }) => standing !== "deactivated")
          .map(({ id, real_name, name }) => ({ id, label: real_name || name, whole: id })),
      ),
    ],
  },
  channels: {
    field: "channel",
    groups: (_, { places }) => [alone(open(places, ["channel"]).map(asChoice))],
  },
  conversations: { field: "conversation", groups: conversations },
};

/** Give the groups of choices of a menu. */
export function groupsOf(element: Menu, people: People): Group[] {
  return sourceOf(element).groups(element as unknown as Json, people);
}

/** Name the field of the state that holds what is chosen. */
export function chosenIn(element: Menu, when: "selected" | "initial" = "selected"): string {
  return `${when}_${sourceOf(element).field}${element.type.startsWith("multi_") ? "s" : ""}`;
}

/** Give what a menu holds at first. */
export function firstChosen(element: Menu): Json {
  const initial = (element as unknown as Json)[chosenIn(element, "initial")];
  return { [chosenIn(element)]: initial ?? (element.type.startsWith("multi_") ? [] : null) };
}

/** Tell a choice by the option's value, or by the id it is. */
export function idOf(whole: unknown): string {
  return typeof whole === "string" ? whole : String((whole as Json | null)?.value ?? "");
}

function sourceOf(element: Menu): Source {
  const source = SOURCES[element.type.replace("multi_", "").replace("_select", "")];
  if (!source) throw new Error(`There is no menu “${element.type}”.`);
  return source;
}

function alone(choices: Choice[]): Group {
  return { label: null, choices };
}

function staticGroups({ options, option_groups }: Json): Group[] {
  const groups = (option_groups as OptionGroup[] | undefined) ?? [
    { label: null, options: (options as Option[] | undefined) ?? [] },
  ];
  return groups.map(({ label, options: inGroup }) => ({
    label: label?.text ?? null,
    choices: inGroup.map((option) => ({
      id: idOf(option),
      label: option.text.text,
      whole: option,
    })),
  }));
}

const KINDS: Record<string, Place["kind"][]> = { public: ["channel"], im: ["dm", "app"] };

function conversations({ filter }: Json, { users, places }: People): Group[] {
  const { include = ["public", "im"], exclude_bot_users = false } = (filter ?? {}) as {
    include?: string[];
    exclude_bot_users?: boolean;
  };
  const bots = new Set(users.filter(({ is_bot }) => is_bot).map(({ id }) => id));
  const found = open(
    places,
    include.flatMap((kind) => KINDS[kind] ?? []),
  ).filter(({ user }) => !(exclude_bot_users && user && bots.has(user)));
  return [alone(found.map(asChoice))];
}

function open(places: Place[], kinds: Place["kind"][]): Place[] {
  return places.filter(({ kind, is_archived }) => kinds.includes(kind) && !is_archived);
}

/** Slack gives a direct message as the other's user id (from payloads seen, not from its docs). */
function asChoice({ id, kind, name, user }: Place): Choice {
  const label = kind === "channel" ? `#${name}` : name;
  const whole = user ?? id;
  return { id: whole, label, whole };
}
