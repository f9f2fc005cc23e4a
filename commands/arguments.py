"""How each kind of argument in a usage line is read from the words typed.

A reader gives the value, or raises an OfstedError that says why the words are not one of its kind.
With `exact` it takes no typing mistakes, so that a command's words are first read as they stand.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from commands import names
from commands.due_dates import read_due
from commands.mentions import channel_in, group_in, user_in
from commands.names import Named, NotSure
from commands.periods import read_period
from commands.question import Question, inspection_names
from commands.registry import Command, commands
from commands.role_names import NoSuchRole, role_named, title_named, titles
from storage.errors import OfstedError
from storage.models import Action, Ambiguity, Audit, Evidence, StatedDate
from storage.queries.actions import action_refs, loaded_action
from storage.queries.areas import slug_of

MOST_CHOICES = 4
MOST_ROLES = 8  # to choose a lead from
NO_SUCH_LEAD = (
    "I know nobody by that name. Type @ and pick the person from the list that Slack shows, say "
    "“me”, or choose a role that the plan names:"
)
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
REFERENCE = re.compile(r"([A-Za-z]{1,10})[- ]?(\d{1,6})")
NUMBER = re.compile(r"[0-9]{1,6}")
ReferenceKind = Literal["action", "evidence", "ambiguity", "audit"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Something with a reference: an action, a piece of evidence, an ambiguity or an audit."""

    kind: ReferenceKind
    ref: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Whose actions: a Slack user, or a role or person by the name the plan uses."""

    user_id: str | None
    name: str


class UnknownReference(OfstedError):
    """There is no such reference; `nearest` are those most like it."""

    def __init__(self, ref: str, nearest: tuple[str, ...]) -> None:
        super().__init__(f"There is nothing in the plan with the reference {ref}.")
        self.nearest = nearest


class NotThat(OfstedError):
    """The words are not of this kind at all."""


def _named(text: str, things: list[Named], *, exact: bool) -> str:
    if not exact:
        return names.find(text, things).key
    found = names.find_exact(text, things)
    if found is None:
        raise NotThat("That is not a name I know.")
    return found.key


def read_area(question: Question, text: str, *, exact: bool) -> str:
    """Give an area's slug; a slug or number as it stands needs no look at the other names."""
    plain = text.lower()
    known = slug_of(question.session, question.id, plain) if " " not in plain else None
    return known or _named(text, question.areas, exact=exact)


def read_measure(question: Question, text: str, *, exact: bool) -> str:
    """Give a measure's slug; words that are all in the name of one measure only mean that one."""
    with suppress(NotThat):
        return _named(text, question.measures, exact=True)
    if names.find_exact(text, question.areas):
        raise NotThat("That is an area: its measures are asked for.")
    words = _words(text)
    having = [one for one in question.measures if words and words <= _words(*one.names)]
    if len(having) == 1:
        return having[0].key
    if 1 < len(having) <= MOST_CHOICES:
        raise NotSure(having)
    return _named(text, question.measures, exact=exact)


def _words(*texts: str) -> set[str]:
    return set(re.findall(r"\w+", " ".join(texts).lower()))


def read_inspection(question: Question, text: str, *, exact: bool) -> str:
    """Give an inspection's slug; "2018" and "focused visit" name one too."""
    things = [
        Named(
            one.slug,
            one.label,
            (
                *inspection_names(one),
                f"{one.month.earliest:%Y}" if one.month.earliest else one.slug,
            ),
        )
        for one in question.inspections
    ]
    return _named(text, things, exact=exact)


def read_command(question: Question, text: str, *, exact: bool) -> Command:
    """Give a command."""
    things = [Named(name, one.usage, (name,)) for name, one in commands().items()]
    return commands()[_named(text, things, exact=exact)]


_REFERENCED: tuple[tuple[ReferenceKind, Any, Any], ...] = (
    ("action", Action, Action.ref),
    ("action", Action, Action.next_step_ref),
    ("evidence", Evidence, Evidence.ref),
    ("ambiguity", Ambiguity, Ambiguity.ref),
    ("audit", Audit, Audit.ref),
)


