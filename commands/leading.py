"""Who can lead an action."""

from commands.arguments import MENTION, Lead
from commands.question import Question
from storage.errors import OfstedError
from storage.queries.roles import unable


class CannotLead(OfstedError):
    """Somebody who cannot use the bot in Slack cannot lead an action here."""


CANNOT_LEAD = (
    "That account is deactivated or not a full member's, so nobody could work with it here. "
    "Please choose a colleague."
)
NOT_IN_SLACK = (
    "You ask as {who}, which has no Slack account and so can't lead anything. Say who shall: a "
    "role that the plan names, or a colleague by their Slack id, such as <@U012ABCDE>."
)


def lead_written(question: Question, lead: Lead) -> str:
    """Give a lead as an action keeps it: a role, or a mention; raises CannotLead."""
    if lead.user_id is None:
        return lead.name
    if lead.user_id in unable(question.session, question.id):
        raise CannotLead(CANNOT_LEAD)
    mention = f"<@{lead.user_id}>"
    if not MENTION.fullmatch(mention):
        raise CannotLead(NOT_IN_SLACK.format(who=lead.user_id))
    return mention
