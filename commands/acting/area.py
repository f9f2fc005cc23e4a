"""Change what is said of an area; its state only with a second person's word."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from commands import wording as say
from commands.area_changes import area_named, noted, whose
from commands.form import Faults, Field, Filled, Form, Kind, Told, form
from commands.lead_fields import lead_chosen, lead_fields, notices_to_leads, roles_to_choose
from commands.names import Named
from commands.permission import check_allowed
from commands.question import Question
from commands.registry import command
from commands.reply import Bullets, Button, Item, Note, Notice, Reply
from commands.signing import ask_for_sign_off, who_decides
from storage.errors import OfstedError
from storage.models import Area
from storage.rows import Row

STATES = ("not started", "in progress", "complete")  # those of storage.plan_format.AreaPart
OFSTEDS = ("finding", "finding_paragraph")  # for admins alone
WORDS = (*OFSTEDS, "caveat")  # set to what was typed, with a reason
LABELS = {
    "finding": "What Ofsted said, in its exact words",
    "finding_paragraph": "Paragraph of Ofsted's words",
    "caveat": "Caveat",
    "lead": "Lead",
    "aliases": "Other names",
}
LONGEST_NAME = 100  # characters; only so much of a name is read when somebody types it


@command("area AREA", "Change an area's state, caveat, lead or names (a form)", role="manager")
def area(question: Question, slug: str) -> Form:
    """Open the form with what is said of the area in it."""
    return _draw(question, Filled("area", slug, question.up_to))


def _draw(question: Question, filled: Filled) -> Form:
    row = area_named(question, filled.about)
    fields: list[Field | Told] = [Told(row["title"]), *_ofsteds_words(question, row)]
    if not row["is_cross_cutting"]:
        fields.append(
            Field(
                "state",
                "Stated status",
                "choice",
                "A change of it waits until a second person has signed it off.",
                optional=row["state"] is None,
                initial=row["state"],
                options=tuple((one, one.capitalize()) for one in STATES),
            )
        )
    fields += [
        *_typed(
            "caveat", row, "What the state leaves out, always shown with it. Empty: there is none."
        ),
        *lead_fields("lead", LABELS["lead"], roles_to_choose(question, row["lead"]), row["lead"]),
        *_with_room(
            Field(
                "aliases",
                LABELS["aliases"],
                "text",
                "What people call it, one name a line: abbreviations too.",
                optional=True,
                initial="\n".join(row["aliases"]),
            )
        ),
        Field(
            "reason",
            "Why the change?",
            hint="Needed for the state, the caveat and Ofsted's words.",
            optional=True,
        ),
    ]
    return Form(
        "area", f"Area {row['number'] or ''}".strip(), tuple(fields), row["slug"], filled.seen
    )


def _ofsteds_words(question: Question, row: Row) -> list[Field | Told]:
    if row["is_cross_cutting"]:
        return [Told("Not an area Ofsted named; areas for improvement lean on it.", quiet=True)]
    if question.asker.has("admin"):
        return [part for name in OFSTEDS for part in _typed(name, row)]
    if not row["finding"]:
        return [Told("The plan gives no words of Ofsted's for this area.", quiet=True)]
    source = say.paragraph(row["finding_paragraph"])
    return [Told(f"What Ofsted said: “{row['finding']}”{f' ({source})' if source else ''}")]


def _typed(name: str, row: Row, hint: str | None = None) -> list[Field | Told]:
    kind: Kind = "line" if name == "finding_paragraph" else "text"
    return _with_room(Field(name, LABELS[name], kind, hint, optional=True, initial=row[name]))


def _with_room(field: Field) -> list[Field | Told]:
    """Give a field, or say that what is there is more than a field can hold."""
    if len(str(field.initial or "")) > field.most:
        return [Told(f"{field.label}: too long to be changed in a form.", quiet=True)]
    return [field]


@form("area", role="manager", draw=_draw, entities=lambda about: (f"area:{about}",))
def changed(question: Question, filled: Filled) -> Reply:
    """Set what is different from before, and ask for a sign-off where the state is."""
    row = area_named(question, filled.about)
    reason, state = filled.text("reason"), _state_asked_for(row, filled)
    words = _words_changed(question, row, filled)
    facts = {
        **words,
        **_lead_changed(question, row, filled),
        **_names_changed(question, row, filled),
    }
    if not facts and state is None:
        raise OfstedError("Nothing is different from before, so there is nothing to save.")
    if reason is None and (words or state):
        raise Faults({"reason": "Please say why: it is kept with the change."})
    question.write.reason = reason or ""
    told = [_told(row, name, facts[name]) for name in facts if name in LABELS]
    if facts:
        question.write.update(Area, row | facts)
    if state:
        waits = f"{row['state'] or 'none given'} → {state}, once a second person signs it off"
        told.append(Item(f"{waits}.", "State"))
    notices = (
        *_to_the_new_lead(question, row, facts.get("lead")),
        *(_sign_off_asked(question, row | facts, state, reason) if state and reason else ()),
    )
    notes = [f"Why: {reason}"] if reason else []
    notes += [who_decides(question, facts.get("lead", row["lead"]))] if state else []
    note = noted(
        question,
        f"changed {row['title']}",
        (Bullets(tuple(told)), *map(Note, notes)),
        Button("Show it", f"status {row['slug']}"),
    )
    return replace(note, notices=notices)


def _sign_off_asked(question: Question, row: Row, state: str, why: str) -> tuple[Notice, ...]:
    return ask_for_sign_off(
        question,
        "area",
        row,
        asks_for=state,
        why=why,
        title=f"To sign off: {row['title']}",
    )


def _to_the_new_lead(question: Question, row: Row, lead: str | None) -> tuple[Notice, ...]:
    leading = {lead: [f"You lead this area now: {row['title']}."]} if lead else {}
    return notices_to_leads(question, leading, f"status {row['slug']}")


def _state_asked_for(row: Row, filled: Filled) -> str | None:
    state = filled.text("state")
    return state if state != row["state"] else None


def _words_changed(question: Question, row: Row, filled: Filled) -> Row:
    """Give what is worded otherwise now; raises NotAllowed for Ofsted's words."""
    facts: Row = {
        name: filled.text(name)
        for name in WORDS
        if name in filled.values and filled.text(name) != ((row[name] or "").strip() or None)
    }
    if not facts.keys().isdisjoint(OFSTEDS):
        check_allowed(question, "admin", ())
    if "caveat" in facts:
        facts["caveat_paragraph"] = None  # it is no longer what the document says there
    return facts


