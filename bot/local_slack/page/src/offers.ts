// Which of the composer's suggestions is chosen, and the keys that choose.

import { type KeyboardEvent, useState } from "react";
import type { Completion, Option } from "./completion";

/** The offered list's state and keys; nothing is chosen for people unless the line is begun. */
export function useOffers({ title, options, first }: Completion, line: string, put: (line: string, caret: number) => void) {
  const [wanted, setWanted] = useState(false);
  const [moved, setMoved] = useState<{ line: string; at: number } | null>(null);
  const open = wanted && options.length > 0;
  const at = moved?.line === line ? moved.at : first ? 0 : -1;
  function choose({ line, caret }: Option): void {
    put(line, caret);
    setMoved(null);
    setWanted(true);
  }
  /** Say whether the key was for the list. */
  function onKeyDown(event: KeyboardEvent): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = options[event.key === "Tab" && !event.shiftKey ? Math.max(at, 0) : event.key === "Enter" ? at : -1];
    if (!open) return false;
    if (step) setMoved({ line, at: (Math.max(at, step > 0 ? -1 : 0) + step + options.length) % options.length });
    else if (chosen) choose(chosen);
    else if (event.key === "Escape") setWanted(false);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
  const show = () => setWanted(true);
  const close = () => setWanted(false);
  return { title, options, open, at, choose, onKeyDown, show, close };
}
