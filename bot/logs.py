"""Logs for whoever runs the bot: one line an event, and nothing that could identify a child."""

import logging
import re
import secrets
import sys

from commands import privacy

# Slack's libraries log whole payloads, which are what people typed, below this level.
QUIET = ("slack_bolt", "slack_sdk", "aiohttp.access", "alembic", "asyncio")


# PostgreSQL tells whole rows here, which are what people wrote.
_ROWS = re.compile(r"(?m)^(DETAIL|CONTEXT):.*$")


class Scrubbed(logging.Formatter):
    """Formats a record, trace and all, and takes identifiers out of the result."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the record's text without identifiers."""
        return privacy.scrub(_ROWS.sub(r"\1: (left out)", super().format(record)))


def start_logging() -> None:
    """Log to standard error from here on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Scrubbed("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def log_unknown(error: BaseException) -> str:
    """Log an error nobody foresaw with its trace; give the reference that finds it again."""
    reference = secrets.token_hex(4)
    logging.getLogger("bot").error("Unknown error, reference %s", reference, exc_info=error)
    return reference
