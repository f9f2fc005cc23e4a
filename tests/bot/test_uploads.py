"""Files: fetched at once or later, kept with what they show or not at all, and sent again."""

import asyncio
import hashlib
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select, update

from bot import posting
from bot.people import Readers
from bot.uploads import ATTEMPTS, CHUNK, NoBytes, NotGiven, downloaded, is_slacks
from commands.evidence_files import MAX_BYTES
from storage.database import reading
from storage.models import Action, Evidence, File, Post, Workspace
from storage.states import State
from storage.verify import verify

sys.path.append(str(Path(__file__).parents[1] / "commands"))
from test_evidence_files import docx, pdf, png

AUDIT = pdf("Dip sample of return home interviews: 18 of 20 were offered within 72 hours.")
ADMIN = {"ofsted_admins": frozenset({"U0HEAD"})}


@pytest.fixture(scope="session")
def eventually(eventually):
    """Wait longer: a file's text is read in a process of its own."""
    return lambda condition: eventually(condition, 15)


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    """Let what is tried again be tried at once."""
    monkeypatch.setattr(posting, "FIRST_PAUSE", 0)
    monkeypatch.setattr(posting, "LEAST", 0.01)


@pytest.fixture
async def head(start, engine):
    """The head of service where files can be given."""
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    assert (await head.slash("settings uploads on")).error is None
    return head


@pytest.fixture
def give(head, fill):
    """Open a form, fill it in with a file, and submit it."""

    async def give(content=AUDIT, name="audit.pdf", words="evidence add MC-3", **values):
        ack = await head.slash(words)
        assert ack.error is None, ack
        uploaded = head.slack.files.add("U0HEAD", name, content, "application/octet-stream")
        facts = {"summary": "Dip sample", "kind": "other", "dated": "2021-09-10"}
        facts |= {"file": [uploaded], "file_names_nobody": ["yes"]} | values
        return await head.submit(head.modal, fill(head.modal, **facts))

    return give


def rows(engine, table):
    with reading(engine) as session:
        return list(session.scalars(select(table)))


def files(engine):
    with reading(engine) as session:
        return dict(session.execute(select(File.sha256, File.content)).all())


def given(engine):
    return [one for one in rows(engine, Evidence) if one.file_sha256]


def work(engine):
    (one,) = (post for post in rows(engine, Post) if post.work == "fetch")
    return one


@pytest.fixture
def told(head, readable):
    """Give all that the head of service was told by direct message."""

    def told():
        place = head.place("DM").id
        return [readable(one) for one in head.slack.messages.in_channel(place)]

    return told


async def test_a_file_is_fetched_checked_and_kept_with_its_evidence(head, give, engine, eventually):
    ack = await give()
    assert ack.payload["response_action"] == "update"
    assert "fetching your file" in head.modal.blocks[0]["text"]["text"]
    assert "submit" not in head.modal.said
    await eventually(lambda: given(engine))
    (evidence,) = given(engine)
    assert evidence.file_name == "audit.pdf"
    assert files(engine) == {hashlib.sha256(AUDIT).hexdigest(): AUDIT}
    note = f"added evidence {evidence.ref} for MC-3"
    await eventually(lambda: note in head.slack.messages.in_channel("C0PLAN")[-1].text)
    await eventually(lambda: work(engine).done_at)
    assert work(engine).content == {}
    with reading(engine) as session:
        assert verify(session, session.get_one(Workspace, 1)).problems == []


async def test_a_claim_is_made_only_with_its_file(head, give, engine, eventually):
    head.slack.faults.fail("files.info", times=2)
    await give(words="complete MC-3")

    def state():
        with reading(engine) as session:
            return session.get_one(Action, (1, "MC-3")).state

    await eventually(lambda: head.slack.faults.present() == [])
    await eventually(lambda: state() == State.AWAITING_SIGN_OFF)
    assert len(given(engine)) == 1


async def test_what_is_wrong_with_a_form_is_told_while_it_is_open(head, give, engine):
    ack = await give(file_names_nobody=[])
    assert "tick this" in ack.errors["file_names_nobody"]
    ack = await head.submit(head.modal, {})
    assert ack.errors.keys() == {"file_names_nobody"}
    assert [one for one in rows(engine, Post) if one.work == "fetch"] == []
    assert given(engine) == []


async def test_submitted_twice_it_is_fetched_once(head, engine, fill, eventually):
    await head.slash("evidence add MC-3")
    both = await asyncio.gather(*(give_in(head, head.modal, fill) for _ in range(2)))
    assert [one.payload["response_action"] for one in both] == ["update"] * 2
    await eventually(lambda: work(engine).done_at)
    assert len(given(engine)) == 1


