// Text between people, who write @Pod manager, and Slack, which writes <@U0POD>.
// Source: https://docs.slack.dev/messaging/formatting-message-text

import type { Known } from "./live";
import type { User } from "./protocol";

export function nameOf(user: string, { users, app }: Pick<Known, "users" | "app">): string {
  if (user === app.user) return app.name;
  if (user === "USLACKBOT") return "Slackbot";
  return users.find((one) => one.id === user)?.real_name ?? user;
}

/** Write each @Name of someone here as a mention; the local Slack escapes the rest. */
export function toSlack(typed: string, known: Pick<Known, "users" | "app">): string {
  const names = new Map(known.users.map((one) => [nameOf(one.id, known), one.id]));
  const longest = [...names.keys()].sort((one, other) => other.length - one.length).map(quoted);
  const mention = new RegExp(`(?<![\\w@])@(${longest.join("|")})(?!\\w)`, "g");
  return names.size ? typed.replace(mention, (_, name: string) => `<@${names.get(name)}>`) : typed;
}

/** Read Slack's text aloud: mentions as names, links as their labels. */
export function plain(text: string, known: Pick<Known, "users" | "app">): string {
  return text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, user: string) => `@${nameOf(user, known)}`)
    .replace(/<[^|>]*\|([^>]*)>/g, "$1")
    .replace(/<([^>]*)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

export function initials(name: string): string {
  const [first = "?", second] = name.split(/[\s.]+/);
  return ((first[0] ?? "?") + (second?.[0] ?? "")).toUpperCase();
}

export function standingOf(user: User): string {
  return user.standing === "stranger" ? "from another organisation" : user.standing;
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
