import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef } from "react";
import type { Values, View } from "../protocol";
import { type Act, Blocks } from "./Blocks";
import type { People } from "./panel";
import { type Submit, useSubmission } from "./submission";
import { useValues } from "./values";

interface Props {
  view: View;
  depth: number;
  people: People;
  act: Act;
  submit: Submit;
  close: (all: boolean) => void;
}

const FIELDS = ":is(input, select, textarea, summary, button):not(:disabled)";

/** Show a modal as the top layer, and keep what is typed until Slack takes it or it is closed. */
export function Modal({ view, depth, people, act, submit, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [values, change] = useValues(view.blocks);
  const { errors, trouble, busy, send, forgive } = useSubmission(view, values, submit, dialog);
  useShown(dialog);

  const edit = (next: Values) => {
    forgive(Object.keys(next).filter((block_id) => next[block_id] !== values[block_id]));
    change(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault(); // the app's view closes when Slack says so
    close(false);
  };
  return (
    <dialog
      ref={dialog}
      className="kit-modal"
      aria-labelledby={title}
      data-depth={depth}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        if (event.target !== dialog.current) return; // a file chooser's "Cancel" comes up to here
        event.preventDefault();
        close(false);
      }}
    >
      <form noValidate onSubmit={send}>
        <header>
          <h2 id={title}>{view.title?.text}</h2>
          <button
            type="button"
            className="kit-x"
            aria-label={depth > 1 ? "Close all" : "Close"}
            onClick={() => close(depth > 1)}
          >
            <span aria-hidden="true">✕</span>
          </button>
        </header>
        <div className="kit-body">
          <Blocks
            blocks={view.blocks}
            people={people}
            act={act}
            errors={errors}
            values={values}
            onValues={edit}
          />
        </div>
        <footer>
          <p className="kit-trouble" role="alert">
            {trouble}
          </p>
          <button type="button" className="kit-button" onClick={() => close(false)}>
            {view.close?.text ?? (view.submit ? "Cancel" : "Close")}
          </button>
          {view.submit && (
            <button type="submit" className="kit-button kit-primary" aria-busy={busy}>
              {view.submit.text}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}

/** Open the dialog where the app wants the focus, else at the first field, and give it back at the end. */
function useShown(dialog: RefObject<HTMLDialogElement | null>) {
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    const asked = shown?.querySelector<HTMLElement>(`[data-focus] ${FIELDS}`);
    const field = shown?.querySelector<HTMLElement>(`.kit-input ${FIELDS}`);
    const other = shown?.querySelector<HTMLElement>(`.kit-body ${FIELDS}`);
    (asked ?? field ?? other ?? shown)?.focus();
    return () => shown?.close();
  }, [dialog]);
}
