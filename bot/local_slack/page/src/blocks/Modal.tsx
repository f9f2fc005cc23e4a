import { type FormEvent, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import type { Done, Values, View } from "../protocol";
import { type Act, Blocks } from "./Blocks";
import { faultsIn } from "./checks";
import type { People } from "./panel";
import { useValues } from "./values";

interface Props {
  view: View;
  depth: number;
  people: People;
  act: Act;
  submit: (values: Values) => Promise<Done>;
  close: (all: boolean) => void;
}

const TROUBLE = "We had some trouble connecting. Try again?";
const FIELDS = ":is(input, select, textarea, summary, button):not(:disabled)";

/** Show a modal as the top layer, and keep what is typed until Slack takes it or it is closed. */
export function Modal({ view, depth, people, act, submit, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [values, change] = useValues(view.blocks);
  const { errors, trouble, busy, send, clear } = useSubmission(view, values, submit, dialog);
  useShown(dialog);

  const edit = (next: Values) => {
    clear(Object.keys(next).filter((block_id) => next[block_id] !== values[block_id]));
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
            onClick={() => close(true)}
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

/** Send the form once at a time; after a refusal the focus is on the first wrong field. */
function useSubmission(
  view: View,
  values: Values,
  submit: Props["submit"],
  dialog: { current: HTMLDialogElement | null },
) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  useLayoutEffect(() => {
    // Only new errors move the focus: one that goes as it is put right must not.
    if (Object.keys(errors).length && !dialog.current?.contains(document.activeElement)) return;
  });

  const refuse = (faults: Record<string, string>) => {
    setErrors(faults);
    setTrouble(elsewhere(view, faults));
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (dialog.current?.querySelector(".kit-files [aria-busy=true]")) {
      setTrouble("A file is still being uploaded. Please wait a moment.");
      return;
    }
    const faults = faultsIn(view.blocks, values);
    refuse(faults);
    if (Object.keys(faults).length) return;
    setBusy(true);
    try {
      const done = await submit(values);
      refuse(done.errors ?? {});
      if (!done.ok && !done.errors) setTrouble(done.error ?? TROUBLE);
    } catch {
      setTrouble(TROUBLE);
    } finally {
      setBusy(false);
    }
  };
  const clear = (block_ids: string[]) => {
    setErrors((was) =>
      block_ids.some((one) => one in was)
        ? Object.fromEntries(Object.entries(was).filter(([one]) => !block_ids.includes(one)))
        : was,
    );
  };
  return { errors, trouble, busy, send, clear };
}

/** Say the errors whose block is no field of the form, lest they be seen nowhere. */
function elsewhere(view: View, faults: Record<string, string>): string {
  const fields = new Set(view.blocks.filter(({ type }) => type === "input").map((b) => b.block_id));
  return Object.entries(faults)
    .filter(([block_id]) => !fields.has(block_id))
    .map(([, fault]) => fault)
    .join(" ");
}

/** Open the dialog where the app wants the focus, else at the first field, and give it back at the end. */
function useShown(dialog: { current: HTMLDialogElement | null }) {
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    const asked = shown?.querySelector<HTMLElement>(`[data-focus] ${FIELDS}`);
    const first = shown?.querySelector<HTMLElement>(`.kit-body ${FIELDS}`);
    (asked ?? first ?? shown)?.focus();
    return () => shown?.close();
  }, [dialog]);
}
