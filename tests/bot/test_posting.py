"""Posting: once, whatever is lost on the way, by however many replicas."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import event, select

from bot.answers import as_message
from bot.local_slack.installation import from_manifest
from bot.manifest import manifest
from bot.posting import USUAL_TRIES, Closed, Posting
from commands.reply import Button, Buttons, Reply, Said
from storage.database import reading, writing
from storage.models import Post, Workspace
from storage.queries import posts
from storage.queries.posts import LEASE, Planned

LATER = LEASE + timedelta(seconds=1)
NOTE = Reply("Pod manager started AF-2", (Said("Work has begun."),))


@dataclass
class Hands:
    """A clock that goes on when a test says so."""

    shift: timedelta = field(default_factory=timedelta)

    def now(self):
        return datetime.now(UTC) + self.shift


@pytest.fixture
def clock():
    return Hands()


@pytest.fixture
def slack(slack):
    """The local Slack with the bot installed as its manifest says."""
    slack.workspace.app = from_manifest(manifest(None))
    return slack


@pytest.fixture
def worker(engine, clock, slack):
    """Make a replica's worker; each piece of work is done when a test says so."""

    def worker(engine=engine, in_thread=asyncio.to_thread):
        client = AsyncWebClient(slack.workspace.bot_token, base_url=slack.api_url)
        return Posting(engine, clock, client, 1, in_thread)

    return worker


@pytest.fixture
def posting(worker):
    return worker()


@pytest.fixture
def plan(engine, clock):
    def plan(key="note", channel="C0PLAN", reply=NOTE, engine=engine, **told):
        work = told.pop("work", "message")
        content = as_message(reply) | told.pop("more", {})
        with writing(engine) as session:
            planned = Planned(key, work, channel, content, **told)
            posts.add_posts(session, 1, [planned], clock.now())

    return plan


@pytest.fixture
def row(engine):
    def row(key="note", work="message"):
        with reading(engine) as session:
            return session.scalars(select(Post).where(Post.key == key, Post.work == work)).one()

    return row


async def all_of(posting):
    while await posting.do_one():
        pass


async def test_a_note_is_posted_with_its_key_and_no_previews(posting, plan, slack, row):
    plan()
    await all_of(posting)
    [posted] = slack.messages.in_channel("C0PLAN")
    assert posted.text.startswith("Pod manager started AF-2")
    assert posted.metadata == {"event_type": "ofsted_post", "event_payload": {"key": "note"}}
    done = row()
    assert (done.posted_to, done.ts, done.content, done.fault) == ("C0PLAN", posted.ts, {}, None)
    [call] = [one for one in slack.record.calls if one.method == "chat.postMessage"]
    assert not call.args["unfurl_links"] or call.args["unfurl_links"] in {"0", "false"}
    assert not await posting.do_one()
    assert slack.record.refusals == []


WHERE = {
    "channel": {"channel": "C0PLAN"},
    "person": {"channel": "U0POD"},
    "thread": {"channel": "C0PLAN", "thread_ts": "the mention"},
}


@pytest.fixture(params=WHERE)
async def where(request, slack):
    """A place to post in: a channel, a direct message, a thread; with much said there since."""
    place = dict(WHERE[request.param])
    if "thread_ts" in place:
        message = slack.messages.show({"text": "a question"}, "C0PLAN", "U0POD")
        place["thread_ts"] = message.ts
    return place


def everyone_sees(slack):
    return [one for one in slack.messages.all() if one.metadata and not one.visible_to]


