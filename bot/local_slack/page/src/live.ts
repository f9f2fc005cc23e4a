// What the person is told: a WebSocket, and the page's state made from what comes through it.

import { type Dispatch, useEffect, useReducer } from "react";
import type { Exchange, Hello, Shown, Told } from "./protocol";

const AGAIN = 1_000; // ms between attempts to reach a workspace that stopped
const EXCHANGES = 500; // as many as anyone reads; all are in the download

export interface Known extends Omit<Hello, "kind" | "messages"> {
  messages: Record<string, Shown[]>; // by conversation, oldest first
  unread: Record<string, number>;
  arrived: Shown | null; // the latest to come while the page was open
  ahead: number; // ms by which the workspace's clock is ahead of this machine's
}

export interface Live {
  as: string; // who was told this
  status: "connecting" | "live" | "stopped";
  known: Known | null;
}

export type Heard =
  | { kind: "told"; as: string; told: Told }
  | { kind: "stopped" }
  | { kind: "seen"; place: string };

export function useLive(as: string): [Live, Dispatch<Heard>] {
  const [live, hear] = useReducer(reduce, { as, status: "connecting", known: null });
  useEffect(() => connect(as, hear), [as]);
  return [live, hear];
}

function connect(as: string, hear: Dispatch<Heard>): () => void {
  let socket: WebSocket;
  let waiting = 0;
  function open(): void {
    const address = new URL(`/page/live?as=${encodeURIComponent(as)}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address);
    socket.onmessage = ({ data }) => hear({ kind: "told", as, told: JSON.parse(data) as Told });
    socket.onclose = () => {
      hear({ kind: "stopped" });
      waiting = window.setTimeout(open, AGAIN);
    };
  }
  open();
  return () => {
    clearTimeout(waiting);
    socket.onclose = socket.onmessage = null;
    socket.close();
  };
}

function reduce(live: Live, heard: Heard): Live {
  const { known } = live;
  switch (heard.kind) {
    case "stopped":
      return live.status === "stopped" ? live : { ...live, status: "stopped" };
    case "seen":
      return known ? { ...live, known: { ...known, unread: { ...known.unread, [heard.place]: 0 } } } : live;
    case "told":
      if (heard.told.kind === "hello") {
        return { as: heard.as, status: "live", known: welcomed(heard.told) };
      }
      return known ? { ...live, known: { ...known, ...change(known, heard.told) } } : live;
  }
}

function welcomed({ kind: _, messages, ...hello }: Hello): Known {
  const sorted: Known["messages"] = {};
  for (const message of messages) (sorted[message.channel] ??= []).push(message);
  for (const shown of Object.values(sorted)) shown.sort((one, other) => (one.ts < other.ts ? -1 : 1));
  const ahead = hello.now * 1000 - Date.now();
  return { ...hello, exchanges: latest(hello.exchanges), messages: sorted, unread: {}, arrived: null, ahead };
}

function change(known: Known, told: Exclude<Told, Hello>): Partial<Known> {
  switch (told.kind) {
    case "message":
      return withMessage(known, told.message);
    case "gone": {
      const left = (known.messages[told.channel] ?? []).filter((one) => one.ts !== told.ts);
      return { messages: { ...known.messages, [told.channel]: left } };
    }
    case "exchange":
      return { exchanges: latest([...known.exchanges, told.exchange]) };
    default: {
      const { kind: _, ...changed } = told;
      return { ...changed, ...unchanged(known, changed) };
    }
  }
}

/** Every ts has ten digits before its point and six behind, so that text sorts as time does. */
function withMessage(known: Known, message: Shown): Partial<Known> {
  const { channel } = message;
  const shown = known.messages[channel] ?? [];
  const at = shown.findLastIndex((one) => one.ts <= message.ts);
  const isNew = shown[at]?.ts !== message.ts;
  const messages = { ...known.messages, [channel]: shown.toSpliced(isNew ? at + 1 : at, isNew ? 0 : 1, message) };
  if (!isNew) return { messages };
  const counts = message.user !== known.you && !isReply(message);
  const unread = { ...known.unread, [channel]: (known.unread[channel] ?? 0) + (counts ? 1 : 0) };
  return { messages, unread, arrived: message };
}

export function isReply(message: Shown): boolean {
  return message.thread_ts !== null && message.thread_ts !== message.ts;
}

/** Keep what is told again as it was: what is drawn from it need not be drawn again. */
function unchanged(known: Known, told: Partial<Known>): Partial<Known> {
  const names = Object.keys(told) as (keyof Known)[];
  const same = names.filter((name) => JSON.stringify(told[name]) === JSON.stringify(known[name]));
  return Object.fromEntries(same.map((name) => [name, known[name]]));
}

function latest(exchanges: Exchange[]): Exchange[] {
  return exchanges.slice(-EXCHANGES);
}
