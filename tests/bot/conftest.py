"""The whole bot on a real server, with the local Slack around it and a record in a file."""

import asyncio
import os
import shutil
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web

from bot.local_slack.driver import Person
from bot.local_slack.server import LocalSlack
from bot.server import web_app
from bot.settings import Settings
from commands.loading import load_plan
from storage.database import open_database
from storage.migrate import migrate
from storage.times import Clock

SAMPLE = Path(__file__).parents[2] / "storage" / "sample_plan.yaml"
CLOCK = Clock(pinned=date(2021, 9, 13))
OURS = ("SLACK_", "OFSTED_", "DATABASE_URL", "PORT")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch):
    for name in os.environ:
        if name.startswith(OURS):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def sample_record(tmp_path_factory):
    """A migrated SQLite file that holds the sample plan, made once."""
    file = tmp_path_factory.mktemp("record") / "sample.db"
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    load_plan(engine, SAMPLE.read_bytes(), SAMPLE.name, clock=CLOCK, actor="test")
    engine.dispose()  # the last connection to close takes the write-ahead log into the file
    return file


@pytest.fixture
def record_file(sample_record, tmp_path):
    """A copy of the sample record for one test."""
    return Path(shutil.copy(sample_record, tmp_path / "record.db"))


@pytest.fixture
def engine(record_file):
    opened = open_database(f"sqlite:///{record_file}")
    yield opened
    opened.dispose()


@pytest.fixture
def empty_engine(tmp_path):
    """A database with its tables and nothing in them."""
    opened = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture
async def slack():
    async with LocalSlack() as running:
        yield running


@dataclass
class Running:
    """The bot, running; `url` is where its server listens."""

    slack: LocalSlack
    url: str
    server: web.Application

    def person(self, user_id="U0POD"):
        return Person(self.slack, user_id)


async def lazy_listeners_end():
    """Let Bolt's lazy listeners finish while Slack is there: cut off, one leaves a socket open."""
    tasks = {
        task
        for task in asyncio.all_tasks()
        if task.get_coro().__qualname__.endswith("to_runnable_function")
    }
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=1)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


@pytest.fixture
async def start(slack):
    """Start the bot on a record: over signed HTTP, or with `socket` in Socket Mode."""
    async with AsyncExitStack() as running:

        async def start(engine, *, socket=False, clock=CLOCK, **settings):
            home = slack.workspace
            way = (
                {"slack_app_token": home.app_token}
                if socket
                else {"slack_signing_secret": home.signing_secret}
            )
            told = Settings(
                _env_file=None,
                slack_bot_token=home.bot_token,
                slack_api_url=slack.api_url,
                **way,
                **settings,
            )
            server = await web_app(told, engine, clock)
            runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.5)
            await runner.setup()
            running.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            slack.delivery.request_url = None if socket else f"{url}/slack/events"
            if socket:
                await asyncio.wait_for(slack.sockets.connected(), 3)
            return Running(slack, url, server)

        yield start
        await lazy_listeners_end()
    await asyncio.sleep(0)  # lets the socket client's cancelled tasks end


@pytest.fixture
async def over_http(start, engine):
    return await start(engine)


@pytest.fixture
async def over_sockets(start, engine):
    return await start(engine, socket=True)


@pytest.fixture(params=["http", "socket"])
async def bot(request, start, engine):
    """The bot in the one way and in the other."""
    return await start(engine, socket=request.param == "socket")


@pytest.fixture(scope="session")
def eventually():
    """Wait for what a lazy listener will have done in a moment."""

    async def eventually(condition, seconds=3.0):
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - the local Slack sets no event for this
                await asyncio.sleep(0.005)

    return eventually


@pytest.fixture(scope="session")
def readable():
    """Give all the text that people can read in a message's blocks."""
    from bot.local_slack.rules.refusals import texts_in  # noqa: PLC0415

    return lambda said: "\n".join(texts_in(said if isinstance(said, list) else said.blocks))


@pytest.fixture(scope="session")
def fill():
    """Give what a person enters in a form, by field name, as the local Slack takes it."""
    from bot.local_slack.entered import FIELDS, elements_in  # noqa: PLC0415

    def entered(element, value):
        if element["type"] == "static_select":
            return next(one for one in element["options"] if one["value"] == value)
        if element["type"] == "checkboxes":
            return [one for one in element["options"] if one["value"] in value]
        return value

    def fill(view, **values):
        elements = {block["block_id"]: element for block, element in elements_in(view.blocks)}
        assert values.keys() <= elements.keys()
        return {
            name: {
                elements[name]["action_id"]: {
                    FIELDS[elements[name]["type"]][0]: entered(elements[name], value)
                }
            }
            for name, value in values.items()
        }

    return fill
