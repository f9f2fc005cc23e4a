"""The ledger: what a row says, what it is chained with, and that nothing takes it back."""

import hashlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import reading, writing
from storage.models import PLAN_TABLES, Ambiguity, Workspace
from storage.queries.history import changes
from storage.rows import entity_of, rows_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REPORT = datetime(2021, 9, 12, 23, tzinfo=UTC)  # 13 September 2021 begins in London
MINUTE = timedelta(minutes=1)


def doubt(ref="A1", words="Two dates differ.", position=1):
    return {"ref": ref, "position": position, "text": words, "paragraph": "3.1"}


def ledger_of(engine, workspace_id):
    """Read the chain as it is kept, past every mapping of ours."""
    asked = text(
        "SELECT l.seq, at, entered_at, actor, entity, content_hash, hash, salt, content "
        "FROM ledger l JOIN ledger_content c ON c.workspace_id = l.workspace_id AND c.seq = l.seq "
        "WHERE l.workspace_id = :own ORDER BY l.seq"
    )
    with engine.connect() as connection:
        return connection.execute(asked, {"own": workspace_id}).mappings().all()


def head_of(engine, workspace_id):
    with reading(engine) as session:
        own = session.get_one(Workspace, workspace_id)
        return own.head_seq, own.head_hash, own.head_at


def sha256(words):
    return hashlib.sha256(words.encode()).hexdigest()


def compact(content):
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_the_hashes_can_be_worked_out_by_anyone(plan_engine, changing):
    with changing(plan_engine, 1, reason="the “2018” visit ✓") as write:
        write.insert(Ambiguity, doubt("A99", "Ünclear — 🧒"))
    rows = ledger_of(plan_engine, 1)
    previous = "0" * 64
    for number, row in enumerate(rows, 1):
        assert row.seq == number
        assert row.content_hash == sha256(row.salt + row.content)
        parts = [previous, number, row.at, row.entered_at, row.actor, row.entity, row.content_hash]
        assert row.hash == sha256(compact(parts))
        assert row.content == compact(json.loads(row.content))
        previous = row.hash
    assert len(rows) > 100
    assert head_of(plan_engine, 1)[:2] == (len(rows), previous)
    assert len({row.salt for row in rows}) == len(rows)


def test_a_row_holds_the_whole_state_the_reason_and_the_format(engine, council, changing):
    with changing(engine, council, reason="as the report says") as write:
        write.insert(Ambiguity, doubt())
    [row] = ledger_of(engine, council)
    assert (row.actor, row.entity) == ("U0POD", "ambiguity:A1")
    assert json.loads(row.content) == {
        "format": 1,
        "reason": "as the report says",
        "state": doubt(),
    }


def test_times_are_utc_texts_with_microseconds(engine, council, changing):
    london_summer = datetime.fromisoformat("2026-07-01T10:00:00.000007+01:00")
    with changing(engine, council, london_summer) as write:
        write.insert(Ambiguity, doubt())
    [row] = ledger_of(engine, council)
    assert row.at == row.entered_at == "2026-07-01T09:00:00.000007Z"


def test_every_row_of_the_plan_is_in_the_ledger_once_loaded(plan_engine):
    named = [row.entity for row in ledger_of(plan_engine, 1)]
    with reading(plan_engine) as session:
        kept = [entity_of(t, row) for t in PLAN_TABLES for row in rows_in(session, 1, t)]
    assert sorted(named) == sorted(["workspace:settings", *kept])


def test_a_first_load_carries_its_documents_date(plan_engine):
    rows = ledger_of(plan_engine, 1)
    assert {row.at for row in rows} == {"2021-09-12T23:00:00.000000Z"}
    now = datetime.now(UTC)
    [entered] = {row.entered_at for row in rows}
    assert timedelta() < now - datetime.fromisoformat(entered) < timedelta(hours=1)


def test_only_a_first_write_carries_a_documents_date(engine, council, changing):
    with changing(engine, council, NOON, document_at=REPORT) as write:
        write.insert(Ambiguity, doubt("A1"))
    with changing(engine, council, NOON + MINUTE, document_at=REPORT + MINUTE) as write:
        write.insert(Ambiguity, doubt("A2"))
    first, second = ledger_of(engine, council)
    assert (first.at, first.entered_at) == (
        "2021-09-12T23:00:00.000000Z",
        "2026-03-02T12:00:00.000000Z",
    )
    assert second.at == second.entered_at == "2026-03-02T12:01:00.000000Z"


def test_a_clock_that_goes_back_does_not_take_the_ledger_back(engine, council, changing):
    with changing(engine, council, NOON) as write:
        write.insert(Ambiguity, doubt("A1"))
    with changing(engine, council, NOON - MINUTE) as write:
        write.insert(Ambiguity, doubt("A2"))
    second = ledger_of(engine, council)[1]
    assert second.at == "2026-03-02T12:00:00.000000Z"
    assert second.entered_at == "2026-03-02T11:59:00.000000Z"
    assert head_of(engine, council)[2] == NOON


def test_nothing_done_is_nothing_written(engine, council, changing):
    with changing(engine, council):
        pass
    assert ledger_of(engine, council) == []
    assert head_of(engine, council) == (0, "0" * 64, None)


