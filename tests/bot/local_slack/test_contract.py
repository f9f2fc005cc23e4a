"""The local Slack holds to what Slack's documentation says: the exchanges in exchanges/*.yaml.

In an answer "<ts>", "<id>" and the like stand for what varies, "<others>: <any>" for other keys,
and "$name" for what a setup of GIVEN made; in arguments "9000 x" is 9,000 letters. Everything is
sent as JSON and as a form, unless an exchange says otherwise.
"""

import ast
import dataclasses
import json
import re
from pathlib import Path
from string import Template

import pytest
import yaml
from aiohttp import FormData, web
from slack_sdk.web.async_client import AsyncWebClient

from bot.local_slack.methods import METHODS
from bot.local_slack.server import LocalSlack

HERE = Path(__file__).parent
FAMILIES = [yaml.safe_load(file.read_text()) for file in sorted(HERE.glob("exchanges/*.yaml"))]
EXCHANGES = [exchange for family in FAMILIES for exchange in family["exchanges"]]
SCOPES = {method: scopes for family in FAMILIES for method, scopes in family["scopes"].items()}
WAYS = ("json", "form")
VARIES = {
    "<any>": r"[\s\S]*",
    "<text>": r"[\s\S]+",
    "<ts>": r"\d{10}\.\d{6}",
    "<id>": r"[A-Z][A-Z0-9]+",
    "<number>": r"\d+",
    "<cursor>": r"[A-Za-z0-9+/]+=*",
    "<url>": r"(http|ws)://127\.0\.0\.1:\d+/\S+",
}
VIEW = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Form"},
    "blocks": [{"type": "divider"}],
    "external_id": "the-form",
}


@pytest.fixture
async def slack(still_clock):
    async with LocalSlack(clock=still_clock) as running:
        yield running


# What is so before a call; each gives the names it made.


def app_says(slack, channel="C0PLAN", text="Plan", **more):
    return slack.show({"text": text, **more}, channel).ts


def person_says(slack, text="Thanks", channel="C0PLAN", **more):
    return slack.messages.show({"text": text, **more}, channel, "U0POD").ts


def message_of_the_app(slack):
    metadata = {"event_type": "weekly_post", "event_payload": {}}
    return {"ts": app_says(slack, blocks=[{"type": "divider"}], metadata=metadata)}


def message_now_archived(slack):
    made = message_of_the_app(slack)
    slack.workspace.channels["C0PLAN"].is_archived = True
    return made


def message_of_someone_else(slack):
    ts = person_says(slack)
    return {"ts": ts, "digits": ts.replace(".", "")}


def whisper(slack):
    return {"ts": slack.show({"text": "Only for you"}, "C0PLAN", visible_to="U0POD").ts}


def thread(slack):
    ts = person_says(slack, "Who leads?")
    reply = app_says(slack, text="The head of service", thread_ts=ts)
    shared = app_says(slack, text="To all", thread_ts=ts, subtype="thread_broadcast")
    return {"ts": ts, "reply": reply, "broadcast": shared, "digits": reply.replace(".", "")}


def three_messages(slack):
    return {text: person_says(slack, text) for text in ("first", "second", "third")}


def direct_message(slack):
    return {"ts": app_says(slack, slack.workspace.conversation("U0POD").id)}


def upload(slack, content=b"%PDF-", title=None):
    file, _ = slack.files.expect("audit.pdf", 5, "An audit")
    [waiting] = slack.files._tickets.values()
    waiting.content = content
    if title:
        app_says(slack, files=[slack.files.complete(file, title)])
    return {"file": file}


def file_without_the_app(slack):
    file = slack.files.add("U0POD", "audit.pdf", b"%PDF-", "application/pdf")
    person_says(slack, channel="C0APART", files=[file])
    return {"file": file["id"]}


def trigger(slack, seconds_ago=0.0, view=""):
    given = slack.triggers.give("U0POD", "C0PLAN", view)
    slack.clock.now += seconds_ago
    return {"trigger_id": given}


def used_trigger(slack):
    given = trigger(slack)
    slack.triggers.exchange(given["trigger_id"])
    return given


def forms(slack, number=1):
    first = slack.triggers.exchange(trigger(slack)["trigger_id"])
    view = slack.views.open(first, VIEW)
    for _ in range(number - 1):
        slack.views.push(view, {**VIEW, "external_id": ""})
    return {"view_id": view.id, "hash": view.hash}


