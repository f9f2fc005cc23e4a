import type { FileBlock } from "@slack/types";

/** Show that a file kept elsewhere belongs here: the block names it and tells no more. */
export function RemoteFile({ block }: { block: FileBlock }) {
  return <p className="kit-file">File “{block.external_id}”, kept outside Slack</p>;
}
