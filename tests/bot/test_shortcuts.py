"""The shortcut on a message: its words, author, time and link become evidence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import limits
from bot.local_slack.entered import with_entered
from bot.local_slack.installation import from_manifest
from bot.manifest import manifest
from bot.shortcuts import BESIDES, KEEP, as_said, fitted
from commands.acting.keep_message import CUT, Message
from storage.database import reading
from storage.models import Evidence

ADMIN = {"ofsted_admins": frozenset({"U0HEAD"})}
WORDS = "Pods 1 to 4 are briefed."
LINK = "https://local-council.slack.com/archives/C0PLAN/p"


@pytest.fixture
async def bot(start, engine, slack):
    """The bot, installed as its manifest says."""
    slack.workspace.app = from_manifest(manifest(None))
    return await start(engine, **ADMIN)


@pytest.fixture
def head(bot):
    return bot.person("U0HEAD")


@pytest.fixture
def opened(head, eventually):
    """Use the shortcut on a message and wait for its form, with the message's link in it."""

    async def opened(message, link=True):
        ack = await head.message_shortcut(KEEP, message)
        assert ack.error is None
        await eventually(lambda: head.slack.views.stack("U0HEAD"), 15)
        if link:
            await eventually(lambda: LINK in head.modal.said["private_metadata"], 15)
        return head.modal

    return opened


def given_by_head(engine):
    with reading(engine) as session:
        found = session.scalars(select(Evidence).where(Evidence.given_by == "<@U0HEAD>"))
        return list(found)


async def note_of(bot, evidence, eventually):
    """Wait for the note of evidence that was added, and give its text."""

    def notes():
        return [one for one in bot.slack.messages.in_channel("C0PLAN") if evidence.ref in one.text]

    await eventually(notes, 15)
    return notes()[0].text


def told_alone(bot, user):
    return bot.slack.messages.seen_by(user)


async def test_a_message_becomes_evidence(bot, head, engine, fill, opened, eventually):
    said = await bot.person("U0WORKER").say(f"{WORDS} See <https://council.example/list|the list>")
    view = await opened(said)
    assert WORDS in json.dumps(view.blocks)
    ack = await head.submit(view, fill(view, action="MC-3", kind="other", shows="All know"))
    assert ack.payload == {}, ack
    (evidence,) = given_by_head(engine)
    assert evidence.text == f"{WORDS} See the list (https://council.example/list)"
    assert (evidence.said_by, evidence.action_ref) == ("U0WORKER", "MC-3")
    assert evidence.link.endswith(f"/p{said.ts.replace('.', '')}")
    ack = await head.slash(f"evidence {evidence.ref}")
    assert "Said by: Social worker" in ack.shown.text
    bot.slack.messages.withdraw(said)
    assert WORDS in (await head.slash(f"show {evidence.ref}")).shown.text
    note = await note_of(bot, evidence, eventually)
    assert "added a message as evidence" in note
    assert "no link" not in note


async def test_a_message_in_a_thread_is_linked_to_its_thread(bot, head, engine, fill, opened):
    root = await head.say("How is it going?")
    said = await bot.person("U0WORKER").say(WORDS, thread_ts=root.ts)
    view = await opened(said)
    await head.submit(view, fill(view, action="MC-3", kind="other"))
    (evidence,) = given_by_head(engine)
    assert f"thread_ts={root.ts}" in evidence.link


async def test_where_slack_gives_no_link_the_words_are_kept(
    bot, head, engine, fill, opened, eventually
):
    bot.slack.faults.fail("chat.getPermalink")
    said = await bot.person("U0WORKER").say(WORDS)
    view = await opened(said, link=False)
    await head.submit(view, fill(view, action="MC-3", kind="other"))
    (evidence,) = given_by_head(engine)
    assert (evidence.link, evidence.text) == (None, WORDS)
    assert "no link to the message" in await note_of(bot, evidence, eventually)


