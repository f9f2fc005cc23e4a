"""The one way to an answer, for Slack and the command line alike: who asks, what, and errors."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.blocks import as_message
from bot.logs import log_unknown
from commands.access import Asker, NotAllowed, check_reader
from commands.answering import Ask, answer, no_plan, question_of, refusal, session_for
from commands.changing import draw, submit
from commands.form import Filled, Form
from commands.parsing import Asked, candidates, changes_the_record, split
from commands.question import Question
from commands.registry import ROLES, Role
from commands.reply import Notice, Reply, Said
from storage.database import reading, writing
from storage.errors import OfstedError
from storage.models import Person
from storage.queries.posts import Planned, add_posts
from storage.queries.workspaces import Standing, is_bare, standing
from storage.redaction import empty_the_log
from storage.times import Clock

Rendered = TypeVar("Rendered")
CACHED = 512  # replies: at 10 KB each about 5 MB


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it arrives: Slack's team (None: the only workspace) and user, and the words.

    `groups` are the user groups with a role that the user is in, None where nobody has looked.
    """

    team_id: str | None
    user_id: str
    typed: str = ""
    may_read: bool = True
    channel: str | None = None
    groups: frozenset[str] | None = None


class UnknownPerson(Exception):
    """Nothing is known of the user yet: look them up in Slack, then ask again."""


class UnknownGroups(Exception):
    """Whether the user is in one of `groups` decides what they may do: look, then ask again."""

    def __init__(self, groups: frozenset[str]) -> None:
        self.groups = groups


