"""What is past its date, and how much cannot be told because there is no date."""

from commands import wording as say
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Heading, Part, Reply, Said, Table
from storage.queries.actions import counts, find_actions

DATELESS = ("Ref", "Action", "Area", "State", "Lead", "Paragraph")


@command(
    "overdue [AREA]", "Open actions past their date, and those whose date nobody knows", as_at=True
)
def overdue(question: Question, area: str | None) -> Reply:
    """List overdue actions, the longest overdue first, then the open ones without a date."""
    whole = counts(question.session, question.id, question.today, area)
    # The overdue ones fill the first pages, those without a date the rest.
    some_late = question.offset < whole.overdue
    late = find_actions(
        question.session,
        question.id,
        "overdue",
        area=area,
        order="due",
        today=question.today,
        limit=PAGE if some_late else 0,
        offset=question.offset if some_late else 0,
    )
    dateless = find_actions(
        question.session,
        question.id,
        "undated",
        area=area,
        limit=PAGE - len(late.actions),
        offset=max(0, question.offset - whole.overdue),
    )
    parts = [Said(_verdict(whole.overdue, whole.dated, whole.open))]
    shown = len(late.actions) + len(dateless.actions)
    tables: list[Part] = []
    if late.actions:
        rows = tuple(say.action_row(one, question) for one in late.actions)
        tables += [Heading("Past their date"), Table(say.ACTION_COLUMNS, rows)]
    if dateless.actions:
        tables += [
            Heading("Open, with no date"),
            Table(
                DATELESS,
                tuple(
                    (
                        one.action.ref,
                        one.action.text,
                        one.area_title,
                        say.standing_words(one.action),
                        say.lead_words(one.action),
                        one.action.paragraph or "-",
                    )
                    for one in dateless.actions
                ),
            ),
        ]
    total = whole.overdue + whole.open - whole.dated
    return Reply(
        "Overdue", (*parts, *tables, *say.more(question, shown, total)), words=question.words
    )


def _verdict(overdue: int, dated: int, open_: int) -> str:
    """Say what is overdue, and honestly how much of the plan that says nothing about."""
    if not open_:
        return "No action is open, so nothing is overdue."
    known = (
        f"{say.number(overdue, 'open action is', 'open actions are')} past their date."
        if overdue
        else "No open action is known to be past its date."
    )
    if dated == open_:
        return f"{known} Every open action has a date."
    if not dated:
        return f"{known} But no open action has a date, so I can't tell whether any is overdue."
    have = "has" if dated == 1 else "have"
    return (
        f"{known} But only {dated} of {say.number(open_, 'open action')} {have} a date, so I can't "
        f"tell whether the other {open_ - dated} are overdue."
    )
