"""The page in a real browser, with the real bot or the sampler behind it.

One browser, and so one loop, serves all tests of a run: it takes a second to start.
"""

import asyncio
import shutil
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.bench.browser import FLAGS, chromium
from bot.local_slack.installation import from_manifest
from bot.local_slack.page_server import PageServer
from bot.local_slack.server import HOST, LocalSlack
from bot.local_slack.workspace import Workspace
from bot.manifest import manifest
from bot.server import web_app
from bot.settings import Settings
from storage.database import open_database
from storage.times import Clock

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 860}
DAY = date(2021, 9, 13)


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

        async def opened(app, workspace):
            slack = LocalSlack(workspace)
            pages = PageServer(slack, lambda: {"sample": True, "today": "13 September 2021"})
            await slack.start(page=pages.add_routes)
            closing.push_async_callback(slack.stop)
            runner = web.AppRunner(await app(slack), access_log=None, shutdown_timeout=0.5)
            await runner.setup()
            closing.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, HOST, 0).start()
            async with asyncio.timeout(5):
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

    async def app(slack):
        home = slack.workspace
        told = Settings(
            _env_file=None,
            slack_bot_token=home.bot_token,
            slack_app_token=home.app_token,
            slack_api_url=slack.api_url,
            ofsted_admins=frozenset({"U0HEAD"}),
        )
        return await web_app(told, engine, Clock(pinned=DAY))

    plain = Settings(_env_file=None)
    yield await opened(app, Workspace(app=from_manifest(manifest(plain, None))))
    engine.dispose()


@pytest.fixture(scope="session")
def ask():
    """Type a line and send it."""

    async def ask(page, text):
        await box(page).fill(text)
        await page.keyboard.press("Enter")

    return ask


def box(page):
    """Find the place to type in the conversation."""
    return page.get_by_role("main").get_by_role("combobox")
