"""A tiny bench has every figure, and the counts hold; no time is asserted."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.bench import statements
from bot.bench.big_plan import Size
from bot.bench.failed import BenchFailed
from bot.bench.figures import (
    HELLO,
    HELLO_BEFORE_RESPONSE,
    LARGE,
    MANY,
    ONE,
    QUESTIONS,
    SAMPLE,
    Line,
)
from bot.bench.load import never_asked
from bot.bench.report import as_report, goals
from bot.bench.run import SAMPLE_PLAN, measured
from bot.people import keep_person
from commands.loading import load_plan
from storage.database import open_database, writing
from storage.migrate import migrate
from storage.models import Person
from storage.queries.workspaces import connect_team
from storage.times import Clock

SMALL = Size(areas=2, actions=12, ledger=2_000)
BOTH = (SAMPLE, LARGE)


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def figures(told):
    return asyncio.run(measured(0.2, SMALL, told.append))


def test_every_line_is_timed_over_one_and_many_connections(figures):
    lines = {Line(HELLO), Line(HELLO_BEFORE_RESPONSE)} | {
        Line(plan, words, asked)
        for plan in BOTH
        for words in QUESTIONS
        for asked in ("first", "again")
    }
    assert set(figures.timed) == {(line, number) for line in lines for number in (ONE, MANY)}
    for timed in figures.timed.values():
        assert timed.requests > 0
        assert 0 < timed.p50 <= timed.p99
        assert timed.per_second > 0


def test_statements_are_as_many_on_a_larger_plan(figures):
    for words in QUESTIONS:
        assert figures.statements[SAMPLE, words] == figures.statements[LARGE, words]
        first, again = figures.statements[SAMPLE, words]
        assert first > again > 0


def test_slack_is_never_called(figures):
    assert set(figures.slack_calls.values()) == {0}


def test_processes_are_measured(figures):
    assert figures.ready_after > 0
    assert figures.say > 0
    assert set(figures.memory) == {HELLO, HELLO_BEFORE_RESPONSE, *BOTH}
    assert all(megabytes is None or megabytes > 10 for megabytes in figures.memory.values())


def test_the_large_plan_is_as_large_as_asked(figures, told):
    assert figures.sizes[LARGE] == "18 areas, 252 actions, 2,000 ledger rows"
    assert "Verifying the large plan" in told


def test_the_report_shows_every_figure_and_goal(figures):
    report = as_report(figures)
    for words in QUESTIONS:
        assert report.count(f" {words} ") >= 4
    every = list(goals(figures))
    assert len(every) == 9
    for goal in every:
        assert goal.figure in report
    for said in ("From start to ready", "Memory after the load", "SQL statements", "Slack calls"):
        assert said in report


def test_words_never_asked_differ_in_spaces_alone():
    asked = {never_asked("status missing-children", number) for number in range(1, 3_000)}
    assert len(asked) == 2_999
    assert {" ".join(words.split()) for words in asked} == {"status missing-children"}


def test_the_sample_alone_has_its_own_report(figures):
    alone = replace(
        figures,
        sizes={SAMPLE: figures.sizes[SAMPLE]},
        timed={what: timed for what, timed in figures.timed.items() if what[0].server != LARGE},
    )
    assert "large plan" not in as_report(alone)
    assert len(list(goals(alone))) == 5


def test_words_answered_from_the_cache_are_never_called_first_asked(tmp_path, monkeypatch):
    engine = open_database(f"sqlite:///{tmp_path / 'plan.db'}")
    clock = Clock(pinned=date(2021, 9, 13))
    migrate(engine)
    load_plan(engine, SAMPLE_PLAN.read_bytes(), "plan", clock=Clock(), actor="a test")
    with writing(engine) as session:
        number = connect_team(session, "T1", "A council")
    known = {"is_guest": False, "is_stranger": False, "is_deactivated": False}
    keep_person(engine, Person(workspace_id=number, user_id="U1", seen_at=clock.now(), **known))
    count = statements.count_statements
    assert count(engine, clock, "T1", "U1", "overdue")[0] > 1
    monkeypatch.setattr(statements, "never_asked", lambda words, _: words)
    with pytest.raises(BenchFailed, match="cache"):
        count(engine, clock, "T1", "U1", "overdue")
    with pytest.raises(BenchFailed, match="could not answer"):
        count(engine, clock, "T1", "U1", "show MC-99")
    engine.dispose()
