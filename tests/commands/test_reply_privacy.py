"""What could identify a child is stopped before anything looks at it, and on the way out."""

import re
from datetime import UTC, datetime

import pytest

from commands import privacy
from commands.privacy import HoldsIdentifier
from commands.registry import commands
from storage.models import Action, Ambiguity, Area, Evidence, Measure, Reading
from storage.rows import rows_in

KINDS = {  # kind: a value of it that belongs to nobody
    "NHS number": "999 000 0018",
    "National Insurance number": "AB 12 34 56 C",
    "full postcode": "BN1 1AA",
    "date of birth": "DOB 3/5/2010",
    "phone number": "07700 900123",
    "email address": "someone@example.org",
    "case number": "case number 1234567",
}


def bare(text: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", text.lower())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", [*commands(), "", "frobnicate", "status as at", "/ofsted"])
def test_a_question_that_holds_one_is_refused_before_anything_else(ask, command, kind):
    value = KINDS[kind]
    answer = ask(f"{command} {value}")
    assert isinstance(answer.error, HoldsIdentifier)
    assert kind in answer.text
    assert bare(value) not in bare(answer.everything)
    assert answer.choices == []


def test_every_kind_in_it_is_named_once(ask):
    answer = ask("find " + ", ".join([*KINDS.values(), KINDS["NHS number"]]))
    for kind in KINDS:
        assert answer.text.count(kind) == 1


def test_it_is_refused_before_a_day_a_role_or_a_page_is_looked_at(ask):
    for typed in (
        f"status as at 1 May 2090 {KINDS['full postcode']}",
        f"redact MC-3 because {KINDS['phone number']}",
        f"status {KINDS['email address']} page 2",
    ):
        assert isinstance(ask(typed).error, HoldsIdentifier)


@pytest.mark.parametrize("words", ["<@U012ABCDE>", "2018-4", "MC-3", "13/9/2021", "s17", "Q1 2021"])
def test_the_plans_own_words_are_no_identifiers(ask, words):
    assert not isinstance(ask(f"find {words}").error, HoldsIdentifier)


@pytest.fixture(scope="module")
def tainted(copy_of, sample_file):
    """A plan into which identifiers came after all, each in another place."""
    staff = copy_of(sample_file)
    nhs, post = KINDS["NHS number"], KINDS["full postcode"]
    put: list[tuple] = [
        (Action, {"ref": "MC-3"}, {"text": f"Visit the child, {nhs}"}),
        (Action, {"ref": "EC-1"}, {"note": f"call {KINDS['phone number']}",
                                   "next_step": f"write to {KINDS['email address']}"}),
        (Action, {"ref": "MC-1"}, {"lead": KINDS["email address"], "done_by": post}),
        (Action, {"ref": "CIN-3"}, {"by_roles": [KINDS["email address"]]}),
        (Area, {"slug": "missing-children"}, {"caveat": f"the child at {post}",
                                              "title": f"Missing {nhs}"}),
        (Evidence, {"ref": "EV-7"}, {"text": KINDS["date of birth"]}),
        (Ambiguity, {"ref": "A5"}, {"text": KINDS["case number"]}),
        (Measure, {"slug": "rhi-timeliness"}, {"name": f"Interviews of {nhs}"}),
        (Reading, {"measure_slug": "missing-episodes"}, {"reason": post}),
    ]  # fmt: skip
    reason = f"a colleague at {KINDS['email address']} said so"
    with staff.write(now=datetime(2021, 9, 14, tzinfo=UTC), reason=reason) as write:
        for table, key, facts in put:
            (row,) = rows_in(write.session, write.workspace.id, table, **key)
            write.update(table, row | facts)
    return staff.on(datetime(2021, 9, 15, tzinfo=UTC).date())


ASKED = [
    "", "status", "status missing-children", "status eclipse", "actions", "actions page 2",
    "actions open", "show MC-3", "show MC-1", "show EC-1", "show EV-7", "show A5", "overdue",
    "due before christmas", "completed", "completed in 2018", "find visit", "find child",
    "measure", "measure missing-children", "measure rhi-timeliness", "measure missing-episodes",
    "evidence missing-children", "who missing-children", "who MC-1", "who CIN-3", "findings",
    "next", "history MC-3", "history EC-1", "history EV-7", "changes", "changes today",
    "status as at 14 September 2021", "show MC-3 as at 14 September 2021", "status zzz",
    "help", "mine", "history MC-3 as at 14 September 2021", "changes since 14 september page 2",
]  # fmt: skip


@pytest.mark.parametrize("words", ASKED)
def test_an_identifier_in_the_record_never_leaves_it(tainted, words):
    answer = tainted(words)
    for value in KINDS.values():
        assert bare(value) not in bare(answer.everything)
    for text in answer.everything.split("\n"):
        assert privacy.find(text) == []


def test_a_councils_own_case_numbers_neither_come_in_nor_go_out(staff):
    with staff.write(now=datetime(2021, 9, 14, tzinfo=UTC)) as write:
        (row,) = rows_in(write.session, write.workspace.id, Action, ref="MC-3")
        write.update(Action, row | {"text": "As for LLX-4471"})
    words = "find LLX-4471"
    assert "LLX-4471" in staff("show MC-3").text
    assert staff(words).found
    assert staff.who(role="admin")(r"settings case numbers LLX-\d{4}").found
    assert isinstance(staff(words).error, HoldsIdentifier)
    for asked in ("show MC-3", "actions missing-children", "history MC-3"):
        answer = staff(asked)
        assert "4471" not in answer.everything
        assert "As for [case number removed]" in answer.everything
    form = staff.who(role="admin")("edit MC-3")
    note = staff.who(role="admin").submit(form.fill(text="As before", reason="plainer"))
    assert note.reply.is_note
    assert "4471" not in note.everything


def test_what_was_taken_out_is_said_to_be(tainted):
    assert "Visit the child, [NHS number removed]" in tainted("show MC-3").text
    assert "[full postcode removed]" in tainted("status missing-children").text
    assert "[email address removed]" in tainted("history MC-3").text


def test_before_it_came_in_the_answers_are_as_they_were(tainted):
    text = tainted("show MC-3 as at 13 September 2021").text
    assert "Work with social work pods" in text
    assert "removed" not in text


def test_nothing_of_the_sample_plan_is_taken_out(ask):
    for words in ASKED:
        assert "removed]" not in ask(words.replace("14 September", "13 September")).everything
