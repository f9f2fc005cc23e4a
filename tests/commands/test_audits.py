"""Audits: recorded with the actions that arise from them, and none of those lost."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.audit_words import grade_words
from commands.form import MOST_PARTS, Again, Faults, Field
from storage.database import writing
from storage.models import Action, Audit, AuditGrade, Person
from storage.queries.workspaces import workspace_for
from storage.rows import rows_in
from storage.verify import verify

NOON = datetime(2021, 9, 13, 12, tzinfo=UTC)
HELD = date(2021, 8, 31)
AREA = "Children who go missing and return home interviews"
AUDIT = {
    "theme": "Return home interviews",
    "area": "missing-children",
    "held": HELD,
    "period": "Q1 2021-22",
    "sample_size": 20,
    "green": 12,
    "amber": 6,
    "red": 1,
    "moderated_by": "Quality Assurance Manager",
    "shows": "Interviews are offered sooner; plans do not always use what was said",
    "action_1": "Use what was said in the plan",
    "lead_1": "U0POD",
    "action_2": "Offer every interview within three days",
    "lead_2": "U0OTHER",
    "due_2": date(2021, 10, 31),
}


@pytest.fixture
def manager(staff):
    return staff.who(user_id="U0WRITER", name="Quality manager", role="manager")


def record(manager, **values):
    opened = manager("audit record")
    assert opened.form, opened.text
    return manager.submit(opened.fill(**AUDIT | values))


def faults(answer):
    assert isinstance(answer.error, Faults), answer.text
    return answer.error.by_field


def rows(staff, table, **key):
    with staff.session as session:
        return rows_in(session, workspace_for(session, None).id, table, **key)


def test_a_guest_leads_no_action(manager):
    with writing(manager.engine) as session:
        known = {"is_guest": True, "is_stranger": False, "is_deactivated": False}
        number = workspace_for(session, None).id
        session.add(Person(workspace_id=number, user_id="U0OTHER", seen_at=NOON, **known))
    assert "choose a colleague" in faults(record(manager))["lead_2"]
    assert rows(manager, Audit) == []


def test_an_audit_is_recorded_with_its_grades_and_ordinary_actions(manager):
    note = record(manager)
    assert note.reply.is_note
    assert note.reply.title == "Quality manager recorded the audit AU-1"
    for told in ("20 records, 12 green, 6 amber, 1 red, 1 not graded", "30 November 2021"):
        assert told in note.text
    (audit,) = rows(manager, Audit)
    assert (audit["ref"], audit["held"], audit["period_text"]) == ("AU-1", HELD, "Q1 2021-22")
    assert audit["period_earliest"] == date(2021, 4, 1)
    assert audit["given_by"] == "U0WRITER"
    grades = {row["grade"]: row["count"] for row in rows(manager, AuditGrade)}
    assert grades == {"green": 12, "amber": 6, "red": 1}
    actions = rows(manager, Action, audit_ref="AU-1")
    assert [one["lead"] for one in actions] == ["<@U0POD>", "<@U0OTHER>"]
    assert {one["recheck_due"] for one in actions} == {date(2021, 11, 30)}
    assert {one["source"] for one in actions} == {"audit"}
    assert [one["due_latest"] for one in actions] == [None, date(2021, 10, 31)]
    for one in actions:
        assert one["ref"] in note.text
        assert one["text"] in manager(f"actions {AUDIT['area']}").text
    with manager.session as session:
        assert verify(session, workspace_for(session, None)).problems == []


def test_each_new_lead_but_the_writer_is_told_once(manager):
    notices = record(manager).notices
    assert {one.to for one in notices} == {"U0POD", "U0OTHER"}
    assert len({one.key for one in notices}) == 2
    mine = record(manager.who(user_id="U0POD"), lead_2="U0POD")
    assert mine.notices == ()
    both = record(manager, lead_2="U0POD")
    (notice,) = both.notices
    assert notice.reply.title == "You lead 2 actions from the audit AU-3"


def test_it_reads_back_in_the_list_in_full_and_by_its_reference(manager):
    record(manager)
    ((ref, theme, area, held, sample, grades, actions),) = manager("audits").rows
    assert (ref, theme, area) == ("AU-1", "Return home interviews", AREA)
    assert (held, sample) == ("31 August 2021", "20")
    assert (grades, actions) == ("12 green, 6 amber, 1 red, 1 not graded", "0 of 2 done")
    for words in ("audit AU-1", "audit au1", "show AU-1"):
        whole = manager(words)
        for told in (
            "31 August 2021", "Q1 2021-22", "12 green", "Quality Assurance Manager",
            "Interviews are offered sooner", "Use what was said in the plan", "not started",
            "30 November 2021", "31 October 2021",
        ):  # fmt: skip
            assert told in whole.text, told
    assert "entered" in manager("history AU-1").text


def test_the_list_is_of_an_area_and_of_a_period(manager):
    record(manager)
    record(manager, theme="Recording", area="case-recording", held=date(2021, 3, 10),
           period="February 2021")  # fmt: skip
    assert [row[0] for row in manager("audits").rows] == ["AU-1", "AU-2"]
    assert [row[0] for row in manager("audits case-recording").rows] == ["AU-2"]
    assert [row[0] for row in manager("audits missing-children this month").rows] == []
    assert [row[0] for row in manager("audits since 1 August 2021").rows] == ["AU-1"]
    assert "fits that" in manager("audits this month").text


def test_without_an_audit_it_says_how_to_record_one(ask):
    for words in ("audits", "audit actions due"):
        assert "`audit record`" in ask(words).text


def test_the_actions_to_re_check_are_named_with_their_leads_the_overdue_first(manager):
    record(manager, held=date(2021, 6, 20), period="May 2021", action_2=None, lead_2=None,
           due_2=None)  # fmt: skip
    record(manager, held=date(2021, 5, 31), action_2=None, lead_2=None, due_2=None)
    record(manager)
    due = manager("audit actions due")
    assert [row[3] for row in due.rows] == [
        "AU-2: Return home interviews", "AU-1: Return home interviews",
    ]  # fmt: skip
    assert [row[-1] for row in due.rows] == ["31 August 2021 (overdue)", "20 September 2021"]
    later = manager("audit actions due november 2021")
    assert {row[-1] for row in later.rows} == {"30 November 2021"}
    assert "then" in manager("audit actions due december 2021").text


def test_an_action_re_checked_or_closed_is_not_due_again(manager):
    record(manager, held=date(2021, 5, 31))
    first, second = rows(manager, Action, audit_ref="AU-1")
    with manager.write(now=manager.clock.now()) as write:
        write.update(Action, first | {"state": "embedded"})
        write.update(Action, second | {"state": "no further action"})
    assert manager("audit actions due").rows == []
    assert manager("audits").rows[0][-1] == "1 of 2 done"


@pytest.mark.parametrize(("held", "due"), [
    (date(2021, 5, 31), date(2021, 8, 31)),
    (date(2020, 11, 30), date(2021, 2, 28)),
    (date(2019, 11, 30), date(2020, 2, 29)),
    (date(2021, 9, 13), date(2021, 12, 13)),
])  # fmt: skip
def test_the_re_check_is_three_calendar_months_after_the_audit(manager, held, due):
    record(manager, held=held, period="October 2019")
    assert {one["recheck_due"] for one in rows(manager, Action, audit_ref="AU-1")} == {due}


@pytest.mark.parametrize(("values", "field", "told"), [
    ({"held": date(2021, 9, 14)}, "held", "not come yet"),
    ({"held": None}, "held", "fill this in"),
    ({"theme": None, "area": None}, "theme", "choose an area"),
    ({"area": None}, "area", "actions belong"),
    ({"lead_1": None}, "lead_1", "needs a lead"),
    ({"action_2": None}, "action_2", "to be done"),
    ({"green": 14}, "sample_size", "add up to 21"),
    ({"sample_size": 0, "green": 0, "amber": 0, "red": 0}, "sample_size", "1 to"),
    ({"period": "the olden days"}, "period", "cannot read"),
    ({"period": "September 2021"}, "period", "after the audit"),
    ({"moderator": "U0POD"}, "moderated_by", "not both"),
    ({"shows": " "}, "shows", "fill this in"),
    ({"shows": "Born 1 May 2012, NHS 999 000 0018"}, "shows", "could identify"),
])  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(manager, values, field, told):
    answer = record(manager, **values)
    assert told in faults(answer)[field]
    assert not rows(manager, Audit)
    assert not rows(manager, Action, source="audit")


def test_every_fault_is_told_at_once(manager):
    told = faults(record(manager, held=None, area=None, lead_2=None, period="whenever"))
    assert {"held", "area", "lead_2", "period"} <= told.keys()


def test_an_audit_of_an_area_needs_no_theme_and_one_of_a_theme_no_area(manager):
    record(manager, theme=None)
    none = {name: None for name in AUDIT if name[-2:] in ("_1", "_2")}
    record(manager, area=None, **none)
    first, second = rows(manager, Audit)
    assert first["theme"] == AREA
    assert second["area_slug"] is None
    assert "no one area" in manager("audit AU-2").text
    assert "No action is recorded" in manager("audit AU-2").text


def pressed(filled, presses, **values):
    return replace(filled, pressed={"more": presses}, values=filled.values | values)


def test_another_action_gives_a_row_more_up_to_what_a_form_holds(manager):
    filled = manager("audit record").fill()

    def drawn(presses):
        form = manager.draw(pressed(filled, presses))
        names = [one.name for one in form.fields if isinstance(one, Field)]
        return form, sum(name.startswith("action_") for name in names)

    assert [drawn(presses)[1] for presses in (0, 1, 3)] == [2, 3, 5]
    full, _ = drawn(500)
    assert len(full.fields) <= MOST_PARTS
    assert not any(isinstance(one, Again) for one in full.fields)
    third = {"action_3": "A third thing", "lead_3": "U0POD", "due_3": None}
    assert "A third thing" in manager.submit(pressed(filled, 1, **AUDIT, **third)).text


def test_a_reader_may_not_record_one(staff):
    assert not staff("audit record").found


def test_what_is_no_audit_is_said_to_be_none(ask):
    assert "no audit" in ask("audit MC-3").reply.title


def test_its_reference_is_none_that_the_plan_gave_away(manager):
    (action, *_) = rows(manager, Action, ref="MC-3")
    with manager.write(now=manager.clock.now()) as write:
        write.insert(Action, action | {"ref": "AU-4", "position": 900})
    assert "AU-5" in record(manager).reply.title


def test_an_audit_is_told_as_it_stood(manager):
    record(manager.on(date(2021, 10, 1)))
    later = manager.on(date(2021, 11, 2))
    assert "No audit is recorded" in later("audits as at 30 September 2021").text
    assert [row[0] for row in later("audits as at 5 October 2021").rows] == ["AU-1"]


@given(
    grades=st.dictionaries(st.sampled_from(["green", "amber", "red"]), st.integers(0, 30)),
    left=st.integers(0, 30),
)
def test_the_words_of_the_grades_add_up_to_the_sample(grades, left):
    sample = sum(grades.values()) + left
    words = grade_words(grades, sample)
    if not grades:
        assert words == "no grades given"
        return
    assert sum(int(part.split()[0]) for part in words.split(", ")) == sample
    assert ("not graded" in words) == (left > 0)
