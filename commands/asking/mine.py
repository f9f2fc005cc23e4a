"""The asker's own actions."""

from commands import wording as say
from commands.permission import names_for
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Button, Buttons, Reply, Said, Table
from storage.queries.actions import counts, find_actions


@command("mine", "The actions you lead, the most pressing first", as_at=True, personal=True)
def mine(question: Question) -> Reply:
    """List the asker's actions: open before done, the earliest date first."""
    page = find_actions(
        question.session,
        question.id,
        "led by",
        order="pressing",
        limit=PAGE,
        offset=question.offset,
        leads=sorted(names_for(question)),
    )
    if not page.actions:
        return _none(question)
    rows = tuple(say.action_row(one, question) for one in page.actions)
    return Reply(
        f"{say.number(page.total, 'action')} led by you",
        (Table(say.ACTION_COLUMNS, rows), *say.more(question, len(rows), page.total)),
    )


def _none(question: Question) -> Reply:
    whole = counts(question.session, question.id, question.today)
    unled = whole.open - whole.led
    return Reply(
        "No action in the plan has you as its lead",
        (
            Said(f"{unled} of {say.number(whole.open, 'open action')} have no lead at all."),
            Buttons((Button("All open actions", "actions open"),)),
        ),
    )
