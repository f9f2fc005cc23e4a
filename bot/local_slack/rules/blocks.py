"""What each Slack block may hold, and in which of messages, modals and Home tabs it may stand.

The numbers are Slack's own (docs.slack.dev, Block Kit reference, "Blocks"). Who checks which rule
is told in `refusals`.
"""

from collections.abc import Iterator
from typing import Any, get_args

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from bot.local_slack.rules.charts import CHART_FIELDS, DATA_TABLE
from bot.local_slack.rules.elements import (
    ACCESSORIES,
    BUTTONS,
    CONTEXT_ACTION,
    ID,
    IMAGE,
    IMAGE_SOURCE,
    IN_ACTIONS,
    INPUTS,
    Surface,
    on,
    plain,
)
from bot.local_slack.rules.rich_text import CELL, FLAG, MANY, ONE_RICH_TEXT, RICH_TEXT, URL
from bot.local_slack.rules.shapes import (
    Problem,
    Rule,
    by_type,
    each,
    kind,
    one_of,
    shape,
    string,
    text,
    then,
    twice,
    whole,
)


def by_slack_sdk(value: object, at: str) -> Iterator[Problem]:
    """Check a block with slack_sdk's own model of it; `to_dict` also asks the models inside."""
    try:
        block = Block.parse(value)  # type: ignore[arg-type]
        if block is not None:
            block.to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError) as error:
        yield str(error), at


def block(
    required: dict[str, Rule],
    optional: dict[str, Rule] | None = None,
    one_from: tuple[str, ...] = (),
    at_most_one_from: tuple[str, ...] = (),
) -> Rule:
    """Make a rule for a block: its fields, and the block_id that every block may have."""
    return shape(required, {"block_id": ID, **(optional or {})}, one_from, at_most_one_from)


def asked_of_slack_sdk(
    required: dict[str, Rule],
    optional: dict[str, Rule] | None = None,
    at_most_one_from: tuple[str, ...] = (),
) -> Rule:
    """Make a rule for a block whose limits slack_sdk knows; we add only what it leaves out."""
    return then(block(required, optional, (), at_most_one_from), by_slack_sdk)


def _file_is_not_dispatched(value: Any, at: str) -> Iterator[Problem]:
    if value.get("dispatch_action") and value["element"]["type"] == "file_input":
        yield "unsupported type: file_input", f"{at}/element/type"


def _own_task_ids(value: Any, at: str) -> Iterator[Problem]:
    for taken in twice(task["task_id"] for task in value.get("tasks", [])):
        yield f"task_id `{taken}` must be unique", f"{at}/tasks"


def _task(*states: str) -> tuple[dict[str, Rule], dict[str, Rule]]:
    source = by_type({"url": shape({"url": URL, "text": string()})})
    return {"task_id": string(), "title": string(), "status": one_of(*states)}, {
        "details": ONE_RICH_TEXT,
        "output": ONE_RICH_TEXT,
        "sources": each(source, 100),
    }


def _column(value: object, at: str) -> Iterator[Problem]:
    """Check one column's settings; null skips a column."""
    if value is not None:
        yield from COLUMN(value, at)


COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": FLAG})
TEXT = text(3000)
BUTTON = by_type({"button": BUTTONS["button"]})
PICTURE = by_type({"image": IMAGE})
CONTEXT_ELEMENT = by_type(
    {
        "image": IMAGE,
        "plain_text": text(3000, "plain_text"),
        "mrkdwn": text(3000, "mrkdwn"),
    }
)
SOURCES = tuple(IMAGE_SOURCE)
STARTED = ("in_progress", "complete", "error")  # a task that waits is refused outside a plan
CARD = asked_of_slack_sdk(
    {},
    {
        "hero_image": PICTURE,
        "icon": PICTURE,
        "slack_icon": by_type({"icon": shape({"name": string()})}),
        **dict.fromkeys(("title", "subtitle", "body"), TEXT),
        "subtext": text(200),
        "actions": each(BUTTON, 3),
    },
    ("icon", "slack_icon"),
)
SAME_EVERYWHERE: dict[str, Rule] = {
    "header": block({"text": plain(150)}, {"level": whole(1, 4)}),
    "divider": block({}),
    "context": block({"elements": each(CONTEXT_ELEMENT, 10)}),
    "image": block(
        {"alt_text": string(2000)}, {**IMAGE_SOURCE, "title": plain(2000)}, SOURCES, SOURCES
    ),
    "markdown": block({"text": string(12_000)}),
    "rich_text": block(RICH_TEXT),
    "table": block({"rows": each(each(CELL, 20), 100)}, {"column_settings": each(_column, 20)}),
    "data_table": DATA_TABLE,
    "data_visualization": block(CHART_FIELDS),
    "alert": asked_of_slack_sdk({"text": text(200)}, {"level": string()}),
    "card": CARD,
    "carousel": asked_of_slack_sdk({"elements": each(by_type({"card": CARD}), MANY)}),
    "context_actions": asked_of_slack_sdk({"elements": each(CONTEXT_ACTION, MANY)}),
    "task_card": block(*_task(*STARTED)),
    "plan": then(
        block({"title": string()}, {"tasks": each(block(*_task("pending", *STARTED)), 50, 0)}),
        _own_task_ids,
    ),
    "file": block({"external_id": string(), "source": one_of("remote")}),
    "call": block({"call_id": string()}, {"api_decoration_available": FLAG, "call": kind(dict)}),
    "video": asked_of_slack_sdk(
        {
            "alt_text": string(2000),
            "title": plain(3000),
            "thumbnail_url": URL,
            "video_url": URL,
        },
        {
            "author_name": string(),
            "description": plain(199),
            "provider_icon_url": URL,
            "provider_name": string(),
            "title_url": URL,
        },
    ),
}
NOT_ON: dict[Surface, set[str]] = {
    "message": {"alert"},
    "modal": {
        "call", "carousel", "container", "context_actions", "data_table", "data_visualization",
        "file", "markdown", "plan", "table", "task_card",
    },
    "home": {
        "alert", "call", "context_actions", "data_visualization", "file", "markdown", "plan",
        "task_card",
    },
}  # fmt: skip
IN_CONTAINER = (
    "actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section",
    "table", "video",
)  # fmt: skip


def _container(children: dict[str, Rule]) -> Rule:
    inside = by_type({name: children[name] for name in IN_CONTAINER if name in children})
    return asked_of_slack_sdk(
        {"child_blocks": each(inside, MANY)},
        {
            "title": plain(3000),
            "rich_text_title": ONE_RICH_TEXT,
            "subtitle": TEXT,
            "icon": PICTURE,
            "width": string(),
            **dict.fromkeys(("is_collapsible", "default_collapsed", "has_header_divider"), FLAG),
        },
    )


def _blocks(surface: Surface) -> Rule:
    rules: dict[str, Rule] = {
        **SAME_EVERYWHERE,
        "section": block(
            {},
            {
                "text": text(3000),
                "fields": each(text(2000), 10),
                "accessory": by_type({**on(surface, ACCESSORIES), "image": IMAGE}),
                "expand": FLAG,
            },
            ("text", "fields"),
        ),
        "actions": block({"elements": each(by_type(on(surface, IN_ACTIONS)), 25)}),
        "input": then(
            block(
                {"label": plain(2000), "element": by_type(on(surface, INPUTS))},
                {"hint": plain(2000), "optional": FLAG, "dispatch_action": FLAG},
            ),
            _file_is_not_dispatched,
        ),
    }
    rules = {name: rule for name, rule in rules.items() if name not in NOT_ON[surface]}
    if "container" not in NOT_ON[surface]:
        rules["container"] = _container(rules)
    return by_type(rules)


BLOCK: dict[Surface, Rule] = {surface: _blocks(surface) for surface in get_args(Surface)}
