// The foot of the page: what can be opened, and how the app is.

import type { Known } from "./live";
import { duration } from "./time";

export type DrawerName = "Inspect" | "Try a bad day";

interface Props {
  known: Known;
  drawer: DrawerName | null;
  setDrawer: (drawer: DrawerName | null) => void;
  tour: boolean;
  setTour: (shown: boolean) => void;
}

export function Foot({ known, drawer, setDrawer, tour, setTour }: Props) {
  return (
    <footer>
      {(["Inspect", "Try a bad day"] as const).map((name) => (
        <Toggle key={name} name={name} on={drawer === name} turn={(on) => setDrawer(on ? name : null)} />
      ))}
      <Toggle name="Tour" on={tour} turn={setTour} />
      <Vitals known={known} />
    </footer>
  );
}

function Toggle({ name, on, turn }: { name: string; on: boolean; turn: (on: boolean) => void }) {
  return (
    <button type="button" className="plain" aria-expanded={on} onClick={() => turn(!on)}>
      {name}
    </button>
  );
}

function Vitals({ known: { app, exchanges, connected, transport } }: { known: Known }) {
  const ack = exchanges.findLast((one) => one.from === "slack");
  const way = transport === "socket" ? "Socket Mode" : "HTTP";
  const heard = connected ? `listens over ${way}` : "is not connected";
  return (
    <p className="vitals">
      <span>
        {app.name} {app.installed ? heard : "is not installed"}
      </span>
      <span className="ack">{ack ? `Last ack: ${duration(ack.ms)}` : "No ack yet"}</span>
    </p>
  );
}
