"""The one way to an answer, for Slack and the command line alike: who asks, what, and errors."""

import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.blocks import as_message
from bot.logs import log_unknown
from commands.access import Asker, NotAllowed, check_reader
from commands.answering import (
    Ask,
    answer,
    no_plan,
    opens_in_slack,
    question_of,
    refusal,
    session_for,
)
from commands.changing import MayNameSomeone, draw, submit
from commands.form import Filled, Form
from commands.form_data import as_data
from commands.parsing import ATTESTING, Asked, candidates, changes_the_record, form_about, split
from commands.question import Question
from commands.registry import ROLES, Role
from commands.reply import Button, Buttons, Notice, Reply, Said
from storage.database import reading, writing
from storage.errors import OfstedError
from storage.models import Person
from storage.queries.posts import Planned, add_posts
from storage.queries.workspaces import Standing, first_time, is_bare, lock, standing, strangers
from storage.redaction import empty_the_log
from storage.times import Clock

Rendered = TypeVar("Rendered")
CACHED = 512  # replies: at 10 KB each about 5 MB


# Whether it matters who asks: not at all, for what they see, or for whether they may do it.
Way = Literal["anyone", "personal", "change"]
_CHANGE: Way = "change"


@dataclass(frozen=True)
class Request:
    """A question as it arrives: Slack's team (None: the only workspace) and user, and the words.

    `groups` are the user groups with a role that the user is in, None where nobody has looked.
    `mentioned` are the users whom a change names. `at_the_machine`: whoever sits there may do all.
    `came_at` is when, by the machine's own count of seconds.
    """

    team_id: str | None
    user_id: str
    typed: str = ""
    may_read: bool = True
    channel: str | None = None
    groups: frozenset[str] | None = None
    mentioned: frozenset[str] = frozenset()
    at_the_machine: bool = False
    came_at: float = field(default_factory=time.monotonic)

    @cached_property
    def words(self) -> str:
        """What is asked, without its page and moment; raises TooLong."""
        return split(self.typed).words

    @cached_property
    def way(self) -> Way:
        """Whether it matters who asks."""
        found = [command for command, _ in candidates(self.words)]
        if any(one.writes or one.role != "reader" for one in found):
            return "change"
        return "personal" if any(one.personal for one in found) else "anyone"


class NotYetKnown(Exception):
    """Something decides the answer that only Slack can say: look it up there, then ask again.

    It is who `people` are, and whether the user is in one of `groups`; without the groups they
    can still read, unless the request `needs_role`.
    """

    def __init__(self, people: frozenset[str], groups: frozenset[str], *, needs_role: bool) -> None:
        self.people = people
        self.groups = groups
        self.needs_role = needs_role


@dataclass(frozen=True, slots=True)
class ByPost:
    """How an answer goes out that can't be given at once: by a message, kept with the change.

    `request_id` is dealt with once, in the workspace with our number `workspace_id`; `as_post`
    makes the message.
    """

    workspace_id: int
    request_id: str
    as_post: Callable[[Reply], Planned]


class DealtWith(Exception):
    """A request has come a second time; nothing of it is done again."""


