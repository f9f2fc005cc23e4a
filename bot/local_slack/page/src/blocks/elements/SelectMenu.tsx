import type { Select } from "@slack/types";
import { useId } from "react";
import { usePanel } from "../panel";
import { chosenIn, groupsOf, idOf } from "./choices";
import type { ElementProps } from "./kind";

/** A menu for one choice; its first line is none. */
export function SelectMenu({ element, value, naming, choose }: ElementProps<Select>) {
  const groups = groupsOf(element, usePanel().people);
  const field = chosenIn(element);
  const choices = groups.flatMap((group) => group.choices);
  const pick = (id: string) =>
    choose({ [field]: choices.find((choice) => choice.id === id)?.whole ?? null });
  return (
    <select
      {...naming}
      className="kit-field"
      value={idOf(value[field])}
      onChange={(event) => void pick(event.target.value)}
    >
      <option value="">{element.placeholder?.text ?? "Choose an option"}</option>
      {groups.map(({ label, choices: inGroup }, place) => {
        const options = inGroup.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
          </option>
        ));
        if (label === null) return options;
        return (
          <optgroup key={place} label={label}>
            {options}
          </optgroup>
        );
      })}
    </select>
  );
}

/** A menu that the app fills as one types: the local workspace does not ask it. */
export function ExternalMenu({ element, value, naming }: ElementProps<Select>) {
  const note = useId();
  const chosen = [value[chosenIn(element)]].flat() as ({ text: { text: string } } | null)[];
  const words = chosen.flatMap((option) => option?.text.text ?? []).join(", ");
  return (
    <>
      <select
        {...naming}
        className="kit-field"
        disabled
        aria-describedby={[naming["aria-describedby"], note].filter(Boolean).join(" ")}
      >
        <option>{words || (element.placeholder?.text ?? "Choose an option")}</option>
      </select>
      <small id={note} className="kit-note">
        Slack would ask the app for these options; the local workspace does not.
      </small>
    </>
  );
}
