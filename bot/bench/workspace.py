"""The local workspace: how soon its page is there and answers, and what its server takes."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from aiohttp import ClientSession
from tabulate import tabulate

from bot.bench.big_plan import Tell
from bot.bench.browser import ask_in_browser
from bot.bench.failed import BenchFailed
from bot.bench.servers import OFSTED_BOT, PATIENCE, free_port, without_settings
from bot.local_slack.live import Live
from bot.local_slack.server import LocalSlack

USER, CHANNEL = "U0WORKER", "C0PLAN"
ASKED = 100  # times
STARTS = 3
CLIENTS = 4  # that post at the same time
SAID = {"channel": CHANNEL, "text": "A message of an ordinary length, for a load test."}
ANSWER_MS, MESSAGES, START = 100.0, 200.0, 3.0  # to reach


def run_bench(seconds: float, tell: Tell) -> str:
    """Measure and give the report; raises BenchFailed."""
    return asyncio.run(_measured(seconds, tell))


async def _measured(seconds: float, tell: Tell) -> str:
    with TemporaryDirectory(prefix="ofsted-bench-") as name:
        folder = Path(name)
        tell("Starting the workspace")
        first = await _start(folder)
        starts = [await _start(folder) for _ in range(STARTS)]
        async with _running(folder) as url, ClientSession(url) as http:
            tell("Asking for status")
            answers = await _ask(http)
            tell("Asking in a browser")
            seen = await ask_in_browser(url, USER, ASKED)
        tell("Posting messages")
        posted = await _post(seconds)
    rows = [
        ("start to a page with the bot in it, a new record, s", first, START, first <= START),
        ("the same, the record there, s", median(starts), START, median(starts) <= START),
        _answered("status, asked and told to the page: p50, ms", answers),
        _answered("status, from Enter to seen in the browser: p50, ms", seen),
        ("messages a second, a page open", posted, MESSAGES, posted >= MESSAGES),
    ]
    return tabulate(
        [(what, figure, goal, _word(reached)) for what, figure, goal, reached in rows],
        headers=("", "seen", "goal", "reached"),
        floatfmt=".2f",
    )


def _answered(what: str, times: Sequence[float]) -> tuple[str, float | str, float, bool | None]:
    if not times:
        return what, "no browser here", ANSWER_MS, None
    return what, median(times), ANSWER_MS, median(times) <= ANSWER_MS


def _word(reached: bool | None) -> str:
    return {True: "yes", False: "NO", None: "not measured"}[reached]


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[str]:
    """Run the workspace as `make run` does; give its address."""
    process = await asyncio.create_subprocess_exec(
        *OFSTED_BOT,
        "run",
        env=without_settings() | {"PORT": str(free_port())},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            url = await _address(process)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    while process.stdout and (line := await process.stdout.readline()):
        found = re.search(r"http://\S+", line.decode())
        if found:
            return found[0]
    raise BenchFailed("The local workspace did not start.")


async def _start(folder: Path) -> float:
    """Give the seconds until a page is there and told that the bot is connected."""
    began = time.perf_counter()
    async with _running(folder) as url, ClientSession(url) as http:
        async with http.get("/") as page:
            page.raise_for_status()
        async with http.ws_connect("/page/live", params={"as": USER}) as live:
            told = await live.receive_json()
            while not told.get("connected"):
                told = await live.receive_json()
        return time.perf_counter() - began


async def _ask(http: ClientSession) -> list[float]:
    """Give the milliseconds from a person's line until their page has been told the answer."""
    times = []
    async with http.ws_connect("/page/live", params={"as": USER}) as live:
        for _ in range(ASKED):
            began = time.perf_counter()
            sent = {"do": "send", "channel": CHANNEL, "text": "/ofsted status"}
            async with http.post("/page/do", params={"as": USER}, json=sent) as done:
                done.raise_for_status()
            while (await live.receive_json())["kind"] != "message":
                pass
            times.append((time.perf_counter() - began) * 1000)
    return times[ASKED // 10 :]  # the first ones load what the rest find there


async def _post(seconds: float) -> float:
    """Give how many messages a second the server takes, with a page open that is told of each.

    The clients share its process, so that more is possible than this says.
    """
    until = time.perf_counter() + seconds
    async with LocalSlack() as slack, ClientSession(slack.url) as http:
        page = Live(slack, USER, {})
        page.listen()
        headers = {"Authorization": f"Bearer {slack.workspace.bot_token}"}

        async def post() -> None:
            while time.perf_counter() < until:
                async with http.post("/api/chat.postMessage", json=SAID, headers=headers) as answer:
                    if not (await answer.json())["ok"]:
                        raise BenchFailed("The local workspace took no message.")

        await asyncio.gather(*(post() for _ in range(CLIENTS)))
        return len(slack.messages.in_channel(CHANNEL)) / seconds
