"""What people do with a real app, the sampler, over signed HTTP and over Socket Mode."""

import asyncio
from dataclasses import replace

import pytest

from bot.local_slack.driver import Person
from bot.local_slack.entered import REQUIRED
from bot.local_slack.messages import SLACKBOT
from bot.local_slack.server import LocalSlack
from bot.local_slack.submissions import TROUBLE
from tests.bot.local_slack.sampler import COLOURS, connected, option, sampler


@pytest.fixture
async def slack():
    async with LocalSlack() as running:
        yield running


@pytest.fixture(params=["http", "socket"])
async def app(request, slack):
    async with connected(slack, sampler(slack), socket=request.param == "socket") as app:
        yield app


@pytest.fixture
def person(slack, app):
    return Person(slack, "U0POD")


def written(text, block_id="what"):
    return {block_id: {"field": {"value": text}}}


async def shared(person):
    return (await person.slash("card")).shown


async def test_a_form_is_opened_filled_in_and_sent(slack, app, person, eventually):
    await person.slash("form", "C0POD")
    view = person.modal
    ack = await person.submit(
        view,
        {
            **written("All seen", "plain_text_input"),
            "datepicker": {"field": {"selected_date": "2021-10-01"}},
            "multi_users_select": {"field": {"selected_users": ["U0POD", "U0QA"]}},
            "file_input": {"field": {"files": [{"id": "F1", "name": "audit.csv"}]}},
        },
    )
    assert (ack.status, ack.error, ack.errors) == (200, None, {})
    assert slack.views.stack("U0POD") == []
    body = app.seen[-1]
    assert set(body) == {
        "type", "user", "api_app_id", "token", "team", "enterprise", "is_enterprise_install",
        "trigger_id", "view", "response_urls",
    }  # fmt: skip
    assert (body["type"], body["user"]["team_id"]) == ("view_submission", "T0LOCAL")
    assert (body["view"]["id"], body["view"]["hash"]) == (view.id, view.hash)
    assert body["view"]["private_metadata"] == "C0POD"
    values = {name: block["field"] for name, block in body["view"]["state"]["values"].items()}
    assert values["plain_text_input"] == {"type": "plain_text_input", "value": "All seen"}
    assert values["datepicker"]["selected_date"] == "2021-10-01"
    assert values["timepicker"]["selected_time"] == "09:30"
    assert values["multi_users_select"]["selected_users"] == ["U0POD", "U0QA"]
    assert values["file_input"]["files"][0]["name"] == "audit.csv"
    assert values["email_text_input"]["value"] is None
    [url] = body["response_urls"]
    assert (url["block_id"], url["action_id"]) == ("conversations_select", "field")
    assert url["channel_id"] == "C0POD"
    await eventually(lambda: slack.messages.in_channel("C0POD"))
    assert slack.messages.in_channel("C0POD")[0].text == "The form came"
    assert slack.messages.in_channel("D0POD")[0].text == "The form came"
    assert slack.record.refusals == []


async def test_no_address_comes_where_nothing_was_chosen(app, person):
    await person.shortcut("new")
    await person.submit(person.modal)
    assert app.seen[-1]["response_urls"] == []


async def test_a_menu_in_a_form_tells_the_app(app, person):
    await person.slash("form")
    view = person.modal
    first = {"type": "overflow", "action_id": "menu", "block_id": "intro"}
    ack = await person.act_in_view(view, {**first, "selected_option": option("first")})
    assert (ack.status, ack.error) == (200, None)
    body = app.seen[-1]
    assert body["container"] == {"type": "view", "view_id": view.id}
    assert body["actions"][0]["selected_option"] == option("first")
    assert body["actions"][0]["action_ts"]
    assert {"message", "channel", "response_url", "state"}.isdisjoint(body)


async def test_a_form_is_updated_from_a_button_in_it(person):
    await person.slash("check")
    view, hash_before = person.modal, person.modal.hash
    look = {"type": "button", "action_id": "look", "block_id": "looks"}
    await person.act_in_view(view, look, written("nothing yet"))
    assert person.modal is view
    assert view.hash != hash_before
    assert view.blocks[0]["text"]["text"] == "You wrote nothing yet"
    assert view.values["what"]["field"]["value"] == "nothing yet"


async def test_a_form_with_errors_stays_and_keeps_its_id(app, person):
    await person.slash("check")
    view = person.modal
    ack = await person.submit(view, written("errors"))
    assert (ack.error, ack.errors) == (None, {"what": "That is not so."})
    assert person.modal is view
    assert view.values["what"]["field"]["value"] == "errors"
    await person.submit(view, written("good"))
    ids = [body["view"]["id"] for body in app.seen if body.get("type") == "view_submission"]
    assert ids == [view.id, view.id]
    with pytest.raises(LookupError):
        _ = person.modal


