"""Instants, stated dates and the clock: what goes in comes out, on both stores."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from storage.database import reading, writing
from storage.models import HandledRequest, Inspection, StatedDate
from storage.times import Clock, written

LONDON = ZoneInfo("Europe/London")
INSTANTS = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2199, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, LONDON, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Apia")]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(instants=st.lists(INSTANTS, min_size=1, max_size=8))
def test_instants_come_back_aware_and_equal(engine, council, instants):
    with writing(engine) as session:
        session.execute(HandledRequest.__table__.delete())
        for number, at in enumerate(instants):
            session.add(HandledRequest(workspace_id=council, request_id=str(number), at=at))
    with reading(engine) as session:
        kept = session.scalars(select(HandledRequest).order_by(HandledRequest.at)).all()
        # In UTC, since Python calls no two zones' times equal in the hour a clock goes back.
        in_utc = [at.astimezone(UTC) for at in instants]
        assert [one.at for one in kept] == sorted(in_utc)
        assert {one.at.tzinfo for one in kept} == {UTC}
        assert {int(one.request_id): one.at for one in kept} == dict(enumerate(in_utc))
        later = select(HandledRequest.at).where(HandledRequest.at > instants[0])
        assert sorted(session.scalars(later)) == sorted(at for at in in_utc if at > in_utc[0])


@given(INSTANTS, INSTANTS)
def test_written_instants_sort_as_they_happened(one, other):
    assert (written(one) < written(other)) == (one.astimezone(UTC) < other.astimezone(UTC))
    assert datetime.fromisoformat(written(one)) == one.astimezone(UTC)
    assert len(written(one)) == 27


def test_an_instant_is_kept_as_text(engine, council):
    at = datetime(2021, 9, 13, tzinfo=LONDON)
    with writing(engine) as session:
        session.add(HandledRequest(workspace_id=council, request_id="r", at=at))
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT at FROM handled_request")).scalar()
    assert kept == "2021-09-12T23:00:00.000000Z"


STATED = [
    StatedDate(),
    StatedDate("late 2021", date(2021, 9, 13), date(2021, 12, 31), "stated", True),
    StatedDate("30 November 2021", date(2021, 11, 30), date(2021, 11, 30), "day", False),
    StatedDate("when ready", None, None, "stated", False),
    StatedDate("by the end of 2021", None, date(2021, 12, 31), "stated", False),
]


@pytest.mark.parametrize("stated", STATED)
def test_a_stated_date_comes_back(engine, council, stated):
    with writing(engine) as session:
        session.add(
            Inspection(
                workspace_id=council,
                slug="i",
                position=1,
                kind="inspection",
                label="",
                as_written=[],
                month=stated,
            )
        )
    with reading(engine) as session:
        month = session.scalars(select(Inspection)).one().month
    assert month == stated
    assert bool(month) is bool(stated.text)


def test_an_unknown_date_of_the_plan_is_no_date(plan_engine):
    with reading(plan_engine) as session:
        known = {one.slug: one.month for one in session.scalars(select(Inspection))}
    assert known["next-inspection"] == StatedDate()
    assert not known["next-inspection"]
    assert known["ilacs-2018"] == StatedDate(
        "July 2018", date(2018, 7, 1), date(2018, 7, 31), "month", False
    )


@pytest.mark.parametrize(
    ("start", "end", "is_within"),
    [
        (date(2021, 9, 13), date(2021, 12, 31), True),
        (date(2021, 9, 14), date(2021, 12, 31), False),
        (date(2021, 9, 13), date(2021, 12, 30), False),
    ],
)
def test_a_stated_date_is_within_when_every_day_of_it_is(start, end, is_within):
    assert STATED[1].within(start, end) is is_within
    assert not STATED[0].within(date.min, date.max)
    assert not STATED[4].within(date.min, date.max)


def test_the_clock_runs():
    before = datetime.now(UTC)
    now = Clock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC
    assert Clock().today(LONDON) in {before.astimezone(LONDON).date(), now.date()}


def test_a_pinned_clock_moves_todays_date_only():
    clock = Clock(pinned=date(2021, 9, 13))
    assert clock.today(LONDON) == date(2021, 9, 13)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("day", [date(2021, 9, 13), date(2021, 12, 25)])
def test_a_clock_starts_on_a_day_with_the_present_time_of_day(day):
    before = datetime.now(LONDON).replace(tzinfo=None)
    clock = Clock.starting(day, LONDON)
    shown = clock.now().astimezone(LONDON)
    after = datetime.now(LONDON).replace(tzinfo=None)
    assert clock.today(LONDON) == day
    if before.date() == after.date():
        assert before.time() <= shown.time()
        assert shown - datetime.combine(day, before.time(), LONDON) < timedelta(minutes=1)


def test_a_clock_never_starts_before_the_records_last_row():
    head_at = datetime(2021, 9, 14, 8, tzinfo=UTC)
    clock = Clock.starting(date(2021, 9, 13), LONDON, head_at)
    assert head_at < clock.now() < head_at + timedelta(minutes=1)
    early = Clock.starting(date(2021, 9, 13), LONDON, datetime(2021, 9, 12, tzinfo=UTC))
    assert early.today(LONDON) == date(2021, 9, 13)


def test_today_is_the_workspaces_own():
    midnight_utc = datetime(2021, 7, 1, 23, 30, tzinfo=UTC)
    clock = Clock(shift=midnight_utc - datetime.now(UTC))
    assert clock.today(LONDON) == date(2021, 7, 2)
    assert clock.today(ZoneInfo("America/New_York")) == date(2021, 7, 1)
