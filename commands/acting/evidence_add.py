"""Give evidence for an action or an area, whatever their state."""

from commands import action_changes, area_changes
from commands.action_changes import action_named
from commands.area_changes import area_named
from commands.arguments import Reference
from commands.evidence_changes import add_evidence, areas_served, evidence_fields
from commands.form import Filled, Form, Told, form
from commands.question import Question
from commands.registry import command
from commands.reply import Bullets, Button, Reply, Said
from commands.signing import evidence_items
from storage.models import Action
from storage.rows import Row, rows_in


@command("evidence add AREA|REF", "Add evidence for an action or an area (a form)", role="manager")
def evidence_add(question: Question, about: str | Reference) -> Form:
    """Open the form; raises NoAction for a reference that is no action's."""
    about = action_named(question, about)["ref"] if isinstance(about, Reference) else about
    return _draw(question, Filled("evidence_add", about, question.up_to))


def _draw(question: Question, filled: Filled) -> Form:
    action = _action(question, filled.about)
    told = action["text"] if action else area_named(question, filled.about)["title"]
    return Form(
        "evidence_add",
        f"Evidence for {action['ref']}" if action else "Evidence for an area",
        (Told(told), *evidence_fields(question, filled)),
        filled.about,
        filled.seen,
    )


@form("evidence_add", role="manager", draw=_draw)
def added(question: Question, filled: Filled) -> Reply:
    """Keep the evidence; what it is about stays as it is."""
    question.write.reason = filled.text("summary") or ""
    action = _action(question, filled.about)
    if action is None:
        row = area_named(question, filled.about)
        evidence = add_evidence(question, filled, action_ref=None, areas=[row["slug"]])
        what = f"added evidence {evidence['ref']} for {row['title']}"
        show = Button("Show it", f"evidence {evidence['ref']}")
        return area_changes.noted(question, what, _told(question, evidence), show)
    ref = action["ref"]
    evidence = add_evidence(question, filled, action_ref=ref, areas=areas_served(question, ref))
    what = f"added evidence {evidence['ref']} for {ref}"
    return action_changes.noted(question, what, ref, *_told(question, evidence))


def _action(question: Question, about: str) -> Row | None:
    rows = rows_in(question.session, question.id, Action, ref=about)
    return rows[0] if rows else None


def _told(question: Question, evidence: Row) -> tuple[Said, Bullets]:
    return Said(evidence["text"]), Bullets(evidence_items(question, evidence))
