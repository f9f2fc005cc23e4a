import type { Datepicker, DateTimepicker, Timepicker } from "@slack/types";
import type { ElementProps } from "./kind";

const FIRST_YEAR = 1000; // a year being typed is 2, 20, 202 before it is 2021: not yet a choice

/** A date, "2021-09-13". */
export function DatePicker({ value, naming, choose, enter }: ElementProps<Datepicker>) {
  return (
    <input
      {...naming}
      type="date"
      className="kit-field kit-date"
      value={String(value.selected_date ?? "")}
      onChange={({ target }) => {
        const chosen = { selected_date: target.value || null };
        void (isTyped(target) ? choose(chosen) : enter(chosen));
      }}
    />
  );
}

/** A time, "09:30". */
export function TimePicker({ element, value, naming, choose }: ElementProps<Timepicker>) {
  const { timezone } = element;
  return (
    <>
      <input
        {...naming}
        type="time"
        className="kit-field kit-date"
        value={String(value.selected_time ?? "")}
        onChange={({ target }) =>
          void choose({ selected_time: target.value || null, ...(timezone && { timezone }) })
        }
      />
      {timezone && <small className="kit-note">{timezone}</small>}
    </>
  );
}

/** A day and a time as seconds since 1970; they are shown in this machine's time zone. */
export function DateTimePicker({ value, naming, choose, enter }: ElementProps<DateTimepicker>) {
  const seconds = value.selected_date_time as number | null;
  return (
    <input
      {...naming}
      type="datetime-local"
      className="kit-field kit-date"
      value={seconds === null ? "" : asLocal(seconds)}
      onChange={({ target }) => {
        const time = target.value ? new Date(target.value).getTime() / 1000 : null;
        const chosen = { selected_date_time: time };
        void (isTyped(target) ? choose(chosen) : enter(chosen));
      }}
    />
  );
}

function isTyped({ value }: HTMLInputElement): boolean {
  return !value || Number(value.split("-")[0]) >= FIRST_YEAR;
}

function asLocal(seconds: number): string {
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
