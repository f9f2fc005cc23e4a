"""What people gave, noted and claimed is told wherever it belongs, with how far it is accepted."""

from datetime import UTC, datetime

import pytest

from commands.reply import Bullets
from commands.stated_dates import columns, stated_day
from storage.models import (
    Action,
    Audit,
    Evidence,
    EvidenceArea,
    ProgressNote,
    Review,
    SignOff,
    StatedDate,
)
from storage.rows import rows_in

NOW = datetime(2021, 9, 13, 9, tzinfo=UTC)
LINK = "https://council.example/briefing"
CLAIM = {
    "about": "MC-3", "number": 1, "about_kind": "action", "asks_for": "complete",
    "why": "Pods briefed by Quillon", "evidence_ref": "EV-90", "asked_by": "U0POD",
    "asked_at": NOW, "led_by": [], "decision": None, "decided_by": None, "decided_at": None,
    "reason": None,
}  # fmt: skip


def change(staff, table, key, **facts):
    with staff.write(now=NOW) as write:
        (row,) = rows_in(write.session, write.workspace.id, table, **key)
        write.update(table, row | facts)


def note(staff, about, kind, *texts):
    with staff.write(now=NOW) as write:
        for number, text in enumerate(texts, 1):
            write.insert(ProgressNote, {
                "about": about, "number": number, "about_kind": kind, "text": text, "by": "U0POD",
                "at": NOW,
            })  # fmt: skip


@pytest.fixture
def claimed(staff):
    """MC-3 is said to be done, with evidence that nobody has looked at yet."""
    with staff.write(now=NOW) as write:
        (row,) = rows_in(write.session, write.workspace.id, Evidence, ref="EV-2")
        facts = {
            "ref": "EV-90", "position": 90, "kind": "procedure", "text": "Briefing held.",
            "action_ref": "MC-3", "link": LINK, "file_name": "briefing-yarrow.pdf",
            "shows": "Children were seen sooner", "caveat": "One pod is new",
        }  # fmt: skip
        write.insert(Evidence, row | facts)
        of = {"evidence_ref": "EV-90", "area_slug": "missing-children", "position": -1}
        write.insert(EvidenceArea, of | {"is_main": True})
        write.insert(SignOff, CLAIM)
    return staff


def line_of(answer, ref):
    lines = [one for part in answer.reply.parts if isinstance(part, Bullets) for one in part.items]
    return next(one for one in lines if one.label == ref)


PLACES = ["show MC-3", "evidence MC-3", "show EV-90", "status missing-children"]


@pytest.mark.parametrize("words", PLACES)
def test_evidence_has_its_link_and_the_name_of_its_file_wherever_it_is_listed(claimed, words):
    line = line_of(claimed(words), "EV-90")
    assert line.link == LINK
    assert "briefing-yarrow.pdf" in line.text


@pytest.mark.parametrize("words", PLACES)
@pytest.mark.parametrize(
    ("decision", "marks"),
    [
        (None, ["waits for a sign-off"]),
        ("sent back", ["sent back"]),
        ("signed off", []),
    ],
)
def test_evidence_says_whether_its_claim_was_accepted(claimed, words, decision, marks):
    change(claimed, SignOff, {"about": "MC-3", "number": 1}, decision=decision)
    text = line_of(claimed(words), "EV-90").text
    assert [mark for mark in ("waits for a sign-off", "sent back") if mark in text] == marks
    assert "waits" not in line_of(claimed("evidence missing-children"), "EV-8").text


@pytest.mark.parametrize("words", ["show MC-3", "evidence MC-3", "show EV-90"])
def test_what_evidence_leaves_open_and_shows_is_told_once(claimed, words):
    text = claimed(words).text
    assert text.count("One pod is new") == 1
    assert text.count("Children were seen sooner") == 1
    assert ".." not in text
    assert ".;" not in text


@pytest.mark.parametrize(
    ("decision", "told"), [(None, True), ("signed off", True), ("sent back", False)]
)
def test_an_area_tells_what_evidence_leaves_open_unless_it_was_sent_back(claimed, decision, told):
    change(claimed, SignOff, {"about": "MC-3", "number": 1}, decision=decision)
    assert ("One pod is new" in claimed("status missing-children").text) == told


