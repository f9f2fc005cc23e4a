import { type FormEvent, type RefObject, useLayoutEffect, useState } from "react";
import type { Done, Values, View } from "../protocol";
import { faultsIn } from "./checks";

export type Submit = (values: Values) => Promise<Done>;

const TROUBLE = "We had some trouble connecting. Try again?"; // Slack's sentence
const UPLOADING = "A file is still being uploaded. Please wait a moment.";

/** Send a form once at a time; after a refusal the focus goes to the first wrong field. */
export function useSubmission(
  view: View,
  values: Values,
  submit: Submit,
  dialog: RefObject<HTMLDialogElement | null>,
) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusals, setRefusals] = useState(0);
  useLayoutEffect(() => {
    if (refusals) {
      const wrong = ":is(input, textarea, select, summary):not(:disabled)";
      dialog.current?.querySelector<HTMLElement>(`[data-wrong] ${wrong}`)?.focus();
    }
  }, [refusals, dialog]);

  const refuse = (faults: Record<string, string>, why = elsewhere(view, faults)) => {
    setErrors(faults);
    setTrouble(why);
    setRefusals((so_far) => so_far + 1);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (dialog.current?.querySelector(".kit-files [aria-busy=true]")) return refuse({}, UPLOADING);
    const faults = faultsIn(view.blocks, values);
    if (Object.keys(faults).length) return refuse(faults);
    setErrors({});
    setTrouble("");
    setBusy(true);
    const done = await submit(values).catch(() => ({ ok: false, error: TROUBLE, errors: undefined }));
    setBusy(false);
    if (!done.ok) refuse(done.errors ?? {}, done.errors ? undefined : (done.error ?? TROUBLE));
  };
  /** Take the errors off the fields that are being put right. */
  const forgive = (block_ids: string[]) => {
    setErrors((was) => {
      const left = Object.entries(was).filter(([one]) => !block_ids.includes(one));
      return left.length < Object.keys(was).length ? Object.fromEntries(left) : was;
    });
  };
  return { errors, trouble, busy, send, forgive };
}

/** Say the errors whose block is no field of the form, lest they be seen nowhere. */
function elsewhere(view: View, faults: Record<string, string>): string {
  const fields = new Set(view.blocks.filter(({ type }) => type === "input").map((b) => b.block_id));
  const others = Object.entries(faults).filter(([block_id]) => !fields.has(block_id));
  return others.map(([, fault]) => fault).join(" ");
}
