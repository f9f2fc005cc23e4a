"""The references of what is new: an action has its area's own prefix, each the next number."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count

from commands.question import Question
from storage.models import Action, ActionArea, Area
from storage.queries.references import every_reference, references_in

# What would be taken for something else: evidence, audits, next steps, open points, "Q4".
OTHERS = frozenset({"EV", "AU", "NS", "A", "Q"})
SMALL_WORDS = frozenset({"a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "with"})
MOST_INITIALS = 5  # a reference is for people to say

_REFERENCE = re.compile(r"([A-Z]+)-?(\d+)")


def new_reference(question: Question, area_slug: str) -> str:
    """Give "MC-4" after MC-3; an area without actions gets a prefix of its own initials."""
    added = question.write.inserted(Action)
    known = [
        match
        for ref in (
            *every_reference(question.session, question.id),
            *(row["ref"] for row in added),
        )
        if (match := _REFERENCE.fullmatch(ref))
    ]
    prefix = _prefix_of(question, area_slug)
    if prefix is None:
        title = question.session.get_one(Area, (question.id, area_slug)).title
        taken = OTHERS | {match[1] for match in known}
        prefix = next(one for one in _initials(title) if one not in taken)
    return f"{prefix}-{1 + max((int(one[2]) for one in known if one[1] == prefix), default=0)}"


def next_of(question: Question, prefix: str) -> str:
    """Give the reference after the highest with this prefix, whatever it is that is called so.

    "AU-5" after AU-4, be that an audit, or an action that its plan calls so.
    """
    known = (_REFERENCE.fullmatch(ref) for ref in every_reference(question.session, question.id))
    numbers = [int(match[2]) for match in known if match and match[1] == prefix]
    return f"{prefix}-{1 + max(numbers, default=0)}"


def _prefix_of(question: Question, area_slug: str) -> str | None:
    """Give the prefix that most of an area's actions have."""
    refs = references_in(question.session, question.id, area_slug)
    refs += [
        row["action_ref"]
        for row in question.write.inserted(ActionArea)
        if row["area_slug"] == area_slug
    ]
    prefixes = Counter(match[1] for ref in refs if (match := _REFERENCE.fullmatch(ref)))
    return max(prefixes, key=lambda one: prefixes[one], default=None)


def _initials(title: str) -> Iterator[str]:
    """Yield the prefixes that a title suggests, the plainest first; they never end."""
    words = re.findall(r"[A-Z]+", title.upper())
    telling = [word for word in words if word.lower() not in SMALL_WORDS] or words or ["X"]
    first = "".join(word[0] for word in telling)[:MOST_INITIALS]
    last = telling[min(len(telling), MOST_INITIALS) - 1]
    if len(first) > 1:
        yield first
    for letters in range(2, min(len(last), MOST_INITIALS) + 1):
        yield first[:-1] + last[:letters]
    for number in count():
        yield first + _letters(number)


def _letters(number: int) -> str:
    """Give A, B ... Z, AA, AB ... for 0, 1 ..."""
    before, place = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + place)
