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

export function useAddress(): { as: string; at: string } {
  return { as: useSyncExternalStore(watch, person), at: useSyncExternalStore(watch, place) };
}

function watch(changed: () => void): () => void {
  addEventListener("popstate", changed);
  return () => removeEventListener("popstate", changed);
}
