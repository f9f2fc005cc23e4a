"""A good and a refused message for every limit of Slack's."""

import json

import pytest
from slack_sdk.models.blocks import Block

from bot.local_slack.rules.refusals import refuse, refuse_view, texts_in


def plain(length):
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length):
    return {"type": "mrkdwn", "text": "x" * length}


def section(**fields):
    return {"type": "section", **fields}


def button(**fields):
    return {"type": "button", "text": plain(4), **fields}


def actions(*elements, **fields):
    return {"type": "actions", "elements": list(elements), **fields}


def select(options):
    return {"type": "static_select", "placeholder": plain(5), "options": options}


def option(label=4, value=4):
    return {"text": plain(label), "value": "v" * value}


def confirm(**fields):
    return {"title": plain(5), "text": plain(5), "confirm": plain(3), "deny": plain(2), **fields}


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def words(*pieces, kind="rich_text_section"):
    return {"type": kind, "elements": list(pieces)}


def cell(length=1):
    return {"type": "raw_text", "text": "x" * length}


def table(rows, **fields):
    return {"type": "table", "rows": rows, **fields}


def asked(element=None, **fields):
    return {
        "type": "input",
        "label": plain(5),
        "element": element or {"type": "plain_text_input", "action_id": "a"},
        **fields,
    }


def modal(*blocks, **fields):
    return {"type": "modal", "title": plain(24), "blocks": list(blocks), **fields}


def home(*blocks, **fields):
    return {"type": "home", "blocks": list(blocks), **fields}


def boxed(*children):
    return {"type": "container", "title": plain(1), "child_blocks": list(children)}


TEXT = {"type": "text", "text": "so", "style": {"bold": True}}
IMAGE = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A chart"}
LIST = {"type": "rich_text_list", "style": "bullet", "elements": [words(TEXT)]}

