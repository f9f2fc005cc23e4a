// For developers: every exchange between Slack and the app, as it was sent, and how long it took.

import { useState } from "react";
import { Drawer } from "./Drawer";
import { pretty } from "./pretty";
import type { Exchange } from "./protocol";
import { duration } from "./time";

export function Inspect({ exchanges, close }: { exchanges: Exchange[]; close: () => void }) {
  const [chosen, choose] = useState<number | null>(null);
  const newestFirst = exchanges.toReversed();
  const shown = newestFirst.find((one) => one.id === chosen) ?? newestFirst[0];
  return (
    <Drawer title="Inspect" close={close}>
      <div className="inspect">
        <div className="list">
          <p>
            <a href="/page/calls.jsonl" download>
              Download everything as JSON lines
            </a>
          </p>
          {exchanges.length === 0 && <p className="empty">Nothing has been sent yet.</p>}
          <ol aria-label="Exchanges, the newest first">
            {newestFirst.map((one) => (
              <li key={one.id}>
                <button type="button" aria-pressed={one === shown} onClick={() => choose(one.id)}>
                  <Summary exchange={one} />
                </button>
              </li>
            ))}
          </ol>
        </div>
        {shown && <Details key={shown.id} exchange={shown} />}
      </div>
    </Drawer>
  );
}

function Summary({ exchange: { at, from, how, what, summary, ms, error } }: { exchange: Exchange }) {
  return (
    <>
      <span className="direction">{from === "slack" ? "Slack to app" : "App to Slack"}</span>
      <strong>{what}</strong>
      <span className="ms">{duration(ms)}</span>
      <small>
        {at}, {how === "http" ? "HTTP" : "socket"}
        {summary && `, ${summary}`}
      </small>
      {error && <small className="alarm">Error: {error}</small>}
    </>
  );
}

function Details({ exchange: { what, request, answer } }: { exchange: Exchange }) {
  return (
    <div className="details" role="region" aria-label={`Exchange ${what}`}>
      <Raw title="Request" sent={request} />
      <Raw title="Answer" sent={answer} />
    </div>
  );
}

function Raw({ title, sent }: { title: string; sent: string }) {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(sent);
    setCopied(true);
  }
  return (
    <section>
      <header>
        <h2>{title}</h2>
        <button type="button" className="plain" onClick={copy}>
          Copy {title.toLowerCase()}
        </button>
        <span role="status">{copied && "Copied"}</span>
      </header>
      <pre tabIndex={0} aria-label={title}>
        {pretty(sent) || "(nothing)"}
      </pre>
    </section>
  );
}
