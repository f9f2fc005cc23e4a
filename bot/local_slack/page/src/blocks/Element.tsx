import type { Actionable, Confirmable, Dispatchable, Focusable } from "@slack/types";
import type { ComponentType } from "react";
import type { Json } from "../protocol";
import { ELEMENTS, type ElementProps, type Naming } from "./elements";
import { usePanel } from "./panel";

interface Props {
  element: Actionable & Confirmable & Dispatchable & Focusable;
  block_id: string;
  naming?: Naming;
  live: boolean; // a choice is told to the app at once, and not only when the form is submitted
  inForm?: boolean; // in an input block, which groups and labels it
}

/** Show one element of a block. Raises Error for a type that does not exist. */
export function Element({ element, block_id, naming = {}, live, inForm = false }: Props) {
  const panel = usePanel();
  const kind = ELEMENTS[element.type];
  if (!kind) throw new Error(`There is no element “${element.type}”.`);
  const action_id = element.action_id ?? "";
  const value = panel.values[block_id]?.[action_id] ?? {};

  const enter = (entered: Json) =>
    panel.enter(block_id, action_id, { type: element.type, ...entered });
  const tell = async (entered: Json, values = panel.values) => {
    if (live) await panel.act(asAction(element, block_id, entered), values);
  };
  const choose = async (entered: Json) => {
    if (live && !(await panel.confirmed(element.confirm))) return;
    // What only calls the app keeps no value.
    await (kind.initial ? tell(entered, enter(entered)) : tell(entered));
  };

  const Show = kind.Show as ComponentType<ElementProps<object>>;
  const shown = (
    <Show
      element={element}
      value={value}
      naming={kind.grouped ? {} : { ...placeholderName(element, naming), ...naming }}
      live={live}
      enter={enter}
      tell={tell}
      choose={choose}
    />
  );
  const focus = element.focus_on_load ? "" : undefined;
  if (!kind.grouped || inForm) {
    return (
      <div className="kit-element" data-focus={focus}>
        {shown}
      </div>
    );
  }
  return (
    <fieldset
      className="kit-element"
      data-focus={focus}
      {...placeholderName(element, naming)}
      {...naming}
    >
      {shown}
    </fieldset>
  );
}

/** Name a control that no label names, as a screen reader will say it. */
function placeholderName(element: Json | object, naming: Naming): Naming {
  if (naming.id || naming["aria-labelledby"]) return {};
  const { placeholder, type } = element as { placeholder?: { text: string }; type: string };
  return { "aria-label": placeholder?.text ?? type.replaceAll("_", " ") };
}

const CARRIED = /^(text|value|url|style|placeholder|confirm|timezone|initial_.+)$/;

/**
 * Build the element's part of a block_actions payload, but for its action_ts.
 *
 * Source: the fields of each action in Bolt's types,
 * https://docs.slack.dev/tools/bolt-js/reference/type-aliases/BlockElementAction.
 */
function asAction(element: Actionable, block_id: string, entered: Json): Json {
  const own = Object.entries(element).filter(([field]) => CARRIED.test(field));
  const { type, action_id } = element;
  return { ...Object.fromEntries(own), ...entered, type, block_id, action_id };
}
