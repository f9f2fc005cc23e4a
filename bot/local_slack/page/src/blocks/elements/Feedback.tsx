import type { FeedbackButtons, IconButton as IconButtonElement } from "@slack/types";
import type { ElementProps } from "./kind";

/** Two buttons, for a good and a bad answer. */
export function Feedback({ element, choose }: ElementProps<FeedbackButtons>) {
  const two = [
    [element.positive_button, "👍"],
    [element.negative_button, "👎"],
  ] as const;
  return two.map(([{ text, value, accessibility_label }, sign]) => (
    <button
      key={sign}
      type="button"
      className="kit-icon"
      aria-label={accessibility_label ?? text.text}
      title={text.text}
      onClick={() => choose({ text, value })}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  ));
}

/** A small button; Slack has one icon so far, a bin. */
export function IconButton({ element, choose }: ElementProps<IconButtonElement>) {
  const { text, icon, accessibility_label } = element;
  return (
    <button
      type="button"
      className="kit-icon"
      aria-label={accessibility_label ?? text.text}
      title={text.text}
      onClick={() => choose({})}
    >
      <span aria-hidden="true">{icon === "trash" ? "🗑" : "•"}</span>
    </button>
  );
}
