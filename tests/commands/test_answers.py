"""Whole conversations: every button answers, every page turns, who may do what, any plan at all."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import yaml

from commands.access import NotAllowed
from commands.parsing import candidates
from commands.registry import commands
from commands.reply import Bullets
from storage.models import Action
from storage.queries.workspaces import workspace_for
from storage.rows import REMOVED, rows_in
from storage.verify import verify

START = [
    "", "status", "status missing-children", "status eclipse", "actions", "actions open",
    "show MC-3", "show EV-2", "show A5", "overdue", "due before christmas", "mine", "find eclipse",
    "changes", "measure", "measure strats", "measure recording-green", "evidence cin",
    "evidence MC-3", "evidence EV-2", "findings", "findings 2018", "who missing kids", "who MC-3",
    "who EV-2", "completed", "completed in 2018", "next", "history MC-3", "help", "help due",
    "status zzz", "frobnicate", "show MC-9", "due by november", "actions visit records",
    "overdue now", "show", "status as at 13 September 2021", "actions as at 13 September 2021",
]  # fmt: skip


def for_readers(words):
    """Say whether everyone may ask this; a button that others see is refused with who could."""
    return all(command.role == "reader" for command, _ in candidates(words))


@pytest.mark.parametrize("start", START)
def test_every_button_is_itself_answered_two_levels_deep(ask, start):
    level, seen = [start], set()
    for _ in range(3):
        pressed = []
        for words in level:
            answer = ask(words)
            if words != start:
                assert answer.found, words
                assert answer.error is None, words
            asked = [one.words for one in answer.buttons if for_readers(one.words)]
            pressed += [words for words in asked if words not in seen]
            seen.update(pressed)
        level = pressed


@pytest.mark.parametrize("start", START)
def test_buttons_have_short_labels_and_the_words_of_a_command(ask, start):
    for button in ask(start).buttons:
        assert 0 < len(button.label) <= 75
        assert button.words.split()[0] in commands()


def test_both_stores_give_the_same_answers(either, ask):
    for words in START:
        if not words.startswith("history") and "changes" not in words:  # these say who loaded it
            there, here = either(words), ask(words)
            assert there.rows == here.rows, words
            assert [one.words for one in there.buttons] == [one.words for one in here.buttons]
    assert either("history MC-3").found
    assert either("changes since 13 september").found


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud800", "\N{PILE OF POO}", "%_\\'", "\u202e"])
def test_odd_characters_are_answered_on_both_stores(either, odd):
    for command in ("", *commands()):
        answer = either(f"{command} {odd}")  # any error but a refusal ends the test
        assert answer.reply.title


# --- long lists -----------------------------------------------------------------------------------

AREAS, ACTIONS = 60, 400
OPEN, LATE, AHEAD, UNDATED = 200, 70, 80, 50
MEASURES, EVIDENCE, BATCHES, MOVES = 90, 50, 20, 40


def big_plan() -> str:
    def action(n: int) -> dict[str, object]:
        facts: dict[str, object] = {
            "ref": f"AC-{n}",
            "areas": [f"area-{n % AREAS + 1}"],
            "text": f"Light the lighthouse number {n}",
            "state": "in progress" if n < OPEN else "reported done",
            "lead": "U012ABCDE" if n % 2 else "Head of Service",
        }
        if n < LATE:
            facts["due"] = f"2021-0{n % 8 + 1}"
        elif n < LATE + AHEAD:
            facts["due"] = "2021-10-15" if n % 2 else "Q3 2021-22"
        elif n >= OPEN:
            facts["done"] = f"2020-{n % 12 + 1:02}"
        if n < ACTIONS // 10:
            facts["next_step"] = {"ref": f"NS-{n + 1}", "text": f"First lamp {n}"}
        return facts

    return yaml.safe_dump({
        "format": "1",
        "document": {"title": "Big plan", "date": "2021-09-13"},
        "inspections": [
            {"id": f"visit-{n}", "kind": "monitoring visit", "label": f"Visit {n}"} for n in (1, 2)
        ],
        "areas": [
            {"id": f"area-{n}", "number": f"2021-{n}", "title": f"Harbour {n}",
             "finding": {"text": f"Words of finding {n}."}, "state": "in progress"}
            | ({"inspection": f"visit-{n % 3}"} if n % 3 else {})
            for n in range(1, AREAS + 1)
        ],
        "actions": [action(n) for n in range(ACTIONS)],
        "measures": [
            {"id": f"measure-{n}", "area": "area-1", "name": f"Lamps of kind {n}"}
            | ({"readings": [{"value": f"{n} lamps"}]} if n % 2 else {})
            for n in range(MEASURES)
        ],
        "evidence": [
            {"ref": f"EV-{n}", "kind": "report", "text": f"Logbook {n}", "areas": ["area-1"],
             "action": "AC-1"}
            for n in range(EVIDENCE)
        ],
    })  # fmt: skip


@pytest.fixture(scope="module")
def big(copy_of, empty_file):
    """A big plan that was changed on 20 days, AC-1 twice on each of them; asked on 10 October."""
    staff = copy_of(empty_file).on(date(2021, 9, 13))
    staff.load(big_plan())
    at = datetime(2021, 9, 14, 9, tzinfo=UTC)
    for n in range(MOVES):
        at += timedelta(hours=13)
        with staff.write(now=at, reason=f"storm {n}") as write:
            (row,) = rows_in(write.session, write.workspace.id, Action, ref="AC-1")
            write.update(Action, row | {"note": f"lamp {n}"})
    return staff.on(date(2021, 10, 10))


def labels(answers) -> list[str]:
    """Give what the lines of the answers are about: the first cell of a row, an item's label."""
    found = []
    for answer in answers:
        found += [row[0] for row in answer.rows]
        found += [
            item.label for part in answer.reply.parts if isinstance(part, Bullets)
            for item in part.items if item.label
        ]  # fmt: skip
    return found


