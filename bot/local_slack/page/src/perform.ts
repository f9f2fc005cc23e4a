// How any part of the page does something: the answer comes back, a refusal is shown by the page.

import { createContext, use, useCallback } from "react";
import { doIt } from "./do";
import type { Deed, Done } from "./protocol";

export type Perform = (deed: Deed) => Promise<Done>;

export const PerformContext = createContext<Perform | null>(null);

export function usePerform(): Perform {
  const perform = use(PerformContext);
  if (!perform) throw new Error("a part of the page outside of its frame");
  return perform;
}

/** Make what does a deed; `complain` is told of a refusal that neither Slackbot nor a form shows. */
export function usePerforming(complain: (error: string) => void): Perform {
  return useCallback(
    async (deed) => {
      complain("");
      const done = await doIt(deed);
      if (!done.ok && done.error && deed.do !== "submit") complain(done.error);
      return done;
    },
    [complain],
  );
}
