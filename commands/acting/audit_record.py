"""Record an audit, with the actions that arise from it."""

from dataclasses import dataclass, replace
from datetime import date

from commands import wording as say
from commands.action_changes import new_action, noted
from commands.audit_rows import add_audit, grade_fields, grades_in, sample_faults
from commands.audit_words import grade_words
from commands.form import MOST_PARTS, Again, Faults, Field, Filled, Form, Told, form, required
from commands.leading import CANNOT_LEAD
from commands.period_field import HINT, period_in
from commands.periods import long_date
from commands.question import Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Item, Notice, Part, Reply, Said
from commands.stated_dates import stated_day
from storage.models import Area, StatedDate
from storage.queries.roles import unable
from storage.rows import Row
from storage.states import RECHECK_AFTER

AT_FIRST = 2  # rows for actions
MOST_ACTIONS = (MOST_PARTS - 20) // 3


@dataclass(frozen=True, slots=True)
class Arising:
    """An action as given in row `place` of the form; what is left out is None."""

    place: int
    text: str | None
    lead: str | None
    due: date | None


@command(
    "audit record", "Record an audit and the actions that arise from it (a form)", role="manager"
)
def audit_record(question: Question) -> Form:
    """Open the form for an audit."""
    return _draw(question, Filled("audit record", seen=question.up_to))


def _draw(question: Question, filled: Filled) -> Form:
    rows = _rows(filled)
    return Form(
        "audit record",
        "Record an audit",
        (
            *_what(question),
            *_found(),
            Told(
                "Actions arising. Each is re-checked three months after the audit, done or not. "
                "They need an area and a lead."
            ),
            *(field for place in range(1, rows + 1) for field in _action_fields(place)),
            *((Again("more", "Another action"),) if rows < MOST_ACTIONS else ()),
        ),
        seen=filled.seen,
    )


def _rows(filled: Filled) -> int:
    return min(AT_FIRST + filled.pressed.get("more", 0), MOST_ACTIONS)


def _what(question: Question) -> tuple[Field, ...]:
    areas = tuple((one.key, one.title) for one in question.areas)
    return (
        Field("theme", "Theme", hint="Or choose the area alone.", optional=True, most=200),
        Field("area", "Area", "choice", optional=True, options=areas),
        Field("held", "Date of the audit", "date", hint="Up to today."),
        Field("period", "Period of the records", hint=HINT, most=120),
        Field("sample_size", "Records in the sample", "number"),
    )


def _found() -> tuple[Field, ...]:
    return (
        *grade_fields(),
        Field("moderated_by", "Moderated by", optional=True, most=200, hint="A role or a team."),
        Field("moderator", "Or by this person", "person", optional=True),
        Field("shows", "What does it show about children?", "text", hint="No child's name."),
    )


def _action_fields(place: int) -> tuple[Field, ...]:
    return (
        Field(f"action_{place}", f"Action {place}", "text", optional=True, most=1_000),
        Field(f"lead_{place}", f"Lead of action {place}", "person", optional=True),
        Field(f"due_{place}", f"Action {place} is due", "date", optional=True),
    )


@form("audit record", role="manager", draw=_draw)
def recorded(question: Question, filled: Filled) -> Reply:
    """Add the audit, its grades and its actions, and tell each lead."""
    arising = _arising(filled)
    period = _checked(question, filled, arising)
    question.write.reason = f"The audit was held on {long_date(_held(filled))}"
    audit = _add_audit(question, filled, period)
    actions = [
        new_action(
            question,
            audit["area_slug"],
            one.text or "",
            f"<@{one.lead}>",
            stated_day(one.due) if one.due else None,
            source="audit",
            audit_ref=audit["ref"],
            recheck_due=_recheck_due(audit),
        )
        for one in arising
    ]
    return _note(question, filled, audit, actions)


def _arising(filled: Filled) -> list[Arising]:
    """Give the rows in which anything is filled in."""
    rows = (
        Arising(
            place,
            filled.text(f"action_{place}"),
            filled.text(f"lead_{place}"),
            filled.day(f"due_{place}"),
        )
        for place in range(1, MOST_ACTIONS + 1)
    )
    return [one for one in rows if one.text or one.lead or one.due]


