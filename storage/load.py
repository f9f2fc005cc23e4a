"""Enter a plan into the record: what is new is added, what differs is listed and left alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from storage.ledger import DatedBeforeTheRecord, LedgerWrite
from storage.models import (
    PLAN_TABLES,
    Action,
    ActionArea,
    Ambiguity,
    AmbiguityArea,
    Evidence,
    EvidenceArea,
    PlanBase,
    Reading,
)
from storage.rows import REMOVED, Row, entity_of, key_of, rows_in

# Tables that say which areas a row serves, by the table of that row: their first key column.
LINKS: dict[type[PlanBase], type[PlanBase]] = {
    ActionArea: Action,
    EvidenceArea: Evidence,
    AmbiguityArea: Ambiguity,
}
NOT_A_FACT = {"position"}  # an order of display: a row put in between moves all that follow


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that the record and the file tell differently; None means not given."""

    entity: str
    fact: str
    in_record: Any
    in_file: Any


@dataclass(slots=True)
class Loaded:
    """What a load did: rows added by table name, facts that differ, and what was left out."""

    added: Counter[str] = field(default_factory=Counter)
    same: int = 0
    differences: list[Difference] = field(default_factory=list)
    replaced: int = 0
    redacted: list[str] = field(default_factory=list)
    only_in_record: int = 0


def load(
    write: LedgerWrite,
    rows: Iterable[tuple[type[PlanBase], Row]],
    source: Row,
    document_at: datetime,
    *,
    replace: bool,
) -> Loaded:
    """Compare a plan with the record and enter what is new; differing facts only if `replace`.

    What a redaction removed is never brought back. Nothing is taken out of the record because a
    file leaves it out, except an area that a listed action, evidence or ambiguity no longer names.
    Raises DatedBeforeTheRecord if the file would change a record loaded from a newer document.
    """
    known_date = write.workspace.source.get("date")
    loaded = Loaded()
    in_file = _by_table(rows)
    _set_source(write, source, loaded, replace=replace)
    for table in PLAN_TABLES:
        file_rows = in_file.get(table, [])
        record = {
            key_of(table, row): row for row in rows_in(write.session, write.workspace.id, table)
        }
        for row in _renumbered(file_rows, record) if table is Reading else file_rows:
            known = record.pop(key_of(table, row), None)
            if known is None:
                write.insert(table, row)
                loaded.added[table.__tablename__] += 1
            else:
                _compare(write, table, known, row, loaded, replace=replace)
        if table in LINKS:
            owners = {key_of(LINKS[table], row)[0] for row in in_file.get(LINKS[table], [])}
            _drop_links(write, table, record, owners, loaded, replace=replace)
        else:
            loaded.only_in_record += len(record)
    if loaded.added or loaded.replaced:
        _check_date(known_date, document_at)
    write.close()
    return loaded


def _check_date(known_date: str | None, document_at: datetime) -> None:
    """Refuse a document older than the one the record was loaded from.

    What people changed in the record since then is safe: it differs from the file, and so is
    listed and left.
    """
    known = date.fromisoformat(known_date) if known_date else document_at.date()
    if document_at.date() < known:
        raise DatedBeforeTheRecord(
            f"This plan is dated {document_at.day} {document_at:%B %Y}, but the record was loaded "
            f"from one of {known.day} {known:%B %Y}. If the file is the newer word, give it its "
            "right date under `document:` `date:` and load it again."
        )


def _by_table(rows: Iterable[tuple[type[PlanBase], Row]]) -> dict[type[PlanBase], list[Row]]:
    grouped: dict[type[PlanBase], list[Row]] = {}
    for table, row in rows:
        grouped.setdefault(table, []).append(row)
    return grouped


def _set_source(write: LedgerWrite, source: Row, loaded: Loaded, *, replace: bool) -> None:
    """Take the document's own particulars from a first load, later only if told to replace."""
    known = write.workspace.source
    if write.is_first:
        write.set_workspace({"source": source})
        return
    differing = {name: value for name, value in source.items() if known.get(name) != value}
    for name, value in differing.items():
        loaded.differences.append(Difference("the document", name, known.get(name), value))
    if replace and differing:
        write.set_workspace({"source": known | source})
        loaded.replaced += len(differing)


def _renumbered(file_rows: list[Row], record: dict[tuple[Any, ...], Row]) -> list[Row]:
    """Give readings the record's numbers: known by measure, period and whether a baseline."""

    def known_by(row: Row) -> tuple[Any, ...]:
        return row["measure_slug"], row["period_text"], row["is_baseline"]

    numbers = {known_by(row): row["number"] for row in record.values()}
    highest = Counter[str]()
    for row in record.values():
        highest[row["measure_slug"]] = max(highest[row["measure_slug"]], row["number"])
    renumbered = []
    for row in file_rows:
        number = numbers.get(known_by(row))
        if number is None:
            highest[row["measure_slug"]] += 1
            number = highest[row["measure_slug"]]
        renumbered.append(row | {"number": number})
    return renumbered


def _compare(
    write: LedgerWrite,
    table: type[PlanBase],
    known: Row,
    row: Row,
    loaded: Loaded,
    *,
    replace: bool,
) -> None:
    differing = {
        name: value
        for name, value in row.items()
        if name not in NOT_A_FACT and known[name] != value
    }
    if not differing:
        loaded.same += 1
        return
    entity = entity_of(table, row)
    if REMOVED in known.values():
        loaded.redacted.append(entity)
        return
    for fact in _facts(differing):
        loaded.differences.append(Difference(entity, fact, _value(known, fact), _value(row, fact)))
    if replace:
        write.update(table, known | row | {name: known[name] for name in NOT_A_FACT & known.keys()})
        loaded.replaced += 1


def _facts(differing: Row) -> list[str]:
    """Name facts once: the five columns of a stated date are one fact."""
    parts = ("_text", "_earliest", "_latest", "_precision", "_derived")
    names = []
    for name in differing:
        ending = next((part for part in parts if name.endswith(part)), "")
        is_date = ending and name != "value_text"
        names.append(name.removesuffix(ending) if is_date else name)
    return list(dict.fromkeys(names))


def _value(row: Row, fact: str) -> Any:
    return row[fact] if fact in row else row[f"{fact}_text"]


def _drop_links(
    write: LedgerWrite,
    table: type[PlanBase],
    left: dict[tuple[Any, ...], Row],
    owners: set[Any],
    loaded: Loaded,
    *,
    replace: bool,
) -> None:
    """List the areas that rows of the file no longer name; take them out if told to replace."""
    for (owner, area), row in left.items():
        if owner not in owners:
            continue
        loaded.differences.append(Difference(entity_of(table, row), "area", area, None))
        if replace:
            write.remove(table, row)
            loaded.replaced += 1
