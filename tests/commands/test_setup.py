"""Setting up: each open action gets its lead and its first date, area by area."""

from datetime import UTC, date, datetime

import pytest

from bot.local_slack.rules.refusals import refuse_view
from bot.views import as_view, with_notice
from commands.access import NotAllowed
from commands.form import MOST_PARTS, ChangedSince, Field
from storage.models import Action, ActionArea, Area
from storage.queries.workspaces import workspace_for
from storage.rows import rows_in
from storage.states import DONE
from storage.verify import verify

NOON = datetime(2021, 9, 14, 12, tzinfo=UTC)
DAY = date(2021, 11, 30)


@pytest.fixture
def manager(staff):
    return staff.who(user_id="U0POD", role="manager", name="Pod manager")


def action_in(staff, ref):
    return actions_in(staff)[ref]


def actions_in(staff):
    with staff.session as session:
        workspace = workspace_for(session, None)
        assert verify(session, workspace).problems == []
        return {row["ref"]: row for row in rows_in(session, workspace.id, Action)}


def fields_of(answer):
    return [one.name for one in answer.form.fields if isinstance(one, Field)]


def everything(form):
    """Fill in all that a form asks for."""
    values = {}
    for one in form.fields:
        if isinstance(one, Field) and one.kind == "date":
            values[one.name] = DAY
        elif isinstance(one, Field) and one.kind == "choice":
            values[one.name] = one.options[0][0]
    return values


def test_it_begins_with_the_first_area_and_asks_only_for_what_is_missing(manager):
    opened = manager("setup")
    assert opened.form.about.split()[0] == "case-recording"
    assert manager("setup eclipse").form.about == "eclipse EC-1"
    # Its date is known: late 2021.
    assert fields_of(manager("setup eclipse")) == ["ec_1_person", "ec_1_role"]
    missing = manager("setup missing kids")
    refs = missing.form.about.split()[1:]
    actions = actions_in(manager)
    assert refs
    assert all(actions[ref]["state"] not in DONE for ref in refs)


def test_what_was_filled_in_is_set_and_the_first_date_is_no_move(manager):
    opened = manager("setup audit-follow-up")
    before = actions_in(manager)
    answer = manager.submit(
        opened.fill(af_1_person="U0SOCIAL", af_2_role="Pod Managers", af_2_due=DAY)
    )
    assert answer.error is None, answer.error
    after = actions_in(manager)
    assert after["AF-1"] == before["AF-1"] | {"lead": "<@U0SOCIAL>"}
    second = after["AF-2"]
    assert (second["lead"], second["due_text"]) == ("Pod Managers", "30 November 2021")
    assert second["due_earliest"] == second["due_latest"] == DAY
    assert second["original_due_latest"] == DAY
    assert second["moves"] == 0
    assert {ref for ref in after if after[ref] != before[ref]} == {"AF-1", "AF-2"}
    assert "AF-2" in answer.text
    assert "Lead Pod Managers; due 30 November 2021." in answer.text
    assert manager(answer.button("Go on")).form.about.split()[0] == "eclipse"
    (notice,) = answer.notices
    assert notice.to == "U0SOCIAL"
    assert "AF-1" in str(notice.reply)


def test_words_that_name_no_day_were_the_first_date_and_giving_a_day_is_a_move(manager):
    """The same as `move` counts it."""
    with manager.write(now=NOON) as write:
        row = rows_in(write.session, write.workspace.id, Action, ref="AF-2")[0]
        write.update(Action, row | {"due_text": "when agreed", "due_precision": "stated"})
    opened = manager("setup audit-follow-up")
    assert "when agreed" in str(opened.form)
    manager.submit(opened.fill(af_2_due=DAY))
    row = action_in(manager, "AF-2")
    assert (row["original_due_text"], row["due_text"]) == ("when agreed", "30 November 2021")
    assert row["moves"] == 1


def test_one_person_is_told_once_of_all_they_were_given(manager):
    opened = manager("setup audit-follow-up")
    answer = manager.submit(
        opened.fill(af_1_person="U0SOCIAL", af_2_person="U0SOCIAL", af_3_person="U0POD")
    )
    (notice,) = answer.notices
    assert "AF-1" in str(notice.reply)
    assert "AF-2" in str(notice.reply)


def test_after_the_last_area_comes_the_first_and_all_of_them_come_to_an_end(manager):
    words, seen = "setup", []
    while words:
        opened = manager(words)
        seen.append(opened.form.about.split()[0])
        answer = manager.submit(opened.fill(**everything(opened.form)))
        assert answer.error is None, answer.error
        words = answer.button("Go on")
    assert len(seen) == len(set(seen))
    assert "Nothing is left" in answer.text
    assert all(
        row["lead"] and row["due_latest"]
        for row in actions_in(manager).values()
        if row["state"] in {"not started", "in progress"}
    )
    for words in ("setup", f"setup {seen[0]}"):
        assert manager(words).form is None
        assert "Nothing is left" in manager(words).text
    assert "`setup`" not in manager("status").text
    assert manager("status").button("Set up") is None


