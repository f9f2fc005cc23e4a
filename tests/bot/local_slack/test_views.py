"""The methods views.*, called by Slack's own client."""

import json
from dataclasses import replace

import pytest
from slack_sdk.errors import SlackApiError

from bot.local_slack.driver import Person
from bot.local_slack.server import LocalSlack
from tests.bot.local_slack.sampler import BAD_VIEW, FORM, check_form, field, home_tab, modal, plain

VIEW = modal("Plain", [{"type": "divider"}])


@pytest.fixture
async def slack(still_clock):
    async with LocalSlack(clock=still_clock) as running:
        yield running


@pytest.fixture
def person(slack):
    return Person(slack, "U0POD")


@pytest.fixture
def told(slack):
    told = []
    slack.views.listeners.append(told.append)
    return told


async def opened(slack, client, view=VIEW, user="U0POD"):
    return (await client.views_open(trigger_id=slack.triggers.give(user), view=view))["view"]


async def pushed(slack, client, view=VIEW):
    top = slack.views.stack("U0POD")[-1]
    trigger_id = slack.triggers.give("U0POD", view=top.id)
    return (await client.views_push(trigger_id=trigger_id, view=view))["view"]


async def refused(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


async def test_an_opened_view_is_slacks_view_object(slack, client, person, told):
    view = await opened(
        slack,
        client,
        check_form(private_metadata="mine", external_id="one", notify_on_close=True),
    )
    [shown] = slack.views.stack("U0POD")
    assert slack.views.find(view["id"]) is shown is person.modal
    assert told == ["U0POD"]
    assert view["id"].startswith("V")
    assert view["hash"].startswith("1631520000.")
    assert view["blocks"] == shown.blocks
    del view["blocks"], view["hash"]
    assert view == {
        "id": shown.id,
        "team_id": "T0LOCAL",
        "type": "modal",
        "title": plain("Check"),
        "submit": plain("Check"),
        "close": None,
        "private_metadata": "mine",
        "callback_id": "check",
        "external_id": "one",
        "state": {"values": {}},
        "clear_on_close": False,
        "notify_on_close": True,
        "root_view_id": shown.id,
        "previous_view_id": None,
        "app_id": "A0OFSTED",
        "app_installed_team_id": "T0LOCAL",
        "bot_id": "B0BOT",
    }


async def test_a_trigger_is_used_once_and_soon(slack, client):
    trigger_id = slack.triggers.give("U0POD")
    await client.views_open(trigger_id=trigger_id, view=VIEW)
    assert await refused(client.views_open(trigger_id=trigger_id, view=VIEW)) == (
        "exchanged_trigger_id"
    )
    in_time, late = slack.triggers.give("U0POD"), slack.triggers.give("U0POD")
    slack.clock.now += 2.9
    await client.views_open(trigger_id=in_time, view=VIEW)
    slack.clock.now += 0.1
    assert await refused(client.views_open(trigger_id=late, view=VIEW)) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.x", view=VIEW)) == "invalid_trigger_id"
    assert await refused(client.api_call("views.open", json={"view": VIEW})) == (
        "invalid_trigger_id"
    )


@pytest.mark.parametrize("as_json", [False, True])
async def test_a_view_slack_refuses_leaves_the_trigger(slack, client, as_json):
    trigger_id = slack.triggers.give("U0POD")
    view = json.dumps(BAD_VIEW) if as_json else BAD_VIEW
    assert await refused(client.views_open(trigger_id=trigger_id, view=view)) == (
        "invalid_arguments"
    )
    assert [refusal.where for refusal in slack.record.refusals] == ["views.open"]
    assert slack.views.stack("U0POD") == []
    await client.views_open(trigger_id=trigger_id, view=json.dumps(VIEW) if as_json else VIEW)
    assert len(slack.views.stack("U0POD")) == 1
    huge = modal("Huge", [], private_metadata="x" * 250_001)
    assert await refused(client.views_open(trigger_id=trigger_id, view=huge)) == "view_too_large"
    assert await refused(client.api_call("views.open", json={"trigger_id": trigger_id})) == (
        "invalid_arguments"
    )


async def test_a_stack_holds_three(slack, client, person):
    root = await opened(slack, client)
    second = await pushed(slack, client)
    third = await pushed(slack, client)
    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    assert (third["root_view_id"], third["previous_view_id"]) == (root["id"], second["id"])
    assert await refused(pushed(slack, client)) == "push_limit_reached"
    ids = [root["id"], second["id"], third["id"]]
    assert [view.id for view in slack.views.stack("U0POD")] == ids
    await person.close(person.modal)
    assert person.modal.id == second["id"]
    await pushed(slack, client)


async def test_a_push_needs_an_open_form(slack, client, person):
    trigger_id = slack.triggers.give("U0POD", "C0PLAN")
    assert await refused(client.views_push(trigger_id=trigger_id, view=VIEW)) == (
        "invalid_trigger_id"
    )
    view = await opened(slack, client)
    trigger_id = slack.triggers.give("U0POD", view=view["id"])
    await person.close(person.modal)
    assert await refused(client.views_push(trigger_id=trigger_id, view=VIEW)) == "not_found"


async def test_an_opened_form_takes_the_place_of_others_of_that_person(slack, client):
    await opened(slack, client)
    await pushed(slack, client)
    other = await opened(slack, client, user="U0QA")
    view = await opened(slack, client)
    assert [one.id for one in slack.views.stack("U0POD")] == [view["id"]]
    assert [one.id for one in slack.views.stack("U0QA")] == [other["id"]]


async def test_an_update_keeps_the_id_and_changes_the_hash(slack, client, told):
    view = await opened(slack, client)
    answer = await client.views_update(view_id=view["id"], hash=view["hash"], view=check_form())
    updated = answer["view"]
    assert updated["id"] == view["id"]
    assert updated["hash"] != view["hash"]
    assert slack.views.find(view["id"]).said["title"] == plain("Check")
    assert told == ["U0POD"] * 2
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=VIEW)
    assert await refused(stale) == "hash_conflict"
    assert slack.views.find(view["id"]).said["title"] == plain("Check")
    await client.views_update(view_id=view["id"], view=VIEW)
    assert await refused(client.views_update(view_id="V404", view=VIEW)) == "not_found"
    assert await refused(client.views_update(external_id="none", view=VIEW)) == "not_found"
    assert await refused(client.views_update(view_id=view["id"], view=BAD_VIEW)) == (
        "invalid_arguments"
    )


