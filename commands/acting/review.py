"""Re-check, some months on, whether what was done is still in place."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from commands import wording as say
from commands.action_changes import action_named, move_on, noted
from commands.arguments import MENTION, Reference
from commands.form import Faults, Field, Filled, Form, Told, about_action, form, required
from commands.periods import long_date
from commands.permission import people_behind
from commands.question import Question
from commands.registry import command
from commands.reply import Button, Buttons, Notice, Part, Reply, Said
from commands.signing import check_second_person, claims_about
from commands.stated_dates import columns
from storage.models import Review, StatedDate
from storage.queries.references import next_number
from storage.queries.roles import holders_of
from storage.queries.signing import found_not_done
from storage.rows import Row
from storage.states import NotFromHere, State, can_follow

NEXT_AFTER = relativedelta(months=1)
ESCALATED_TO = "Head of Service"
TOLD_AT = 2  # times found not done


class Outcome(NamedTuple):
    """What a re-check can come to: its event, how it is chosen, what is asked then."""

    event: str
    label: str
    asks: str


OUTCOMES = {
    "embedded": Outcome(
        "re-check: in place", "Yes, it is still in place", "What shows that it is still in place?"
    ),
    "reopened": Outcome(
        "re-check: not in place", "No, it has to be done again", "What is no longer in place?"
    ),
    "not done": Outcome("re-check: not done", "It has not been done yet", "Why is it not done?"),
}


@command(
    "review REF",
    "Re-check whether an action is still in place (a form)",
    role="quality assurance",
)
def review(question: Question, about: Reference) -> Form:
    """Open the form; raises NotFromHere where nothing can be re-checked."""
    row = action_named(question, about)
    _check_may(question, row)
    return _form(question, Filled("review", row["ref"], question.up_to), row)


def _draw(question: Question, filled: Filled) -> Form:
    return _form(question, filled, action_named(question, filled.about))


def _form(question: Question, filled: Filled, row: Row) -> Form:
    possible = _possible(question, row)
    chosen = filled.text("outcome")
    asks = OUTCOMES[chosen].asks if chosen in OUTCOMES else "What shows it?"
    fields = [
        Told(f"{say.ended(row['text'])} {say.opened(row['state'])}."),
        *((Told(_due_words(question, row), quiet=True),) if row["recheck_due"] else ()),
        Field(
            "outcome",
            "Is it in place?",
            "choice",
            options=tuple((one, OUTCOMES[one].label) for one in possible),
            initial=chosen,
            redraws=True,
        ),
        Field("shown_by", asks, "text"),
    ]
    if chosen is not None and _comes_again(row, chosen):
        day = question.today + NEXT_AFTER
        fields.append(Field("next", "Next re-check", "date", initial=day))
    return Form("review", f"Re-check {row['ref']}", tuple(fields), row["ref"], filled.seen)


def _due_words(question: Question, row: Row) -> str:
    due = f"Its re-check falls due on {long_date(row['recheck_due'])}"
    is_early = row["state"] == State.COMPLETE and row["recheck_due"] > question.today
    return f"{due}: before that day it can't be found still in place." if is_early else f"{due}."


def _possible(question: Question, row: Row) -> list[str]:
    """Give the outcomes that its state allows; raises NotFromHere where there is none.

    Still in place or not done, it can only be found once its re-check has come.
    """
    due: date | None = row["recheck_due"]
    has_come = due is not None and due <= question.today
    possible = [
        name
        for name, outcome in OUTCOMES.items()
        if can_follow(outcome.event, row["state"]) and (has_come or name == "reopened")
    ]
    if not possible:
        when = _due_words(question, row) if due else "It has no re-check to come."
        raise NotFromHere(f"{row['ref']} is {row['state']}. {when}")
    return possible


def _comes_again(row: Row, outcome: str) -> bool:
    """Say whether a further re-check follows before any sign-off: an audit's action is not lost."""
    return outcome == "not done" or (outcome == "reopened" and row["audit_ref"] is not None)


def _check_may(question: Question, row: Row) -> None:
    claims = claims_about(question, row["ref"])
    check_second_person(question, row["ref"], claims, row["lead"])


