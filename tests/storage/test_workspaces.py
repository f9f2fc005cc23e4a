"""Whose record it is: teams get their own, and one council never sees another's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from commands.loading import load_plan
from storage.as_at import moment_at, record_as_at
from storage.database import reading, writing
from storage.models import PLAN_TABLES, Action, HandledRequest, Person, Workspace
from storage.queries.actions import find_actions
from storage.queries.areas import area_names
from storage.queries.search import search
from storage.queries.workspaces import (
    RETRIES_END,
    WhichWorkspace,
    connect_team,
    first_time,
    forget_requests,
    is_known,
    names_of,
    save_person,
    standing,
    workspace_for,
)
from storage.redaction import redact
from storage.rows import REMOVED, rows_in
from storage.times import Clock
from storage.verify import verify

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLOCK = Clock(pinned=date(2021, 9, 13))
SAMPLE = Path(__file__).parents[2] / "storage" / "sample_plan.yaml"


def connect(engine, team):
    with writing(engine) as session:
        return connect_team(session, team, f"Council of {team}")


def at_once(work, things):
    gate = Barrier(len(things))

    def started(thing):
        gate.wait()
        return work(thing)

    with ThreadPoolExecutor(len(things)) as threads:
        return list(threads.map(started, things))


@pytest.fixture
def two(engine):
    """Two councils in one database, with the same references in their plans."""
    own = connect(engine, "T1"), connect(engine, "T2")
    for team in ("T1", "T2"):
        load_plan(engine, SAMPLE.read_bytes(), "p.yaml", clock=CLOCK, actor="U0POD", team=team)
    return own


def record_of(engine, workspace_id):
    with reading(engine) as session:
        own = session.get_one(Workspace, workspace_id)
        tables = {table: rows_in(session, workspace_id, table) for table in PLAN_TABLES}
        return own.head_seq, own.head_hash, own.settings, own.source, tables


def test_a_team_takes_over_the_plan_that_was_loaded_before_it(plan_engine):
    assert connect(plan_engine, "T1") == 1
    with reading(plan_engine) as session:
        own = session.get_one(Workspace, 1)
        assert (own.team_id, own.name) == ("T1", "Council of T1")
        assert len(rows_in(session, 1, Action)) == 21
        assert verify(session, own).problems == []


def test_a_second_team_gets_its_own(plan_engine):
    first, second = connect(plan_engine, "T1"), connect(plan_engine, "T2")
    assert first != second
    with reading(plan_engine) as session:
        assert rows_in(session, second, Action) == []


def test_a_team_that_is_known_stays_where_it_is(plan_engine):
    again = [connect(plan_engine, "T1"), connect(plan_engine, "T2"), connect(plan_engine, "T1")]
    assert again[0] == again[2]
    with reading(plan_engine) as session:
        assert len(session.scalars(select(Workspace)).all()) == 2


def test_nobody_takes_over_where_several_wait(engine):
    with writing(engine) as session:
        session.add_all([Workspace(), Workspace()])
    own = connect(engine, "T1")
    with reading(engine) as session:
        waiting = session.scalars(select(Workspace.id).where(Workspace.team_id.is_(None))).all()
    assert len(waiting) == 2
    assert own not in waiting


def test_one_team_connects_twice_at_once(plan_engine):
    assert at_once(lambda team: connect(plan_engine, team), ["T1"] * 4) == [1] * 4


def test_two_teams_connect_at_once(plan_engine):
    numbers = at_once(lambda team: connect(plan_engine, team), ["T1", "T2", "T3"])
    assert len(set(numbers)) == 3
    assert 1 in numbers


def test_the_first_workspace_is_made_when_asked_for(engine):
    with writing(engine) as session:
        own = workspace_for(session, None).id
    with writing(engine) as session:
        assert workspace_for(session, None).id == own
        assert workspace_for(session, str(own)).id == own


def test_where_there_are_several_one_must_be_named(two, engine):
    with reading(engine) as session:
        assert workspace_for(session, "T2").id == two[1]
        assert workspace_for(session, str(two[0])).team_id == "T1"
        for name in (None, "T3", "", "0"):
            with pytest.raises(WhichWorkspace) as which:
                workspace_for(session, name)
            assert "T1, T2" in which.value.sentence
        with pytest.raises(WhichWorkspace):
            standing(session, None, "U0POD")


def test_who_asks_is_found_with_their_workspace(two, engine):
    known = {"is_guest": False, "is_stranger": False, "is_deactivated": False, "seen_at": NOON}
    with writing(engine) as session:
        save_person(session, Person(workspace_id=two[0], user_id="U0POD", name="Pod", **known))
        assert not is_known(session, two[1], "U0POD")
    with writing(engine) as session:
        save_person(session, Person(workspace_id=two[0], user_id="U0POD", name="Pod M.", **known))
        save_person(session, Person(workspace_id=two[1], user_id="U0POD", name=None, **known))
    with reading(engine) as session:
        found = standing(session, "T1", "U0POD")
        assert (found.id, found.name, found.is_guest) == (two[0], "Pod M.", False)
        unknown = standing(session, "T2", "U0OTHER")
        assert (unknown.id, unknown.name, unknown.is_guest) == (two[1], None, None)
        assert standing(session, "T3", "U0POD") is None
        assert is_known(session, two[0], "U0POD")
        assert not is_known(session, two[0], "U0OTHER")
        assert names_of(session, two[0], ["U0POD", "U0OTHER"]) == {"U0POD": "Pod M."}
        assert names_of(session, two[1], ["U0POD"]) == {}


def test_a_write_in_one_leaves_the_other_as_it_was(two, engine, changing):
    one, other = two
    before = record_of(engine, other)
    with changing(engine, one, NOON) as write:
        row = rows_in(write.session, one, Action, ref="MC-3")[0]
        write.update(Action, row | {"text": "Changed here only."})
        write.insert(Action, row | {"ref": "MC-9"})
        write.set_workspace({"settings": {"readers": "C0PLAN"}})
    with changing(engine, one, NOON) as write:
        write.remove(Action, {"ref": "MC-9"})
    with changing(engine, one, NOON) as write:
        row = rows_in(write.session, one, Action, ref="MC-1")[0]
        redact(write, Action, row)
    assert record_of(engine, other) == before
    with reading(engine) as session:
        assert rows_in(session, one, Action, ref="MC-1")[0]["text"] == REMOVED
        for own in two:
            assert verify(session, session.get_one(Workspace, own)).problems == []


def test_a_load_into_one_leaves_the_other_as_it_was(two, engine):
    before = record_of(engine, two[1])
    revised = SAMPLE.read_text().replace("New missing procedures launched", "Procedures")
    load_plan(
        engine, revised.encode(), "p.yaml", clock=CLOCK, actor="U0POD", team="T1", replace=True
    )
    assert record_of(engine, two[1]) == before
    assert record_of(engine, two[0])[0] > before[0]


def test_reads_keep_to_their_own(two, engine, changing):
    one, other = two
    with changing(engine, one, NOON) as write:
        row = rows_in(write.session, one, Action, ref="MC-3")[0]
        write.update(Action, row | {"text": "A word of our own: quincunx."})
    with reading(engine) as session:
        for own, hits in ((one, 1), (other, 0)):
            assert search(session, own, ["quincunx"], limit=10)[1] == hits
            assert find_actions(session, own, limit=100).total == 21
            assert len(area_names(session, own)) == 9
        last = moment_at(session, other, NOON)
        with record_as_at(session, other, last.seq) as copy:
            assert "quincunx" not in rows_in(copy, other, Action, ref="MC-3")[0]["text"]
            assert len(copy.scalars(select(Action)).all()) == 21


def handled(engine, workspace_id, request_id, now=NOON):
    with writing(engine) as session:
        return first_time(session, workspace_id, request_id, now)


def test_a_request_is_new_once(two, engine):
    one, other = two
    asked = [handled(engine, one, "Ev1"), handled(engine, one, "Ev1"), handled(engine, one, "Ev2")]
    assert asked == [True, False, True]
    assert handled(engine, other, "Ev1")


def test_of_a_request_that_comes_twice_at_once_one_is_new(engine, council):
    assert sorted(at_once(lambda name: handled(engine, council, name), ["Ev1"] * 4)) == [
        False,
        False,
        False,
        True,
    ]


def test_old_requests_are_forgotten(engine, council):
    handled(engine, council, "Ev1", NOON)
    handled(engine, council, "Ev2", NOON + timedelta(hours=2))
    assert not handled(engine, council, "Ev1", NOON + RETRIES_END)
    with writing(engine) as session:
        forget_requests(session, NOON + RETRIES_END + timedelta(hours=1))
    with reading(engine) as session:
        kept = set(session.scalars(select(HandledRequest.request_id)))
    assert kept == {"Ev2"}


def test_the_rest_of_the_transaction_goes_on_after_a_request_seen_before(engine, council):
    handled(engine, council, "Ev1")
    with writing(engine) as session:
        assert not first_time(session, council, "Ev1", NOON)
        session.get_one(Workspace, council).name = "Renamed"
    with reading(engine) as session:
        assert session.get_one(Workspace, council).name == "Renamed"
