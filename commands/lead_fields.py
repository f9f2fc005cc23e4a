"""Who leads, in a form: a person of the workspace, or a role by the name people use for it."""

from collections.abc import Mapping, Sequence

from commands.arguments import MENTION, Lead
from commands.form import Faults, Field, Filled
from commands.leading import CannotLead, lead_written
from commands.question import Question
from commands.reply import Button, Buttons, Notice, Reply, Said
from commands.role_names import titles

MOST_ROLES = 30  # in each choice: Slack takes no more than 250 KB of form
LONGEST_ROLE = 75  # characters: a longer one can't stand in a choice as it is


def roles_to_choose(question: Question, lead: str | None = None) -> tuple[str, ...]:
    """Give the roles that the plan names, and before them the role that leads now."""
    named = [lead or "", *(one.title for one in titles(question))]
    roles = (one for one in named if one and not MENTION.fullmatch(one))
    return tuple(dict.fromkeys(one for one in roles if len(one) <= LONGEST_ROLE))[:MOST_ROLES]


def lead_fields(
    name: str, label: str, roles: Sequence[str], lead: str | None = None
) -> tuple[Field, ...]:
    """Give the two fields in which a lead is chosen, with the present one in them."""
    person, role = _as_drawn(lead, roles)
    fields = [
        Field(f"{name}_person", f"{label}: a person", "person", optional=True, initial=person),
        Field(
            f"{name}_role",
            f"{label}: or a role",
            "choice",
            optional=True,
            initial=role,
            options=tuple((one, one) for one in roles),
        ),
    ]
    return tuple(fields if roles else fields[:1])


def lead_chosen(
    question: Question, filled: Filled, name: str, roles: Sequence[str], lead: str | None = None
) -> str | None:
    """Give the lead as chosen, which may be the one before; raises Faults."""
    before = _as_drawn(lead, roles)
    chosen = filled.text(f"{name}_person"), filled.text(f"{name}_role")
    if chosen == before:
        return lead
    person, role = (new if new != old else None for new, old in zip(chosen, before, strict=True))
    if person and role:
        raise Faults({f"{name}_role": "Choose a person or a role, not both."})
    if person is None:
        return role
    try:
        return lead_written(question, Lead(person, ""))
    except CannotLead as error:
        raise Faults({f"{name}_person": error.sentence}) from None


def _as_drawn(lead: str | None, roles: Sequence[str]) -> tuple[str | None, str | None]:
    """Give a lead as the two fields show it: its person's id, its role."""
    if lead and (mention := MENTION.fullmatch(lead)):
        return mention[1], None
    return None, lead if lead and lead in roles else None


def notices_to_leads(
    question: Question, leading: Mapping[str, Sequence[str]], words: str
) -> tuple[Notice, ...]:
    """Tell each person what they lead from now on; whoever chose themselves knows.

    `leading` is what each new lead was given; `words` ask to see it.
    """
    people = {
        mention[1]: given for lead, given in leading.items() if (mention := MENTION.fullmatch(lead))
    }
    return tuple(
        Notice(
            f"lead:{person}:{question.up_to}",
            person,
            Reply(
                "You have been made a lead",
                (*(Said(one) for one in given), Buttons((Button("Show it", words),))),
            ),
        )
        for person, given in people.items()
        if person != question.asker.user_id
    )
