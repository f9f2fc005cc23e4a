// The parts of Block Kit that elements have in common; @slack/types has them but does not export them.

import type { ConfirmationDialog, DispatchActionConfig, PlainTextElement } from "@slack/types";

export interface Actionable {
  type: string;
  action_id?: string;
}

export interface Confirmable {
  confirm?: ConfirmationDialog;
}

export interface Dispatchable {
  dispatch_action_config?: DispatchActionConfig;
}

export interface Focusable {
  focus_on_load?: boolean;
}

export interface Placeholdable {
  placeholder?: PlainTextElement;
}
