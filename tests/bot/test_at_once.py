"""What happens in two transactions at once, where a store has more than one writer."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.answers import Answers, Request
from storage.database import reading, writing
from storage.ledger import LedgerWrite
from storage.models import HandledRequest, Person, RoleHolder
from storage.queries.roles import grants_of
from storage.queries.workspaces import connect_team, first_time, forget_requests
from storage.rows import rows_in
from storage.times import Clock

TEAM, ADMIN = "T0LOCAL", "U0HEAD"
OLD = timedelta(days=2)

pytestmark = pytest.mark.parametrize("store", ["postgresql"], indirect=True)


def person(user, workspace_id, name):
    facts = {"is_guest": False, "is_stranger": False, "is_deactivated": False}
    return Person(
        workspace_id=workspace_id, user_id=user, name=name, seen_at=Clock().now(), **facts
    )


@pytest.fixture
def council(plan_engine):
    """A council with one admin, by a grant."""
    with writing(plan_engine) as session:
        workspace_id = connect_team(session, TEAM, "A council")
        for user in (ADMIN, "U0POD"):
            session.add(person(user, workspace_id, user))
        write = LedgerWrite(session, workspace_id, actor="x", reason="a test", now=Clock().now())
        write.insert(RoleHolder, {"kind": "grant", "role": "admin", "holder": ADMIN})
        write.close()
    return workspace_id


def until_one_waits(engine):
    """Wait until a transaction waits for another one's lock."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    for _ in range(1000):
        with engine.connect() as connection:
            if connection.scalar(waiting):
                return
        time.sleep(0.01)
    pytest.fail("nobody waits")


def in_the_background(work):
    done = []
    thread = threading.Thread(target=lambda: done.append(work()))
    thread.start()
    return thread, done


def test_who_is_losing_a_role_in_another_transaction_can_not_use_it(plan_engine, council):
    answers = Answers(plan_engine, Clock(), frozenset(), lambda reply: reply)
    words = "roles grant <@U0POD> admin"
    with writing(plan_engine) as session:
        write = LedgerWrite(session, council, actor="x", reason="a test", now=Clock().now())
        (grant,) = rows_in(session, council, RoleHolder)
        write.remove(RoleHolder, grant)
        write.close()
        thread, done = in_the_background(
            lambda: answers(Request(TEAM, ADMIN, words, groups=frozenset()))
        )
        until_one_waits(plan_engine)
    thread.join()
    assert done[0].title == "You can't do that"
    with reading(plan_engine) as session:
        assert grants_of(session, council, ["admin"]) == []


def test_an_event_and_a_change_do_not_wait_for_each_other(plan_engine, council):
    """Neither forgets old requests itself, so that one holds what the other wants."""
    now = Clock().now()
    with writing(plan_engine) as session:
        session.add(HandledRequest(workspace_id=council, request_id="old", at=now - OLD))

    def event():
        with writing(plan_engine) as session:
            return first_time(session, council, "Ev1", now)

    with writing(plan_engine) as session:
        LedgerWrite(session, council, actor="x", now=now)
        thread, done = in_the_background(event)
        until_one_waits(plan_engine)
        assert first_time(session, council, "Ev2", now)
    thread.join()
    assert done == [True]


def test_a_request_in_use_is_not_forgotten_and_not_waited_for(plan_engine, council):
    now = Clock().now()
    with writing(plan_engine) as session:
        for name in ("free", "in use"):
            session.add(HandledRequest(workspace_id=council, request_id=name, at=now - OLD))
    with writing(plan_engine) as using:
        using.get(HandledRequest, (council, "in use"), with_for_update=True)
        with writing(plan_engine) as session:
            session.execute(text("SET LOCAL lock_timeout = '1s'"))
            forget_requests(session, now)
    with reading(plan_engine) as session:
        assert [one.request_id for one in session.query(HandledRequest)] == ["in use"]
