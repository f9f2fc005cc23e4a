"""What was done, by when it was done."""

from typing import Any

from commands import wording as say
from commands.periods import Period
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Part, Reply, Said, Table
from storage.queries.actions import find_actions


@command("completed [PERIOD] [AREA]", "Actions done, in a period or on an area", as_at=True)
def completed(question: Question, period: Period | None, area: str | None) -> Reply:
    """List what was done, the latest first; a month-only date counts from its first day.

    What was done on an unknown date is counted apart: nobody can say in which period it falls.
    """
    span: dict[str, Any] = {}
    if period is not None:
        span = dict(zip(("start", "end"), question.days(period), strict=True))
    found = find_actions(
        question.session,
        question.id,
        "done in" if period else "done",
        area=area,
        order="done",
        limit=PAGE,
        offset=question.offset,
        **span,
    )
    undated = find_actions(question.session, question.id, "done undated", area=area, limit=1).total
    parts: list[Part] = []
    if found.actions:
        rows = tuple(say.action_row(one, question) for one in found.actions)
        parts.append(Table(say.ACTION_COLUMNS, rows))
    else:
        parts.append(
            Said(
                "The plan dates no finished action in that period."
                if period
                else "No action is done."
            )
        )
    if period and undated:
        parts.append(
            Said(
                f"{say.number(undated, 'more action is', 'more actions are')} done, but the plan "
                "doesn't say when, so I can't tell whether in that period."
            )
        )
    title = f"{say.number(found.total, 'action')} done"
    return Reply(
        f"{title}, {period.words}" if period else title,
        (*parts, *say.more(question, len(found.actions), found.total)),
        words=question.words,
    )
