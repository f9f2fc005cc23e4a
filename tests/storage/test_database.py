"""Writers queue, readers see one moment, and nothing that people typed is in an error."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError

from storage.database import THREADS, open_database, reading, writing
from storage.ledger import LedgerWrite
from storage.models import Ambiguity, Workspace
from storage.rows import rows_in
from storage.verify import verify

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WRITERS = 20


def doubt(ref, words="Two dates differ."):
    return {"ref": ref, "position": 1, "text": words, "paragraph": None}


def all_at_once(work, times=WRITERS):
    """Run `work(number)` in as many threads, which start together."""
    gate = Barrier(times)

    def started(number):
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(started, range(times)))


def refs(engine, workspace_id):
    with reading(engine) as session:
        return {row["ref"] for row in rows_in(session, workspace_id, Ambiguity)}


def test_writers_at_once_queue_and_lose_nothing(engine, council, changing):
    def work(number):
        with changing(engine, council) as write:
            write.insert(Ambiguity, doubt(f"A{number}"))
            write.insert(Ambiguity, doubt(f"B{number}"))

    all_at_once(work)
    assert refs(engine, council) == {f"{letter}{n}" for letter in "AB" for n in range(WRITERS)}
    with reading(engine) as session:
        found = verify(session, session.get_one(Workspace, council))
    assert (found.problems, found.rows) == ([], 2 * WRITERS)


def test_each_writer_sees_what_the_one_before_wrote(engine, council, changing):
    """Read, add one, write back: twenty at once make twenty."""
    with changing(engine, council) as write:
        write.insert(Ambiguity, doubt("A1", "0"))

    def work(_number):
        with changing(engine, council) as write:
            row = rows_in(write.session, council, Ambiguity, ref="A1")[0]
            write.update(Ambiguity, row | {"text": str(int(row["text"]) + 1)})

    all_at_once(work)
    with reading(engine) as session:
        assert rows_in(session, council, Ambiguity)[0]["text"] == str(WRITERS)
        assert verify(session, session.get_one(Workspace, council)).problems == []


def test_a_writer_that_read_before_writing_does_not_fail(engine, council):
    """A deferred transaction that turns into a write fails at once on SQLite: ours never does."""

    def work(number):
        with writing(engine) as session:
            assert len(rows_in(session, council, Ambiguity)) <= WRITERS
            write = LedgerWrite(session, council, actor="U0POD", reason="", now=NOON)
            write.insert(Ambiguity, doubt(f"A{number}"))
            write.close()

    all_at_once(work)
    assert len(refs(engine, council)) == WRITERS


def test_writers_of_two_programs_queue(engine, council, changing):
    """Two engines on one database, as two replicas have."""
    other = open_database(engine.url.render_as_string(hide_password=False))
    try:

        def work(number):
            with changing((engine, other)[number % 2], council) as write:
                write.insert(Ambiguity, doubt(f"A{number}"))

        all_at_once(work)
    finally:
        other.dispose()
    assert len(refs(engine, council)) == WRITERS


def test_readers_are_not_kept_waiting_by_a_writer(engine, council, changing):
    with changing(engine, council) as write:
        write.insert(Ambiguity, doubt("A1"))
        write.session.flush()
        assert refs(engine, council) == set()
    assert refs(engine, council) == {"A1"}


def test_a_reader_sees_one_moment(engine, council, changing):
    with reading(engine) as session:
        assert rows_in(session, council, Ambiguity) == []
        with changing(engine, council) as write:
            write.insert(Ambiguity, doubt("A1"))
        assert refs(engine, council) == {"A1"}
        assert rows_in(session, council, Ambiguity) == []
        assert session.get_one(Workspace, council).head_seq == 0


def test_a_reader_leaves_nothing_behind(engine, council):
    with reading(engine) as session:
        session.execute(text("UPDATE workspace SET name = 'changed'"))
    with reading(engine) as session:
        assert session.get_one(Workspace, council).name is None


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_connections_are_given_back_as_they_were(engine):
    for _ in range(THREADS):
        with reading(engine) as session:
            level = session.scalar(text("SHOW transaction_isolation"))
            assert level == "repeatable read"
        with writing(engine) as session:
            assert session.scalar(text("SHOW transaction_isolation")) == "read committed"


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_every_sqlite_connection_is_prepared(engine):
    for _ in range(2):
        with engine.connect() as connection:
            for pragma, kept in {
                "journal_mode": "wal",
                "foreign_keys": 1,
                "recursive_triggers": 1,
                "secure_delete": 1,
            }.items():
                assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == kept
        engine.dispose()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_only_a_writer_takes_the_write_lock(engine):
    said = []
    event.listen(engine, "before_cursor_execute", lambda *about: said.append(about[2]))
    with reading(engine) as session:
        session.execute(text("SELECT 1"))
    with writing(engine) as session:
        session.execute(text("SELECT 1"))
    assert [one for one in said if one.startswith("BEGIN")] == ["BEGIN", "BEGIN IMMEDIATE"]


def test_what_people_typed_is_not_in_an_error(engine, council, changing):
    def twice():
        with changing(engine, council) as write:
            write.insert(Ambiguity, doubt("A1", "typed by somebody"))
            write.insert(Ambiguity, doubt("A1", "typed by somebody"))

    with pytest.raises(DBAPIError) as failed:
        twice()
    assert "typed by somebody" not in str(failed.value)


def test_opening_connects_to_nothing(tmp_path):
    open_database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    open_database("postgresql+psycopg://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_connection_that_died_is_replaced(engine, council):
    with reading(engine) as session:
        session.get_one(Workspace, council)
    admin = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        kill = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(text(kill))
    admin.dispose()
    with reading(engine) as session:
        assert session.get_one(Workspace, council).id == council
