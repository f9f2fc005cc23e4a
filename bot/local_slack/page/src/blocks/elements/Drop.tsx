import { type ComponentProps, type ReactNode, useRef } from "react";

interface Props extends Omit<ComponentProps<"summary">, "children"> {
  label: ReactNode;
  look: string;
  children: (close: () => void) => ReactNode;
}

/** Something that folds out, and in again with Escape or when the focus leaves it. */
export function Drop({ label, look, children, ...summary }: Props) {
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  return (
    <details
      ref={details}
      className={look}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close()}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !details.current?.open) return;
        event.preventDefault(); // the modal around it stays
        close();
        details.current.querySelector("summary")?.focus();
      }}
    >
      <summary {...summary}>{label}</summary>
      {/* The focus stays inside when its padding is pressed. */}
      <div className="kit-drop" tabIndex={-1}>
        {children(close)}
      </div>
    </details>
  );
}
