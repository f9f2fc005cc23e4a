import type { ContainerBlock } from "@slack/types";
import type { Json } from "../protocol";
import { Block } from "./Block";
import { Display } from "./Display";
import { Words } from "./Words";

/** Show blocks under a title, foldable if the block says so. */
export function Container({ block }: { block: ContainerBlock }) {
  const head = (
    <>
      {block.icon && <Display block={{ type: "context", elements: [block.icon] }} />}
      <span>
        <strong>
          {block.rich_text_title ? (
            <Display block={block.rich_text_title as unknown as Json} />
          ) : (
            block.title && <Words text={block.title} />
          )}
        </strong>
        {block.subtitle && (
          <span className="kit-subtitle">
            <Words text={block.subtitle} />
          </span>
        )}
      </span>
    </>
  );
  const inside = block.child_blocks.map((child, place) => (
    <Block key={child.block_id ?? place} block={child as unknown as Json} />
  ));
  if (!block.is_collapsible) {
    return (
      <div className="kit-container">
        <div className="kit-container-head">{head}</div>
        {inside}
      </div>
    );
  }
  return (
    <details className="kit-container" open={!block.default_collapsed}>
      <summary className="kit-container-head">{head}</summary>
      {inside}
    </details>
  );
}
