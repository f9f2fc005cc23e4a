"""A large plan: the sample plan many times over, through the ledger like every other write.

The first copy is the sample itself, so that the same questions are asked of both. Every area has
its share of the rest: at full size about a hundred actions, with their evidence and readings.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, count, islice
from typing import Any

from sqlalchemy import Engine

from bot.bench.failed import BenchFailed
from storage.database import reading, writing
from storage.ledger import LedgerWrite
from storage.models import (
    Action,
    ActionArea,
    Evidence,
    EvidenceArea,
    PlanBase,
    Reading,
)
from storage.plan_format import Plan
from storage.plan_rows import rows_of, source_of
from storage.queries.workspaces import workspace_for
from storage.rows import Row
from storage.verify import verify

Tell = Callable[[str], None]
Rows = list[tuple[type[PlanBase], Row]]

ACTOR = "the bench"
BEGAN = datetime(2018, 9, 1, tzinfo=UTC)
APART = timedelta(days=13)  # between two writes: at full size they end in September 2021
BATCH = 2_500  # ledger rows in one write
GROWING = (Action, ActionArea, Evidence, EvidenceArea, Reading)  # grow with the actions


@dataclass(frozen=True, slots=True)
class Size:
    """How large: copies of the sample's areas, copies of its actions, and ledger rows in all."""

    areas: int
    actions: int
    ledger: int


FULL = Size(areas=23, actions=953, ledger=200_000)  # 207 areas, 20,013 actions


def make_big_plan(engine: Engine, sample: Plan, size: Size, tell: Tell) -> None:
    """Fill a migrated, empty database; raises BenchFailed if `verify` finds fault with it."""
    rows = list(rows_of(sample))
    written = 1  # the first row is the workspace's own
    for number, batch in enumerate(_batches(_inserts(rows, size))):
        with writing(engine) as session:
            write = _write(session, number)
            if write.is_first:
                write.set_workspace({"source": source_of(sample)})
            for table, row in batch:
                write.insert(table, row)
            write.close()
        written += len(batch)
        tell(f"Making the large plan: {written:,} of {size.ledger:,} ledger rows")
    updates = islice(_updates(rows, size), max(0, size.ledger - written))
    for later, batch in enumerate(_batches(updates), number + 1):
        with writing(engine) as session:
            write = _write(session, later)
            for table, row in batch:
                write.update(table, row)
            write.close()
        written += len(batch)
        tell(f"Making the large plan: {written:,} of {size.ledger:,} ledger rows")
    tell("Verifying the large plan")
    with reading(engine) as session:
        if problems := verify(session, workspace_for(session, None)).problems:
            raise BenchFailed(f"The large plan does not verify: {problems[0]}")


def _write(session: Any, number: int) -> LedgerWrite:
    return LedgerWrite(
        session,
        workspace_for(session, None).id,
        actor=ACTOR,
        reason="a large plan to measure with",
        now=BEGAN + number * APART,
    )


def _batches(rows: Iterable[tuple[type[PlanBase], Row]]) -> Iterator[Rows]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _inserts(rows: Rows, size: Size) -> Iterator[tuple[type[PlanBase], Row]]:
    """Give every row, parents first: all the areas, then block after block of actions."""
    fixed = [one for one in rows if one[0] not in GROWING]
    growing = [one for one in rows if one[0] in GROWING]
    return chain(
        _copies(fixed, range(size.areas), size.areas),
        _copies(growing, range(size.actions), size.areas),
    )


def _updates(rows: Rows, size: Size) -> Iterator[tuple[type[PlanBase], Row]]:
    """Give a history without end: round after round, what an action serves is said elsewhere."""
    served = [one for one in rows if one[0] is ActionArea]
    for round_ in count(1):
        for table, row in _copies(served, range(size.actions), size.areas):
            yield table, row | {"paragraph": f"3.{round_}"}


def _copies(rows: Rows, blocks: Iterable[int], areas: int) -> Iterator[tuple[type[PlanBase], Row]]:
    for block in blocks:
        for table, row in rows:
            yield table, {name: _copied(name, row[name], block, areas) for name in row}


def _copied(name: str, value: Any, block: int, areas: int) -> Any:
    """Give a column's value in a further copy: names and references get numbers of their own."""
    area = block % areas
    if value is None or block == 0:
        return value
    match name:
        case "position":
            return value + 1_000 * block
        case "ref" | "action_ref" | "evidence_ref" | "ambiguity_ref":
            return re.sub(r"\d+$", lambda digits: str(int(digits[0]) + 1_000 * block), value)
        case "slug" | "area_slug" | "inspection_slug" | "measure_slug":
            return f"{value}-{area}" if area else value
        case "number" if isinstance(value, int):
            return value + 100 * (block // areas)
        case "title" | "label" | "name" | "number" if area:
            return f"{value} {area}"
        case "aliases" if area:
            return [f"{alias} {area}" for alias in value]
        case _:
            return value
