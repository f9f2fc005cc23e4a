"""Who may do what, and who is behind the roles that the plan names."""

from commands import wording as say
from commands.permission import called
from commands.question import Question
from commands.registry import command
from commands.reply import Bullets, Heading, Item, Note, Part, Reply, Said, Table
from commands.role_changes import INCLUDES
from commands.role_names import GRANTED, titles
from storage.models import RoleHolder
from storage.queries.roles import Gone, gone, grants_of, holders, leads_named


@command(
    "roles",
    "Who has which role, and who is behind the plan's named roles",
    personal=True,
    as_at=True,
)
def roles(question: Question) -> Reply:
    """List grants, named roles and, for admins, what hangs on deactivated accounts."""
    granted = grants_of(question.session, question.id, [one.key for one in GRANTED])
    held = holders(question.session, question.id)
    names = called(question, {*(one.holder for one in (*granted, *held)), *question.admins})
    rows = tuple((say.opened(one.key), _who(one.key, granted, names, question)) for one in GRANTED)
    return Reply(
        "Who may do what",
        (
            Table(("Role", "Given to"), rows),
            INCLUDES,
            Note("Who leads an action, or its area, can do there what a manager can."),
            Heading("Roles that the plan names"),
            *_named(question, held, names),
            *(_gone(question) if question.asker.has("admin") and not question.as_at else ()),
        ),
    )


def _who(role: str, granted: list[RoleHolder], names: dict[str, str], question: Question) -> str:
    given = [names[one.holder] for one in granted if one.role == role]
    if role == "admin" and not question.as_at:
        given += [f"{names[one]} (by the setting OFSTED_ADMINS)" for one in sorted(question.admins)]
    return ", ".join(given) or "nobody yet"


def _named(question: Question, held: list[RoleHolder], names: dict[str, str]) -> tuple[Part, ...]:
    """Give who holds and covers each role, and which of those that lead something nobody holds."""
    lead = leads_named(question.session, question.id)
    known = [one.key for one in titles(question)]
    asked = [*dict.fromkeys([*(one.role for one in held), *(one for one in known if one in lead)])]
    if not asked:
        return (Said("Nobody was named for any of them yet (`holder`)."),)
    return (Bullets(tuple(Item(_behind(one, held, names), one) for one in asked)),)


def _behind(role: str, held: list[RoleHolder], names: dict[str, str]) -> str:
    holder = [names[one.holder] for one in held if (one.role, one.kind) == (role, "holder")]
    covers = [names[one.holder] for one in held if (one.role, one.kind) == (role, "cover")]
    told = holder[0] if holder else "nobody yet"
    return f"{told}; covered by {say.listed(covers)}" if covers else told


def _gone(question: Question) -> tuple[Part, ...]:
    left = gone(question.session, question.id)
    if not left:
        return ()
    names = called(question, {one.user_id for one in left})
    items = tuple(Item(_left(one), names[one.user_id]) for one in left)
    return (Heading("Deactivated accounts that still have a part"), Bullets(items))


def _left(one: Gone) -> str:
    parts = []
    if one.roles:
        parts.append(f"has the role {say.listed(one.roles)}")
    if one.titles:
        parts.append(f"holds or covers {say.listed(one.titles)}")
    if one.leads:
        parts.append(f"leads {say.listed(one.leads)}")
    return f"{'; '.join(parts)}. Name someone else."