@pytest.mark.parametrize("after", [True, False])
async def test_a_lost_answer_posts_once(posting, plan, slack, row, clock, where, after):
    plan(**where)
    slack.faults.drop("chat.postMessage", after=after)
    await all_of(posting)
    assert row().done_at is None
    for number in range(250):  # more than a page of history
        slack.messages.show(
            {"text": str(number), "thread_ts": where.get("thread_ts")},
            slack.workspace.conversation(where["channel"]).id,
            "U0POD",
        )
    await all_of(posting)
    assert len(everyone_sees(slack)) == int(after), "nothing is done before the lease ran out"
    clock.shift += LATER
    await all_of(posting)
    [posted] = everyone_sees(slack)
    assert (row().posted_to, row().ts) == (posted.channel, posted.ts)
    assert slack.record.count("chat.postMessage") == (1 if after else 2)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda faults: faults.fail("chat.postMessage"),
        lambda faults: faults.refuse("chat.postMessage", "fatal_error"),
        lambda faults: faults.refuse("chat.postMessage", "internal_error"),
    ],
)
async def test_what_slack_may_have_done_is_looked_for(posting, plan, slack, clock, spoil):
    plan()
    spoil(slack.faults)
    await all_of(posting)
    clock.shift += LATER
    await all_of(posting)
    assert slack.record.count("conversations.history") == 1
    assert len(everyone_sees(slack)) == 1


async def test_killed_between_the_post_and_its_being_written_down(worker, plan, slack, clock, row):
    class Killed(BaseException):
        pass

    async def until_posted(work):
        if everyone_sees(slack):
            raise Killed
        return await asyncio.to_thread(work)

    plan()
    with pytest.raises(Killed):
        await worker(in_thread=until_posted).do_one()
    clock.shift += LATER
    await all_of(worker())
    [posted] = everyone_sees(slack)
    assert row().ts == posted.ts


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel", "internal_error"])
async def test_where_nobody_can_look_it_is_never_posted_again(
    posting, plan, slack, clock, row, code
):
    plan()
    slack.faults.drop("chat.postMessage")
    slack.faults.refuse("conversations.history", code, times=999)
    for _ in range(USUAL_TRIES + 2):
        await all_of(posting)
        clock.shift += timedelta(hours=2)
    assert len(everyone_sees(slack)) == 1
    assert slack.record.count("chat.postMessage") == 1
    assert (row().fault, row().ts) == (code, None)
    assert row().done_at


async def test_a_rate_limit_holds_everything_for_as_long_as_slack_says(
    posting, plan, slack, clock, row
):
    plan("one")
    plan("two", "C0POD")
    slack.faults.ratelimit("chat.postMessage", 30, retry_after=40)
    await all_of(posting)
    assert slack.record.count("chat.postMessage") == 1
    slack.faults.clear()
    clock.shift += timedelta(seconds=35)
    assert not await posting.do_one()
    clock.shift += timedelta(seconds=6)
    await all_of(posting)
    assert len(everyone_sees(slack)) == 2
    assert row("one").attempts == 1
    assert slack.record.count("conversations.history") == 0, "it was surely not posted"


@pytest.mark.parametrize(
    ("channel", "says"),
    [("C0APART", "invite me"), ("C0OLD", "archived"), ("C0NONE", "can't see it")],
)
async def test_where_the_bot_cannot_post_a_person_is_told_once(
    posting, plan, slack, row, readable, channel, says
):
    plan(channel=channel, otherwise="U0POD")
    await all_of(posting)
    [told] = everyone_sees(slack)
    assert told.channel == slack.workspace.conversation("U0POD").id
    assert told.text.startswith(f"I could not post this in <#{channel}>")
    assert says in told.text.splitlines()[0]
    assert says in readable(told).splitlines()[0]
    assert "Work has begun." in readable(told)
    assert row().posted_to == told.channel
    assert slack.record.refusals == []


@pytest.mark.parametrize("code", ["not_in_channel", "missing_scope", "invalid_blocks"])
async def test_with_nobody_to_tell_it_is_tried_less_and_less_and_given_up(
    posting, plan, slack, clock, row, code
):
    plan()
    slack.faults.refuse("chat.postMessage", code, times=999)
    await all_of(posting)
    assert row().fault == code
    first = row().due_at - clock.now()
    clock.shift += timedelta(minutes=1)
    await all_of(posting)
    assert row().due_at - clock.now() > first
    for _ in range(USUAL_TRIES):
        clock.shift += timedelta(hours=2)
        await all_of(posting)
    assert slack.record.count("chat.postMessage") == USUAL_TRIES
    assert (row().fault, row().ts) == (code, None)
    assert row().done_at


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked", "invalid_auth"])
async def test_without_a_good_token_all_is_kept(posting, worker, plan, slack, row, caplog, code):
    plan("one")
    plan("two")
    slack.faults.refuse("chat.postMessage", code)
    await asyncio.wait_for(posting.run(), 3)  # ends by itself
    assert code in caplog.text
    assert "AF-2" not in caplog.text
    assert row("one").done_at is None
    assert slack.record.count("chat.postMessage") == 1
    await all_of(worker())
    assert len(everyone_sees(slack)) == 2
    slack.workspace.is_installed = False
    plan("three")
    with pytest.raises(Closed):
        await all_of(worker())


