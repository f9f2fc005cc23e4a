"""conversations.*: the channels and direct messages."""

from bot.local_slack.methods.method import Method

METHODS: dict[str, Method] = {}
