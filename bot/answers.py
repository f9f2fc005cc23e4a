"""The one way to an answer, for Slack and the command line alike: who asks, what, and errors."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import log_unknown
from commands.access import Asker, NotAllowed, check_reader
from commands.answering import Ask, answer, no_plan, refusal, session_for
from commands.parsing import candidates, changes_the_record, split
from commands.reply import Reply, Said
from storage.errors import OfstedError
from storage.models import Person
from storage.queries.workspaces import Standing, standing
from storage.redaction import empty_the_log
from storage.times import Clock

Rendered = TypeVar("Rendered")
CACHED = 512  # replies: at 10 KB each about 5 MB


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it arrives: Slack's team (None: the only workspace) and user, and the words."""

    team_id: str | None
    user_id: str
    typed: str
    may_read: bool = True


class UnknownPerson(Exception):
    """Nothing is known of the user yet: look them up in Slack, then ask again."""


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

    def __call__(self, request: Request, person: Person | None = None) -> Rendered:
        """Give the rendered answer, a refusal or an apology; never raises but UnknownPerson.

        `person` stands for what is in the record about the user, for the command line.
        """
        try:
            return self._answer(request, person)
        except UnknownPerson:
            raise
        except OfstedError as error:
            return self.render(refusal(error))
        except Exception as error:  # noqa: BLE001 - the one place where unknown errors end
            return self.render(apology(log_unknown(error)))

    def _answer(self, request: Request, person: Person | None) -> Rendered:
        writes = changes_the_record(split(request.typed).words)
        rendered = self._answer_in_session(request, person, keep=not writes)
        if writes:
            self._forget()  # a redacted text should not stay in memory or in a log either
            empty_the_log(self.engine)
        return rendered

    def kept(self, request: Request) -> Rendered | None:
        """Give the kept reply if it still holds, in one statement; None: ask in a thread.

        Only for a store that is a file: reading one row of it takes less than handing the request
        to a thread and back, while a server's answer would keep everyone waiting.
        """
        place = _place(request, self.admins)
        if self.engine.dialect.name != "sqlite" or place not in self._kept:
            return None
        try:
            with self.engine.connect() as connection:
                found = standing(connection, request.team_id, request.user_id)
            if found is None:
                return None
            self._asker(request, found, None)  # refuses those who may not read
            return self._get(place, found)
        except (OfstedError, UnknownPerson, SQLAlchemyError):
            return None  # said in full by the way through the thread

    def _answer_in_session(
        self, request: Request, person: Person | None, *, keep: bool
    ) -> Rendered:
        with session_for(self.engine, request.typed) as session:
            found = standing(session, request.team_id, request.user_id)
            if found is None and request.team_id is None:
                return self.render(no_plan())
            if found is None:
                raise NotAllowed("This bot isn't set up for your Slack workspace.")
            asker = self._asker(request, found, person)
            place = _place(request, self.admins)
            kept = self._get(place, found)
            if kept is not None:
                return kept
            rendered = self.render(answer(session, found, Ask(asker, request.typed, self.clock)))
            if keep:
                self._keep(place, found, rendered)
            return rendered

    def _asker(self, request: Request, found: Standing, person: Person | None) -> Asker:
        who = found if found.is_guest is not None else person
        if who is None:
            raise UnknownPerson(request.user_id)
        asker = Asker(
            user_id=request.user_id,
            name=who.name,
            is_guest=bool(who.is_guest),
            is_stranger=bool(who.is_stranger),
            is_deactivated=bool(who.is_deactivated),
            is_admin=request.user_id in self.admins,
            may_read=request.may_read,
        )
        check_reader(asker)
        return asker

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
_Place = tuple[str | None, str, bool, str | None]
_State = tuple[int, str, date]


def _place(request: Request, admins: frozenset[str]) -> _Place:
    personal = any(command.personal for command, _ in candidates(split(request.typed).words))
    who = request.user_id if personal else None
    return request.team_id, request.typed, request.user_id in admins, who


def apology(reference: str) -> Reply:
    """Say that something went wrong, with the reference under which it is in the log."""
    return Reply(
        "Sorry, something went wrong",
        (
            Said(
                f"Nothing was changed. If it happens again, give whoever runs this bot the "
                f"reference {reference}."
            ),
        ),
        found=False,
    )
