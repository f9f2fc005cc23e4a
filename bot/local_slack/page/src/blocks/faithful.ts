// The library reads plain text as mrkdwn, and escaped mrkdwn as if it were not escaped: a `<!channel>` that
// Slack shows letter for letter it shows as a mention. So it is given text it cannot misread.

import { emojify } from "node-emoji";
import type { Json } from "../protocol";

/** Give plain text as Slack shows it: every character as it is, but emoji by their names. */
export function plain({ text, emoji = true }: { text: string; emoji?: boolean }): string {
  return emoji ? emojify(text) : text;
}

/** Give a block, or a part of one, with each text object in it made plain to the library. */
export function faithful<T>(part: T): T {
  if (Array.isArray(part)) return part.map(faithful) as T;
  if (part === null || typeof part !== "object") return part;
  const { type, text, emoji } = part as Json & { emoji?: boolean };
  if (type === "plain_text") return { type, text: plain({ text: String(text), emoji }), verbatim: true } as T;
  if (type === "mrkdwn") return { ...part, text: unescaped(String(text)) };
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, faithful(one)])) as T;
}

const JOINER = "\u2060"; // no width: it only keeps what was escaped from reading as a mention or link

function unescaped(text: string): string {
  return text
    .replace(/&lt;(?=[!@#\w])/g, `<${JOINER}`)
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replace(/&amp;(?=\w+;)/g, `&${JOINER}`)
    .replaceAll("&amp;", "&");
}
