"""What the page's server takes and refuses, without a browser."""

import json

import pytest
from aiohttp import FormData, web

from bot.local_slack import live
from bot.local_slack.live import Live
from bot.local_slack.page_server import PageServer
from bot.local_slack.server import LocalSlack

ABOUT = {"sample": True, "today": "13 September 2021"}
POD = {"as": "U0POD"}
GONE = "That is no longer there. Reload the page."


@pytest.fixture
async def slack(still_clock):
    running = LocalSlack(clock=still_clock)
    await running.start(page=PageServer(running, lambda: ABOUT).add_routes)
    yield running
    await running.stop()


@pytest.fixture
def do(slack, session):
    """Do something as the pod manager; give the HTTP status and the answer."""

    async def do(deed, user="U0POD"):
        sent = deed if isinstance(deed, bytes) else json.dumps(deed).encode()
        async with session.post(f"{slack.url}/page/do", params={"as": user}, data=sent) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if answer.status == 200 else text

    return do


ELSEWHERE = [
    {"Host": "evil.example:3000"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Host": "["},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
@pytest.mark.parametrize(
    "path", ["", "page/live?as=U0POD", "page/calls.jsonl", "api/auth.test?token=xoxb-local"]
)
async def test_another_sites_page_gets_nothing(slack, session, headers, path):
    async with session.get(f"{slack.url}/{path}", headers=headers) as answer:
        assert answer.status == 403
        assert "xoxb" not in await answer.text()


async def test_its_own_page_is_let_in_by_either_name(slack, session):
    port = slack.url.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        headers = {"Host": host, "Origin": f"http://{host}"}
        async with session.get(f"{slack.url}/", headers=headers) as answer:
            assert answer.status == 200


NO_DEEDS = [
    b"",
    b"{",
    b"\xff",
    b"[]",
    b'"send"',
    {},
    {"do": "everything"},
    {"do": "send"},
    {"do": "send", "channel": ["C0PLAN"], "text": "x"},
    {"do": "send", "channel": "C0PLAN", "text": 5},
    {"do": "send", "channel": "C0PLAN", "text": "x", "files": 5},
    {"do": "send", "channel": "C0PLAN", "text": "x" * 12_001},
    {"do": "shortcut", "callback_id": []},
    {"do": "fault", "what": "explode", "method": "*", "seconds": 1, "times": 1},
    {"do": "fault", "what": "fail", "method": "*", "seconds": 1, "times": 0},
    {"do": "fault", "what": "slow", "method": "*", "seconds": -1, "times": 1},
    b'{"do": "fault", "what": "slow", "method": "*", "seconds": Infinity, "times": 1}',
    b'{"do": ' + b"[" * 10_000,
]


@pytest.mark.parametrize("deed", NO_DEEDS, ids=lambda deed: str(deed)[:60])
async def test_what_is_no_deed_is_refused_and_does_nothing(slack, do, deed):
    status, said = await do(deed)
    assert (status, said) == (400, "That is no deed; see protocol.ts.")
    assert slack.messages.all() == []
    assert slack.faults.present() == []


@pytest.mark.parametrize("user", ["", "U404", "U0BOT", "U0GONE"])
async def test_only_people_who_can_sign_in_do_anything(slack, session, do, user):
    assert (await do({"do": "no_faults"}, user))[0] == 400
    async with session.get(f"{slack.url}/page/live", params={"as": user}) as answer:
        assert answer.status == 400


NOT_THEIRS = [
    {"do": "send", "channel": "C404", "text": "x"},
    {"do": "send", "channel": "C0PLAN", "text": "x", "files": ["F404"]},
    {"do": "act", "channel": "C0PLAN", "ts": "1.0", "action": {}, "values": {}},
    {"do": "act", "view": "V404", "action": {}, "values": {}},
    {"do": "submit", "view": "V404", "values": {}},
    {"do": "close", "view": "V404", "all": True},
    {"do": "shortcut", "callback_id": "nothing"},
    {"do": "message_shortcut", "callback_id": "keep", "channel": "C0PLAN", "ts": "1.0"},
    {"do": "open_dm", "user": "U404"},
    {"do": "archive", "channel": "D0POD0WORKER", "archived": True},
    {"do": "invite", "channel": "D0POD0WORKER", "member": True},
]


@pytest.mark.parametrize("deed", NOT_THEIRS, ids=str)
async def test_what_is_not_there_for_them_can_be_done_nothing_with(slack, do, deed):
    assert await do(deed) == (200, {"ok": False, "error": GONE, "ms": 0})


async def test_nobody_writes_where_they_are_not_or_takes_away_what_others_see(slack, do):
    secret = slack.messages.show({"text": "For one"}, "C0PLAN", "U0BOT", visible_to="U0QA")
    there = {"channel": "C0PLAN", "ts": secret.ts}
    status, said = await do({"do": "send", "channel": "C0POD", "text": "x"}, "U0HEAD")
    assert (status, said["error"]) == (200, GONE)
    for deed in ({"do": "dismiss"}, {"do": "message_shortcut", "callback_id": "keep"}):
        assert (await do(deed | there))[1]["error"] == GONE
    assert slack.messages.all() == [secret]
    assert (await do({"do": "dismiss"} | there, "U0QA"))[1]["ok"] is True
    assert slack.messages.all() == []


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("ask <@U0QA> or <@U404>", "ask <@U0QA> or &lt;@U404&gt;"),
        (" /ofsted is typed so", "/ofsted is typed so"),
        ("two\nlines", "two\nlines"),
    ],
)
async def test_a_message_goes_as_slack_writes_it(slack, do, typed, sent):
    assert (await do({"do": "send", "channel": "C0PLAN", "text": typed}))[1]["ok"] is True
    assert [one.text for one in slack.messages.in_channel("C0PLAN")] == [sent]


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_nothing_is_not_sent(slack, do, text):
    _, said = await do({"do": "send", "channel": "C0PLAN", "text": text})
    assert said["error"] == "There is nothing to send."


@pytest.mark.parametrize("typed", ["/ofsted\tstatus  <@U0QA>", "/ofsted\nstatus  <@U0QA>"])
async def test_a_command_reaches_the_app_with_names_in_its_mentions(slack, do, typed):
    await do({"do": "send", "channel": "C0PLAN", "text": typed})
    [exchange] = slack.record.exchanges
    payload = json.loads(exchange.request)["payload"]
    assert (payload["command"], payload["text"]) == ("/ofsted", "status  <@U0QA|qa.manager>")


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("a page.html", "text/html", False),
        ("drawing.svg", "image/svg+xml", False),
        ("../../x.pdf", "application/pdf", False),
        ("chart.png", "image/png", True),
    ],
)
async def test_a_file_is_downloaded_unless_it_is_a_plain_picture(slack, session, name, kind, shown):
    form = FormData()
    form.add_field("file", b"<script>alert(1)</script>", filename=name, content_type="text/html")
    async with session.post(f"{slack.url}/page/upload", params=POD, data=form) as answer:
        file = await answer.json()
    assert file["mimetype"] == kind
    async with session.get(slack.url + file["url"]) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert ("Content-Disposition" in answer.headers) is not shown
    token = {"Authorization": f"Bearer {slack.workspace.bot_token}"}
    address = slack.files.get(file["id"])["url_private_download"]
    async with session.get(address, headers=token) as answer:
        assert (answer.status, await answer.read()) == (200, b"<script>alert(1)</script>")


