"""The form of an area: what was changed is written, its state waits for a second person."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.local_slack.rules.refusals import refuse_view
from bot.views import as_view
from commands.access import NotAllowed
from commands.acting.area import STATES
from commands.form import ChangedSince, Faults, Field, Told
from commands.reply import Item
from storage.database import writing
from storage.models import Area, Person, RoleHolder, SignOff
from storage.plan_format import AreaPart
from storage.queries.workspaces import workspace_for
from storage.rows import rows_in
from storage.verify import verify

SLUGS = [
    "case-recording", "children-in-need", "pre-proceedings", "missing-children",
    "private-fostering-care-leavers", "strategy-discussions", "recording-of-visits",
    "audit-follow-up", "eclipse",
]  # fmt: skip
NOON = datetime(2021, 9, 14, 12, tzinfo=UTC)
MISSING = "area missing-children"


def area_in(staff, slug="missing-children"):
    with staff.session as session:
        return rows_in(session, workspace_for(session, None).id, Area, slug=slug)[0]


def claims_in(staff):
    with staff.session as session:
        return rows_in(session, workspace_for(session, None).id, SignOff)


@pytest.fixture
def manager(staff):
    return staff.who(user_id="U0POD", role="manager", name="Pod manager")


@pytest.fixture
def admin(staff):
    return staff.who(user_id="U0HEAD", role="admin", name="Head of service")


def test_the_states_are_those_of_the_plans_format():
    words = next(
        one for one in get_args(AreaPart.model_fields["state"].annotation) if get_args(one)
    )
    assert set(STATES) == set(get_args(words))


def test_submitted_as_it_was_opened_every_area_says_that_nothing_is_different(admin):
    for slug in SLUGS:
        before = area_in(admin, slug)
        answer = admin.submit(admin(f"area {slug}").fill())
        assert "Nothing is different" in answer.error.sentence
        assert area_in(admin, slug) == before


def test_only_what_was_changed_is_written(manager):
    before = area_in(manager)
    answer = manager.submit(manager(MISSING).fill(lead_role="Heads of Service"))
    assert answer.error is None
    assert area_in(manager) == before | {"lead": "Heads of Service"}
    assert "Pod manager changed Children who go missing" in answer.text
    assert "none → Heads of Service" in answer.text
    assert claims_in(manager) == []
    with manager.session as session:
        assert verify(session, workspace_for(session, None)).problems == []


def test_a_caveat_is_lifted_or_changed_with_a_reason_only(manager):
    opened = manager(MISSING)
    answer = manager.submit(opened.fill(caveat=None))
    assert isinstance(answer.error, Faults)
    assert "reason" in answer.error.by_field
    assert area_in(manager)["caveat"] is not None
    answer = manager.submit(opened.fill(caveat=None, reason="The figure is published now"))
    assert "Why: The figure is published now" in answer.text
    assert (area_in(manager)["caveat"], area_in(manager)["caveat_paragraph"]) == (None, None)
    manager.submit(manager(MISSING).fill(caveat="Weekends are left out", reason="Dip sample"))
    assert "Weekends are left out" in manager("status missing-children").text
    # The report's paragraph does not say that, so it is not cited for it.
    assert "Weekends are left out\nCaveat\nparagraph" not in manager("status missing-children").text


def test_a_state_waits_for_a_second_person(manager):
    manager = replace(manager, admins=frozenset({"U0HEAD"}))
    opened = manager(MISSING)
    answer = manager.submit(opened.fill(state="in progress"))
    assert "reason" in answer.error.by_field
    answer = manager.submit(opened.fill(state="in progress", reason="Interviews are late again"))
    assert answer.error is None
    assert "complete → in progress, once a second person signs it off" in answer.text
    assert area_in(manager)["state"] == "complete"
    assert answer.reply.notices
    for card in answer.reply.notices:
        items = {one.label: one.text for one in card.reply.parts[0].items}
        assert items["Its actions"] == "2 of 3 done"
        assert "Caveat" in items
    (claim,) = claims_in(manager)
    facts = ("missing-children", "area", "in progress", "Interviews are late again", None)
    assert facts == tuple(
        claim[name] for name in ("about", "about_kind", "asks_for", "why", "decision")
    )
    status = manager("status missing-children").text
    assert "“in progress” awaits sign-off" in status
    assert "Interviews are late again" in status
    again = manager.submit(manager(MISSING).fill(state="not started", reason="x"))
    assert "waits for a sign-off already" in again.error.sentence
    assert len(claims_in(manager)) == 1


def test_a_signed_off_state_is_the_areas_and_no_longer_waits(manager, staff):
    manager.submit(manager(MISSING).fill(state="in progress", reason="Late again"))
    quality = staff.who(user_id="U0QA", role="quality assurance", name="Quality lead")
    assert quality("sign off missing-children").error is None
    assert area_in(manager)["state"] == "in progress"
    assert "awaits sign-off" not in manager("status missing-children").text


def test_a_person_who_leads_from_now_on_is_told(manager):
    answer = manager.submit(manager(MISSING).fill(lead_person="U0SOCIAL"))
    assert area_in(manager)["lead"] == "<@U0SOCIAL>"
    (notice,) = answer.notices
    assert notice.to == "U0SOCIAL"
    assert "Children who go missing" in str(notice.reply)
    opened = manager(MISSING)
    assert opened.fill().values["lead_person"] == "U0SOCIAL"
    answer = manager.submit(opened.fill(lead_person="U0POD"))
    assert answer.notices == ()  # whoever chose themselves knows
    answer = manager.submit(manager(MISSING).fill(lead_person=None))
    assert area_in(manager)["lead"] is None


def test_a_role_takes_a_persons_place_without_the_person_being_cleared(manager):
    manager.submit(manager(MISSING).fill(lead_person="U0SOCIAL"))
    answer = manager.submit(manager(MISSING).fill(lead_role="Pod Managers"))
    assert answer.error is None
    assert area_in(manager)["lead"] == "Pod Managers"
    both = manager(MISSING).fill(lead_role="Heads of Service", lead_person="U0SOCIAL")
    assert "not both" in manager.submit(both).error.by_field["lead_role"]


def test_the_card_of_a_state_names_the_lead_that_the_same_form_gave(manager):
    with manager.write(now=NOON) as write:
        for holder in ("U0QA", "U0QA2"):
            grant = {"kind": "grant", "role": "quality assurance", "holder": holder}
            write.insert(RoleHolder, grant)
        held = {"kind": "holder", "role": "Pod Managers", "holder": "U0QA2"}
        write.insert(RoleHolder, held)
    manager.submit(manager(MISSING).fill(lead_role="Heads of Service"))
    given = {"state": "in progress", "lead_role": "Pod Managers", "reason": "Late again"}
    answer = manager.submit(manager(MISSING).fill(**given))
    (card,) = [one for one in answer.notices if one.key.startswith("card:")]
    assert card.to == "U0QA"  # who leads it now can't decide
    assert Item("Pod Managers", "Lead") in card.reply.parts[0].items
    (claim,) = claims_in(manager)
    assert claim["led_by"] == ["U0QA2"]


def test_names_are_one_a_line_and_nobody_elses(manager):
    opened = manager(MISSING)
    names = opened.fill().values["aliases"]
    answer = manager.submit(
        opened.fill(aliases=f"{names}\n\n  absent   children \nabsent children")
    )
    assert "now also absent children" in answer.text
    assert area_in(manager)["aliases"][-1] == "absent children"
    assert area_in(manager)["aliases"].count("absent children") == 1
    assert "Children who go missing" in manager("status absent children").text
    for taken in ("CIN", "child in need", "2018-2", "children-in-need"):
        answer = manager.submit(manager(MISSING).fill(aliases=f"{names}\n{taken}"))
        assert "Children in need" in answer.error.by_field["aliases"], taken
    answer = manager.submit(manager(MISSING).fill(aliases=f"{names}\n!!!"))
    assert "letters or digits" in answer.error.by_field["aliases"]


def test_ofsteds_words_are_for_admins_with_a_reason(manager, admin):
    shown = [one.text for one in manager(MISSING).form.fields if isinstance(one, Told)]
    assert any("timeliness and recording of return home interviews" in text for text in shown)
    drawn = {one.name for one in manager(MISSING).form.fields if isinstance(one, Field)}
    assert drawn.isdisjoint({"finding", "finding_paragraph"})
    forged = admin(MISSING).fill(finding="Other words", reason="x")
    assert isinstance(manager.submit(forged).error, NotAllowed)
    answer = admin.submit(admin(MISSING).fill(finding="Other words"))
    assert "reason" in answer.error.by_field
    answer = admin.submit(forged)
    assert answer.error is None
    assert area_in(admin)["finding"] == "Other words"


def test_what_several_areas_lean_on_has_no_state_and_no_words_of_ofsteds(admin):
    drawn = {one.name for one in admin("area eclipse").form.fields if isinstance(one, Field)}
    assert drawn.isdisjoint({"state", "finding"})
    assert "lead_person" in drawn


def test_a_reader_is_refused_and_the_areas_lead_is_not(staff, manager):
    assert isinstance(staff(MISSING).error, NotAllowed)
    manager.submit(manager(MISSING).fill(lead_person="U0LEAD"))
    lead = staff.who(user_id="U0LEAD")
    answer = lead.submit(lead(MISSING).fill(lead_role="Pod Managers"))
    assert answer.error is None
    assert isinstance(lead(MISSING).error, NotAllowed)


def test_a_form_on_an_older_version_shows_what_changed(manager):
    first, second = manager(MISSING), manager(MISSING)
    manager.submit(second.fill(lead_role="Pod Managers"))
    answer = manager.submit(first.fill(lead_role="Heads of Service"))
    assert isinstance(answer.error, ChangedSince)
    assert "Pod Managers" in " ".join(answer.error.sentences)
    assert area_in(manager)["lead"] == "Pod Managers"


def test_a_deactivated_person_cannot_lead(manager):
    with writing(manager.engine) as session:
        session.add(
            Person(
                workspace_id=workspace_for(session, None).id,
                user_id="U0GONE",
                is_guest=False,
                is_stranger=False,
                is_deactivated=True,
                seen_at=NOON,
            )
        )
    answer = manager.submit(manager(MISSING).fill(lead_person="U0GONE"))
    assert "lead_person" in answer.error.by_field


@pytest.mark.parametrize("slug", SLUGS)
def test_slack_takes_the_form(admin, slug):
    assert refuse_view(as_view(admin(f"area {slug}").form, "C0TEAM")) is None


def test_slack_takes_the_form_of_an_area_whose_texts_are_longer_than_its_fields(admin):
    row = area_in(admin) | {
        "title": "T" * 4_000, "finding": "F" * 3_001, "caveat": "C" * 3_001, "lead": "L" * 200,
        "aliases": ["a" * 3_001], "number": "2" * 40,
    }  # fmt: skip
    with admin.write(now=NOON) as write:
        write.update(Area, row)
    opened = admin(MISSING)
    assert refuse_view(as_view(opened.form, "C0TEAM")) is None
    assert "Nothing is different" in admin.submit(opened.fill()).error.sentence
    admin.submit(opened.fill(lead_person="U0POD"))
    assert area_in(admin) == row | {"lead": "<@U0POD>"}
