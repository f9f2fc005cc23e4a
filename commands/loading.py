"""Enter a plan file into the record; the report of it is a reply like any other."""

from contextlib import suppress
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from commands import privacy
from commands import wording as say
from commands.history import told
from commands.periods import long_date
from commands.reply import Bullets, Heading, Item, Note, Part, Reply, Said
from storage.database import refresh_statistics, writing
from storage.errors import OfstedError
from storage.ledger import LedgerWrite
from storage.load import Difference, Left, Loaded, load
from storage.plan_faults import Fault, PlanFaults
from storage.plan_file import check
from storage.plan_format import Plan
from storage.plan_rows import rows_of, source_of
from storage.queries.workspaces import workspace_for
from storage.rows import Row
from storage.times import Clock
from storage.yaml_lines import YamlDocument, read_yaml

INSTEAD = {  # what to do about a fact that a load leaves as it is
    Left.DECIDED: "If the file is right, change it with the commands, which ask for a sign-off.",
    Left.GIVEN: "If the file is right, correct the figure with `measure record`.",
    Left.UNSAID: "If it is no longer so, change it with the commands.",
}


class AnotherCouncil(OfstedError):
    """Two councils' plans in one workspace would be one muddled plan."""


class DatedInTheFuture(OfstedError):
    """A plan cannot say what was so on a day that has not come."""


def load_plan(
    engine: Engine,
    content: bytes,
    name: str,
    *,
    clock: Clock,
    actor: str,
    team: str | None = None,
    replace: bool = False,
) -> Reply:
    """Load a plan file's content into a workspace; give what was done, fact by fact.

    All or nothing. Raises PlanFaults with every fault found (an identifier of a child is one),
    DatedInTheFuture, WhichWorkspace, DatedBeforeTheRecord, or ReferencesTaken.
    """
    plan = read_plan(content, name)
    with writing(engine) as session:
        workspace = workspace_for(session, team)
        zone = ZoneInfo(workspace.time_zone)
        document_date = date.fromisoformat(source_of(plan)["date"])
        if document_date > clock.today(zone):
            raise DatedInTheFuture(
                f"{name} is dated {long_date(document_date)}, which has not come yet. Give it the "
                "date of the day it describes, under `document:` `date:`."
            )
        _check_council(workspace.source, source_of(plan))
        write = LedgerWrite(
            session,
            workspace.id,
            actor=actor,
            reason=f"loaded from “{plan.document.title}”, {long_date(document_date)}",
            now=clock.now(),
            document_at=datetime.combine(document_date, time(), zone),
        )
        loaded = load(
            write,
            rows_of(plan),
            source_of(plan),
            datetime.combine(document_date, time(), zone),
            replace=replace,
        )
    with suppress(DBAPIError):  # the plan is loaded; a busy store will count itself later
        refresh_statistics(engine)
    return _report(name, loaded, replace=replace)


def _check_council(known: Row, told: Row) -> None:
    """Keep one council's plan, the sample for instance, from being mixed into another's."""
    ours, theirs = known.get("council"), told.get("council")
    if ours and theirs and ours != theirs:
        raise AnotherCouncil(
            f"The record holds the plan of {ours} (is it the sample?), and this file is of another "
            "council. Set DATABASE_URL to a new database, or move the old one away, and load again."
        )


def read_plan(content: bytes, name: str) -> Plan:
    """Read and check a plan file; raises PlanFaults with the identifiers in it as faults too."""
    document = read_yaml(content, name)
    identifiers = _identifiers(document)
    try:
        plan = check(document, name)
    except PlanFaults as faulty:
        raise PlanFaults(name, [*identifiers, *faulty.faults]) from None
    if identifiers:
        raise PlanFaults(name, identifiers)
    return plan


def _identifiers(document: YamlDocument) -> list[Fault]:
    return [
        Fault(line, f"holds what looks like a {finding.kind}; take it out.")
        for line, text in document.texts()
        for finding in privacy.find(text)
    ]


def _report(name: str, loaded: Loaded, *, replace: bool) -> Reply:
    parts: list[Part] = []
    added = say.counted(loaded.added)
    if added:
        parts.append(Said(f"Added: {added}."))
    elif not loaded.differences and not loaded.left:
        parts.append(Said("Nothing to change: the record says all of this already."))
    if loaded.differences:
        parts += _differences(loaded, replace=replace)
    for why, left in loaded.left.items():
        count = say.number(len(left), "fact differs and stays", "facts differ and stay")
        parts.append(Said(f"{count} as in the record: {why.value}. {INSTEAD[why]}"))
        parts.append(Bullets(tuple(_difference(one) for one in left)))
    if loaded.redacted:
        parts.append(
            Said(f"Redacted before, and so not loaded again: {say.listed(loaded.redacted)}.")
        )
    if loaded.only_in_record:
        parts.append(
            Note(
                f"{say.number(loaded.only_in_record, 'entry', 'entries')} of the record "
                "are not in this file; they stay as they are."
            )
        )
    return Reply(f"Loaded {name}" if added or replace else f"Read {name}", tuple(parts))


def _differences(loaded: Loaded, *, replace: bool) -> list[Part]:
    count = say.number(len(loaded.differences), "fact differs", "facts differ")
    done = (
        f"{count} from the record; the record now says what the file says."
        if replace
        else f"{count} from the record and stayed as in the record. Load with --replace to take "
        "the file's word for all of them."
    )
    return [
        Heading("Differences"),
        Said(done),
        Bullets(tuple(_difference(one) for one in loaded.differences)),
    ]


def _difference(one: Difference) -> Item:
    was, says = told(one.in_record), told(one.in_file)
    return Item(
        f"{one.fact.replace('_', ' ')}: the record says “{was}”, the file “{says}”", one.entity
    )