async def test_an_upload_that_is_none_is_refused(slack, session):
    async with session.post(f"{slack.url}/page/upload", params=POD, data=b"x") as answer:
        assert answer.status == 400


async def test_a_page_that_does_not_keep_up_begins_anew(slack, monkeypatch):
    monkeypatch.setattr(live, "MOST_WAITING", 10)
    page = Live(slack, "U0POD", ABOUT)
    page.listen()
    for number in range(25):
        slack.show({"text": f"Message {number}"}, "C0PLAN")
    waiting = [page.told.get_nowait() for _ in range(page.told.qsize())]
    assert len(waiting) <= 10
    assert waiting[0]["kind"] == "hello"
    seen = {one["text"] for one in waiting[0]["messages"]}
    seen |= {one["message"]["text"] for one in waiting[1:]}
    assert seen == {f"Message {number}" for number in range(25)}
    page.stop()
    slack.show({"text": "Unheard"}, "C0PLAN")
    assert page.told.empty()


async def test_an_ack_that_cannot_be_read_is_told_to_the_person(slack, do):
    async def answer(_):
        return web.Response(body=b"{\xff", content_type="application/json")

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.delivery.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    assert (await do({"do": "send", "channel": "C0PLAN", "text": "/ofsted"}))[1]["ok"] is True
    [note] = slack.messages.seen_by("U0POD")
    assert note.text == '/ofsted failed with the error "dispatch_failed"'
    await runner.cleanup()


async def test_a_message_with_replies_leaves_a_stone(slack, client):
    parent = slack.show({"text": "Parent"}, "C0PLAN")
    slack.messages.show({"text": "Reply", "thread_ts": parent.ts}, "C0PLAN", "U0POD")
    await client.chat_delete(channel="C0PLAN", ts=parent.ts)
    thread = await client.conversations_replies(channel="C0PLAN", ts=parent.ts)
    texts = [(one.get("subtype"), one["text"]) for one in thread["messages"]]
    assert texts == [("tombstone", "This message was deleted."), (None, "Reply")]


async def test_the_app_hears_itself_and_what_becomes_of_its_words(slack, client, eventually):
    slack.delivery.request_url, slack.delivery.retries = "http://127.0.0.1:9/", ()
    posted = await client.chat_postMessage(channel="U0POD", text="Good morning")
    there = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**there, text="Good evening")
    await client.chat_delete(**there)

    def heard():
        return [one.request for one in slack.record.exchanges if one.sender == "slack"]

    await eventually(lambda: len(heard()) == 3)
    events = [json.loads(request.rpartition("\n\n")[2])["event"] for request in heard()]
    events.sort(key=lambda event: event["event_ts"])
    assert [one.get("subtype") for one in events] == [None, "message_changed", "message_deleted"]
    assert events[0]["bot_id"] == slack.workspace.bot_id
    assert {one["channel_type"] for one in events} == {"im"}
    assert events[1]["previous_message"]["text"] == "Good morning"
    assert events[1]["message"]["text"] == "Good evening"
    assert events[2]["deleted_ts"] == posted["ts"]