class Answers(Generic[Rendered]):
    """Answers requests from a database, rendered by the function given.

    A read's reply is a function of the workspace, its ledger's head, the words, today and who may
    see what; it is given again while all of these are the same, which is right on any replica.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        admins: frozenset[str],
        render: Callable[[Reply], Rendered],
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.admins = admins
        self.render = render
        self._kept: OrderedDict[_Place, tuple[_State, Rendered]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, request: Request, person: Person | None = None) -> Rendered | Form:
        """Give the rendered answer, a refusal or an apology, or the form to fill in.

        Never raises but UnknownPerson and UnknownGroups. `person` stands for what is in the record
        about the user, for the command line.
        """
        try:
            return self._answer(request, person)
        except (UnknownPerson, UnknownGroups):
            raise
        except OfstedError as error:
            return self.render(refusal(error))
        except Exception as error:  # noqa: BLE001 - the one place where unknown errors end
            return self.render(apology(log_unknown(error)))

    def draw(self, request: Request, filled: Filled) -> Form:
        """Give a form anew, with what was filled in so far; raises as `submit` does."""
        with reading(self.engine) as session:
            found, asker = self._admit(session, request, None, by_role=True)
            return draw(self._question(session, found, asker, filled), filled)

    def submit(self, request: Request, filled: Filled, request_id: str) -> Reply:
        """Make the change a form asks for and give the note of it, which is posted besides.

        Raises OfstedError (commands.changing.submit says which), UnknownPerson, UnknownGroups.
        """
        with writing(self.engine) as session:
            found, asker = self._admit(session, request, None, by_role=True)
            note = submit(self._question(session, found, asker, filled), filled, request_id)
            if note.is_note:
                to = filled.opened_in or request.user_id
                notice = Notice(f"note:{request_id}", to, note, otherwise=request.user_id)
                note = replace(note, notices=(notice, *note.notices))
            self._post(session, found, note)
        return note

    def _question(
        self, session: Session, found: Standing, asker: Asker, filled: Filled
    ) -> Question:
        ask = Ask(asker, filled.name, self.clock, filled.opened_in)
        return question_of(session, found, ask, Asked(filled.name, None, 1))

    def _post(self, session: Session, found: Standing, reply: Reply) -> None:
        """Keep what others are to be told, in the same transaction as the change itself."""
        add_posts(
            session,
            found.id,
            [
                Planned(
                    key=notice.key,
                    work="replace" if notice.replaces else "message",
                    channel=notice.to,
                    otherwise=notice.otherwise,
                    content=as_message(notice.reply),
                )
                for notice in reply.notices
            ],
            self.clock.now(),
        )

    def _answer(self, request: Request, person: Person | None) -> Rendered | Form:
        words = split(request.typed).words
        answered = self._answer_in_session(request, person, keep=not changes_the_record(words))
        if any(command.name == "redact" for command, _ in candidates(words)):
            self._forget()  # a redacted text should not stay in memory or in a log either
            empty_the_log(self.engine)
        return answered

    def kept(self, request: Request) -> Rendered | None:
        """Give the kept reply if it still holds, in one statement; None: ask in a thread.

        Only for a store that is a file: reading one row of it takes less than handing the request
        to a thread and back, while a server's answer would keep everyone waiting.
        """
        if self.engine.dialect.name != "sqlite" or not self._may_be_kept(request):
            return None
        try:
            with self.engine.connect() as connection:
                found = standing(connection, request.team_id, request.user_id)
            if found is None:
                return None
            by_role = _depends_on_the_role(request.typed)
            # Refuses those who may not read.
            asker = self._asker(request, found, None, by_role=by_role)
            return self._get(_place(request, asker.role), found)
        except (OfstedError, UnknownPerson, UnknownGroups, SQLAlchemyError):
            return None  # said in full by the way through the thread

    def _may_be_kept(self, request: Request) -> bool:
        return any(_place(request, role) in self._kept for role in ROLES)

    def _answer_in_session(
        self, request: Request, person: Person | None, *, keep: bool
    ) -> Rendered | Form:
        with session_for(self.engine, request.typed) as session:
            if request.team_id is None and is_bare(session):
                return self.render(no_plan())
            by_role = _depends_on_the_role(request.typed)
            found, asker = self._admit(session, request, person, by_role=by_role)
            place = _place(request, asker.role)
            kept = self._get(place, found)
            if kept is not None:
                return kept
            ask = Ask(asker, request.typed, self.clock, request.channel)
            reply = answer(session, found, ask)
            if isinstance(reply, Form):
                return reply
            self._post(session, found, reply)
            rendered = self.render(reply)
            if keep:
                self._keep(place, found, rendered)
            return rendered

    def _admit(
        self, session: Session, request: Request, person: Person | None, *, by_role: bool
    ) -> tuple[Standing, Asker]:
        found = standing(session, request.team_id, request.user_id)
        if found is None:
            raise NotAllowed("This bot isn't set up for your Slack workspace.")
        return found, self._asker(request, found, person, by_role=by_role)

    def _asker(
        self, request: Request, found: Standing, person: Person | None, *, by_role: bool
    ) -> Asker:
        who = found if found.is_guest is not None else person
        if who is None:
            raise UnknownPerson(request.user_id)
        asker = Asker(
            user_id=request.user_id,
            name=who.name,
            is_guest=bool(who.is_guest),
            is_stranger=bool(who.is_stranger),
            is_deactivated=bool(who.is_deactivated),
            role=self._role(request, found, by_role=by_role),
            may_read=request.may_read,
        )
        check_reader(asker)
        return asker

    def _role(self, request: Request, found: Standing, *, by_role: bool) -> Role:
        """Give the highest role a person has: by the settings, their own, or a group's."""
        if request.user_id in self.admins:
            return "admin"
        groups = frozenset(holder for _, holder in found.grants if holder != request.user_id)
        if groups and request.groups is None and by_role:
            raise UnknownGroups(groups)
        theirs = {request.user_id} | (request.groups or frozenset())
        granted = {role for role, holder in found.grants if holder in theirs}
        return next((role for role in reversed(ROLES) if role in granted), "reader")

    def _state(self, found: Standing) -> "_State":
        return found.id, found.head_hash, self.clock.today(ZoneInfo(found.time_zone))

    def _get(self, place: "_Place", found: Standing) -> Rendered | None:
        with self._lock:
            state, rendered = self._kept.get(place, (None, None))
            if rendered is None or state != self._state(found):
                return None
            self._kept.move_to_end(place)
            return rendered

    def _keep(self, place: "_Place", found: Standing, rendered: Rendered) -> None:
        with self._lock:
            self._kept[place] = (self._state(found), rendered)
            if len(self._kept) > CACHED:
                self._kept.popitem(last=False)

    def _forget(self) -> None:
        with self._lock:
            self._kept.clear()


# A reply is kept in a place made of the words and of who sees the same reply to them, for as long
# as the workspace's record and the day are the same.
_Place = tuple[str | None, str, str | None, str | None]
_State = tuple[int, str, date]


def _place(request: Request, role: Role) -> _Place:
    if not _depends_on_the_role(request.typed):
        return request.team_id, request.typed, None, None
    return request.team_id, request.typed, role, request.user_id


def _depends_on_the_role(typed: str) -> bool:
    """Say whether it matters who asks: else everyone who may read sees the same."""
    found = candidates(split(typed).words)
    return any(one.personal or one.role != "reader" for one, _ in found)


def sorry(reference: str) -> str:
    """Give the sentence for what went wrong, with the reference under which it is in the log."""
    return (
        "Nothing was changed. If it happens again, give whoever runs this bot the "
        f"reference {reference}."
    )


def apology(reference: str) -> Reply:
    """Say that something went wrong."""
    return Reply("Sorry, something went wrong", (Said(sorry(reference)),), found=False)