GOOD = {
    "fifty blocks": [{"type": "divider"}] * 50,
    "section at its limit": [section(text=mrkdwn(3000))],
    "fields at their limit": [section(fields=[mrkdwn(1000)] * 10)],
    "one long field": [section(fields=[mrkdwn(2000)])],
    "header at its limit": [{"type": "header", "text": plain(150)}],
    "25 buttons": [actions(*[button(action_id=f"a{n}") for n in range(25)])],
    "10 in a context": [{"type": "context", "elements": [mrkdwn(3)] * 9 + [IMAGE]}],
    "button at its limits": [
        actions(button(text=plain(75), value="v" * 2000, url="u" * 3000, action_id="a" * 255))
    ],
    "100 options": [actions(select([option()] * 100))],
    "option at its limits": [actions(select([option(75, 150)]))],
    "option groups": [
        actions(
            {
                "type": "static_select",
                "option_groups": [{"label": plain(75), "options": [option()]}],
            }
        )
    ],
    "block_id at its limit": [section(text=mrkdwn(1), block_id="b" * 255)],
    "same action_id in two blocks": [
        actions(button(action_id="a")),
        actions(button(action_id="a")),
    ],
    "accessory": [section(text=mrkdwn(1), accessory=button())],
    "confirm": [actions(button(confirm=confirm(text=mrkdwn(300))))],
    "image": [{**IMAGE, "title": plain(2000)}],
    "table at its limits": [table([[cell(5)] * 20] * 100)],
    "rich cell": [table([[rich(words(TEXT))]], column_settings=[{"is_wrapped": True}] * 20)],
    "rich text": [
        rich(
            words(
                TEXT,
                {"type": "user", "user_id": "U1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "link", "url": "https://example.org", "text": "here"},
                {"type": "emoji", "name": "wave"},
                {"type": "date", "timestamp": 1, "format": "{date_long}", "fallback": "then"},
            ),
            LIST,
            words(TEXT, kind="rich_text_quote"),
            words(TEXT, kind="rich_text_preformatted"),
        )
    ],
    "13,000 characters in all": [section(text=mrkdwn(2600))] * 5,
    "radio buttons": [actions({"type": "radio_buttons", "options": [option()] * 10})],
    "overflow": [section(text=mrkdwn(1), accessory={"type": "overflow", "options": [option()]})],
    "users menu": [actions({"type": "users_select", "placeholder": plain(150)})],
    "container": [boxed(section(text=mrkdwn(1)), table([[cell()]]))],
    "two containers": [boxed(actions(button(action_id="a"))), boxed({"type": "divider"})],
    "a question in a message": [asked()],
    "number in a table": [table([[{"type": "raw_number", "value": 0.5, "text": "a half"}]])],
    "a column skipped": [table([[cell()]], column_settings=[None, {"align": "right"}])],
    "remote file": [{"type": "file", "external_id": "F1", "source": "remote"}],
    "chosen at first": [actions({**select([option()]), "initial_option": option()})],
    "plan with a task that waits": [
        {
            "type": "plan",
            "title": "A title as bare words",
            "tasks": [{"task_id": "1", "title": "t", "status": "pending", "output": rich(words())}],
        }
    ],
}

WORDS, MORE, ITEMS = "must be more than 0 characters", "must be less than {} characters", "no more"
REFUSED = {
    "51 blocks": ([{"type": "divider"}] * 51, "/blocks", "no more than 50 items allowed"),
    "section too long": ([section(text=mrkdwn(3001))], "/blocks/0/text/text", MORE.format(3001)),
    "section empty": ([section(text=mrkdwn(0))], "/blocks/0/text/text", WORDS),
    "section with nothing": ([section()], "/blocks/0", "must define `text` or `fields`"),
    "11 fields": ([section(fields=[mrkdwn(1)] * 11)], "/blocks/0/fields", ITEMS),
    "no fields": ([section(fields=[])], "/blocks/0/fields", "must provide at least 1 items"),
    "field too long": ([section(fields=[mrkdwn(2001)])], "/blocks/0/fields/0/text", "2001"),
    "text of another type": ([section(text={"type": "html", "text": "x"})], "/blocks/0/text", ""),
    "text as a string": ([section(text="x")], "/blocks/0/text", "must provide an object"),
    "header too long": ([{"type": "header", "text": plain(151)}], "/blocks/0/text/text", "151"),
    "header in mrkdwn": ([{"type": "header", "text": mrkdwn(1)}], "/blocks/0/text/type", "mrkdwn"),
    "header with nothing": ([{"type": "header"}], "/blocks/0", "missing required field: text"),
    "26 buttons": ([actions(*[button()] * 26)], "/blocks/0/elements", ITEMS),
    "no buttons": ([actions()], "/blocks/0/elements", "at least 1"),
    "11 in a context": (
        [{"type": "context", "elements": [mrkdwn(1)] * 11}],
        "/blocks/0/elements",
        ITEMS,
    ),
    "empty context": (
        [{"type": "context", "elements": [mrkdwn(0)]}],
        "/blocks/0/elements/0/text",
        WORDS,
    ),
    "button text too long": ([actions(button(text=plain(76)))], "/elements/0/text/text", "76"),
    "button text in mrkdwn": ([actions(button(text=mrkdwn(1)))], "/elements/0/text/type", ""),
    "button text empty": ([actions(button(text=plain(0)))], "/elements/0/text/text", WORDS),
    "button value too long": ([actions(button(value="v" * 2001))], "/elements/0/value", "2001"),
    "url too long": ([actions(button(url="u" * 3001))], "/elements/0/url", "3001"),
    "button style": ([actions(button(style="green"))], "/elements/0/style", "enum"),
    "action_id too long": ([actions(button(action_id="a" * 256))], "/elements/0/action_id", "256"),
    "action_id twice": (
        [actions(button(action_id="a"), button(action_id="a"))],
        "/blocks/0",
        "action_id `a` already exists",
    ),
    "block_id too long": ([section(text=mrkdwn(1), block_id="b" * 256)], "/block_id", "256"),
    "block_id twice": (
        [{"type": "divider", "block_id": "b"}] * 2,
        "/blocks",
        "block_id `b` already exists",
    ),
    "101 options": ([actions(select([option()] * 101))], "/elements/0/options", ITEMS),
    "no options": ([actions(select([]))], "/elements/0/options", "at least 1"),
    "menu without options": ([actions({"type": "static_select"})], "/elements/0", "must define"),
    "option too long": ([actions(select([option(76)]))], "/options/0/text/text", "76"),
    "option value too long": ([actions(select([option(4, 151)]))], "/options/0/value", "151"),
    "six in an overflow": (
        [actions({"type": "overflow", "options": [option()] * 6})],
        "/elements/0/options",
        ITEMS,
    ),
    "confirm title too long": (
        [actions(button(confirm=confirm(title=plain(101))))],
        "/confirm/title/text",
        "101",
    ),
    "confirm text too long": ([actions(button(confirm=confirm(text=plain(301))))], "", "301"),
    "confirm label too long": ([actions(button(confirm=confirm(deny=plain(31))))], "", "31"),
    "confirm without labels": ([actions(button(confirm={"title": plain(1)}))], "", "missing"),
    "input element in actions": (
        [actions({"type": "plain_text_input"})],
        "/blocks/0/elements/0/type",
        "unsupported type: plain_text_input",
    ),
    "image in actions": ([actions(IMAGE)], "/elements/0/type", "unsupported type: image"),
    "button in a context": ([{"type": "context", "elements": [button()]}], "", "unsupported"),
    "text as accessory": ([section(text=mrkdwn(1), accessory=mrkdwn(1))], "", "unsupported"),
    "unknown block": ([{"type": "paragraph"}], "/blocks/0/type", "unsupported type: paragraph"),
    "alert outside a modal": ([{"type": "alert", "text": plain(1)}], "", "unsupported"),
    "element as a block": ([button()], "/blocks/0/type", "unsupported type: button"),
    "no type": ([{"text": "x"}], "/blocks/0", "missing required field: type"),
    "not an object": (["x"], "/blocks/0", "must provide an object"),
    "unknown field": ([section(text=mrkdwn(1), colour="red")], "/blocks/0", "additional property"),
    "image without alt text": ([{"type": "image", "image_url": "u"}], "/blocks/0", "alt_text"),
    "two tables": ([table([[cell()]])] * 2, "/blocks/1", "only_one_table_allowed"),
    "101 rows": ([table([[cell()]] * 101)], "/blocks/0/rows", ITEMS),
    "no rows": ([table([])], "/blocks/0/rows", "at least 1"),
    "21 cells": ([table([[cell()] * 21])], "/blocks/0/rows/0", ITEMS),
    "empty cell": ([table([[cell(0)]])], "/blocks/0/rows/0/0/text", WORDS),
    "cell of another type": ([table([[mrkdwn(1)]])], "/rows/0/0/type", "unsupported type: mrkdwn"),
    "table of 10,001": ([table([[cell(10_001)]])], "/blocks/0/rows", MORE.format(10_001)),
    "21 columns set": ([table([[cell()]], column_settings=[{}] * 21)], "/column_settings", ITEMS),
    "column alignment": ([table([[cell()]], column_settings=[{"align": "top"}])], "", "enum"),
    "bare text in rich text": ([rich(TEXT)], "/elements/0/type", "unsupported type: text"),
    "empty rich text": ([rich(words({"type": "text", "text": ""}))], "/elements/0/text", WORDS),
    "unknown rich piece": ([rich(words({"type": "table"}))], "", "unsupported type: table"),
    "mention in preformatted": (
        [rich(words({"type": "user", "user_id": "U1"}, kind="rich_text_preformatted"))],
        "",
        "unsupported type: user",
    ),
    "text straight in a list": ([rich({**LIST, "elements": [TEXT]})], "", "unsupported"),
    "list style": ([rich({**LIST, "style": "dash"})], "/style", "enum"),
    "date without format": ([rich(words({"type": "date", "timestamp": 1}))], "", "format"),
    "two tables, one in a container": (
        [table([[cell()]]), boxed(table([[cell()]]))],
        "/blocks/1/child_blocks/0",
        "only_one_table_allowed",
    ),
    "block_id twice, once in a container": (
        [{"type": "divider", "block_id": "b"}, boxed({"type": "divider", "block_id": "b"})],
        "/blocks",
        "block_id `b` already exists",
    ),
    "container in a container": ([boxed(boxed({"type": "divider"}))], "/type", "unsupported"),
    "title of a card as bare words": ([{"type": "card", "title": "x"}], "/title", "an object"),
    "title of a plan as an object": ([{"type": "plan", "title": plain(1)}], "/title", "a string"),
    "form element in a message": (
        [asked({"type": "file_input"})],
        "/blocks/0/element/type",
        "unsupported type: file_input",
    ),
    "mrkdwn in a menu": (
        [actions(select([{"text": mrkdwn(1), "value": "v"}]))],
        "/options/0/text/type",
        "unsupported type: mrkdwn",
    ),
    "link in a menu": (
        [actions(select([{**option(), "url": "https://example.org"}]))],
        "/options/0",
        "invalid additional property: url",
    ),
    "slack_sdk's own check": ([{"type": "card"}], "/blocks/0", "required"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_message_at_its_limits_is_taken(name):
    assert refuse({"blocks": GOOD[name]}) is None
    assert refuse({"blocks": json.dumps(GOOD[name])}) is None


@pytest.mark.parametrize("name", GOOD)
def test_slack_sdk_has_nothing_against_the_good_ones(name):
    for block in Block.parse_all(GOOD[name]):
        block.validate_json()


@pytest.mark.parametrize("name", REFUSED)
def test_a_message_past_a_limit_is_refused(name):
    blocks, where, why = REFUSED[name]
    refusal = refuse({"text": "hello", "blocks": blocks})
    assert refusal is not None
    assert refusal.error == "invalid_blocks"
    assert any(why in said and f"{where}]" in said for said in refusal.problems), refusal.problems
    lines = refusal.answer()["response_metadata"]["messages"]
    assert all(line.startswith("[ERROR] ") and "[json-pointer:/blocks" in line for line in lines)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"text": "x" * 40_001}, "msg_too_long"),
        (
            {"blocks": [section(text=mrkdwn(3000))] * 4 + [section(text=mrkdwn(1001))]},
            "msg_blocks_too_long",
        ),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"blocks": "null"}, "no_text"),
        ({"text": ""}, "no_text"),
    ],
)
def test_the_whole_message_is_refused(message, error):
    refusal = refuse(message, "here")
    assert refusal is not None
    assert (refusal.error, refusal.where) == (error, "here")
    assert refusal.answer() == {"ok": False, "error": error}


