import type { ComponentType } from "react";
import type { Json } from "../protocol";
import { Actions } from "./Actions";
import { Card, Carousel } from "./Cards";
import { Container } from "./Container";
import { Display } from "./Display";
import { ErrorBox } from "./ErrorBox";
import { Input } from "./Input";
import { RemoteFile } from "./RemoteFile";
import { Section } from "./Section";
import { Table } from "./Table";

// The blocks that call the app, and two that the library draws badly: a table has no heads for a screen
// reader and reads raw text as mrkdwn; of a file it shows nothing.
const OURS: Record<string, ComponentType<{ block: never }>> = {
  actions: Actions,
  card: Card,
  carousel: Carousel,
  container: Container,
  context_actions: Actions,
  data_table: Table,
  file: RemoteFile,
  input: Input,
  section: Section,
  table: Table,
};

/** Show one block; one that cannot be shown says so and leaves the others alone. */
export function Block({ block }: { block: Json }) {
  const Show = (OURS[String(block.type)] ?? Display) as ComponentType<{ block: Json }>;
  return (
    <ErrorBox block={block}>
      <Show block={block} />
    </ErrorBox>
  );
}
