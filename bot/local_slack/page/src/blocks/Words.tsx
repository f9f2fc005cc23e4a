import type { TextObject } from "@slack/types";
import { Display } from "./Display";

const EMOJI = /:[\w+-]+:/;

/** Show a text object in a line: a label, an option, a question. */
export function Words({ text }: { text: TextObject }) {
  if (text.type === "plain_text" && !EMOJI.test(text.text)) return text.text;
  return (
    <span className="kit-words">
      <Display block={{ type: "section", text }} />
    </span>
  );
}
