import type { Checkboxes, Option, RadioButtons } from "@slack/types";
import { useId } from "react";
import { Words } from "../Words";
import { idOf } from "./choices";
import type { ElementProps } from "./kind";

interface LineProps {
  option: Option;
  type: "checkbox" | "radio";
  name: string;
  checked: boolean;
  pick: (on: boolean) => void;
}

function Line({ option, pick, ...input }: LineProps) {
  return (
    <label className="kit-choice">
      <input {...input} onChange={(event) => pick(event.target.checked)} />
      <span>
        <Words text={option.text} />
        {option.description && (
          <small>
            <Words text={option.description} />
          </small>
        )}
      </span>
    </label>
  );
}

/** Boxes, any of which may be ticked. */
export function Boxes({ element, value, choose }: ElementProps<Checkboxes>) {
  const name = useId();
  const ids = ((value.selected_options ?? []) as Option[]).map(idOf);
  const toggle = (one: Option, on: boolean) => {
    const isChosen = (option: Option) => (option === one ? on : ids.includes(idOf(option)));
    void choose({ selected_options: element.options.filter(isChosen) });
  };
  return element.options.map((option) => (
    <Line
      key={idOf(option)}
      option={option}
      type="checkbox"
      name={name}
      checked={ids.includes(idOf(option))}
      pick={(on) => toggle(option, on)}
    />
  ));
}

/** Buttons of which one is on. */
export function Radios({ element, value, choose }: ElementProps<RadioButtons>) {
  const name = useId();
  return element.options.map((option) => (
    <Line
      key={idOf(option)}
      option={option}
      type="radio"
      name={name}
      checked={idOf(value.selected_option) === idOf(option)}
      pick={() => void choose({ selected_option: option })}
    />
  ));
}
