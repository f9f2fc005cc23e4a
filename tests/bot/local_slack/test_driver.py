"""A tiny real Bolt app, driven by people over signed HTTP and over Socket Mode."""

import asyncio

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.local_slack import signing
from bot.local_slack.driver import Person
from bot.local_slack.messages import SLACKBOT
from bot.local_slack.server import LocalSlack

BUTTONS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Status"}},
    {
        "type": "actions",
        "block_id": "more",
        "elements": [
            {
                "type": "button",
                "action_id": "more",
                "value": "2",
                "text": {"type": "plain_text", "text": "More"},
            }
        ],
    },
]


def tiny_app(slack):
    client = AsyncWebClient(slack.workspace.bot_token, base_url=slack.api_url)
    app = AsyncApp(
        client=client, signing_secret=slack.workspace.signing_secret, process_before_response=True
    )
    app.seen = []

    @app.command("/ofsted")
    async def command(ack, body):
        app.seen.append(body)
        if body["text"] == "slow":
            await asyncio.sleep(0.3)
        if body["text"] == "bad":
            await ack(blocks=[{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}])
        elif body["text"] == "silent":
            await ack()
        elif body["text"] == "words":
            await ack("words")
        else:
            kind = "in_channel" if body["text"] == "share" else "ephemeral"
            await ack(text="Status", blocks=BUTTONS, response_type=kind)

    @app.action("more")
    async def more(ack, body, respond):
        app.seen.append(body)
        await ack()
        await respond(text="Page 2", replace_original=True)

    @app.event("app_mention")
    async def mention(event, body, request, say):
        app.seen.append({"headers": request.headers, "body": body})
        await say(f"Hello <@{event['user']}>")

    return app


@pytest.fixture
async def slack():
    async with LocalSlack() as running:
        yield running


@pytest.fixture
async def over_http(slack):
    app = tiny_app(slack)
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.delivery.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield app
    await runner.cleanup()


@pytest.fixture
async def over_sockets(slack):
    app = tiny_app(slack)
    handler = AsyncSocketModeHandler(app, slack.workspace.app_token)
    await handler.connect_async()
    await asyncio.wait_for(slack.sockets.connected(), 2)
    yield app
    await handler.close_async()
    await asyncio.sleep(0)  # lets the client's cancelled tasks end


@pytest.fixture(params=["over_http", "over_sockets"])
def app(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def person(slack, app):
    return Person(slack, "U0POD")


async def test_a_command_is_answered_in_its_ack(slack, app, person):
    ack = await person.slash("status missing-children")
    assert (ack.status, ack.text, ack.error) == (200, "Status", None)
    assert ack.ms > 0
    assert ack.blocks == BUTTONS
    [seen] = slack.messages.seen_by("U0POD")
    assert seen is ack.shown
    assert slack.record.refusals == []
    body = app.seen[0]
    assert (body["command"], body["text"]) == ("/ofsted", "status missing-children")
    assert (body["channel_name"], body["user_name"]) == ("improvement-plan", "pod.manager")
    assert "enterprise_id" not in body
    assert '"ack": "slash_commands"' in slack.record.export()


async def test_a_shared_answer_is_in_the_channel_and_words_are_an_answer(slack, person):
    await person.slash("share")
    assert [message.text for message in slack.messages.in_channel("C0PLAN")] == ["Status"]
    ack = await person.slash("words", channel="DM")
    assert (ack.text, ack.shown.channel) == ("words", "D0POD")
    assert (await person.slash("silent")).shown is None


async def test_a_button_answers_by_response_url(slack, app, person):
    ack = await person.slash("status")
    pressed = await person.press("More", ack.shown)
    assert (pressed.status, pressed.payload) == (200, {})
    assert [message.text for message in slack.messages.seen_by("U0POD")] == ["Page 2"]
    body = app.seen[-1]
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body
    assert body["actions"][0]["value"] == "2"
    shared = await person.slash("share")
    await Person(slack, "U0STRANGER").press("more", shared.shown)
    assert app.seen[-1]["message"]["text"] == "Status"
    assert app.seen[-1]["user"]["team_id"] == "T0OTHER"
    with pytest.raises(LookupError):
        await person.press("Less", shared.shown)


async def test_an_event_and_its_retry(slack, app, person):
    event = {"type": "app_mention", "text": "hi", "channel": "C0PLAN", "ts": "1.0"}
    assert (await person.event(event, event_id="Ev1")).status == 200
    assert (await person.event(event, retry_num=1, event_id="Ev1")).status == 200
    assert app.seen[-1]["headers"]["x-slack-retry-num"] == ["1"]
    assert app.seen[-1]["headers"]["x-slack-retry-reason"] == ["http_timeout"]
    assert {seen["body"]["event_id"] for seen in app.seen} == {"Ev1"}
    assert [message.text for message in slack.messages.in_channel("C0PLAN")] == [
        "Hello <@U0POD>"
    ] * 2


async def test_a_late_ack_shows_slacks_words(slack, person):
    slack.delivery.ack_seconds = 0.1
    ack = await person.slash("slow")
    assert (ack.status, ack.error) == (0, "operation_timeout")
    [note] = slack.messages.seen_by("U0POD")
    assert note.user == SLACKBOT
    assert note.text == '/ofsted failed with the error "operation_timeout"'
    await asyncio.sleep(0.3)
    assert len(slack.messages.seen_by("U0POD")) == 1


async def test_an_ack_that_slack_refuses(slack, person):
    ack = await person.slash("bad")
    assert (ack.status, ack.error) == (200, "invalid_blocks")
    assert "invalid_blocks" in slack.messages.seen_by("U0POD")[0].text
    [refusal] = slack.record.refusals
    assert refusal.where == "ack"


@pytest.mark.parametrize("sign", [signing.wrong, signing.stale, signing.missing])
async def test_a_bad_signature_gets_nothing(slack, over_http, sign):
    ack = await Person(slack, "U0POD", sign).slash("status")
    assert (ack.status, ack.error) == (401, "http_client_error")
    assert over_http.seen == []


async def test_no_app_at_all(slack):
    assert (await Person(slack, "U0POD").slash("status")).error == "dispatch_failed"
    slack.delivery.request_url = "http://127.0.0.1:9/slack/events"
    assert (await Person(slack, "U0POD").slash("status")).error == "dispatch_failed"
    with pytest.raises(LookupError):
        await Person(slack, "U0POD").slash("status", channel="C404")


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_socket_is_renewed(slack, over_sockets, reason):
    await slack.sockets.disconnect(reason)
    await asyncio.wait_for(slack.sockets.connected(hellos=2), 2)
    assert (await Person(slack, "U0POD").slash("status")).text == "Status"
    assert slack.record.count("apps.connections.open") == 2


async def test_a_cut_socket_comes_back(slack, over_sockets):
    await slack.sockets.cut()
    await asyncio.wait_for(slack.sockets.connected(hellos=2), 2)
    assert (await Person(slack, "U0POD").slash("status")).text == "Status"


async def test_the_eleventh_socket_is_turned_away(slack):
    sockets = [await slack.session.ws_connect(slack.sockets.address()) for _ in range(11)]
    first = [await socket.receive_json() for socket in sockets]
    assert [hello["num_connections"] for hello in first[:10]] == list(range(1, 11))
    assert first[10]["reason"] == "too_many_websockets"
    for socket in sockets:
        await socket.close()


async def test_many_people_at_once(slack, person):
    acks = await asyncio.gather(*(person.slash("status") for _ in range(50)))
    assert {ack.text for ack in acks} == {"Status"}
