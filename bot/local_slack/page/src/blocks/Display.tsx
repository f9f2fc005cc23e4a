import { type Block as Known, Message } from "slack-blocks-to-jsx";
import { memo } from "react";
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

// Typing in one field must not draw every block of a long form again.
const Drawn = memo(function Drawn({ block, people }: { block: Json; people: Names }) {
  // The library makes a block_id an HTML id; many messages have the same one.
  const { block_id: _, ...rest } = block;
  return (
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
  );
});

interface Names {
  users: { id: string; real_name: string }[];
  places: { id: string; name: string }[];
}
