"""What each Slack block may hold, as tables of limits.

The numbers are Slack's own (docs.slack.dev, Block Kit reference). Who checks which rule is told in
`refusals`.
"""

from collections.abc import Iterator

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from bot.local_slack.shapes import (
    Problem,
    Rule,
    by_type,
    each,
    kind,
    one_of,
    shape,
    string,
    text,
)

ID = string(255)
FLAG = kind(bool)
WHOLE = kind(int)
URL = string(3000)


def plain(most: int) -> Rule:
    """Make a rule for a plain_text object."""
    return text(most, "plain_text")


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def option(label: Rule) -> Rule:
    """Make a rule for an option object; menus take plain labels, boxes and radios any text."""
    return shape({"text": label, "value": string(150)}, {"description": text(75), "url": URL})


OPTION, BOX = option(plain(75)), option(text(75))
GROUP = shape({"label": plain(75), "options": each(OPTION, 100)})
ACTION = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": FLAG}
MENU = {**ACTION, "placeholder": plain(150)}
IMAGE_SOURCE = {"image_url": URL, "slack_file": kind(dict)}


def pick(**more: Rule) -> Rule:
    """Make a rule for a menu or picker: the common fields and `more`."""
    return shape({}, {**MENU, **more})


def boxes() -> Rule:
    """Make a rule for checkboxes or radio buttons."""
    return shape(
        {"options": each(BOX, 10)},
        {**ACTION, "initial_option": BOX, "initial_options": each(BOX, 10)},
    )


def static(**more: Rule) -> Rule:
    """Make a rule for a menu with its options written out."""
    return shape(
        {},
        {**MENU, "options": each(OPTION, 100), "option_groups": each(GROUP, 100), **more},
        one_from=("options", "option_groups"),
    )