async def test_an_external_id_is_the_apps_own_and_used_once(slack, client, person):
    named = {**VIEW, "external_id": "mine"}
    view = await opened(slack, client, named)
    assert await refused(opened(slack, client, named, user="U0QA")) == "duplicate_external_id"
    assert await refused(pushed(slack, client, named)) == "duplicate_external_id"
    updated = await client.views_update(external_id="mine", view={**named, "callback_id": "x"})
    assert (updated["view"]["id"], updated["view"]["callback_id"]) == (view["id"], "x")
    other = await pushed(slack, client, {**VIEW, "external_id": "other"})
    stolen = client.views_update(view_id=other["id"], view=named)
    assert await refused(stolen) == "duplicate_external_id"
    await person.close(person.modal, all_of_them=True)
    await opened(slack, client, named, user="U0QA")


async def test_a_home_tab_is_published(slack, client, person, told):
    first = (await client.views_publish(user_id="U0POD", view=home_tab(1)))["view"]
    assert (first["type"], first["submit"], first["close"]) == ("home", None, None)
    assert slack.views.find(first["id"]) is person.home
    answer = await client.views_publish(user_id="U0POD", hash=first["hash"], view=home_tab(2))
    assert answer["view"]["id"] == first["id"]
    stale = client.views_publish(user_id="U0POD", hash=first["hash"], view=home_tab(3))
    assert await refused(stale) == "hash_conflict"
    assert person.home.said["private_metadata"] == "2"
    assert told == ["U0POD"] * 2
    assert slack.views.home("U0QA") is None
    with pytest.raises(LookupError):
        Person(slack, "U0QA").home  # noqa: B018


