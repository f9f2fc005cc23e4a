// A button that opens a list of things to do, by mouse or by keyboard.
// Keys as in https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/

import { type CSSProperties, type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";

export interface Item {
  label: string;
  note?: string;
  checked?: boolean; // given: one of a set, of which one is chosen
  href?: string; // opens in a new window
  aside?: boolean; // stands beside the item before it
  run?: () => void;
}

interface Props {
  label: string;
  items: Item[];
  children: ReactNode; // what the button shows
  className?: string;
}

export function Menu({ label, items, children, className }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  function close(): void {
    setOpen(false);
    button.current?.focus();
  }
  return (
    <div
      className={`menu ${className ?? ""}`}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}
    >
      <button
        ref={button}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => event.key === "ArrowDown" && (event.preventDefault(), setOpen(true))}
      >
        {children}
      </button>
      {open && <Items {...{ id, label, items, close }} under={button.current} />}
    </div>
  );
}

interface ItemsProps {
  id: string;
  label: string;
  items: Item[];
  close: () => void;
  under: HTMLElement | null;
}

function Items({ id, label, items, close, under }: ItemsProps) {
  const list = useRef<HTMLDivElement>(null);
  const [spot, setSpot] = useState<CSSProperties>({ visibility: "hidden" });
  useLayoutEffect(() => setSpot(near(under, list.current)), [under]);
  useLayoutEffect(() => {
    if (spot.visibility) return; // what is hidden takes no focus
    const first = list.current?.querySelector<HTMLElement>("[aria-checked=true]") ?? all(list.current)[0];
    first?.focus({ preventScroll: true });
  }, [spot]);
  return (
    <div ref={list} id={id} role="menu" aria-label={label} className="menu-items" style={spot} onKeyDown={keys(close)}>
      {items.map((item) => (
        <Choice key={item.label} item={item} close={close} />
      ))}
    </div>
  );
}

function Choice({ item, close }: { item: Item; close: () => void }) {
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const shared = { role, tabIndex: -1, className: item.aside ? "aside" : undefined };
  const shows = (
    <>
      <span>{item.label}</span>
      {item.note && <small>{item.note}</small>}
    </>
  );
  if (item.href) {
    return (
      <a {...shared} href={item.href} target="_blank" rel="noreferrer" onClick={close}>
        {shows}
      </a>
    );
  }
  function choose(): void {
    close();
    item.run?.();
  }
  return (
    <button {...shared} type="button" aria-checked={item.checked} onClick={choose}>
      {shows}
    </button>
  );
}

function keys(close: () => void) {
  return (event: KeyboardEvent<HTMLElement>): void => {
    const items = all(event.currentTarget);
    const here = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function all(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
}

/** Stand under the button, or over it, and inside the window: a scrolling list would cut it off. */
function near(button: HTMLElement | null, list: HTMLElement | null): CSSProperties {
  if (!button || !list) return {};
  const at = button.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - list.offsetWidth - 8));
  const below = at.bottom + list.offsetHeight + 8 <= innerHeight;
  const top = below ? at.bottom + 4 : Math.max(8, at.top - list.offsetHeight - 4);
  return { left, top, maxHeight: innerHeight - top - 8 };
}
