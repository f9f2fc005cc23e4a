"""The page in a real browser, with the real bot or the sampler behind it.

One browser, and so one loop, serves all tests of a run: it takes a second to start.
"""

import asyncio
import re
import shutil
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.bench.browser import FLAGS, chromium
from bot.local_slack.installation import from_manifest
from bot.local_slack.live import LONDON
from bot.local_slack.page_server import BUILT, PageServer
from bot.local_slack.server import HOST, LocalSlack
from bot.local_slack.workspace import Workspace
from bot.manifest import manifest
from bot.server import web_app
from bot.settings import Settings
from storage.database import open_database
from storage.times import Clock
from tests.bot.local_slack.sampler import connected, sampler

HERE = Path(__file__).parent
expect.set_options(timeout=15_000)  # ms: a busy machine is slow, and no test measures it
SIZE = {"width": 1280, "height": 860}
MORNING = datetime(2021, 9, 13, 9, 30, tzinfo=LONDON)  # by the clock of the sample plan
AXE = BUILT.parent / "node_modules/axe-core/axe.min.js"
FIND_BARRIERS = """async (more) => {
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21aa', ...more]
  // A combobox of several lines is no more than unusual, and read well.
  const rules = { 'aria-allowed-role': { enabled: false } }
  const { violations } = await axe.run({ runOnly, rules })
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}"""


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("asyncio"):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser():
    path = chromium()
    assert path, "There is no Chromium to test the page in: run .ci/need-chromium."
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        await launched.close()


@dataclass
class Opened:
    """A local workspace with an app in it, and the pages that people have open."""

    slack: LocalSlack
    browser: Browser
    closing: AsyncExitStack
    faults: list[str] = field(default_factory=list)

    async def page(self, user: str = "U0WORKER", size: Any = None, **more: Any) -> Page:
        """Open the page as someone who has closed the tour."""
        context = await self.browser.new_context(
            viewport=size or SIZE, base_url=self.slack.url, **more
        )
        self.closing.push_async_callback(context.close)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        await page.goto(f"/?as={user}")
        await expect(box(page)).to_be_visible()
        await page.get_by_role("button", name="Close Tour").click()
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def opened(browser):
    """Open workspaces with an app in them; no page may have met an error in the end."""
    async with AsyncExitStack() as closing:
        workspaces = []

        async def opened(app, workspace, clock=time.time):
            slack = LocalSlack(workspace, clock)
            pages = PageServer(slack, lambda: {"sample": True, "today": "13 September 2021"})
            await slack.start(page=pages.add_routes)
            closing.push_async_callback(slack.stop)
            runner = web.AppRunner(await app(slack), access_log=None, shutdown_timeout=0.5)
            await runner.setup()
            closing.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, HOST, 0).start()
            async with asyncio.timeout(15):
                await slack.sockets.connected()
            workspaces.append(Opened(slack, browser, closing))
            return workspaces[-1]

        yield opened
    assert [fault for one in workspaces for fault in one.faults] == []


@pytest_asyncio.fixture(loop_scope="session")
async def ofsted(opened, sample_record, tmp_path):
    """The Ofsted bot on the sample record, in Socket Mode, as `make run` has it."""
    file = Path(shutil.copy(sample_record, tmp_path / "record.db"))
    engine = open_database(f"sqlite:///{file}")
    clock = Clock(shift=MORNING - datetime.now(UTC))

    async def app(slack):
        home = slack.workspace
        told = Settings(
            _env_file=None,
            slack_bot_token=home.bot_token,
            slack_app_token=home.app_token,
            slack_api_url=slack.api_url,
            ofsted_admins=frozenset({"U0HEAD"}),
        )
        return await web_app(told, engine, clock)

    home = Workspace(app=from_manifest(manifest(None)))
    yield await opened(app, home, lambda: clock.now().timestamp())
    engine.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def sampled(opened):
    """A workspace with the sampler in it, and the sampler; it acks whatever else is used too."""
    made = []

    async def app(slack):
        made.append(sampler(slack))

        @made[0].action(re.compile(""))
        @made[0].view(re.compile(""))
        async def used(ack):
            await ack()

        async def over_a_socket(_):
            async with connected(slack, made[0], socket=True):
                yield

        site = web.Application()
        site.cleanup_ctx.append(over_a_socket)
        return site

    yield await opened(app, Workspace()), made[0]


@pytest.fixture(scope="session")
def told():
    """Wait, in a `with`, until what a person does in it has reached the app and come back."""

    def told(page):
        return page.expect_response(lambda answer: "/page/do" in answer.url)

    return told


@pytest.fixture(scope="session")
def barriers():
    """List what axe-core finds wrong in a page by WCAG 2.1, A and AA, and more tags if given."""

    async def barriers(page, *more):
        await page.add_script_tag(path=AXE)
        return await page.evaluate(FIND_BARRIERS, more)

    return barriers


@pytest.fixture(scope="session")
def ask():
    """Type a line and send it."""

    async def ask(page, text):
        await box(page).fill(text)
        await page.keyboard.press("Enter")

    return ask


def box(page):
    """Find the place to type in the conversation."""
    return page.get_by_role("main").get_by_role("combobox", name=re.compile("^Message "))


@pytest.fixture(scope="session")
def composer():
    """Give the place to type in the conversation."""
    return box


@pytest.fixture(scope="session")
def last():
    """Give the newest message of the conversation."""
    return lambda page: messages(page).last


@pytest.fixture(scope="session")
def there_are():
    """Wait until the conversation has so many messages."""

    async def there_are(page, number):
        await expect(messages(page)).to_have_count(number)

    return there_are


@pytest.fixture(scope="session")
def switch():
    """Become someone else by the menu, and wait until the page is theirs."""

    async def switch(page, name):
        await page.get_by_role("button", name="Change who you are").click()
        await page.get_by_role("menuitemradio", name=name).click()
        await expect(page.get_by_role("button", name=f"You are {name}")).to_be_visible()

    return switch


def messages(page):
    """Find the messages of the conversation."""
    return page.get_by_role("main").get_by_role("article")