async def test_a_required_field_is_asked_for_before_the_app_is(app, person):
    await person.slash("check")
    before = len(app.seen)
    ack = await person.submit(person.modal)
    assert (ack.status, ack.errors) == (0, {"what": REQUIRED})
    assert (await person.submit(person.modal, written(""))).errors == {"what": REQUIRED}
    assert len(app.seen) == before


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("nowhere", "no input block `no such block`"),
        ("no input", "no input block `hint`"),
        ("no errors", "must provide an object with `errors`"),
        ("words", "a `response_action` is needed in an ack that is not empty"),
        ("number", "an error must be a string"),
        ("bad", "must be less than 25 characters [json-pointer:/view/title/text]"),
        ("bad push", "must be less than 25 characters [json-pointer:/view/title/text]"),
        ("no view", "missing required field: type [json-pointer:/view]"),
        ("strange", "a `response_action` is needed in an ack that is not empty"),
    ],
)
async def test_an_ack_that_slack_cannot_obey(slack, person, said, problem):
    await person.slash("check")
    view, hash_before = person.modal, person.modal.hash
    ack = await person.submit(view, written(said))
    assert (ack.error, ack.errors) == (TROUBLE, {})
    assert (person.modal, view.hash) == (view, hash_before)
    [refusal] = slack.record.refusals
    assert (refusal.error, refusal.where) == ("invalid_arguments", "ack")
    assert problem in refusal.problems


async def test_a_late_ack_leaves_the_form_open(slack, person):
    slack.delivery.ack_seconds = 0.1
    await person.slash("check")
    view = person.modal
    ack = await person.submit(view, written("late"))
    assert (ack.status, ack.error) == (0, TROUBLE)
    await asyncio.sleep(0.3)
    assert person.modal is view


async def test_an_ack_updates_the_form(person):
    await person.slash("check")
    view, hash_before = person.modal, person.modal.hash
    ack = await person.submit(view, written("update"))
    assert (ack.error, person.modal) == (None, view)
    assert view.hash != hash_before
    assert view.blocks[0]["text"]["text"] == "Updated"
    assert view.values["what"]["field"]["value"] == "update"


async def test_an_ack_pushes_and_then_clears(slack, person):
    await person.slash("steps")
    first = person.modal
    await person.submit(first)
    await person.submit(person.modal)
    assert [view.said["private_metadata"] for view in slack.views.stack("U0POD")] == [*"123"]
    assert person.modal.root_id == first.id
    with pytest.raises(LookupError):
        await person.submit(first)
    await person.submit(person.modal)
    assert slack.views.stack("U0POD") == []


async def test_an_empty_ack_shows_the_form_below(person):
    await person.slash("steps")
    await person.submit(person.modal)
    await person.press("One more", person.modal)
    below = person.modal.previous_id
    await person.close(person.modal)
    assert person.modal.id == below


async def test_a_fourth_form_is_refused(slack, app, person):
    await person.slash("steps")
    for number in (2, 3):
        await person.press("One more", person.modal)
        assert person.modal.said["private_metadata"] == str(number)
    ack = await person.press("one_more", person.modal)
    assert (ack.status, app.refused) == (200, ["push_limit_reached"])
    assert len(slack.views.stack("U0POD")) == 3


async def test_a_fourth_form_by_ack_is_trouble(slack, person):
    await person.slash("check")
    await person.submit(person.modal, written("push"))
    await person.press("One more", person.modal)
    person.modal.said["private_metadata"] = "1"  # so that the third answers with a fourth
    ack = await person.submit(person.modal)
    assert ack.error == TROUBLE
    assert [refusal.error for refusal in slack.record.refusals] == ["push_limit_reached"]
    assert len(slack.views.stack("U0POD")) == 3


async def test_the_app_hears_of_a_closed_form_if_it_asked(slack, app, person):
    await person.slash("check")
    view = person.modal
    [ack] = await person.close(view)
    assert ack.status == 200
    body = app.seen[-1]
    assert (body["type"], body["is_cleared"]) == ("view_closed", False)
    assert body["view"]["id"] == view.id
    assert "trigger_id" not in body
    await person.slash("form")
    assert await person.close(person.modal) == []
    assert app.seen[-1].get("type") != "view_closed"
    with pytest.raises(LookupError):
        await person.close(view)


