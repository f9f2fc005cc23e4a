// The page: the person and the place come from the address, all else from the local Slack.

import { useAddress } from "./address";
import { Banner } from "./Banner";
import { useLive } from "./live";
import { Workspace } from "./Workspace";

export function App() {
  const { as, at } = useAddress();
  const [live, hear] = useLive(as);
  if (live.known) return <Workspace {...{ live, known: live.known, hear, as, at }} />;
  return (
    <>
      <Banner live={live} />
      <main className="empty">
        <h1>Local workspace</h1>
        <p>{live.status === "stopped" ? "Waiting for it to start." : "Opening it."}</p>
      </main>
    </>
  );
}
