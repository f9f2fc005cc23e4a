"""Actions listed: of an area, in a state, of a lead."""

from datetime import date

from sqlalchemy import ColumnElement

from commands import wording as say
from commands.arguments import Lead
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Reply, Said, Table
from storage.queries.actions import IS_DONE, IS_OPEN, by, find_actions, overdue_on


@command(
    "actions [AREA] [open|done|overdue] [LEAD]",
    "Actions, of an area, in a state or of a lead",
    as_at=True,
    personal=True,
)
def actions(question: Question, area: str | None, state: str | None, lead: Lead | None) -> Reply:
    """List the actions that fit, a page at a time."""
    conditions = [_in_state(state, question.today)] if state else []
    if lead is not None:
        conditions.append(by(lead.user_id, lead.name))
    page = find_actions(
        question.session,
        question.id,
        *conditions,
        area=area,
        limit=PAGE,
        offset=question.offset,
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


def _in_state(state: str, today: date) -> ColumnElement[bool]:
    return {"open": IS_OPEN, "done": IS_DONE, "overdue": overdue_on(today)}[state]
