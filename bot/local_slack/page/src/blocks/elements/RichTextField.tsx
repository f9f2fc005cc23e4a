import type { RichTextBlock, RichTextInput } from "@slack/types";
import type { Json } from "../../protocol";
import type { ElementProps } from "./kind";

/** A box to write in that gives a rich_text block, of plain text. */
export function RichTextField({ element, value, naming, enter }: ElementProps<RichTextInput>) {
  return (
    <textarea
      {...naming}
      rows={4}
      className="kit-field"
      placeholder={element.placeholder?.text}
      value={asText(value.rich_text_value)}
      onChange={({ target }) => enter({ rich_text_value: asRichText(target.value) })}
    />
  );
}

/** Give what the box holds at first. */
export function firstRichText({ initial_value }: RichTextInput): Json {
  return { rich_text_value: initial_value ?? null };
}

function asRichText(text: string): RichTextBlock | null {
  if (!text) return null;
  const section = { type: "rich_text_section" as const, elements: [{ type: "text" as const, text }] };
  return { type: "rich_text", elements: [section] };
}

/** Give the text of a rich_text block, its pieces side by side. */
function asText(node: unknown): string {
  const { text, url, elements, type } = (node ?? {}) as Json;
  if (typeof text === "string") return text;
  if (typeof url === "string") return url;
  const pieces = ((elements as unknown[] | undefined) ?? []).map(asText);
  return pieces.join(type === "rich_text" || type === "rich_text_list" ? "\n" : "");
}
