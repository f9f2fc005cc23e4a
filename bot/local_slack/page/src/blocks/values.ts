import { useCallback, useState } from "react";
import type { Json, Values } from "../protocol";
import { ELEMENTS } from "./elements";

interface Placed {
  block_id: string;
  element: Json;
}

/** Give every element of the blocks, with its block's id. */
export function* elementsIn(blocks: Json[]): Generator<Placed> {
  for (const block of blocks) {
    const { block_id, element, accessory, elements, child_blocks } = block;
    const found = [element, accessory, ...(Array.isArray(elements) ? elements : [])];
    for (const one of found) if (one) yield { block_id: String(block_id), element: one as Json };
    if (Array.isArray(child_blocks)) yield* elementsIn(child_blocks);
  }
}

/**
 * Give what is entered in each element that keeps a value, in the shape of `view.state.values`.
 *
 * A value already kept stays while its block_id, action_id and type do, even if the app sends another
 * initial one; Slack does so too, which is why apps change the block_id to clear a field.
 * Source: "Preserving input entry", https://docs.slack.dev/reference/methods/views.update, and
 * https://github.com/slackapi/bolt-js/issues/290.
 */
export function valuesOf(blocks: Json[], kept: Values): Values {
  const values: Values = {};
  for (const { block_id, element } of elementsIn(blocks)) {
    const type = String(element.type);
    const initial = ELEMENTS[type]?.initial;
    if (!initial) continue;
    const before = kept[block_id]?.[String(element.action_id)];
    const value = before?.type === type ? offered(element, before) : initial(element as never);
    values[block_id] = { ...values[block_id], [String(element.action_id)]: { type, ...value } };
  }
  return values;
}

/** Give the values with one changed. */
export function withValue(values: Values, block_id: string, action_id: string, value: Json) {
  return { ...values, [block_id]: { ...values[block_id], [action_id]: value } };
}

/** Keep what is entered in the blocks, from one version of them to the next. */
export function useValues(blocks: Json[]): [Values, (values: Values) => void] {
  const [state, setState] = useState(() => ({ blocks, values: valuesOf(blocks, {}) }));
  const change = useCallback((values: Values) => setState((was) => ({ ...was, values })), []);
  if (state.blocks === blocks) return [state.values, change];
  const values = valuesOf(blocks, state.values);
  setState({ blocks, values });
  return [values, change];
}

/** Drop a chosen option that the element no longer offers. */
function offered(element: Json, value: Json): Json {
  const options = optionsIn(element);
  if (!options) return value;
  const has = (option: unknown) => options.has((option as Json | null)?.value);
  const { selected_option, selected_options } = value;
  if (Array.isArray(selected_options)) {
    return { ...value, selected_options: selected_options.filter(has) };
  }
  return has(selected_option) ? value : { ...value, selected_option: null };
}

function optionsIn({ options, option_groups }: Json): Set<unknown> | null {
  const groups = (option_groups ?? (options && [{ options }])) as { options: Json[] }[] | undefined;
  return groups ? new Set(groups.flatMap((group) => group.options.map(({ value }) => value))) : null;
}