@form("review", role="quality assurance", draw=_draw, entities=about_action)
def reviewed(question: Question, filled: Filled) -> Reply:
    """Keep what the re-check found, and move the action on by it."""
    row = action_named(question, filled.about)
    _check_may(question, row)
    given = required(filled, "outcome", "shown_by")
    outcome, shown_by = given["outcome"], given["shown_by"].strip()
    if outcome not in _possible(question, row):
        raise Faults({"outcome": _why_not(question, row, outcome)})
    following = _next_day(question, filled) if _comes_again(row, outcome) else None
    question.write.reason = shown_by
    _keep(question, row, outcome, shown_by)
    changed = _move_on(question, row, outcome, following)
    escalated, notices = _escalate(question, row, outcome, shown_by)
    said = [f"{row['state'].capitalize()} → {changed['state']}."] if changed != row else []
    said += [f"Next re-check: {long_date(following)}."] if following else []
    note = noted(
        question,
        f"re-checked {row['ref']}: {_found(outcome)}",
        row["ref"],
        Said(f"{say.ended(row['text'])} {' '.join(said)}"),
        Said(shown_by),
        *escalated,
    )
    return replace(note, notices=(*notices, *_to_its_lead(question, row, outcome, shown_by)))


def _to_its_lead(question: Question, row: Row, outcome: str, shown_by: str) -> Iterable[Notice]:
    """Tell who leads an action, in person or behind a role, that it is not as it should be."""
    if outcome == "embedded":
        return
    told = Reply(
        f"{row['ref']} was re-checked: {_found(outcome)}",
        (
            Said(say.ended(row["text"])),
            Said(f"Why: {shown_by}"),
            Buttons((Button("Show it", f"show {row['ref']}"),)),
        ),
    )
    for person in sorted(people_behind(question, row["lead"])):
        if MENTION.fullmatch(f"<@{person}>"):
            yield Notice(f"re-checked:{row['ref']}/{question.up_to}/{person}", person, told)


def _why_not(question: Question, row: Row, outcome: str) -> str:
    if can_follow(OUTCOMES[outcome].event, row["state"]) and row["recheck_due"]:
        return f"That is too early. {_due_words(question, row)}"
    return f"That can't be said of an action that is {row['state']}."


def _found(outcome: str) -> str:
    return {"embedded": "still in place", "reopened": "no longer in place"}.get(outcome, outcome)


def _next_day(question: Question, filled: Filled) -> date:
    day = filled.day("next") or question.today + NEXT_AFTER
    if day <= question.today:
        raise Faults({"next": "Choose a day that is still to come."})
    return day


def _keep(question: Question, row: Row, outcome: str, shown_by: str) -> None:
    ref = row["ref"]
    found = {
        "action_ref": ref,
        "number": next_number(question.session, question.id, Review, action_ref=ref),
        "due": row["recheck_due"],
        "outcome": outcome,
        "shown_by": shown_by,
        "reviewed_by": question.asker.user_id,
        "reviewed_at": question.write.at,
    }
    question.write.insert(Review, found)


def _move_on(question: Question, row: Row, outcome: str, following: date | None) -> Row:
    undone = columns("done", StatedDate()) if outcome == "reopened" else {}
    return move_on(question, row, OUTCOMES[outcome].event, recheck_due=following, **undone)


def _escalate(
    question: Question, row: Row, outcome: str, shown_by: str
) -> tuple[tuple[Part, ...], Iterable[Notice]]:
    """Tell the Head of Service from the second time on; give the note's line and the messages."""
    times = 1 + found_not_done(question.session, question.id, row["ref"])
    if outcome != "not done" or times < TOLD_AT:
        return (), ()
    people = [one.holder for one in holders_of(question.session, question.id, ESCALATED_TO)]
    if not people:
        unheld = (
            f"It was found not done {times} times now, which goes to the {ESCALATED_TO}: nobody "
            "holds that role here, so nobody was told. An admin can say who does, with `holder`."
        )
        return (Said(unheld),), ()
    told = Reply(
        f"{row['ref']} was re-checked {times} times and is not done",
        (
            Said(f"{say.ended(row['text'])} Lead: {row['lead'] or say.NOT_GIVEN}."),
            Said(f"Why: {shown_by}"),
            Buttons((Button("Show it", f"show {row['ref']}"),)),
        ),
    )
    named = say.listed([f"<@{one}>" for one in people])
    line = Said(f"It was found not done {times} times now, so {named} ({ESCALATED_TO}) is told.")
    return (line,), [Notice(f"not done:{row['ref']}/{times}/{one}", one, told) for one in people]
