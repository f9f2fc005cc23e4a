"""The states an action can be in, and the one table of how it gets from one to another.

Confidence is apart from the state; overdue is computed.
"""

from dataclasses import dataclass
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from storage.errors import OfstedError


class State(StrEnum):
    """An action's state; the value is also the word people see."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    REPORTED_DONE = "reported done"  # the loaded document says so; nobody here signed it off
    AWAITING_SIGN_OFF = "done, awaiting sign-off"
    COMPLETE = "complete"
    EMBEDDED = "embedded"
    REOPENED = "reopened"
    NO_FURTHER_ACTION = "no further action"


OPEN = (State.NOT_STARTED, State.IN_PROGRESS, State.REOPENED, State.AWAITING_SIGN_OFF)
DONE = (State.REPORTED_DONE, State.COMPLETE, State.EMBEDDED)
UNFINISHED = (State.NOT_STARTED, State.IN_PROGRESS, State.REOPENED)

# The report's rule for an audit's actions, counted from the audit; for all others from sign-off.
RECHECK_AFTER = relativedelta(months=3)  # calendar months


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from some states to another: what happens, who may do it, and what it needs."""

    event: str
    before: tuple[State, ...]
    after: State | None  # None: it stays as it is
    who: str
    needs: str


SECOND_PERSON = "quality assurance, neither who claimed it nor its lead"
TRANSITIONS = {
    one.event: one
    for one in (
        Transition(
            "start", (State.NOT_STARTED, State.REOPENED), State.IN_PROGRESS, "manager", "nothing"
        ),
        Transition(
            "claim",
            (*UNFINISHED, State.REPORTED_DONE),
            State.AWAITING_SIGN_OFF,
            "manager",
            "evidence",
        ),
        Transition(
            "sign off",
            (State.AWAITING_SIGN_OFF,),
            State.COMPLETE,
            SECOND_PERSON,
            "a decision",
        ),
        Transition(
            "send back", (State.AWAITING_SIGN_OFF,), State.IN_PROGRESS, SECOND_PERSON, "a reason"
        ),
        Transition(  # what the plan reports is its own word, and is so again
            "send back reported",
            (State.AWAITING_SIGN_OFF,),
            State.REPORTED_DONE,
            SECOND_PERSON,
            "a reason",
        ),
        Transition("ask to close", UNFINISHED, None, "manager", "a reason"),
        Transition(
            "sign off closing", UNFINISHED, State.NO_FURTHER_ACTION, SECOND_PERSON, "a decision"
        ),
        Transition("send back closing", UNFINISHED, None, SECOND_PERSON, "a reason"),
        Transition(
            "re-check: in place", (State.COMPLETE,), State.EMBEDDED, SECOND_PERSON, "what shows it"
        ),
        Transition(
            "re-check: not in place",
            (State.COMPLETE, State.EMBEDDED),
            State.REOPENED,
            SECOND_PERSON,
            "a reason",
        ),
        Transition("re-check: not done", UNFINISHED, None, SECOND_PERSON, "a reason"),
        Transition(
            "reopen",
            (*DONE, State.NO_FURTHER_ACTION),
            State.REOPENED,
            "manager",
            "a reason",
        ),
    )
}


class NotFromHere(OfstedError):
    """What was asked cannot happen to an action in its present state."""


def can_follow(event: str, state: State | str) -> bool:
    """Say whether an event can happen to an action in this state."""
    return State(state) in TRANSITIONS[event].before


def after(event: str, state: State | str) -> State:
    """Give the state that an event leads to; raises NotFromHere with the states it can follow."""
    transition = TRANSITIONS[event]
    now = State(state)
    if not can_follow(event, now):
        *others, last = transition.before
        possible = f"{', '.join(others)} or {last}" if others else last
        way_out = (
            " Whoever may sign it off can send it back." if now is State.AWAITING_SIGN_OFF else ""
        )
        raise NotFromHere(f"It is {now}. That can only be done while it is {possible}.{way_out}")
    return transition.after or now