def trigger_in_form(slack):
    return trigger(slack, view=slack.views.stack("U0POD")[-1].id)


def home_tab(slack):
    slack.views.publish("U0POD", {"type": "home", "blocks": [{"type": "divider"}]})
    return {}


def app_that(**may):
    def changed(slack):
        slack.workspace.app = dataclasses.replace(slack.workspace.app, **may)
        return {}

    return changed


GIVEN = {
    "a message of the app": message_of_the_app,
    "a message of the app in a channel now archived": message_now_archived,
    "a message of someone else": message_of_someone_else,
    "a whisper": whisper,
    "a thread": thread,
    "three messages": three_messages,
    "a direct message of the app": direct_message,
    "an upload that has come": upload,
    "an upload without bytes": lambda slack: upload(slack, content=None),
    "a file of the app": lambda slack: upload(slack, title="The audit"),
    "a file in a channel without the app": file_without_the_app,
    "a fresh trigger id": trigger,
    "a used trigger id": used_trigger,
    "an old trigger id": lambda slack: trigger(slack, seconds_ago=3.0),
    "an open form": forms,
    "three open forms": lambda slack: forms(slack, 3),
    "a trigger id from the form": trigger_in_form,
    "a Home tab": home_tab,
    "an app without a Home tab": app_that(home_tab=False),
    "an app that may only read people": app_that(bot_scopes=frozenset({"users:read"})),
    "an app that may only read channels": app_that(bot_scopes=frozenset({"channels:read"})),
    "an app that may only read what channels say": app_that(
        bot_scopes=frozenset({"channels:history"})
    ),
}


def prepared(slack, exchange):
    """Make what an exchange begins with; its arguments and answer with the names filled in."""
    made = {}
    for name in exchange.get("given", ()):
        made |= GIVEN[name](slack)
    return filled(exchange.get("args", {}), made), filled(exchange["answer"], made)


def filled(value, made):
    if isinstance(value, dict):
        return {name: filled(one, made) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, made) for one in value]
    if isinstance(value, str) and re.fullmatch(r"\d+ x", value):
        return "x" * int(value[:-2])
    return Template(value).substitute(made) if isinstance(value, str) else value


async def send(session, slack, method, args, token, way="json"):
    url, headers = f"{slack.api_url}{method}", {"Authorization": f"Bearer {token}"}
    if way == "json":
        call = session.post(url, json=args, headers=headers if token else {})
    else:
        fields = {name: as_field(value) for name, value in args.items()}
        fields |= {"token": token} if token else {}
        call = session.post(url, data=fields) if way == "form" else session.get(url, params=fields)
    async with call as answer:
        assert (answer.status, answer.content_type) == (200, "application/json")
        return await answer.json()


def as_field(value):
    return value if isinstance(value, str) else json.dumps(value)


def differences(expected, got, at="answer"):
    """List where an answer is other than expected."""
    if isinstance(expected, dict) and isinstance(got, dict):
        listed = expected.keys() - {"<others>"}
        extra = set() if "<others>" in expected else got.keys() - listed
        found = [f"{at}.{name} is not expected" for name in extra]
        found += [f"{at}.{name} is missing" for name in listed - got.keys()]
        both = listed & got.keys()
        return found + [
            one for key in both for one in differences(expected[key], got[key], f"{at}.{key}")
        ]
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        return [one for n, (e, g) in pairs for one in differences(e, g, f"{at}[{n}]")]
    if expected == "<any>":
        return []
    if isinstance(expected, str) and expected in VARIES:
        kind = int if expected == "<number>" else str
        fits = type(got) is kind and re.fullmatch(VARIES[expected], str(got))
        return [] if fits else [f"{at} is {got!r}, not {expected}"]
    same = type(expected) is type(got) and expected == got
    return [] if same else [f"{at} is {got!r}, not {expected!r}"]


def token_for(slack, method):
    return slack.workspace.app_token if METHODS[method].app_level else slack.workspace.bot_token


CASES = [(exchange, way) for exchange in EXCHANGES for way in exchange.get("sent", WAYS)]
NAMES = [f"{exchange['method']}: {exchange['name']} ({way})" for exchange, way in CASES]


