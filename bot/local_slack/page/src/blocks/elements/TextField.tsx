import type { DispatchActionConfig, PlainTextElement } from "@slack/types";
import type { ChangeEvent, KeyboardEvent } from "react";
import type { ElementProps } from "./kind";

// What the four text inputs have, each its part: plain, email, url and number.
interface TextElement {
  type: string;
  placeholder?: PlainTextElement;
  dispatch_action_config?: DispatchActionConfig;
  multiline?: boolean;
  max_length?: number;
}

const TYPES: Record<string, { type: string; inputMode?: "decimal" }> = {
  email_text_input: { type: "email" },
  url_text_input: { type: "url" },
  number_input: { type: "text", inputMode: "decimal" }, // type=number would hide a wrong entry
};

/** A line or box to write in; the app may want to hear of each character, or of Enter. */
export function TextField(props: ElementProps<TextElement>) {
  const { element, value, naming, live, enter, tell } = props;
  const typed = String(value.value ?? "");
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const field = {
    ...naming,
    className: "kit-field",
    placeholder: element.placeholder?.text,
    value: typed,
    onChange: ({ target }: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const entered = { value: target.value || null };
      const values = enter(entered);
      if (on.includes("on_character_entered")) void tell(entered, values);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (!live || event.key !== "Enter" || event.shiftKey) return;
      if (!on.includes("on_enter_pressed")) return;
      event.preventDefault(); // not a new line, nor the form's submit
      void tell({ value: typed || null });
    },
  };
  return (
    <>
      {element.multiline ? (
        <textarea rows={4} {...field} />
      ) : (
        <input {...(TYPES[element.type] ?? { type: "text" })} {...field} />
      )}
      <Left typed={typed} most={element.max_length} />
    </>
  );
}

/** Say how much room is left, once it is little. */
function Left({ typed, most }: { typed: string; most: number | undefined }) {
  if (!most || typed.length < most * 0.8) return null;
  const left = most - typed.length;
  return (
    <small className={left < 0 ? "kit-note kit-wrong" : "kit-note"}>
      {left < 0 ? `${-left} characters too many` : `${left} characters left`}
    </small>
  );
}
