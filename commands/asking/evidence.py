"""What shows that the plan's claims are so."""

from dataclasses import replace

from commands import wording as say
from commands.arguments import Reference
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Note, Part, Reply, Said
from storage.models import Area
from storage.queries.actions import find_actions
from storage.queries.evidence import find_evidence


@command("evidence AREA|REF", "The evidence for an area or an action", as_at=True)
def evidence(question: Question, about: str | Reference) -> Reply:
    """List evidence with its own date, not the day it was entered."""
    if isinstance(about, Reference):
        return _of_reference(question, about)
    area = question.session.get_one(Area, (question.id, about))
    title = f"Evidence: {area.title}"
    return _list(question, title, area=about) or _none(question, title, "area")


def _of_reference(question: Question, about: Reference) -> Reply:
    """List an action's own evidence, or where it has none its area's, and say which it is."""
    if about.kind != "action":
        return say.neither("Evidence belongs to areas and actions", about.ref)
    one = find_actions(question.session, question.id, "this", ref=about.ref, limit=1).actions[0]
    title = f"Evidence: {about.ref}"
    own = _list(question, title, action=about.ref)
    if own:
        return own.ending(Buttons((Button("Its whole area", f"evidence {one.area_slug}"),)))
    opening = Said("The plan names no evidence for this action itself. This is its area's:")
    of_area = replace(question, words=f"evidence {one.area_slug}")  # as its "More" asks on
    whole = _list(of_area, title, opening, area=one.area_slug)
    if not whole:
        return _none(question, title, "action or its area")
    return replace(whole, words=question.words)


def _list(
    question: Question,
    title: str,
    *opening: Part,
    area: str | None = None,
    action: str | None = None,
) -> Reply | None:
    found, total = find_evidence(
        question.session,
        question.id,
        area=area,
        action=action,
        limit=PAGE,
        offset=question.offset,
    )
    if not total:
        return None
    return Reply(
        title,
        (
            *opening,
            Bullets(tuple(say.evidence_item(one) for one in found)),
            Note("Dates are those of the evidence itself."),
            *say.more(question, len(found), total),
        ),
        words=question.words,
    )


def _none(question: Question, title: str, what: str) -> Reply:
    said = Said(f"The plan names no evidence for this {what}.")
    return Reply(title, (said,), words=question.words)
