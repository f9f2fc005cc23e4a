"""The real app over HTTP: signatures, sizes, and Slack's own two handshakes."""

import json
import time
from io import BytesIO
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from bot.local_slack import payloads, signing
from bot.local_slack.driver import Person
from storage.database import reading
from storage.models import Person as KnownPerson

MEGABYTE = 1024 * 1024
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def command(slack, words):
    home = slack.workspace
    form = payloads.slash_command(
        home,
        home.users["U0POD"],
        home.channels["C0PLAN"],
        "/ofsted",
        words,
        "1.2.3",
        f"{slack.url}/x",
    )
    return urlencode(form).encode()


async def post(slack, body, headers, sign=signing.right):
    signed = sign(slack.workspace.signing_secret, body)
    sent = {"data": BytesIO(body), "headers": headers | signed}
    async with slack.session.post(slack.delivery.request_url, **sent) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("sign", [signing.wrong, signing.stale, signing.missing])
async def test_a_bad_signature_runs_nothing(over_http, engine, sign):
    slack = over_http.slack
    person = Person(slack, "U0POD", sign)
    before = len(slack.record.calls)
    ack = await person.slash("status missing-children")
    assert (ack.status, ack.payload) == (401, {"error": "invalid request"}) or ack.status == 401
    assert "MC-1" not in str(ack.payload)
    user = slack.workspace.users["U0POD"].as_slack(slack.workspace.team_id)
    assert (await person.event({"type": "user_change", "user": user})).status == 401
    assert len(slack.record.calls) == before
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(KnownPerson)) == 0


def tampered(secret, body):
    return signing.right(secret, body.replace(b"status", b"redact"))


def from_the_future(secret, body):
    return signing._signed(secret, body, time.time() + signing.STALE_SECONDS)


def no_time(secret, body):
    return {**signing.right(secret, body), "X-Slack-Request-Timestamp": "soon"}


def no_stamp(secret, body):
    return {"X-Slack-Signature": signing.right(secret, body)["X-Slack-Signature"]}


@pytest.mark.parametrize("sign", [tampered, from_the_future, no_time, no_stamp])
async def test_a_forged_signature_runs_nothing(over_http, sign):
    status, said = await post(over_http.slack, command(over_http.slack, "status"), FORM, sign)
    assert status == 401
    assert "improvement plan" not in said


async def test_a_press_with_a_bad_signature_runs_nothing(over_http):
    ack = await over_http.person().slash("actions")
    calls = len(over_http.slack.record.calls)
    forged = Person(over_http.slack, "U0POD", signing.wrong)
    assert (await forged.press("Share in channel", ack.shown)).status == 401
    assert len(over_http.slack.record.calls) == calls
    assert over_http.slack.messages.in_channel("C0PLAN") == []


async def test_a_body_over_one_megabyte_is_refused(over_http):
    slack = over_http.slack
    whole = command(slack, "status") + b"&filler="
    status, said = await post(slack, whole + b"x" * (MEGABYTE + 1 - len(whole)), FORM)
    assert status == 413
    assert "improvement plan" not in said
    status, said = await post(slack, whole + b"x" * (MEGABYTE - 1 - len(whole)), FORM)
    assert status == 200
    assert "The improvement plan" in said


async def test_a_long_body_without_its_length_is_refused(over_http):
    slack = over_http.slack

    async def pieces():
        for _ in range(20):
            yield b"x" * 65_536

    async with slack.session.post(
        slack.delivery.request_url, data=pieces(), headers=FORM
    ) as answer:
        assert answer.status == 413


async def test_slack_checks_the_certificate(over_http):
    body = urlencode({"ssl_check": "1", "token": payloads.VERIFICATION}).encode()
    assert await post(over_http.slack, body, FORM) == (200, "")


async def test_slack_checks_the_address(over_http):
    body = json.dumps(
        {"token": payloads.VERIFICATION, "type": "url_verification", "challenge": "3eZbrw1aB"}
    ).encode()
    status, said = await post(over_http.slack, body, JSON)
    assert status == 200
    assert "3eZbrw1aB" in said
    assert (await post(over_http.slack, body, JSON, signing.wrong))[0] == 401


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", FORM),
        (b"payload=not+json", FORM),
        (b"payload=%7B%22type%22%3A%22block_actions%22%7D", FORM),
        (b"payload=[]", FORM),
        (b"{", JSON),
        (b"[]", JSON),
        (b'{"type": "event_callback"}', JSON),
        (b'{"type": "event_callback", "event": {"type": "user_change"}}', JSON),
        (b"command=%2Fofsted", FORM),
    ],
    ids=range(9),
)
async def test_a_body_that_makes_no_sense_harms_nothing(over_http, body, headers):
    status, said = await post(over_http.slack, body, headers)
    assert status < 600
    assert "Traceback" not in said
    assert ".py" not in said
    assert "MC-1" in (await over_http.person().slash("show MC-1")).text


async def test_bytes_that_are_no_text_are_refused(over_http):
    status, _ = await post(over_http.slack, b"\xff\xfe\x00", FORM, signing.missing)
    assert 400 <= status < 500


async def test_there_is_nothing_else_at_this_address(over_http):
    session = over_http.slack.session
    async with session.get(f"{over_http.url}/slack/events") as answer:
        assert answer.status == 405
    async with session.get(f"{over_http.url}/") as answer:
        assert answer.status == 404


async def test_words_keep_their_letters_on_the_way(over_http):
    ack = await over_http.person().slash("find “purposeful” & <!channel> 🧒")
    assert (ack.status, ack.error) == (200, None)
    assert "<!channel>" not in ack.text
    assert over_http.slack.record.refusals == []


async def test_the_same_question_twice_is_answered_the_same(over_http):
    first = await over_http.person().slash("status missing-children")
    again = await over_http.person("U0QA").slash("status missing-children")
    assert again.payload == first.payload


async def test_end_to_end_on_both_stores(plan_engine, start):
    """One walk through the bot on SQLite and on PostgreSQL."""
    bot = await start(plan_engine, ofsted_admins=frozenset({"U0HEAD"}))
    assert "MC-1" in (await bot.person().slash("status missing-children")).text
    assert "guest" in (await bot.person("U0GUEST").slash("status")).text
    changed = bot.slack.workspace.users["U0POD"].as_slack("T0LOCAL") | {"is_restricted": True}
    event = {"type": "user_change", "user": changed}
    assert (await bot.person().event(event, event_id="Ev1")).status == 200
    assert (await bot.person().event(event, retry_num=1, event_id="Ev1")).status == 200
    assert "guest" in (await bot.person().slash("status")).text
    await bot.person("U0HEAD").slash("redact MC-1 because it named someone")
    ack = await bot.person("U0HEAD").slash("show MC-1")
    assert "New missing procedures" not in ack.text
    assert bot.slack.record.refusals == []
