"""Words are looked for as they are written: nothing in them means anything to the database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import reading
from storage.models import Ambiguity
from storage.queries.search import search
from storage.rows import rows_in

TEXTS = {
    "A1": "100% of plans",
    "A2": "1000 of plans",
    "A3": "form_a is old",
    "A4": "formXa is old",
    "A5": "the child's voice",
    "A6": 'a "quoted" word',
    "A7": "one\\two",
    "A8": "/ofsted; DROP TABLE action; --",
    "A9": "Plans of ALL kinds",
}
ODD = st.text("ab%_'\"\\/[]*?^$;- é🧒", max_size=6)


@pytest.fixture
def own(engine, council, changing):
    with changing(engine, council) as write:
        for position, (ref, words) in enumerate(TEXTS.items(), 1):
            row = {"ref": ref, "position": position, "text": words, "paragraph": "3.1"}
            write.insert(Ambiguity, row)
    return council


def found(engine, workspace_id, *words, limit=100, offset=0):
    with reading(engine) as session:
        hits, total = search(session, workspace_id, words, limit=limit, offset=offset)
    return [hit.name for hit in hits], total


@pytest.mark.parametrize(
    ("words", "refs"),
    [
        (["100%"], ["A1"]),
        (["%"], ["A1"]),
        (["_"], ["A3"]),
        (["form_a"], ["A3"]),
        (["child's"], ["A5"]),
        (['"quoted"'], ["A6"]),
        (["\\"], ["A7"]),
        (["e\\t"], ["A7"]),
        (["; drop table action; --"], ["A8"]),
        (["PLANS"], ["A1", "A2", "A9"]),
        (["plans", "all"], ["A9"]),
        (["plans", "voice"], []),
        (["lan"], ["A1", "A2", "A9"]),
        (["a9"], ["A9"]),
        (["nothing like it"], []),
    ],
)
def test_words_are_found_as_written(engine, own, words, refs):
    assert found(engine, own, *words) == (refs, len(refs))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=ODD, word=ODD.filter(bool))
def test_a_word_is_found_where_it_stands_and_nowhere_else(engine, council, changing, text, word):
    row = {"ref": "A1", "position": 1, "text": text, "paragraph": None}
    with changing(engine, council) as write:
        known = rows_in(write.session, council, Ambiguity)
        (write.update if known else write.insert)(Ambiguity, row)
    is_in = word in text or word in "A1".lower()
    assert found(engine, council, word)[1] == is_in


def test_pages_follow_each_other(engine, own):
    names, total = found(engine, own, "plans", limit=2)
    rest, _ = found(engine, own, "plans", limit=2, offset=2)
    assert (names, rest, total) == (["A1", "A2"], ["A9"], 3)


def test_everything_of_a_plan_is_looked_through(plan_engine):
    with reading(plan_engine) as session:
        kinds = {
            word: {hit.kind for hit in search(session, 1, [word], limit=100)[0]}
            for word in ("missing", "percentage", "arithmetic", "almost 90%", "procedures")
        }
        assert search(session, 1, ["missing", "percentage"], limit=10) == ([], 0)
    assert kinds["missing"] >= {"area", "action", "evidence"}
    assert "measure" in kinds["arithmetic"]
    assert "unclear in the plan" in kinds["almost 90%"]


def test_a_hit_says_what_it_is_and_where_it_stands(plan_engine):
    with reading(plan_engine) as session:
        [hit], _ = search(session, 1, ["procedures", "launched"], limit=5)
    assert hit == ("action", "MC-1", "New missing procedures launched", "3.8")
