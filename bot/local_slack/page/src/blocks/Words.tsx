import type { TextObject } from "@slack/types";
import { Display } from "./Display";
import { plain } from "./faithful";

/** Show a text object in a line: a label, an option, a question. */
export function Words({ text }: { text: TextObject }) {
  if (text.type === "plain_text") return plain(text);
  return (
    <span className="kit-words">
      <Display block={{ type: "section", text }} />
    </span>
  );
}