@pytest.mark.parametrize("clear_on_close", [False, True])
async def test_the_whole_stack_is_closed(slack, app, person, clear_on_close):
    await person.slash("steps")
    await person.submit(person.modal)
    ids = [view.id for view in slack.views.stack("U0POD")]
    person.modal.said["clear_on_close"] = clear_on_close
    await person.close(person.modal, all_of_them=not clear_on_close)
    assert slack.views.stack("U0POD") == []
    closed = [body for body in app.seen if body.get("type") == "view_closed"]
    assert [body["view"]["id"] for body in closed] == ids[::-1]
    assert all(body["is_cleared"] for body in closed)


async def test_a_global_shortcut(app, person):
    ack = await person.shortcut("new")
    assert (ack.status, ack.error) == (200, None)
    assert person.modal.said["callback_id"] == "form"
    body = next(body for body in app.seen if body.get("type") == "shortcut")
    assert set(body) == {
        "type", "token", "action_ts", "team", "user", "is_enterprise_install", "enterprise",
        "callback_id", "trigger_id",
    }  # fmt: skip
    for nothing in ("keep", "none"):
        with pytest.raises(LookupError):
            await person.shortcut(nothing)


async def test_a_message_shortcut(slack, app, person):
    message = await Person(slack, "U0QA").say("Look at MC-3")
    await person.message_shortcut("keep", message)
    assert person.modal.values["kept"]["field"]["value"] == "Look at MC-3"
    body = next(body for body in app.seen if body.get("type") == "message_action")
    assert set(body) == {
        "type", "token", "action_ts", "team", "user", "is_enterprise_install", "enterprise",
        "callback_id", "trigger_id", "channel", "message_ts", "message", "response_url",
    }  # fmt: skip
    assert body["user"]["name"] == "pod.manager"
    assert (body["message_ts"], body["channel"]["id"]) == (message.ts, "C0PLAN")
    assert (body["message"]["user"], body["message"]["text"]) == ("U0QA", "Look at MC-3")
    assert [one.text for one in slack.messages.seen_by("U0POD")] == ["Kept in a moment"]
    with pytest.raises(LookupError):
        await person.message_shortcut("keep", slack.messages.seen_by("U0POD")[0])
    with pytest.raises(LookupError):
        await person.message_shortcut("new", message)


async def test_a_message_with_things_to_press(slack, app, person):
    message = await shared(person)
    chosen = {"type": "static_select", "action_id": "colour", "block_id": "use"}
    await person.act(message, {**chosen, "selected_option": COLOURS["options"][2]})
    state = app.seen[-1]["state"]["values"]
    assert state["use"]["colour"]["selected_option"]["value"] == "green"
    assert slack.messages.seen_by("U0POD")[-1].text == "You chose green"
    await person.press("Open form", message)
    assert app.seen[-1]["state"]["values"]["use"]["colour"]["selected_option"] is None
    assert person.modal.values["conversations_select"]["field"]["selected_conversation"] == (
        "C0PLAN"
    )
    await person.press("Replace", message)
    assert message.text == "Replaced"


async def test_the_home_tab(slack, app, person, eventually):
    await person.open_home()
    await eventually(lambda: slack.views.home("U0POD"))
    event = app.seen[-1]["event"]
    assert (event["type"], event["tab"], event["channel"]) == ("app_home_opened", "home", "D0POD")
    assert event["user"] == "U0POD"
    assert "view" not in event
    await person.open_home()
    await eventually(lambda: person.home.said["private_metadata"] == "2")
    assert app.seen[-1]["event"]["view"]["id"] == person.home.id
    ack = await person.press("Again", person.home)
    assert (ack.status, person.home.said["private_metadata"]) == (200, "3")
    assert app.seen[-1]["container"] == {"type": "view", "view_id": person.home.id}
    assert slack.views.stack("U0POD") == []
    with pytest.raises(LookupError):
        await person.submit(person.home)


async def test_an_app_without_a_home_tab(slack, person):
    slack.workspace.app = replace(slack.workspace.app, home_tab=False)
    with pytest.raises(LookupError):
        await person.open_home()


