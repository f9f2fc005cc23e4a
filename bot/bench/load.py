"""The client: really signed slash commands over kept connections, in a process of its own.

It speaks HTTP on bare streams, so that the server is what is measured; `busy` in what it gives
says how much of its own processor it needed.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from bot.bench.failed import BenchFailed
from bot.local_slack import signing

OK = 200
HOST = "127.0.0.1"
WARM_UP = 20  # requests; Bolt's first ones look up its own token, ours the person

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: a slash command's form, to a port, with the secret it is signed with.

    `expected` is the body that every answer must equal; None takes any.
    """

    port: int
    secret: str
    form: dict[str, str]
    expected: bytes | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """How a load went: milliseconds, requests a second, requests in all, client's share of time."""

    p50: float
    p99: float
    per_second: float
    requests: int
    busy: float


def never_asked(words: str, number: int) -> str:
    """Give words that mean the same and that the bot's cache has not seen: spaces behind them.

    A reply is kept under the ledger's head and the words as typed, so other words miss the cache
    just as a new head does, and get the very same answer, which is compared. A real write before
    every request would leave nothing to time over many connections. What this leaves out is that
    SQLite drops its pages after a write: about 0.4 ms more (3.6 and 4.0 ms for one area, 21.7 and
    22.3 on the large plan). bot.bench.statements notices if these words should ever hit the cache.
    """
    return words + "".join("\t" if digit == "1" else " " for digit in f"{number:b}")


def measure(load: Load, seconds: float, connections: int, first: int | None) -> Timed:
    """Ask for some seconds over some connections; raises BenchFailed for a wrong answer.

    `first` None asks the same words again and again; a number begins words never asked.
    """
    return asyncio.run(_measure(load, seconds, connections, first))


def warm_up(load: Load) -> bytes:
    """Ask until everything is loaded and known; give the answer's body."""
    return asyncio.run(_warm_up(load))


async def _measure(load: Load, seconds: float, connections: int, first: int | None) -> Timed:
    times: list[float] = []
    numbers = None if first is None else count(first)
    began, worked = time.perf_counter(), time.process_time()
    asking = (_ask(load, began + seconds, numbers, times) for _ in range(connections))
    await asyncio.gather(*asking)
    took = time.perf_counter() - began
    times.sort()
    return Timed(
        p50=_quantile(times, 0.5) * 1000,
        p99=_quantile(times, 0.99) * 1000,
        per_second=len(times) / took,
        requests=len(times),
        busy=(time.process_time() - worked) / took,
    )


async def _warm_up(load: Load) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, load.port)
    for _ in range(WARM_UP):
        body = await _exchange(reader, writer, _request(load, None))
    writer.close()
    await writer.wait_closed()
    return body


async def _ask(load: Load, until: float, numbers: Iterator[int] | None, times: list[float]) -> None:
    """Ask over one connection, once at least, the next as soon as one is answered."""
    reader, writer = await asyncio.open_connection(HOST, load.port)
    while True:
        request = _request(load, None if numbers is None else next(numbers))
        started = time.perf_counter()
        body = await _exchange(reader, writer, request)
        ended = time.perf_counter()
        times.append(ended - started)
        if load.expected is not None and body != load.expected:
            raise BenchFailed("The server answered otherwise than before the measurement.")
        if ended >= until:
            break
    writer.close()
    await writer.wait_closed()


def _request(load: Load, number: int | None) -> bytes:
    form = load.form
    if number is not None:
        form = form | {"text": never_asked(form["text"], number)}
    body = urlencode(form).encode()
    headers = {
        "Host": f"{HOST}:{load.port}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        **signing.right(load.secret, body),
    }
    lines = [
        "POST /slack/events HTTP/1.1",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> bytes:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length is None or int(head.split(b" ", 2)[1]) != OK:
        raise BenchFailed(f"The server answered {head.splitlines()[0].decode()}.")
    return await reader.readexactly(int(length[1]))


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
