"""Enter a plan into the record: what is new is added, what differs is listed and left alone."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import func, select

from storage.errors import OfstedError
from storage.ledger import DatedBeforeTheRecord, LedgerWrite
from storage.models import (
    PLAN_TABLES,
    Action,
    ActionArea,
    Ambiguity,
    AmbiguityArea,
    Area,
    Audit,
    Evidence,
    EvidenceArea,
    Ledger,
    LedgerContent,
    PlanBase,
    Reading,
    Review,
    SignOff,
)
from storage.rows import REMOVED, Row, entity_of, key_of, rows_in

# Tables that say which areas a row serves, by the table of that row: their first key column.
LINKS: dict[type[PlanBase], type[PlanBase]] = {
    ActionArea: Action,
    EvidenceArea: Evidence,
    AmbiguityArea: Ambiguity,
}
# No file tells these: an order of display, in which a row put in between moves all that follow,
# and a count of what was done here.
NOT_A_FACT = {"position", "moves"}
# What a claim, its decision or a re-check rests on.
DECIDED: dict[type[PlanBase], frozenset[str]] = {
    Action: frozenset(
        {"state", "confidence", "lead", "started", "done", "done_by", "due", "original_due"}
    ),
    Area: frozenset({"state", "stated_basis", "lead", "due", "completed"}),
}


class Left(Enum):
    """Why a fact is left as the record has it, whatever the file says."""

    DECIDED = "it was claimed, signed off or re-checked here"
    GIVEN = "it was given here"
    UNSAID = "the file says nothing of it"


class ReferencesTaken(OfstedError):
    """A file calls something by a reference that was given here to something else; `refs` are."""

    def __init__(self, refs: list[str]) -> None:
        several = len(refs) > 1
        super().__init__(
            f"The record has given {'these references' if several else 'this reference'} to "
            f"something else since its plan was loaded: {', '.join(refs)}. Nothing was loaded. "
            f"Give {'them other numbers' if several else 'it another number'} in the file, "
            "wherever they stand, and load it again."
        )
        self.refs = refs


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that the record and the file tell differently; None means not given."""

    entity: str
    fact: str
    in_record: Any
    in_file: Any


@dataclass(slots=True)
class Loaded:
    """What a load did: rows added by table name, facts that differ, and what was left out.

    `left` are the differing facts in which the record was not changed though told to, by reason.
    """

    added: Counter[str] = field(default_factory=Counter)
    same: int = 0
    differences: list[Difference] = field(default_factory=list)
    left: dict[Left, list[Difference]] = field(default_factory=dict)
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
    file leaves it out, except an area that a listed action, evidence or ambiguity no longer names;
    and what was claimed, signed off or re-checked here stays as decided. Raises ReferencesTaken,
    and DatedBeforeTheRecord if the file would change a record loaded from a newer document.
    """
    known_date = write.workspace.source.get("date")
    loaded = Loaded()
    in_file = _by_table(rows)
    _check_references(write, in_file)
    decided = _decided(write) if replace else frozenset()
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
                _compare(write, table, known, row, loaded, decided, replace=replace)
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


def _check_references(write: LedgerWrite, in_file: dict[type[PlanBase], list[Row]]) -> None:
    """Refuse a file that means something else by a reference which was given here."""
    named = {
        ref
        for table in (Action, Evidence, Ambiguity)
        for row in in_file.get(table, [])
        for column in ("ref", "next_step_ref")
        if (ref := row.get(column))
    }
    if taken := named & _given_here(write):
        raise ReferencesTaken(sorted(taken))


def _given_here(write: LedgerWrite) -> set[str]:
    """Give the references of what was made here: a load is no command, and so did nothing."""
    number, session = write.workspace.id, write.session
    first = (
        select(func.min(Ledger.seq))
        .where(Ledger.workspace_id == number, Ledger.entity.startswith("action:"))
        .group_by(Ledger.entity)
    )
    made = session.execute(
        select(Ledger.entity, func.coalesce(LedgerContent.content, LedgerContent.kept))
        .join(
            LedgerContent,
            (LedgerContent.workspace_id == Ledger.workspace_id) & (LedgerContent.seq == Ledger.seq),
        )
        .where(Ledger.workspace_id == number, Ledger.seq.in_(first))
    )
    evidence = select(Evidence.ref).where(
        Evidence.workspace_id == number, Evidence.given_at.is_not(None)
    )
    return {
        *(entity.partition(":")[2] for entity, content in made if "did" in json.loads(content)),
        *session.scalars(evidence),
        *session.scalars(select(Audit.ref).where(Audit.workspace_id == number)),
    }


def _decided(write: LedgerWrite) -> frozenset[str]:
    """Give the actions and areas that were claimed, signed off, sent back or re-checked here."""
    number, session = write.workspace.id, write.session
    claims = session.execute(
        select(SignOff.about_kind, SignOff.about).where(SignOff.workspace_id == number).distinct()
    )
    checked = session.scalars(select(Review.action_ref).where(Review.workspace_id == number))
    return frozenset(
        {*(f"{kind}:{about}" for kind, about in claims), *(f"action:{ref}" for ref in checked)}
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
    decided: frozenset[str],
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
    taken: Row = {}
    for fact, columns in _facts(differing).items():
        one = Difference(entity, fact, _value(known, fact), _value(row, fact))
        why = _why_left(table, known, one, decided) if replace else None
        if why:
            loaded.left.setdefault(why, []).append(one)
        else:
            loaded.differences.append(one)
            taken |= columns
    if replace and taken:
        write.update(table, known | taken)
        loaded.replaced += 1


def _why_left(
    table: type[PlanBase], known: Row, one: Difference, decided: frozenset[str]
) -> Left | None:
    """Say why a fact stays as the record has it even where the file shall be believed."""
    if one.entity in decided and one.fact in DECIDED.get(table, ()):
        return Left.DECIDED
    if table is Reading and known["given_by"]:
        return Left.GIVEN
    return Left.UNSAID if one.in_file in (None, []) else None


def _facts(differing: Row) -> dict[str, Row]:
    """Gather the columns by fact: the five columns of a stated date are one fact."""
    parts = ("_text", "_earliest", "_latest", "_precision", "_derived")
    facts: dict[str, Row] = {}
    for name, value in differing.items():
        ending = next((part for part in parts if name.endswith(part)), "")
        is_date = ending and name != "value_text"
        fact = name.removesuffix(ending) if is_date else name
        facts.setdefault(fact, {})[name] = value
    return facts


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
