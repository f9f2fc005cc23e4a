"""What falls due in a period."""

from commands import wording as say
from commands.periods import Period
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Heading, Part, Reply, Said, Table
from storage.queries.actions import Page, counts, find_actions


@command("due PERIOD [AREA]", "Open actions due in a period", as_at=True, looking="ahead")
def due(question: Question, period: Period, area: str | None) -> Reply:
    """List what is surely due in the period, what may be, and how many have no date at all."""
    start, end = question.days(period)
    found = find_actions(
        question.session,
        question.id,
        "due",
        area=area,
        order="surely due",
        start=start,
        end=end,
        limit=PAGE,
        offset=question.offset,
    )
    whole = counts(question.session, question.id, question.today, area)
    sure = [one for one in found.actions if one.action.due.within(start, end)]
    parts: list[Part] = []
    if not found.actions:
        parts.append(Said("No open action has a date in that period."))
    parts += _table(question, "Due", Page(sure, len(sure)))
    maybe = [one for one in found.actions if one not in sure]
    parts += _table(
        question, "May fall due then: the date is not that precise", Page(maybe, len(maybe))
    )
    if undated := whole.open - whole.dated:
        parts.append(
            Said(
                f"{undated} of {say.number(whole.open, 'open action')} have no date, so they may "
                "be due then too."
            )
        )
    return Reply(
        f"Due {period.words}",
        (*parts, *say.more(question, len(found.actions), found.total)),
        words=question.words,
    )


def _table(question: Question, heading: str, page: Page) -> tuple[Part, ...]:
    if not page.actions:
        return ()
    rows = tuple(say.action_row(one, question) for one in page.actions)
    return Heading(heading), Table(say.ACTION_COLUMNS, rows)
