"""Forms: opened at once, sent back with what was typed in them, and saved once."""

import json

import pytest

from bot.bench.statements import noted

ADMIN = {"ofsted_admins": frozenset({"U0HEAD", "U0QA"})}


async def test_a_form_is_opened_filled_in_and_saved(start, engine, fill):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    ack = await head.slash("edit MC-3")
    assert ack.error is None
    view = head.modal
    assert view.blocks[1]["element"]["initial_value"].startswith("Work with")
    ack = await head.submit(view, fill(view, text="Other words", reason="A slip of the pen"))
    assert not ack.error, ack
    ack = await head.slash("show MC-3")
    assert "Other words" in ack.shown.text
    ack = await head.slash("history MC-3")
    assert "Why: A slip of the pen." in ack.shown.text


async def test_a_form_on_an_older_version_shows_what_changed_and_keeps_what_was_typed(
    start, engine, fill
):
    bot = await start(engine, **ADMIN)
    one, other = bot.person("U0HEAD"), bot.person("U0QA")
    await one.slash("edit MC-3")
    first = one.modal
    await other.slash("start MC-3")
    await other.slash("edit MC-3")
    second = other.modal
    await other.submit(second, fill(second, text="Theirs", reason="x"))
    ack = await one.submit(first, fill(first, text="Mine", reason="y"))
    assert ack.payload["response_action"] == "update"
    assert "Theirs" in first.blocks[0]["text"]["text"]
    assert first.values["text"]["text"]["value"] == "Mine"
    ack = await one.submit(first, {})
    assert ack.payload == {}
    assert "Mine" in (await one.slash("show MC-3")).shown.text


async def test_an_identifier_and_a_doubtful_name_are_told_at_the_field(start, engine, fill):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    await head.slash("edit MC-3")
    view = head.modal
    ack = await head.submit(view, fill(view, text="NHS number 999 000 0018", reason="x"))
    assert "NHS number" in ack.errors["text"]
    assert "999" not in ack.errors["text"]
    ack = await head.submit(view, fill(view, text="Asked the mum of Jayden", reason="x"))
    assert ack.payload["response_action"] == "update"
    ack = await head.submit(view, fill(view, attested=["yes"]))
    assert ack.payload == {}, ack


@pytest.mark.parametrize("words", ["complete MC-3", "edit mc3"])
async def test_a_form_about_an_action_opens_after_one_statement(start, engine, words):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    await head.slash("status")  # now Slack has said who this is
    with noted(engine) as seen:
        await head.slash(words)
    assert head.modal.blocks
    assert len(seen) == 1, seen


async def test_a_form_is_for_those_who_may_read_when_it_is_saved_too(start, engine, fill):
    bot = await start(engine, ofsted_reader_channels=frozenset({"C0POD"}), **ADMIN)
    head = bot.person("U0HEAD")
    await head.slash("edit MC-3", channel="C0POD")
    view = head.modal
    carried = json.loads(view.said["private_metadata"])
    view.said["private_metadata"] = json.dumps(carried | {"channel": "C0PLAN"})
    ack = await head.submit(view, fill(view, text="Other words", reason="A slip of the pen"))
    assert "only by certain people or in certain channels" in json.dumps(ack.payload)
    assert "Other words" not in (await head.slash("show MC-3", channel="C0POD")).text
