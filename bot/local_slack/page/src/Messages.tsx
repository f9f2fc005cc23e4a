// Messages by day, the last ones first drawn; used for a channel and for a thread.

import { Fragment, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useFollow } from "./follow";
import type { Known } from "./live";
import { Message } from "./Message";
import type { People } from "./place";
import type { Shortcut, Shown } from "./protocol";
import { day, when } from "./time";
import { nameOf } from "./words";

const AT_ONCE = 200;
const TOGETHER = 300; // seconds within which an author's messages stand under one name

interface Props {
  label: string;
  shown: Shown[];
  known: Known;
  people: People;
  shortcuts: Shortcut[];
  openThread?: (ts: string) => void;
  hint?: string; // what to begin with where nothing is said yet
}

export function Messages({ label, shown, known, people, shortcuts, openThread, hint }: Props) {
  const { box, following, toEnd, onScroll } = useFollow();
  const [from, setFrom] = useState(Math.max(0, shown.length - AT_ONCE));
  const last = shown.at(-1);
  const asked = last && (last.user === known.you || last.visible_to !== null);
  const height = useRef(0);

  useEffect(() => {
    if (asked) toEnd(); // what people just did, or asked for, is what they look at
  }, [asked, last?.ts, toEnd]);
  useEffect(() => {
    if (following) setFrom(Math.max(0, shown.length - AT_ONCE));
  }, [following, shown.length]);
  useLayoutEffect(() => {
    if (!box.current || !height.current) return;
    box.current.scrollTop += box.current.scrollHeight - height.current;
    height.current = 0;
  }, [box, from]);

  function earlier(): void {
    height.current = box.current?.scrollHeight ?? 0;
    setFrom(Math.max(0, from - AT_ONCE));
    box.current?.focus();
  }
  const visible = shown.slice(from);
  return (
    <div className="messages">
      <section className="scroll" aria-label={label} ref={box} onScroll={onScroll} tabIndex={0}>
        <div>
          {from > 0 && (
            <button type="button" className="plain earlier" onClick={earlier}>
              Show earlier
            </button>
          )}
          {shown.length === 0 && <p className="empty">No messages here yet.{hint}</p>}
          {visible.map((message, at) => {
            const before = visible[at - 1];
            const today = day(when(message.ts));
            const sameDay = before !== undefined && day(when(before.ts)) === today;
            return (
              <Fragment key={message.ts}>
                {!sameDay && <h2 className="day">{today}</h2>}
                <Message
                  message={message}
                  author={nameOf(message.user, known)}
                  isApp={message.user === known.app.user}
                  follows={sameDay && follows(before, message)}
                  {...{ people, shortcuts, openThread }}
                />
              </Fragment>
            );
          })}
        </div>
      </section>
      {!following && (
        <button type="button" className="plain newest" onClick={toEnd}>
          Go to the newest message
        </button>
      )}
    </div>
  );
}

function follows(before: Shown, message: Shown): boolean {
  const soon = Number(message.ts) - Number(before.ts) < TOGETHER;
  const alike = before.user === message.user && !before.visible_to && !message.visible_to;
  return soon && alike && before.reply_count === 0;
}
