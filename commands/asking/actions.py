"""Actions listed: of an area, in a state, of a lead."""

from typing import Any

from commands import wording as say
from commands.arguments import Lead
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Reply, Said, Table
from storage.queries.actions import find_actions, led_by_user, of


@command(
    "actions [AREA] [open|done|overdue] [LEAD]",
    "Actions, of an area, in a state or of a lead",
    as_at=True,
    personal=True,
)
def actions(question: Question, area: str | None, state: str | None, lead: Lead | None) -> Reply:
    """List the actions that fit, a page at a time."""
    filters = [state] if state else []
    values: dict[str, Any] = {"today": question.today} if state == "overdue" else {}
    if lead is not None:
        filters.append("led by user" if lead.user_id else "of")
        values |= led_by_user(lead.user_id) if lead.user_id else of(lead.name)
    page = find_actions(
        question.session,
        question.id,
        *filters,
        area=area,
        limit=PAGE,
        offset=question.offset,
        **values,
    )
    whose = f" of {lead.name}" if lead else ""
    title = f"{say.number(page.total, f'{state} action' if state else 'action')}{whose}"
    if not page.actions and question.page == 1:
        return Reply(title, (Said("No action in the plan fits that."),), words=question.words)
    rows = tuple(say.action_row(one, question) for one in page.actions)
    return Reply(
        title,
        (Table(say.ACTION_COLUMNS, rows), *say.more(question, len(rows), page.total)),
        words=question.words,
    )