async def test_what_was_recorded_before_a_crash_is_not_recorded_again(
    head, give, engine, eventually
):
    head.slack.faults.slow("files.info", 1)
    await give()
    waiting = work(engine).content
    await eventually(lambda: work(engine).done_at)
    with engine.begin() as connection:  # as if we had been killed before saying that it is done
        connection.execute(
            update(Post)
            .where(Post.work == "fetch")
            .values(done_at=None, content=waiting, leased_until=None)
        )
    head.slack.faults.slow("files.info", 0)
    await head.slash("help evidence")
    await eventually(lambda: work(engine).done_at)
    assert len(given(engine)) == 1


async def give_in(head, view, fill):
    uploaded = head.slack.files.add("U0HEAD", "audit.pdf", AUDIT, "application/pdf")
    facts = {"summary": "Dip sample", "kind": "other", "dated": "2021-09-10"}
    return await head.submit(view, fill(view, **facts, file=[uploaded], file_names_nobody=["yes"]))


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"MZ\x90\x00" + b"\x00" * 60, "audit.pdf", "is a program"),
        (docx("Child's NHS number 943 476 5919"), "audit.docx", "could identify a child"),
        (AUDIT, "audit.docx", "doesn't end as its content is"),
        (b"x" * (10 * 1024**2 + 1), "audit.txt", "too big"),
        (b" ", "audit.txt", "empty"),
    ],
)
async def test_a_refused_file_is_told_with_all_that_was_written(
    give, engine, eventually, told, content, name, why
):
    await give(content, name, summary="Eighteen of twenty")
    await eventually(told)
    (message,) = told()
    assert why in message
    assert "Eighteen of twenty" in message
    assert "10 September 2021" in message
    assert "943" not in message
    assert files(engine) == {}
    assert given(engine) == []
    await eventually(lambda: work(engine).done_at)
    assert work(engine).content == {}


async def test_the_button_opens_the_form_again(head, give, eventually, told):
    await give(b" ", "audit.txt")
    await eventually(told)
    message = head.slack.messages.in_channel(head.place("DM").id)[0]
    await head.press("Open the form again", message)
    await eventually(lambda: len(head.modal.blocks) > 1)
    assert head.modal.said["title"]["text"] == "Evidence for MC-3"


async def test_a_picture_is_kept_on_its_givers_word(head, give, engine, eventually):
    await give(png(), "whiteboard.png")
    await eventually(lambda: given(engine))
    ack = await head.slash(f"history {given(engine)[0].ref}")
    assert "names no child or family" in ack.shown.text


def troubles(slack):
    return {
        "fails": lambda: slack.faults.fail("files.info", times=3),
        "is gone": lambda: slack.faults.drop("files.info", times=3),
        "is unsure": lambda: slack.faults.refuse("files.info", "internal_error", times=3),
        "is busy": lambda: slack.faults.ratelimit("files.info", 0.3, retry_after=1),
    }


@pytest.mark.parametrize("what", ["fails", "is gone", "is unsure", "is busy"])
async def test_a_bad_moment_is_told_once_and_got_over(head, give, engine, eventually, told, what):
    troubles(head.slack)[what]()
    await give()
    await eventually(lambda: given(engine))
    await eventually(told)
    (message,) = told()
    assert "could not fetch your file yet" in message
    assert len(files(engine)) == 1


async def test_in_the_end_the_sender_is_told(head, give, engine, eventually, told):
    head.slack.faults.fail("files.info", times=ATTEMPTS)
    await give(summary="Eighteen of twenty")
    await eventually(lambda: len(told()) == 2)
    first, last = told()
    assert "not fetch your file yet" in first
    assert "given up" in last
    assert "Eighteen of twenty" in last
    await eventually(lambda: work(engine).done_at)
    assert given(engine) == []


async def test_a_change_meanwhile_is_told(head, give, engine, eventually, told):
    head.slack.faults.slow("files.info", 1.5)
    await give(words="complete MC-3")
    ack = await head.slash("confidence MC-3 amber because a pod is short of staff")
    assert "amber" in ack.shown.text
    await eventually(told)
    assert "changed while you were writing" in told()[0]
    assert given(engine) == []


async def test_a_role_taken_meanwhile_counts(start, engine, fill, eventually, readable):
    bot = await start(engine, **ADMIN)
    head, pod = bot.person("U0HEAD"), bot.person("U0POD")
    await head.slash("settings uploads on")
    await head.slash("roles grant <@U0POD> manager")
    await pod.slash("evidence add MC-3")
    bot.slack.faults.slow("files.info", 1.5)
    await give_in(pod, pod.modal, fill)
    await head.slash("roles revoke <@U0POD> manager")
    place = pod.place("DM").id
    await eventually(lambda: bot.slack.messages.in_channel(place))
    assert "for managers" in readable(bot.slack.messages.in_channel(place)[-1])
    assert given(engine) == []


@pytest.mark.parametrize("error", ["file_not_found", "file_deleted", "not_visible"])
async def test_a_file_that_slack_never_gives_is_told(head, give, engine, eventually, told, error):
    head.slack.faults.refuse("files.info", error)
    await give()
    await eventually(told)
    assert error in told()[0]
    assert given(engine) == []