@pytest.mark.parametrize(("exchange", "way"), CASES, ids=NAMES)
async def test_exchange(slack, session, exchange, way):
    args, expected = prepared(slack, exchange)
    method = exchange["method"]
    token = exchange.get("token", token_for(slack, method))
    answer = await send(session, slack, method, args, token, way)
    assert differences(expected, answer) == []


GOOD = {one["method"]: one for one in reversed(EXCHANGES) if one["answer"]["ok"]}


def test_every_method_has_an_exchange_that_is_good_and_one_that_is_refused():
    refused = {one["method"] for one in EXCHANGES if not one["answer"]["ok"]}
    assert GOOD.keys() == refused == SCOPES.keys() == METHODS.keys()


@pytest.mark.parametrize("method", SCOPES)
async def test_who_may_call(slack, session, method):
    args, expected = prepared(slack, GOOD[method])
    home, token = slack.workspace, token_for(slack, method)

    async def answered(token):
        return await send(session, slack, method, args, token)

    assert await answered(None) == {"ok": False, "error": "not_authed"}
    assert await answered("xoxb-guess") == {"ok": False, "error": "invalid_auth"}
    home.is_installed = False
    assert await answered(token) == {"ok": False, "error": "account_inactive"}
    home.is_installed = True
    other = home.bot_token if token == home.app_token else home.app_token
    assert await answered(other) == {"ok": False, "error": "not_allowed_token_type"}
    home.app, home.app_scopes = dataclasses.replace(home.app, bot_scopes=frozenset({"x"})), {"x"}
    if SCOPES[method]:
        needed = ",".join(SCOPES[method])
        lacking = {"ok": False, "error": "missing_scope", "needed": needed, "provided": "x"}
        assert await answered(token) == lacking
    else:
        assert differences(expected, await answered(token)) == []


# A helper of slack_sdk that is no method of Slack's, and those it calls.
MADE_OF = {"files_upload_v2": ["files.getUploadURLExternal", "files.completeUploadExternal"]}


def called_by_the_bot():
    """Name the methods that the bot itself calls through slack_sdk's client."""
    files = [one for one in HERE.parents[2].glob("bot/**/*.py") if "local_slack" not in one.parts]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            name = node.attr if isinstance(node, ast.Attribute) else ""
            if re.match(r"(?!api_)[a-z]+_", name) and hasattr(AsyncWebClient, name):
                yield from MADE_OF.get(name, [name.replace("_", ".")])


def test_every_method_that_the_bot_and_its_libraries_call_is_there():
    theirs = {
        "auth.test", "apps.connections.open", "files.getUploadURLExternal",
        "files.completeUploadExternal", "assistant.threads.setStatus",
        "assistant.threads.setSuggestedPrompts", "assistant.threads.setTitle",
    }  # fmt: skip
    ours = set(called_by_the_bot())
    assert ours  # a change of how the bot calls must not blind this test
    assert theirs | ours <= METHODS.keys()


# The same answers, read by Slack's own client.


async def times_by_page(response):
    return [[one["ts"] for one in page["messages"]] async for page in response]


async def test_pages_of_history_come_to_an_end(slack, client):
    said = [person_says(slack, f"message {number}") for number in range(7)]
    back = await client.conversations_history(channel="C0PLAN", limit=3)
    assert await times_by_page(back) == [said[:3:-1], said[3:0:-1], said[:1]]
    onwards = await client.conversations_history(channel="C0PLAN", limit=3, oldest=said[1])
    assert await times_by_page(onwards) == [said[4:1:-1], said[:4:-1]]


async def test_pages_of_lists_come_to_an_end(slack, client):
    members = await client.conversations_members(channel="C0PLAN", limit=4)
    found = [user async for page in members for user in page["members"]]
    assert sorted(found) == sorted(slack.workspace.users.keys() - {"U0GONE"})
    channels = await client.conversations_list(limit=3)
    found = [one["id"] async for page in channels for one in page["channels"]]
    assert found == ["C0PLAN", "C0POD", "C0QA", "C0APART", "C0OLD"]