def test_text_of_40_000_is_taken():
    assert refuse({"text": "x" * 40_000}) is None


FORM = (asked(hint=plain(5), optional=True), section(text=mrkdwn(1), accessory=button()))
GOOD_VIEWS = {
    "modal": modal({"type": "divider"}),
    "modal with a form": modal(*FORM, submit=plain(24), close=plain(24), notify_on_close=True),
    "modal that keeps what it needs": modal(
        {"type": "divider"}, private_metadata="m" * 3000, callback_id="c" * 255, external_id="e"
    ),
    "modal with an alert": modal({"type": "alert", "text": mrkdwn(200), "level": "warning"}),
    "modal with a file": modal(
        asked({"type": "file_input", "filetypes": ["pdf"], "max_files": 10}), submit=plain(1)
    ),
    "Home tab": home(*FORM, table([[cell()]])),
    "Home tab with much text": home(*[section(text=mrkdwn(3000))] * 60),
}
REFUSED_VIEWS = {
    "not JSON": ("{", "/view", "must provide an object"),
    "not an object": ([], "/view", "must provide an object"),
    "no type": ({"blocks": []}, "/view", "missing required field: type"),
    "another type": ({"type": "workflow_step"}, "/view/type", "unsupported type: workflow_step"),
    "no title": (home({"type": "divider"}) | {"type": "modal"}, "/view", "required field: title"),
    "title too long": (modal(*FORM, title=plain(25)), "/view/title/text", MORE.format(25)),
    "title in mrkdwn": (modal(*FORM, title=mrkdwn(1)), "/view/title/type", "unsupported"),
    "no blocks": (modal(), "/view/blocks", "must provide at least 1 items"),
    "101 blocks": (modal(*[{"type": "divider"}] * 101), "/view/blocks", "no more than 100 items"),
    "form without submit": (
        modal({"type": "divider"}, asked()),
        "/view/blocks/1/input",
        "must define `submit` to use an `input` block in modals",
    ),
    "flag that is no flag": (modal(*FORM, clear_on_close="yes"), "/view/clear_on_close", "bool"),
    "what Slack adds itself": (modal(*FORM, hash="1.2"), "/view", "additional property: hash"),
    "submit on a Home tab": (home(*FORM, submit=plain(1)), "/view", "property: submit"),
    "table in a modal": (
        modal(table([[cell()]])),
        "/view/blocks/0/type",
        "unsupported type: table",
    ),
    "alert on a Home tab": (
        home({"type": "alert", "text": plain(1)}),
        "/view/blocks/0/type",
        "unsupported type: alert",
    ),
    "container in a modal": (modal(boxed({"type": "divider"})), "/view/blocks/0/type", "container"),
    "number on a Home tab": (
        home(asked({"type": "number_input", "is_decimal_allowed": False})),
        "/view/blocks/0/element/type",
        "unsupported type: number_input",
    ),
    "empty option": (
        modal(asked({"type": "static_select", "options": [option(0)]}), submit=plain(1)),
        "/view/blocks/0/element/options/0/text/text",
        WORDS,
    ),
    "block_id twice": (
        modal(*[{"type": "divider", "block_id": "b"}] * 2),
        "/view/blocks",
        "block_id `b` already exists",
    ),
    "two cursors": (
        modal(*[asked({"type": "plain_text_input", "focus_on_load": True})] * 2, submit=plain(1)),
        "/view/blocks",
        "focus_on_load",
    ),
}


