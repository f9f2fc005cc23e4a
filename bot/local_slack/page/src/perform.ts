// How any part of the page does something: the answer comes back, a refusal is shown by the page.

import { createContext, use } from "react";
import type { Deed, Done } from "./protocol";

export type Perform = (deed: Deed) => Promise<Done>;

export const PerformContext = createContext<Perform | null>(null);

export function usePerform(): Perform {
  const perform = use(PerformContext);
  if (!perform) throw new Error("a part of the page outside of its frame");
  return perform;
}
