"""A reply is data: renderers turn it into Block Kit, plain text or JSON; no command builds blocks.

Every piece of text is plain, as the plan or a person wrote it; renderers escape it. `source` is
the paragraph of the plan that a fact comes from, shown in brackets behind it.
"""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Heading:
    """The start of a part of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or short paragraph of ours, or of the plan."""

    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's exact words."""

    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list: an optional label in bold, then the text, then where to see it.

    `link` is a web address as somebody gave it; renderers decide whether it can be followed.
    """

    text: str
    label: str | None = None
    source: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under named columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet line: dates understood, how to see more."""

    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """Something more to ask: pressing it asks `words`."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of things to press."""

    buttons: tuple[Button, ...]


Part = Heading | Said | Quote | Bullets | Table | Note | Buttons


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a title, then its parts in order of importance.

    `words` is what was asked, for "Share in channel"; None where sharing makes no sense (help,
    errors, personal lists). `found` is false where the reply only says why there is no answer.
    `is_note`: it tells of a change, and is shown to everyone where that was made. `notices` are
    what others are told besides.
    """

    title: str
    parts: tuple[Part, ...] = ()
    words: str | None = None
    found: bool = True
    is_note: bool = False
    notices: "tuple[Notice, ...]" = ()

    def ending(self, *parts: Part) -> Self:
        """Give the reply with more parts at its end."""
        return replace(self, parts=(*self.parts, *parts))


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that a change brings: it is kept with the change, and posted once.

    `to` is a channel's or person's id in Slack; `otherwise` a person to tell where the bot can't
    post. `key` names it: a later notice that `replaces` stands in its place then. `file` is what
    goes with it, by SHA-256 and name, to a person alone.
    """

    key: str
    to: str
    reply: Reply
    otherwise: str | None = None
    replaces: bool = False
    file: tuple[str, str] | None = None
