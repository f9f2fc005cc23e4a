"""The local Slack by itself, called by Slack's own client."""

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient


class StillClock:
    """Seconds since 1970 that pass when a test says so."""

    now = 1631520000.0

    def __call__(self):
        return self.now


@pytest.fixture
def still_clock():
    return StillClock()


@pytest.fixture
async def session():
    async with ClientSession() as opened:
        yield opened


@pytest.fixture
def client(slack, session):
    token, url = slack.workspace.bot_token, slack.api_url
    return AsyncWebClient(token, base_url=url, session=session, retry_handlers=[])
