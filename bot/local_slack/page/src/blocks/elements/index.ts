// Every element of Block Kit: how it is shown, and what it holds at first.
// Source: https://docs.slack.dev/reference/block-kit/block-elements, and for the state's fields
// https://docs.slack.dev/tools/bolt-js/reference/interfaces/ViewStateValue.

import type {
  Checkboxes,
  Datepicker,
  DateTimepicker,
  PlainTextInput,
  RadioButtons,
  Timepicker,
} from "@slack/types";
import type { Json } from "../../protocol";
import { Button } from "./Button";
import { Boxes, Radios } from "./Choices";
import { firstChosen } from "./choices";
import { Feedback, IconButton } from "./Feedback";
import { FileField } from "./FileField";
import type { Kind } from "./kind";
import { MultiMenu } from "./MultiMenu";
import { Overflow } from "./Overflow";
import { DatePicker, DateTimePicker, TimePicker } from "./Pickers";
import { firstRichText, RichTextField } from "./RichTextField";
import { ExternalMenu, SelectMenu } from "./SelectMenu";
import { TextField } from "./TextField";
import { WorkflowButton } from "./WorkflowButton";

export type { ElementProps, Naming } from "./kind";

const TEXT: Kind = { Show: TextField, initial: (e: PlainTextInput) => text(e.initial_value) };
const MENU: Kind = { Show: SelectMenu, initial: firstChosen };
const MENU_OF_MANY: Kind = { Show: MultiMenu, initial: firstChosen, grouped: true };

export const ELEMENTS: Record<string, Kind> = {
  button: { Show: Button },
  channels_select: MENU,
  checkboxes: {
    Show: Boxes,
    initial: (e: Checkboxes) => ({ selected_options: e.initial_options ?? [] }),
    grouped: true,
  },
  conversations_select: MENU,
  datepicker: {
    Show: DatePicker,
    initial: (e: Datepicker) => ({ selected_date: e.initial_date ?? null }),
  },
  datetimepicker: {
    Show: DateTimePicker,
    initial: (e: DateTimepicker) => ({ selected_date_time: e.initial_date_time ?? null }),
  },
  email_text_input: TEXT,
  external_select: { Show: ExternalMenu, initial: firstChosen },
  feedback_buttons: { Show: Feedback },
  file_input: { Show: FileField, initial: () => ({ files: [] }) },
  icon_button: { Show: IconButton },
  multi_channels_select: MENU_OF_MANY,
  multi_conversations_select: MENU_OF_MANY,
  multi_external_select: { Show: ExternalMenu, initial: firstChosen },
  multi_static_select: MENU_OF_MANY,
  multi_users_select: MENU_OF_MANY,
  number_input: TEXT,
  overflow: { Show: Overflow },
  plain_text_input: TEXT,
  radio_buttons: {
    Show: Radios,
    initial: (e: RadioButtons) => ({ selected_option: e.initial_option ?? null }),
    grouped: true,
  },
  rich_text_input: { Show: RichTextField, initial: firstRichText },
  static_select: MENU,
  timepicker: {
    Show: TimePicker,
    initial: ({ initial_time = undefined, timezone }: Timepicker) => ({
      selected_time: initial_time ?? null,
      ...(timezone && { timezone }),
    }),
  },
  url_text_input: TEXT,
  users_select: MENU,
  workflow_button: { Show: WorkflowButton },
};

function text(initial: string | undefined): Json {
  return { value: initial || null };
}
