"""What happens next, as the plan says it."""

from commands import wording as say
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Heading, Item, Part, Quote, Reply, Said
from storage.queries.actions import find_actions


@command("next [AREA]", "The plan's next steps, and the dates ahead", as_at=True)
def next_(question: Question, area: str | None) -> Reply:
    """Give the next steps in the plan's words, then the open actions whose date is ahead."""
    steps = find_actions(
        question.session,
        question.id,
        "next step",
        area=area,
        order="next step",
        limit=PAGE,
        offset=question.offset,
    )
    ahead = find_actions(
        question.session,
        question.id,
        "ahead",
        area=area,
        order="due",
        today=question.today,
        limit=PAGE,
    )
    parts: list[Part] = []
    for one in steps.actions:
        step = one.action
        label = " ".join(filter(None, (step.next_step_ref, f"({step.ref})")))
        facts = "; ".join(
            (say.standing_words(step), say.when_words(step, question), say.lead_words(step))
        )
        parts += [
            Quote(step.next_step or "", say.paragraph(step.next_step_paragraph)),
            Bullets((Item(f"{facts}.", label),)),
        ]
    if not steps.actions and question.page == 1:
        parts.append(
            Said(
                "The plan names no next step for that." if area else "The plan names no next step."
            )
        )
    parts += say.more(question, len(steps.actions), steps.total)
    parts.append(Heading("Dates ahead"))
    if ahead.actions:
        parts.append(Bullets(tuple(say.action_item(one.action, question) for one in ahead.actions)))
    else:
        parts.append(Said("No open action has a date ahead."))
    parts.append(
        Buttons((Button("Overdue", "overdue"), Button("All open actions", "actions open")))
    )
    return Reply("Next steps", tuple(parts), words=question.words)