def _lead_changed(question: Question, row: Row, filled: Filled) -> Row:
    before = row["lead"]
    lead = lead_chosen(question, filled, "lead", roles_to_choose(question, before), before)
    return {"lead": lead} if lead != before else {}


def _names_changed(question: Question, row: Row, filled: Filled) -> Row:
    """Give the names as they are now; raises Faults for one that another area has."""
    if "aliases" not in filled.values:
        return {}
    before = _lines("\n".join(row["aliases"]))
    names = _lines(filled.text("aliases") or "")
    others = [one for one in question.areas if one.key != row["slug"]]
    faults = [_fault(name, others) for name in names if name not in before]
    if any(faults):
        raise Faults({"aliases": " ".join(filter(None, faults))})
    return {"aliases": names} if names != before else {}


def _lines(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [*dict.fromkeys(filter(None, lines))]


def _fault(name: str, others: Sequence[Named]) -> str | None:
    if len(name) > LONGEST_NAME or not any(map(str.isalnum, name)):
        return f"A name has letters or digits, and at most {LONGEST_NAME} characters."
    if title := whose(name, others):
        return f"“{name}” is a name of {title} already."
    return None


def _told(row: Row, name: str, value: Any) -> Item:
    if name == "aliases":
        gone = [one for one in row[name] if one not in value]
        new = [one for one in value if one not in row[name]]
        told = [
            f"now also {say.listed(new)}" if new else "",
            f"no longer {say.listed(gone)}" if gone else "",
        ]
        return Item("; ".join(filter(None, told)) or "in another order", LABELS[name])
    return Item(f"{row[name] or 'none'} → {value or 'none'}", LABELS[name])
