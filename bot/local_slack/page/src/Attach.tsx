// Files that go along with a message: chosen, uploaded at once, and shown until they are sent.

import { useRef } from "react";
import { upload } from "./do";
import { Icon } from "./Icon";
import type { FileInfo } from "./protocol";

export function Attach({ attached, complain }: { attached: (file: FileInfo) => void; complain: (error: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  async function take(files: File[]): Promise<void> {
    try {
      for (const file of files) attached(await upload(file));
    } catch (error) {
      complain((error as Error).message);
    }
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={({ target }) => {
          void take([...(target.files ?? [])]);
          target.value = "";
        }}
      />
      <button type="button" aria-label="Attach a file" title="Attach a file" onClick={() => input.current?.click()}>
        <Icon name="attach" />
      </button>
    </>
  );
}

export function Attached({ files, remove }: { files: FileInfo[]; remove: (file: FileInfo) => void }) {
  if (files.length === 0) return null;
  return (
    <ul className="chips" aria-label="Attached files">
      {files.map((file) => (
        <li key={file.id}>
          {file.name}
          <button type="button" aria-label={`Remove ${file.name}`} onClick={() => remove(file)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