CARD = Reply("MC-3: signed off", (Said("Decided."), Buttons((Button("History", "history MC-3"),))))


async def test_a_message_is_replaced_when_it_is_there(posting, plan, slack, clock, row, readable):
    plan("card")
    slack.faults.refuse("chat.postMessage", "internal_error")
    await all_of(posting)
    plan("card", reply=CARD, work="replace")
    await all_of(posting)
    assert slack.record.count("chat.update") == 0
    clock.shift += LATER
    await all_of(posting)
    [card] = everyone_sees(slack)
    assert "signed off" in readable(card)
    assert row("card", "replace").ts == card.ts
    assert slack.record.refusals == []


async def test_a_message_that_was_told_otherwise_is_replaced_there(posting, plan, slack, readable):
    plan("card", "C0OLD", otherwise="U0QA")
    plan("card", "C0OLD", reply=CARD, otherwise="U0QA", work="replace")
    await all_of(posting)
    [card] = everyone_sees(slack)
    assert (card.channel, "signed off" in readable(card)) == ("D0QA", True)


async def test_what_never_was_posted_is_not_replaced(posting, plan, slack, clock, row):
    plan("card")
    plan("card", reply=CARD, work="replace")
    slack.faults.refuse("chat.postMessage", "is_archived", times=999)
    for _ in range(USUAL_TRIES + 2):
        await all_of(posting)
        clock.shift += timedelta(hours=2)
    assert row("card", "replace").fault == "never_posted"
    assert slack.record.count("chat.update") == 0


async def test_a_card_that_somebody_deleted_is_let_go(posting, plan, slack, row):
    plan("card")
    await all_of(posting)
    slack.messages.withdraw(everyone_sees(slack)[0])
    plan("card", reply=CARD, work="replace")
    await all_of(posting)
    assert row("card", "replace").fault == "message_not_found"


async def test_a_whisper_is_seen_by_one(posting, plan, slack):
    plan("answer", work="whisper", otherwise="U0POD", more={"user": "U0POD"})
    await all_of(posting)
    [seen] = slack.messages.seen_by("U0POD")
    assert "Work has begun." in seen.text
    assert everyone_sees(slack) == []


async def test_a_whisper_that_cannot_be_made_in_its_channel_is_a_direct_message(
    posting, plan, slack
):
    plan("answer", "C0APART", work="whisper", otherwise="U0POD", more={"user": "U0POD"})
    await all_of(posting)
    [told] = everyone_sees(slack)
    assert told.channel == "D0POD"


async def test_work_of_another_kind_has_its_own_coroutine(posting, plan, slack, row):
    seen = []

    async def fetch(claimed):
        seen.append(claimed.key)

    plan("file", work="fetch")
    assert not await posting.do_one()
    posting.works["fetch"] = fetch
    await all_of(posting)
    assert seen == ["file"]
    assert row("file", "fetch").done_at


