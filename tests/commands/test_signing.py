"""Claims with evidence, signed off or sent back by a second person, and re-checked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from commands.access import NotAllowed
from commands.at_the_claim import ReadsOtherwise
from commands.form import ChangedSince, Faults
from commands.periods import long_date
from commands.signing import NothingWaits, WaitsAlready
from storage.models import (
    Action,
    Area,
    Audit,
    AuditGrade,
    Evidence,
    EvidenceArea,
    Person,
    Post,
    Review,
    RoleHolder,
    SignOff,
    Workspace,
)
from storage.rows import rows_in
from storage.states import TRANSITIONS, NotFromHere, State
from storage.verify import verify

MONDAY = date(2021, 9, 20)
PEOPLE = {
    "U0POD": "Pod manager",
    "U0QA": "Quality lead",
    "U0QA2": "Second quality lead",
    "U0HEAD": "Head",
    "U0DEPUTY": "Deputy head",
}
ROLES = {"U0POD": "manager", "U0QA": "quality assurance", "U0QA2": "quality assurance"}
GRANTS = [("grant", role, holder) for holder, role in ROLES.items()]
LINK = "https://council.example/audits/12"
FACTS = {"summary": "All pods briefed.", "kind": "procedure or form", "link": LINK}


class Team:
    """The people of one record: each of them asks, on a day that can be moved."""

    def __init__(self, staff, *, grants=GRANTS, settings=None):
        self.staff, self.today = staff, MONDAY
        self.moments = count()
        with self.write() as write:
            for user_id, name in PEOPLE.items():
                write.session.merge(person(user_id, name))
            write.session.flush()
            for kind, role, holder in grants:
                write.insert(RoleHolder, {"kind": kind, "role": role, "holder": holder})
            if settings:
                write.set_workspace({"settings": settings})

    def write(self):
        day = self.today
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return self.staff.write(now=noon)

    def set(self, table, key, **facts):
        with self.write() as write:
            (row,) = rows_in(write.session, write.workspace.id, table, **key)
            write.update(table, row | facts)

    def action(self, ref="MC-3"):
        return self.rows(Action, ref=ref)[0]

    def rows(self, table, **key):
        with self.staff.session as session:
            return rows_in(session, 1, table, **key)

    def by(self, user_id):
        staff = self.staff.on(self.today)
        return staff.who(user_id=user_id, name=PEOPLE[user_id], role=ROLES.get(user_id, "reader"))

    @property
    def pod(self):
        return self.by("U0POD")

    @property
    def quality(self):
        return self.by("U0QA")

    @property
    def second(self):
        return self.by("U0QA2")

    def claim(self, ref="MC-3", **facts):
        opened = self.pod(f"complete {ref}")
        if opened.form is None:
            return opened
        facts = FACTS | {"dated": self.today} | facts
        return self.pod.submit(drawn_for(self.pod, opened, "kind", facts))

    def send_back(self, about="MC-3", reason="The procedure is a draft.", by=None):
        staff = by or self.quality
        opened = staff(f"send back {about}")
        return staff.submit(opened.fill(reason=reason)) if opened.form else opened

    def review(self, outcome, ref="MC-3", by=None, shown_by="Three pods were asked.", **facts):
        staff = by or self.quality
        opened = staff(f"review {ref}")
        if opened.form is None:
            return opened
        facts = {"outcome": outcome, "shown_by": shown_by} | facts
        return staff.submit(drawn_for(staff, opened, "outcome", facts))

    def verified(self):
        with self.staff.session as session:
            return verify(session, session.get_one(Workspace, 1)).problems


def drawn_for(staff, opened, chosen, facts):
    """Fill in a form that is drawn anew when one of its fields is chosen."""
    drawn = staff.draw(opened.fill(**{chosen: facts[chosen]}))
    return replace(opened, form=drawn).fill(**facts)


def person(user_id, name):
    return Person(
        workspace_id=1,
        user_id=user_id,
        name=name,
        is_guest=False,
        is_stranger=False,
        is_deactivated=False,
        seen_at=datetime(2021, 9, 1, tzinfo=UTC),
    )


@pytest.fixture
def team(staff):
    return Team(staff)


@pytest.fixture
def either_team(either):
    return Team(either)


def cards(answer, start="card:"):
    return [one for one in answer.notices if one.key.startswith(start)]


# --- claiming -------------------------------------------------------------------------------------


def test_a_claim_keeps_its_evidence_and_waits(either_team):
    team = either_team
    answer = team.claim(shows="Nobody waits.", caveat="One pod is new.")
    assert answer.error is None
    assert answer.reply.is_note
    row = team.action()
    assert (row["state"], row["done_text"]) == (State.AWAITING_SIGN_OFF, "20 September 2021")
    (evidence,) = team.rows(Evidence, action_ref="MC-3")
    assert evidence["text"] == "All pods briefed."
    assert evidence["dated_earliest"] == evidence["dated_latest"] == MONDAY
    assert (evidence["given_by"], evidence["link"]) == ("<@U0POD>", LINK)
    supported = team.rows(EvidenceArea, evidence_ref=evidence["ref"])
    assert [one["area_slug"] for one in supported if one["is_main"]] == ["missing-children"]
    (claim,) = team.rows(SignOff, about="MC-3")
    assert (claim["number"], claim["asks_for"], claim["decision"]) == (1, "complete", None)
    assert (claim["asked_by"], claim["evidence_ref"]) == ("U0POD", evidence["ref"])
    assert "It waits for Quality lead or Second quality lead to sign it off." in answer.text
    assert "One pod is new." in answer.text
    assert team.verified() == []


def test_the_card_goes_to_whoever_could_decide(team):
    answer = team.claim(caveat="One pod is new.")
    assert {one.to: one.key for one in cards(answer)} == {
        "U0QA": "card:MC-3/1/U0QA",
        "U0QA2": "card:MC-3/1/U0QA2",
    }
    card = cards(answer)[0].reply
    told = repr(card)
    for fact in ("Pod manager", "All pods briefed.", LINK, "One pod is new.", "20 September 2021"):
        assert fact in told
    assert [one.words for one in card.parts[-1].buttons] == [
        "sign off MC-3 1",
        "send back MC-3 1",
        "evidence MC-3",
    ]


def test_the_card_goes_to_the_sign_off_channel_where_there_is_one(staff):
    team = Team(staff, settings={"sign_off_channel": "C0SIGN"})
    (card,) = cards(team.claim())
    assert (card.key, card.to, card.otherwise) == ("card:MC-3/1", "C0SIGN", "U0QA")


def test_a_claim_that_nobody_could_sign_off_says_so(staff):
    team = Team(staff, grants=GRANTS[:1])
    answer = team.claim()
    assert cards(answer) == []
    assert "Nobody can sign it off yet" in answer.text


def test_where_only_a_user_group_could_decide_and_has_no_channel_the_note_says_so(staff):
    team = Team(staff, grants=[*GRANTS[:1], ("grant", "quality assurance", "S0QUALITY")])
    answer = team.claim()
    assert cards(answer) == []
    assert "It waits for a member of the user group" in answer.text
    assert "I could tell nobody" in answer.text
    with team.write() as write:
        write.set_workspace({"settings": {"sign_off_channel": "C0SIGN"}})
    told = team.claim("EC-1")
    assert [one.to for one in cards(told)] == ["C0SIGN"]
    assert "I could tell nobody" not in told.text


def test_a_reported_done_action_can_be_claimed_and_keeps_its_own_date(team):
    done = next(
        one for one in team.rows(Action, state="reported done") if one["done_text"] is not None
    )
    assert team.claim(done["ref"]).error is None
    after = team.action(done["ref"])
    assert after["state"] == State.AWAITING_SIGN_OFF
    assert after["done_text"] == done["done_text"]


def test_the_form_says_at_once_what_cannot_be_claimed(team):
    team.set(Action, {"ref": "MC-3"}, state="complete")
    assert isinstance(team.pod("complete MC-3").error, NotFromHere)


def test_only_managers_and_leads_may_claim(team):
    assert isinstance(team.by("U0HEAD")("complete MC-3").error, NotAllowed)
    team.set(Action, {"ref": "MC-3"}, lead="<@U0HEAD>")
    assert team.by("U0HEAD")("complete MC-3").form is not None


def test_an_older_form_is_told_of_a_newer_claim(team):
    opened = team.pod("complete MC-3")
    team.claim()
    again = team.pod.submit(opened.fill(**FACTS, dated=MONDAY))
    assert isinstance(again.error, ChangedSince)
    newer = replace(opened.fill(**FACTS, dated=MONDAY), seen=again.error.seen)
    assert isinstance(team.pod.submit(newer).error, NotFromHere)
    assert len(team.rows(SignOff)) == 1


AUDIT = {"kind": "case audit", "theme": "Return home interviews", "link": None}
WRONG = [
    ({"summary": None}, "summary", "Please fill this in."),
    ({"dated": None}, "dated", "Please fill this in."),
    ({"dated": date(2021, 9, 21)}, "dated", "not come yet: today is 20 September 2021"),
    ({"link": None}, "link", "give a link to it."),
    ({"link": "http://council.example/a"}, "link", "starts with https://"),
    ({"link": "https://council.example\\.other.example/a"}, "link", "plain letters"),
    ({"kind": "performance figure", "link": None}, "link", "or write the figure itself above"),
    (AUDIT, "link", "or the sample and its grades"),
    (AUDIT | {"theme": " "}, "theme", "Please fill this in."),
    (AUDIT | {"green": 3}, "sample_size", "how many records"),
    (AUDIT | {"sample_size": 0}, "sample_size", "from 1 to 10,000"),
    (AUDIT | {"sample_size": 9, "green": 5, "red": 5}, "sample_size", "add up to 10"),
    (AUDIT | {"period": "when it rained"}, "period", "cannot read that"),
]


@pytest.mark.parametrize(("facts", "field", "sentence"), WRONG, ids=str)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(team, facts, field, sentence):
    answer = team.claim(**facts)
    assert isinstance(answer.error, Faults)
    assert list(answer.error.by_field) == [field]
    assert sentence in answer.error.by_field[field]
    assert team.rows(SignOff) == []
    assert (
        team.action()["state"] == State.IN_PROGRESS or team.action()["state"] == State.NOT_STARTED
    )


def test_an_audits_fields_come_with_its_kind(team):
    opened = team.pod("complete MC-3")
    assert "theme" not in opened.fill().values
    drawn = team.pod.draw(opened.fill(kind="dip sample"))
    assert {"theme", "period", "sample_size", "red", "moderated_by"} <= replace(
        opened, form=drawn
    ).fill().values.keys()
    early = team.pod.submit(opened.fill(**FACTS | {"kind": "dip sample"}, dated=MONDAY))
    assert "Choose the kind once more" in early.error.by_field["kind"]


def test_an_audit_as_evidence_is_an_audit_too(team):
    answer = team.claim(
        **AUDIT | {"sample_size": 12, "green": 8, "amber": 3, "period": "August 2021"},
        moderated_by="Quality Assurance Manager",
    )
    assert answer.error is None
    (audit,) = team.rows(Audit)
    assert (audit["held"], audit["sample_size"], audit["area_slug"]) == (
        MONDAY,
        12,
        "missing-children",
    )
    assert (audit["period_text"], audit["period_precision"]) == ("August 2021", "month")
    assert team.rows(Evidence, action_ref="MC-3")[0]["audit_ref"] == audit["ref"]
    assert {one["grade"]: one["count"] for one in team.rows(AuditGrade)} == {"green": 8, "amber": 3}


def test_a_figure_written_out_is_evidence_without_a_link(team):
    facts = {"kind": "performance figure", "link": None}
    assert team.claim(**facts, summary="Done in 2021, within 3 days.").error.by_field["link"]
    assert team.claim(**facts, summary="110 of 120 visits in time, August 2021.").error is None


@pytest.mark.parametrize(
    ("link", "taken"),
    [
        ("https://council.example/a", True),
        ("https://files.council.example:8443/a?b=c", True),
        ("https://COUNCIL.example", True),
        ("https://notcouncil.example/a", False),
        ("https://council.example.other.example/a", False),
        ("https://other.example/council.example", False),
        ("https://council.example@other.example/", False),
    ],
)
def test_links_lead_to_the_councils_own_hosts(staff, link, taken):
    team = Team(staff, settings={"evidence_hosts": ["council.example"]})
    answer = team.claim(link=link)
    assert (answer.error is None) == taken
    if not taken:
        assert "link" in answer.error.by_field


@pytest.mark.parametrize("uploads", [True, False])
def test_a_file_can_be_given_only_where_uploads_are_on(staff, uploads):
    team = Team(staff, settings={"uploads": uploads})
    assert ("file" in team.pod("complete MC-3").fill().values) == uploads


# --- deciding -------------------------------------------------------------------------------------


def test_a_second_person_signs_off(either_team):
    team = either_team
    team.claim()
    answer = team.quality("sign off MC-3 1")
    assert answer.error is None
    assert answer.reply.is_note
    row = team.action()
    assert (row["state"], row["recheck_due"]) == (State.COMPLETE, date(2021, 12, 20))
    assert "Its re-check falls due on 20 December 2021." in answer.text
    (claim,) = team.rows(SignOff)
    assert (claim["decision"], claim["decided_by"]) == ("signed off", "U0QA")
    assert team.verified() == []


def test_the_cards_are_replaced_and_the_claimant_is_told(team):
    team.claim(caveat="One pod is new.")
    answer = team.quality("sign off MC-3")
    replaced = cards(answer)
    assert {one.key for one in replaced} == {"card:MC-3/1/U0QA", "card:MC-3/1/U0QA2"}
    assert all(one.replaces for one in replaced)
    told = repr(replaced[0].reply)
    assert "Quality lead signed it off on 20 September 2021." in told
    assert "One pod is new." in told
    assert "sign off MC-3" not in told
    assert "send back" not in told
    (message,) = cards(answer, "decided:")
    assert (message.to, message.replaces) == ("U0POD", False)


def test_a_card_is_replaced_where_it_was_sent_whatever_the_settings_are_now(staff):
    team = Team(staff, settings={"sign_off_channel": "C0SIGN"})
    team.claim()
    with team.write() as write:
        write.set_workspace({"settings": {}})
    (card,) = cards(team.quality("sign off MC-3"))
    assert (card.key, card.to) == ("card:MC-3/1", "C0SIGN")


def test_the_claimant_cannot_sign_off_or_send_back(team):
    team.claim()
    claimant = team.pod.who(role="admin")
    for words in ("sign off MC-3", "send back MC-3"):
        error = claimant(words).error
        assert isinstance(error, NotAllowed)
        assert "You claimed MC-3 yourself" in error.sentence
        assert "Quality lead or Second quality lead" in error.sentence


@pytest.mark.parametrize("lead", ["<@U0QA>", "Head of Service"])
def test_the_lead_cannot_sign_off_or_re_check_even_by_a_role_they_hold(staff, lead):
    held = [("cover", "Head of Service", "U0QA")]
    team = Team(staff, grants=[*GRANTS, *held])
    team.set(Action, {"ref": "MC-3"}, lead=lead)
    answer = team.claim()
    assert [one.to for one in cards(answer)] == ["U0QA2"]
    error = team.quality("sign off MC-3 1").error
    assert isinstance(error, NotAllowed)
    assert "You lead MC-3" in error.sentence
    assert "You could ask Second quality lead." in error.sentence
    assert team.second("sign off MC-3 1").error is None
    assert isinstance(team.quality("review MC-3").error, NotAllowed)


LET_GO = {
    "assigned away": lambda team: team.pod("assign MC-3 <@U0POD>"),
    "unheld": lambda team: team.by("U0HEAD").who(role="admin")("holder Head of Service nobody"),
    "uncovered": lambda team: team.by("U0HEAD").who(role="admin")(
        "holder Head of Service cover nobody"
    ),
}


@pytest.mark.parametrize(
    ("lead", "held", "how"),
    [
        ("<@U0QA>", [], "assigned away"),
        ("Head of Service", [("holder", "Head of Service", "U0QA")], "assigned away"),
        ("Head of Service", [("holder", "Head of Service", "U0QA")], "unheld"),
        ("Head of Service", [("cover", "Head of Service", "U0QA")], "uncovered"),
    ],
)
def test_a_lead_who_lets_go_of_it_cannot_decide_or_re_check_either(either, lead, held, how):
    team = Team(either, grants=[*GRANTS, *held])
    team.set(Action, {"ref": "MC-3"}, lead=lead)
    team.claim()
    assert team.rows(SignOff)[0]["led_by"] == ["U0QA"]
    assert LET_GO[how](team).error is None
    for words in ("sign off MC-3 1", "send back MC-3 1"):
        error = team.quality(words).error
        assert isinstance(error, NotAllowed)
        assert "You led MC-3 when it was claimed" in error.sentence
        assert "You could ask Second quality lead." in error.sentence
    assert team.second("sign off MC-3").error is None
    team.today = date(2021, 12, 20)
    assert isinstance(team.quality("review MC-3").error, NotAllowed)
    assert "Quality lead (led it)" in team.pod("reviews").rows[0][4]
    assert team.second("review MC-3").form is not None
    assert team.verified() == []


def test_who_leads_it_still_is_told_as_its_lead_alone(team):
    team.set(Action, {"ref": "MC-3"}, lead="<@U0QA>")
    team.claim()
    team.second("sign off MC-3")
    team.today = date(2021, 12, 20)
    assert team.pod("reviews").rows[0][4] == "Pod manager (claimed it), Quality lead (lead)"


def test_who_made_or_led_at_any_claim_of_it_cannot_re_check(team):
    with team.write() as write:
        write.insert(RoleHolder, {"kind": "grant", "role": "quality assurance", "holder": "U0HEAD"})
    team.set(Action, {"ref": "MC-3"}, lead="<@U0QA>")
    team.claim()
    team.send_back(by=team.second)
    team.set(Action, {"ref": "MC-3"}, lead="<@U0DEPUTY>")
    opened = team.second("complete MC-3")
    facts = FACTS | {"dated": MONDAY}
    team.second.submit(drawn_for(team.second, opened, "kind", facts))
    assert team.by("U0HEAD").who(role="quality assurance")("sign off MC-3").error is None
    team.today = date(2021, 12, 20)
    for user_id in ("U0POD", "U0QA", "U0QA2", "U0DEPUTY"):
        error = team.by(user_id).who(role="quality assurance")("review MC-3").error
        assert isinstance(error, NotAllowed), user_id
    assert team.by("U0HEAD").who(role="quality assurance")("review MC-3").form is not None


def test_the_claimant_cannot_re_check(team):
    team.claim()
    team.quality("sign off MC-3")
    assert isinstance(team.pod.who(role="quality assurance")("review MC-3").error, NotAllowed)
    assert team.quality("review MC-3").form is not None


@pytest.mark.parametrize("words", ["sign off MC-3", "send back MC-3", "review MC-3"])
def test_only_quality_assurance_decides(team, words):
    team.claim()
    assert isinstance(team.by("U0HEAD").who(role="manager")(words).error, NotAllowed)


def test_whoever_comes_second_is_told_who_decided(team):
    team.claim()
    form = team.second("send back MC-3 1")
    team.quality("sign off MC-3 1")
    decided = "Quality lead signed it off on 20 September 2021 already, so nothing was changed."
    for answer in (
        team.second("sign off MC-3 1"),
        team.second("sign off MC-3"),
        team.second("send back MC-3 1"),
        team.second.submit(form.fill(reason="Too late.")),
    ):
        assert isinstance(answer.error, NothingWaits)
        assert answer.error.sentence == decided
    assert team.action()["state"] == State.COMPLETE


def test_an_old_card_never_decides_a_newer_claim(team):
    team.claim()
    team.send_back()
    team.claim(summary="The procedure is final.")
    error = team.second("sign off MC-3 1").error
    assert isinstance(error, NothingWaits)
    assert "sent it back" in error.sentence
    assert "A newer claim waits" in error.sentence
    assert team.action()["state"] == State.AWAITING_SIGN_OFF
    assert team.second("sign off MC-3 2").error is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("sign off MC-3", "Nothing about MC-3 waits"),
        ("sign off EV-1", "Nothing about EV-1 waits"),
        ("sign off missing-children", "Nothing about missing-children waits"),
    ],
)
def test_where_nothing_waits_it_says_so(team, words, sentence):
    assert sentence in team.quality(words).error.sentence


def test_a_claim_that_never_was_cannot_be_decided(team):
    team.claim()
    assert "no claim number 7" in team.quality("sign off MC-3 7").error.sentence


def test_sending_back_needs_a_reason_and_tells_the_claimant(either_team):
    team = either_team
    team.claim()
    assert "reason" in team.send_back(reason=" ").error.by_field
    answer = team.send_back(reason="The procedure is a draft.")
    row = team.action()
    assert (row["state"], row["done_text"]) == (State.IN_PROGRESS, None)
    (message,) = cards(answer, "decided:")
    assert "The procedure is a draft." in repr(message.reply)
    assert "Quality lead sent it back" in repr(message.reply)
    assert team.rows(SignOff)[0]["reason"] == "The procedure is a draft."
    assert team.claim().error is None
    assert [one["number"] for one in team.rows(SignOff)] == [1, 2]
    assert team.verified() == []


REPORTED = ["a date of the plan's", "a day of the plan's", "no date"]


@pytest.mark.parametrize("dated", REPORTED)
def test_what_the_plan_reports_done_is_that_again_when_it_is_sent_back(either_team, dated):
    team = either_team
    done = {
        "a date of the plan's": ("late 2020", date(2020, 10, 1), "stated"),
        "a day of the plan's": ("1 March 2021", date(2021, 3, 1), "day"),
        "no date": (None, None, None),
    }[dated]
    stated = dict(zip(("done_text", "done_earliest", "done_precision"), done, strict=True))
    team.set(Action, {"ref": "MC-3"}, state="reported done", **stated)
    before = team.action()
    team.claim()
    assert team.action()["done_text"] == (done[0] or "20 September 2021")
    team.pod("assign MC-3 <@U0HEAD>")
    assert team.send_back().error is None
    assert team.action() == before | {"lead": "<@U0HEAD>"}
    assert team.verified() == []


def test_nobody_signs_off_words_that_were_not_claimed(either_team):
    team = either_team
    opened = team.pod("area case-recording")
    facts = {"state": "complete", "caveat": "One team is left.", "reason": "It is done."}
    assert team.pod.submit(opened.fill(**facts)).error is None
    opened = team.pod("area case-recording")
    other = {"lead_role": "Pod Managers", "aliases": "Recording of cases"}
    assert team.pod.submit(opened.fill(**other)).error is None
    assert team.quality("sign off case-recording 1").error is None
    opened = team.pod("area case-recording")
    assert team.pod.submit(opened.fill(state="in progress", reason="Again.")).error is None
    opened = team.pod("area case-recording")
    facts = {"caveat": "Hardly any team does.", "reason": "A dip sample."}
    assert team.pod.submit(opened.fill(**facts)).error is None
    error = team.quality("sign off case-recording 2").error
    assert isinstance(error, ReadsOtherwise)
    assert "caveat from One team is left. to Hardly any team does." in error.sentence
    assert team.rows(SignOff, about="case-recording", number=2)[0]["decision"] is None
    assert team.send_back("case-recording").error is None
    opened = team.pod("area case-recording")
    assert team.pod.submit(opened.fill(state="in progress", reason="As it is.")).error is None
    assert team.quality("sign off case-recording 3").error is None


def test_an_action_that_reads_otherwise_is_not_signed_off_but_another_lead_or_date_is_well(team):
    team.claim()
    for words in (
        "assign MC-3 <@U0HEAD>",
        "move MC-3 to 1 December 2021 because of leave",
        "confidence MC-3 red because two pods are left",
        "update MC-3 two pods are left",
    ):
        assert team.pod(words).error is None
    as_claimed, note = team.action()["text"], team.action()["note"]
    team.set(Action, {"ref": "MC-3"}, text="Something else.", note="Only in part.")
    error = team.quality("sign off MC-3 1").error
    assert isinstance(error, ReadsOtherwise)
    assert f"text from {as_claimed} to Something else." in error.sentence
    assert f"note from {note} to Only in part." in error.sentence
    assert team.action()["state"] == State.AWAITING_SIGN_OFF
    team.set(Action, {"ref": "MC-3"}, text=as_claimed, note=note)
    assert team.quality("sign off MC-3 1").error is None


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"sample_size": 20, "green": 18, "amber": 2}, "20 records: 18 green, 2 amber"),
        ({"sample_size": 9, "green": 5}, "9 records: 5 green, 4 not graded"),
        ({"sample_size": 1, "link": LINK}, "1 record: no grades given"),
        ({"link": LINK}, None),
    ],
    ids=str,
)
def test_what_an_audit_found_is_told_on_its_card_and_in_its_note(team, found, told):
    answer = team.claim(**AUDIT | found)
    assert answer.error is None
    decided = team.quality("sign off MC-3")
    for seen in (answer.text, repr(cards(answer)[0].reply), repr(cards(decided)[0].reply)):
        assert (told or "record") in seen if told else "Sample" not in seen


def test_an_actions_words_end_before_its_state_is_told(team):
    text = team.action()["text"].rstrip(".")
    team.set(Action, {"ref": "MC-3"}, text=text)
    assert f"{text}. In progress → done, awaiting sign-off." in team.claim().text
    assert f"{text}. Complete. Its re-check" in team.quality("sign off MC-3").text
    team.pod("reopen MC-3 because it slipped")
    team.pod("close MC-3 no further action because it has gone")
    assert f"{text}. No further action." in team.quality("sign off MC-3 2").text


@pytest.mark.parametrize(
    ("state", "kept", "recheck"),
    [
        ("complete", date(2021, 10, 1), date(2021, 10, 1)),
        ("complete", date(2021, 9, 1), date(2021, 9, 1)),
        ("embedded", None, date(2021, 12, 20)),
        ("no further action", None, date(2021, 12, 20)),
    ],
)
def test_an_audits_action_that_is_reopened_is_still_re_checked(team, state, kept, recheck):
    from_audit(team, kept)
    team.set(Action, {"ref": "MC-3"}, state=state)
    answer = team.pod("reopen MC-3 because it slipped")
    assert team.action()["recheck_due"] == recheck
    assert f"Its re-check falls due on {long_date(recheck)}." in answer.text
    team.set(Action, {"ref": "EC-1"}, state=state, recheck_due=kept)
    assert "re-check" not in team.pod("reopen EC-1 because it slipped").text
    assert team.action("EC-1")["recheck_due"] is None


@pytest.mark.parametrize(
    ("day", "recheck"),
    [
        (date(2021, 11, 30), date(2022, 2, 28)),
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2021, 9, 30), date(2021, 12, 30)),
        (date(2021, 12, 31), date(2022, 3, 31)),
    ],
)
def test_a_re_check_falls_due_three_calendar_months_after_the_sign_off(team, day, recheck):
    team.today = day
    team.claim()
    team.quality("sign off MC-3")
    assert team.action()["recheck_due"] == recheck


@pytest.mark.parametrize(
    ("kept", "recheck"),
    [
        (date(2021, 10, 1), date(2021, 10, 1)),
        (MONDAY, MONDAY),
        (date(2021, 9, 1), date(2021, 12, 20)),
    ],
)
def test_an_audits_action_keeps_its_own_re_check_while_it_is_to_come(team, kept, recheck):
    from_audit(team, kept)
    team.claim()
    team.quality("sign off MC-3")
    assert team.action()["recheck_due"] == recheck


def from_audit(team, recheck):
    team.set(Action, {"ref": "MC-3"}, audit_ref="AU-1", source="audit", recheck_due=recheck)


def test_a_closing_is_signed_off_or_sent_back_by_the_same_commands(team):
    before = team.action()["state"]
    asked = team.pod("close MC-3 no further action because the form is withdrawn")
    assert cards(asked)
    assert isinstance(team.claim().error, WaitsAlready)
    assert team.send_back(reason="It is still used.").error is None
    assert team.action()["state"] == before
    team.pod("close MC-3 no further action because the form has gone for good")
    assert team.second("sign off MC-3 2").error is None
    assert team.action()["state"] == State.NO_FURTHER_ACTION


def test_an_areas_state_is_signed_off_by_the_same_commands(team):
    opened = team.pod("area case-recording")
    asked = team.pod.submit(opened.fill(state="complete", reason="All five actions are done."))
    assert asked.error is None, asked.error
    (card, _) = cards(asked)
    assert card.reply.parts[-1].buttons[0].words == "sign off case-recording 1"
    assert isinstance(team.pod.who(role="admin")("sign off case-recording").error, NotAllowed)
    assert team.quality("sign off case-recording 1").error is None
    (area,) = team.rows(Area, slug="case-recording")
    assert (area["state"], area["stated_basis"]) == ("complete", "signed off here")
    assert area["completed_text"] == "20 September 2021"
    assert "signed off here" in team.pod("status case-recording").text
    assert team.verified() == []


# --- re-checks ------------------------------------------------------------------------------------


def completed(team):
    team.claim()
    team.quality("sign off MC-3")
    team.today = date(2021, 12, 20)


def test_what_is_still_in_place_is_embedded(either_team):
    team = either_team
    completed(team)
    answer = team.review("embedded")
    assert answer.error is None
    row = team.action()
    assert (row["state"], row["recheck_due"]) == (State.EMBEDDED, None)
    (review,) = team.rows(Review)
    assert (review["outcome"], review["due"]) == ("embedded", date(2021, 12, 20))
    assert (review["shown_by"], review["reviewed_by"]) == ("Three pods were asked.", "U0QA")
    assert team.verified() == []


def test_what_is_no_longer_in_place_is_reopened(team):
    completed(team)
    assert "shown_by" in team.review("reopened", shown_by=" ").error.by_field
    team.review("reopened")
    row = team.action()
    assert (row["state"], row["recheck_due"], row["done_text"]) == (State.REOPENED, None, None)


def offered(team, state, recheck):
    team.set(Action, {"ref": "MC-3"}, state=state, recheck_due=recheck)
    opened = team.quality("review MC-3")
    if opened.form is None:
        assert isinstance(opened.error, NotFromHere)
        return set()
    (outcome,) = [one for one in opened.form.fields if getattr(one, "name", "") == "outcome"]
    return {value for value, _ in outcome.options}


@pytest.mark.parametrize(
    ("state", "recheck", "outcomes"),
    [
        ("complete", date(2021, 9, 21), {"reopened"}),
        ("complete", MONDAY, {"embedded", "reopened"}),
        ("complete", date(2021, 9, 1), {"embedded", "reopened"}),
        ("complete", None, {"reopened"}),
        ("embedded", None, {"reopened"}),
        ("in progress", MONDAY, {"not done"}),
        ("in progress", date(2021, 9, 21), set()),
        ("in progress", None, set()),
        ("done, awaiting sign-off", MONDAY, set()),
        ("no further action", None, set()),
        ("reported done", None, set()),
    ],
)
def test_only_what_the_state_allows_is_offered(team, state, recheck, outcomes):
    assert offered(team, state, recheck) == outcomes


def test_it_is_too_early_to_say_that_it_is_still_in_place(team):
    team.claim()
    team.quality("sign off MC-3")
    opened = team.quality("review MC-3")
    due = "Its re-check falls due on 20 December 2021: before that day it can't be found still"
    assert due in repr(opened.form)
    answer = team.quality.submit(opened.fill(outcome="embedded", shown_by="I looked."))
    assert "That is too early." in answer.error.by_field["outcome"]
    assert due in answer.error.by_field["outcome"]
    assert (team.action()["state"], team.rows(Review)) == (State.COMPLETE, [])
    assert team.review("reopened").error is None


def test_the_second_not_done_goes_to_the_head_of_service(staff):
    held = [("holder", "Head of Service", "U0HEAD"), ("cover", "Head of Service", "U0DEPUTY")]
    team = Team(staff, grants=[*GRANTS, *held])
    from_audit(team, MONDAY)
    first = team.review("not done")
    assert cards(first, "not done:") == []
    assert team.action()["recheck_due"] == date(2021, 10, 20)
    assert "Next re-check: 20 October 2021." in first.text
    team.today = date(2021, 10, 20)
    second = team.review("not done", next=date(2021, 11, 1))
    assert {one.to for one in cards(second, "not done:")} == {"U0HEAD", "U0DEPUTY"}
    assert "Head and Deputy head (Head of Service)" in second.text
    assert team.action()["recheck_due"] == date(2021, 11, 1)
    assert team.verified() == []


def test_the_lead_is_told_that_a_re_check_failed(team):
    from_audit(team, MONDAY)
    team.set(Action, {"ref": "MC-3"}, lead="<@U0LEAD001>")
    (told,) = cards(team.review("not done"), "re-checked:MC-3/")
    assert told.to == "U0LEAD001"


def test_where_nobody_is_head_of_service_the_note_says_so(team):
    from_audit(team, MONDAY)
    team.review("not done", next=date(2021, 9, 21))
    team.today = date(2021, 9, 21)
    answer = team.review("not done")
    assert cards(answer, "not done:") == []
    assert "nobody holds that role here" in answer.text


@pytest.mark.parametrize("day", [MONDAY, date(2021, 9, 1)])
def test_the_next_re_check_is_still_to_come(team, day):
    from_audit(team, MONDAY)
    assert "next" in team.review("not done", next=day).error.by_field


def test_a_reopened_action_of_an_audit_is_re_checked_again(team):
    from_audit(team, date(2021, 12, 1))
    completed(team)
    team.review("reopened")
    assert team.action()["recheck_due"] == date(2022, 1, 20)


# --- what waits, and what falls due ---------------------------------------------------------------


def test_what_waits_is_listed_with_the_oldest_first(team):
    assert "Nothing that was claimed is undecided." in team.pod("waiting").text
    team.claim()
    team.today = date(2021, 9, 22)
    team.pod("close EC-1 no further action because it is covered elsewhere")
    answer = team.pod("waiting")
    assert [row[0] for row in answer.rows] == ["MC-3", "EC-1"]
    assert answer.rows[0][2:5] == ("complete", "Pod manager", "20 September 2021 (2 days)")
    team.quality("sign off MC-3")
    assert [row[0] for row in team.pod("waiting").rows] == ["EC-1"]
    assert [row[0] for row in team.by("U0POD")("waiting as at 20 September 2021").rows] == ["MC-3"]


def test_re_checks_are_listed_overdue_first_with_who_may_not_make_them(team):
    assert "No re-check falls due" in team.pod("reviews").text
    team.set(Action, {"ref": "MC-3"}, lead="Head of Service")
    completed(team)
    team.set(Action, {"ref": "EC-1"}, recheck_due=date(2021, 12, 1))
    team.set(Action, {"ref": "CR-4"}, recheck_due=date(2022, 1, 17))
    team.set(Action, {"ref": "RV-2"}, recheck_due=date(2022, 1, 18))
    rows = team.pod("reviews").rows
    assert [row[0] for row in rows] == ["EC-1", "MC-3", "CR-4"]
    assert rows[0][2] == "1 December 2021 (overdue)"
    assert rows[1][2] == "20 December 2021"
    assert rows[1][4] == "Pod manager (claimed it), Head of Service (lead)"
    assert [row[0] for row in team.pod("reviews January 2022").rows] == ["CR-4", "RV-2"]


# --- the table of states --------------------------------------------------------------------------


def do(team, event, ref="MC-3"):
    """Let an event happen by the command for it; a closing is decided where one can be asked."""
    match event:
        case "start":
            return team.pod(f"start {ref}")
        case "claim":
            return team.claim(ref)
        case "sign off" | "sign off closing":
            return team.second(f"sign off {ref}")
        case "send back" | "send back reported" | "send back closing":
            return team.send_back(ref)
        case "ask to close":
            return team.pod(f"close {ref} no further action because it has gone")
        case "reopen":
            return team.pod(f"reopen {ref} because it came back")
        case "re-check: in place":
            return team.review("embedded", ref)
        case "re-check: not in place":
            return team.review("reopened", ref)
        case "re-check: not done":
            return team.review("not done", ref)


ASKS = dict.fromkeys(("sign off", "send back", "send back reported"), "complete")
ASKS |= {"sign off closing": "no further action", "send back closing": "no further action"}


REFS = ("MC-1", "MC-2", "MC-3", "EC-1", "CR-1", "CR-2", "CR-3", "CR-4")


@pytest.mark.parametrize("event", TRANSITIONS)
def test_each_row_of_the_table_is_reached_by_a_command_and_nothing_else_is(team, event):
    row = TRANSITIONS[event]
    for ref, state in zip(REFS, State, strict=True):
        reported = event == "send back reported"
        team.set(Action, {"ref": ref}, state="reported done" if reported else "in progress")
        team.set(Action, {"ref": ref}, state=state, recheck_due=MONDAY)
        if event in ASKS:
            ask(team, ref, ASKS[event])
        before = team.action(ref)
        answer = do(team, event, ref)
        if state in row.before:
            assert answer.error is None, (state, answer.error)
            assert team.action(ref)["state"] == (row.after or state)
        else:
            assert answer.error is not None, state
            assert team.action(ref) == before
    assert team.verified() == []


def ask(team, ref, asks_for):
    with team.write() as write:
        row = {"about": ref, "number": 1, "about_kind": "action", "asks_for": asks_for}
        row |= {"why": "It is so.", "asked_by": "U0POD", "asked_at": write.at, "led_by": []}
        write.insert(SignOff, row)


class Life(RuleBasedStateMachine):
    """Actions that live by commands, beside what the table says of each."""

    REFS = ("MC-3", "EC-1", "CR-4")

    @initialize()
    def begin(self):
        self.team = self.make()
        self.states = {ref: State(self.team.action(ref)["state"]) for ref in self.REFS}
        self.waits = dict.fromkeys(self.REFS)
        self.claimed = dict.fromkeys(self.REFS)  # the state that each was claimed in

    @rule(ref=st.sampled_from(REFS), event=st.sampled_from(sorted(TRANSITIONS)))
    def happens(self, ref, event):
        self.team.today += relativedelta(days=1)  # the same words again are meant again
        due = self.team.action(ref)["recheck_due"]
        when_due = event in {"re-check: not done", "re-check: in place"}
        if when_due and due is None:
            return
        if when_due and due > self.team.today:
            self.team.today = due
        if event in {"send back", "send back reported"}:
            was_reported = self.claimed[ref] == State.REPORTED_DONE
            event = "send back reported" if was_reported else "send back"
        possible = self.states[ref] in TRANSITIONS[event].before
        if event in ASKS:
            possible &= self.waits[ref] == ASKS[event]
        if event in {"claim", "ask to close"}:
            possible &= self.waits[ref] is None
        if event in ASKS and self.waits[ref] not in {None, ASKS[event]}:
            return  # the same words, which decide the other kind of claim
        answer = do(self.team, event, ref)
        assert (answer.error is None) == possible, (event, self.states[ref], answer.error)
        if possible:
            self.claimed[ref] = self.states[ref] if event == "claim" else self.claimed[ref]
            self.states[ref] = TRANSITIONS[event].after or self.states[ref]
            self.waits[ref] = {"claim": "complete", "ask to close": "no further action"}.get(
                event, None if event in ASKS else self.waits[ref]
            )

    @invariant()
    def it_is_as_the_table_says(self):
        for ref, state in self.states.items():
            assert self.team.action(ref)["state"] == state
            undecided = self.team.rows(SignOff, about=ref, decision=None)
            assert [one["asks_for"] for one in undecided] == (
                [self.waits[ref]] if self.waits[ref] else []
            )

    def teardown(self):
        assert self.team.verified() == []


def test_whatever_people_do_the_record_follows_the_table(copy_of, sample_file):
    class OnACopy(Life):
        def make(self):
            team = Team(copy_of(sample_file))
            team.set(Action, {"ref": "EC-1"}, audit_ref="AU-1", recheck_due=MONDAY)
            team.set(Action, {"ref": "CR-4"}, state="reported done")
            return team

    few = settings(
        max_examples=10,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(OnACopy, settings=few)


# --- at once --------------------------------------------------------------------------------------


def test_people_who_decide_at_once_make_one_decision(either_team):
    team = either_team
    team.claim()
    signer, other = team.quality, team.second
    form = other("send back MC-3 1").fill(reason="A draft.")

    def press(turn):
        if turn % 2:
            return other.submit(form)
        return (signer if turn % 4 else other)("sign off MC-3 1")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(press, range(16)))
    made = [one for one in answers if one.error is None and one.notices]
    assert len(made) == 1
    told = [one for one in answers if one.error is not None]
    assert all(isinstance(one.error, NothingWaits) for one in told)
    (claim,) = team.rows(SignOff)
    state = {"signed off": State.COMPLETE, "sent back": State.IN_PROGRESS}[claim["decision"]]
    assert team.action()["state"] == state
    assert len(team.rows(Evidence, action_ref="MC-3")) == 1
    with team.staff.session as session:
        replaced = session.query(Post).filter(Post.work == "replace").count()
    assert replaced == 2
    assert team.verified() == []


def test_people_who_claim_at_once_make_one_claim(either_team):
    team = either_team
    opened = team.pod("complete MC-3")
    filled = opened.fill(**FACTS, dated=MONDAY)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: team.pod.submit(filled), range(8)))
    assert sum(one.error is None for one in answers) == 1
    assert len(team.rows(SignOff)) == len(team.rows(Evidence, action_ref="MC-3")) == 1
    assert team.verified() == []
