import type { WorkflowButton as WorkflowButtonElement } from "@slack/types";
import { useId } from "react";
import { Words } from "../Words";
import type { ElementProps } from "./kind";

/** A button for a workflow, which the local workspace cannot run. */
export function WorkflowButton({ element }: ElementProps<WorkflowButtonElement>) {
  const note = useId();
  return (
    <>
      <button type="button" className="kit-button" disabled aria-describedby={note}>
        <Words text={element.text} />
      </button>
      <small id={note} className="kit-note">
        Workflows do not run in the local workspace.
      </small>
    </>
  );
}
