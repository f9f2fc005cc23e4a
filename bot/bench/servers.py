"""The servers measured, each in its own process as it is really run, and what they take."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError

from bot.bench import hello
from bot.bench.failed import BenchFailed
from bot.bench.load import HOST, OK
from bot.local_slack.server import LocalSlack
from bot.settings import Settings

HELLO = (sys.executable, "-m", hello.__name__)
HELLO_BEFORE_RESPONSE = (*HELLO, hello.BEFORE_RESPONSE)
OFSTED_BOT = (sys.executable, "-c", "from bot.cli import main; main()")
BOT = (*OFSTED_BOT, "run")
TODAY = "2021-09-13"  # the sample plan's, so that every run asks on the same day

PATIENCE = 30.0  # seconds
STEP = 0.005


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: its process, its port, and the seconds from its start to ready."""

    pid: int
    port: int
    ready_after: float


@asynccontextmanager
async def running(
    command: Sequence[str], slack: LocalSlack, folder: Path, database: str | None = None
) -> AsyncIterator[Server]:
    """Start a server against the local Slack, and stop it in the end; raises BenchFailed."""
    port = free_port()
    environment = {
        "SLACK_BOT_TOKEN": slack.workspace.bot_token,
        "SLACK_SIGNING_SECRET": slack.workspace.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "PORT": str(port),
    }
    path = "slack/events"
    if database is not None:
        environment |= {"DATABASE_URL": database, "OFSTED_NOW": TODAY}
        path = "readyz"
    errors = folder / f"server-{port}.log"
    began = time.perf_counter()
    with errors.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=without_settings() | environment,
            cwd=folder,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=log,
        )
    try:
        while not await _answers(slack, f"http://{HOST}:{port}/{path}", path):
            if process.returncode is not None or time.perf_counter() - began > PATIENCE:
                raise BenchFailed(f"A server did not start:\n{errors.read_text()[-1000:]}")
            await asyncio.sleep(STEP)
        yield Server(process.pid, port, time.perf_counter() - began)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def say_time(words: str, folder: Path, database: str) -> float:
    """Give the seconds that `ofsted-bot say` takes from start to end; raises BenchFailed."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *OFSTED_BOT,
        "say",
        words,
        env=without_settings() | {"DATABASE_URL": database, "OFSTED_NOW": TODAY},
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
    )
    if await process.wait() != 0:
        raise BenchFailed(f"`ofsted-bot say` ended with exit code {process.returncode}.")
    return time.perf_counter() - began


def memory_of(server: Server) -> float | None:
    """Give a server's resident memory in megabytes; None where there is no /proc to read it."""
    status = Path(f"/proc/{server.pid}/status")
    if not status.exists():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmRSS"].split()[0]) / 1024


def without_settings() -> dict[str, str]:
    """Give the environment without the bot's own settings: those of the bench are all it gets."""
    ours = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in ours}


async def _answers(slack: LocalSlack, url: str, path: str) -> bool:
    """Say whether a server listens; ours must also say that it is ready."""
    try:
        async with slack.session.get(url) as answer:
            return path != "readyz" or answer.status == OK
    except ClientError:
        return False


def free_port() -> int:
    """Give a port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port: int = taken.getsockname()[1]
    return port
