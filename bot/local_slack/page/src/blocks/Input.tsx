import type { InputBlock } from "@slack/types";
import { useId } from "react";
import { Element } from "./Element";
import { ELEMENTS } from "./elements";
import { usePanel } from "./panel";
import { Words } from "./Words";

/** Show a labelled field, its hint, and what is wrong with it. */
export function Input({ block }: { block: InputBlock }) {
  const id = useId();
  const block_id = block.block_id ?? "";
  const error = usePanel().errors[block_id];
  const hint = block.hint && `${id}hint`;
  const wrong = error && `${id}wrong`;
  const described = {
    "aria-describedby": [wrong, hint].filter(Boolean).join(" ") || undefined,
    "aria-invalid": error ? true : undefined,
  };
  const label = (
    <>
      <Words text={block.label} />
      {block.optional && <span className="kit-optional"> (optional)</span>}
    </>
  );
  const parts = {
    element: block.element,
    block_id,
    live: block.dispatch_action ?? false,
    inForm: true,
  };
  const below = (
    <>
      {error && (
        <p id={wrong} className="kit-wrong">
          {error}
        </p>
      )}
      {block.hint && (
        <p id={hint} className="kit-hint">
          <Words text={block.hint} />
        </p>
      )}
    </>
  );
  if (ELEMENTS[block.element.type]?.grouped) {
    return (
      <fieldset className="kit-input" data-wrong={error && ""} {...described}>
        <legend className="kit-label">{label}</legend>
        <Element {...parts} />
        {below}
      </fieldset>
    );
  }
  return (
    <div className="kit-input" data-wrong={error && ""}>
      <label className="kit-label" htmlFor={id}>
        {label}
      </label>
      <Element {...parts} naming={{ id, ...described }} />
      {below}
    </div>
  );
}
