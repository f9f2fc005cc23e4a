"""The record as it stood: for any history, the ledger gives back what the tables held."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Date, Float, Integer

from storage.as_at import (
    latest_contents,
    moment_at,
    record_as_at,
    replayed,
    starts_at,
    workspace_as_at,
)
from storage.database import reading, writing
from storage.models import (
    LEDGERED,
    Action,
    ActionArea,
    Ambiguity,
    Area,
    Audit,
    AuditGrade,
    Evidence,
    Inspection,
    Measure,
    ProgressNote,
    Reading,
    Review,
    RoleHolder,
    SignOff,
    Workspace,
)
from storage.rows import core, entity_of, key_columns, key_of, rows_in
from storage.times import Instant
from storage.verify import verify

START = datetime(2026, 3, 2, 12, tzinfo=UTC)

# What both stores can keep: PostgreSQL takes no NUL, and UTF-8 has no half of a pair.
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
KEYS = {"slug": st.sampled_from(["x", "y"]), "ref": st.sampled_from(["X-1", "X-2"])}
# Rows that others belong to: they are there from the start, and stay.
PARENTS = {
    "inspection_slug": "i",
    "area_slug": "a",
    "measure_slug": "m",
    "action_ref": "P-1",
    "audit_ref": "A-1",
}
PLAN = (Inspection, Area, Action, Ambiguity, Evidence, Measure, ActionArea, Reading)
HERE = (RoleHolder, Audit, AuditGrade, SignOff, Review, ProgressNote)
CHANGED = (*PLAN, *HERE)
REMOVABLE = (Ambiguity, Evidence, ActionArea, Reading, AuditGrade, ProgressNote, RoleHolder)


def values_of(column):
    """Give what may stand in a column."""
    if column.name == "file_sha256":
        return st.none()  # files are no part of the ledger: see test_files
    if column.name in PARENTS:
        known = st.just(PARENTS[column.name])
    elif column.name in KEYS:
        known = KEYS[column.name]
    elif isinstance(column.type, JSON):
        known = st.lists(WORDS | st.dictionaries(st.just("text"), WORDS), max_size=2)
    elif isinstance(column.type, Date):
        known = DATES
    elif isinstance(column.type, Instant):
        known = INSTANTS
    elif isinstance(column.type, Boolean):
        known = st.booleans()
    elif isinstance(column.type, Float):
        # Adding nothing makes -0.0 the 0.0 that SQLite would make of it.
        known = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)
    elif isinstance(column.type, Integer):
        known = st.integers(0, 3)
    else:
        known = WORDS
    return st.none() | known if column.nullable else known


ROWS = {
    table: st.fixed_dictionaries(
        {
            column.name: values_of(column)
            for column in core(table).columns
            if column.name != "workspace_id"
        }
    )
    for table in CHANGED
}
CHANGES = st.sampled_from(CHANGED).flatmap(lambda table: st.tuples(st.just(table), ROWS[table]))
# Each write: how much later than the last (a clock may go back too), and what it is about.
WRITES = st.tuples(
    st.integers(-5, 60), st.lists(st.tuples(st.booleans(), CHANGES), min_size=1, max_size=4)
)


def parents():
    blank = {
        Inspection: {"slug": "i", "kind": "inspection", "label": "", "as_written": []},
        Area: {"slug": "a", "title": "", "aliases": [], "stated": [], "due_as_written": []},
        Action: {"ref": "P-1", "text": "", "state": "", "by_roles": [], "source": "plan"},
        Measure: {"slug": "m", "area_slug": "a", "name": "", "better": ""},
        Audit: {"ref": "A-1", "theme": "", "held": date(2021, 6, 10), "given_by": "U0QA"},
    }
    zero = {"position": 0, "is_cross_cutting": False, "moves": 0}
    for table, known in blank.items():
        names = [column.name for column in core(table).columns if column.name != "workspace_id"]
        yield table, {name: known.get(name, zero.get(name)) for name in names}


def apply(write, tables, changes):
    """Make each change once: a new row is put in, a known one changed or now and then removed."""
    seen = set()
    for removes, (table, row) in changes:
        entity = entity_of(table, row)
        if entity in seen:
            continue
        seen.add(entity)
        known = key_of(table, row) in {key_of(table, one) for one in tables[table]}
        if not known:
            write.insert(table, row)
        elif removes and table in REMOVABLE:
            write.remove(table, row)
        else:
            write.update(table, row)


def tables_in(session, workspace_id):
    return {table: in_order(table, rows_in(session, workspace_id, table)) for table in LEDGERED}


def in_order(table, rows):
    return sorted(rows, key=lambda row: [row[name] for name in key_columns(table)])


@pytest.fixture
def new_council(engine):
    names = count(1)

    def new_council():
        with writing(engine) as session:
            workspace = Workspace(team_id=f"T{next(names)}")
            session.add(workspace)
            session.flush()
            return workspace.id

    return new_council


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(WRITES, max_size=5))
def test_any_history_can_be_gone_back_to(engine, changing, new_council, history):
    own = new_council()
    with changing(engine, own, START) as write:
        for table, row in parents():
            write.insert(table, row)
    with reading(engine) as session:
        tables = tables_in(session, own)
        seen = [(session.get_one(Workspace, own).head_seq, START, tables)]
    now = START
    for later, changes in history:
        now += timedelta(minutes=later)
        with changing(engine, own, now) as write:
            apply(write, tables, changes)
        with reading(engine) as session:
            tables = tables_in(session, own)
            seen.append((session.get_one(Workspace, own).head_seq, write.at, tables))
    with reading(engine) as session:
        for seq, _, then in seen:
            with record_as_at(session, own, seq) as copy:
                assert tables_in(copy, own) == then
        newest_at = {at: seq for seq, at, _ in seen}
        for at, seq in newest_at.items():
            assert moment_at(session, own, at).seq == seq
        everything = replayed(session, own, seen[-1][0])
        assert {table: in_order(table, everything[table]) for table in LEDGERED} == tables
        assert verify(session, session.get_one(Workspace, own)).problems == []


def test_before_the_record_starts_there_is_nothing(plan_engine):
    begins = datetime(2021, 9, 12, 23, tzinfo=UTC)  # 13 September in London
    with reading(plan_engine) as session:
        assert starts_at(session, 1) == begins
        assert moment_at(session, 1, begins - timedelta(microseconds=1)) is None
        moment = moment_at(session, 1, begins)
        assert moment.seq == session.get_one(Workspace, 1).head_seq
        assert moment.at == begins
        assert moment.entered_at > begins


def test_an_empty_record_has_no_start(engine, council):
    with reading(engine) as session:
        assert starts_at(session, council) is None
        assert moment_at(session, council, START) is None


def test_the_copy_has_the_workspaces_facts_of_then(plan_engine, changing):
    with changing(plan_engine, 1, START) as write:
        write.set_workspace({"settings": {"readers": "C0PLAN"}, "time_zone": "Asia/Tokyo"})
    with reading(plan_engine) as session:
        now = session.get_one(Workspace, 1).head_seq
        assert workspace_as_at(session, 1, now)["time_zone"] == "Asia/Tokyo"
        with record_as_at(session, 1, now - 1) as copy:
            then = copy.get_one(Workspace, 1)
            assert then.time_zone == "Europe/London"
            assert then.settings == {}
            assert then.source["date"] == "2021-09-13"


def test_the_newest_content_of_each_entity_comes_once(plan_engine, changing):
    with reading(plan_engine) as session:
        row = rows_in(session, 1, Ambiguity, ref="A1")[0]
        before = session.get_one(Workspace, 1).head_seq
    with changing(plan_engine, 1, START) as write:
        write.update(Ambiguity, row | {"text": "Cleared up."})
    with reading(plan_engine) as session:
        contents = dict(latest_contents(session, 1, before + 1))
        assert len(list(latest_contents(session, 1, before + 1))) == len(contents) == before
        assert "Cleared up." in contents["ambiguity:A1"]
        assert "Cleared up." not in dict(latest_contents(session, 1, before))["ambiguity:A1"]


def test_what_is_done_to_the_copy_is_not_done_to_the_record(plan_engine):
    with reading(plan_engine) as session, record_as_at(session, 1, 10) as copy:
        copy.execute(core(Inspection).delete())
        copy.commit()
        assert rows_in(copy, 1, Inspection) == []
        assert len(rows_in(session, 1, Inspection)) == 3
