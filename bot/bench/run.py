"""The bench itself: servers side by side, measured in turns so that noise hits all alike."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import Engine, func, select

from bot.bench import hello, servers
from bot.bench.big_plan import FULL, Size, Tell, make_big_plan
from bot.bench.figures import (
    AREA,
    HELLO,
    HELLO_BEFORE_RESPONSE,
    LARGE,
    MANY,
    ONE,
    QUESTIONS,
    SAMPLE,
    Figures,
    Line,
)
from bot.bench.load import Load, Timed, measure, warm_up
from bot.bench.report import as_report
from bot.bench.servers import BOT, Server, memory_of, running, say_time
from bot.bench.statements import count_statements
from bot.local_slack import payloads
from bot.local_slack.server import LocalSlack
from bot.slash import COMMAND
from commands.loading import load_plan, read_plan
from storage.database import open_database, reading, refresh_statistics
from storage.migrate import migrate
from storage.models import Action, Area, Ledger
from storage.times import Clock

T = TypeVar("T")

SAMPLE_PLAN = Path(__file__).parents[2] / "storage" / "sample_plan.yaml"
ROUNDS = 5
STARTS = 5  # of a whole process
USER, CHANNEL = "U0WORKER", "C0PLAN"


def run_bench(seconds: float, *, sample_only: bool, tell: Tell) -> str:
    """Measure for so many seconds a figure and give the report; `tell` hears how far it is.

    Raises BenchFailed if a server does not start or answers wrongly.
    """
    return as_report(asyncio.run(measured(seconds, None if sample_only else FULL, tell)))


async def measured(seconds: float, large: Size | None, tell: Tell) -> Figures:
    """Measure everything; `large` None leaves the large plan out. Raises BenchFailed."""
    with TemporaryDirectory(prefix="ofsted-bench-") as name:
        async with _bench(Path(name), seconds, tell) as bench:
            await bench.make_plans(large)
            await bench.start_servers()
            await bench.ask()
            bench.look_inside()
            await bench.start_processes()
            return bench.figures


@asynccontextmanager
async def _bench(folder: Path, seconds: float, tell: Tell) -> AsyncIterator["_Bench"]:
    async with LocalSlack() as slack, AsyncExitStack() as stack:
        client = stack.enter_context(ProcessPoolExecutor(1, get_context("spawn")))
        yield _Bench(folder, seconds, tell, slack, stack, client)


class _Bench:
    """One run: the plans made, the servers started, and the figures so far."""

    def __init__(
        self,
        folder: Path,
        seconds: float,
        tell: Tell,
        slack: LocalSlack,
        stack: AsyncExitStack,
        client: ProcessPoolExecutor,
    ) -> None:
        self.folder = folder
        self.seconds = seconds
        self.tell = tell
        self.slack = slack
        self.stack = stack
        self.client = client
        self.engines: dict[str, Engine] = {}
        self.servers: dict[str, Server] = {}
        self.figures = Figures()
        self.never_asked = 1

    async def make_plans(self, large: Size | None) -> None:
        """Make the databases, the sample's by the same load as any plan."""
        content = SAMPLE_PLAN.read_bytes()
        sample = self._database(SAMPLE)
        load_plan(sample, content, SAMPLE_PLAN.name, clock=Clock(), actor="the bench")
        if large is not None:
            plan, engine = read_plan(content, SAMPLE_PLAN.name), self._database(LARGE)
            await asyncio.to_thread(make_big_plan, engine, plan, large, self.tell)
            refresh_statistics(engine)  # as every load does
        for name, engine in self.engines.items():
            self.figures.sizes[name] = _size(engine)

    def _database(self, plan: str) -> Engine:
        engine = open_database(self._url(plan))
        self.stack.callback(engine.dispose)
        migrate(engine)
        self.engines[plan] = engine
        return engine

    def _url(self, plan: str) -> str:
        return f"sqlite:///{self.folder / plan}.db"

    async def start_servers(self) -> None:
        """Start bare Bolt both ways, and the bot on each plan."""
        self.tell("Starting the servers")
        commands = {HELLO: servers.HELLO, HELLO_BEFORE_RESPONSE: servers.HELLO_BEFORE_RESPONSE}
        for name, command in commands.items():
            self.servers[name] = await self.stack.enter_async_context(
                running(command, self.slack, self.folder)
            )
        for plan in self.engines:
            self.servers[plan] = await self.stack.enter_async_context(
                running(BOT, self.slack, self.folder, self._url(plan))
            )

    async def ask(self) -> None:
        """Ask everything in turns, round after round, and keep the medians."""
        lines = [Line(HELLO), Line(HELLO_BEFORE_RESPONSE)]
        for words, plan in product(QUESTIONS, self.engines):
            lines += [Line(plan, words, "first"), Line(plan, words, "again")]
        loads = {line: await self._warm(line) for line in lines}
        rounds: dict[tuple[Line, int], list[Timed]] = {}
        for number in range(1, ROUNDS + 1):
            self.tell(f"Measuring: round {number} of {ROUNDS}")
            for line, connections in product(lines, (ONE, MANY)):
                timed = await self._measure(line, loads[line], connections)
                rounds.setdefault((line, connections), []).append(timed)
        self.figures.timed = {what: _median(timed) for what, timed in rounds.items()}
        self.figures.memory = {name: memory_of(server) for name, server in self.servers.items()}

    async def _warm(self, line: Line) -> Load:
        """Give a line's load with the answer it must get, once nothing is new to the server."""
        load = Load(
            self.servers[line.server].port, self.slack.workspace.signing_secret, self._form(line)
        )
        expected = await self._in_client(warm_up, load)
        return Load(load.port, load.secret, load.form, expected)

    def _form(self, line: Line) -> dict[str, str]:
        home = self.slack.workspace
        given = self.slack.response_urls.give("commands", USER, CHANNEL, None)
        command = COMMAND if line.words else hello.COMMAND
        return payloads.slash_command(
            home,
            home.users[USER],
            home.channels[CHANNEL],
            command,
            line.words,
            self.slack.triggers.give(USER),
            f"{self.slack.url}/{given.path}",
        )

    async def _measure(self, line: Line, load: Load, connections: int) -> Timed:
        first = self.never_asked if line.asked == "first" else None
        before = len(self.slack.record.calls)
        timed = await self._in_client(measure, load, self.seconds / ROUNDS, connections, first)
        if first is not None:
            self.never_asked += timed.requests
        calls = len(self.slack.record.calls) - before
        self.figures.slack_calls[line] = self.figures.slack_calls.get(line, 0) + calls
        return timed

    async def _in_client(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.client, work, *arguments)

    def look_inside(self) -> None:
        """Count the statements of each question on each plan."""
        self.tell("Counting SQL statements")
        clock = Clock(pinned=date.fromisoformat(servers.TODAY))
        for (plan, engine), words in product(self.engines.items(), QUESTIONS):
            self.figures.statements[plan, words] = count_statements(
                engine, clock, self.slack.workspace.team_id, USER, words
            )

    async def start_processes(self) -> None:
        """Time whole processes: the bot until it is ready, and `say` until it has answered."""
        self.tell("Starting the bot and `say` a few times")
        url, ready, said = self._url(SAMPLE), [], []
        for _ in range(STARTS):
            async with running(BOT, self.slack, self.folder, url) as server:
                ready.append(server.ready_after)
            said.append(await say_time(AREA, self.folder, url))
        self.figures.ready_after, self.figures.say = median(ready), median(said)


def _median(rounds: list[Timed]) -> Timed:
    return Timed(
        p50=median(one.p50 for one in rounds),
        p99=median(one.p99 for one in rounds),
        per_second=median(one.per_second for one in rounds),
        requests=sum(one.requests for one in rounds),
        busy=median(one.busy for one in rounds),
    )


def _size(engine: Engine) -> str:
    with reading(engine) as session:
        areas, actions, rows = (
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Area, Action, Ledger)
        )
    return f"{areas:,} areas, {actions:,} actions, {rows:,} ledger rows"
