"""A reply as Block Kit. What people wrote goes into plain or raw text elements, never mrkdwn.

So a `<!channel>` or a fake link in a plan stays the characters it is; only the top-level text is
read as mrkdwn by Slack, and is escaped for it.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot import limits
from bot.limits import shortened
from bot.text import as_text, sourced
from commands.reply import (
    Bullets,
    Button,
    Buttons,
    Heading,
    Item,
    Note,
    Part,
    Quote,
    Reply,
    Said,
    Table,
)
from storage.plan_values import LINK

Block = dict[str, Any]
Message = dict[str, Any]

ASK = "ask"  # action_id of a button that asks its value; Slack wants them unique in a block
SHARE = "share"
LEAST = 100  # characters: with less room than that a part is left off
SHORTENED = "Shortened to fit one Slack message: ask about one part of it to see all of it."


def escaped(text: str) -> str:
    """Escape the three characters Slack reads as control characters in mrkdwn.

    Source: https://docs.slack.dev/messaging/formatting-message-text#escaping.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(reply: Reply) -> Message:
    """Give the reply as a message's `text` and `blocks`, within Slack's limits whatever it holds.

    What does not fit is left off at the end, and a line says so.
    """
    closing = _closing(reply)
    room = _Room(limits.BLOCKS - 2 - len(closing), limits.BLOCKS_TEXT)
    blocks = [_header(room.fitted(reply.title, limits.HEADER))]
    for part in reply.parts:
        if _is_empty(part):
            room.was_short |= isinstance(part, Buttons) and bool(part.buttons)
            continue
        block = _block(part, room)
        if block is None:
            room.was_short = True
            break
        blocks.append(block)
    if room.was_short:
        blocks.append(_context(SHORTENED))
    return {"text": _shortened_text(reply), "blocks": [*blocks, *closing]}


def for_slack(reply: Reply) -> str:
    """Give the body of an acknowledgement, as JSON.

    The message is seen only by who asked; a note of a change is seen by all.

    One text, and not the hundreds of objects in it, is what a kept reply should cost.
    """
    seen_by = "in_channel" if reply.is_note else "ephemeral"
    return json.dumps({"response_type": seen_by} | as_message(reply))


def is_shareable(message: Message) -> bool:
    """Say whether a message may go to a channel: it has the button for it."""
    return any(block.get("block_id") == SHARE for block in message["blocks"])


def shared(message: Message, by: str) -> Message:
    """Give the message for a channel: who shared it on top, and nothing more to share."""
    kept = [block for block in message["blocks"] if block.get("block_id") != SHARE]
    who = _rich(
        [_text("Shared by "), {"type": "user", "user_id": by}, _text(" from the improvement plan")]
    )
    return {"text": message["text"], "blocks": [who, *kept]}


class _Room:
    """How much of a message is still free, whether its one table was used, and what was cut."""

    def __init__(self, blocks: int, text: int) -> None:
        self.blocks = blocks
        self.text = text
        self.has_table = False
        self.was_short = False

    def fitted(self, text: str, most: int) -> str:
        """Take room for a text and give it, cut if it must be."""
        short = shortened(text, max(1, min(most, self.text)))
        self.was_short |= short != text
        self.text -= len(short)
        return short

    def next_block(self) -> bool:
        """Take one block, if there is one left and anything to put in it."""
        self.blocks -= 1
        return self.blocks >= 0 and self.text > LEAST


def _shortened_text(reply: Reply) -> str:
    """Escape before cutting would cut through an `&amp;`: cut first, until it fits."""
    text = as_text(reply)
    most = limits.TEXT
    while len(escaped(shortened(text, most))) > limits.TEXT:
        most = most * 9 // 10
    return escaped(shortened(text, most))


def _closing(reply: Reply) -> list[Block]:
    share = Button("Share in channel", reply.words or "")
    if not _fits(share):
        return []
    return [{"type": "actions", "block_id": SHARE, "elements": [_button(share, SHARE)]}]


