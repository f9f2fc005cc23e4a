"""Say who is behind a role that the plan names."""

from commands.mentions import Mention
from commands.permission import called
from commands.question import Question
from commands.registry import command
from commands.reply import Reply
from commands.role_changes import CannotHave, as_before, check_can_act, has, row_of, told
from storage.models import RoleHolder
from storage.queries.roles import holders_of

DOES = {"holder": "holds", "cover": "covers"}


@command(
    "holder TITLE [cover|deputy] USER|nobody",
    "Say who holds a role that the plan names, or covers for them",
    role="admin",
    writes=True,
)
def holder(question: Question, title: str, cover: str | None, who: Mention | str) -> Reply:
    """Set a named role's one holder, add someone who covers, or take either away."""
    kind = "cover" if cover else "holder"
    if not isinstance(who, Mention):
        return _nobody(question, title, kind)
    check_can_act(question, who)
    name = called(question, [who.id])[who.id]
    if has(question, kind, title, who.id):
        return as_before(f"{name} {DOES[kind]} “{title}” already")
    if cover and has(question, "holder", title, who.id):
        raise CannotHave(f"{name} holds “{title}”, so they can’t cover for themselves.")
    before = [] if cover else _held(question, title, "holder")
    covering = [] if cover else [who.id] if has(question, "cover", title, who.id) else []
    _remove(question, title, "holder", before)
    _remove(question, title, "cover", covering)
    question.write.insert(RoleHolder, row_of(kind, title, who.id))
    return told(
        question, f"noted that {name} {DOES[kind]} “{title}”{_instead_of(question, before)}"
    )


def _nobody(question: Question, title: str, kind: str) -> Reply:
    held = _held(question, title, kind)
    if not held:
        return as_before(f"Nobody {DOES[kind]} “{title}” anyway")
    _remove(question, title, kind, held)
    return told(question, f"noted that nobody {DOES[kind]} “{title}” any more")


def _held(question: Question, title: str, kind: str) -> list[str]:
    found = holders_of(question.session, question.id, title)
    return [one.holder for one in found if one.kind == kind]


def _remove(question: Question, title: str, kind: str, held: list[str]) -> None:
    for one in held:
        question.write.remove(RoleHolder, row_of(kind, title, one))


def _instead_of(question: Question, before: list[str]) -> str:
    return "".join(f", no longer {name}" for name in called(question, before).values())
