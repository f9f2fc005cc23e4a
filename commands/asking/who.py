"""Who leads, and where the plan names nobody."""

from commands import wording as say
from commands.arguments import Reference
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Item, Reply, Said
from storage.models import Action, Area
from storage.queries.actions import find_actions


@command("who AREA|REF", "Who leads an area or an action", as_at=True)
def who(question: Question, about: str | Reference) -> Reply:
    """Give the lead, or who the plan names without calling them the lead."""
    if isinstance(about, Reference):
        return _action(question, about)
    area = question.session.get_one(Area, (question.id, about))
    page = find_actions(
        question.session,
        question.id,
        area=about,
        order="open first",
        limit=PAGE,
        offset=question.offset,
    )
    return Reply(
        f"Who leads: {area.title}",
        (
            Said(f"Lead of the area: {area.lead or 'the plan names none'}."),
            Bullets(tuple(_line(one.action) for one in page.actions)),
            *say.more(question, len(page.actions), page.total),
        ),
        words=question.words,
    )


def _line(action: Action) -> Item:
    done = f"; done by {action.done_by}" if action.done_by else ""
    return Item(
        f"{say.lead_words(action)}{done}. {action.text}",
        action.ref,
        say.paragraph(action.paragraph),
    )


def _action(question: Question, about: Reference) -> Reply:
    if about.kind != "action":
        return say.neither("Only areas and actions have leads", about.ref)
    page = find_actions(question.session, question.id, "this", ref=about.ref, limit=1)
    one = page.actions[0]
    area = question.session.get_one(Area, (question.id, one.area_slug))
    return Reply(
        f"Who leads {about.ref}",
        (
            Bullets(
                (_line(one.action), Item(area.lead or "the plan names none", "Lead of its area"))
            ),
            Buttons((Button("Show it", f"show {about.ref}"),)),
        ),
        words=question.words,
    )
