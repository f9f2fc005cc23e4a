// One message: who, when, what, and what can be done with it.

import { memo, useCallback, useMemo } from "react";
import { Blocks } from "./blocks/Blocks";
import { Icon } from "./Icon";
import { Menu } from "./Menu";
import type { FileInfo, Json, Shortcut, Shown, Values } from "./protocol";
import { usePerform } from "./perform";
import type { People } from "./place";
import { clock, day, when } from "./time";
import { initials } from "./words";

interface Props {
  message: Shown;
  author: string;
  isApp: boolean;
  follows: boolean; // the same author just before it: no name again
  people: People;
  shortcuts: Shortcut[];
  openThread?: (ts: string) => void;
}

export const Message = memo(function Message(props: Props) {
  const { message, author, follows, openThread } = props;
  const at = when(message.ts);
  const mine = message.visible_to !== null;
  return (
    <article className={`message${follows ? " follows" : ""}${mine ? " ephemeral" : ""}`} aria-label={`${author}, ${clock(at)}`}>
      {mine && <OnlyYou message={message} />}
      <div className="margin">{!follows && <Avatar name={author} isApp={props.isApp} />}</div>
      <div className="body">
        <p className={follows ? "by hidden" : "by"}>
          <strong>{author}</strong>
          {props.isApp && <span className="badge">APP</span>}
          <time dateTime={at.toISOString()} title={`${day(at)}, ${clock(at)}`}>
            {clock(at)}
          </time>
        </p>
        <Said {...props} />
        {message.edited && <span className="note"> (edited)</span>}
        {message.files.length > 0 && <Files files={message.files} />}
        {openThread && message.reply_count > 0 && (
          <button type="button" className="link replies" onClick={() => openThread(message.ts)}>
            {message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`}
          </button>
        )}
      </div>
      {!mine && <Toolbar {...props} />}
    </article>
  );
});

export function Avatar({ name, isApp = false }: { name: string; isApp?: boolean }) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 0) % 8;
  return <span className={`avatar ${isApp ? "app" : `hue-${hue}`}`} data-initials={initials(name)} aria-hidden="true" />;
}

function OnlyYou({ message: { channel, ts } }: { message: Shown }) {
  const perform = usePerform();
  return (
    <p className="only-you">
      <Icon name="eye" /> Only visible to you
      <button type="button" className="link" onClick={() => perform({ do: "dismiss", channel, ts })}>
        Dismiss
      </button>
    </p>
  );
}

function Said({ message, people }: Props) {
  const { channel, ts, text, blocks } = message;
  const perform = usePerform();
  const act = useCallback(
    async (action: Json, values: Values) => {
      await perform({ do: "act", channel, ts, action, values });
    },
    [perform, channel, ts],
  );
  const shown = useMemo(
    () => (blocks.length || !text ? blocks : [{ type: "section", text: { type: "mrkdwn", text } }]),
    [blocks, text],
  );
  return shown.length > 0 && <Blocks blocks={shown} people={people} act={act} />;
}

function Toolbar({ message, author, shortcuts, openThread }: Props) {
  const { channel, ts } = message;
  const perform = usePerform();
  const items = shortcuts.map((one) => ({
    label: one.name,
    note: one.description,
    run: () => void perform({ do: "message_shortcut", callback_id: one.callback_id, channel, ts }),
  }));
  if (!openThread && items.length === 0) return null;
  return (
    <div className="toolbar" role="group" aria-label={`Actions on the message of ${author}`}>
      {openThread && (
        <button type="button" aria-label="Reply in thread" title="Reply in thread" onClick={() => openThread(ts)}>
          <Icon name="reply" />
        </button>
      )}
      {items.length > 0 && (
        <Menu label="More actions" items={items}>
          <Icon name="more" />
        </Menu>
      )}
    </div>
  );
}

function Files({ files }: { files: FileInfo[] }) {
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id}>
          <a href={file.url} target="_blank" rel="noreferrer">
            {file.mimetype.startsWith("image/") && <img src={file.url} alt={file.alt_text} />}
            <span>
              {file.name} ({Math.max(1, Math.round(file.size / 1024)).toLocaleString("en-GB")} KB)
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
