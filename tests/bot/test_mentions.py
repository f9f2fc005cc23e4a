"""Mentions: answered in threads too, to who asked alone unless something was changed."""

import asyncio
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.blocks import escaped
from bot.local_slack.installation import from_manifest
from bot.manifest import manifest
from bot.mentions import asked_in
from storage.database import reading
from storage.models import HandledRequest, Ledger, Post
from storage.redaction import empty_the_log

BOT = "<@U0BOT>"
ADMIN = {"ofsted_admins": frozenset({"U0HEAD"})}
IDENTIFIER = "999 000 0018"


@pytest.fixture
def slack(slack):
    """The local Slack with the bot installed as its manifest says."""
    slack.workspace.app = from_manifest(manifest(None))
    return slack


@pytest.fixture(params=[False, True], ids=["http", "socket"])
async def bot(request, start, engine):
    return await start(engine, socket=request.param, **ADMIN)


def alone(bot, user="U0POD"):
    return bot.slack.messages.seen_by(user)


def everyone(bot, channel="C0PLAN"):
    return [one for one in bot.slack.messages.in_channel(channel) if one.user == "U0BOT"]


async def test_a_question_is_answered_to_who_asked_alone(bot, eventually, readable):
    await bot.person().say(f"{BOT} status missing-children")
    await eventually(lambda: alone(bot))
    [answer] = alone(bot)
    assert "MC-3" in readable(answer)
    assert answer.thread_ts is None, "Slack would not show it in a thread that has not begun"
    assert everyone(bot) == []
    await bot.person().press("Share in channel", answer)
    await eventually(lambda: everyone(bot))
    assert bot.slack.record.refusals == []


async def test_in_a_thread_it_is_answered_and_shared_there(bot, eventually, readable):
    root = await bot.person("U0QA").say("How are we doing?")
    await bot.person().say(f"what about it? {BOT}: `show MC-3`", thread_ts=root.ts)
    await eventually(lambda: alone(bot))
    [answer] = alone(bot)
    assert answer.thread_ts == root.ts
    assert "MC-3" in readable(answer)
    await bot.person().press("History", answer)
    await eventually(lambda: len(alone(bot)) == 2)
    assert alone(bot)[1].thread_ts == root.ts
    await bot.person().press("Share in channel", answer)
    await eventually(lambda: everyone(bot))
    assert everyone(bot)[0].thread_ts == root.ts
    assert bot.slack.record.refusals == []


async def test_a_change_leaves_its_note_in_the_thread(bot, eventually, engine):
    root = await bot.person("U0QA").say("Has it begun?")
    said = await bot.person("U0HEAD").say(f"{BOT} start AF-2", thread_ts=root.ts)
    await eventually(lambda: everyone(bot))
    [note] = everyone(bot)
    assert "started AF-2" in note.text
    assert (note.thread_ts, said.thread_ts) == (root.ts, root.ts)
    assert alone(bot, "U0HEAD") == []
    assert "in progress" in (await bot.person().slash("show AF-2")).text.lower()


async def test_outside_a_thread_a_note_begins_one(bot, eventually):
    said = await bot.person("U0HEAD").say(f"{BOT} start AF-2")
    await eventually(lambda: everyone(bot))
    assert everyone(bot)[0].thread_ts == said.ts


async def test_a_form_is_offered_by_a_button(bot, eventually):
    head = bot.person("U0HEAD")
    await head.say(f"{BOT} edit MC-3")
    await eventually(lambda: alone(bot, "U0HEAD"))
    [offer] = alone(bot, "U0HEAD")
    await head.press("Open the form", offer)
    await eventually(lambda: bot.slack.record.count("views.open"))
    assert head.modal.blocks
    assert everyone(bot) == []


@pytest.mark.parametrize(
    ("user", "word"), [("U0GUEST", "guest"), ("U0ONE", "guest"), ("U0STRANGER", "organisation")]
)
async def test_guests_and_strangers_are_refused_alone(bot, eventually, readable, user, word):
    await bot.person(user).say(f"{BOT} status missing-children")
    await eventually(lambda: alone(bot, user))
    [told] = alone(bot, user)
    assert word in readable(told)
    assert "MC-" not in readable(told)
    assert everyone(bot) == []


