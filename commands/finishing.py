"""The last look at a reply: people by their names, and nothing that could identify a child."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from commands import privacy
from commands.question import Question
from commands.workspace_settings import own_case_numbers
from storage.queries.workspaces import names_of

T = TypeVar("T")
# A user, a user group ("S..."), or who is not in Slack at all: "the command line".
MENTION = re.compile(r"<@([UWS][A-Z0-9]+|[a-z][a-z ]*)>")
UNKNOWN = "someone not seen here yet"
ASKED = frozenset({"words", "key", "to", "otherwise"})  # what buttons ask, and for whom: not shown


def finished(question: Question, reply: T) -> T:
    """Give a reply, or texts that are told in another way, as people see them.

    Slack shows a mention only in text that it formats, which ours is not: names stand in it. What
    could identify a child is taken out, should the record hold it after all.
    """
    text = "\n".join(_texts(reply))
    own = own_case_numbers(question.settings)
    if privacy.find(text, own):
        reply = _changed(reply, lambda one: privacy.scrub(one, own))
    mentioned = set(MENTION.findall(text))
    if mentioned:
        names = {one: one if one[0].islower() else UNKNOWN for one in mentioned}
        names |= names_of(question.ledger, question.id, mentioned)
        reply = _changed(reply, lambda one: MENTION.sub(lambda m: names[m[1]], one))
    return reply


def _texts(thing: Any) -> Iterator[str]:
    """Yield every text of a reply; its parts are tuples, and dataclasses with slots."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from _texts(one)
    elif thing is not None and not isinstance(thing, bool):
        for name in thing.__slots__:  # anything else is no part of a reply, and fails here
            yield from _texts(getattr(thing, name))


def _changed(thing: T, change: Callable[[str], str]) -> T:
    if isinstance(thing, str):
        return change(thing)  # type: ignore[return-value]
    if isinstance(thing, tuple):
        return tuple(_changed(one, change) for one in thing)  # type: ignore[return-value]
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {
            field.name: _changed(getattr(thing, field.name), change)
            for field in fields(thing)
            if field.name not in ASKED
        }
        return replace(thing, **changed)
    return thing
