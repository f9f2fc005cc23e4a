r"""A council's own pattern for its case numbers (`settings case_number_pattern`).

Recording systems number differently, so a council may say what its numbers look like, as a regular
expression of the plain kind: characters, `\d`, `[A-Z]`, `?`, `{7}`, `{6,8}`, `(?:MO|LL)` and `|`.
Everything people write is searched with it, so nothing is taken that can run away (`*`, `+`, a
repeated group) or that would refuse the plan's own words.
"""

import re
from functools import lru_cache
from math import prod

from storage.errors import OfstedError

# Between them these are what a plan's texts say in figures.
_THE_PLANS_OWN = (
    "MC-3, CIN-12, EV-12, NS-4, AU-2, RV-1 and 2018-4 in Q1 2021-22, Quarter 4 2020-21 and 2021",
    "paragraph 3.4, 3.10 to 3.12, section 47, S17, pod 12, v2.3, 46%, 56.5%, 1,204 of 12,345",
    "13 September 2021, 13/09/2021, 13.09.21, 2021-09-13, 09:30, 72 hours, £1,250.00",
)
_MOST_WAYS = 100  # in which the pattern may read one place of a text
_LONGEST = 100

_PIECE = re.compile(
    r"""
    (?P<one>\\[dbs./#()+\-] | \[[A-Za-z0-9\\/\ ._#-]+\] | [A-Za-z0-9\ /_\#:-])
    | (?P<times>\{(?P<least>\d{1,2})(?:,(?P<most>\d{1,2}))?\})
    | (?P<maybe>\?)
    | (?P<open>\((?:\?:)?)
    | (?P<close>\))
    | (?P<either>\|)
    """,
    re.VERBOSE,
)

_REPEATS = {"times": {"one"}, "maybe": {"one", "close"}}  # what may stand before


class WrongPattern(OfstedError):
    """A pattern for case numbers can't be used; the sentence says why."""


@lru_cache(maxsize=64)
def read_pattern(typed: str) -> re.Pattern[str]:
    """Return the pattern as `privacy.look` and `privacy.find` take it; raise WrongPattern."""
    _refuse_what_can_run_away(typed)
    try:
        pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{typed})(?![A-Za-z0-9])", re.IGNORECASE)
        empty = re.fullmatch(typed, "")
    except re.error:
        raise WrongPattern(
            r"That is not a regular expression. Write one such as \d{7} or M\d{6,8}."
        ) from None
    if empty or not re.search(r"\d|\\d", re.sub(r"\{.*?\}", "", typed)):
        raise WrongPattern(
            r"That pattern finds text without a number. Say what every case number holds, "
            r"such as \d{7}."
        )
    for words in _THE_PLANS_OWN:
        if found := pattern.search(words):
            raise WrongPattern(
                f"That pattern would refuse “{found[0]}”, which is no case number. "
                "Say more of what every case number holds."
            )
    return pattern


def _refuse_what_can_run_away(typed: str) -> None:
    if len(typed) > _LONGEST:
        raise WrongPattern(
            f"That pattern is longer than {_LONGEST} characters. Write a shorter one."
        )
    ways, before, at = [1], "", 0
    while at < len(typed):
        piece = _PIECE.match(typed, at)
        if piece is None:
            raise WrongPattern(
                f"“{typed[at]}” can't be used in this pattern. Say how many: "
                r"\d{7}, or \d{6,8}, not \d+. Leave out ^ and $."
            )
        kind = str(piece.lastgroup)
        if before not in _REPEATS.get(kind, {before}):
            raise WrongPattern("Only one character or one [set] can be repeated in this pattern.")
        if kind == "times" and piece["most"]:
            ways.append(int(piece["most"]) - int(piece["least"]) + 1)
        elif kind in {"maybe", "either"}:
            ways.append(2)
        before, at = kind, piece.end()
    if prod(ways) > _MOST_WAYS:
        raise WrongPattern("That pattern has too many parts of changing length. Write fewer.")
