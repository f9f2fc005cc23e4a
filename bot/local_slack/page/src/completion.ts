// What the composer offers while a line is typed: commands, what may follow one, and people.

import type { Known } from "./live";
import { nameOf } from "./words";

export interface Option {
  label: string;
  note: string;
  line: string; // the whole line once this is chosen
  caret: number;
}

export interface Completion {
  title: string;
  options: Option[];
  first: boolean; // whether Enter takes the first: else it sends the line as it is
}

const NONE: Completion = { title: "", options: [], first: false };

/** Give what fits the line at the caret; commands only at its beginning, as in Slack. */
export function completion(line: string, caret: number, known: Pick<Known, "users" | "app">): Completion {
  const before = line.slice(0, caret);
  const mention = /(?:^|\s)@([\w. ]{0,30})$/.exec(before);
  if (mention) return people(line, caret, mention[1] ?? "", known);
  if (!known.app.installed || !line.startsWith("/") || caret < line.length) return NONE;
  return line.includes(" ") ? alternatives(line, known) : commands(line, known);
}

function commands(line: string, { app }: Pick<Known, "app">): Completion {
  const fitting = app.commands.filter((one) => one.command.startsWith(line.toLowerCase()));
  const options = fitting.map((one) =>
    ended(one.command, `${one.description} [${one.usage_hint}]`, `${one.command} `),
  );
  return { title: app.name, options, first: !fitting.some((one) => one.command === line) };
}

function alternatives(line: string, { app }: Pick<Known, "app">): Completion {
  const space = line.indexOf(" ");
  const command = app.commands.find((one) => one.command === line.slice(0, space).toLowerCase());
  if (!command) return NONE;
  const typed = line.slice(space + 1).trimStart().toLowerCase();
  const fitting = command.usage_hint.split(" | ").filter((one) => one.startsWith(typed) && one !== typed);
  const options = fitting.map((one) => ended(one, "", `${command.command} ${one}`));
  return { title: `${command.command}: ${command.description}`, options, first: false };
}

function people(line: string, caret: number, typed: string, known: Pick<Known, "users" | "app">): Completion {
  const from = caret - typed.length - 1;
  const wanted = typed.toLowerCase();
  const options = known.users.flatMap((one) => {
    const name = nameOf(one.id, known);
    const fits = name.toLowerCase().startsWith(wanted) || one.name.startsWith(wanted);
    const start = `${line.slice(0, from)}@${name} `;
    return fits ? [{ label: name, note: one.name, line: start + line.slice(caret), caret: start.length }] : [];
  });
  return { title: "People", options, first: true };
}

function ended(label: string, note: string, line: string): Option {
  return { label, note, line, caret: line.length };
}
