"""One audit in full."""

from collections.abc import Sequence

from commands import wording as say
from commands.arguments import Reference
from commands.audit_words import NO_ONE_AREA, grade_words, recheck_words
from commands.periods import long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Heading, Item, Part, Reply, Said, Table
from storage.models import Action
from storage.queries.audits import Audited, actions_from, find_audits, grades_of
from storage.queries.evidence import find_evidence

COLUMNS = ("Ref", "Action", "State", "Date", "Lead", "Re-check due")


@command("audit REF", "One audit in full, with the actions that arose from it", as_at=True)
def audit(question: Question, reference: Reference) -> Reply:
    """Give an audit, its grades, its actions and the evidence that refers to it."""
    if reference.kind != "audit":
        onwards = Buttons((Button("Show it", f"show {reference.ref}"), Button("Audits", "audits")))
        return Reply(f"{reference.ref} is no audit", (Said("An audit's is AU-1."), onwards))
    return in_full(question, reference.ref)


def in_full(question: Question, ref: str) -> Reply:
    """Give everything the record has about an audit."""
    session, number = question.session, question.id
    found, _ = find_audits(session, number, ref=ref, limit=1)
    one = found[0]
    grades = grades_of(session, number, [ref]).get(ref, {})
    evidence, _ = find_evidence(session, number, of="audit", key=ref, limit=PAGE)
    parts: list[Part] = [
        Bullets(tuple(_facts(one, grades))),
        Heading("Actions arising"),
        _actions(question, actions_from(session, number, ref)),
    ]
    if evidence:
        parts += [Heading("Evidence that refers to it"), Bullets(say.evidence_items(evidence))]
    buttons = [Button("History", f"history {ref}"), Button("All audits", "audits")]
    if one.audit.area_slug:
        buttons.insert(0, Button("Its area", f"status {one.audit.area_slug}"))
    parts.append(Buttons(tuple(buttons)))
    return Reply(f"{ref}: {one.audit.theme}", tuple(parts), words=question.words)


def _facts(one: Audited, grades: dict[str, int]) -> list[Item]:
    audit = one.audit
    facts = (
        ("Area", one.area_title or NO_ONE_AREA),
        ("Held", long_date(audit.held)),
        ("Covers", say.period_words(audit.period)),
        ("Sample", str(audit.sample_size) if audit.sample_size else say.NOT_GIVEN),
        ("Graded", grade_words(grades, audit.sample_size)),
        ("Moderated by", audit.moderated_by or say.NOT_GIVEN),
        ("What it shows about children", audit.shows or say.NOT_GIVEN),
        ("Recorded by", f"<@{audit.given_by}>"),
    )
    return [Item(text, label) for label, text in facts]


def _actions(question: Question, actions: Sequence[Action]) -> Part:
    if not actions:
        return Said("No action is recorded as arising from it.")
    rows = tuple(
        (
            action.ref,
            action.text,
            say.standing_words(action),
            say.when_words(action, question),
            say.lead_words(action),
            recheck_words(action, question),
        )
        for action in actions
    )
    return Table(COLUMNS, rows)
