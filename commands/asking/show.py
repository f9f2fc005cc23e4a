"""One thing of the plan in full, by its reference."""

from commands import wording as say
from commands.arguments import Reference
from commands.asking.audit import in_full as audit_in_full
from commands.asking.evidence import in_full as evidence_in_full
from commands.life import decisions, notes
from commands.periods import long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Heading, Item, Part, Quote, Reply, Said
from storage.models import Action, Ambiguity
from storage.queries.actions import find_actions
from storage.queries.evidence import find_evidence
from storage.queries.life import life_of

NOTES = 3  # the newest; the history has them all


@command("show REF", "One action, audit, piece of evidence or open point, in full", as_at=True)
def show(question: Question, reference: Reference) -> Reply:
    """Give everything the record has under a reference."""
    if reference.kind == "action":
        return _action(question, reference.ref)
    if reference.kind == "evidence":
        return evidence_in_full(question, reference.ref)
    if reference.kind == "audit":
        return audit_in_full(question, reference.ref)
    return _ambiguity(question, reference.ref)


def _action(question: Question, ref: str) -> Reply:
    one = find_actions(question.session, question.id, "this", ref=ref, limit=1).actions[0]
    action = one.action
    evidence, total = find_evidence(question.session, question.id, of="action", key=ref, limit=PAGE)
    life = life_of(question.session, question.id, ref, notes=NOTES + 1)
    parts: list[Part] = [
        Said(action.text, say.paragraph(action.paragraph)),
        Bullets((*_facts(question, action, one.area_title), *decisions(question, life))),
    ]
    if action.next_step:
        parts += [
            Heading(f"Next step {action.next_step_ref or ''}".strip()),
            Quote(action.next_step, say.paragraph(action.next_step_paragraph)),
        ]
    parts += notes(question, life.notes, NOTES)
    parts.append(Heading("Evidence"))
    if evidence:
        parts.append(Bullets(say.evidence_items(evidence)))
        if total > PAGE:
            parts.append(Buttons((Button(f"All evidence ({total})", f"evidence {ref}"),)))
    else:
        parts.append(Said("None is tied to this action; its area may have some."))
    parts.append(
        Buttons(
            (
                Button("Its area", f"status {one.area_slug}"),
                Button("Area's evidence", f"evidence {one.area_slug}"),
                Button("History", f"history {ref}"),
            )
        )
    )
    return Reply(f"{ref}: {one.area_title}", tuple(parts), words=question.words)


def _facts(question: Question, action: Action, area_title: str) -> list[Item]:
    facts = [
        ("Area", area_title),
        ("State", action.state),
        ("Confidence", action.confidence),
        ("Lead", say.lead_words(action)),
        ("Done by", action.done_by),
        ("Date", say.when_words(action, question)),
        ("About the date", action.due_note),
        ("Started", say.date_words(action.started) if action.started else None),
        ("Recurs", action.recurs),
        ("Rule", action.rule),
        ("Note", action.note),
        ("From audit", action.audit_ref),
        ("Re-check due", long_date(action.recheck_due) if action.recheck_due else None),
    ]
    if action.moves:
        facts.insert(6, ("First due", say.date_words(action.original_due)))
    return [Item(text, label) for label, text in facts if text]


def _ambiguity(question: Question, ref: str) -> Reply:
    ambiguity = question.session.get_one(Ambiguity, (question.id, ref))
    return Reply(
        f"Unclear in the plan: {ref}",
        (Said(ambiguity.text, say.paragraph(ambiguity.paragraph)),),
        words=question.words,
    )
