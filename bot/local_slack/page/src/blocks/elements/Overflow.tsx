import type { Overflow as OverflowElement } from "@slack/types";
import { Words } from "../Words";
import { Drop } from "./Drop";
import type { ElementProps } from "./kind";

/** The "..." menu: each choice is told to the app, none is kept. */
export function Overflow({ element, choose }: ElementProps<OverflowElement>) {
  return (
    <Drop look="kit-overflow" label={<span aria-hidden="true">⋯</span>} aria-label="More options">
      {(close) =>
        element.options.map((option) => {
          const pick = () => {
            close();
            void choose({ selected_option: option });
          };
          const words = (
            <>
              <Words text={option.text} />
              {option.description && (
                <small>
                  <Words text={option.description} />
                </small>
              )}
            </>
          );
          return option.url ? (
            <a key={option.value} href={option.url} target="_blank" rel="noreferrer" onClick={pick}>
              {words}
            </a>
          ) : (
            <button key={option.value} type="button" onClick={pick}>
              {words}
            </button>
          );
        })
      }
    </Drop>
  );
}
