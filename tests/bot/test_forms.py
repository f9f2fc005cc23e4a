"""Forms: opened at once, sent back with what was typed in them, and saved once."""

import json

import pytest
from sqlalchemy.exc import OperationalError

from bot import desk, forms
from bot.bench.statements import noted
from bot.slack_app import _apologise

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


def stays_open_with(view, ack, typed):
    return (
        ack.payload["response_action"] == "update"
        and "something" not in ack.payload
        and "Nothing was changed" in view.blocks[0]["text"]["text"]
        and view.values["text"]["text"]["value"] == typed
    )


async def test_a_form_stays_open_when_something_unforeseen_happens(
    start, engine, fill, monkeypatch
):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    await head.slash("edit MC-3")
    view = head.modal

    def locked(*_):
        raise OperationalError("UPDATE person", {}, Exception("database is locked"))

    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM person")  # so they are looked up, and kept
    with monkeypatch.context() as patched:
        patched.setattr(desk, "keep_person", locked)
        ack = await head.submit(view, fill(view, text="Other words", reason="x"))
    assert stays_open_with(view, ack, "Other words"), ack
    ack = await head.submit(view, {})
    assert ack.payload == {}, ack
    assert "Other words" in (await head.slash("show MC-3")).shown.text


@pytest.mark.parametrize("where", ["filled_in", "people_in"])
async def test_a_form_that_can_not_be_read_stays_open(start, engine, fill, monkeypatch, where):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    await head.slash("edit MC-3")
    view = head.modal
    monkeypatch.setattr(forms, where, lambda _: {}["no such field"])
    ack = await head.submit(view, fill(view, text="Other words", reason="x"))
    assert stays_open_with(view, ack, "Other words"), ack


async def test_an_error_outside_of_the_listener_leaves_a_form_open():
    """What Bolt meets before or behind the listener is answered there."""
    blocks = [{"type": "input", "block_id": "text"}]
    plain = {"type": "plain_text", "text": "Edit"}
    view = {"type": "modal", "callback_id": "form", "private_metadata": "spoilt", "blocks": blocks}
    view |= {"title": plain, "submit": plain, "close": plain}
    answer = await _apologise(RuntimeError(), {"type": "view_submission", "view": view})
    told = json.loads(answer.body)
    assert told["response_action"] == "update"
    assert told["view"]["blocks"][1:] == blocks
    assert "reference" in told["view"]["blocks"][0]["text"]["text"]
