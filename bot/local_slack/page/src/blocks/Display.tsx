import { type Block as Known, Message } from "slack-blocks-to-jsx";
import { memo, useLayoutEffect, useRef, useState } from "react";
import type { Json } from "../protocol";
import { faithful } from "./faithful";
import { usePanel } from "./panel";

// The library shows nothing for a type it does not know, so a type it does is asked for here.
const KNOWN = new Set([
  "alert",
  "card",
  "context",
  "data_visualization",
  "divider",
  "header",
  "image",
  "markdown",
  "plan",
  "rich_text",
  "section",
  "task_card",
  "video",
]);

/** Show a block that calls nobody, as the library draws it. Raises Error for an unknown type. */
export function Display({ block }: { block: Json }) {
  const { people } = usePanel();
  if (!KNOWN.has(String(block.type))) throw new Error("The local workspace does not know it.");
  return <Drawn block={block} people={people} />;
}

// What shows something though it has no words.
const SEEN = "iframe, img, svg, .slack_blocks_to_jsx__divider";

// Typing in one field must not draw every block of a long form again.
const Drawn = memo(function Drawn({ block, people }: { block: Json; people: Names }) {
  // The library makes a block_id an HTML id; many messages have the same one.
  const { block_id: _, ...rest } = block;
  const drawn = useRef<HTMLDivElement>(null);
  const [isEmpty, setEmpty] = useState(false);
  useLayoutEffect(() => {
    const shown = drawn.current;
    if (!shown) return;
    setEmpty(!shown.textContent && !shown.querySelector(SEEN));
    for (const button of shown.querySelectorAll("button")) {
      if (!button.textContent) button.ariaLabel ??= "Fold"; // the library gives this one no name
    }
  }, [block, people]);
  if (isEmpty) throw new Error("There is nothing in it that can be shown.");
  return (
    <div ref={drawn} className="kit-drawn">
      <Message
        withoutWrapper
        theme="light"
        name=""
        logo=""
        blocks={[faithful(rest) as unknown as Known]}
        data={{
          users: people.users.map(({ id, real_name: name }) => ({ id, name })),
          channels: people.places,
        }}
      />
    </div>
  );
});

interface Names {
  users: { id: string; real_name: string }[];
  places: { id: string; name: string }[];
}