def test_a_failed_transaction_leaves_nothing(engine, council, changing):
    def failing():
        with changing(engine, council) as write:
            write.insert(Ambiguity, doubt("A1"))
            write.close()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert ledger_of(engine, council) == []
    assert head_of(engine, council) == (0, "0" * 64, None)
    with reading(engine) as session:
        assert rows_in(session, council, Ambiguity) == []


def test_before_is_the_entitys_row_before(engine, council, changing):
    with changing(engine, council) as write:
        write.insert(Ambiguity, doubt(words="first"))
        write.insert(Ambiguity, doubt("A2"))
    with changing(engine, council, NOON + MINUTE) as write:
        write.update(Ambiguity, doubt(words="second"))
    with changing(engine, council, NOON + 2 * MINUTE) as write:
        write.remove(Ambiguity, doubt(words="second"))
    with reading(engine) as session:
        found, total = changes(session, council, entities=["ambiguity:A1"], up_to=4, limit=2)
    assert total == 3
    removed, changed = [(json.loads(one.after), json.loads(one.before)) for one in found]
    assert removed[0]["state"] is None
    assert removed[1]["state"]["text"] == changed[0]["state"]["text"] == "second"
    assert changed[1]["state"]["text"] == "first"


def test_no_two_rows_have_one_number(engine, council, changing):
    with changing(engine, council) as write:
        write.insert(Ambiguity, doubt())
    again = text("INSERT INTO ledger SELECT * FROM ledger")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(again)


def test_the_index_of_an_entitys_history_is_there(engine):
    indexes = [index["column_names"] for index in inspect(engine).get_indexes("ledger")]
    assert ["workspace_id", "entity", "seq"] in indexes


REFUSAL = r"append-only|only be blanked"
REFUSED = (
    "UPDATE ledger SET actor = 'U0OTHER'",
    "UPDATE ledger SET hash = hash WHERE seq = 1",
    "DELETE FROM ledger_content",
    "DELETE FROM ledger",
    "DELETE FROM ledger_content WHERE seq = 2",
    "UPDATE ledger_content SET content = 'other'",
    "UPDATE ledger_content SET salt = 'other'",
    "UPDATE ledger_content SET kept = 'other'",
    "UPDATE ledger_content SET content = NULL, salt = NULL",
    "UPDATE ledger_content SET content = NULL, kept = 'other'",
    "UPDATE ledger_content SET seq = seq + 10, content = NULL, salt = NULL, kept = 'other'",
)
ONLY_ON = {
    "sqlite": (
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 1",
        "INSERT OR REPLACE INTO ledger_content SELECT * FROM ledger_content",
        "REPLACE INTO ledger_content VALUES (1, 1, 'other', 'other', NULL)",
        "UPDATE OR REPLACE ledger SET seq = 2 WHERE seq = 1",
    ),
    "postgresql": (
        "TRUNCATE ledger, ledger_content",
        "TRUNCATE ledger CASCADE",
        "TRUNCATE ledger_content",
        "TRUNCATE workspace CASCADE",
        "MERGE INTO ledger USING ledger old ON ledger.seq = old.seq WHEN MATCHED THEN DELETE",
    ),
}


def test_the_database_itself_refuses(plan_engine):
    before = ledger_of(plan_engine, 1)
    for statement in (*REFUSED, *ONLY_ON[plan_engine.dialect.name]):
        with pytest.raises(DBAPIError, match=REFUSAL), plan_engine.begin() as connection:
            connection.execute(text(statement))
    assert ledger_of(plan_engine, 1) == before


def test_content_can_be_blanked_once(plan_engine):
    blank = text(
        "UPDATE ledger_content SET content = NULL, salt = NULL, kept = :kept WHERE seq = 3"
    )
    with plan_engine.begin() as connection:
        connection.execute(blank, {"kept": "{}"})
    with pytest.raises(DBAPIError, match=REFUSAL), plan_engine.begin() as connection:
        connection.execute(blank, {"kept": "{}"})


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_another_program_cannot_update_the_file_either(plan_engine):
    connection = sqlite3.connect(plan_engine.url.database)
    try:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute("UPDATE ledger SET actor = 'U0OTHER'")
    finally:
        connection.close()


def test_a_writer_checks_what_is_so_under_its_lock(engine, council, changing):
    """What a session read before it took the head is read again."""
    with writing(engine) as session:
        session.get_one(Workspace, council)
    with changing(engine, council) as write:
        write.set_workspace({"settings": {"readers": "C0PLAN"}})
    with changing(engine, council) as write:
        assert write.workspace.settings == {"readers": "C0PLAN"}
        assert write.workspace.head_seq == 1
        assert not write.is_first


def test_the_workspaces_own_facts_are_ledgered(engine, council, changing):
    with changing(engine, council) as write:
        write.set_workspace({"settings": {"readers": "C0PLAN"}})
    [row] = ledger_of(engine, council)
    state = json.loads(row.content)["state"]
    assert row.entity == "workspace:settings"
    assert state == {
        "settings": {"readers": "C0PLAN"},
        "source": {},
        "time_zone": "Europe/London",
    }
