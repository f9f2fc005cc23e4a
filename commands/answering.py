"""From what a person typed to the reply: check, choose the moment, parse, run, word the errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commands import privacy
from commands.access import Asker, NotAllowed
from commands.changing import MayNameSomeone, make_change
from commands.finishing import finished
from commands.form import NAMES_NOBODY, Form
from commands.parsing import (
    Asked,
    Choice,
    NotUnderstood,
    as_at,
    candidates,
    changes_the_record,
    parse,
    split,
)
from commands.periods import PeriodUnclear, long_date, read_day
from commands.permission import check_allowed
from commands.question import Question
from commands.registry import Command
from commands.reply import Button, Buttons, Note, Part, Reply, Said
from commands.workspace_settings import own_case_numbers
from storage.as_at import Moment, moment_at, record_as_at, starts_at
from storage.database import reading, writing
from storage.errors import OfstedError
from storage.queries import PastTheEnd
from storage.queries.workspaces import WhichWorkspace
from storage.times import Clock


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks what, by which clock, and in which channel.

    `admins` are the users who are admins by the settings of whoever runs the bot.
    """

    asker: Asker
    typed: str
    clock: Clock
    channel: str | None = None
    admins: frozenset[str] = frozenset()


class BeforeTheRecord(OfstedError):
    """The moment asked about is before the record's first row, or has not come yet."""


@contextmanager
def session_for(engine: Engine, typed: str) -> Iterator[Session]:
    """Give a session to answer with: one that reads, or for a command that changes, writes."""
    writes = changes_the_record(split(typed).words)
    with (writing if writes else reading)(engine) as session:
        yield session


class Record(Protocol):
    """What is known of a workspace before its record is read."""

    @property
    def id(self) -> int:
        """Our number for it."""

    @property
    def time_zone(self) -> str:
        """Where its days begin and end."""

    @property
    def settings(self) -> dict[str, Any]:
        """What its admins set."""

    @property
    def head_seq(self) -> int:
        """The number of its last ledger row."""


def answer(session: Session, record: Record, ask: Ask) -> Reply | Form:
    """Answer what a person typed; raises OfstedError, which `refusal` turns into a reply.

    The words pass the privacy check before anything else looks at them, the reply before anyone
    sees it. A command that changes the record makes its change in the session's transaction.
    """
    privacy.refuse(ask.typed, own_case_numbers(record.settings))
    asked = split(ask.typed)
    question = question_of(session, record, ask, asked)
    if changes_the_record(asked.words):
        return finished(question, make_change(question, _run))
    reply = _run(question) if asked.as_at is None else _answer_as_at(question, asked)
    if isinstance(reply, Form):
        return reply
    if reply.words and asked.page > 1:
        reply = replace(reply, words=f"{reply.words} page {asked.page}")
    if not asked.words:
        reply = reply.ending(*_what_to_try())
    return finished(question, reply)


def question_of(session: Session, record: Record, ask: Ask, asked: Asked) -> Question:
    """Give the setting in which what was asked is answered."""
    zone = ZoneInfo(record.time_zone)
    return Question(
        session=session,
        ledger=session,
        id=record.id,
        zone=zone,
        asker=ask.asker,
        today=ask.clock.today(zone),
        now=ask.clock.now(),
        up_to=record.head_seq,
        words=asked.words or "status",
        page=asked.page,
        channel=ask.channel,
        settings=record.settings,
        admins=ask.admins,
    )


def _answer_as_at(question: Question, asked: Asked) -> Reply:
    _check_past(question)
    day = _day(question, asked)
    if day > question.today:
        raise BeforeTheRecord(
            f"{long_date(day)} has not come yet: today is {long_date(question.today)}."
        )
    until = datetime.combine(day + timedelta(days=1), time(), question.zone)
    moment = moment_at(question.session, question.id, until - timedelta(microseconds=1))
    if moment is None:
        started = starts_at(question.session, question.id)
        when = f"The record starts on {long_date(question.day_of(started))}." if started else ""
        raise BeforeTheRecord(f"I can't say how it stood on {long_date(day)}. {when}".strip())
    is_newest = moment.seq == question.up_to
    question = replace(question, as_at=day, today=day, up_to=moment.seq)
    if is_newest:
        return _as_at(_run_on(question), question, moment)
    with record_as_at(question.ledger, question.id, moment.seq) as copy:
        return _as_at(_run_on(replace(question, session=copy)), question, moment)


def _run_on(question: Question) -> Reply:
    reply = _run(question)
    if isinstance(reply, Form):
        raise TypeError(f"“{question.words}” opens a form and is declared to be asked of the past")
    return reply


