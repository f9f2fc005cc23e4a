import type { MultiSelect } from "@slack/types";
import { usePanel } from "../panel";
import { type Choice, chosenIn, groupsOf, idOf } from "./choices";
import { Drop } from "./Drop";
import type { ElementProps } from "./kind";

/** A menu for many choices: a list of boxes that folds out. */
export function MultiMenu({ element, value, choose }: ElementProps<MultiSelect>) {
  const groups = groupsOf(element, usePanel().people);
  const field = chosenIn(element);
  const chosen = (value[field] ?? []) as unknown[];
  const ids = chosen.map(idOf);
  const full = ids.length >= (element.max_selected_items ?? Number.POSITIVE_INFINITY);
  const names = groups
    .flatMap(({ choices }) => choices)
    .filter(({ id }) => ids.includes(id))
    .map(({ id, label }) => (
      <span key={id} className="kit-token">
        {label}
      </span>
    ));
  const toggle = ({ id, whole }: Choice, on: boolean) =>
    choose({ [field]: on ? [...chosen, whole] : chosen.filter((one) => idOf(one) !== id) });
  const label = names.length ? names : (element.placeholder?.text ?? "Choose options");
  return (
    <Drop look="kit-field kit-multi" label={label}>
      {() =>
        groups.map((group, place) => (
          <div key={place} role="group" aria-label={group.label ?? undefined}>
            {group.label && <strong>{group.label}</strong>}
            {group.choices.map((choice) => (
              <label key={choice.id} className="kit-choice">
                <input
                  type="checkbox"
                  checked={ids.includes(choice.id)}
                  disabled={full && !ids.includes(choice.id)}
                  onChange={(event) => void toggle(choice, event.target.checked)}
                />
                {choice.label}
              </label>
            ))}
          </div>
        ))
      }
    </Drop>
  );
}
