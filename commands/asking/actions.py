"""Actions listed: of an area, in a state, of a lead."""

from typing import Any

from commands import wording as say
from commands.arguments import Lead
from commands.permission import names_for
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Reply, Said, Table
from storage.queries.actions import counts, find_actions, of


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
        filters.append("led by" if lead.user_id else "of")
        known = {"leads": sorted(names_for(question, lead.user_id))}
        values |= known if lead.user_id else of(lead.name)
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
    mine = lead is not None and lead.user_id == question.asker.user_id
    words = None if mine else question.words  # a personal list is not for sharing
    title = f"{say.number(page.total, f'{state} action' if state else 'action')}{whose}"
    gap = _undated(question, area) if state == "overdue" else ()
    if not page.actions and question.page == 1:
        none = Said("No action in the plan is known to fit that.")
        return Reply(title, (none, *gap), words=words)
    rows = tuple(say.action_row(one, question) for one in page.actions)
    return Reply(
        title,
        (Table(say.ACTION_COLUMNS, rows), *gap, *say.more(question, len(rows), page.total)),
        words=words,
    )


def _undated(question: Question, area: str | None) -> tuple[Said, ...]:
    """Say how many open actions nobody can call overdue or not."""
    whole = counts(question.session, question.id, question.today, area)
    undated = whole.open - whole.dated
    if not undated:
        return ()
    return (
        Said(
            f"{undated} of {say.number(whole.open, 'open action')} "
            f"{'has' if undated == 1 else 'have'} no date, so I can't tell if they are overdue."
        ),
    )
