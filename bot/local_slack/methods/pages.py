"""Gives long lists page by page, each with a cursor to the next.

Source: docs.slack.dev, "Pagination".
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.local_slack.json_object import Json
from bot.local_slack.methods.arguments import text
from bot.local_slack.rules.refusals import Refused

T = TypeVar("T")

USUAL, MOST = 100, 1000  # items a page, unless a method has other numbers
_NEXT = "next:"


def page(
    items: Sequence[T],
    args: Json,
    key: Callable[[T], str],
    usual: int = USUAL,
    most: int = MOST,
) -> tuple[list[T], str]:
    """Give the page that `limit` and `cursor` ask for, and the next cursor ("" at the end).

    Refuses with invalid_limit or invalid_cursor; `key` tells one item from another.
    """
    keys = [key(item) for item in items]
    first = _first(keys, text(args, "cursor"))
    end = first + _limit(text(args, "limit"), usual, most)
    return list(items[first:end]), _cursor(keys[end]) if end < len(keys) else ""


def _limit(given: str, usual: int, most: int) -> int:
    if not given:
        return usual
    if not given.isdecimal() or not 0 < int(given) <= most:
        raise Refused("invalid_limit")
    return int(given)


def _first(keys: list[str], cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return keys.index(base64.b64decode(cursor, validate=True).decode().removeprefix(_NEXT))
    except (binascii.Error, ValueError):
        raise Refused("invalid_cursor") from None


def _cursor(key: str) -> str:
    return base64.b64encode(f"{_NEXT}{key}".encode()).decode()