async def test_what_was_typed_meanwhile_stays(bot, head, engine, fill, opened, eventually):
    bot.slack.faults.slow("chat.getPermalink", 0.5)
    view = await opened(await bot.person("U0WORKER").say(WORDS), link=False)
    typed = fill(view, action="MC-3", kind="other", shows="All know")
    view.values = with_entered(view.values, typed)
    await eventually(lambda: LINK in view.said["private_metadata"], 15)
    assert "All know" in json.dumps(view.values)


async def test_an_identifier_opens_nothing_and_tells_what_to_do(bot, head, engine, eventually):
    said = await bot.person("U0WORKER").say("Her NHS number is 943 476 5919")
    await head.message_shortcut(KEEP, said)
    await eventually(lambda: told_alone(bot, "U0HEAD"), 15)
    (told,) = told_alone(bot, "U0HEAD")
    assert "Delete it" in told.text
    assert "data protection team" in told.text
    assert "943" not in told.text
    assert head.slack.views.stack("U0HEAD") == []
    assert given_by_head(engine) == []


async def test_a_doubtful_name_is_asked_about_in_the_form(bot, head, engine, fill, opened):
    view = await opened(await bot.person("U0WORKER").say("Asked the mum of Jayden"))
    ack = await head.submit(view, fill(view, action="MC-3", kind="other"))
    assert "attested" in ack.errors
    ack = await head.submit(view, fill(view, attested=["yes"]))
    assert ack.payload == {}, ack
    assert len(given_by_head(engine)) == 1


async def test_a_message_of_a_file_alone_says_where_files_go(bot, head, eventually):
    file = bot.slack.files.add("U0WORKER", "a.txt", b"x", "text/plain")
    said = await bot.person("U0WORKER").say("", files=[file])
    await head.message_shortcut(KEEP, said)
    await eventually(lambda: told_alone(bot, "U0HEAD"), 15)
    assert "evidence add" in told_alone(bot, "U0HEAD")[0].text


async def test_who_may_not_is_told_who_could(bot, eventually):
    worker = bot.person("U0WORKER")
    await worker.message_shortcut(KEEP, await worker.say(WORDS))
    await eventually(lambda: told_alone(bot, "U0WORKER"), 15)
    assert "Head of service" in told_alone(bot, "U0WORKER")[0].text


async def test_a_form_that_slack_does_not_open_is_told(bot, head, eventually):
    bot.slack.faults.refuse("views.open", "expired_trigger_id")
    await head.message_shortcut(KEEP, await head.say(WORDS))
    await eventually(lambda: told_alone(bot, "U0HEAD"), 15)
    assert "use the shortcut on that message again" in told_alone(bot, "U0HEAD")[0].text


async def test_a_long_message_is_cut_and_says_so(bot, head, engine, fill, opened):
    long = "Pods are briefed. " * 400
    view = await opened(await bot.person("U0WORKER").say(long))
    assert "too long to be kept whole" in json.dumps(view.blocks)
    await head.submit(view, fill(view, action="MC-3", kind="other"))
    (evidence,) = given_by_head(engine)
    kept = evidence.text.removesuffix(CUT)
    assert evidence.text != kept
    assert long.startswith(kept)
    assert len(kept) > 2_000


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=5_000))
@settings(max_examples=50)
def test_a_message_is_kept_whole_or_marked_as_cut_and_fits(text):
    message = fitted(Message(text, "U0WORKER", "1631264400.000200"))
    room = limits.PRIVATE_METADATA - BESIDES + len(CUT)
    assert len(json.dumps(message.text, ensure_ascii=False)) <= room
    if message.text != text:
        assert message.text.endswith(CUT)
        assert text.startswith(message.text.removesuffix(CUT))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("A &lt; B &amp;amp; C", "A < B &amp; C"),
        ("<@U0POD> and <@U0POD|pod>", "<@U0POD> and <@U0POD>"),
        ("in <#C0PLAN|improvement-plan>", "in #improvement-plan"),
        ("<!here> <!channel|channel> <!subteam^S012|@pods>", "@here @channel @pods"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<https://a.example/x?a=1&amp;b=2|here>", "here (https://a.example/x?a=1&b=2)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example (mailto:a@b.example)"),
        ("  two\nlines ", "two\nlines"),
    ],
)
def test_a_message_is_kept_as_people_read_it(written, said):
    assert as_said(written) == said