def test_an_area_with_nothing_left_offers_another(manager):
    answer = manager("setup strategy-discussions")
    assert answer.form is None
    assert "Nothing is left there" in answer.text
    assert manager(answer.button("Go on")).form.about.split()[0] == "case-recording"


def test_nothing_filled_in_says_so_and_where_to_go_on(manager):
    before = actions_in(manager)
    answer = manager.submit(manager("setup case-recording").fill())
    assert "Nothing was filled in" in answer.error.sentence
    assert "`setup children-in-need`" in answer.error.sentence
    assert actions_in(manager) == before


def test_a_day_that_has_passed_and_two_leads_are_told_at_their_fields_and_nothing_is_set(manager):
    before = actions_in(manager)
    opened = manager("setup audit-follow-up")
    for field, given in {
        "af_2_due": {"af_2_due": date(2021, 9, 12)},
        "af_2_role": {"af_2_person": "U0SOCIAL", "af_2_role": "Pod Managers"},
    }.items():
        answer = manager.submit(opened.fill(af_1_person="U0SOCIAL", **given))
        assert [*answer.error.by_field] == [field]
    assert actions_in(manager) == before


def test_an_action_changed_meanwhile_is_shown_and_what_it_has_by_now_stays(manager):
    first, second = manager("setup audit-follow-up"), manager("setup audit-follow-up")
    manager.submit(second.fill(af_1_role="Pod Managers"))
    given = first.fill(af_1_role="Heads of Service", af_2_due=DAY)
    answer = manager.submit(given)
    assert isinstance(answer.error, ChangedSince)
    again = type(given)(given.name, given.about, answer.error.seen, given.values)
    assert manager.submit(again).error is None
    assert action_in(manager, "AF-1")["lead"] == "Pod Managers"
    assert action_in(manager, "AF-2")["due_latest"] == DAY


def test_the_lead_of_an_area_sets_up_that_area_alone(staff, manager):
    with manager.write(now=NOON) as write:
        area = rows_in(write.session, write.workspace.id, Area, slug="audit-follow-up")[0]
        write.update(Area, area | {"lead": "<@U0LEAD>"})
    lead = staff.who(user_id="U0LEAD", name="Lead")
    assert isinstance(lead("setup").error, NotAllowed)
    assert isinstance(lead("setup eclipse").error, NotAllowed)
    answer = lead.submit(lead("setup audit-follow-up").fill(af_1_role="Pod Managers"))
    assert answer.error is None
    other = manager("setup eclipse").fill(ec_1_role="Pod Managers")
    assert isinstance(lead.submit(other).error, NotAllowed)


def test_status_says_what_is_left_to_set_up(manager):
    answer = manager("status")
    actions = [row for row in actions_in(manager).values() if row["state"] not in DONE]
    undated = sum(row["due_latest"] is None for row in actions)
    unled = sum(row["lead"] is None for row in actions)
    assert f"{unled} open actions have no lead" in answer.text
    assert f"{undated} open actions have no date: `setup` goes through them." in answer.text
    assert manager(answer.button("Set up")).form is not None
    assert "`setup`" not in manager("status as at 13 September 2021").text


def many(staff, count):
    """Give the first area `count` further open actions with long texts."""
    with staff.write(now=NOON) as write:
        one = rows_in(write.session, write.workspace.id, Action, ref="AF-2")[0]
        for number in range(count):
            ref = f"ABCDEFGHIJ-{100_000 + number}"
            write.insert(Action, one | {"ref": ref, "position": 500 + number, "text": "é" * 3_500})
            write.insert(
                ActionArea,
                {
                    "action_ref": ref,
                    "area_slug": "audit-follow-up",
                    "position": 500 + number,
                    "is_main": True,
                    "paragraph": None,
                },
            )


def test_slack_takes_the_form_of_every_area(manager):
    slugs = {"case-recording", "children-in-need", "audit-follow-up", "eclipse"}
    for slug in slugs:
        form = manager(f"setup {slug}").form
        assert refuse_view(as_view(form, "C0TEAM")) is None


def test_a_form_has_no_more_actions_than_slack_takes_and_goes_on_with_the_rest(manager):
    many(manager, 60)
    opened = manager("setup audit-follow-up")
    shown = opened.form.about.split()[1:]
    assert len(opened.form.fields) <= MOST_PARTS
    assert f"64 open actions without a lead or a date. These are the first {len(shown)}" in (
        opened.form.fields[0].text
    )
    view = as_view(opened.form, "C0TEAM")
    assert refuse_view(view) is None
    back = view | {"state": {"values": {}}}
    assert refuse_view(with_notice(back, "x", doubtful=["reason"])) is None
    answer = manager.submit(opened.fill(**everything(opened.form)))
    assert answer.error is None, answer.error
    assert answer.button("Go on") == "setup audit-follow-up"
    assert f"{64 - len(shown)} open actions" in answer.text
    following = manager(answer.button("Go on")).form.about.split()[1:]
    assert following
    assert not {*following} & {*shown}
