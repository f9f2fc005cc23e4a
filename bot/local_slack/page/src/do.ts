// What the person does goes to the local Slack from here, and nowhere else.

import { person } from "./address";
import type { Deed, Done, FileInfo } from "./protocol";

export const STOPPED = "The local workspace has stopped; start it again with make run.";

/** Do it and say how it went; a workspace that does not answer is a refusal too. */
export async function doIt(deed: Deed): Promise<Done> {
  try {
    const answer = await fetch(`/page/do?as=${encodeURIComponent(person())}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(deed),
    });
    if (answer.ok) return (await answer.json()) as Done;
    return { ok: false, error: `The local workspace answered with status ${answer.status}.`, ms: 0 };
  } catch {
    return { ok: false, error: STOPPED, ms: 0 };
  }
}

/** Upload a file for a message to carry; throws an Error with a sentence for the person. */
export async function upload(file: File): Promise<FileInfo> {
  const body = new FormData();
  body.append("file", file);
  const answer = await fetch(`/page/upload?as=${encodeURIComponent(person())}`, {
    method: "POST",
    body,
  }).catch(() => null);
  if (!answer) throw new Error(STOPPED);
  if (!answer.ok) throw new Error(`“${file.name}” could not be uploaded.`);
  return (await answer.json()) as FileInfo;
}
