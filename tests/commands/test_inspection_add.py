"""An inspection entered by hand: dated by its month, with new areas numbered as the plan does."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local_slack.rules.refusals import refuse_view
from bot.views import as_view
from commands.access import NotAllowed
from commands.acting.inspection_add import ANOTHER, KINDS, MOST_AREAS, _slug
from commands.form import Again, Faults, Field, Filled
from storage.models import Area, Inspection
from storage.plan_format import InspectionPart
from storage.plan_values import AREA_NUMBER, MAX_SLUG, SLUG
from storage.queries.workspaces import workspace_for
from storage.rows import rows_in
from storage.verify import verify

FIRST = {"title_1": "Supervision of newly qualified staff", "finding_1": "How often it is held."}


@pytest.fixture
def quality(staff):
    return staff.who(user_id="U0QA", role="quality assurance", name="Quality lead")


def rows(staff, table):
    with staff.session as session:
        workspace = workspace_for(session, None)
        assert verify(session, workspace).problems == []
        return sorted(rows_in(session, workspace.id, table), key=lambda row: row["position"])


def filled(staff, presses=0, **values):
    form = staff.draw(Filled("inspection add", pressed={ANOTHER: presses}))
    names = {one.name for one in form.fields if isinstance(one, Field)}
    assert values.keys() <= names
    return Filled("inspection add", values=dict.fromkeys(names) | values)


def test_the_kinds_are_those_of_the_plans_format():
    assert get_args(InspectionPart.model_fields["kind"].annotation) == KINDS


def test_an_inspection_and_its_areas_stand_at_the_end_of_the_plan(quality):
    before = rows(quality, Area)
    answer = quality.submit(
        filled(
            quality,
            1,
            kind="focused visit",
            month="August 2021",
            quote="Steady steps.",
            quote_paragraph="4",
            **FIRST,
            paragraph_1="7",
            title_2="Supervision of newly qualified  staff in pods",
            finding_2="Whether it is recorded.",
        )
    )
    assert answer.error is None, answer.error
    new = rows(quality, Inspection)[-1]
    assert new["slug"] == "focused-visit-2021-08"
    assert new["label"] == "Ofsted focused visit, August 2021"
    assert (new["month_text"], new["month_precision"]) == ("August 2021", "month")
    assert (str(new["month_earliest"]), str(new["month_latest"])) == ("2021-08-01", "2021-08-31")
    assert new["judgement"] is None
    first, second = rows(quality, Area)[len(before) :]
    assert first["number"] == "2021-1"
    assert second["number"] == "2021-2"
    assert first["slug"] == "supervision-of-newly-qualified-staff"
    assert second["title"] == "Supervision of newly qualified staff in pods"
    assert first["inspection_slug"] == new["slug"]
    assert (first["finding"], first["finding_paragraph"]) == ("How often it is held.", "7")
    assert (first["state"], first["stated_basis"], first["is_cross_cutting"]) == (None, None, False)
    assert "2 new areas" in answer.text
    assert quality(answer.button("Its findings")).found
    assert "No state given." in quality("status 2021-1").text
    assert "How often it is held." in quality("findings focused-visit-2021-08").text


def test_numbers_go_on_within_the_year_of_the_plan(quality):
    quality.submit(filled(quality, kind="monitoring visit", month="November 2020", **FIRST))
    assert rows(quality, Area)[-1]["number"] == "2020-4"


def test_the_same_kind_and_month_is_refused(quality):
    answer = quality.submit(filled(quality, kind="inspection", month="july 2018"))
    assert "Ofsted inspection, July 2018" in answer.error.by_field["month"]
    assert quality.submit(filled(quality, kind="focused visit", month="July 2018")).error is None
    again = quality.submit(filled(quality, kind="focused visit", month="Jul 2018"))
    assert "already" in again.error.by_field["month"]
    assert len(rows(quality, Inspection)) == 4


@pytest.mark.parametrize(
    "month",
    ["2021", "July", "last month", "late 2021", "12 July 2021", "Q1 2021-22", "?", "October 2021"],
)
def test_a_month_is_one_month_with_its_year_and_not_to_come(quality, month):
    answer = quality.submit(filled(quality, kind="inspection", month=month))
    assert [*answer.error.by_field] == ["month"]
    assert len(rows(quality, Inspection)) == 3


def test_what_is_missing_is_said_at_its_field(quality):
    assert {"kind", "month"} == quality.submit(filled(quality)).error.by_field.keys()
    answer = quality.submit(
        filled(quality, 2, kind="inspection", month="May 2021", title_1="A", finding_2="B")
    )
    assert {"finding_1", "title_2"} == answer.error.by_field.keys()
    label = filled(quality, kind="inspection", month="May 2021", label="next ofsted INSPECTION")
    assert "label" in quality.submit(label).error.by_field


@pytest.mark.parametrize(
    "title", ["CIN", "Children in Need", "2018-4", "missing kids", "...", "日本"]
)
def test_a_title_is_in_words_and_no_other_areas_name(quality, title):
    answer = quality.submit(
        filled(quality, kind="inspection", month="May 2021", title_1=title, finding_1="x")
    )
    assert isinstance(answer.error, Faults)
    assert "title_1" in answer.error.by_field


def test_two_new_areas_need_two_titles(quality):
    twice = {"title_2": "supervision of newly qualified staff.", "finding_2": "x"}
    answer = quality.submit(
        filled(quality, 1, kind="inspection", month="May 2021", **FIRST, **twice)
    )
    assert [*answer.error.by_field] == ["title_2"]


def test_it_is_for_quality_assurance_and_admins(quality, staff):
    manager = staff.who(user_id="U0POD", role="manager")
    assert isinstance(manager("inspection add").error, NotAllowed)
    given = filled(quality, kind="inspection", month="May 2021")
    assert isinstance(manager.submit(given).error, NotAllowed)
    assert quality("inspection add").form is not None
    assert staff.who(user_id="U0HEAD", role="admin").submit(given).error is None


def test_slack_takes_the_form_with_room_for_as_many_areas_as_there_can_be(quality):
    opened = quality("inspection add").form
    assert refuse_view(as_view(opened, "C0TEAM")) is None
    most = quality.draw(Filled("inspection add", pressed={ANOTHER: 10_000}))
    assert refuse_view(as_view(most, "C0TEAM", {ANOTHER: 10_000})) is None
    names = [one.name for one in most.fields if isinstance(one, Field)]
    assert f"title_{MOST_AREAS}" in names
    assert not any(isinstance(one, Again) for one in most.fields)
    assert any(isinstance(one, Again) for one in opened.fields)


@given(st.text(min_size=1), st.integers(0, 30))
def test_a_slug_has_the_shape_of_one_and_is_new(title, taken):
    known = set()
    for _ in range(taken + 1):
        slug = _slug(f"x {title}", known)
        assert SLUG.fullmatch(slug)
        assert len(slug) <= MAX_SLUG
        assert slug not in known
        known.add(slug)


def test_numbers_have_the_shape_of_the_plan_files(quality):
    quality.submit(filled(quality, kind="inspection", month="May 2021", **FIRST))
    assert all(AREA_NUMBER.fullmatch(row["number"]) for row in rows(quality, Area) if row["number"])
