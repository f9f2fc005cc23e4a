// What the blocks of one message, modal or Home tab share, wherever in it they stand.

import type { ConfirmationDialog } from "@slack/types";
import { createContext, use } from "react";
import type { Json, Place, User, Values } from "../protocol";

export type Act = (action: Json, values: Values) => void | Promise<void>;

export interface People {
  users: User[];
  places: Place[];
}

export interface Panel {
  people: People;
  values: Values; // of every element that keeps one
  errors: Record<string, string>; // block_id -> what is wrong
  enter: (block_id: string, action_id: string, value: Json) => Values; // gives all values, with this one
  act: Act;
  confirmed: (question: ConfirmationDialog | undefined) => Promise<boolean>;
}

export const PanelContext = createContext<Panel | null>(null);

export function usePanel(): Panel {
  const panel = use(PanelContext);
  if (!panel) throw new Error("an element outside of Blocks");
  return panel;
}
