// Where the person can go: channels, direct messages, apps.

import { Icon } from "./Icon";
import type { Known } from "./live";
import { Menu } from "./Menu";
import type { Place } from "./protocol";
import { nameOf, standingOf } from "./words";

interface Props {
  known: Known;
  at: string;
  open: (user: string) => void; // a direct message with them
}

const SECTIONS = [
  ["Channels", "channel"],
  ["Direct messages", "dm"],
  ["Apps", "app"],
] as const;

export function Sidebar({ known, at, open }: Props) {
  return (
    <>
      {SECTIONS.map(([heading, kind]) => (
        <section key={kind} aria-labelledby={`section-${kind}`}>
          <h2 id={`section-${kind}`}>{heading}</h2>
          <ul>
            {known.places
              .filter((one) => one.kind === kind)
              .map((place) => (
                <Entry key={place.id} place={place} known={known} isHere={place.id === at} />
              ))}
          </ul>
          {kind === "dm" && <NewDirectMessage known={known} open={open} />}
        </section>
      ))}
    </>
  );
}

function Entry({ place, known, isHere }: { place: Place; known: Known; isHere: boolean }) {
  const unread = isHere ? 0 : (known.unread[place.id] ?? 0);
  return (
    <li>
      <a href={`#${place.id}`} aria-current={isHere ? "page" : undefined} className={unread ? "unread" : ""}>
        {place.kind === "channel" && <span aria-hidden="true"># </span>}
        <span className="name">{place.name}</span>
        {place.is_archived && <small> archived</small>}
        {unread > 0 && <small className="count"> {unread} new</small>}
      </a>
    </li>
  );
}

function NewDirectMessage({ known, open }: Omit<Props, "at">) {
  const met = new Set(known.places.map((place) => place.user));
  const others = known.users.filter((one) => one.id !== known.you && !one.is_bot && !met.has(one.id));
  if (others.length === 0) return null;
  const items = others.map((one) => ({
    label: nameOf(one.id, known),
    note: standingOf(one),
    run: () => open(one.id),
  }));
  return (
    <Menu label="New direct message" items={items}>
      <Icon name="plus" /> New direct message
    </Menu>
  );
}
