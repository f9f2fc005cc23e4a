// The list over the composer, of what the line could become.

import { useEffect, useRef } from "react";
import type { Option } from "./completion";

interface Props {
  id: string;
  title: string;
  options: Option[];
  at: number;
  choose: (option: Option) => void;
}

export function Suggestions({ id, title, options, at, choose }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <div className="suggestions">
      <p aria-hidden="true">
        <strong>{title}</strong> <span>Arrows and Tab choose, Escape closes</span>
      </p>
      <ul ref={list} id={id} role="listbox" aria-label="Suggestions">
        {options.map((option, place) => (
          <li
            key={option.label}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === at}
            onMouseDown={(event) => event.preventDefault()} // the textarea keeps the focus
            onClick={() => choose(option)}
          >
            <span>{option.label}</span>
            {option.note && <small>{option.note}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
