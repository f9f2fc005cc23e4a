"""views.*: the forms and the Home tab that the app shows."""

from bot.local_slack.methods.method import Method

METHODS: dict[str, Method] = {}
