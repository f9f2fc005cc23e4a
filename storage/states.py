"""The states an action can be in; confidence is apart from it, overdue is computed."""

from enum import StrEnum


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
