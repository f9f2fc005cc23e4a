"""Questions put to the commands themselves, with no Slack around them.

Today is 13 September 2021, the sample plan's own date, unless a test says otherwise.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import storage
from commands.access import Asker, check_reader
from commands.answering import Ask, answer, question_of, refusal, session_for
from commands.changing import draw, submit
from commands.form import Field, Filled, Form, Value
from commands.loading import load_plan
from commands.parsing import Asked
from commands.periods import warm
from commands.question import Question
from commands.reply import Button, Buttons, Notice, Reply, Table
from storage.database import open_database, reading, writing
from storage.errors import OfstedError
from storage.ledger import LedgerWrite
from storage.migrate import migrate
from storage.queries.posts import Planned, add_posts
from storage.queries.workspaces import workspace_for
from storage.times import Clock

SAMPLE = Path(storage.__file__).parent / "sample_plan.yaml"
TODAY = date(2021, 9, 13)
READER = Asker("U012ABCDE", "Reader")
VIEWS = count(1)


def every_text(thing: object) -> Iterator[str]:
    """Yield every piece of text in a reply, buttons' words too."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from every_text(one)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from every_text(getattr(thing, field.name))


def filled_in(form: Form, **values: Value) -> Filled:
    """Give a form as it would be submitted: with what stands in it at first, and these values."""
    initial = {one.name: one.initial for one in form.fields if isinstance(one, Field)}
    assert values.keys() <= initial.keys(), f"{form.name} asks for {[*initial]}"
    return Filled(form.name, form.about, form.seen, initial | values)


