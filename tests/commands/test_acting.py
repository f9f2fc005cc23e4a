"""What managers type: notes, leads, dates, confidence, new actions, and taking it back."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.terminal import OPERATOR
from commands.access import NotAllowed
from commands.action_changes import new_action
from commands.changing import MayNameSomeone
from commands.new_reference import _initials
from commands.privacy import HoldsIdentifier
from commands.question import Question
from storage.database import writing
from storage.ledger import LedgerWrite
from storage.models import Action, Area, Person, ProgressNote, SignOff, StatedDate
from storage.queries.workspaces import workspace_for
from storage.rows import rows_in
from storage.verify import verify

MINUTES = count(1)  # the same words within a minute are one request
SEEN = datetime(2021, 9, 13, 9, tzinfo=UTC)
slowly = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def with_people(staff):
    """Let some people be known, and give the manager who asks: it is noon on 13 September 2021."""
    with writing(staff.engine) as session:
        workspace = workspace_for(session, None).id
        for user_id, name, what in (
            ("U0POD0001", "Pod manager", None),
            ("U0LEAD001", "Lead of the pods", None),
            ("U0GUEST01", "A guest", "is_guest"),
            ("U0OTHER01", "Of another council", "is_stranger"),
            ("U0GONE001", "Who left", "is_deactivated"),
        ):
            facts = dict.fromkeys(("is_guest", "is_stranger", "is_deactivated"), False)
            facts |= {what: True} if what else {}
            session.add(
                Person(workspace_id=workspace, user_id=user_id, name=name, seen_at=SEEN, **facts)
            )
    return staff.on(date(2021, 9, 13)).who(user_id="U0POD0001", name="Pod manager", role="manager")


@pytest.fixture
def manager(staff):
    return with_people(staff)


@pytest.fixture
def colleague(manager):
    return manager.who(user_id="U0LEAD001", name="Lead of the pods")


def later(staff, **time):
    return replace(staff, clock=replace(staff.clock, shift=staff.clock.shift + timedelta(**time)))


def rows(staff, table, **key):
    with staff.session as session:
        return rows_in(session, workspace_for(session, None).id, table, **key)


def row(staff, ref):
    return rows(staff, Action, ref=ref)[0]


def is_sound(staff):
    with staff.session as session:
        return verify(session, workspace_for(session, None)).problems == []


# --- notes ---------------------------------------------------------------------------------------


def test_a_note_is_kept_and_shown_to_everyone(manager):
    answer = manager("update MC-3 Two pods report weekly now. Which is next?")
    assert answer.reply.is_note
    assert answer.reply.title == "Pod manager noted on MC-3"
    assert "Two pods report weekly now. Which is next?" in answer.text
    assert manager("update mc3 And a third, please").reply.is_note
    first, second = rows(manager, ProgressNote, about="MC-3")
    assert (first["number"], first["about_kind"], first["by"]) == (1, "action", "U0POD0001")
    assert (second["number"], second["text"]) == (2, "And a third, please")
    assert is_sound(manager)


def test_a_note_can_be_about_an_area(manager):
    answer = manager("update missing kids Work with the police goes on")
    assert answer.reply.is_note
    (note,) = rows(manager, ProgressNote, about="missing-children")
    assert (note["about_kind"], note["text"]) == ("area", "Work with the police goes on")
    for button in answer.buttons:
        assert manager(button.words).found, button.words


@pytest.mark.parametrize(("typed", "about", "text"), [
    ("missing-children work is late", "missing-children", "work is late"),
    ("missing-children the police agreed", "missing-children", "the police agreed"),
    ("missing-children - Agreed", "missing-children", "- Agreed"),
    ("CIN 2 families moved", "children-in-need", "2 families moved"),
    ("missing children were seen", "missing-children", "were seen"),
    ("MC 3 All well", "MC-3", "All well"),
    ("MC-3 2 of 3 are done", "MC-3", "2 of 3 are done"),
])  # fmt: skip
def test_no_word_of_a_note_is_taken_for_the_name_before_it(manager, typed, about, text):
    assert manager(f"update {typed}").reply.is_note
    (note,) = rows(manager, ProgressNote)
    assert (note["about"], note["text"]) == (about, text)


@pytest.mark.parametrize(("typed", "offered"), [
    ("update MC-9 All well", "update MC-3 All well"),
    ("update misssing-children All well", "update missing-children All well"),
    ("move MC-9 to 30 November because it is late", "move MC-3 to 30 November because it is late"),
    ("move MC-3 to next Friday because of it", "move MC-3 to 24 September 2021 because of it"),
    ("assign MC-3 Head of Sevice", "assign MC-3 Heads of Service"),
])  # fmt: skip
def test_what_is_not_quite_right_is_asked_about_with_the_rest_kept(manager, typed, offered):
    answer = manager(typed)
    assert not answer.found
    assert offered in answer.choices
    assert rows(manager, ProgressNote) == []
    assert manager(offered).reply.is_note


@pytest.mark.parametrize(("typed", "missing"), [
    ("move MC-3 to 30 November", "because"), ("reopen MC-1", "because"), ("move MC-3", "to"),
    ("confidence MC-3 green", "because"), ("close MC-3 because it is done", "no"),
    ("reopen MC-1 because", "REASON"),
])  # fmt: skip
def test_a_word_that_is_missing_is_named(manager, typed, missing):
    answer = manager(typed)
    assert not answer.found
    assert f"needs “{missing}” too" in answer.text


def test_only_actions_and_areas_take_notes(manager):
    assert "EV-1 is no action" in manager("update EV-1 All well").text


# What is said is kept in its own words, whatever they are. Punctuation alone, numbers and small
# words are those that a name before them could swallow.
SAID = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12),
        st.sampled_from(["work", "Area", "the", "2", "-", "?", "Please", "because", "to", "page 2",
                         "as at 1 October 2021", "MC-3", "CIN", "lead", "/ofsted", "<!channel>"]),
    ),
    min_size=1,
    max_size=8,
).map(" ".join)  # fmt: skip


def kept_words(text):
    """Give a text as it is kept: on one line, without what no store takes."""
    return " ".join(re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", text).split())


@slowly
@example("All well? Please")
@example("work with the police")
@example("2 families, please!")
@given(SAID)
def test_the_words_of_a_note_survive(manager, text):
    assume(kept := kept_words(text))
    for before in ("update missing-children", "update MC-3"):
        answer = later(manager, minutes=next(MINUTES))(f"{before} {text}")
        assume(not isinstance(answer.error, HoldsIdentifier | MayNameSomeone))
        assert answer.reply.is_note, answer.text
        assert rows(manager, ProgressNote, about=before.split()[1])[-1]["text"] == kept


# --- leads ---------------------------------------------------------------------------------------


def test_a_person_is_made_the_lead_and_told(manager):
    answer = manager("assign MC-3 <@U0LEAD001|lead>")
    assert answer.reply.is_note
    assert "Lead: nobody → Lead of the pods." in answer.text
    assert row(manager, "MC-3")["lead"] == "<@U0LEAD001>"
    (notice,) = answer.notices
    assert notice.to == "U0LEAD001"
    assert is_sound(manager)


@pytest.mark.parametrize("typed", ["Heads of Service", "head of service", '"Head of Service"',
                                   "“Heads of Service”"])  # fmt: skip
def test_a_role_is_written_as_the_plan_names_it(manager, typed):
    answer = manager(f"assign MC-3 {typed}")
    assert row(manager, "MC-3")["lead"] == "Heads of Service"
    assert answer.notices == ()


def test_me_is_the_asker_who_needs_no_message(manager):
    answer = manager("assign MC-3 me")
    assert row(manager, "MC-3")["lead"] == "<@U0POD0001>"
    assert answer.notices == ()
    assert "theirs already" in manager("assign MC-3 <@U0POD0001>").reply.title


def test_me_is_nobody_at_the_command_line(manager):
    operator = manager.who(user_id=OPERATOR, name=OPERATOR, role="admin")
    for words in ("assign MC-3 me", "add action cin Pods to meet lead me"):
        answer = operator(words)
        assert not answer.found
        assert "no Slack account" in answer.text
    assert row(manager, "MC-3")["lead"] is None
    assert operator("assign MC-3 <@U0LEAD001>").reply.is_note


def test_the_command_line_is_named_as_what_it_is(manager):
    operator = manager.who(user_id=OPERATOR, name=OPERATOR, role="admin")
    signer = manager.who(user_id="U0SIGNER1", name="Signer", role="quality assurance")
    operator("roles grant <@U0LEAD001> quality assurance")
    answer = operator("close MC-3 no further action because MC-2 covers it")
    assert answer.reply.title == "The command line asked to close MC-3"
    (card,) = answer.notices
    assert "Item(text='the command line'" in str(card.reply)
    assert "<@" not in answer.everything
    told = later(signer, minutes=1)("sign off MC-3 1")
    assert "<@" not in told.everything


@pytest.mark.parametrize("user_id", ["U0GUEST01", "U0OTHER01", "U0GONE001"])
def test_nobody_leads_who_could_not_use_the_bot(manager, user_id):
    answer = manager(f"assign MC-3 <@{user_id}>")
    assert not answer.found
    assert "choose a colleague" in answer.text
    assert row(manager, "MC-3")["lead"] is None
    assert not manager(f"add action cin Pods to meet lead <@{user_id}>").found


def test_the_lead_may_change_the_action_and_others_may_not(manager, colleague):
    reader = colleague.who(role="reader")
    assert not reader("move MC-3 to 30 November because I say so").found
    manager("assign MC-3 <@U0LEAD001>")
    assert later(reader, minutes=2)("move MC-3 to 30 November because I say so").reply.is_note
    assert later(reader, minutes=3)("undo").reply.is_note
    manager("assign MC-3 Heads of Service")
    before = row(manager, "MC-3")
    assert not later(reader, minutes=4)("undo").reply.is_note
    assert row(manager, "MC-3") == before


# --- the same words again ------------------------------------------------------------------------

MOVE = "move MC-3 to 30 November because of it"


def test_the_same_words_twice_are_one_change(either):
    manager = with_people(either)
    words = "update MC-3 Two pods report weekly"
    with ThreadPoolExecutor(4) as presses:
        answers = [*presses.map(manager, [words] * 4), manager(words)]
    assert [one.reply.is_note for one in answers].count(True) == 1
    assert [one.reply.title for one in answers].count("You did that a moment ago") == 4
    assert len(rows(manager, ProgressNote)) == 1
    assert later(manager, seconds=61)(words).reply.is_note
    assert is_sound(manager)


def test_what_did_nothing_can_be_said_again(either):
    manager = with_people(either)
    for _ in range(2):
        assert manager("undo").reply.title == "Nothing was taken back"
    assert manager(MOVE).reply.is_note
    assert manager("undo").reply.is_note
    assert row(manager, "MC-3")["due_text"] is None


def test_after_another_change_the_same_words_are_new(either):
    manager = with_people(either)
    for words in (MOVE, "undo", MOVE, "undo"):
        assert manager(words).reply.is_note
        assert manager(words).reply.title == "You did that a moment ago"
    form = manager("edit MC-3")
    assert manager(MOVE).reply.is_note
    form = manager("edit MC-3")
    assert manager.submit(form.fill(text="Write to each pod", reason="plainer")).reply.is_note
    assert not manager(MOVE).reply.title.startswith("You did that a moment ago")


def test_what_another_did_meanwhile_makes_no_words_new(manager, colleague):
    assert manager("update MC-3 Agreed").reply.is_note
    assert colleague("update MC-3 Agreed").reply.is_note
    assert manager("update MC-3 Agreed").reply.title == "You did that a moment ago"


# --- dates ---------------------------------------------------------------------------------------


def test_a_first_date_is_no_move(manager):
    answer = manager("move MC-3 to 30 November because the police asked for it.")
    assert "Due: 30 November 2021. It had no date before." in answer.text
    assert "Why: the police asked for it." in answer.text
    assert ".." not in answer.text
    now = row(manager, "MC-3")
    assert (now["due_text"], now["original_due_text"], now["moves"]) == (
        "30 November 2021", "30 November 2021", 0
    )  # fmt: skip


def test_a_move_keeps_the_first_date_and_is_counted(manager):
    note = row(manager, "EC-1")["due_note"]
    first = manager("move EC-1 to January 2022 because the supplier is late")
    assert "Due: late 2021 → January 2022. Moved 1 time; first due late 2021." in first.text
    second = manager("move EC-1 to Q4 because the supplier is later")
    assert "January 2022 → Q4 2021-22. Moved 2 times; first due late 2021" in second.text
    now = row(manager, "EC-1")
    assert (now["due_text"], now["due_precision"], now["due_latest"]) == (
        "Q4 2021-22", "quarter", date(2022, 3, 31)
    )  # fmt: skip
    assert (now["original_due_text"], now["moves"], now["due_note"]) == ("late 2021", 2, note)
    assert "moved 2 times" in manager("show EC-1").text
    assert is_sound(manager)


def test_the_same_date_changes_nothing_on_another_day_either(manager):
    before = row(manager, "EC-1")
    for staff in (manager, later(manager, days=60)):
        answer = staff("move EC-1 to late 2021 because it was said again")
        assert answer.error is None
        assert not answer.reply.is_note
        assert "has that date already" in answer.reply.title
    assert row(manager, "EC-1") == before


@pytest.mark.parametrize("typed", ["30 August 2021", "yesterday", "31 February", "whenever", "2020",
                                   "12 September", "late 2020", "next Friday"])  # fmt: skip
def test_a_date_that_is_past_or_unclear_is_refused(manager, typed):
    answer = manager(f"move EC-1 to {typed} because of it")
    assert not answer.found
    assert row(manager, "EC-1")["due_text"] == "late 2021"


# --- states and confidence -----------------------------------------------------------------------


def test_reopening_clears_the_date_it_was_done(manager):
    assert row(manager, "MC-1")["done_text"]
    answer = manager("reopen MC-1 because the procedures are not used")
    assert "Reported done → reopened." in answer.text
    now = row(manager, "MC-1")
    assert (now["state"], now["done_text"], now["done_latest"], now["recheck_due"]) == (
        "reopened", None, None, None
    )  # fmt: skip
    assert not manager("reopen MC-1 because I say it again").found


def test_closing_waits_for_a_second_person(manager):
    with writing(manager.engine) as session:
        workspace = workspace_for(session, None)
        write = LedgerWrite(session, workspace.id, actor="x", now=SEEN)
        write.set_workspace({"settings": {"sign_off_channel": "C0SIGNOFF"}})
        write.close()
    before = row(manager, "MC-3")
    answer = manager("close MC-3 no further action because MC-2 covers it")
    assert answer.reply.is_note
    assert "It stays in progress" in answer.text
    assert row(manager, "MC-3") == before
    (claim,) = rows(manager, SignOff)
    assert (claim["about"], claim["asks_for"], claim["why"], claim["decision"]) == (
        "MC-3", "no further action", "MC-2 covers it", None
    )  # fmt: skip
    assert [notice.to for notice in answer.notices] == ["C0SIGNOFF"]
    assert not manager("close MC-3 no further action because I ask again").found
    assert not manager("close MC-1 no further action because it is done").found


@pytest.mark.parametrize("colour", ["red", "amber", "green"])
def test_confidence_is_a_word_apart_from_the_state(manager, colour):
    answer = manager(f"confidence MC-3 {colour} because the pods say so")
    assert f"Confidence: none given → {colour}." in answer.text
    assert row(manager, "MC-3")["confidence"] == colour
    assert row(manager, "MC-3")["state"] == "in progress"
    again = manager(f"confidence MC-3 {colour.upper()} because they say it again")
    assert again.error is None
    assert not again.reply.is_note


def test_there_are_three_colours(manager):
    assert not manager("confidence MC-3 blue because we are sad").found


# --- new actions ---------------------------------------------------------------------------------


def test_an_action_is_added_with_its_lead_and_date(manager):
    answer = manager(
        "add action missing-children Pods to record why an interview is late lead <@U0LEAD001> "
        "due 30 November"
    )
    assert answer.reply.title == "Pod manager added MC-4"
    now = row(manager, "MC-4")
    assert now["text"] == "Pods to record why an interview is late"
    assert (now["lead"], now["due_text"], now["original_due_text"], now["moves"]) == (
        "<@U0LEAD001>", "30 November 2021", "30 November 2021", 0
    )  # fmt: skip
    assert (now["state"], now["source"]) == ("not started", "plan")
    assert [notice.to for notice in answer.notices] == ["U0LEAD001"]
    assert "MC-4" in manager("actions missing-children").text
    assert is_sound(manager)


@pytest.mark.parametrize(("typed", "text", "lead", "due"), [
    ("Tell everyone", "Tell everyone", None, None),
    ("Ask who will lead?", "Ask who will lead?", None, None),
    ("Pods to lead the reviews that are due", "Pods to lead the reviews that are due", None, None),
    ("Pods to lead reviews lead me", "Pods to lead reviews", "<@U0POD0001>", None),
    ("Agree a lead due November", "Agree a lead", None, "November 2021"),
    ("Meet, due late 2021, lead Pod Managers", "Meet", "Pod Managers", "late 2021"),
    ('Meet lead "Heads of Service" due Q3', "Meet", "Heads of Service", "Q3 2021-22"),
    ("See what was due last month due unknown", "See what was due last month", None, None),
    ("Ask the lead Pod Managers lead nobody", "Ask the lead Pod Managers", None, None),
])  # fmt: skip
def test_lead_and_due_are_words_too(manager, typed, text, lead, due):
    assert manager(f"add action cin {typed}").reply.is_note
    now = row(manager, "CIN-4")
    assert (now["text"], now["lead"], now["due_text"]) == (text, lead, due)


@pytest.mark.parametrize("typed", [
    "Meet lead Pod Manger", "Meet due next Friday", "Meet due 31 February", "Meet due last month",
    "Meet lead Head of Srvice due November", "Meet lead @somebody",
])  # fmt: skip
def test_what_may_be_a_lead_or_a_date_is_asked_about(manager, typed):
    answer = manager(f"add action cin {typed}")
    assert not answer.found
    assert len(rows(manager, Action)) == 21
    assert answer.choices
    assert manager(answer.choices[-1]).reply.is_note  # the words stay in the action
    assert typed.split(" due November")[0] in row(manager, "CIN-4")["text"]


def test_a_choice_of_a_lead_keeps_the_date(manager):
    (first, *_) = manager("add action cin Meet lead Pod Manger due November").choices
    assert manager(first).reply.is_note
    assert row(manager, "CIN-4")["lead"] == "Pod Managers"
    assert row(manager, "CIN-4")["due_text"] == "November 2021"


def with_area(staff, slug, title):
    with staff.write(now=datetime.now(UTC)) as write:
        write.insert(
            Area,
            {"slug": slug, "position": 99, "title": title, "is_cross_cutting": True, "aliases": [],
             "stated": [], "due_as_written": []},
        )  # fmt: skip


@pytest.mark.parametrize(("title", "ref"), [
    ("Placements for teenagers", "PT-1"),
    ("Eclipse visits", "EVI-1"),  # EV is evidence
    ("Moving on from care", "MCA-1"),  # MC is another area's
    ("Fostering", "FO-1"),
    ("Nurseries", "NU-1"),
    ("Quality", "QU-1"),
    ("2022", "XA-1"),
])  # fmt: skip
def test_an_area_without_actions_gets_a_prefix_of_its_own(manager, title, ref):
    with_area(later(manager, minutes=1), "new-area", title)
    manager = later(manager, minutes=2)
    assert manager("add action new-area Begin").reply.title.endswith(f"added {ref}")
    assert manager("add action new-area Go on").reply.title.endswith(f"added {ref[:-1]}2")
    assert manager(f"show {ref}").found


def test_several_actions_in_one_change_have_references_of_their_own(manager):
    with_area(manager, "new-area", "Homes and schools")
    with_area(manager, "other-area", "Health and safety")
    with writing(manager.engine) as session:
        workspace = workspace_for(session, None)
        question = Question(
            session, session, workspace.id, None, manager.asker, date(2021, 9, 13), SEEN, 0, ""
        )
        question.writing = LedgerWrite(session, workspace.id, actor="x", now=SEEN)
        refs = [
            new_action(question, slug, "x", None, None, source="audit", recheck_due=SEEN.date())
            for slug in ("new-area", "other-area", "new-area", "missing-children", "other-area")
        ]
        question.write.close()
    assert [one["ref"] for one in refs] == ["HS-1", "HSA-1", "HS-2", "MC-4", "HSA-2"]
    places = [one["position"] for one in rows(manager, Action)]
    assert len(set(places)) == len(places)
    assert is_sound(manager)


@given(st.text(max_size=40), st.integers(1, 60))
def test_prefixes_never_end_and_are_all_different(title, many):
    found = [one for one, _ in zip(_initials(title), range(many), strict=False)]
    assert len(set(found)) >= many * 2 // 3
    assert all(one.isascii() and one.isalpha() and one.isupper() for one in found)
    assert all(2 <= len(one) <= 10 for one in found)


# --- undo ----------------------------------------------------------------------------------------


def test_a_note_is_taken_back_and_the_history_says_so(either):
    manager = with_people(either)
    manager("update MC-3 On the wrong action")
    answer = later(manager, minutes=9)("undo")
    assert answer.reply.is_note
    assert answer.reply.title == "Pod manager took back a note on MC-3"
    assert rows(manager, ProgressNote) == []
    told = manager("history MC-3").text
    assert "note on MC-3 taken back: “On the wrong action”" in told
    assert is_sound(manager)


def test_a_lead_taken_back_is_told(manager):
    manager("assign MC-3 <@U0LEAD001>")
    answer = later(manager, minutes=1)("undo")
    assert row(manager, "MC-3")["lead"] is None
    assert [notice.to for notice in answer.notices] == ["U0LEAD001"]
    assert "not the lead of MC-3" in answer.notices[0].reply.title


def test_who_gave_an_action_away_takes_it_back_though_they_lead_it_no_more(manager, colleague):
    lead = colleague.who(role="reader")
    manager("assign MC-3 <@U0LEAD001>")
    assert later(lead, minutes=1)("assign MC-3 Heads of Service").reply.is_note
    assert later(lead, minutes=2)("undo").reply.is_note
    assert row(manager, "MC-3")["lead"] == "<@U0LEAD001>"
    assert is_sound(manager)


def test_who_never_led_it_takes_back_no_lead(manager):
    manager("assign MC-3 <@U0LEAD001>")
    answer = later(manager.who(role="reader"), minutes=1)("undo")
    assert isinstance(answer.error, NotAllowed)
    assert row(manager, "MC-3")["lead"] == "<@U0LEAD001>"


def test_what_somebody_else_changed_since_stays(manager, colleague):
    manager("move MC-3 to 30 November because of it")
    later(colleague, minutes=1)("confidence MC-3 red because of that")
    answer = later(manager, minutes=2)("undo")
    assert not answer.reply.is_note
    assert "Lead of the pods has changed it since" in answer.text
    assert row(manager, "MC-3")["due_text"] == "30 November 2021"


def test_nobody_undoes_what_another_did(manager, colleague):
    manager("move MC-3 to 30 November because of it")
    answer = later(colleague, minutes=1)("undo")
    assert not answer.reply.is_note
    assert row(manager, "MC-3")["due_text"] == "30 November 2021"


def test_it_is_too_late_after_ten_minutes(manager):
    manager("move MC-3 to 30 November because of it")
    answer = later(manager, minutes=10, seconds=1)("undo")
    assert not answer.reply.is_note
    assert "set it again" in answer.text
    assert row(manager, "MC-3")["due_text"] == "30 November 2021"


def test_it_is_undone_once(manager):
    manager("move MC-3 to 30 November because of it")
    assert later(manager, minutes=1)("undo").reply.is_note
    answer = later(manager, minutes=3)("undo")
    assert not answer.reply.is_note
    assert "taken back already" in answer.text
    assert row(manager, "MC-3")["due_text"] is None


def test_what_was_redacted_since_does_not_come_back(manager):
    manager("move MC-3 to 30 November because of it")
    later(manager, minutes=1).who(role="admin")("redact MC-3 because it named somebody")
    before = row(manager, "MC-3")
    answer = later(manager, minutes=2)("undo")
    assert not answer.reply.is_note
    assert "removed" in answer.text
    assert row(manager, "MC-3") == before


def test_no_state_is_undone(manager):
    manager("reopen MC-1 because of it")
    assert not later(manager, minutes=1)("undo").reply.is_note
    assert row(manager, "MC-1")["state"] == "reopened"


DAYS = st.dates(date(2021, 10, 1), date(2023, 12, 31)).map(lambda day: f"{day:%d %B %Y}")
DEEDS = st.one_of(
    st.builds("update {} all is well".format, st.sampled_from(["MC-3", "EC-1", "cin"])),
    st.builds("move {} to {} because".format, st.sampled_from(["MC-3", "EC-1"]),
              st.one_of(DAYS, st.sampled_from(["late 2021", "November", "Q4", "2022"]))),
    st.builds("assign {} {}".format, st.sampled_from(["MC-3", "EC-1"]),
              st.sampled_from(["me", "<@U0LEAD001>", "Heads of Service", "Pod Managers"])),
    st.builds("confidence {} {} because".format, st.sampled_from(["MC-3", "EC-1"]),
              st.sampled_from(["red", "amber", "green"])),
)  # fmt: skip


@slowly
@given(st.lists(st.tuples(DEEDS, st.booleans()), min_size=1, max_size=4))
def test_undo_gives_back_the_state_before(manager, deeds):
    """Whatever was done before, and whether or not that was undone."""
    for deed, stays in deeds:
        before = rows(manager, Action), rows(manager, ProgressNote)
        at = next(MINUTES)
        reason = "" if deed.startswith("assign") else f" reason {at}"
        answer = later(manager, minutes=at)(f"{deed}{reason}")
        assert answer.error is None, answer.text
        if answer.reply.is_note and not stays:  # else it was so already
            assert later(manager, minutes=next(MINUTES))("undo").reply.is_note
            assert (rows(manager, Action), rows(manager, ProgressNote)) == before
    assert is_sound(manager)


# --- history -------------------------------------------------------------------------------------


def test_the_history_reads_well(either):
    manager = with_people(either)
    for words in (
        "assign MC-3 <@U0LEAD001>",
        "move MC-3 to November 2021 because the police asked for it.",
        "move MC-3 to 14 January 2022 because they asked again",
        "confidence MC-3 amber because two pods are short of staff",
        "update MC-3 Two pods report weekly",
        "close MC-3 no further action because MC-2 covers it",
    ):
        manager = later(manager, minutes=1)
        assert manager(words).reply.is_note, words
    told = manager("history MC-3").text
    for sentence in (
        "Pod manager. action MC-3: lead set to Lead of the pods.",
        "due date set to November 2021. Why: the police asked for it.",
        "due date from November 2021 to 14 January 2022.",
        "times moved from 0 to 1. Why: they asked",
        "confidence set to amber. Why: two pods are short of staff.",
        "note on MC-3: “Two pods report weekly”",
        "sign-off of MC-3: “no further action” asked for: MC-2 covers it.",
    ):
        assert sentence in told
    assert told.index("sign-off of") < told.index("note on") < told.index("confidence set")
    assert "Why: ." not in told
    assert ".." not in told
    assert "U0" not in told


def test_the_history_of_an_area_has_its_notes(manager):
    manager("update missing-children Two pods report weekly")
    answer = manager("history missing-children")
    assert answer.found
    assert "“Two pods report weekly”" in answer.text
    assert "Two pods" not in manager("history missing-children as at 12 September 2021").text
    assert "“Two pods report weekly”" in manager("changes today").text


def test_the_history_says_what_its_writer_vouched_for(manager):
    refused = manager("update MC-3 Asked the mum of Jayden")
    assert isinstance(refused.error, MayNameSomeone)
    assert manager(refused.choices[0]).reply.is_note
    (note,) = rows(manager, ProgressNote)
    assert note["text"] == "Asked the mum of Jayden"
    assert "Who wrote it said that it names no child or family." in manager("history MC-3").text


def test_a_hundred_notes_are_all_in_the_history(manager):
    with manager.write(now=SEEN + timedelta(days=9)) as write:
        for number in range(1, 102):
            write.insert(
                ProgressNote,
                {"about": "MC-3", "number": number, "about_kind": "action", "text": f"n{number}",
                 "by": "U0POD0001", "at": SEEN},
            )  # fmt: skip
    told = "\n".join(answer.text for answer in manager.pages("history MC-3"))
    assert all(f"“n{number}”" in told for number in range(1, 102))


def test_no_date_is_more_precise_than_it_was_said(manager):
    manager("move MC-3 to before Christmas because of it")
    with manager.session as session:
        due = session.get_one(Action, (workspace_for(session, None).id, "MC-3")).due
    assert due == StatedDate("by 25 December 2021", None, date(2021, 12, 25), "stated", False)
