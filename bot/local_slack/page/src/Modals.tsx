// The stack of modals; those under the top one keep what was typed in them, as in Slack.

import { useCallback } from "react";
import { Modal } from "./blocks/Modal";
import type { People } from "./place";
import type { Json, Values, View } from "./protocol";
import { usePerform } from "./perform";

export function Modals({ modals, people }: { modals: View[]; people: People }) {
  return modals.map((view, under) => <Shown key={view.id} view={view} depth={under + 1} people={people} />);
}

function Shown({ view, depth, people }: { view: View; depth: number; people: People }) {
  const perform = usePerform();
  const { id } = view;
  const act = useCallback(
    async (action: Json, values: Values) => {
      await perform({ do: "act", view: id, action, values });
    },
    [perform, id],
  );
  return (
    <Modal
      {...{ view, depth, people, act }}
      submit={(values) => perform({ do: "submit", view: id, values })}
      close={(all) => void perform({ do: "close", view: id, all })}
    />
  );
}
