import type { ConfirmationDialog } from "@slack/types";
import { type JSX, useCallback, useId, useLayoutEffect, useRef, useState } from "react";
import { Words } from "./Words";

type Confirmed = (question: ConfirmationDialog | undefined) => Promise<boolean>;

interface Asked {
  question: ConfirmationDialog;
  answer: (yes: boolean) => void;
}

/** Give the dialog being shown, if any, and what asks a question; no question is a yes. */
export function useConfirmation(): [JSX.Element | null, Confirmed] {
  const [asked, setAsked] = useState<Asked | null>(null);
  const confirmed = useCallback<Confirmed>(async (question) => {
    if (!question) return true;
    const yes = await new Promise<boolean>((answer) => setAsked({ question, answer }));
    setAsked(null);
    return yes;
  }, []);
  return [asked && <Confirmation {...asked} />, confirmed];
}

function Confirmation({ question, answer }: Asked) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close(); // gives the focus back
  }, []);
  return (
    <dialog
      ref={dialog}
      className="kit-confirmation"
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        event.stopPropagation();
        answer(false);
      }}
      onKeyDown={(event) => event.stopPropagation()} // Escape is for this dialog, not the modal under it
    >
      <h2 id={title}>{question.title ? <Words text={question.title} /> : "Are you sure?"}</h2>
      <div className="kit-question">
        <Words text={question.text} />
      </div>
      <div className="kit-foot">
        <button type="button" className="kit-button" onClick={() => answer(false)}>
          {question.deny ? <Words text={question.deny} /> : "Cancel"}
        </button>
        <button
          type="button"
          className={`kit-button kit-${question.style ?? "primary"}`}
          onClick={() => answer(true)}
        >
          {question.confirm ? <Words text={question.confirm} /> : "Yes"}
        </button>
      </div>
    </dialog>
  );
}
