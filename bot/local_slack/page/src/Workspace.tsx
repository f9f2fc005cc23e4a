// The frame of the page: what is around a conversation, and what is open beside it.

import { type Dispatch, type MouseEvent, useCallback, useEffect, useMemo, useState } from "react";
import { go, stay } from "./address";
import { BadDay } from "./BadDay";
import { Banner } from "./Banner";
import { Conversation } from "./Conversation";
import { type DrawerName, Foot } from "./Foot";
import { Inspect } from "./Inspect";
import type { Heard, Known, Live } from "./live";
import { Modals } from "./Modals";
import { PersonSwitcher } from "./PersonSwitcher";
import { PerformContext, usePerforming } from "./perform";
import { type People, placeAt } from "./place";
import { Side } from "./Side";
import { Sidebar } from "./Sidebar";
import { Announcements, Toast } from "./Telling";
import { Thread } from "./Thread";
import { Tour } from "./Tour";

interface Props {
  live: Live;
  known: Known;
  hear: Dispatch<Heard>;
  as: string;
  at: string;
}

export function Workspace({ live, known, hear, as, at }: Props) {
  const place = placeAt(at, known.places);
  const [complaint, complain] = useState("");
  const perform = usePerforming(complain);
  const [thread, setThread] = useState<{ place: string; ts: string } | null>(null);
  const [drawer, setDrawer] = useState<DrawerName | null>(null);
  const [tour, setTour] = useState(localStorage.getItem("tour") !== "dismissed");
  const [dictated, dictate] = useState<{ as: string; place: string; line: string } | null>(null);
  const { users, places, app } = known;
  const people: People = useMemo(() => ({ users, places }), [users, places]);
  const shortcuts = useMemo(() => app.shortcuts.filter((one) => one.type === "message"), [app]);
  const here = place?.id ?? "";
  const openThread = useCallback((ts: string) => setThread({ place: here, ts }), [here]);
  const closeThread = useCallback(() => setThread(null), []);
  const onDictated = useCallback(() => dictate(null), []);

  useEffect(() => {
    if (known.unread[here]) hear({ kind: "seen", place: here });
  }, [known.unread, here, hear]);
  useEffect(() => {
    if (here && !at) stay(as, here); // else an archived channel would send people elsewhere
  }, [as, at, here]);
  useEffect(() => {
    document.title = `${place?.name ?? ""} - ${known.workspace} (local)`;
  }, [place?.name, known.workspace]);

  function showTour(shown: boolean): void {
    localStorage.setItem("tour", shown ? "shown" : "dismissed");
    setTour(shown);
  }
  function say(who: string, channel: string, line: string): void {
    go(who, channel);
    dictate({ as: who, place: channel, line });
  }
  async function openDirect(user: string): Promise<void> {
    const { channel } = await perform({ do: "open_dm", user });
    if (channel) go(as, channel);
  }

  const isTold = live.as === as; // else it was told to who the newcomer was a moment ago
  const line = isTold && dictated?.as === as && dictated.place === here ? dictated.line : undefined;
  const shared = { known, people, shortcuts, complain };
  return (
    <PerformContext value={perform}>
      <div className="frame">
        <Skip to="#main">Skip to the conversation</Skip>
        <Skip to="#main textarea">Skip to the message box</Skip>
        <Banner live={live} />
        <div className="workspace">
          <Side name={known.workspace} at={here} switcher={<PersonSwitcher {...{ known, as, at: here }} />}>
            <Sidebar known={known} at={here} open={openDirect} />
          </Side>
          <div className="middle">
            {tour && <Tour {...{ known, say, perform, complain }} close={() => showTour(false)} />}
            <div className="talk">
              {place && isTold ? (
                <Conversation key={`${as} ${here}`} {...{ ...shared, place, openThread, onDictated }} dictated={line} />
              ) : (
                <main id="main" className="conversation" />
              )}
              {place && isTold && thread?.place === here && (
                <Thread key={`${as} ${thread.ts}`} {...{ ...shared, place }} ts={thread.ts} close={closeThread} />
              )}
            </div>
            {drawer === "Inspect" && <Inspect exchanges={known.exchanges} close={() => setDrawer(null)} />}
            {drawer === "Try a bad day" && <BadDay known={known} close={() => setDrawer(null)} />}
          </div>
        </div>
        <Foot {...{ known, drawer, setDrawer, tour }} setTour={showTour} />
        {complaint && <Toast text={complaint} close={() => complain("")} />}
        <Announcements known={known} here={here} complaint={complaint} />
        {isTold && <Modals modals={known.modals} people={people} />}
      </div>
    </PerformContext>
  );
}

/** A skip link; the address's "#" says which place is shown, so it may not change. */
function Skip({ to, children }: { to: string; children: string }) {
  function skip(event: MouseEvent): void {
    event.preventDefault();
    document.querySelector<HTMLElement>(to)?.focus();
  }
  return (
    <a className="skip" href="#main" onClick={skip}>
      {children}
    </a>
  );
}
