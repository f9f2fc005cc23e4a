"""Work for Slack: claimed by one at a time, for as long as its lease."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.database import reading, writing
from storage.models import Post, Workspace
from storage.queries import posts
from storage.queries.posts import LEASE, Planned

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORKS = ("message", "replace", "whisper")
SOON = NOON + timedelta(seconds=20)


@pytest.fixture
def plan(engine, council):
    """Keep pieces of work to be done from noon."""

    def plan(*keys, work="message", workspace_id=council, now=NOON, **told):
        with writing(engine) as session:
            planned = [
                Planned(key, work, told.get("channel", "C1"), {"text": key}, told.get("otherwise"))
                for key in keys
            ]
            posts.add_posts(session, workspace_id, planned, now)

    return plan


@pytest.fixture
def do(engine):
    """Do one thing to the rows in a transaction of its own."""

    def do(change, *arguments, **named):
        with writing(engine) as session:
            return change(session, *arguments, **named)

    return do


@pytest.fixture
def claim(do, council):
    return lambda now=NOON, works=WORKS: do(posts.claim, council, works, now)


@pytest.fixture
def row(engine):
    def row(key, work="message"):
        with reading(engine) as session:
            return session.scalars(select(Post).where(Post.key == key, Post.work == work)).one()

    return row


@pytest.fixture
def due(engine, council):
    def due(works=WORKS):
        with reading(engine) as session:
            return posts.next_due(session, council, works)

    return due


def test_work_is_claimed_in_order_once_and_only_what_is_due(plan, claim):
    plan("one", "two")
    plan("later", now=SOON)
    assert [claim().key, claim().key, claim()] == ["one", "two", None]
    assert claim(SOON).key == "later"


def test_work_that_nobody_here_can_do_is_left(plan, claim, due):
    plan("file", work="fetch")
    assert claim() is None
    assert due() is None
    assert claim(works=("fetch",)).key == "file"


def test_a_whisper_comes_first(plan, claim):
    plan("one")
    plan("answer", work="whisper", now=NOON)
    assert claim().key == "answer"


def test_a_lease_that_ran_out_is_an_attempt_of_unknown_end(plan, claim):
    plan("one")
    first = claim()
    assert (first.is_unsure, first.attempts, first.leased_until) == (False, 1, NOON + LEASE)
    assert claim(NOON + LEASE - timedelta(seconds=1)) is None
    again = claim(NOON + LEASE)
    assert (again.is_unsure, again.attempts, again.since) == (True, 2, NOON)


def test_what_slack_refused_is_surely_not_done(plan, do, claim, row):
    plan("one")
    do(posts.put_off, claim(), SOON, "not_in_channel")
    assert claim() is None
    again = claim(SOON)
    assert (again.is_unsure, again.attempts, again.fault) == (False, 2, "not_in_channel")
    do(posts.put_off, again, SOON, "ratelimited", counts=False)
    assert row("one").attempts == 1


def test_what_is_unsure_stays_so_and_keeps_the_time_before_its_first_attempt(plan, do, claim):
    plan("one")
    do(posts.stay_unsure, claim(), NOON + timedelta(hours=1), "missing_scope")
    assert claim(NOON + LEASE) is None
    again = claim(NOON + timedelta(hours=1))
    assert (again.is_unsure, again.since) == (True, NOON)


def test_who_lost_the_lease_decides_nothing_but_that_it_is_done(plan, do, claim, row):
    plan("one")
    late = claim()
    now = NOON + LEASE
    taken_over = claim(now)
    do(posts.put_off, late, SOON, "internal_error")
    do(posts.stay_unsure, late, SOON, "internal_error")
    do(posts.tell_otherwise, late, {}, SOON, "is_archived")
    assert row("one").leased_until == taken_over.leased_until
    do(posts.finish, late, now, posted_to="C1", ts="1.0")
    do(posts.finish, taken_over, now, posted_to="C1", ts="2.0")
    assert row("one").ts == "1.0"


def test_what_is_done_says_where_and_keeps_no_words(plan, do, claim, row, engine, council):
    plan("one")
    do(posts.finish, claim(), SOON, posted_to="C1", ts="1.5")
    done = row("one")
    assert (done.done_at, done.posted_to, done.ts, done.content) == (SOON, "C1", "1.5", {})
    assert claim(SOON) is None
    with reading(engine) as session:
        assert posts.where_posted(session, council, "one") == ("C1", "1.5")
        assert posts.where_posted(session, council, "two") is None


def test_a_replacement_waits_for_its_message(plan, do, claim, due):
    plan("card")
    message = claim()
    plan("card", work="replace")
    assert claim() is None
    assert due() == NOON + LEASE
    do(posts.finish, message, NOON, posted_to="C1", ts="1.0")
    assert due() == NOON
    assert claim().work == "replace"


def test_the_next_that_is_due(plan, claim, due):
    assert due() is None
    plan("later", now=SOON)
    assert due() == SOON
    plan("now")
    assert due() == NOON
    claim()
    assert due() == SOON
    claim(SOON)
    assert due() == NOON + LEASE


def test_a_workspace_waits_and_no_other(plan, do, claim, row, engine, council):
    with writing(engine) as session:
        other = Workspace()
        session.add(other)
        session.flush()
        elsewhere = other.id
    plan("theirs", workspace_id=elsewhere)
    plan("begun")
    claim()
    plan("mine")
    do(posts.put_off_all, council, SOON)
    assert (row("mine").due_at, row("theirs").due_at, row("begun").due_at) == (SOON, NOON, NOON)
    assert do(posts.claim, elsewhere, WORKS, NOON).key == "theirs"


def test_a_person_is_told_otherwise_as_if_for_the_first_time(plan, do, claim):
    plan("one", channel="C0OLD", otherwise="U1")
    claimed = claim()
    assert claimed.otherwise == "U1"
    do(posts.tell_otherwise, claimed, {"text": "told"}, SOON, "is_archived")
    told = claim(SOON)
    assert (told.channel, told.otherwise, told.content) == ("U1", None, {"text": "told"})
    assert (told.attempts, told.is_unsure) == (1, False)


def test_many_at_once_share_the_work_out(plan, claim):
    keys = [f"post-{number}" for number in range(80)]
    plan(*keys)

    def until_none(_):
        mine = []
        misses = 0
        while misses < 20:  # another's lock may make one look in vain
            claimed = claim()
            misses += claimed is None
            mine += [claimed.key] if claimed else []
        return mine

    with ThreadPoolExecutor(4) as threads:
        shares = list(threads.map(until_none, range(4)))
    assert sorted(key for share in shares for key in share) == sorted(keys)