def read_reference(question: Question, text: str, *, exact: bool) -> Reference:
    """Give what a reference stands for: "mc3" is MC-3, and a next step's is its action's."""
    match = REFERENCE.fullmatch(text)
    if match is None:
        raise NotThat("A reference looks like MC-3.")
    letters, digits = match[1].upper(), match[2]
    written = (f"{letters}-{digits}", f"{letters}{digits}")
    session, workspace_id = question.session, question.id
    if loaded_action(session, workspace_id, written[0]) is not None:
        return Reference("action", written[0])
    for kind, table, column in _REFERENCED:
        ref = session.scalar(
            select(table.ref).where(table.workspace_id == workspace_id, column.in_(written))
        )
        if ref is not None:
            return Reference(kind, ref)
    refs = action_refs(session, workspace_id)
    near = names.nearest(written[0], [Named(ref, ref, (ref,)) for ref in refs])
    raise UnknownReference(written[0], tuple(one.key for one in near))


def read_lead(question: Question, text: str, *, exact: bool) -> Lead:
    """Give whose actions are meant: a mention, "me", or a role or lead that the plan names."""
    if text.lower() in {"me", "my", "mine"}:
        return Lead(question.asker.user_id, "you")
    if mention := MENTION.fullmatch(text):
        return Lead(mention[1], text)
    return Lead(None, _named(text, titles(question), exact=exact))


def read_person(question: Question, text: str, *, exact: bool) -> Lead:
    """Give who shall lead: a mention, "me", or a role that the plan names, in quotes or not.

    Raises NoSuchRole with the roles to choose from.
    """
    bare = text.strip("\"'“”‘’ .,;")
    if bare.lower() == "me":
        return Lead(question.asker.user_id, "you")
    if mention := MENTION.fullmatch(bare):
        return Lead(mention[1], bare)
    known = titles(question)
    found = names.find_exact(bare, known)
    if found is None:
        raise NoSuchRole(NO_SUCH_LEAD, names.nearest(bare, known, MOST_ROLES))
    return Lead(None, found.key)


def read_date_to_come(question: Question, text: str, *, exact: bool) -> StatedDate:
    """Give a date by which something shall be done, no more precise than it was said."""
    return read_due(text, today=question.today)


def read_number(question: Question, text: str, *, exact: bool) -> int:
    """Give a whole number; raises NotThat."""
    if not NUMBER.fullmatch(text):
        raise NotThat("That is not a number.")
    return int(text)


def read_words(question: Question, text: str, *, exact: bool) -> str:
    """Give any words as they are."""
    return text


def read_title(question: Question, text: str, *, exact: bool) -> str:
    """Give a role that the plan names."""
    return title_named(question, text)


def _from_words_alone(read: Callable[[str], Any]) -> Callable[..., Any]:
    """Give a reader that needs to know nothing but the words."""

    def reader(question: Question, text: str, *, exact: bool) -> Any:
        return read(text)

    return reader


READERS: dict[str, Callable[..., Any]] = {
    "AREA": read_area,
    "CHANNEL": _from_words_alone(channel_in),
    "COMMAND": read_command,
    "DATE": read_date_to_come,
    "GROUP": _from_words_alone(group_in),
    "INSPECTION": read_inspection,
    "LEAD": read_lead,
    "NAME": read_measure,
    "PERSON": read_person,
    "NUMBER": read_number,
    "REASON": read_words,
    "REF": read_reference,
    "ROLE": _from_words_alone(role_named),
    "TEXT": read_words,
    "TITLE": read_title,
    "USER": _from_words_alone(user_in),
    "WORDS": read_words,
}


def read(command: Command, question: Question, kind: str, text: str, *, exact: bool) -> Any:
    """Read words as one kind of argument, or as the word itself where the kind is one."""
    if kind.islower():
        if text.lower() != kind:
            raise NotThat(f"I expected “{kind}” there.")
        return kind
    if kind == "PERIOD":
        return read_period(
            text, today=question.today, looking=command.looking, landmarks=question.landmarks
        )
    return READERS[kind](question, text, exact=exact)