class Answers(Generic[Rendered]):
    """Answers requests from a database, rendered by the function given.

    A read's reply is a function of the workspace, its ledger's head, its people's names, the words,
    today and who may see what; it is given again while all of these are the same, which is right on
    any replica.
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

        Never raises but NotYetKnown. `person` stands for what is in the record about the user, for
        the command line.
        """
        try:
            return self._answer(request, person)
        except NotYetKnown:
            raise
        except OfstedError as error:
            return self.render(refusal(error))
        except Exception as error:  # noqa: BLE001 - the one place where unknown errors end
            return self.render(apology(log_unknown(error)))

    def draw(self, request: Request, filled: Filled) -> Form:
        """Give a form anew, with what was filled in so far; raises as `submit` does."""
        with reading(self.engine) as session:
            found, asker = self._admit(session, request, None, _CHANGE)
            return draw(self._question(session, found, asker, filled), filled)

    def submit(self, request: Request, filled: Filled, request_id: str) -> Reply:
        """Make the change a form asks for and give the note of it, which is posted besides.

        A form whose file is still to be fetched waits for it (bot.uploads), once it is right.
        Raises OfstedError (commands.changing.submit says which) and NotYetKnown.
        """
        with writing(self.engine) as session:
            lock(session, request.team_id)
            found, asker = self._admit(session, request, None, _CHANGE)
            question = self._question(session, found, asker, filled)
            if filled.waits_for_file:
                return self._wait_for_file(question, filled, request_id)
            note = submit(question, filled, request_id)
            if note.is_note:
                to = filled.opened_in or request.user_id
                notice = Notice(f"note:{request_id}", to, note, otherwise=request.user_id)
                note = replace(note, notices=(notice, *note.notices))
            self._post(session, found, note)
        return note

    def answer_by_post(self, request: Request, by_post: ByPost) -> None:
        """Answer a request by a message, in one transaction with the change that it asks for.

        Never raises but NotYetKnown.
        """
        try:
            self._answer_by_post(request, by_post)
        except NotYetKnown:
            raise
        except DealtWith:
            pass
        except MayNameSomeone as doubtful:  # no button that brings back its words: it is kept
            self.post_once(by_post, ask_again(doubtful.kinds))
        except OfstedError as error:
            self.post_once(by_post, refusal(error))
        except Exception as error:  # noqa: BLE001 - as in __call__
            self.post_once(by_post, apology(log_unknown(error)))

    def _answer_by_post(self, request: Request, by_post: ByPost) -> None:
        with writing(self.engine) as session:
            if changes_the_record(request.words):
                lock(session, request.team_id)
            found, asker = self._admit(session, request, None, request.way)
            ask = Ask(asker, request.typed, self.clock, request.channel, self.admins)
            reply = answer(session, found, ask)
            if isinstance(reply, Form):
                reply = opens_in_slack(reply, request.typed)
            self._post(session, found, reply)
            self._keep_once(session, by_post, reply)
        self._forget_if_redacted(request.typed)

    def post_once(self, by_post: ByPost, reply: Reply) -> None:
        """Keep a reply as a message to be posted, unless its request was dealt with before."""
        with suppress(DealtWith), writing(self.engine) as session:
            self._keep_once(session, by_post, reply)

    def _keep_once(self, session: Session, by_post: ByPost, reply: Reply) -> None:
        """Keep the message; raises DealtWith. This comes last: a change locks the ledger first."""
        now = self.clock.now()
        if not first_time(session, by_post.workspace_id, by_post.request_id, now):
            raise DealtWith
        add_posts(session, by_post.workspace_id, [by_post.as_post(reply)], now)

    def _wait_for_file(self, question: Question, filled: Filled, request_id: str) -> Reply:
        """Keep a form as work, if it could be saved as it is: that is tried, and taken back."""
        session = question.session
        with session.begin_nested() as trial:
            note = submit(question, filled, request_id)
            trial.rollback()
        if not note.is_note:
            return note
        work = Planned(request_id, "fetch", question.asker.user_id, as_data(filled))
        with suppress(IntegrityError), session.begin_nested():  # else it was submitted twice
            add_posts(session, question.id, [work], question.now)
        return FETCHING

    def _question(
        self, session: Session, found: Standing, asker: Asker, filled: Filled
    ) -> Question:
        ask = Ask(asker, filled.name, self.clock, filled.opened_in, self.admins)
        return question_of(session, found, ask, Asked(filled.name, None, 1))

    def _post(self, session: Session, found: Standing, reply: Reply) -> None:
        """Keep what others are to be told, in the same transaction as the change itself."""
        add_posts(
            session,
            found.id,
            map(_planned, reply.notices),
            self.clock.now(),
        )

    def _answer(self, request: Request, person: Person | None) -> Rendered | Form:
        words = request.words
        answered = self._answer_in_session(request, person, keep=not changes_the_record(words))
        self._forget_if_redacted(request.typed)
        return answered

    def _forget_if_redacted(self, typed: str) -> None:
        """Keep a redacted text neither in memory nor in a log."""
        if any(command.name == "redact" for command, _ in candidates(split(typed).words)):
            self._forget()
            empty_the_log(self.engine)

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
            # Refuses those who may not read.
            asker = self._asker(request, found, None, request.way)
            return self._get(_place(request, asker.role), found)
        except (OfstedError, NotYetKnown, SQLAlchemyError):
            return None  # said in full by the way through the thread

    def _may_be_kept(self, request: Request) -> bool:
        return any(_place(request, role) in self._kept for role in ROLES)

    def _answer_in_session(
        self, request: Request, person: Person | None, *, keep: bool
    ) -> Rendered | Form:
        with session_for(self.engine, request.typed) as session:
            if request.team_id is None and is_bare(session):
                return self.render(no_plan())
            if not keep:
                lock(session, request.team_id)
            found, asker = self._admit(session, request, person, request.way)
            place = _place(request, asker.role)
            kept = self._get(place, found)
            if kept is not None:
                return kept
            ask = Ask(asker, request.typed, self.clock, request.channel, self.admins)
            reply = answer(session, found, ask)
            if isinstance(reply, Form):
                return reply
            self._post(session, found, reply)
            rendered = self.render(reply)
            if keep:
                self._keep(place, found, rendered)
            return rendered

    def _admit(
        self, session: Session, request: Request, person: Person | None, way: Way
    ) -> tuple[Standing, Asker]:
        ref = form_about(request.words)
        found = standing(session, request.team_id, request.user_id, ref)
        if found is None:
            raise NotAllowed("This bot isn't set up for your Slack workspace.")
        unknown = request.mentioned and strangers(session, found.id, request.mentioned)
        return found, self._asker(request, found, person, way, unknown)

    def _asker(
        self,
        request: Request,
        found: Standing,
        person: Person | None,
        way: Way,
        unknown: frozenset[str] = frozenset(),
    ) -> Asker:
        who = found if found.is_guest is not None else person
        role = self._own_role(request, found)
        groups = self._groups_above(role, found) if way != "anyone" else frozenset()
        if request.groups is not None:
            groups = frozenset()  # they were looked up
        if who is None:
            people = unknown | {request.user_id}
            raise NotYetKnown(people, groups, needs_role=way == "change")
        asker = Asker(
            user_id=request.user_id,
            name=who.name,
            is_guest=bool(who.is_guest),
            is_stranger=bool(who.is_stranger),
            is_deactivated=bool(who.is_deactivated),
            role=role,
            may_read=request.may_read,
        )
        check_reader(asker)
        if unknown or groups:
            raise NotYetKnown(unknown, groups, needs_role=way == "change")
        return asker

    def _own_role(self, request: Request, found: Standing) -> Role:
        """Give the highest role a person has: by the settings, their own, or a known group's."""
        if request.at_the_machine or request.user_id in self.admins:
            return "admin"
        theirs = {request.user_id} | (request.groups or frozenset())
        granted = {role for role, holder in found.grants if holder in theirs}
        return next((role for role in reversed(ROLES) if role in granted), "reader")

    def _groups_above(self, role: Role, found: Standing) -> frozenset[str]:
        """Give the user groups that would let someone with this role do more."""
        return frozenset(
            holder
            for granted, holder in found.grants
            if holder.startswith("S") and ROLES.index(granted) > ROLES.index(role)
        )

    def _state(self, found: Standing) -> "_State":
        return (
            found.id,
            found.head_hash,
            found.people_version,
            self.clock.today(ZoneInfo(found.time_zone)),
        )

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


