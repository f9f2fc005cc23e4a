// Where people type: a line is a message, or a command if it begins with "/".

import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Attach, Attached } from "./Attach";
import { completion } from "./completion";
import { Icon } from "./Icon";
import type { Known } from "./live";
import { Menu } from "./Menu";
import type { FileInfo } from "./protocol";
import { useOffers } from "./offers";
import { usePerform } from "./perform";
import { Suggestions } from "./Suggestions";
import { toSlack } from "./words";

const TO_BE_SEEN = 500; // ms that a line of the tour stands there before it is sent

interface Props {
  label: string;
  channel: string;
  thread_ts?: string;
  known: Known;
  closed: string | null; // why nobody can write here
  focused?: boolean; // as soon as it is shown
  dictated?: string; // a line of the tour, to be sent
  onDictated?: () => void;
  complain: (error: string) => void;
}

export function Composer({ closed, ...props }: Props) {
  if (closed) return <p className="composer closed">{closed}</p>;
  return <Writing {...props} />;
}

function Writing({ label, channel, thread_ts, known, focused, dictated, onDictated, complain }: Omit<Props, "closed">) {
  const perform = usePerform();
  const [line, setLine] = useState("");
  const [caret, setCaret] = useState(0);
  const [files, setFiles] = useState<FileInfo[]>([]);
  const box = useRef<HTMLTextAreaElement>(null);
  const jump = useRef<number | null>(null); // where the caret goes in a line put there
  const offers = useOffers(completion(line, caret, known), line, put);
  const id = useId();

  function put(text: string, at = text.length): void {
    setLine(text);
    setCaret(at);
    jump.current = at;
  }
  useLayoutEffect(() => {
    if (jump.current !== null) box.current?.setSelectionRange(jump.current, jump.current);
    jump.current = null;
  }, [line]);

  function send(text: string): void {
    if (!text.trim() && files.length === 0) return;
    sent.set(known.you, text);
    put("");
    setFiles([]);
    const carried = files.length ? { files: files.map((one) => one.id) } : {};
    void perform({ do: "send", channel, text: toSlack(text.trimEnd(), known), ...(thread_ts && { thread_ts }), ...carried });
  }

  useEffect(() => {
    if (focused) box.current?.focus();
  }, [focused]);
  useEffect(() => {
    if (!dictated) return;
    setLine(dictated);
    const later = setTimeout(() => {
      send(dictated);
      onDictated?.();
    }, TO_BE_SEEN);
    return () => clearTimeout(later);
  }, [dictated]); // what else it uses is the same as long as this composer is

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || offers.onKeyDown(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send(line);
    } else if (event.key === "ArrowUp" && line === "") {
      event.preventDefault();
      put(sent.get(known.you) ?? "");
    }
  }

  return (
    <div className="composer" onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || offers.close()}>
      {offers.open && <Suggestions id={id} {...offers} />}
      <textarea
        ref={box}
        role="combobox"
        aria-label={label}
        placeholder={label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded={offers.open}
        aria-controls={offers.open ? id : undefined}
        aria-activedescendant={offers.open && offers.at >= 0 ? `${id}-${offers.at}` : undefined}
        rows={1}
        value={line}
        onChange={({ target }) => {
          setLine(target.value);
          setCaret(target.selectionStart);
          offers.show();
        }}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
      <Attached files={files} remove={(file) => setFiles(files.filter((one) => one !== file))} />
      <div className="tools">
        <GlobalShortcuts known={known} />
        <Attach attached={(file) => setFiles((all) => [...all, file])} complain={complain} />
        <button
          type="button"
          className="send"
          aria-label="Send"
          title="Send"
          disabled={!line.trim() && files.length === 0}
          onClick={() => {
            send(line);
            box.current?.focus();
          }}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}

function GlobalShortcuts({ known }: { known: Known }) {
  const perform = usePerform();
  const items = known.app.shortcuts
    .filter((one) => one.type === "global")
    .map(({ name, description, callback_id }) => ({
      label: name,
      note: description,
      run: () => void perform({ do: "shortcut", callback_id }),
    }));
  if (items.length === 0) return null;
  return (
    <Menu label="Shortcuts" items={items}>
      <Icon name="plus" />
    </Menu>
  );
}

// The last line of each person, theirs in every place; never stored, as it may say what it should not.
const sent = new Map<string, string>();
