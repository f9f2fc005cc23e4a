// A message and its replies, beside the conversation.

import { Composer } from "./Composer";
import { Icon } from "./Icon";
import { isReply, type Known } from "./live";
import { Messages } from "./Messages";
import { closedBecause, type People, title } from "./place";
import type { Place, Shortcut } from "./protocol";
import { useReturningFocus } from "./returning";

interface Props {
  place: Place;
  ts: string;
  known: Known;
  people: People;
  shortcuts: Shortcut[];
  close: () => void;
  complain: (error: string) => void;
}

export function Thread({ place, ts, known, people, shortcuts, close, complain }: Props) {
  useReturningFocus();
  const all = known.messages[place.id] ?? [];
  const shown = all.filter((one) => one.ts === ts || (isReply(one) && one.thread_ts === ts));
  return (
    <aside className="pane" aria-label="Thread" onKeyDown={(event) => event.key === "Escape" && close()}>
      <header>
        <h1>Thread</h1>
        <small>{title(place)}</small>
        <button type="button" className="icon-button" aria-label="Close thread" title="Close thread" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <Messages label="Messages of the thread" {...{ shown, known, people, shortcuts }} />
      <Composer
        label="Reply in the thread"
        channel={place.id}
        thread_ts={ts}
        closed={closedBecause(place, known)}
        focused
        {...{ known, complain }}
      />
    </aside>
  );
}
