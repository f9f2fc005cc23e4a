// Says where the newcomer is, always: nothing here is real.

import { useEffect, useState } from "react";
import type { Live } from "./live";
import { STOPPED } from "./do";
import { clock, day } from "./time";

const STARTED = "13 September 2021"; // when the sample plan is of

export function Banner({ live: { status, known } }: { live: Live }) {
  const now = useNow(known?.ahead ?? 0);
  return (
    <header className="banner">
      <p>
        This is a local workspace{known?.sample && " on sample data"}. Nothing here reaches Slack.{" "}
        {known?.sample && `Its clock started at ${STARTED}; it is now `}
        {known && !known.sample && "It is now "}
        {known && `${clock(now)} on ${day(now)}.`}
      </p>
      <div role="alert">
        {status === "stopped" && <p className="alarm">{STOPPED}</p>}
        {status === "live" && known && !known.connected && (
          <p className="alarm">{known.app.name} is not connected to this workspace: it hears nothing now.</p>
        )}
      </div>
    </header>
  );
}

function useNow(ahead: number): Date {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(ticking);
  }, []);
  return new Date(now + ahead);
}
