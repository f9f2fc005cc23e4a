import type { CardBlock, CarouselBlock } from "@slack/types";
import type { Json } from "../protocol";
import { Block } from "./Block";
import { Display } from "./Display";
import { Element } from "./Element";

/** Show a card: the library draws it, its buttons are ours. */
export function Card({ block }: { block: CardBlock }) {
  const { actions = [], ...rest } = block;
  return (
    <div className="kit-card">
      <Display block={rest as unknown as Json} />
      <div className="kit-actions">
        {actions.map((button, place) => (
          <Element
            key={button.action_id ?? place}
            element={button}
            block_id={block.block_id ?? ""}
            live
          />
        ))}
      </div>
    </div>
  );
}

/** Show cards side by side, to be scrolled with the arrow keys too. */
export function Carousel({ block }: { block: CarouselBlock }) {
  return (
    <section className="kit-carousel" aria-label="Cards" tabIndex={0}>
      {block.elements.map((card, place) => (
        <Block key={card.block_id ?? place} block={card as unknown as Json} />
      ))}
    </section>
  );
}
