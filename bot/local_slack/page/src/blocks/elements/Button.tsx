import type { Button as ButtonElement } from "@slack/types";
import { useState } from "react";
import { Words } from "../Words";
import type { ElementProps } from "./kind";

/** A button; one with a url opens it, and the app is told all the same. */
export function Button({ element, choose }: ElementProps<ButtonElement>) {
  const [busy, setBusy] = useState(false);
  const { url, style = "default", accessibility_label } = element;
  const look = {
    className: `kit-button kit-${style}`,
    "aria-label": accessibility_label,
    "aria-busy": busy,
  };
  const press = async () => {
    if (busy) return; // a second press while the first is under way is an accident
    setBusy(true);
    try {
      await choose({});
    } finally {
      setBusy(false);
    }
  };
  if (url && !element.confirm) {
    return (
      <a {...look} href={url} target="_blank" rel="noreferrer" onClick={press}>
        <Words text={element.text} />
      </a>
    );
  }
  return (
    <button type="button" {...look} onClick={press}>
      <Words text={element.text} />
    </button>
  );
}
