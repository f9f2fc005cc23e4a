// For the curious: what the app does when Slack, or the workspace, lets it down.

import { type FormEvent, useState } from "react";
import { Drawer } from "./Drawer";
import type { Known } from "./live";
import type { Fault } from "./protocol";
import { usePerform } from "./perform";

const FAULTS: Record<Fault["what"], { words: string; seconds: boolean; times: boolean }> = {
  ratelimit: { words: "Too many (429)", seconds: true, times: false },
  fail: { words: "Server error (500)", seconds: false, times: true },
  slow: { words: "Slow", seconds: true, times: true },
  "drop before": { words: "No answer, nothing done", seconds: false, times: true },
  "drop after": { words: "No answer, but it was done", seconds: false, times: true },
};

const METHODS = [
  "response_url",
  "chat.postMessage",
  "chat.postEphemeral",
  "chat.update",
  "conversations.history",
  "conversations.info",
  "users.info",
  "views.open",
  "views.publish",
  "*",
];

const ENDINGS = { warning: "Warn, then close", refresh_requested: "Ask for a new one", cut: "Cut it" } as const;

export function BadDay({ known, close }: { known: Known; close: () => void }) {
  const perform = usePerform();
  return (
    <Drawer title="Try a bad day" close={close}>
      <div className="bad-day">
        <Answers />
        <fieldset>
          <legend>The app&apos;s socket</legend>
          {known.transport === "http" && <p>The app is reached over HTTP: it has no socket.</p>}
          {known.transport === "socket" &&
            Object.entries(ENDINGS).map(([reason, words]) => (
              <button
                key={reason}
                type="button"
                className="plain"
                onClick={() => perform({ do: "disconnect", reason: reason as keyof typeof ENDINGS })}
              >
                {words}
              </button>
            ))}
        </fieldset>
        <Channel known={known} />
        <fieldset>
          <legend>The app</legend>
          <button
            type="button"
            className="plain"
            onClick={() => perform({ do: "install", installed: !known.app.installed })}
          >
            {known.app.installed ? "Uninstall the app" : "Reinstall the app"}
          </button>
        </fieldset>
        <fieldset>
          <legend>What goes wrong now</legend>
          {known.faults.length === 0 && <p>Nothing: all is well.</p>}
          <ul aria-label="Present faults">
            {known.faults.map((one, place) => (
              <li key={place}>
                {FAULTS[one.what].words}: {called(one.method)}, {one.left}
              </li>
            ))}
          </ul>
          <button type="button" className="plain" onClick={() => perform({ do: "no_faults" })}>
            All well again
          </button>
        </fieldset>
      </div>
    </Drawer>
  );
}

function Answers() {
  const perform = usePerform();
  const [what, setWhat] = useState<Fault["what"]>("ratelimit");
  const { seconds, times } = FAULTS[what];
  function begin(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const method = String(given.get("method"));
    void perform({ do: "fault", what, method, seconds: number(given, "seconds"), times: number(given, "times") });
  }
  return (
    <form onSubmit={begin}>
      <fieldset>
        <legend>Slack&apos;s answers</legend>
        <label>
          To calls of
          <select name="method">
            {METHODS.map((one) => (
              <option key={one} value={one}>
                {called(one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          What goes wrong
          <select value={what} onChange={({ target }) => setWhat(target.value as Fault["what"])}>
            {Object.entries(FAULTS).map(([name, { words }]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
        {seconds && <Count label="Seconds" name="seconds" value={10} />}
        {times && <Count label="How many calls" name="times" value={1} />}
        <button type="submit" className="plain">
          Make it go wrong
        </button>
      </fieldset>
    </form>
  );
}

function Count({ label, name, value }: { label: string; name: string; value: number }) {
  return (
    <label>
      {label}
      <input type="number" name={name} min={1} max={600} defaultValue={value} required />
    </label>
  );
}

function number(given: FormData, name: string): number {
  return parseInt(String(given.get(name) ?? "1"), 10);
}

function called(method: string): string {
  return method === "*" ? "every method" : method;
}

function Channel({ known }: { known: Known }) {
  const perform = usePerform();
  const channels = known.places.filter((one) => one.kind === "channel");
  const [id, choose] = useState(channels[0]?.id);
  const channel = channels.find((one) => one.id === id);
  if (!channel) return null;
  const { is_archived, has_app } = channel;
  return (
    <fieldset>
      <legend>A channel</legend>
      <label>
        Channel
        <select value={id} onChange={({ target }) => choose(target.value)}>
          {channels.map((one) => (
            <option key={one.id} value={one.id}>
              #{one.name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="plain"
        onClick={() => perform({ do: "archive", channel: channel.id, archived: !is_archived })}
      >
        {is_archived ? "Unarchive it" : "Archive it"}
      </button>
      <button
        type="button"
        className="plain"
        onClick={() => perform({ do: "invite", channel: channel.id, member: !has_app })}
      >
        {has_app ? "Take the app out" : "Invite the app"}
      </button>
    </fieldset>
  );
}