INTERACTIVE: dict[str, Rule] = {
    "button": shape(
        {"text": plain(75)},
        {
            "action_id": ID,
            "url": URL,
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "overflow": shape({"options": each(OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "checkboxes": boxes(),
    "radio_buttons": boxes(),
    "datepicker": pick(initial_date=string(10, 10)),
    "timepicker": pick(initial_time=string(5, 5), timezone=string()),
    "datetimepicker": shape({}, {**ACTION, "initial_date_time": WHOLE}),
    "static_select": static(initial_option=OPTION),
    "multi_static_select": static(initial_options=each(OPTION, 100), max_selected_items=WHOLE),
    "workflow_button": shape({"text": plain(75), "workflow": kind(dict)}, {"action_id": ID}),
}
MOST_PICKED = {"max_selected_items": WHOLE}
FILTER: dict[str, Rule] = {"default_to_current_conversation": FLAG, "filter": kind(dict)}
ONE: dict[str, Rule] = {"response_url_enabled": FLAG}
NAMES = each(string(), 100)
INTERACTIVE |= {
    "users_select": pick(initial_user=string()),
    "channels_select": pick(initial_channel=string(), **ONE),
    "conversations_select": pick(initial_conversation=string(), **ONE, **FILTER),
    "external_select": pick(initial_option=OPTION, min_query_length=WHOLE),
    "multi_users_select": pick(initial_users=NAMES, **MOST_PICKED),
    "multi_channels_select": pick(initial_channels=NAMES, **MOST_PICKED),
    "multi_conversations_select": pick(initial_conversations=NAMES, **MOST_PICKED, **FILTER),
    "multi_external_select": pick(
        initial_options=each(OPTION, 100), min_query_length=WHOLE, **MOST_PICKED
    ),
}
IMAGE_ELEMENT = shape({"alt_text": string(2000)}, IMAGE_SOURCE, one_from=tuple(IMAGE_SOURCE))
CONTEXT_ELEMENT = by_type(
    {
        "image": IMAGE_ELEMENT,
        "plain_text": text(3000, "plain_text"),
        "mrkdwn": text(3000, "mrkdwn"),
    }
)

# Rich text: inline pieces, the four containers that may hold them, the block around these.
STYLE = {
    "style": shape(
        {},
        dict.fromkeys(
            (
                "bold",
                "italic",
                "strike",
                "code",
                "underline",
                "highlight",
                "client_highlight",
                "unlink",
            ),
            FLAG,
        ),
    )
}
INLINE: dict[str, Rule] = {
    "text": shape({"text": string()}, STYLE),
    "link": shape({"url": URL}, {"text": string(), "unsafe": FLAG, **STYLE}),
    "user": shape({"user_id": string()}, STYLE),
    "usergroup": shape({"usergroup_id": string()}, STYLE),
    "channel": shape({"channel_id": string()}, STYLE),
    "team": shape({"team_id": string()}, STYLE),
    "emoji": shape({"name": string()}, {"unicode": string(), "skin_tone": WHOLE, **STYLE}),
    "date": shape(
        {"timestamp": WHOLE, "format": string()}, {"url": URL, "fallback": string(), **STYLE}
    ),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, STYLE),
    "color": shape({"value": string()}, STYLE),
}
MANY = 10_000  # Slack names no number of pieces; the characters in all are what is limited
PIECES = each(by_type(INLINE), MANY, 0)
SECTION = shape({"elements": PIECES})
BORDER = {"border": WHOLE}
CONTAINERS: dict[str, Rule] = {
    "rich_text_section": SECTION,
    "rich_text_quote": shape({"elements": PIECES}, BORDER),
    "rich_text_preformatted": shape(
        {"elements": each(by_type({name: INLINE[name] for name in ("text", "link")}), MANY, 0)},
        {**BORDER, "language": string()},
    ),
    "rich_text_list": shape(
        {
            "elements": each(by_type({"rich_text_section": SECTION}), MANY),
            "style": one_of("bullet", "ordered"),
        },
        {"indent": WHOLE, "offset": WHOLE, **BORDER},
    ),
}
RICH_TEXT = {"elements": each(by_type(CONTAINERS), MANY)}
# An empty cell is refused ("must be more than 0 characters"); one cell has no limit of its own.
CELL = by_type({"raw_text": shape({"text": string()}), "rich_text": shape(RICH_TEXT)})
COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": FLAG})


def by_slack_sdk(value: object, at: str) -> Iterator[Problem]:
    """Check a block we do not post ourselves with slack_sdk's own model of it."""
    try:
        block = Block.parse(value)  # type: ignore[arg-type]
        if block is not None:
            block.validate_json()
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError) as error:
        yield str(error), at


def anything(value: object, at: str) -> Iterator[Problem]:  # noqa: ARG001
    """Let a block through that nobody describes yet."""
    yield from ()


def block(
    required: dict[str, Rule], optional: dict[str, Rule] | None = None, *one_from: str
) -> Rule:
    """Make a rule for a block: its fields, and the block_id that every block may have."""
    return shape(required, {"block_id": ID, **(optional or {})}, one_from)


BY_SLACK_SDK = (
    "input", "file", "video", "call", "card", "carousel", "container", "context_actions", "plan",
    "task_card",
)  # fmt: skip
BY_NOBODY = ("data_table", "data_visualization")
BLOCK = by_type(
    {
        "section": block(
            {},
            {
                "text": text(3000),
                "fields": each(text(2000), 10),
                "accessory": by_type({**INTERACTIVE, "image": IMAGE_ELEMENT}),
                "expand": FLAG,
            },
            "text",
            "fields",
        ),
        "header": block({"text": plain(150)}, {"level": WHOLE}),
        "divider": block({}),
        "context": block({"elements": each(CONTEXT_ELEMENT, 10)}),
        "actions": block({"elements": each(by_type(INTERACTIVE), 25)}),
        "image": block(
            {"alt_text": string(2000)}, {**IMAGE_SOURCE, "title": plain(2000)}, *IMAGE_SOURCE
        ),
        "markdown": block({"text": string(12_000)}),
        "rich_text": block(RICH_TEXT),
        "table": block({"rows": each(each(CELL, 20), 100)}, {"column_settings": each(COLUMN, 20)}),
        **dict.fromkeys(BY_SLACK_SDK, by_slack_sdk),
        **dict.fromkeys(BY_NOBODY, anything),
    }
)