@dataclass(frozen=True)
class Answer:
    """A reply, or a form that was opened, with what a test asks of one."""

    reply: Reply
    error: OfstedError | None = None
    form: Form | None = None

    @property
    def found(self) -> bool:
        return self.reply.found

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What others are told."""
        return self.reply.notices

    def fill(self, **values: Value) -> Filled:
        """Give the form filled in: what stands in it at first, and these values."""
        return filled_in(self.form, **values)

    @property
    def text(self) -> str:
        """Everything a person reads, less the buttons."""
        parts = tuple(part for part in self.reply.parts if not isinstance(part, Buttons))
        return "\n".join(every_text(replace(self.reply, parts=parts, words=None)))

    @property
    def everything(self) -> str:
        return "\n".join(every_text(self.reply))

    @property
    def buttons(self) -> list[Button]:
        return [
            one for part in self.reply.parts if isinstance(part, Buttons) for one in part.buttons
        ]

    @property
    def choices(self) -> list[str]:
        """What the buttons ask, but for the one that is always there."""
        return [one.words for one in self.buttons if one.words != "help"]

    def button(self, label: str) -> str | None:
        return next((one.words for one in self.buttons if one.label == label), None)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [row for part in self.reply.parts if isinstance(part, Table) for row in part.rows]


@dataclass(frozen=True)
class Staff:
    """Somebody who asks; calling it with words gives the answer as they would see it."""

    engine: Engine
    asker: Asker = READER
    clock: Clock = Clock(pinned=TODAY)  # noqa: RUF009 - frozen itself
    admins: frozenset[str] = frozenset()  # by the settings of whoever runs the bot

    def __call__(self, typed: str) -> Answer:
        try:
            with session_for(self.engine, typed) as session:
                check_reader(self.asker)
                workspace = workspace_for(session, None)
                given = answer(
                    session, workspace, Ask(self.asker, typed, self.clock, admins=self.admins)
                )
                if isinstance(given, Form):
                    return Answer(Reply(given.title), form=given)
                self._post(session, workspace.id, given)
                return Answer(given)
        except OfstedError as error:
            return Answer(refusal(error), error)

    def submit(self, filled: Filled, view: str | None = None) -> Answer:
        """Submit a form, each time as a view of its own; what it raises is the answer's error."""
        try:
            with writing(self.engine) as session:
                question = self._question(session, filled)
                note = submit(question, filled, view or f"V{next(VIEWS)}")
                self._post(session, question.id, note)
                return Answer(note)
        except OfstedError as error:
            return Answer(refusal(error), error)

    def draw(self, filled: Filled) -> Form:
        """Have a form drawn anew with what is filled in so far."""
        with reading(self.engine) as session:
            return draw(self._question(session, filled), filled)

    def _post(self, session: Session, workspace_id: int, reply: Reply) -> None:
        """Keep what others are to be told, as bot.answers does."""
        planned = [
            Planned(
                key=one.key,
                work="replace" if one.replaces else "message",
                channel=one.to,
                content={},
                otherwise=one.otherwise,
            )
            for one in reply.notices
        ]
        add_posts(session, workspace_id, planned, self.clock.now())

    def _question(self, session: Session, filled: Filled) -> Question:
        workspace = workspace_for(session, None)
        ask = Ask(self.asker, filled.name, self.clock, filled.opened_in, self.admins)
        return question_of(session, workspace, ask, Asked(filled.name, None, 1))

    def on(self, day: date) -> "Staff":
        """Let it be another day, for today's date and for what is written alike."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return replace(self, clock=Clock(shift=noon - datetime.now(UTC)))

    def who(self, **facts: object) -> "Staff":
        return replace(self, asker=replace(self.asker, **facts))

    def pages(self, words: str) -> list[Answer]:
        """Give every page, pressing More until there is none."""
        answers = [self(words)]
        while more := answers[-1].button("More"):
            answers.append(self(more))
        return answers

    def load(self, text: str | bytes, name: str = "plan.yaml", **how: object) -> Reply:
        content = text.encode() if isinstance(text, str) else text
        return load_plan(self.engine, content, name, clock=self.clock, actor="test", **how)

    def write(self, *, now: datetime, reason: str = "a test"):
        """Give a ledger write that is closed and committed at the end of the `with`."""
        return _Writing(self.engine, now, reason)

    @property
    def session(self):
        return reading(self.engine)


class _Writing:
    def __init__(self, engine: Engine, now: datetime, reason: str) -> None:
        self.transaction = writing(engine)
        self.now, self.reason = now, reason

    def __enter__(self) -> LedgerWrite:
        session = self.transaction.__enter__()
        workspace = workspace_for(session, None)
        self.ledger = LedgerWrite(
            session, workspace.id, actor="U0WRITER1", reason=self.reason, now=self.now
        )
        return self.ledger

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self.ledger.close()
        self.transaction.__exit__(*error)


@pytest.fixture(autouse=True, scope="session")
def _warm():
    warm()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory):
    """A migrated SQLite file with nothing in it, made once."""
    file = tmp_path_factory.mktemp("records") / "empty.db"
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()  # the last connection to close takes the write-ahead log into the file
    return file


@pytest.fixture(scope="session")
def sample_file(empty_file):
    """An SQLite file that holds the sample plan, made once."""
    file = Path(shutil.copy(empty_file, empty_file.with_name("sample.db")))
    engine = open_database(f"sqlite:///{file}")
    Staff(engine).load(SAMPLE.read_bytes(), SAMPLE.name)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def copy_of(tmp_path_factory):
    """Give somebody who asks of a copy of a record's file."""
    opened: list[Engine] = []

    def copy(file: Path) -> Staff:
        engine = open_database(
            f"sqlite:///{shutil.copy(file, tmp_path_factory.mktemp('copy') / file.name)}"
        )
        opened.append(engine)
        return Staff(engine)

    yield copy
    for engine in opened:
        engine.dispose()


@pytest.fixture(scope="session")
def ask(copy_of, sample_file):
    """A reader who asks of the sample plan; tests that change it take `staff`."""
    return copy_of(sample_file)


@pytest.fixture
def staff(copy_of, sample_file):
    """A reader of a sample plan of one's own."""
    return copy_of(sample_file)


@pytest.fixture
def either(plan_engine):
    """A reader of a sample plan in SQLite, and then in PostgreSQL."""
    return Staff(plan_engine)


@pytest.fixture
def nobody(copy_of, empty_file):
    """A reader where no plan is loaded yet."""
    return copy_of(empty_file)


@pytest.fixture(scope="session")
def sample_text():
    return SAMPLE.read_text(encoding="utf-8")
