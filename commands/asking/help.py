"""What can be asked, made from the registry."""

from collections.abc import Iterator

from commands.access import NotAllowed
from commands.permission import leads_anything, who_could
from commands.question import Question
from commands.registry import Command, Role, command, commands
from commands.reply import Bullets, Button, Buttons, Item, Note, Reply, Said, Table

FOR = {"manager": "managers", "quality assurance": "quality assurance", "admin": "admins"}

_FOR_ONE = FOR | {"manager": "managers, and the lead of the action or its area"}


_CAPITALS = "Words in capitals are yours to fill in; those in [brackets] can be left out."
_ASKING = (
    "Add “as at 1 October 2021” to see the record as it stood then. Answers are seen only by you "
    "until you press “Share in channel”."
)
_CHANGING = "A change leaves a short note where it was made, and stays in the history."
# A whole list would be longer than a message that can be read aloud: it is told in three.
_LISTS: dict[str | None, tuple[Role, ...]] = {
    None: ("reader",),
    "acting": ("manager", "quality assurance"),
    "admin": ("admin",),
}
_MORE = {"acting": "What you can change", "admin": "What admins can do"}


@command(
    "help [COMMAND|acting|admin]", "What you can ask, or how one command is used", personal=True
)
def help_(question: Question, about: Command | str | None) -> Reply:
    """Give one list of commands, or one command's usage; those the person may use."""
    if isinstance(about, Command):
        return _one(question, about)
    rows = tuple((one.usage, _told(one)) for one in _usable(question, about))
    if not rows:
        raise NotAllowed(f"That is not for you. {who_could(question, _LISTS[about][0])}")
    return Reply(
        _MORE.get(about or "", "What you can ask"),
        (
            Table(("Type after /ofsted", "What you get"), rows),
            Note(f"{_CAPITALS} {_CHANGING if about else _ASKING}"),
            Said("Never type anything that could identify a child."),
            Buttons(tuple(_onwards(question, about))),
        ),
    )


def _usable(question: Question, about: str | None) -> list[Command]:
    found = [one for one in commands().values() if one.role in _LISTS[about]]
    leads = about == "acting" and leads_anything(question)
    return [
        one for one in found if question.asker.has(one.role) or (leads and one.role == "manager")
    ]


def _told(one: Command) -> str:
    return f"{one.help} ({FOR[one.role]})" if one.role == "quality assurance" else one.help


def _onwards(question: Question, about: str | None) -> Iterator[Button]:
    if about is not None:
        yield Button("What you can ask", "help")
    for name, label in _MORE.items():
        if name != about and _usable(question, name):
            yield Button(label, f"help {name}")
    for words in ("status", "overdue", "next"):
        yield Button(words.capitalize(), words)


def _one(question: Question, about: Command) -> Reply:
    past = "Yes: add “as at” and a date." if about.as_at else "No."
    may = question.asker.has(about.role)
    return Reply(
        f"/ofsted {about.usage}",
        (
            Said(f"{about.help}."),
            Bullets(
                (
                    Item(_FOR_ONE.get(about.role, "everyone who may read"), "For"),
                    Item(past, "As it stood in the past"),
                )
            ),
            *(() if may else (Said(who_could(question, about.role)),)),
            *((Note(_PERIODS),) if "PERIOD" in about.usage else ()),
        ),
    )


_PERIODS = (
    "A period is, for example: this month, last quarter, Q1 2021-22, before Christmas, "
    "next 2 weeks, since 1 July, since the focused visit, 30/11/2021."
)