@pytest.mark.parametrize("name", GOOD_VIEWS)
def test_a_view_at_its_limits_is_taken(name):
    view = GOOD_VIEWS[name]
    assert refuse_view(view) is None
    place = {"modal": "views.open", "home": "views.publish"}[view["type"]]
    assert refuse_view(json.dumps(view), place) is None


@pytest.mark.parametrize("name", REFUSED_VIEWS)
def test_a_view_past_a_limit_is_refused(name):
    view, where, why = REFUSED_VIEWS[name]
    refusal = refuse_view(view, "")
    assert refusal is not None
    assert refusal.error == "invalid_arguments"
    assert any(
        why in said and said.endswith(f"[json-pointer:{where}]") for said in refusal.problems
    ), refusal.problems
    whole = "failed to match all allowed schemas [json-pointer:/view]"
    assert (refusal.problems[0] == whole) == (where == "/view")


def test_a_refused_view_is_answered_in_slacks_words():
    refusal = refuse_view(modal({"type": "divider"}, submit_disabled=True))
    assert refusal.answer() == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {
            "messages": [
                "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
                "[ERROR] invalid additional property: submit_disabled [json-pointer:/view]",
            ]
        },
    }


@pytest.mark.parametrize(
    ("view", "place"),
    [(home({"type": "divider"}), "views.open"), (modal({"type": "divider"}), "views.publish")],
)
def test_each_method_takes_its_own_kind_of_view(view, place):
    refusal = refuse_view(view, place)
    assert (refusal.error, refusal.where) == ("invalid_arguments", place)
    assert refusal.problems == (f"unsupported type: {view['type']} [json-pointer:/view/type]",)