async def test_a_file_goes_up_is_shared_and_comes_down(slack, client, session):
    sent = await client.files_upload_v2(
        file=b"one,two\n1,2\n",
        filename="a b.csv",
        title="Numbers",
        alt_txt="Two numbers",
        channel="C0PLAN",
        initial_comment="See the file",
        thread_ts="1631519999.000100",
    )
    [message] = slack.messages.in_channel("C0PLAN")
    assert (message.text, message.thread_ts) == ("See the file", "1631519999.000100")
    [file] = message.files
    assert file == sent["file"]
    assert (file["title"], file["mimetype"], file["size"]) == ("Numbers", "text/csv", 12)
    assert (await client.files_info(file=file["id"]))["file"]["channels"] == ["C0PLAN"]
    bearer = {"Authorization": f"Bearer {slack.workspace.bot_token}"}
    for url in (file["url_private"], file["url_private_download"]):
        async with session.get(url, headers=bearer) as answer:
            assert (answer.content_type, await answer.read()) == ("text/csv", b"one,two\n1,2\n")
    async with session.get(url.replace("T0LOCAL", "T0OTHER"), headers=bearer) as missing:
        assert missing.status == 404
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%20b.csv"


@pytest.mark.parametrize(
    ("bearer", "may"),
    [(None, {}), ("Bearer xoxb-guess", {}), ("Bearer xoxb-local", {"bot_scopes": frozenset()})],
)
async def test_a_file_without_a_good_token_is_a_page_to_sign_in_on(slack, session, bearer, may):
    app_that(**may)(slack)
    url = slack.files.add("U0POD", "audit.pdf", b"%PDF-", "application/pdf")["url_private"]
    headers = {"Authorization": bearer} if bearer else {}
    async with session.get(url, headers=headers, allow_redirects=False) as answer:
        assert answer.status == 302
    async with session.get(url, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        assert "Sign in to Local council" in await answer.text()


@pytest.mark.parametrize("as_form", [False, True])
async def test_the_bytes_of_a_file_are_taken_as_they_are_or_as_a_form(slack, session, as_form):
    def body(content):
        form = FormData()
        form.add_field("filename", content, filename="audit.pdf")
        return form if as_form else content

    file, url = slack.files.expect("audit.pdf", 5, "")
    async with session.post(url, data=body(b"%PDF")) as answer:
        assert answer.status == 400
    assert not slack.files.is_waiting(file)
    async with session.post(url, data=body(b"%PDF-")) as answer:
        assert (answer.status, await answer.text()) == (200, "OK - 5")
    assert slack.files.is_waiting(file)
    async with session.post(f"{slack.url}/upload/guess", data=body(b"%PDF-")) as answer:
        assert answer.status == 404


async def test_the_page_gets_people_s_files_but_none_that_is_not_there(slack):
    file = slack.files.add("U0POD", "audit.pdf", b"%PDF-", "application/pdf")
    assert slack.files.get(file["id"]) == file
    assert slack.files.content(file["id"]) == ("audit.pdf", "application/pdf", b"%PDF-")
    waiting = upload(slack)["file"]
    for unknown in ("F404", waiting):
        with pytest.raises(LookupError):
            slack.files.get(unknown)
        with pytest.raises(web.HTTPNotFound):
            slack.files.content(unknown)


async def test_an_edit_and_a_withdrawal_are_seen(slack, client):
    heard = []
    slack.messages.listeners.append(lambda message, there: heard.append((message.text, there)))
    posted = await client.chat_postMessage(channel="C0PLAN", text="Plan")
    await client.chat_update(channel="C0PLAN", ts=posted["ts"], text="Better plan")
    assert slack.messages.find("C0PLAN", posted["ts"]).text == "Better plan"
    await client.chat_delete(channel="C0PLAN", ts=posted["ts"])
    assert heard == [("Plan", True), ("Better plan", True), ("Better plan", False)]


@pytest.mark.parametrize("hears", [True, False])
async def test_joining_a_channel_is_an_event_if_the_app_hears_it(slack, client, hears):
    events = frozenset({"member_joined_channel"} if hears else ())
    app_that(bot_events=events)(slack)
    slack.delivery.request_url, slack.delivery.retries = "http://127.0.0.1:9", ()
    changes = []
    slack.listeners.append(lambda: changes.append(True))
    await client.conversations_join(channel="C0APART")
    await client.conversations_join(channel="C0APART")
    assert (await client.conversations_info(channel="C0APART"))["channel"]["is_member"]
    told = [one.summary for one in slack.record.exchanges if one.sender == "slack"]
    assert told == (["member_joined_channel"] if hears else [])
    assert changes == [True]