def _planned(notice: Notice) -> Planned:
    message = as_message(notice.reply)
    if notice.file is not None:
        sha256, name = notice.file
        sent = {"text": message["text"], "sha256": sha256, "name": name}
        return Planned(notice.key, "send file", notice.to, sent)
    return Planned(
        key=notice.key,
        work="replace" if notice.replaces else "message",
        channel=notice.to,
        otherwise=notice.otherwise,
        content=message,
    )


FETCHING = Reply(
    "I am fetching your file from Slack",
    (
        Said(
            "Once it is here and checked, all of this is recorded, and the usual note says so. "
            "If anything is wrong with it, I tell you by direct message."
        ),
    ),
)


def ask_again(kinds: tuple[str, ...]) -> Reply:
    """Say how to ask again for a change whose words may name someone; never what they are."""
    return Reply(
        "Nothing was kept",
        (
            Said(
                f"Your message may name a child or family ({', '.join(kinds)}). If it does, "
                "please delete it, and write it again without the name."
            ),
            Said(
                "If it does not, ask with `/ofsted`, or write it here again with "
                f"`{ATTESTING.strip()}` at its end."
            ),
            Buttons((Button("Help", "help"),)),
        ),
        found=False,
    )


# A reply is kept in a place made of the words and of who sees the same reply to them, for as long
# as the workspace's record and the day are the same.
_Place = tuple[str | None, str, str | None, str | None]
_State = tuple[int, str, int, date]


def _place(request: Request, role: Role) -> _Place:
    if request.way == "anyone":
        return request.team_id, request.typed, None, None
    return request.team_id, request.typed, role, request.user_id


def sorry(reference: str) -> str:
    """Give the sentence for what went wrong, with the reference under which it is in the log."""
    return (
        "Nothing was changed. If it happens again, give whoever runs this bot the "
        f"reference {reference}."
    )


def apology(reference: str) -> Reply:
    """Say that something went wrong."""
    return Reply("Sorry, something went wrong", (Said(sorry(reference)),), found=False)
