"""What should never have been written is gone from wherever it stood, and the chain still holds."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from commands.loading import load_plan
from storage.as_at import record_as_at
from storage.database import reading
from storage.models import Action, Workspace
from storage.redaction import empty_the_log, redact
from storage.rows import REMOVED, rows_in
from storage.times import Clock
from storage.verify import verify

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLOCK = Clock(pinned=date(2021, 9, 13))
SECRET = "Tamsin-of-Elm-Close"  # made up, and found nowhere else
SAMPLE = Path(__file__).parents[2] / "storage" / "sample_plan.yaml"
PLAN = SAMPLE.read_text().replace("New missing procedures launched", f"Procedures for {SECRET}")


def everything_in(engine):
    """Give every value of every table, as text."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return "\n".join(
            str(row) for table in tables.sorted_tables for row in connection.execute(select(table))
        )


def action(session, ref="MC-1"):
    return rows_in(session, 1, Action, ref=ref)[0]


def problems(engine):
    with reading(engine) as session:
        return verify(session, session.get_one(Workspace, 1)).problems


@pytest.fixture
def told(engine, changing):
    """A record in which an action's text, and later its note, say what they should not."""
    load_plan(engine, PLAN.encode(), "plan.yaml", clock=CLOCK, actor="U0POD")
    with changing(engine, 1, NOW, reason=f"{SECRET} was meant") as write:
        row = action(write.session)
        write.update(Action, row | {"note": f"asked {SECRET}", "by_roles": [SECRET]})
    assert everything_in(engine).count(SECRET) > 4
    return engine


@pytest.fixture
def redacted(told, changing):
    with changing(told, 1, NOW + timedelta(hours=1), reason="a name") as write:
        assert redact(write, Action, action(write.session)).entries == 2
    return told


def test_the_text_is_nowhere_in_the_database(redacted):
    assert SECRET not in everything_in(redacted)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_the_text_is_nowhere_in_the_file(told, changing):
    file = Path(told.url.database)
    log = file.with_name(f"{file.name}-wal")
    assert SECRET.encode() in file.read_bytes() + log.read_bytes()
    with changing(told, 1, NOW) as write:
        redact(write, Action, action(write.session))
    empty_the_log(told)
    assert SECRET.encode() not in file.read_bytes()
    assert SECRET.encode() not in log.read_bytes()
    told.dispose()
    assert SECRET.encode() not in file.read_bytes()


def test_what_can_name_nobody_stays(told, changing):
    with reading(told) as session:
        before = action(session)
    with changing(told, 1, NOW) as write:
        redact(write, Action, action(write.session))
    with reading(told) as session:
        after = action(session)
    assert (after["text"], after["note"]) == (REMOVED, None)
    assert after["by_roles"] == []
    for kept in ("ref", "position", "state", "moves", "source", "done_earliest", "done_latest"):
        assert after[kept] == before[kept]
    assert before["done_earliest"] is not None


def test_the_chain_still_holds(redacted):
    with reading(redacted) as session:
        found = verify(session, session.get_one(Workspace, 1))
    assert (found.problems, found.redacted) == ([], 2)


def test_the_redaction_is_a_row_that_says_who_and_why(redacted):
    kept = everything_in(redacted)
    assert '"reason":"a name"' in kept
    assert '"redacts":{' in kept


def test_as_at_any_date_it_is_removed(redacted):
    with reading(redacted) as session:
        last = session.get_one(Workspace, 1).head_seq
        for seq in (last - 2, last - 1, last):  # as loaded, as noted, as redacted
            with record_as_at(session, 1, seq) as copy:
                assert action(copy)["text"] == REMOVED
                assert action(copy)["state"] == "reported done"
                assert action(copy, "MC-2")["text"].startswith("Missing children worker")


@pytest.mark.parametrize("replace", [False, True])
def test_loading_the_file_again_does_not_bring_it_back(redacted, replace):
    reply = load_plan(
        redacted, PLAN.encode(), "plan.yaml", clock=CLOCK, actor="U0POD", replace=replace
    )
    assert SECRET not in everything_in(redacted)
    assert SECRET not in repr(reply)
    assert "MC-1" in repr(reply)
    assert problems(redacted) == []


def test_a_newer_file_does_not_bring_it_back_either(redacted):
    newer = PLAN.replace("date: 2021-09-13\n", "date: 2090-01-01\n", 1)
    newer = newer.replace("state: reported done\n    done: 2018-11", "state: in progress")
    clock = Clock(pinned=date(2090, 1, 1))
    load_plan(redacted, newer.encode(), "plan.yaml", clock=clock, actor="U0POD", replace=True)
    assert SECRET not in everything_in(redacted)
    with reading(redacted) as session:
        assert action(session)["text"] == REMOVED
    assert problems(redacted) == []


def test_what_is_written_into_it_later_can_be_redacted_again(redacted, changing):
    with changing(redacted, 1, NOW + timedelta(hours=2)) as write:
        write.update(Action, action(write.session) | {"note": f"{SECRET} again"})
    with changing(redacted, 1, NOW + timedelta(hours=3)) as write:
        redact(write, Action, action(write.session))
    assert SECRET not in everything_in(redacted)
    assert problems(redacted) == []


def test_nothing_else_is_touched(told, changing):
    with reading(told) as session:
        before = {row["ref"]: row for row in rows_in(session, 1, Action)}
    with changing(told, 1, NOW) as write:
        redact(write, Action, action(write.session))
    with reading(told) as session:
        after = {row["ref"]: row for row in rows_in(session, 1, Action)}
    assert before.pop("MC-1") != after.pop("MC-1")
    assert before == after
