"""A row of the plan as plain data: what the ledger keeps, and what it is built from again."""

import json
import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Table, Text, select
from sqlalchemy.orm import Session

from storage.models import LEDGERED, PlanBase, Workspace
from storage.times import Instant, written

Row = dict[str, Any]

# The rest of a workspace is the ledger's head and Slack's own id and name for it.
WORKSPACE_FACTS = ("time_zone", "settings", "source")
REMOVED = "[removed]"
PERSON = re.compile(r"<@[UW][A-Z0-9]+>")  # a Slack user's id, as Slack mentions one
IDS = {"led_by"}  # columns of user ids, kept as JSON
CALENDAR = {"day", "month", "quarter", "year"}  # precisions of dates that are no free text

_TABLES = {table.__tablename__: table for table in LEDGERED}


def core(table: type[PlanBase]) -> Table:
    """Give a plan table for statements in plain rows, which need no ORM."""
    as_table = table.__table__
    assert isinstance(as_table, Table)  # noqa: S101 - always so; narrows the declared FromClause
    return as_table


def rows_in(session: Session, workspace_id: int, table: type[PlanBase], **key: Any) -> list[Row]:
    """Give a workspace's rows of a plan table, all of them or those with these column values."""
    of = core(table).c
    asked = select(*(column for column in of if column.name != "workspace_id"))
    asked = asked.where(of.workspace_id == workspace_id, *(of[k] == v for k, v in key.items()))
    return [dict(row) for row in session.execute(asked).mappings()]


def row_of(entity: PlanBase) -> Row:
    """Give a row that was read as an object as plain data."""
    names = (column.name for column in entity.__table__.columns if column.name != "workspace_id")
    return {name: getattr(entity, name) for name in names}


def key_columns(table: type[PlanBase]) -> list[str]:
    """Give the columns by which people and the ledger know a row."""
    return [column.name for column in table.__table__.primary_key if column.name != "workspace_id"]


def key_of(table: type[PlanBase], row: Row) -> tuple[Any, ...]:
    """Give the values of the key columns."""
    return tuple(row[name] for name in key_columns(table))


def entity_of(table: type[PlanBase], row: Row) -> str:
    """Name a row for the ledger: "action:MC-3", "reading:rhi-timeliness/1"."""
    return f"{table.__tablename__}:{'/'.join(str(part) for part in key_of(table, row))}"


def table_of(entity: str) -> type[PlanBase] | None:
    """Give the table an entity belongs to; None for the workspace itself."""
    return _TABLES.get(entity.partition(":")[0])


def canonical(content: Any) -> str:
    """Give the one JSON text for this content: keys sorted, no spaces, dates in ISO form."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_as_text
    )


def _as_text(value: Any) -> str:
    return written(value) if isinstance(value, datetime) else date.isoformat(value)


def whole(table: type[PlanBase], state: Row) -> Row:
    """Give a row every column of its table: those left out, or added to it since, are unknown."""
    names = (column.name for column in table.__table__.columns if column.name != "workspace_id")
    return dict.fromkeys(names) | state


def revived(table: type[PlanBase], state: Row) -> Row:
    """Give a row read from the ledger its dates and instants back."""
    row = whole(table, state)
    for column in table.__table__.columns:
        if row.get(column.name) is None:
            continue
        if isinstance(column.type, Date):
            row[column.name] = date.fromisoformat(row[column.name])
        elif isinstance(column.type, Instant):
            row[column.name] = datetime.fromisoformat(row[column.name])
    return row


def blanked(table: type[PlanBase], row: Row) -> Row:
    """Give the row without its free text: keys, codes, numbers, calendar dates, user ids stay.

    What may be left out is left out; what may not says that it was removed.
    """
    bare = dict(row)
    for column in table.__table__.columns:
        name = column.name
        if column.primary_key or column.foreign_keys or name.endswith("_ref") or name in IDS:
            continue
        if row.get(name) is None:
            continue
        if isinstance(column.type, JSON):
            bare[name] = []
        elif name.endswith("_text") and row.get(f"{name[:-5]}_precision") in CALENDAR:
            continue  # "November 2021" is written by us from the date itself
        elif isinstance(row[name], str) and PERSON.fullmatch(row[name]):
            continue
        elif isinstance(column.type, Text):
            bare[name] = None if column.nullable and not name.endswith("_text") else REMOVED
    return bare


def workspace_facts(workspace: Workspace) -> Row:
    """Give what the ledger keeps of a workspace."""
    return {name: getattr(workspace, name) for name in WORKSPACE_FACTS}