def _header(title: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": title or "-", "emoji": False}}


def _is_empty(part: Part) -> bool:
    match part:
        case Bullets(items):
            return not items
        case Buttons(buttons):
            return not any(_fits(one) for one in buttons)
        case Table(columns):
            return not columns
        case _:
            return False


def _block(part: Part, room: _Room) -> Block | None:
    """Give a part as one block, cut to what is left of the room; None if there is none left."""
    if not room.next_block():
        return None
    match part:
        case Heading(text):
            return _rich([_text(room.fitted(text, limits.LINE), bold=True)])
        case Said(text, source):
            return _rich([_text(room.fitted(sourced(text, source), limits.LINE))])
        case Quote(text, source):
            quoted = room.fitted(sourced(f"“{text}”", source), limits.LINE)
            return _rich([_text(quoted)], "rich_text_quote")
        case Note(text):
            return _context(room.fitted(text, limits.LINE))
        case Bullets(items):
            return _bullets(room, items)
        case Table():
            return _table(room, part)
        case Buttons(buttons):
            return _buttons(room, buttons)


def _rich(elements: list[Block], kind: str = "rich_text_section") -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _text(text: str, **style: bool) -> Block:
    element: Block = {"type": "text", "text": text or "-"}
    return element | {"style": style} if style else element


def _bullets(room: _Room, items: Sequence[Item]) -> Block | None:
    lines: list[Block] = []
    for item in items:
        if room.text <= LEAST:
            room.was_short = True
            break
        label = (
            [_text(room.fitted(f"{item.label}: ", limits.LINE), bold=True)] if item.label else []
        )
        text = _text(room.fitted(sourced(item.text, item.source), limits.LINE))
        link = _link(room, item.link) if item.link else []
        lines.append({"type": "rich_text_section", "elements": [*label, text, *link]})
    if not lines:
        return None
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": lines}],
    }


def _link(room: _Room, link: str) -> list[Block]:
    """Give an address to follow, shown as itself; as mere text if it is no plain https address.

    A cut one still shows its host, which is first. Characters that don't print could turn it round.
    """
    if len(link) > limits.URL or not LINK.fullmatch(link) or not link.isprintable():
        return [_text(room.fitted(f" {link}", limits.LINE))]
    shown = shortened(link, limits.LINK_SHOWN)
    if room.text <= len(shown) + len(link):
        room.was_short = True
        return []
    room.text -= len(shown) + len(link)
    return [_text(" "), {"type": "link", "url": link, "text": shown}]


def _table(room: _Room, table: Table) -> Block | None:
    """Give Slack's own table, once a message; a second one becomes lines."""
    if room.has_table:
        return _bullets(room, [_as_item(row) for row in table.rows])
    rows = [table.columns, *table.rows][: limits.TABLE_ROWS]
    cells = [[cell or "-" for cell in row[: limits.TABLE_COLUMNS]] for row in rows]
    room.was_short |= len(table.rows) >= limits.TABLE_ROWS
    room.was_short |= len(table.columns) > limits.TABLE_COLUMNS
    widest = _widest(cells, min(limits.TABLE, room.text))
    room.has_table = True
    return {
        "type": "table",
        "column_settings": [{"is_wrapped": True} for _ in cells[0]],
        "rows": [
            [{"type": "raw_text", "text": room.fitted(cell, widest)} for cell in row]
            for row in cells
        ],
    }


def _as_item(row: Sequence[str]) -> Item:
    return Item("; ".join(row[1:]), row[0])


def _widest(cells: Sequence[Sequence[str]], most: int) -> int:
    """Give how long a cell may be so that they all fit: the short ones keep their whole text."""
    lengths = sorted(len(cell) for row in cells for cell in row)
    for place, length in enumerate(lengths):
        left = len(lengths) - place
        if length * left > most:
            return max(most // left, 1)
        most -= length
    return lengths[-1]


def _buttons(room: _Room, buttons: Sequence[Button]) -> Block | None:
    shown = [one for one in buttons if _fits(one)][: limits.ACTIONS]
    room.was_short |= len(shown) < len(buttons)
    room.text -= sum(len(one.label[: limits.BUTTON_TEXT]) for one in shown)
    return {"type": "actions", "elements": list(_numbered(shown))}


def _fits(button: Button) -> bool:
    return 0 < len(button.words) <= limits.BUTTON_VALUE


def _numbered(buttons: Sequence[Button]) -> Iterator[Block]:
    for place, button in enumerate(buttons):
        yield _button(button, f"{ASK}:{place}")


def _button(button: Button, action_id: str) -> Block:
    return {
        "type": "button",
        "action_id": action_id,
        "text": {
            "type": "plain_text",
            "text": shortened(button.label, limits.BUTTON_TEXT) or "-",
            "emoji": False,
        },
        "value": button.words,
    }


def _context(text: str) -> Block:
    return {
        "type": "context",
        "elements": [{"type": "plain_text", "text": text or "-", "emoji": False}],
    }
