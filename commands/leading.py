"""Who can lead an action."""

from commands.arguments import Lead
from commands.question import Question
from storage.errors import OfstedError
from storage.queries.roles import unable


class CannotLead(OfstedError):
    """Somebody who cannot use the bot cannot lead an action here."""


CANNOT_LEAD = (
    "That account is deactivated or not a full member's, so nobody could work with it here. "
    "Please choose a colleague."
)


def lead_written(question: Question, lead: Lead) -> str:
    """Give a lead as an action keeps it: a role, or a mention; raises CannotLead."""
    if lead.user_id is None:
        return lead.name
    if lead.user_id in unable(question.session, question.id):
        raise CannotLead(CANNOT_LEAD)
    return f"<@{lead.user_id}>"
