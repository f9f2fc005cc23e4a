"""A claim through the app: the form, its card, the buttons on it, and what takes its place."""

import asyncio

import pytest

from bot.local_slack.entered import elements_in
from bot.local_slack.rules.refusals import texts_in
from storage.database import reading
from storage.models import Action, SignOff
from storage.rows import rows_in

ADMIN = {"ofsted_admins": frozenset({"U0HEAD"})}
SUMMARY = "All pods briefed on the interviews."


@pytest.fixture
async def bot(start, engine):
    """The bot with a manager, a person of quality assurance and a channel for cards."""
    running = await start(engine, **ADMIN)
    head = running.person("U0HEAD")
    for words in (
        "roles grant <@U0POD> manager",
        "roles grant <@U0QA> quality assurance",
        "settings sign-off channel <#C0QA|quality-assurance>",
    ):
        ack = await head.slash(words)
        assert ack.payload["response_type"] == "in_channel", ack.payload["text"]
    return running


def told(bot, channel):
    """Give all that can be read in a channel."""
    return "\n".join(
        text for one in bot.slack.messages.in_channel(channel) for text in texts_in(one.blocks)
    )


def state(engine):
    with reading(engine) as session:
        return rows_in(session, 1, Action, ref="MC-3")[0]["state"]


async def choose(person, view, field, value):
    """Choose an option of a field that has the form drawn anew."""
    element = next(one for block, one in elements_in(view.blocks) if block["block_id"] == field)
    option = next(one for one in element["options"] if one["value"] == value)
    action = {"type": "static_select", "block_id": field, "action_id": element["action_id"]}
    await person.act_in_view(view, action | {"selected_option": option})


async def claim(bot, fill, eventually):
    """Claim MC-3 with a dip sample, and give the card."""
    pod = bot.person("U0POD")
    before = len(bot.slack.messages.in_channel("C0QA"))
    ack = await pod.slash("complete MC-3")
    assert ack.error is None
    view = pod.modal
    await choose(pod, view, "kind", "dip sample")
    await eventually(lambda: any(one.get("block_id") == "theme" for one in view.blocks))
    facts = {"summary": SUMMARY, "dated": "2021-09-10", "theme": "Interviews"}
    numbers = {"sample_size": "10", "green": "7", "amber": "4"}
    ack = await pod.submit(view, fill(view, **facts, **numbers))
    assert "add up to 11" in ack.errors["sample_size"]
    ack = await pod.submit(view, fill(view, amber="3"))
    assert ack.payload == {}, ack
    await eventually(lambda: len(bot.slack.messages.in_channel("C0QA")) > before)
    return bot.slack.messages.in_channel("C0QA")[before]


async def test_a_claim_is_signed_off_by_its_card(bot, engine, fill, eventually):
    card = await claim(bot, fill, eventually)
    assert state(engine) == "done, awaiting sign-off"
    await eventually(lambda: "asks for MC-3 to be signed off" in told(bot, "C0PLAN"))
    assert SUMMARY in told(bot, "C0QA")
    pod, quality = bot.person("U0POD"), bot.person("U0QA")
    await quality.press("Sign off", card)
    await eventually(lambda: state(engine) == "complete")
    await eventually(lambda: "MC-3: signed off" in "\n".join(texts_in(card.blocks)))
    shown = "\n".join(texts_in(card.blocks))
    assert "QA manager signed it off on" in shown
    assert "Send back" not in shown
    assert "See evidence" in shown
    await eventually(lambda: "MC-3: signed off" in told(bot, pod.place("U0POD").id))
    assert bot.slack.record.refusals == []


async def test_a_claim_is_sent_back_with_a_reason_and_an_old_card_does_nothing(
    bot, engine, fill, eventually
):
    card = await claim(bot, fill, eventually)
    old = [block for block in card.blocks if block["type"] == "actions"]
    quality = bot.person("U0QA")
    await quality.press("Send back", card)
    await eventually(lambda: bot.slack.views.stack("U0QA"))
    view = quality.modal
    ack = await quality.submit(view, fill(view, reason="Only two pods were there."))
    assert ack.payload == {}, ack
    assert state(engine) == "in progress"
    await eventually(lambda: "MC-3: sent back" in "\n".join(texts_in(card.blocks)))
    await claim(bot, fill, eventually)
    card.blocks.extend(old)  # as someone still sees it who has not looked again
    await quality.press("Sign off", card)
    await eventually(lambda: "A newer claim waits" in str(bot.slack.messages.seen_by("U0QA")))
    assert state(engine) == "done, awaiting sign-off"


async def test_two_people_who_press_at_once_make_one_decision(bot, engine, fill, eventually):
    await bot.person("U0HEAD").slash("roles grant <@U0WORKER> quality assurance")
    bot.slack.workspace.channels["C0QA"].members.add("U0WORKER")
    card = await claim(bot, fill, eventually)
    one, other = bot.person("U0QA"), bot.person("U0WORKER")
    await asyncio.gather(*(person.press("Sign off", card) for person in (one, other) * 2))
    said = "already, so nothing was changed."
    await eventually(
        lambda: any(
            said in str(bot.slack.messages.seen_by(person.user.id)) for person in (one, other)
        )
    )
    assert state(engine) == "complete"
    with reading(engine) as session:
        (decided,) = rows_in(session, 1, SignOff, about="MC-3")
    assert decided["decided_by"] in {"U0QA", "U0WORKER"}


async def test_cards_work_where_the_plan_is_read_in_other_channels_only(
    start, engine, fill, eventually
):
    """The bot itself sends them to the sign-off channel and by direct message."""
    group = {"ofsted_reader_group": "S0READERS"}
    bot = await start(engine, ofsted_reader_channels=frozenset({"C0PLAN"}), **group, **ADMIN)
    for words in (
        "roles grant <@U0POD> manager",
        "roles grant <@U0QA> quality assurance",
        "roles grant <@U0WORKER> quality assurance",
        "settings sign-off channel <#C0QA|quality-assurance>",
    ):
        await bot.person("U0HEAD").slash(words)
    card = await claim(bot, fill, eventually)
    quality, no_reader = bot.person("U0QA"), bot.person("U0WORKER")
    await no_reader.press("Send back", card)
    await eventually(lambda: "certain people" in str(bot.slack.messages.seen_by("U0WORKER")))
    assert bot.slack.views.stack("U0WORKER") == []
    await quality.press("Send back", card)
    await eventually(lambda: bot.slack.views.stack("U0QA"))
    view = quality.modal
    ack = await quality.submit(view, fill(view, reason="Only two pods were there."))
    assert ack.payload == {}, ack
    assert state(engine) == "in progress"
    pod = bot.person("U0POD")
    place = pod.place("DM").id
    await eventually(lambda: "MC-3: sent back" in told(bot, place))
    note = bot.slack.messages.in_channel(place)[-1]
    await pod.press("History", note)
    await eventually(lambda: "sent back" in str(bot.slack.messages.seen_by("U0POD")))
    for channel in ("C0QA", "DM"):
        assert "certain channels" in (await quality.slash("show MC-3", channel=channel)).text
