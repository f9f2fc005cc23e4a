import type { FileInput } from "@slack/types";
import { type ChangeEvent, useRef, useState } from "react";
import { upload } from "../../do";
import type { FileInfo } from "../../protocol";
import type { ElementProps } from "./kind";

/** Files to upload: each is sent as it is chosen, and the form then names it. */
export function FileField({ element, value, naming, enter }: ElementProps<FileInput>) {
  const [sending, setSending] = useState(0);
  const [wrong, setWrong] = useState("");
  const files = (value.files ?? []) as FileInfo[];
  // Two uploads may end at once: each adds to the newest list, not to the one drawn.
  const newest = useRef(files);
  newest.current = files;
  const hold = (now: FileInfo[]) => {
    newest.current = now;
    enter({ files: now });
  };
  const send = async (file: File) => {
    setSending((so_far) => so_far + 1);
    try {
      const sent = await upload(file);
      hold([...newest.current, sent]);
    } catch (error) {
      setWrong((error as Error).message);
    } finally {
      setSending((so_far) => so_far - 1);
    }
  };
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) => {
    setWrong("");
    const chosen = [...(target.files ?? [])];
    target.value = ""; // the same file may be chosen again once it is removed
    void Promise.all(chosen.map(send));
  };
  return (
    <div className="kit-files">
      <input
        {...naming}
        type="file"
        multiple={element.max_files !== 1}
        accept={element.filetypes?.map((type) => `.${type}`).join(",")}
        aria-busy={sending > 0}
        onChange={onChange}
      />
      <p role="status">{sending > 0 ? "Uploading…" : wrong}</p>
      <ul>
        {files.map((file) => (
          <li key={file.id}>
            {file.name}{" "}
            <button
              type="button"
              className="kit-button"
              aria-label={`Remove ${file.name}`}
              onClick={() => hold(files.filter(({ id }) => id !== file.id))}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
