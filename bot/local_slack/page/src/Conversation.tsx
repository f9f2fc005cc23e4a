// A channel or a direct message: its head, its messages, its composer. The app's has a Home tab too.

import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { Home } from "./blocks/Home";
import { Composer } from "./Composer";
import { isReply, type Known } from "./live";
import { Messages } from "./Messages";
import { beginning, closedBecause, membersNote, type People, title } from "./place";
import type { Json, Place, Shortcut, Values } from "./protocol";
import { usePerform } from "./perform";

export interface Props {
  place: Place;
  known: Known;
  people: People;
  shortcuts: Shortcut[];
  openThread: (ts: string) => void;
  dictated?: string;
  onDictated: () => void;
  complain: (error: string) => void;
}

export function Conversation(props: Props) {
  const { place, known } = props;
  return (
    <main className="conversation" id="main" tabIndex={-1}>
      <header>
        <h1>{title(place)}</h1>
        <small>{membersNote(place, known)}</small>
      </header>
      {place.kind === "app" ? <Tabs {...props} /> : <Talk {...props} />}
    </main>
  );
}

function Talk({ place, known, people, shortcuts, openThread, dictated, onDictated, complain }: Props) {
  const all = known.messages[place.id];
  const shown = useMemo(() => (all ?? []).filter((one) => !isReply(one)), [all]);
  return (
    <>
      <Messages label="Messages" {...{ shown, known, people, shortcuts, openThread }} hint={beginning(place, known)} />
      <Composer
        label={`Message ${title(place)}`}
        channel={place.id}
        closed={closedBecause(place, known)}
        {...{ known, dictated, onDictated, complain }}
      />
    </>
  );
}

const TABS = ["Home", "Messages"] as const;

function Tabs(props: Props) {
  const [tab, setTab] = useState<(typeof TABS)[number]>(props.known.app.home_tab ? "Home" : "Messages");
  function turn(event: KeyboardEvent<HTMLElement>): void {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = tab === "Home" ? "Messages" : "Home";
    setTab(other);
    event.currentTarget.querySelector<HTMLElement>(`#tab-${other}`)?.focus();
  }
  return (
    <>
      <div className="tabs" role="tablist" aria-label={props.known.app.name} onKeyDown={turn}>
        {TABS.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === tab}
            aria-controls="tab-panel"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div className="tab-panel" id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === "Messages" ? <Talk {...props} /> : <AppHome {...props} />}
      </div>
    </>
  );
}

function AppHome({ known: { app, home }, people }: Props) {
  const perform = usePerform();
  useEffect(() => {
    if (app.home_tab) void perform({ do: "open_home" });
  }, [perform, app.home_tab]);
  async function act(action: Json, values: Values): Promise<void> {
    if (home) await perform({ do: "act", view: home.id, action, values });
  }
  if (!app.home_tab) return <p className="empty">{app.name} has no Home tab.</p>;
  return (
    <div className="home">
      <Home key={home?.id} view={home} people={people} act={act} />
    </div>
  );
}
