// The column beside the conversation; where the window is narrow, a button opens it.

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Icon } from "./Icon";

interface Props {
  name: string;
  at: string;
  switcher: ReactNode;
  children: ReactNode;
}

export function Side({ name, at, switcher, children }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => setOpen(false), [at]);
  function escape(): void {
    setOpen(false);
    button.current?.focus();
  }
  return (
    <div className={open ? "side open" : "side"} onKeyDown={(event) => open && event.key === "Escape" && escape()}>
      <section className="head" aria-label="Workspace">
        <button ref={button} type="button" className="opener" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="list" /> Channels
        </button>
        <strong>{name}</strong>
        {switcher}
      </section>
      <nav aria-label="Channels, direct messages and apps">{children}</nav>
    </div>
  );
}
