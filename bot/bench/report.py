"""The figures as tables, and the goals with whether they are reached."""

import os
import platform
import sqlite3
from collections.abc import Iterator
from importlib.metadata import version
from typing import NamedTuple

from tabulate import tabulate

from bot.bench import figures as of
from bot.bench.figures import AREA, HELLO, HELLO_BEFORE_RESPONSE, LARGE, MANY, ONE, SHOW, Figures

HELLO_SHARE = 1 / 3  # of Bolt's hello: a first answer's median
THROUGHPUT = 1 / 2  # of Bolt's hello with process_before_response
GROWTH = 1.3  # the large plan's median against the sample's
READY, SAY = 1.5, 1.0  # seconds


class Goal(NamedTuple):
    """Something to reach: what it is, how it went, what was wanted, and whether it was reached."""

    what: str
    figure: str
    wanted: str
    reached: bool


def as_report(figures: Figures) -> str:
    """Give everything that was measured, as text."""
    machine = (
        f"{os.cpu_count()} processors, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, slack-bolt {version('slack-bolt')}"
    )
    parts = (
        machine,
        "\n".join(f"The {plan} plan: {size}" for plan, size in figures.sizes.items()),
        _times(figures),
        _statements(figures),
        _process(figures),
        _goals(figures),
    )
    return "\n\n".join(parts)


def goals(figures: Figures) -> Iterator[Goal]:
    """Give the goals, those of the large plan only if it was measured."""
    hello = figures.timed[of.Line(HELLO), ONE].p50
    for plan in figures.plans:
        yield _at_most(
            f"{AREA}, {plan} plan, first asked: p50 against Bolt's hello",
            figures.p50(plan, AREA, "first") / hello,
            HELLO_SHARE,
        )
    bare = figures.timed[of.Line(HELLO_BEFORE_RESPONSE), MANY].per_second
    slowest = min(
        timed.per_second / bare
        for (line, connections), timed in figures.timed.items()
        if line.asked == "again" and connections == MANY
    )
    yield Goal(
        f"every question asked again: requests a second at {MANY} connections, against Bolt's "
        "with process_before_response",
        f"{slowest:.2f} at least",
        f"at least {THROUGHPUT:.2f}",
        slowest >= THROUGHPUT,
    )
    calls = sum(figures.slack_calls.values())
    yield Goal("calls of Slack's Web API", str(calls), "0", calls == 0)
    if LARGE in figures.plans:
        yield from _growth(figures)
    yield _at_most("seconds from start to ready", figures.ready_after, READY)
    yield _at_most(f"seconds for ofsted-bot say “{AREA}”", figures.say, SAY)


def _growth(figures: Figures) -> Iterator[Goal]:
    counts = figures.statements
    differ = [
        words for words in of.QUESTIONS if counts[of.SAMPLE, words] != counts[of.LARGE, words]
    ]
    yield Goal(
        "SQL statements, the same for both plans",
        ", ".join(differ) or "the same",
        "the same",
        not differ,
    )
    for words in (AREA, SHOW):
        growth = figures.p50(LARGE, words, "first") / figures.p50(of.SAMPLE, words, "first")
        yield _at_most(f"{words}, first asked: large plan's p50 against sample's", growth, GROWTH)


def _at_most(what: str, figure: float, wanted: float) -> Goal:
    return Goal(what, f"{figure:.2f}", f"at most {wanted:.2f}", figure <= wanted)


def _times(figures: Figures) -> str:
    bare = figures.timed[of.Line(HELLO), ONE].p50
    best = figures.timed[of.Line(HELLO_BEFORE_RESPONSE), MANY].per_second
    rows = []
    for line in dict.fromkeys(line for line, _ in figures.timed):
        one, many = figures.timed[line, ONE], figures.timed[line, MANY]
        rows.append(
            (
                f"{line.server} plan" if line.words else line.server,
                line.words,
                line.asked,
                *(f"{each:.2f}" for each in (one.p50, one.p99)),
                f"{one.per_second:,.0f}",
                *(f"{each:.2f}" for each in (many.p50, many.p99)),
                f"{many.per_second:,.0f}",
                f"{one.p50 / bare:.2f}",
                f"{many.per_second / best:.2f}",
            )
        )
    heads = [
        "Server",
        "Question",
        "Asked",
        "p50 ms\n1 connection",
        "p99 ms",
        "a second",
        f"p50 ms\n{MANY} connections",
        "p99 ms",
        "a second",
        "p50 over\nhello's",
        "a second over\nhello p_b_r's",
    ]
    busiest = max(timed.busy for timed in figures.timed.values())
    table = tabulate(rows, heads, disable_numparse=True, colalign=("left",) * 3 + ("right",) * 8)
    return f"{table}\nThe client was busy {busiest:.0%} of its time at most."


def _statements(figures: Figures) -> str:
    rows = [
        (
            words,
            *(count for plan in figures.plans for count in figures.statements[plan, words]),
            sum(calls for line, calls in figures.slack_calls.items() if line.words == words),
        )
        for words in of.QUESTIONS
    ]
    heads = ["Question"]
    for plan in figures.plans:
        heads += [f"SQL statements\n{plan} plan, first", "again"]
    return tabulate(rows, [*heads, "Slack calls\nin all"])


def _process(figures: Figures) -> str:
    rows = [
        ("From start to ready", f"{figures.ready_after:.2f} s"),
        (f"ofsted-bot say “{AREA}”", f"{figures.say:.2f} s"),
    ]
    for server, megabytes in figures.memory.items():
        told = "can't be read here" if megabytes is None else f"{megabytes:.0f} MB"
        rows.append((f"Memory after the load: {server}", told))
    return tabulate(rows, ["The process", ""], disable_numparse=True)


def _goals(figures: Figures) -> str:
    rows = [
        (goal.what, goal.figure, goal.wanted, "yes" if goal.reached else "NO")
        for goal in goals(figures)
    ]
    return tabulate(
        rows,
        ["Goal", "Figure", "Wanted", "Reached"],
        disable_numparse=True,
        maxcolwidths=[70, None, None, None],
    )
