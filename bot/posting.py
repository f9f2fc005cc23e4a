"""Does the work for Slack that changes left behind: posts notes, cards and corrections of them."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers import Answers


class Posting:
    """Posts what is due; woken after each change, and by itself now and then."""

    def __init__(self, answers: Answers[str], client: AsyncWebClient, workspace_id: int) -> None:
        self.answers = answers
        self.client = client
        self.workspace_id = workspace_id

    def wake(self) -> None:
        """Say that there may be something to post."""