async def test_where_the_plan_may_not_be_read_it_is_not(start, engine, eventually, readable):
    bot = await start(engine, ofsted_reader_channels=frozenset({"C0POD"}), **ADMIN)
    for words in ("show MC-3", "start AF-2"):
        await bot.person("U0HEAD").say(f"{BOT} {words}")
    await eventually(lambda: len(alone(bot, "U0HEAD")) == 2)
    for told in alone(bot, "U0HEAD"):
        assert "certain channels" in readable(told)
    await bot.person().say(f"{BOT} show MC-3", channel="C0POD")
    await eventually(lambda: alone(bot))
    assert "MC-3" in readable(alone(bot)[0])


async def test_who_may_not_change_is_told_who_could(bot, eventually, readable):
    await bot.person().say(f"{BOT} start AF-2")
    await eventually(lambda: alone(bot))
    assert "managers" in readable(alone(bot)[0])
    assert everyone(bot) == []


@pytest.mark.parametrize(
    "text",
    [
        f"{BOT} status of NHS number {IDENTIFIER}",
        f"NHS number {IDENTIFIER} {BOT} status",
        f"{BOT} start AF-2 for the child with NHS number {IDENTIFIER}",
    ],
)
async def test_an_identifier_is_answered_alone_and_nothing_of_it_is_kept(
    bot, eventually, readable, engine, record_file, caplog, text
):
    with caplog.at_level(logging.DEBUG, logger="bot"):
        await bot.person("U0HEAD").say(text)
        await eventually(lambda: alone(bot, "U0HEAD"))
    [told] = alone(bot, "U0HEAD")
    for word in ("Delete", "data protection team", "NHS number"):
        assert word in readable(told)
    assert everyone(bot) == []
    bot_said = [call.args for call in bot.slack.record.calls]
    assert IDENTIFIER not in f"{bot_said} {caplog.text}"
    empty_the_log(engine)
    assert IDENTIFIER.encode() not in record_file.read_bytes()


async def test_a_files_name_is_looked_at_too(bot, eventually, readable):
    file = bot.slack.files.add("U0POD", f"NHS {IDENTIFIER}.pdf", b"%PDF-", "application/pdf")
    await bot.person().say(f"{BOT} status", files=[file])
    await eventually(lambda: alone(bot))
    assert "data protection" in readable(alone(bot)[0])


async def test_a_stranger_too_is_told_to_delete_an_identifier(bot, eventually, readable):
    await bot.person("U0STRANGER").say(f"{BOT} NHS number {IDENTIFIER}")
    await eventually(lambda: alone(bot, "U0STRANGER"))
    assert "Delete" in readable(alone(bot, "U0STRANGER")[0])


async def test_slacks_retries_are_answered_once(bot, eventually, engine):
    head = bot.person("U0HEAD")
    for words in ("show MC-3", "start AF-2"):
        event = {"type": "app_mention", "text": f"{BOT} {words}", "channel": "C0PLAN", "ts": "1.0"}
        told = f"Ev{words.split()[0]}"
        acks = await asyncio.gather(
            *(head.event(event, event_id=told, retry_num=number) for number in range(4))
        )
        assert {(ack.status, ack.error) for ack in acks} == {(200, None)}
    await eventually(lambda: everyone(bot) and alone(bot, "U0HEAD"))
    await asyncio.sleep(0.2)
    assert (len(everyone(bot)), len(alone(bot, "U0HEAD"))) == (1, 1)
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Post)) == 2


async def test_the_same_change_twice_in_a_minute_is_made_once(bot, eventually, engine):
    head = bot.person("U0HEAD")
    await head.say(f"{BOT} start AF-2")
    await head.say(f"{BOT} start AF-2")
    await eventually(lambda: everyone(bot) and alone(bot, "U0HEAD"))
    assert "a moment ago" in alone(bot, "U0HEAD")[0].text
    assert len(everyone(bot)) == 1


