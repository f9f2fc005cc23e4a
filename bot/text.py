"""A reply as plain text: the command line, and the top-level text of every Slack message."""

from functools import singledispatch

from tabulate import tabulate

from bot.limits import shortened
from commands.reply import (
    Bullets,
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

LONGEST_CELL = 400  # characters; what it belongs to shows it whole
CELL = 44  # characters a column may be wide before its words wrap


def as_text(reply: Reply) -> str:
    """Give the whole reply as text that a screen reader can read from top to bottom."""
    return "\n\n".join([reply.title, *filter(None, (_text(part) for part in reply.parts))])


@singledispatch
def _text(part: Part) -> str:
    raise TypeError(f"No text for {type(part).__name__}")


@_text.register
def _(part: Heading) -> str:
    return part.text.upper()


@_text.register
def _(part: Said) -> str:
    return sourced(part.text, part.source)


@_text.register
def _(part: Quote) -> str:
    return sourced(f"“{part.text}”", part.source)


@_text.register
def _(part: Note) -> str:
    return part.text


@_text.register
def _(part: Bullets) -> str:
    return "\n".join(f"- {item_text(item)}" for item in part.items)


@_text.register
def _(part: Table) -> str:
    widths = [CELL] * len(part.columns)
    rows = [[shortened(cell, LONGEST_CELL) for cell in row] for row in part.rows]
    return tabulate(rows, part.columns, maxcolwidths=widths, disable_numparse=True)


@_text.register
def _(part: Buttons) -> str:
    return "Ask next: " + "; ".join(f"{one.label} (/ofsted {one.words})" for one in part.buttons)


def item_text(item: Item) -> str:
    """Give one line of a list as text, its whole link at the end."""
    label = f"{item.label}: " if item.label else ""
    link = f" {item.link}" if item.link else ""
    return f"{sourced(f'{label}{item.text}', item.source)}{link}"


def sourced(text: str, source: str | None) -> str:
    """Put the source of a fact behind it, in brackets."""
    return f"{text} ({source})" if source else text