def test_a_claimed_action_keeps_its_due_date(staff):
    facts = columns("done", stated_day(NOW.date())) | columns(
        "due", stated_day(NOW.date().replace(month=12, day=1))
    )
    change(staff, Action, {"ref": "MC-3"}, state="done, awaiting sign-off", **facts)
    said = "said to be done on 13 September 2021; due 1 December 2021"
    for words in ("show MC-3", "status missing-children", "actions missing-children"):
        assert said in staff(words).text, words
    assert said in staff("due in december 2021").text
    change(staff, Action, {"ref": "MC-3"}, state="complete")
    assert "said to be done" not in staff("show MC-3").text


@pytest.mark.parametrize(
    "words", ["status missing-children", "actions missing-children", "due in december 2021", "next"]
)
def test_confidence_is_a_word_wherever_an_action_is_listed(staff, words):
    due = columns("due", stated_day(NOW.date().replace(month=12, day=1)))
    change(staff, Action, {"ref": "MC-3"}, **due)
    assert "confidence" not in staff(words).text
    change(staff, Action, {"ref": "MC-3"}, confidence="amber")
    assert "confidence amber" in staff(words).text


def test_an_area_shows_its_two_newest_notes_and_says_there_are_more(staff):
    note(staff, "missing-children", "area", "Note one", "Note two", "Note three")
    answer = staff("status missing-children")
    assert "Note one" not in answer.text
    assert answer.text.index("Note three") < answer.text.index("Note two")
    assert line_of(answer, "13 September 2021").text.startswith("Note three (")
    assert "more notes than these" in answer.text
    assert "Note one" in staff(answer.button("History")).text


def test_an_action_says_that_it_has_more_notes_only_where_it_has(staff):
    note(staff, "MC-3", "action", "Note one", "Note two", "Note three")
    assert "more notes" not in staff("show MC-3").text
    note(staff, "MC-1", "action", "One", "Two", "Three", "Four")
    answer = staff("show MC-1")
    assert "more notes than these" in answer.text
    assert answer.button("History") == "history MC-1"


@pytest.fixture
def full(claimed):
    note(claimed, "missing-children", "area", "Wimble rang about it")
    with claimed.write(now=NOW, reason="Tarragon has not read it") as write:
        decided = {"decision": "sent back", "reason": write.reason}
        write.update(SignOff, CLAIM | decided)  # the ledger has the reason too
    with claimed.write(now=NOW) as write:
        write.insert(Review, {
            "action_ref": "MC-1", "number": 1, "due": None, "outcome": "embedded",
            "shown_by": "Ozwald asked three pods", "reviewed_by": "U0QA", "reviewed_at": NOW,
        })  # fmt: skip
        write.insert(Audit, {
            "ref": "AU-1", "position": 1, "theme": "Return talks by Pemberly",
            "area_slug": None, "held": NOW.date(), "sample_size": None,
            **columns("period", StatedDate()),
            "moderated_by": None, "shows": "Marjoram was heard", "given_by": "U0QA",
        })  # fmt: skip
    return claimed


@pytest.mark.parametrize(
    ("word", "kind", "onwards"),
    [
        ("wimble", "note", "history missing-children"),
        ("quillon", "claim", "history MC-3"),
        ("tarragon", "claim", "history MC-3"),
        ("ozwald", "re-check", "history MC-1"),
        ("pemberly", "audit", "show AU-1"),
        ("marjoram", "audit", "show AU-1"),
        ("yarrow", "evidence", "show EV-90"),
        ("sooner", "evidence", "show EV-90"),
        ("one pod is new", "evidence", "show EV-90"),
    ],
)
def test_a_name_is_found_in_whatever_people_wrote_and_can_be_seen(full, word, kind, onwards):
    found = full(f"find {word}")
    assert f"({kind})" in found.text
    assert onwards in found.choices
    assert word in full(onwards).text.lower()
    for asked in found.choices:
        assert full(asked).found, asked
