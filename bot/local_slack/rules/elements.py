"""What each interactive element may hold, and on which surface it may stand.

The numbers are Slack's own (docs.slack.dev, Block Kit reference, "Block elements" and "Composition
objects"). Who checks which rule is told in `refusals`.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Literal

from bot.local_slack.rules.rich_text import FLAG, ONE_RICH_TEXT, URL
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
    whole,
)

Surface = Literal["message", "modal", "home"]
ID = string(255)
MOST = 10**10


def plain(most: int) -> Rule:
    """Make a rule for a plain_text object."""
    return text(most, "plain_text")


def like(pattern: str) -> Rule:
    """Make a rule for a string that a regular expression describes."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield "must match a valid pattern", at

    return check


def ordered(least: str, most: str) -> Rule:
    """Make a rule for an object whose numbers `least` and `most` are in that order."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if least in value and most in value and Decimal(value[least]) > Decimal(value[most]):
            yield f"`{least}` must not be more than `{most}`", at

    return check


def among_options(value: Any, at: str) -> Iterator[Problem]:
    """Check that what is chosen at first is one of the options."""
    groups = value.get("option_groups", [])
    options = [*value.get("options", []), *(one for group in groups for one in group["options"])]
    for index, chosen in enumerate(value.get("initial_options", [])):
        if chosen not in options:
            yield "must be an option", f"{at}/initial_options/{index}"
    if "initial_option" in value and value["initial_option"] not in options:
        yield "must be an option", f"{at}/initial_option"


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
LABELLED = {"text": plain(75), "value": string(150)}
OPTION = shape(LABELLED, {"description": plain(75)})
LINKED = shape(LABELLED, {"description": plain(75), "url": URL})  # overflow menus only
BOX = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
GROUP = shape({"label": plain(75), "options": each(OPTION, 100)})
ACTION = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": FLAG}
MENU = {**ACTION, "placeholder": plain(150)}
MOST_PICKED = {"max_selected_items": whole(1, MOST)}
RESPONSE_URL = {"response_url_enabled": FLAG}
NAMES = each(string(), 100)
FILTERS = {
    "include": each(one_of("im", "mpim", "private", "public"), 4),
    "exclude_external_shared_channels": FLAG,
    "exclude_bot_users": FLAG,
}
CONVERSATIONS = {
    "default_to_current_conversation": FLAG,
    "filter": shape({}, FILTERS, tuple(FILTERS)),
}
QUERY = {"min_query_length": whole(0, MOST)}
BUTTON_WORDS = {"value": string(2000), "accessibility_label": string(75)}
DISPATCH = one_of("on_enter_pressed", "on_character_entered")
COLOUR = {"style": one_of("primary", "danger")}


def menu(**more: Rule) -> Rule:
    """Make a rule for a menu or picker: the common fields and `more`."""
    return shape({}, {**MENU, **more})


def static(**more: Rule) -> Rule:
    """Make a rule for a menu with its options written out."""
    ways = ("options", "option_groups")
    fields = {**MENU, "options": each(OPTION, 100), "option_groups": each(GROUP, 100), **more}
    return then(shape({}, fields, ways, ways), among_options)


def boxes(**more: Rule) -> Rule:
    """Make a rule for checkboxes or radio buttons."""
    return then(shape({"options": each(BOX, 10)}, {**ACTION, **more}), among_options)


def typed(**more: Rule) -> dict[str, Rule]:
    """Give the fields of an element that people type into."""
    return {
        "action_id": ID,
        "focus_on_load": FLAG,
        "placeholder": plain(150),
        "dispatch_action_config": shape({"trigger_actions_on": each(DISPATCH, 2)}),
        **more,
    }


MENUS: dict[str, Rule] = {
    "static_select": static(initial_option=OPTION),
    "users_select": menu(initial_user=string()),
    "channels_select": menu(initial_channel=string(), **RESPONSE_URL),
    "conversations_select": menu(initial_conversation=string(), **RESPONSE_URL, **CONVERSATIONS),
    "external_select": menu(initial_option=OPTION, **QUERY),
    "multi_static_select": static(initial_options=each(OPTION, 100), **MOST_PICKED),
    "multi_users_select": menu(initial_users=NAMES, **MOST_PICKED),
    "multi_channels_select": menu(initial_channels=NAMES, **MOST_PICKED),
    "multi_conversations_select": menu(initial_conversations=NAMES, **MOST_PICKED, **CONVERSATIONS),
    "multi_external_select": menu(initial_options=each(OPTION, 100), **QUERY, **MOST_PICKED),
}
CHOICES: dict[str, Rule] = {
    "checkboxes": boxes(initial_options=each(BOX, 10)),
    "radio_buttons": boxes(initial_option=BOX),
    "datepicker": menu(initial_date=like(r"\d{4}-\d\d-\d\d")),
    "timepicker": menu(initial_time=like(r"([01]\d|2[0-3]):[0-5]\d"), timezone=string()),
    "datetimepicker": shape({}, {**ACTION, "initial_date_time": whole(10**9, 10**10 - 1)}),
    **MENUS,
}
BUTTONS: dict[str, Rule] = {
    "button": shape(
        {"text": plain(75)},
        {"action_id": ID, "confirm": CONFIRM, "url": URL, **BUTTON_WORDS, **COLOUR},
    ),
    "overflow": shape({"options": each(LINKED, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "workflow_button": shape(
        {"text": plain(75), "workflow": shape({"trigger": kind(dict)})},
        {"action_id": ID, "accessibility_label": string(75), **COLOUR},
    ),
}
NUMBER = like(r"-?\d+(\.\d+)?")
RICH_TEXT_INPUT = shape(
    {},
    typed(initial_value=ONE_RICH_TEXT, min_lines=whole(1, 100), max_lines=whole(1, 100)),
)
INPUTS: dict[str, Rule] = {
    **CHOICES,
    "plain_text_input": then(
        shape(
            {},
            typed(
                initial_value=string(3000),
                multiline=FLAG,
                min_length=whole(0, 3000),
                max_length=whole(1, 3000),
            ),
        ),
        ordered("min_length", "max_length"),
    ),
    "number_input": then(
        shape(
            {"is_decimal_allowed": FLAG},
            typed(initial_value=NUMBER, min_value=NUMBER, max_value=NUMBER),
        ),
        ordered("min_value", "max_value"),
    ),
    "email_text_input": shape({}, typed(initial_value=string())),
    "url_text_input": shape({}, typed(initial_value=string())),
    "rich_text_input": RICH_TEXT_INPUT,
    "file_input": shape(
        {}, {"action_id": ID, "filetypes": each(string(), 100), "max_files": whole(1, 10)}
    ),
}
ACCESSORIES: dict[str, Rule] = {
    name: rule
    for name, rule in {**BUTTONS, **CHOICES}.items()
    if name != "datetimepicker"  # in actions and input blocks only
}
IN_ACTIONS: dict[str, Rule] = {**BUTTONS, **CHOICES, "rich_text_input": RICH_TEXT_INPUT}
THUMB = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
CONTEXT_ACTION = by_type(
    {
        "feedback_buttons": shape(
            {"positive_button": THUMB, "negative_button": THUMB}, {"action_id": ID}
        ),
        "icon_button": shape(
            {"icon": one_of("trash"), "text": plain(75)},
            {
                "action_id": ID,
                "confirm": CONFIRM,
                "visible_to_user_ids": each(string(), 10),
                **BUTTON_WORDS,
            },
        ),
    }
)
IMAGE_SOURCE = {"image_url": URL, "slack_file": shape({}, {"id": string(), "url": URL})}
IMAGE = shape({"alt_text": string(2000)}, IMAGE_SOURCE, tuple(IMAGE_SOURCE), tuple(IMAGE_SOURCE))

# Each element's own page is stricter here than the page of the input block that holds it.
ONLY_ON: dict[str, tuple[Surface, ...]] = {
    "datetimepicker": ("message", "modal"),
    "email_text_input": ("modal",),
    "file_input": ("modal",),
    "number_input": ("modal",),
    "rich_text_input": ("modal", "home"),
    "url_text_input": ("modal",),
    "workflow_button": ("message",),
}


def on(surface: Surface, rules: dict[str, Rule]) -> dict[str, Rule]:
    """Keep the elements that may stand on a surface."""
    return {name: rule for name, rule in rules.items() if surface in ONLY_ON.get(name, (surface,))}


def focused(values: Iterable[object]) -> int:
    """Count the elements in these blocks that want the cursor when the view opens."""
    return sum(_focused(value) for value in values)


def _focused(value: object) -> int:
    if isinstance(value, dict):
        return (value.get("focus_on_load") is True) + focused(value.values())
    return focused(value) if isinstance(value, list) else 0