@pytest.fixture
async def elsewhere():
    """A server that stands for Slack's files, and where the token was sent."""
    tokens = []

    async def file(request):
        tokens.append(request.headers.get("Authorization"))
        match request.match_info["name"]:
            case "moved":
                raise web.HTTPFound(f"http://localhost:{port}/file")
            case "page":
                return web.Response(text="<p>Sign in", content_type="text/html")
            case "endless":
                answer = web.StreamResponse()
                await answer.prepare(request)
                with suppress(ConnectionError):
                    while True:
                        await answer.write(b"x" * 1024**2)
                return answer
            case status if status.isdecimal():
                return web.Response(status=int(status))
        return web.Response(body=AUDIT, content_type="application/pdf")

    app = web.Application()
    app.router.add_get("/{name}", file)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    client = AsyncWebClient("xoxb-1", base_url=f"http://127.0.0.1:{port}/api/")

    def download(name, mimetype="application/pdf"):
        url = f"http://127.0.0.1:{port}/{name}"
        return downloaded({"url_private_download": url, "mimetype": mimetype}, client)

    yield download, tokens
    await runner.cleanup()


async def test_the_token_follows_no_redirect(elsewhere):
    download, tokens = elsewhere
    assert await download("audit.pdf") == AUDIT
    with pytest.raises(NotGiven):
        await download("moved")
    assert tokens == ["Bearer xoxb-1"] * 2


async def test_a_page_to_sign_in_is_no_file(elsewhere):
    download, _ = elsewhere
    with pytest.raises(NotGiven, match="files:read"):
        await download("page")
    assert await download("page", "text/html") == b"<p>Sign in"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (408, NoBytes),
        (429, NoBytes),
        (500, NoBytes),
        (503, NoBytes),
        (403, NotGiven),
        (404, NotGiven),
    ],
)
async def test_what_the_status_of_a_download_means(elsewhere, status, error):
    download, _ = elsewhere
    with pytest.raises(error):
        await download(str(status))


async def test_no_more_is_read_than_shows_that_a_file_is_too_big(elsewhere):
    download, _ = elsewhere
    assert 0 < len(await download("endless")) - MAX_BYTES <= CHUNK


async def test_without_its_scope_the_sender_is_told(head, give, engine, eventually, told):
    home = head.slack.workspace
    home.app = replace(home.app, bot_scopes=home.app.bot_scopes - {"files:read"})
    await give()
    await eventually(told)
    assert "files:read" in told()[0]
    assert given(engine) == []


@pytest.mark.parametrize(
    ("url", "api", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.pdf", "https://slack.com/api/", True),
        ("https://files.slack.com/a", "https://www.slack.com/api/", True),
        ("https://slack.com/a", "https://slack.com/api/", True),
        ("http://127.0.0.1:8/files-pri/a", "http://127.0.0.1:8/api/", True),
        ("http://127.0.0.1:9/files-pri/a", "http://127.0.0.1:8/api/", False),
        ("http://files.slack.com/a", "https://slack.com/api/", False),
        ("https://files.slack.com:444/a", "https://slack.com/api/", False),
        ("https://notslack.com/a", "https://slack.com/api/", False),
        ("https://slack.com.example.org/a", "https://slack.com/api/", False),
        ("https://slack.com@example.org/a", "https://slack.com/api/", False),
        ("https://docs.google.com/d/1", "https://slack.com/api/", False),
        ("", "https://slack.com/api/", False),
    ],
)
def test_the_token_goes_to_slack_alone(url, api, ours):
    assert is_slacks(url, api) is ours


# Files sent again.


async def test_a_file_comes_back_byte_by_byte_to_who_asked(head, give, engine, eventually):
    await give()
    await eventually(lambda: given(engine))
    ref = given(engine)[0].ref
    ack = await head.slash(f"evidence {ref}")
    assert "audit.pdf (PDF, " in ack.shown.text
    await head.press("Send me the file", ack.shown)
    place = head.place("DM").id
    await eventually(lambda: head.slack.messages.in_channel(place))
    (message,) = head.slack.messages.in_channel(place)
    (sent,) = message.files
    assert head.slack.files.content(sent["id"])[::2] == ("audit.pdf", AUDIT)
    assert ref in message.text


async def test_a_file_is_sent_when_slack_can_again(head, give, engine, eventually):
    await give()
    await eventually(lambda: given(engine))
    head.slack.faults.refuse("files.getUploadURLExternal", "ratelimited")
    head.slack.faults.refuse("files.completeUploadExternal", "file_not_found")
    await head.slash(f"evidence file {given(engine)[0].ref}")
    place = head.place("DM").id
    await eventually(lambda: head.slack.messages.in_channel(place))
    assert len(head.slack.messages.in_channel(place)) == 1


async def test_a_reader_no_more_records_no_file(head, give, engine, eventually, told, monkeypatch):
    head.slack.faults.slow("files.info", 1.5)
    await give()
    monkeypatch.setattr(Readers, "are_in", lambda *_: False)
    await eventually(told)
    assert "certain channels" in told()[0]
    assert given(engine) == []
