import type { ComponentType } from "react";
import type { Json } from "../../protocol";

/** How a control is named and described: the attributes for it. */
export interface Naming {
  id?: string; // a label's `for`
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

export interface ElementProps<E = Json> {
  element: E;
  value: Json; // what is entered, as in view.state.values; {} in what keeps nothing
  naming: Naming; // {} where a fieldset around it bears the name
  live: boolean;
  enter: (value: Json) => Record<string, Record<string, Json>>; // keep it; gives all the values
  tell: (value: Json, values?: Record<string, Record<string, Json>>) => Promise<void>; // the app, if live
  choose: (value: Json) => Promise<void>; // ask if the app wants it confirmed, keep it, tell the app
}

export interface Kind {
  Show: ComponentType<ElementProps<never>>;
  initial?: (element: never) => Json; // what it holds at first; none: it keeps no value
  grouped?: boolean; // many controls, named by a fieldset
}