def refs(wanted) -> set[str]:
    return {f"AC-{n}" for n in wanted}


LONG = [
    ("actions", refs(range(ACTIONS))),
    ("actions open", refs(range(OPEN))),
    ("actions done", refs(range(OPEN, ACTIONS))),
    ("actions head of service", refs(range(0, ACTIONS, 2))),
    ("actions overdue me", refs(range(1, LATE, 2))),
    ("mine", refs(range(1, ACTIONS, 2))),
    ("overdue", refs([*range(LATE), *range(LATE + AHEAD, OPEN)])),
    ("due next 6 weeks", refs(range(LATE, LATE + AHEAD))),
    ("completed", refs(range(OPEN, ACTIONS))),
    ("completed in 2020", refs(range(OPEN, ACTIONS))),
    ("completed last year", refs(n for n in range(OPEN, ACTIONS) if n % 12 >= 3)),
    ("find lighthouse light", refs(range(ACTIONS))),
    ("measure", {f"Lamps of kind {n}" for n in range(MEASURES)}),
    ("measure area-1", {f"Lamps of kind {n}" for n in range(MEASURES)}),
    ("evidence area-1", {f"EV-{n}" for n in range(EVIDENCE)}),
    ("evidence AC-1", {f"EV-{n}" for n in range(EVIDENCE)}),
    ("who area-1", refs(range(0, ACTIONS, AREAS))),
    ("actions area-1", refs(range(0, ACTIONS, AREAS))),
    ("actions as at 13 September 2021", refs(range(ACTIONS))),
]


@pytest.mark.parametrize(("words", "wanted"), LONG, ids=[words for words, _ in LONG])
def test_pressing_more_shows_every_line_exactly_once(big, words, wanted):
    if words == "due next 6 weeks":
        big = big.on(date(2021, 10, 1))
        words = "due next 3 months"
    seen = Counter(labels(big.pages(words)))
    assert set(seen) == wanted
    assert set(seen.values()) == {1}


@pytest.mark.parametrize("words", ["status", "", "status as at 14 September 2021"])
def test_the_areas_of_a_long_plan_are_all_in_the_overview(big, words):
    rows = Counter(row[0] for answer in big.pages(words) for row in answer.rows)
    assert rows == {f"Harbour {n}": 1 for n in range(1, AREAS + 1)}


def test_every_finding_is_told_once_whether_or_not_it_has_an_inspection(big):
    text = "\n".join(answer.text for answer in big.pages("findings"))
    assert [n for n in range(1, AREAS + 1) if text.count(f"Words of finding {n}.") != 1] == []