def _check_past(question: Question) -> None:
    """Refuse before the record is copied what can't be asked of the past anyway."""
    found = candidates(question.words)
    if found and not any(command.as_at for command, _ in found):
        raise _not_of_the_past(found[0][0])
    if not found:
        parse(question)  # says what may have been meant


def _not_of_the_past(command: Command) -> NotUnderstood:
    name = command.name
    return NotUnderstood(f"`{name}` can't be asked as at a past date.", (Choice(name, name),))


def _day(question: Question, asked: Asked) -> date:
    try:
        return read_day(asked.as_at or "", today=question.today, looking="back")
    except PeriodUnclear as unclear:
        days = [read_day(one, today=question.today, looking="back") for one in unclear.choices]
        started = starts_at(question.ledger, question.id)
        first = question.day_of(started) if started else question.today
        told = [long_date(day) for day in days if first <= day <= question.today]
        choices = tuple(Choice(day, f"{asked.words} as at {day}".strip()) for day in told)
        raise NotUnderstood(unclear.sentence, choices) from None


def _as_at(reply: Reply, question: Question, moment: Moment) -> Reply:
    """Say which moment the reply is of, and when that was entered if that was later."""
    entered = ""
    if moment.entered_at - moment.at > timedelta(days=1):
        entered = (
            f" Its last entry by then, of {long_date(question.day_of(moment.at))}, was made on "
            f"{long_date(question.day_of(moment.entered_at))}."
        )
    day = long_date(question.today)
    words = reply.words and f"{reply.words} as at {day}"
    parts = (Note(f"As the record stood on {day}.{entered}"), *reply.parts)
    return replace(reply, words=words, parts=tuple(_then(part, day) for part in parts))


def _then(part: Part, day: str) -> Part:
    """Let the buttons under an answer of the past ask of the same day."""
    if not isinstance(part, Buttons):
        return part
    buttons = tuple(replace(one, words=as_at(one.words, day)) for one in part.buttons)
    return Buttons(buttons)


def _run(question: Question) -> Reply | Form:
    if question.up_to == 0 and question.words.split()[0].lower() != "help":
        return no_plan()
    command, values = parse(question)
    if question.as_at is not None and not command.as_at:
        raise _not_of_the_past(command)
    if not command.finds_whose:
        check_allowed(question, command.role, values)
    try:
        return command.run(question, *values)
    except PastTheEnd:
        first = Choice("First page", question.words)
        raise NotUnderstood("There are not that many pages.", (first,)) from None


def _what_to_try() -> tuple[Note, Buttons]:
    tries = ("overdue", "next", "findings", "completed", "help")
    return (
        Note(
            "Ask about one area with “status” and its name, for example “status missing-children”."
        ),
        Buttons(tuple(Button(word.capitalize(), word) for word in tries)),
    )


def no_plan() -> Reply:
    """Say how a plan comes to be here."""
    return Reply(
        "There is no plan here yet",
        (
            Said(
                "Whoever runs this bot can load one with: ofsted-bot load plan.yaml. "
                "The README says how the file is written."
            ),
        ),
        found=False,
    )


def opens_in_slack(form: Form, words: str) -> Reply:
    """Offer a form where none can be opened at once: in a thread, a mention, a terminal."""
    return Reply(form.title, (Buttons((Button("Open the form", words),)),))


def refusal(error: OfstedError) -> Reply:
    """Turn an error into a reply: its sentence, and buttons for what may have been meant."""
    choices: tuple[Choice, ...] = getattr(error, "choices", ())
    if isinstance(error, MayNameSomeone):
        choices = (Choice(NAMES_NOBODY, error.words),)
    buttons = tuple(
        Button(choice.label, choice.words) for choice in choices if isinstance(choice, Choice)
    )
    if "help" not in {one.words for one in buttons}:
        buttons = (*buttons, Button("Help", "help"))
    # Who may not ask would only be refused the help too.
    offered = () if isinstance(error, NotAllowed) else (Buttons(buttons),)
    return Reply(_title(error, choices), (Said(error.sentence), *offered), found=False)


def _title(error: OfstedError, choices: tuple[Choice, ...]) -> str:
    """Head a refusal by its kind: those that only a change meets say that there was none."""
    match error:
        case privacy.HoldsIdentifier() | MayNameSomeone():
            return "Nothing was kept"
        case _ if choices:
            return "Which did you mean?"
        case NotAllowed():
            return "You can't do that"
        case NotUnderstood():
            return "I did not understand that"
        case BeforeTheRecord() | WhichWorkspace():
            return "I can't answer that"
        case _:
            return "Nothing was changed"
