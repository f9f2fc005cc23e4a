"""Bolt's own hello, to measure against: `python -m bot.bench.hello [--process-before-response]`.

Source: https://docs.slack.dev/tools/bolt-python/reference/async_app.html. The listener there
acknowledges and then calls respond(); to answer inside the acknowledgement, as here, spares it that
second HTTP call, so Bolt is measured at its best.
"""

import os
import re
import sys
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

COMMAND = "/hello-bolt-python"
BEFORE_RESPONSE = "--process-before-response"


def main(arguments: list[str]) -> None:
    """Serve until told to stop, with Slack's tokens and PORT from the environment."""
    token = os.environ["SLACK_BOT_TOKEN"]
    app = AsyncApp(
        client=AsyncWebClient(token=token, base_url=os.environ["SLACK_API_URL"]),
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        process_before_response=BEFORE_RESPONSE in arguments,
    )

    @app.command(COMMAND)
    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(f"Hi <@{body['user_id']}>!")

    @app.view(re.compile(""))
    async def submitted(ack: AsyncAck) -> None:
        await ack()

    app.start(int(os.environ["PORT"]))


if __name__ == "__main__":
    main(sys.argv[1:])
