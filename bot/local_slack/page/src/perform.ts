// How any part of the page does something: the answer comes back, a refusal is shown by the page.

import { createContext, use, useCallback, useEffect, useRef } from "react";
import { doIt } from "./do";
import type { Known } from "./live";
import type { Deed, Done } from "./protocol";

export type Perform = (deed: Deed) => Promise<Done>;

export const PerformContext = createContext<Perform | null>(null);

const NOTE = 200; // ms in which Slackbot's note about a refusal would have come

export function usePerform(): Perform {
  const perform = use(PerformContext);
  if (!perform) throw new Error("a part of the page outside of its frame");
  return perform;
}

/** Make what does a deed; `complain` is told of a refusal that neither Slackbot nor a form shows. */
export function usePerforming(known: Known, complain: (error: string) => void): Perform {
  const latest = useRef(known);
  useEffect(() => {
    latest.current = known;
  });
  return useCallback(
    async (deed) => {
      const before = lastNote(latest.current);
      complain("");
      const done = await doIt(deed);
      if (!done.ok && done.error && deed.do !== "submit") {
        const error = done.error;
        setTimeout(() => lastNote(latest.current) === before && complain(error), NOTE);
      }
      return done;
    },
    [complain],
  );
}

function lastNote({ messages }: Known): string {
  const notes = Object.values(messages).flat().filter((one) => one.user === "USLACKBOT");
  return notes.reduce((last, one) => (one.ts > last ? one.ts : last), "");
}
