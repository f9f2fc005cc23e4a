import type { SectionBlock } from "@slack/types";
import { useId } from "react";
import type { Json } from "../protocol";
import { Display } from "./Display";
import { Element } from "./Element";

/** Show a section; the element at its side, if it is one to use, is named by the section's text. */
export function Section({ block }: { block: SectionBlock }) {
  const text = useId();
  const { accessory, ...rest } = block;
  if (!accessory || accessory.type === "image") return <Display block={block as unknown as Json} />;
  return (
    <div className="kit-section">
      <div id={text} className="kit-section-text">
        <Display block={rest as unknown as Json} />
      </div>
      <Element
        element={accessory}
        block_id={block.block_id ?? ""}
        naming={{ "aria-labelledby": text }}
        live
      />
    </div>
  );
}
