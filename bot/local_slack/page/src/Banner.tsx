// Says where the newcomer is, always: nothing here is real.

import { useEffect, useState } from "react";
import { STOPPED } from "./do";
import type { Known, Live } from "./live";
import { clock, day } from "./time";

const STARTED = "13 September 2021"; // when the sample plan is of

export function Banner({ live: { status, known } }: { live: Live }) {
  return (
    <header className="banner">
      <p>
        This is a local workspace{known?.sample && " on sample data"}. Nothing here reaches Slack.{" "}
        {known && <TheTime known={known} />}
      </p>
      <div role="alert">
        {status === "stopped" && <p className="alarm">{STOPPED}</p>}
        {status === "live" && known && silent(known) && <p className="alarm">{silent(known)}</p>}
      </div>
    </header>
  );
}

/** Say why the app hears nothing; null where it does. */
function silent({ app, connected }: Known): string | null {
  if (!app.installed) return `${app.name} is not installed in this workspace.`;
  return connected ? null : `${app.name} is not connected to this workspace: it hears nothing now.`;
}

/** The clock; where the bot was told to take another day for today, that day. */
function TheTime({ known: { sample, today, now: told, ahead } }: { known: Known }) {
  const now = useNow(ahead);
  const isPinned = !day(new Date(told * 1000)).endsWith(today);
  const time = `${clock(now)} on ${day(now)}`;
  if (isPinned) return `It is now ${time}, and the bot takes today to be ${today}.`;
  return sample ? `Its clock started at ${STARTED}; it is now ${time}.` : `It is now ${time}.`;
}

function useNow(ahead: number): Date {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(ticking);
  }, []);
  return new Date(now + ahead);
}
