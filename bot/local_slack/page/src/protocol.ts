// What the page and the local Slack say to each other; the other half is live.py and deeds.py in bot/local_slack.
//
// The page opens a WebSocket at /page/live?as=USER, is told everything that person can see (`hello`),
// then every change. What the person does goes as JSON to POST /page/do?as=USER and is answered when it is done.

export type Json = Record<string, unknown>;

export interface User {
  id: string;
  name: string; // "pod.manager"
  real_name: string; // "Pod manager"
  standing: "member" | "guest" | "one-channel guest" | "stranger" | "deactivated";
  is_bot: boolean;
  can_be_played: boolean; // someone the newcomer can be
}

export interface Place {
  id: string;
  name: string; // without "#"; for a direct message, the other's name
  kind: "channel" | "dm" | "app"; // app: the direct message with the app, which has the Home tab too
  user: string | null; // the other person of a dm
  is_archived: boolean;
  has_app: boolean; // the app is a member
}

export interface Command {
  command: string; // "/ofsted"
  description: string;
  usage_hint: string; // "status missing-children | actions | ..."
}

export interface Shortcut {
  name: string;
  type: "message" | "global";
  callback_id: string;
  description: string;
}

export interface AppInfo {
  id: string;
  user: string; // the app's user id
  name: string;
  installed: boolean;
  home_tab: boolean;
  messages_tab: boolean; // false: Slack lets nobody write to the app
  commands: Command[];
  shortcuts: Shortcut[];
}

export interface FileInfo {
  id: string;
  name: string;
  mimetype: string;
  size: number;
  url: string; // to fetch it in the page
  alt_text: string;
}

export interface Shown {
  channel: string;
  ts: string; // "1631523600.000100", seconds of the workspace's own clock
  user: string; // "USLACKBOT" for Slack's own notes
  text: string;
  blocks: Json[];
  visible_to: string | null; // an ephemeral message's only reader
  thread_ts: string | null;
  edited: boolean;
  files: FileInfo[];
  reply_count: number;
}

export interface TextObject {
  type: "plain_text" | "mrkdwn";
  text: string;
}

export interface View {
  id: string;
  type: "modal" | "home";
  hash: string;
  title?: TextObject;
  submit?: TextObject;
  close?: TextObject;
  callback_id: string;
  blocks: Json[];
}

// Slack's view.state.values: block_id -> action_id -> what is entered
// e.g. {"type": "plain_text_input", "value": "..."} or {"type": "static_select", "selected_option": {...}}
export type Values = Record<string, Record<string, Json>>;

export interface Exchange {
  id: number;
  at: string; // "09:30:12.345" by the workspace's clock
  from: "slack" | "app";
  what: string; // "slash_commands", "interactive", "events_api", "chat.postMessage", "response_url"
  summary: string; // "/ofsted status", "block_actions share", "app_mention"
  how: "http" | "socket";
  request: string; // as it was sent: headers and body, or the envelope
  answer: string; // as it came back
  ms: number;
  error: string | null;
}

export interface Fault {
  what: "ratelimit" | "fail" | "slow" | "drop before" | "drop after";
  method: string; // a method's name, "response_url", or "*"
  left: string; // "2 more calls", "for 14 s"
}

export interface Hello {
  kind: "hello";
  you: string;
  workspace: string; // "Local council"
  users: User[];
  places: Place[];
  app: AppInfo;
  messages: Shown[];
  modals: View[]; // the stack, top last
  home: View | null;
  exchanges: Exchange[];
  faults: Fault[];
  connected: boolean; // whether the app is heard: a socket open, or an address for HTTP
  transport: "http" | "socket";
  sample: boolean; // the record holds the sample plan
  now: number; // seconds since 1970 by the workspace's clock, as this is sent
  today: string; // "13 September 2021": the day the bot goes by
}

export type Told =
  | Hello
  | { kind: "message"; message: Shown } // new, or changed
  | { kind: "gone"; channel: string; ts: string }
  | { kind: "places"; places: Place[] }
  | { kind: "app"; app: AppInfo; connected: boolean }
  | { kind: "modals"; modals: View[] }
  | { kind: "home"; home: View | null }
  | { kind: "exchange"; exchange: Exchange }
  | { kind: "faults"; faults: Fault[] };

// What a person does, POSTed to /page/do?as=USER.
export type Deed =
  // A line from the composer: a slash command if it begins with "/", else a message.
  | { do: "send"; channel: string; text: string; thread_ts?: string; files?: string[] }
  | { do: "open_home" }
  // A press, or a choice in a menu, in a message, a modal or the Home tab. `action` is the element's part of
  // Slack's payload: {type, block_id, action_id, value | selected_option | selected_date | ...}.
  | { do: "act"; channel: string; ts: string; action: Json; values: Values }
  | { do: "act"; view: string; action: Json; values: Values }
  | { do: "submit"; view: string; values: Values }
  | { do: "close"; view: string; all: boolean } // all: the whole stack
  | { do: "shortcut"; callback_id: string }
  | { do: "message_shortcut"; callback_id: string; channel: string; ts: string }
  | { do: "dismiss"; channel: string; ts: string } // an ephemeral message's "Dismiss"
  | { do: "open_dm"; user: string }
  // A bad day, for the curious.
  | { do: "fault"; what: Fault["what"]; method: string; seconds: number; times: number }
  | { do: "no_faults" }
  | { do: "disconnect"; reason: "warning" | "refresh_requested" | "cut" }
  | { do: "archive"; channel: string; archived: boolean }
  | { do: "invite"; channel: string; member: boolean } // the app into a channel, or out of it
  | { do: "install"; installed: boolean };

export interface Done {
  ok: boolean;
  error?: string; // one sentence for the person: what Slack would show
  errors?: Record<string, string>; // block_id -> fault of a submitted form
  channel?: string; // open_dm
  ms: number; // until the app's ack
}

// POST /page/upload?as=USER (multipart, one part "file") -> FileInfo.
// GET /page/calls.jsonl -> everything recorded, as JSON lines.
