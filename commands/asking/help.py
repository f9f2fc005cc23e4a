"""What can be asked, made from the registry."""

from commands.question import Question
from commands.registry import Command, command, commands
from commands.reply import Bullets, Button, Buttons, Item, Note, Reply, Said, Table

FOR = {"manager": "managers", "quality assurance": "quality assurance", "admin": "admins"}


@command("help [COMMAND]", "What you can ask, or how one command is used", personal=True)
def help_(question: Question, about: Command | None) -> Reply:
    """Give the list of commands the person may use, or one command's usage."""
    if about is not None:
        return _one(about)
    rows = tuple(
        (one.usage, f"{one.help}{f' ({FOR[one.role]})' if one.role in FOR else ''}")
        for one in commands().values()
        if question.asker.has(one.role)
    )
    return Reply(
        "What you can ask",
        (
            Table(("Type after /ofsted", "What you get"), rows),
            Note(
                "Words in capitals are yours to fill in; those in [brackets] can be left out. "
                "Add “as at 1 October 2021” to see the record as it stood then."
            ),
            Said(
                "Never type anything that could identify a child. Answers are seen only by you "
                "until you press “Share in channel”."
            ),
            Buttons(
                tuple(Button(words.capitalize(), words) for words in ("status", "overdue", "next"))
            ),
        ),
    )


def _one(about: Command) -> Reply:
    past = "Yes: add “as at” and a date." if about.as_at else "No."
    return Reply(
        f"/ofsted {about.usage}",
        (
            Said(f"{about.help}."),
            Bullets(
                (
                    Item(FOR.get(about.role, "everyone who may read"), "For"),
                    Item(past, "As it stood in the past"),
                )
            ),
            *((Note(_PERIODS),) if "PERIOD" in about.usage else ()),
        ),
    )


_PERIODS = (
    "A period is, for example: this month, last quarter, Q1 2021-22, before Christmas, "
    "next 2 weeks, since 1 July, since the focused visit, 30/11/2021."
)