def _checked(question: Question, filled: Filled, arising: list[Arising]) -> StatedDate:
    """Give the period; raises Faults for every field that can't be taken."""
    found: dict[str, str] = {}
    try:
        required(filled, "held", "period", "sample_size", "shows")
    except Faults as missing:
        found |= missing.by_field
    found = sample_faults(filled) | found | _what_faults(question, filled)
    found |= _action_faults(question, filled, arising)
    period = StatedDate()
    try:
        period = period_in(question, filled)
    except Faults as unclear:
        found |= unclear.by_field
    held = filled.day("held")
    if held and period.earliest and period.earliest > held:
        found["period"] = f"That begins after the audit was held, on {long_date(held)}."
    if found:
        raise Faults(found)
    return period


def _what_faults(question: Question, filled: Filled) -> dict[str, str]:
    found = {}
    if not filled.text("theme") and not filled.text("area"):
        found["theme"] = "Give a theme, or choose an area."
    held = filled.day("held")
    if held and held > question.today:
        found["held"] = f"That day has not come yet: today is {long_date(question.today)}."
    if filled.text("moderated_by") and filled.text("moderator"):
        found["moderated_by"] = "Give a role here, or a person below: not both."
    return found


def _action_faults(question: Question, filled: Filled, arising: list[Arising]) -> dict[str, str]:
    found = {}
    nobody = unable(question.session, question.id) if arising else frozenset()
    for one in arising:
        if not one.text:
            found[f"action_{one.place}"] = "Say what is to be done, or clear its lead and date."
        if not one.lead:
            found[f"lead_{one.place}"] = "Every action from an audit needs a lead."
        elif one.lead in nobody:
            found[f"lead_{one.place}"] = CANNOT_LEAD
    if arising and not filled.text("area"):
        found["area"] = "Choose the area that the actions belong to."
    return found


def _held(filled: Filled) -> date:
    held: date = required(filled, "held")["held"]
    return held


def _recheck_due(audit: Row) -> date:
    due: date = audit["held"] + RECHECK_AFTER
    return due


def _add_audit(question: Question, filled: Filled, period: StatedDate) -> Row:
    area, moderator = filled.text("area"), filled.text("moderator")
    return add_audit(
        question,
        filled,
        theme=filled.text("theme") or _title(question, area),
        area=area,
        held=_held(filled),
        period=period,
        moderated_by=f"<@{moderator}>" if moderator else filled.text("moderated_by"),
    )


def _title(question: Question, area: str | None) -> str:
    return question.session.get_one(Area, (question.id, area)).title


def _note(question: Question, filled: Filled, audit: Row, actions: list[Row]) -> Reply:
    ref, grades = audit["ref"], grade_words(grades_in(filled), audit["sample_size"])
    records = say.number(audit["sample_size"], "record")
    told = f"{audit['theme']}, held {long_date(audit['held'])}: {records}, {grades}."
    parts: list[Part] = [Said(told)]
    if actions:
        parts += [
            Bullets(tuple(_led(one) for one in actions)),
            Said(f"Their re-check falls due on {long_date(_recheck_due(audit))}."),
        ]
    note = noted(question, f"recorded the audit {ref}", ref, *parts)
    return _telling_leads(question, note, audit, actions)


def _led(action: Row) -> Item:
    return Item(f"{say.ended(action['text'])} Lead: {action['lead']}.", action["ref"])


def _telling_leads(question: Question, note: Reply, audit: Row, actions: list[Row]) -> Reply:
    """Add a message for each lead of the actions but the writer."""
    by_lead: dict[str, list[Row]] = {}
    for one in actions:
        by_lead.setdefault(one["lead"].strip("<@>"), []).append(one)
    notices = tuple(
        Notice(f"audit:{audit['ref']}:{lead}", lead, _told(audit, theirs))
        for lead, theirs in by_lead.items()
        if lead != question.asker.user_id
    )
    return replace(note, notices=notices)


def _told(audit: Row, actions: list[Row]) -> Reply:
    count = say.number(len(actions), "action")
    return Reply(
        f"You lead {count} from the audit {audit['ref']}",
        (
            Said(f"{audit['theme']}, held {long_date(audit['held'])}."),
            Bullets(tuple(Item(one["text"], one["ref"]) for one in actions)),
            Said(f"The re-check falls due on {long_date(_recheck_due(audit))}."),
            Buttons((Button("Show the audit", f"audit {audit['ref']}"),)),
        ),
    )
