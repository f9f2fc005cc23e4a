// What the page tells people by itself: that something came, that something was refused.

import { useEffect, useRef } from "react";
import { Icon } from "./Icon";
import type { Known } from "./live";
import { title } from "./place";
import { nameOf, plain } from "./words";

const ALOUD = 300; // characters of a message that are read out; the rest is there to be read

interface Props {
  known: Known;
  here: string;
  complaint: string;
}

/** The one live region: the last message to come, or the last refusal. */
export function Announcements({ known, here, complaint }: Props) {
  return (
    <div className="hidden" role="status" aria-label="Announcements">
      {complaint || arrival(known, here)}
    </div>
  );
}

function arrival(known: Known, here: string): string {
  const { arrived } = known;
  if (!arrived || arrived.user === known.you) return "";
  const place = known.places.find((one) => one.id === arrived.channel);
  const author = nameOf(arrived.user, known);
  if (arrived.channel !== here) return `New message of ${author} in ${place ? title(place) : "another place"}`;
  return `${author}${arrived.visible_to ? ", only visible to you" : ""}: ${plain(arrived.text, known).slice(0, ALOUD)}`;
}

/** A refusal, over everything, until it is closed or something else is done. */
export function Toast({ text, close }: { text: string; close: () => void }) {
  const toast = useRef<HTMLDivElement>(null);
  useEffect(() => toast.current?.showPopover(), []); // over a modal too
  return (
    <div ref={toast} className="toast" popover="manual">
      <p>{text}</p>
      <button type="button" className="icon-button" aria-label="Close this note" title="Close this note" onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  );
}