async def test_mentions_direct_messages_and_joining(slack, app, person, eventually):
    said = await person.say("<@U0BOT> hello")
    await eventually(lambda: len(slack.messages.thread("C0PLAN", said.ts)) == 2)
    assert slack.messages.thread("C0PLAN", said.ts)[1].text == "You called, <@U0POD>"
    await person.say("hello", "DM")
    await eventually(lambda: len(slack.messages.in_channel("D0POD")) == 2)
    events = [body["event"] for body in app.seen if body.get("type") == "event_callback"]
    direct = next(event for event in events if event.get("channel_type") == "im")
    assert (direct["type"], direct["team"], direct["user"]) == ("message", "T0LOCAL", "U0POD")
    newcomer = Person(slack, "U0QA")
    await newcomer.join("C0POD")
    await eventually(lambda: slack.messages.in_channel("C0POD"))
    assert slack.messages.in_channel("C0POD")[0].text == "Welcome, <@U0QA>"
    joined = app.seen[-1]["event"]
    assert joined.pop("event_ts")
    assert joined == {
        "type": "member_joined_channel",
        "user": "U0QA",
        "channel": "C0POD",
        "channel_type": "C",
        "team": "T0LOCAL",
    }
    await newcomer.join("C0POD")
    await Person(slack, "U0ONE").join("C0APART")
    await asyncio.sleep(0.05)
    assert len(slack.messages.in_channel("C0POD")) == 1
    assert "U0ONE" in slack.workspace.channels["C0APART"].members


async def test_a_message_with_a_file(app, person, eventually):
    await person.say("see this", "DM", files=[{"id": "F1", "name": "audit.csv"}])
    await eventually(lambda: app.seen)
    event = app.seen[-1]["event"]
    assert (event["subtype"], event["files"][0]["id"]) == ("file_share", "F1")


async def test_a_thread_with_the_assistant(slack, app, person, eventually):
    root = await person.open_assistant("C0POD")
    await eventually(lambda: len(slack.messages.thread("D0POD", root.ts)) == 2)
    event = app.seen[-1]["event"]
    assert event["assistant_thread"] == {
        "user_id": "U0POD",
        "context": {"channel_id": "C0POD", "team_id": "T0LOCAL", "enterprise_id": None},
        "channel_id": "D0POD",
        "thread_ts": root.ts,
    }
    await person.say("what is late?", "DM", root.ts)
    await eventually(lambda: len(slack.messages.thread("D0POD", root.ts)) == 4)
    texts = [message.text for message in slack.messages.thread("D0POD", root.ts)[1:]]
    assert texts == ["Ask me about <#C0POD>", "what is late?", "You asked: what is late?"]


async def test_an_app_hears_only_what_it_subscribed_to(slack, app, person):
    slack.workspace.app = replace(slack.workspace.app, bot_events=frozenset({"app_mention"}))
    await person.say("hello", "DM")
    await person.open_home()
    await person.open_assistant()
    await Person(slack, "U0QA").join("C0POD")
    await asyncio.sleep(0.05)
    assert app.seen == []


async def test_an_event_is_sent_again_until_it_is_acked(slack, app, person, eventually):
    slack.delivery.retries, slack.delivery.ack_seconds = (0.0, 0.0, 0.0), 0.2
    slack.faults.refuse("views.publish", "fatal_error")
    await person.open_home()
    await eventually(lambda: slack.views.home("U0POD"))
    assert len({body["event_id"] for body in app.seen}) == 1
    assert len(app.seen) == 2


@pytest.mark.parametrize("app", ["socket"], indirect=True)
async def test_an_event_while_the_socket_is_renewed_is_not_lost(slack, app, person, eventually):
    slack.delivery.retries = (0.0, 0.3, 3.0)
    await slack.sockets.cut()
    await person.say("<@U0BOT> what is late?")
    heard = {"message", "app_mention"}
    await eventually(lambda: {one["event"]["type"] for one in app.seen} == heard, 5.0)


@pytest.mark.parametrize("command", ["/unknown", "/ofsted"])
async def test_a_command_that_does_not_exist(slack, app, person, command):
    slack.workspace.is_installed = command == "/unknown"
    ack = await person.slash("status", command=command)
    assert ack.status == 0
    [note] = slack.messages.seen_by("U0POD")
    assert note.user == SLACKBOT
    assert note.text.startswith(f"`{command}` is not a valid command. In Slack, all messages that")
    assert ack.error == note.text
    assert app.seen == []


async def test_a_command_in_a_thread(slack, app, person):
    ack = await person.slash("status", thread_ts="1.0")
    assert ack.error == "/ofsted is not supported in threads. Sorry!"
    assert slack.messages.seen_by("U0POD")[0].text == ack.error
    assert app.seen == []


async def test_an_uninstalled_app_is_not_there(slack, app, person):
    message = await person.say("hello")
    app.seen.clear()
    slack.workspace.is_installed = False
    for gone in (person.shortcut("new"), person.message_shortcut("keep", message)):
        with pytest.raises(LookupError):
            await gone
    with pytest.raises(LookupError):
        await person.open_assistant()
    await person.say("<@U0BOT> hello")
    await asyncio.sleep(0.05)
    assert app.seen == []
