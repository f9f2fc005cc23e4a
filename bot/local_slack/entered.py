"""What is entered in the elements of a form: Slack's `state.values`, by block_id and action_id.

Source: docs.slack.dev, "View interaction payloads" and the Block Kit reference of each element.
"""

from collections.abc import Iterator
from typing import Any

from bot.local_slack.json_object import Json

REQUIRED = "Please complete this required field."  # what Slack shows before it asks the app
_MENUS = {"static": "option", "external": "option", "users": "user", "channels": "channel"}
_MENUS["conversations"] = "conversation"
# Element -> the field of its state that holds what is entered, its own that gives the first value.
FIELDS = {
    **{f"{name}_select": (f"selected_{one}", f"initial_{one}") for name, one in _MENUS.items()},
    **{
        f"multi_{name}_select": (f"selected_{one}s", f"initial_{one}s")
        for name, one in _MENUS.items()
    },
    **{
        f"{name}_input": ("value", "initial_value")
        for name in ("plain_text", "number", "email_text", "url_text")
    },
    "rich_text_input": ("rich_text_value", "initial_value"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}


def elements_in(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Give every element that something can be entered in, after the block it stands in."""
    for block in blocks:
        for element in (block.get("element"), block.get("accessory"), *block.get("elements", ())):
            if isinstance(element, dict) and element.get("type") in FIELDS:
                yield block, element
        yield from elements_in(block.get("child_blocks", []))


def values_of(blocks: list[Json], kept: Json) -> Json:
    """Give what is entered in all blocks: what was kept where it still fits, else the first value.

    It fits where an element has the same block_id, action_id and type (docs.slack.dev, "Modal
    views").
    """
    values: Json = {}
    for block, element in elements_in(blocks):
        before = kept.get(block["block_id"], {}).get(element["action_id"], {})
        fits = before.get("type") == element["type"]
        value = before if fits else _first(element)
        values.setdefault(block["block_id"], {})[element["action_id"]] = value
    return values


def with_entered(values: Json, given: Json) -> Json:
    """Give the values with those given in their places; raises LookupError where there is none."""
    entered = {block_id: dict(block) for block_id, block in values.items()}
    for block_id, block in given.items():
        for action_id, value in block.items():
            before = entered[block_id][action_id]
            # Slack gives null for a text that was taken out again.
            told = {name: None if one == "" else one for name, one in value.items()}
            entered[block_id][action_id] = before | told
    return entered


def chosen(action: Json) -> Json:
    """Give the value that the use of an element leaves in it, as values; {} for a button."""
    field = FIELDS.get(action["type"], ("", ""))[0]
    if field not in action:
        return {}
    return {action["block_id"]: {action["action_id"]: {field: action[field]}}}


def missing(blocks: list[Json], values: Json) -> dict[str, str]:
    """Say by block_id which inputs must be filled in and are not."""
    return {
        block["block_id"]: REQUIRED
        for block, element in elements_in(blocks)
        if block["type"] == "input"
        and not block.get("optional")
        and in_element(block, element, values) in (None, [])
    }


def in_element(block: Json, element: Json, values: Json) -> Any:
    """Give what is entered in one element."""
    return values[block["block_id"]][element["action_id"]][FIELDS[element["type"]][0]]


def _first(element: Json) -> Json:
    field, initial = FIELDS[element["type"]]
    empty: list[object] | None = [] if field.endswith("s") else None
    zone = {"timezone": element["timezone"]} if "timezone" in element else {}
    return {"type": element["type"], field: element.get(initial, empty), **zone}
