// What Slack checks when a form is submitted, before it asks the app. "Please complete this required
// field." is Slack's sentence; the others are ours, for the rules of each element's reference page,
// https://docs.slack.dev/reference/block-kit/block-elements.

import type { FileInput, InputBlock, NumberInput, PlainTextInput } from "@slack/types";
import type { Json, Values } from "../protocol";

const REQUIRED = "Please complete this required field.";
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const NUMBER = { whole: /^-?\d+$/, decimal: /^-?(\d+\.?\d*|\.\d+)$/ };
const LONGEST = 3000; // characters in a plain_text_input, whatever the app allows
const MOST_FILES = 10;

type Check = (element: never, value: Json) => string | undefined;

const CHECKS: Record<string, Check> = {
  plain_text_input: (element: PlainTextInput, { value }) => {
    const { length } = String(value);
    const { min_length: least = 0, max_length: most = LONGEST } = element;
    if (length < least) return `Please write at least ${least} characters; there are ${length}.`;
    if (length > most) return `Please write at most ${most} characters; there are ${length}.`;
  },
  email_text_input: (_: object, { value }) => {
    if (!EMAIL.test(String(value))) return "Please enter a valid email address.";
  },
  url_text_input: (_: object, { value }) => {
    if (!URL.canParse(String(value))) return "Please enter a valid link, with its https://.";
  },
  number_input: (element: NumberInput, { value }) => {
    const { is_decimal_allowed: decimal, min_value: least, max_value: most } = element;
    const typed = String(value);
    if (!NUMBER[decimal ? "decimal" : "whole"].test(typed)) {
      return decimal ? "Please enter a number." : "Please enter a whole number.";
    }
    if (least && Number(typed) < Number(least)) return `Please enter ${least} or more.`;
    if (most && Number(typed) > Number(most)) return `Please enter ${most} or less.`;
  },
  file_input: (element: FileInput, { files }) => {
    const most = element.max_files ?? MOST_FILES;
    if ((files as Json[]).length > most) return `Please add at most ${most} files.`;
  },
};

/** Say by block_id what is wrong with a form; nothing is wrong with an empty optional field. */
export function faultsIn(blocks: Json[], values: Values): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== "input") continue;
    const { block_id = "", element, optional } = block as unknown as InputBlock;
    const value = values[block_id]?.[element.action_id ?? ""] ?? {};
    const fault = isEmpty(value)
      ? optional
        ? undefined
        : REQUIRED
      : CHECKS[element.type]?.(element as never, value);
    if (fault) faults[block_id] = fault;
  }
  return faults;
}

function isEmpty({ type: _, timezone: __, ...entered }: Json): boolean {
  return Object.values(entered).every((one) => one === null || (Array.isArray(one) && !one.length));
}