async def test_an_event_that_could_not_be_dealt_with_is_not_remembered(bot, engine, eventually):
    """Slack sends it again then, and it is dealt with."""
    head = bot.person("U0HEAD")
    event = {"type": "app_mention", "text": f"{BOT} start AF-2", "channel": "C0PLAN", "ts": "1.0"}
    await head.slash("status")
    with engine.connect() as broken:
        broken.exec_driver_sql("ALTER TABLE post RENAME TO lost")
        broken.commit()
    ack = await head.event(event, event_id="Ev1")
    assert ack.error
    with engine.connect() as mended:
        mended.exec_driver_sql("ALTER TABLE lost RENAME TO post")
        mended.commit()
    with reading(engine) as session:
        assert session.get(HandledRequest, (1, "Ev1")) is None
        rows = session.scalar(select(func.count()).select_from(Ledger))
    ack = await head.event(event, event_id="Ev1", retry_num=1)
    assert ack.error is None
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Ledger)) == rows + 1


async def test_when_slack_cannot_say_who_someone_is_they_are_told_to_try_again(
    bot, eventually, readable
):
    bot.slack.faults.refuse("users.info", "internal_error", times=9)
    await bot.person().say(f"{BOT} show MC-3")
    await eventually(lambda: alone(bot))
    assert "try again" in readable(alone(bot)[0])


async def test_an_app_that_mentions_the_bot_is_not_answered(bot, engine):
    event = {"type": "app_mention", "text": f"{BOT} status", "channel": "C0PLAN", "ts": "1.0"}
    ack = await bot.person().event(event | {"bot_id": "B0OTHER"})
    assert ack.error is None
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Post)) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{BOT} status", "status"),
        (f"{BOT}", ""),
        (f"{BOT}: `start AF-2`", "start AF-2"),
        (f"morning {BOT}, what's overdue?", "what's overdue?"),
        (f"what's overdue? {BOT}", "what's overdue?"),
        ("<@U0BOT|ofsted> assign MC-3 <@U0POD>", "assign MC-3 <@U0POD>"),
        (f"{BOT} find Q&amp;A &lt;18", "find Q&A <18"),
        (
            f"{BOT} roles grant <!subteam^S0QA|@qa> manager",
            "roles grant <!subteam^S0QA|@qa> manager",
        ),
        (
            f"{BOT} settings sign_off_channel <#C0POD|pod-one>",
            "settings sign_off_channel <#C0POD|pod-one>",
        ),
        (
            f"{BOT} update MC-3 see <https://example.org/a?b=1&amp;c=2|the store>",
            "update MC-3 see https://example.org/a?b=1&c=2",
        ),
        (f"{BOT} find <mailto:pod@example.org|pod@example.org>", "find pod@example.org"),
    ],
)
def test_what_is_asked(text, words):
    assert asked_in(text, "U0BOT") == words


AROUND = " \t\n,:;`"


@given(st.text().filter(lambda text: text.strip(AROUND)))
def test_what_a_person_types_comes_through_as_it_was(typed):
    assert asked_in(f"{BOT} {escaped(typed)}", "U0BOT") == typed.strip(AROUND)
    assert asked_in(f"{escaped(typed)} {BOT}", "U0BOT") == typed.strip(AROUND)


DOUBTFUL = "update MC-3 Asked the mum of Jayden"


async def test_words_that_may_name_someone_are_not_offered_back(
    bot, eventually, readable, engine, record_file
):
    head = bot.person("U0HEAD")
    await head.say(f"{BOT} {DOUBTFUL}")
    await eventually(lambda: alone(bot, "U0HEAD"))
    [told] = alone(bot, "U0HEAD")
    assert "/ofsted" in readable(told)
    assert "(this names no child or family)" in readable(told)
    assert "Jayden" not in json.dumps([told.text, told.blocks])
    assert "Jayden" not in str([call.args for call in bot.slack.record.calls])
    assert everyone(bot) == []
    empty_the_log(engine)
    assert b"Jayden" not in record_file.read_bytes()
    await head.say(f"{BOT} {DOUBTFUL} (This names no child or family)")
    await eventually(lambda: everyone(bot))
    assert "Jayden" in everyone(bot)[0].text
