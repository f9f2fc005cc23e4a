import type { ActionsBlock, ContextActionsBlock } from "@slack/types";
import { Element } from "./Element";

/** Show a row of elements that each tell the app at once. */
export function Actions({ block }: { block: ActionsBlock | ContextActionsBlock }) {
  return (
    <div className="kit-actions">
      {block.elements.map((element, place) => (
        <Element
          key={element.action_id ?? place}
          element={element}
          block_id={block.block_id ?? ""}
          live
        />
      ))}
    </div>
  );
}