async def test_a_home_tab_is_refused(slack, client):
    assert await refused(client.views_publish(user_id="U0POD", view=VIEW)) == "invalid_arguments"
    with pytest.raises(SlackApiError) as caught:
        await client.views_publish(user_id="U404", view=home_tab(1))
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] invalid `user_id` [json-pointer:/user_id]"
    ]
    slack.workspace.app = replace(slack.workspace.app, home_tab=False)
    assert await refused(client.views_publish(user_id="U0POD", view=home_tab(1))) == "not_enabled"
    assert slack.views.home("U0POD") is None


async def test_ids_are_made_up_where_the_app_sent_none(slack, client):
    words = {"type": "plain_text_input"}
    bare = {"type": "input", "label": plain("Words"), "element": words, "optional": True}
    view = await opened(slack, client, modal("Bare", [bare, bare], submit=plain("Send")))
    ids = {block["block_id"] for block in view["blocks"]}
    assert len(ids) == 2
    assert all(block["element"]["action_id"] for block in view["blocks"])


async def test_what_stands_in_a_container_has_ids_too(slack, client, person):
    choose = {"type": "datepicker", "initial_date": "2021-09-30"}
    inner = {"type": "actions", "elements": [choose]}
    box = {"type": "container", "title": plain("Box"), "child_blocks": [inner]}
    await client.views_publish(user_id="U0POD", view={"type": "home", "blocks": [box]})
    [child] = person.home.blocks[0]["child_blocks"]
    [element] = child["elements"]
    assert child["block_id"] != person.home.blocks[0]["block_id"]
    value = person.home.values[child["block_id"]][element["action_id"]]
    assert value == {"type": "datepicker", "selected_date": "2021-09-30"}


async def test_a_form_begins_with_its_first_values(slack, client, person):
    trigger_id = slack.triggers.give("U0POD", "C0POD")
    await client.views_open(trigger_id=trigger_id, view=FORM)
    values = {name: block["field"] for name, block in person.modal.values.items()}
    assert set(values) == {block["block_id"] for block in FORM["blocks"]} - {"intro"}
    assert values["plain_text_input"] == {"type": "plain_text_input", "value": None}
    assert values["number_input"]["value"] == "3"
    assert values["rich_text_input"]["rich_text_value"]["type"] == "rich_text"
    assert values["datepicker"] == {"type": "datepicker", "selected_date": "2021-09-30"}
    assert values["timepicker"]["selected_time"] == "09:30"
    assert values["datetimepicker"]["selected_date_time"] is None
    assert values["static_select"]["selected_option"]["value"] == "amber"
    assert values["multi_static_select"]["selected_options"] == []
    assert values["users_select"]["selected_user"] == "U0POD"
    assert values["multi_users_select"]["selected_users"] == []
    assert values["channels_select"]["selected_channel"] is None
    assert values["multi_channels_select"]["selected_channels"] == []
    assert values["conversations_select"]["selected_conversation"] == "C0POD"
    assert [one["value"] for one in values["checkboxes"]["selected_options"]] == ["red"]
    assert values["radio_buttons"]["selected_option"] is None
    assert values["file_input"]["files"] == []


async def test_what_is_entered_stays_where_the_ids_do(slack, client, person):
    await opened(slack, client, check_form())
    view = person.modal
    look = {"type": "button", "action_id": "look", "block_id": "looks"}
    entered = {"what": {"field": {"value": "words"}}, "kept": {"field": {"value": ""}}}
    await person.act_in_view(view, look, entered)
    assert view.values["kept"]["field"]["value"] is None
    await client.views_update(view_id=view.id, view=check_form("Other words above"))
    assert view.values["what"]["field"] == {"type": "plain_text_input", "value": "words"}
    assert view.values["kept"]["field"]["value"] is None
    other = [
        field("What", {"type": "plain_text_input"}, "what2"),
        field("Kept", {"type": "number_input", "is_decimal_allowed": False}, "kept"),
    ]
    await client.views_update(view_id=view.id, view=modal("Other", other, submit=plain("Send")))
    assert view.values == {
        "what2": {"field": {"type": "plain_text_input", "value": None}},
        "kept": {"field": {"type": "number_input", "value": None}},
    }
    with pytest.raises(LookupError):
        await person.act_in_view(view, look, entered)
