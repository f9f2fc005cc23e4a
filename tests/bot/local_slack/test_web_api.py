"""The Web API, response_urls and faults, called by Slack's own client."""

import dataclasses
import json

import pytest
from aiohttp import ClientError, ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.local_slack.messages import SLACKBOT
from bot.local_slack.server import LocalSlack

TOO_LONG = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]


@pytest.fixture
async def slack(still_clock):
    async with LocalSlack(clock=still_clock) as running:
        yield running


async def refused(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_auth_team_and_groups(slack, client):
    who = await client.auth_test()
    assert (who["team_id"], who["user_id"]) == ("T0LOCAL", "U0BOT")
    assert (await client.team_info())["team"]["name"] == "Local council"
    group = await client.usergroups_users_list(usergroup="S0READERS")
    assert group["users"] == ["U0POD", "U0QA", "U0HEAD"]
    assert slack.record.count("auth.test") == 1


@pytest.mark.parametrize(
    ("user", "fact", "value"),
    [
        ("U0WORKER", "is_restricted", False),
        ("U0GUEST", "is_restricted", True),
        ("U0ONE", "is_ultra_restricted", True),
        ("U0STRANGER", "is_stranger", True),
        ("U0STRANGER", "team_id", "T0OTHER"),
        ("U0GONE", "deleted", True),
        ("U0BOT", "is_bot", True),
    ],
)
async def test_people(client, user, fact, value):
    assert (await client.users_info(user=user))["user"][fact] == value


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("users.info", {"user": "U404"}, "user_not_found"),
        ("users.info", {}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "S404"}, "no_such_subteam"),
        ("team.info", {"team": "T404"}, "team_not_found"),
        ("chat.postMessage", {"text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C404", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0OLD", "text": "x"}, "is_archived"),
        ("chat.postMessage", {"channel": "C0APART", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "C0PLAN"}, "no_text"),
        ("chat.postMessage", {"channel": "C0PLAN", "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "C0PLAN", "blocks": TOO_LONG}, "invalid_blocks"),
        ("chat.postEphemeral", {"channel": "C0PLAN", "text": "x"}, "no_user"),
        (
            "chat.postEphemeral",
            {"channel": "C0POD", "user": "U0HEAD", "text": "x"},
            "user_not_in_channel",
        ),
        ("apps.connections.open", {}, "not_allowed_token_type"),
        ("no.such.method", {}, "unknown_method"),
    ],
)
async def test_refusals(slack, client, method, args, error):
    for body in (
        {"json": args},
        {"data": args if "blocks" not in args else {**args, "blocks": json.dumps(TOO_LONG)}},
    ):
        answer = await refused(client.api_call(method, **body))
        assert answer["error"] == error
    assert [call.error for call in slack.record.calls] == [error, error]


async def test_tokens_and_scopes(slack, client):
    home = slack.workspace
    home.app = dataclasses.replace(home.app, bot_scopes=home.app.bot_scopes - {"users:read"})
    answer = await refused(client.users_info(user="U0POD"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert "chat:write" in answer["provided"]
    client.token = "xoxb-wrong"
    assert (await refused(client.auth_test()))["error"] == "invalid_auth"
    client.token = None
    assert (await refused(client.auth_test()))["error"] == "not_authed"


async def test_a_post_is_seen_and_a_whisper_only_by_one(slack, client):
    blocks = [{"type": "divider"}]
    posted = await client.chat_postMessage(
        channel="C0PLAN",
        text="Plan",
        blocks=blocks,
        metadata={"event_type": "e", "event_payload": {}},
    )
    whispered = await client.chat_postEphemeral(channel="C0PLAN", user="U0POD", text="Psst")
    [message] = slack.messages.in_channel("C0PLAN")
    assert (message.ts, message.text) == (posted["ts"], "Plan")
    assert message.blocks == posted["message"]["blocks"] == [{"type": "divider", "block_id": "b0"}]
    assert message.metadata["event_type"] == "e"
    [whisper] = slack.messages.seen_by("U0POD")
    assert (whisper.ts, whisper.text) == (whispered["message_ts"], "Psst")
    assert slack.messages.seen_by("U0HEAD") == []
    direct = await client.chat_postMessage(channel="U0POD", text="Hello")
    assert direct["channel"] == "D0POD"
    lines = [json.loads(line) for line in slack.record.export().splitlines()]
    assert [line["method"] for line in lines] == [
        "chat.postMessage",
        "chat.postEphemeral",
        "chat.postMessage",
    ]
    assert all("token" not in line["args"] for line in lines)


async def test_invalid_blocks_say_where(slack, client):
    answer = await refused(client.chat_postMessage(channel="C0PLAN", text="x", blocks=TOO_LONG))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]
    assert [refusal.where for refusal in slack.record.refusals] == ["chat.postMessage"]
    assert slack.messages.in_channel("C0PLAN") == []


async def test_a_response_url_has_five_uses(slack):
    given = slack.response_urls.give("commands", "U0POD", "C0PLAN", None)
    async with ClientSession() as session:
        hook = AsyncWebhookClient(f"{slack.url}/{given.path}", session=session)
        answers = [await hook.send(text=f"answer {n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[0].body == "ok"
    assert "used_url" in answers[5].body
    assert [message.text for message in slack.messages.seen_by("U0POD")][-1] == "answer 4"
    assert slack.record.count("response_url") == 6


async def test_a_response_url_replaces_deletes_shares_refuses_and_expires(slack):
    original = slack.show({"text": "old"}, "C0PLAN", visible_to="U0POD")
    given = slack.response_urls.give("actions", "U0POD", "C0PLAN", original)
    async with ClientSession() as session:
        hook = AsyncWebhookClient(f"{slack.url}/{given.path}", session=session)
        await hook.send(text="new", replace_original=True)
        assert [message.text for message in slack.messages.seen_by("U0POD")] == ["new"]
        await hook.send(text="for all", response_type="in_channel")
        assert [message.text for message in slack.messages.in_channel("C0PLAN")] == ["for all"]
        await hook.send(delete_original=True)
        assert slack.messages.seen_by("U0POD") == []
        bad = await hook.send(text="x", blocks=TOO_LONG)
        assert (bad.status_code, json.loads(bad.body)["error"]) == (400, "invalid_blocks")
        assert slack.record.refusals[0].where == "response_url"
        slack.clock.now += 30 * 60
        late = await hook.send(text="late")
        assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")


async def test_faults(slack, client):
    slack.faults.ratelimit("users.info", seconds=10, retry_after=7)
    assert [one.until - slack.clock() for one in slack.faults.present()] == [10]
    for _ in range(2):
        answer = await refused(client.users_info(user="U0POD"))
        assert (answer.status_code, answer["error"]) == (429, "ratelimited")
        assert answer.headers["Retry-After"] == "7"
    slack.clock.now += 10
    assert (await client.users_info(user="U0POD"))["ok"]
    slack.faults.refuse("*", "account_inactive")
    assert (await refused(client.auth_test()))["error"] == "account_inactive"
    slack.faults.slow("auth.test", 0.01, times=2)
    assert [(one.what, one.times) for one in slack.faults.present()] == [("slow", 2)]
    assert (await client.auth_test())["ok"]
    assert [one.times for one in slack.faults.present()] == [1]
    assert (await client.auth_test())["ok"]
    slack.faults.fail("auth.test")
    assert (await refused(client.auth_test())).status_code == 500
    slack.faults.fail("auth.test")
    slack.faults.clear()
    assert slack.faults.present() == []
    assert (await client.auth_test())["ok"]


@pytest.mark.parametrize(("after", "posts"), [(True, 1), (False, 0)])
async def test_a_dropped_answer(slack, client, after, posts):
    slack.faults.drop("chat.postMessage", after=after)
    with pytest.raises(ClientError):
        await client.chat_postMessage(channel="C0PLAN", text="once")
    assert len(slack.messages.in_channel("C0PLAN")) == posts
    assert slack.record.count("chat.postMessage") == 1


async def test_bad_bodies_and_closed_doors(slack):
    async with ClientSession() as session:
        json_type = {"Content-Type": "application/json"}
        async with session.post(f"{slack.api_url}auth.test", data="{", headers=json_type) as answer:
            assert (await answer.json())["error"] == "invalid_json"
        async with session.get(f"{slack.url}/link/?ticket=guess") as answer:
            assert answer.status == 403
        async with session.post(
            f"{slack.url}/commands/T0LOCAL/guess", json={"text": "x"}
        ) as answer:
            assert answer.status == 404


async def test_slack_itself_speaks_as_slackbot(slack):
    slack.tell_failure("U0POD", "C0PLAN", "no")
    assert slack.messages.seen_by("U0POD")[0].user == SLACKBOT
