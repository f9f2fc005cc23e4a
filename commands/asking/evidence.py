"""What shows that the plan's claims are so."""

from commands import wording as say
from commands.arguments import Reference
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Note, Reply, Said
from storage.models import Area
from storage.queries.actions import find_actions
from storage.queries.evidence import find_evidence


@command("evidence AREA|REF", "The evidence for an area or an action", as_at=True)
def evidence(question: Question, about: str | Reference) -> Reply:
    """List evidence with its own date, not the day it was entered."""
    if isinstance(about, Reference):
        return _of_reference(question, about)
    area = question.session.get_one(Area, (question.id, about))
    return _list(question, f"Evidence: {area.title}", area=about)


def _of_reference(question: Question, about: Reference) -> Reply:
    if about.kind != "action":
        return say.neither("Evidence belongs to areas and actions", about.ref)
    one = find_actions(question.session, question.id, "this", ref=about.ref, limit=1).actions[0]
    reply = _list(question, f"Evidence: {about.ref}", action=about.ref)
    return reply.ending(Buttons((Button("Its whole area", f"evidence {one.area_slug}"),)))


def _list(
    question: Question, title: str, *, area: str | None = None, action: str | None = None
) -> Reply:
    found, total = find_evidence(
        question.session,
        question.id,
        area=area,
        action=action,
        limit=PAGE,
        offset=question.offset,
    )
    if not found and question.page == 1:
        what = "this area" if area else "this action"
        return Reply(
            title, (Said(f"The plan names no evidence for {what}."),), words=question.words
        )
    return Reply(
        title,
        (
            Bullets(tuple(say.evidence_item(one) for one in found)),
            Note("Dates are those of the evidence itself."),
            *say.more(question, len(found), total),
        ),
        words=question.words,
    )
