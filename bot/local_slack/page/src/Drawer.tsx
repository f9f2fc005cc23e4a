// A panel under the conversation, opened from the foot of the page.

import { type ReactNode, useEffect, useRef } from "react";
import { Icon } from "./Icon";
import { useReturningFocus } from "./returning";

export function Drawer({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  useReturningFocus();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="drawer" aria-label={title} onKeyDown={(event) => event.key === "Escape" && close()}>
      <header>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <button type="button" className="icon-button" aria-label={`Close ${title}`} title={`Close ${title}`} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </section>
  );
}
