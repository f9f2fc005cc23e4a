"""Keep a Slack message as evidence: the form that the message shortcut opens.

Slack may delete a message; the record keeps what was said, by whom and when, and where it stood.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from commands import privacy
from commands import wording as say
from commands.action_changes import NoAction, action_named, noted
from commands.arguments import read_reference
from commands.changing import MustAttest
from commands.evidence_changes import AUDITS, KINDS, areas_served, keep_evidence
from commands.form import (
    ATTESTED,
    NAMES_NOBODY,
    Faults,
    Field,
    Filled,
    Form,
    Told,
    form,
    required,
)
from commands.periods import long_date
from commands.permission import check_allowed, names_for
from commands.question import Question
from commands.reply import Bullets, Note, Quote, Reply
from commands.signing import evidence_items
from commands.stated_dates import columns, stated_day
from commands.workspace_settings import own_case_numbers
from storage.errors import OfstedError
from storage.models import Area
from storage.queries.actions import Listed, find_actions
from storage.rows import Row, rows_in

FORM = "keep_message"
MOST_OPTIONS = 100  # in one choice
SHOWN = 300  # characters of the message, so that it is seen which one it is
NO_LINK = Note("Slack gave no link to the message. Its words, author and time are kept.")
CUT = " […]"  # ends the words of a message that was too long to be kept whole


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it was said: `said_by` a user's id or "", `at` Slack's time of it.

    `link` is "" until Slack gave it. A form carries one in what it is about.
    """

    text: str
    said_by: str
    at: str
    link: str = ""

    @property
    def about(self) -> str:
        """What a form about it is about."""
        return f"{self.said_by}\n{self.at}\n{self.link}\n{self.text}"

    @classmethod
    def of(cls, about: str) -> Self:
        """Give the message that a form is about."""
        said_by, at, link, text = about.split("\n", 3)
        return cls(text, said_by, at, link)

    @property
    def instant(self) -> datetime:
        """When it was said."""
        return datetime.fromtimestamp(float(self.at), UTC)


def _draw(question: Question, filled: Filled) -> Form:
    message = Message.of(filled.about)
    day = long_date(question.day_of(message.instant))
    looked = privacy.look(message.text, own_case_numbers(question.settings))
    if looked.block:
        raise privacy.HoldsIdentifier(looked.kinds)
    kinds = tuple(one for one in KINDS if one not in AUDITS)
    shown = message.text[:SHOWN] + ("…" if len(message.text) > SHOWN else "")
    return Form(
        FORM,
        "Add as evidence",
        (
            Told(f"Said on {day}: “{shown}”"),
            *_what_is_left_out(message),
            _action_field(question),
            Field(
                "kind",
                "What is it?",
                "choice",
                "An audit goes in with `evidence add`, with its sample and grades.",
                options=tuple((one, say.opened(one)) for one in kinds),
            ),
            Field(
                "shows", "What does it show about children?", "text", optional=True, hint="So what?"
            ),
            *([_tick(looked.kinds)] if looked.ask else []),
        ),
        filled.about,
        filled.seen,
    )


def _what_is_left_out(message: Message) -> Iterator[Told]:
    if message.text.endswith(CUT):
        yield Told(
            f"The message is too long to be kept whole: its first {len(message.text):,} characters "
            "are kept, and its link.",
            quiet=True,
        )


def _tick(kinds: tuple[str, ...]) -> Field:
    return Field(
        ATTESTED,
        "Please check the message",
        "ticks",
        f"It may name a child or family: {', '.join(kinds)}.",
        options=(("yes", NAMES_NOBODY),),
    )


def _action_field(question: Question) -> Field:
    """Let one of the open actions be chosen that the asker may add to; too many are typed."""
    page = find_actions(question.session, question.id, "open", limit=MOST_OPTIONS)
    if page.total > MOST_OPTIONS:
        return Field("action", "For which action?", hint="Its reference, such as MC-3.", most=20)
    theirs = page.actions if question.asker.has("manager") else _led(question, page.actions)
    if not theirs:
        check_allowed(question, "manager", [])  # says who could
        raise NoAction("The plan has no open action that a message could be evidence for.")
    options = tuple((one.action.ref, f"{one.action.ref} {one.action.text}") for one in theirs)
    return Field("action", "For which action?", "choice", options=options)


def _led(question: Question, actions: list[Listed]) -> list[Listed]:
    names = names_for(question)
    areas = {
        row["slug"] for row in rows_in(question.session, question.id, Area) if row["lead"] in names
    }
    return [one for one in actions if one.action.lead in names or one.area_slug in areas]


@form(FORM, role="reader", draw=_draw)
def kept(question: Question, filled: Filled) -> Reply:
    """Keep the message's words, link, author and time; raises MustAttest for doubtful words."""
    given = required(filled, "action", "kind")
    message = Message.of(filled.about)
    action = _action(question, given["action"])
    check_allowed(question, "manager", [action["ref"]])
    _check(question, filled, message)
    question.write.reason = filled.text("shows") or ""
    facts = {
        "kind": given["kind"],
        "text": message.text,
        **columns("dated", stated_day(question.day_of(message.instant))),
        "link": message.link or None,
        "shows": filled.text("shows"),
        "said_by": message.said_by or None,
    }
    ref = action["ref"]
    evidence = keep_evidence(question, facts, action_ref=ref, areas=areas_served(question, ref))
    return noted(
        question,
        f"added a message as evidence {evidence['ref']} for {ref}",
        ref,
        Quote(message.text),
        Bullets(evidence_items(question, evidence)),
        *(() if message.link else (NO_LINK,)),
    )


def _action(question: Question, typed: str) -> Row:
    try:
        reference = read_reference(question, typed.strip(), exact=True)
        return action_named(question, reference)
    except NoAction as error:
        raise Faults({"action": error.sentence}) from None
    except OfstedError as error:
        hint = "Write it as the plan does, such as MC-3."
        raise Faults({"action": f"{error.sentence} {hint}"}) from None


def _check(question: Question, filled: Filled, message: Message) -> None:
    looked = privacy.look(message.text, own_case_numbers(question.settings))
    if looked.block:
        raise privacy.HoldsIdentifier(looked.kinds)
    if looked.ask and not filled.attested:
        raise MustAttest({"message": looked.kinds})
    question.write.attested = tuple(dict.fromkeys((*question.write.attested, *looked.kinds)))
