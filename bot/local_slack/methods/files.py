"""files.*: what the app uploads and fetches."""

from bot.local_slack.methods.method import Method

METHODS: dict[str, Method] = {}