def test_a_view_of_more_than_250_kb_is_too_large():
    def heavy(characters):
        return home(*[section(fields=[mrkdwn(2000)] * 10)] * 12, section(text=mrkdwn(characters)))

    assert refuse_view(heavy(1)) is None
    assert refuse_view(home(*heavy(1)["blocks"], *heavy(3000)["blocks"])).answer() == {
        "ok": False,
        "error": "view_too_large",
    }


def spoilt(value):
    """Yield a value with every part of it, in turn, replaced by something else."""
    for junk in (None, 7, "x", [], {}, [None], {"type": "button"}):
        yield junk
    if isinstance(value, dict):
        for name, part in value.items():
            for junk in spoilt(part):
                yield {**value, name: junk}
            yield {other: value[other] for other in value if other != name}
    elif isinstance(value, list):
        for index, part in enumerate(value[:2]):
            for junk in spoilt(part):
                yield [*value[:index], junk, *value[index + 1 :]]


@pytest.mark.parametrize("name", GOOD)
def test_a_spoilt_message_is_answered_whatever_it_holds(name):
    for blocks in spoilt(GOOD[name]):
        refuse({"text": "hello", "blocks": blocks})
        refuse_view(modal(*blocks) if isinstance(blocks, list) else modal(blocks))


@pytest.mark.parametrize("name", GOOD_VIEWS)
def test_a_spoilt_view_is_answered_whatever_it_holds(name):
    for view in spoilt(GOOD_VIEWS[name]):
        refuse_view(view)


def test_the_words_of_charts_and_cards_are_read_too():
    drawn = {"type": "pie", "segments": [{"label": "In time", "value": 1}]}
    blocks = [
        {"type": "data_visualization", "title": "Interviews", "chart": drawn},
        {"type": "plan", "title": "Steps"},
        {"type": "card", "title": {"type": "mrkdwn", "text": "Area"}},
    ]
    assert refuse({"blocks": blocks}) is None
    assert list(texts_in(blocks)) == ["Interviews", "In time", "Steps", "Area"]