def test_every_next_step_is_told_once_in_the_order_of_its_number(big):
    steps = [
        label for label in labels(big.pages("next")) if label.startswith("NS-")
    ]  # fmt: skip
    assert steps == [f"NS-{n + 1} (AC-{n})" for n in range(ACTIONS // 10)]


@pytest.mark.parametrize("words", ["changes since 13 september", "history AC-1"])
def test_every_change_is_told_once_the_newest_first(big, words):
    text = "\n".join(answer.text for answer in big.pages(words))
    places = [text.find(f"storm {n}.") for n in reversed(range(MOVES))]
    assert -1 not in places
    assert places == sorted(places)
    assert all(text.count(f"storm {n}.") == 1 for n in range(MOVES))
    assert text.count("Big plan") == 1


@pytest.mark.parametrize(
    "words", ["actions", "overdue", "measure", "find lighthouse", "status", "next"]
)
def test_back_returns_to_the_page_before(big, words):
    first, second, *_ = pages = big.pages(words)
    assert second.error is None
    assert first.button("Back") is None
    for before, page in itertools.pairwise(pages):
        assert big(page.button("Back")).rows == before.rows
        assert big(page.button("Back")).text == before.text
    assert second.button("More") or len(pages) == 2
    assert "Lines 1 to 15" in first.text


@pytest.mark.parametrize("command", ["actions", "overdue", "find lighthouse", "measure", "changes"])
def test_a_page_past_the_end_says_so_and_leads_back(big, command):
    answer = big(f"{command} page 999")
    assert "not that many pages" in answer.text
    assert answer.button("More") is None
    assert big(answer.button("First page")).error is None


def test_many_steps_of_an_area_are_counted_where_they_are_not_shown(big):
    text = big("status area-2").text
    assert "open" in text
    answer = big("status area-1")
    assert "All 7 actions" in [one.label for one in answer.buttons]
    assert big(next(one.words for one in answer.buttons if one.label.startswith("All"))).found


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("facts", "says"), [
    ({"is_guest": True}, "guests"),
    ({"is_stranger": True}, "other organisations"),
    ({"is_deactivated": True}, "deactivated"),
    ({"may_read": False}, "certain people"),
    ({"is_stranger": True, "role": "admin"}, "other organisations"),
])  # fmt: skip
@pytest.mark.parametrize("words", ["", "status missing-children", "help", "redact MC-3 because x"])
def test_those_who_may_not_read_are_told_why_and_nothing_else(ask, facts, says, words):
    answer = ask.who(**facts)(words)
    assert isinstance(answer.error, NotAllowed)
    assert says in answer.text
    assert answer.choices == []
    assert "MC-3" not in answer.everything


def test_a_reader_cannot_redact_and_is_told_who_can(staff):
    answer = staff("redact MC-3 because it names a child")
    assert isinstance(answer.error, NotAllowed)
    assert "admins" in answer.text
    assert "Work with social work pods" in staff("show MC-3").text


# --- taking text out ------------------------------------------------------------------------------

REDACTED = [
    ("CR-2", "Action plan from the recording audit"),
    ("EV-8", "Missing children worker in the Extended"),
    ("A5", "outcome not shown"),
    ("NS-2", "Further work to make sure that support"),
]


@pytest.mark.parametrize(("ref", "text"), REDACTED)
def test_a_redacted_text_is_in_no_later_answer(staff, ref, text):
    admin = staff.who(role="admin").on(date(2021, 9, 14))
    before = admin(f"show {ref}")
    assert text in before.text
    done = admin(f"redact {ref} because it named somebody")
    assert done.error is None
    assert "is redacted" in done.reply.title
    real = {"NS-2": "CIN-3"}.get(ref, ref)
    for words in [
        *START, f"show {real}", f"history {real}", "changes", "changes today", "actions page 2",
        f"show {real} as at 13 September 2021", f"history {real} as at 13 September 2021",
        "completed cin", "status case-recording", "status missing-children", "status cin",
        "evidence missing-children", "status cin as at 13 September 2021", f"find {text}",
    ]:  # fmt: skip
        assert text not in staff.on(date(2021, 9, 15))(words).text, words
    assert "it named somebody" in staff(f"history {real}").text
    with staff.session as session:
        verified = verify(session, workspace_for(session, None))
    assert verified.problems == []
    assert verified.redacted == 1


def test_what_a_redaction_leaves_is_dates_and_states(staff):
    admin = staff.who(role="admin").on(date(2021, 9, 14))
    admin("redact CR-3 because of a name")
    (row,) = [row for row in staff("completed in 2020").rows if row[0] == "CR-3"]
    assert row[1] == REMOVED
    assert row[3] == "reported done"
    assert "2020-06" in row[4] or "June 2020" in row[4]
    assert "11 done" in staff("status").text


def test_redacting_twice_takes_an_unlucky_reason_out_too(staff):
    admin = staff.who(role="admin").on(date(2021, 9, 14))
    admin("redact MC-3 because Tamsin-of-Elm-Close was named")
    again = admin("redact MC-3 because the reason named her")
    assert "is redacted" in again.reply.title
    told = staff.on(date(2021, 9, 15))("history MC-3").text
    assert "Tamsin" not in told
    assert "the reason named her" in told


@pytest.mark.parametrize("name", ["missing-children", "rhi-timeliness", "RHI", "A5", "EV-7"])
def test_whatever_holds_text_can_be_redacted(staff, name):
    admin = staff.who(role="admin").on(date(2021, 9, 14))
    before = staff("find struggle").text + staff("status missing-children").text
    assert "is redacted" in admin(f"redact {name} because of a name").reply.title
    assert staff("find struggle").text + staff("status missing-children").text != before
    with staff.session as session:
        assert verify(session, workspace_for(session, None)).problems == []


@pytest.mark.parametrize("typed", [
    "redact", "redact MC-3", "redact MC-3 because", "redact because it is so", "redact cin because",
    "redact MC-99 because it is so", "redact mising-children because it is so",
])  # fmt: skip
def test_a_redaction_needs_a_reference_and_a_reason(staff, typed):
    admin = staff.who(role="admin")
    assert admin(typed).error is not None
    assert REMOVED not in staff("actions").everything


@pytest.mark.parametrize("reason", [
    "it stood so as at Tuesday", "the name stands on page 3", "it was so as of 13 September 2021",
    "because because",
])  # fmt: skip
def test_the_reason_of_a_redaction_is_kept_whole(staff, reason):
    admin = staff.who(role="admin").on(date(2021, 9, 14))
    answer = admin(f"redact MC-3 because {reason}")
    assert answer.error is None
    assert f"Why: {reason}." in staff("history MC-3").text


def test_a_reason_with_an_identifier_is_refused_and_nothing_is_blanked(staff):
    admin = staff.who(role="admin")
    assert "could identify a child" in admin("redact MC-3 because 999 000 0018 is in it").text
    assert "Work with social work pods" in staff("show MC-3").text


# --- any plan at all ------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", "status", "overdue", "mine", "changes", "find x", "next"])
def test_an_empty_record_says_how_to_load_a_plan(nobody, words):
    answer = nobody(words)
    assert not answer.found
    assert "ofsted-bot load" in answer.text
    assert nobody("help").found


ADULTS = """
format: 1
document: {title: Adult care assurance plan, date: 2023-03-01}
inspections:
  - {id: cqc-2022, kind: inspection, label: "Assurance visit, May 2022", month: 2022-05,
     judgement: {text: requires improvement, paragraph: 2.1}}
  - {id: peer-2022, kind: monitoring visit, label: "Peer review, November 2022", month: 2022-11}
areas:
  - {id: waiting-lists, number: 2022-1, title: Waiting for an assessment, inspection: cqc-2022,
     finding: {text: "People wait too long for a Care Act assessment.", paragraph: 2.2},
     aliases: [waits, CAA], state: in progress, stated_basis: stated, lead: Head of Access}
  - {id: safeguarding, number: 2022-2, title: Safeguarding enquiries, inspection: cqc-2022,
     finding: {text: "Enquiries are not always concluded in time.", paragraph: 2.3},
     aliases: [s42, section 42, MSP], state: complete, stated_basis: stated,
     caveat: {text: "The figure is for one team only.", paragraph: 3.3}}
  - {id: carers, number: 2022-3, title: Support for unpaid carers, inspection: cqc-2022,
     finding: {text: "Carers do not know what help there is.", paragraph: 2.4}, aliases: [carer]}
  - {id: direct-payments, number: 2022-4, title: Direct payments, inspection: peer-2022,
     finding: {text: "Few people are offered a direct payment.", paragraph: 4.1}, aliases: [DPs]}
  - {id: dols, number: 2022-5, title: Deprivation of liberty, inspection: peer-2022,
     finding: {text: "Applications are not ranked by risk.", paragraph: 4.2},
     aliases: [DoLS, liberty], state: not started}
  - {id: discharge, number: 2022-6, title: Leaving hospital, inspection: peer-2022,
     finding: {text: "Discharges are planned late.", paragraph: 4.3}, aliases: [hospital, D2A]}
actions:
  - {ref: WL-1, areas: [waiting-lists], text: Hire four assessors, state: in progress,
     due: 2023-03-31, lead: Head of Access, paragraph: 3.1}
  - {ref: WL-2, areas: [waiting-lists], text: Triage calls the same day, state: reported done,
     done: 2023-01-16, paragraph: 3.1}
  - {ref: SG-1, areas: [safeguarding], text: Weekly tracking of enquiries, state: reported done,
     done: 2022-12, paragraph: 3.3}
  - {ref: CA-1, areas: [carers], text: Publish a carers' guide, state: not started, due: 2023-02-28}
  - {ref: DP-1, areas: [direct-payments, carers], text: Train all teams, state: not started,
     due: Q1 2023-24}
  - {ref: DL-1, areas: [dols], text: Rank the applications, state: not started}
measures:
  - {id: waits-median, area: waiting-lists, name: Median days waited, better: lower,
     readings: [{value: 61 days, number: 61, period: Q2 2022-23, baseline: true},
                {value: just under 50 days, number: 50, qualifier: almost, period: Q3 2022-23,
                 direction: improved, paragraph: 3.1}]}
  - {id: dp-offers, area: direct-payments, name: Direct payments offered, paragraph: 4.1}
evidence:
  - {ref: EV-1, kind: data, text: Weekly waiting list, areas: [waiting-lists], date: 2023-02-27}
ambiguities:
  - {ref: A1, text: Nobody says which team the figure is for., areas: [safeguarding]}
"""

ADULT_FACTS = [
    ("", ("6 areas", "6 actions", "2 done, 4 open", "1 open action is past")),
    ("status s42", ("2022-2", "Enquiries are not always concluded in time.",
                    "The figure is for one team only.", "SG-1", "December 2022", "A1")),
    ("status waits", ("Head of Access", "just under 50 days", "Q3 2022-23", "61 days", "EV-1")),
    ("status waitng lists", ("2022-1",)),
    ("status DPs", ("2022-4", "Direct payments offered: ", "no figure")),
    ("status carers", ("2022-3", "DP-1", "no state given")),
    ("findings", ("requires improvement", "Discharges are planned late.", "2022-6")),
    ("findings peer-2022", ("Applications are not ranked by risk.", "November 2022")),
    ("findings monitoring visit", ("Few people are offered a direct payment.",)),
    ("findings may 2022 inspection", ("People wait too long for a Care Act assessment.",)),
    ("due this month", ("1 to 31 March 2023", "WL-1", "1 of 4 open actions have no date")),
    ("due next quarter", ("1 April to 30 June 2023", "DP-1")),
    ("overdue", ("1 open action is past", "CA-1", "3 of 4 open actions have a date", "DL-1")),
    ("completed since the peer review, november 2022", ("2 actions done", "WL-2", "SG-1")),
    ("completed since the 2022 monitoring visit", ("2 actions done", "WL-2", "SG-1")),
    ("actions head of access", ("1 action", "WL-1")),
    ("who waits", ("Head of Access",)),
    ("measure waits", ("just under 50 days", "improved", "lower is better")),
    ("measure offered", ("The plan gives no figure",)),
    ("next", ("names no next step", "WL-1", "DP-1")),
    ("evidence CAA", ("EV-1", "27 February 2023")),
    ("show dl1", ("Rank the applications", "no date")),
]  # fmt: skip


@pytest.fixture(scope="module")
def adults(copy_of, empty_file):
    staff = copy_of(empty_file).on(date(2023, 3, 6))
    staff.load(ADULTS)
    return staff


@pytest.mark.parametrize(("words", "facts"), ADULT_FACTS)
def test_another_services_plan_answers_with_its_own_facts(adults, words, facts):
    answer = adults(words)
    assert answer.found
    assert [fact for fact in facts if fact.lower() not in answer.text.lower()] == []
    for button in answer.buttons:
        if for_readers(button.words):
            assert adults(button.words).found, button.words


def test_two_inspections_of_one_year_are_a_question(adults):
    answer = adults("findings 2022")
    assert answer.choices == ["findings cqc-2022", "findings peer-2022"]


def test_another_services_plan_knows_nothing_of_the_sample(adults):
    for words in ("status missing-children", "show MC-3", "findings 2018", "status eclipse"):
        assert not adults(words).found
    assert "Brighton" not in adults("findings").everything
