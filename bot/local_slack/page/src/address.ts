// Who the person is and where they are, both in the page's address: two windows can be two people.

import { useSyncExternalStore } from "react";

const FIRST = "U0WORKER"; // the social worker, until the newcomer chooses

export function person(): string {
  return new URLSearchParams(location.search).get("as") || FIRST;
}

export function place(): string {
  return decodeURIComponent(location.hash.slice(1));
}

export function address(as: string, at: string): string {
  return `?as=${encodeURIComponent(as)}#${encodeURIComponent(at)}`;
}

export function go(as: string, at: string): void {
  history.pushState(null, "", address(as, at));
  dispatchEvent(new PopStateEvent("popstate")); // pushState tells nobody
}

/** Write down where the person is; "Back" leads to where they came from all the same. */
export function stay(as: string, at: string): void {
  history.replaceState(null, "", address(as, at));
  dispatchEvent(new PopStateEvent("popstate"));
}

export function useAddress(): { as: string; at: string } {
  return { as: useSyncExternalStore(watch, person), at: useSyncExternalStore(watch, place) };
}

function watch(changed: () => void): () => void {
  addEventListener("popstate", changed);
  return () => removeEventListener("popstate", changed);
}