@pytest.mark.parametrize("lost", [False, True])
async def test_replicas_on_one_database_post_each_once(plan_engine, worker, plan, slack, lost):
    with reading(plan_engine) as session:
        assert session.scalar(select(Workspace.id)) == 1
    keys = [f"note-{number}" for number in range(40)]
    for key in keys:
        plan(key, engine=plan_engine)
    if lost:
        slack.faults.slow("chat.postMessage", 0.05, times=5)
        slack.faults.drop("chat.postMessage", after=True, times=5)
    running = [asyncio.create_task(worker(plan_engine).run()) for _ in range(3)]

    def left():
        with reading(plan_engine) as session:
            return session.scalars(select(Post.key).where(Post.done_at.is_(None))).all()

    async with asyncio.timeout(20):
        while len(left()) > (5 if lost else 0):  # noqa: ASYNC110 - the database sets no event
            await asyncio.sleep(0.05)
    for task in running:
        task.cancel()
    await asyncio.wait(running)
    posted = [one.metadata["event_payload"]["key"] for one in everyone_sees(slack)]
    assert sorted(posted) == sorted(keys)


async def test_it_is_woken_waits_quietly_and_stops_at_once(
    engine, posting, plan, slack, eventually
):
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    running = asyncio.create_task(posting.run())
    await asyncio.sleep(0.4)
    idle = len(statements)
    assert idle < 10
    await asyncio.sleep(0.4)
    assert len(statements) == idle
    plan()
    posting.wake()
    await eventually(lambda: everyone_sees(slack))
    slack.faults.slow("chat.postMessage", 20)
    plan("slow")
    posting.wake()
    await eventually(lambda: not slack.faults.present())
    started = asyncio.get_running_loop().time()
    running.cancel()
    await asyncio.wait([running])
    assert asyncio.get_running_loop().time() - started < 0.1


async def test_an_error_of_ours_is_logged_without_what_was_to_be_said(posting, plan, caplog):
    async def broken(claimed):
        raise RuntimeError

    plan("note")
    posting.works["message"] = broken
    with caplog.at_level(logging.INFO):
        running = asyncio.create_task(posting.run())
        await asyncio.sleep(0.2)
        running.cancel()
        await asyncio.wait([running])
    assert caplog.text.count("reference") == 1
    assert "AF-2" not in caplog.text


ADMIN = {"ofsted_admins": frozenset({"U0HEAD", "U0QA"})}


@pytest.mark.parametrize("socket", [False, True])
async def test_a_forms_note_is_posted_where_the_form_was_opened(
    start, engine, fill, eventually, socket
):
    bot = await start(engine, socket=socket, **ADMIN)
    head = bot.person("U0HEAD")
    await head.slash("edit MC-3", channel="C0POD")
    view = head.modal
    await head.submit(view, fill(view, text="Other words", reason="A slip of the pen"))
    await eventually(lambda: bot.slack.messages.in_channel("C0POD"))
    await head.slash("edit MC-3", channel="C0APART")
    view = head.modal
    await head.submit(view, fill(view, text="New words", reason="Another"))
    await eventually(lambda: bot.slack.messages.in_channel("D0HEAD"))
    [told] = bot.slack.messages.in_channel("D0HEAD")
    assert "invite me" in told.text
    assert bot.slack.record.refusals == []


@pytest.mark.parametrize("socket", [False, True])
async def test_a_press_that_changes_something_is_told_to_all_and_a_second_only_to_who_pressed(
    start, engine, plan, eventually, readable, socket
):
    bot = await start(engine, socket=socket, **ADMIN)
    slack = bot.slack
    card = Reply("MC-3 waits", (Buttons((Button("Start it", "start AF-2"),)),))
    plan("card", reply=card)
    bot.person()
    await bot.person().slash("status")
    await eventually(lambda: slack.messages.in_channel("C0PLAN"), seconds=12)
    [posted] = slack.messages.in_channel("C0PLAN")
    head, quality = bot.person("U0HEAD"), bot.person("U0QA")
    await asyncio.gather(head.press("Start it", posted), quality.press("Start it", posted))
    await eventually(lambda: slack.record.count("response_url") == 2)
    everyone = slack.messages.in_channel("C0PLAN")
    assert len(everyone) == 2, [one.text for one in everyone]
    assert "started AF-2" in everyone[1].text
    alone = slack.messages.seen_by("U0HEAD") + slack.messages.seen_by("U0QA")
    assert len(alone) == 1
    assert "in progress" in readable(alone[0])
    assert slack.record.refusals == []
