"""An action's words, put right; but not while a second person is to decide on them."""

import pytest

from commands.signing import WaitsAlready
from storage.models import Action, SignOff
from storage.rows import rows_in

FACTS = {"text": "Brief every pod again.", "reason": "It was misspelt"}
CLOSE = "close MC-3 no further action because it has gone"


@pytest.fixture
def manager(staff):
    return staff.who(user_id="U0POD", role="manager", name="Pod manager")


@pytest.fixture
def quality(staff):
    return staff.who(user_id="U0QA", role="quality assurance", name="Quality lead")


def text_in(staff):
    with staff.session as session:
        return rows_in(session, 1, Action, ref="MC-3")[0]["text"]


def claim(manager):
    opened = manager("complete MC-3")
    shown = {"kind": "other", "link": "https://council.example/12"}
    return manager.submit(
        opened.fill(summary="All pods briefed.", dated=manager.clock.pinned, **shown)
    )


def test_words_are_put_right_with_a_reason(manager):
    assert "reason" in manager.submit(manager("edit MC-3").fill(reason=None)).error.by_field
    assert manager.submit(manager("edit MC-3").fill(**FACTS)).error is None
    assert text_in(manager) == FACTS["text"]
    assert "Why: It was misspelt." in manager("history MC-3").text


def test_what_is_claimed_complete_is_not_worded_anew(manager, quality):
    before = text_in(manager)
    assert claim(manager).error is None
    error = manager("edit MC-3").error
    assert isinstance(error, WaitsAlready)
    assert "It has to be signed off or sent back first." in error.sentence
    assert text_in(manager) == before
    assert quality.submit(quality("send back MC-3").fill(reason="A draft.")).error is None
    assert manager.submit(manager("edit MC-3").fill(**FACTS)).error is None
    assert text_in(manager) == FACTS["text"]


def test_nor_is_what_is_to_be_closed(manager, quality):
    before = text_in(manager)
    assert manager(CLOSE).error is None
    error = manager.submit(manager("edit MC-3").fill(**FACTS)).error
    assert isinstance(error, WaitsAlready)
    assert "It has to be signed off or sent back first." in error.sentence
    assert text_in(manager) == before
    assert quality("sign off MC-3").error is None
    assert manager.submit(manager("edit MC-3").fill(**FACTS)).error is None
    with manager.session as session:
        (closed,) = rows_in(session, 1, SignOff)
    assert closed["decision"] == "signed off"
