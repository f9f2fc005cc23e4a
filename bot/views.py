"""A form as a Slack modal, and what Slack gives back of it.

Source: https://docs.slack.dev/reference/views/modal-views and /reference/block-kit/block-elements.
A field's block and element are both named after it, so that Slack keeps what was typed in it when
the form is drawn anew.
"""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bot import limits
from bot.limits import shortened
from commands.form import ATTESTED, NAMES_NOBODY, Again, Field, Filled, Form, Told, Value

FORM = "form"  # callback_id
AGAIN = "again"  # begins the action_id of a button that has the form drawn anew
NOTICE = "notice"
Block = dict[str, Any]


def as_view(form: Form, channel_id: str | None, pressed: Mapping[str, int] | None = None) -> Block:
    """Give the modal; what it has to bring back is in its private metadata."""
    carried = {
        "form": form.name,
        "about": form.about,
        "seen": form.seen,
        "channel": channel_id,
        "pressed": dict(pressed or {}),
    }
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": _plain(shortened(form.title, limits.VIEW_TITLE)),
        "submit": _plain(form.submit),
        "close": _plain("Cancel"),
        "private_metadata": json.dumps(carried, ensure_ascii=False),
        "blocks": [_block(one) for one in form.fields[: limits.VIEW_BLOCKS]],
    }


def filled_in(view: Block) -> Filled:
    """Give what was filled in of a modal, from its payload."""
    carried = json.loads(view["private_metadata"])
    values = {
        name: _value(element)
        for name, by_action in view["state"]["values"].items()
        for element in by_action.values()
    }
    attested = bool(values.pop(ATTESTED, None))
    return Filled(
        name=carried["form"],
        about=carried["about"],
        seen=carried["seen"],
        values=values,
        opened_in=carried["channel"],
        pressed=carried["pressed"],
        attested=attested,
    )


def people_in(view: Block) -> frozenset[str]:
    """Give the ids of the people chosen in a modal, from its payload."""
    elements = (
        element for by_action in view["state"]["values"].values() for element in by_action.values()
    )
    chosen = (one.get("selected_user") for one in elements if one["type"] == "users_select")
    return frozenset(user for user in chosen if user)


def with_notice(
    view: Block, sentence: str, *, doubtful: Collection[str] = (), seen: int | None = None
) -> Block:
    """Give a modal out of its payload again, with a sentence on top and what was typed in it.

    `doubtful` fields add the tick that they name nobody, which nobody has to set who takes the name
    out instead; `seen` is the ledger row from which on changes count as new.
    """
    kept = [block for block in view["blocks"] if block.get("block_id") not in {NOTICE, ATTESTED}]
    notice = {
        "type": "section",
        "block_id": NOTICE,
        "text": _plain(shortened(sentence, limits.SECTION)),
    }
    ticks = [block for block in view["blocks"] if block.get("block_id") == ATTESTED]
    if doubtful:
        ticks = [_input(_tick(view, doubtful, sentence))]
    carried = view["private_metadata"]
    if seen is not None:
        carried = json.dumps(json.loads(carried) | {"seen": seen}, ensure_ascii=False)
    again = {name: view[name] for name in ("type", "callback_id", "title", "submit", "close")}
    return again | {
        "private_metadata": carried,
        "blocks": [notice, *kept, *ticks],
    }


def telling(title: str, sentences: str) -> Block:
    """Give a modal that only tells something: nothing is left to fill in."""
    return {
        "type": "modal",
        "title": _plain(shortened(title, limits.VIEW_TITLE)),
        "close": _plain("Close"),
        "blocks": [{"type": "section", "text": _plain(shortened(sentences, limits.SECTION))}],
    }


def _tick(view: Block, doubtful: Collection[str], why: str) -> Field:
    """Give the tick for doubtful fields; it tells all, since the notice may be out of sight."""
    asked = [
        f"“{block['label']['text']}”"
        for block in view["blocks"]
        if block.get("block_id") in doubtful
    ]
    return Field(
        ATTESTED,
        f"Not saved yet: please look at {' and '.join(asked)}",
        "ticks",
        hint=f"{why} Take the name out, or tick this if it is nobody's.",
        optional=True,
        options=(("yes", NAMES_NOBODY),),
    )


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _block(part: Field | Told | Again) -> Block:
    match part:
        case Told(text, quiet):
            said = _plain(shortened(text, limits.SECTION))
            return (
                {"type": "context", "elements": [said]}
                if quiet
                else {"type": "section", "text": said}
            )
        case Again(name, label):
            button = {"type": "button", "action_id": f"{AGAIN}:{name}", "text": _plain(label)}
            return {"type": "actions", "block_id": f"{AGAIN}:{name}", "elements": [button]}
        case Field():
            return _input(part)


def _input(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label),
        "optional": field.optional,
        "element": _ELEMENTS[field.kind](field),
    }
    if field.hint:
        block["hint"] = _plain(field.hint)
    block["element"]["action_id"] = f"{AGAIN}:{field.name}" if field.redraws else field.name
    block["dispatch_action"] = field.redraws
    return block


def _line(field: Field) -> Block:
    element = {
        "type": "plain_text_input",
        "multiline": field.kind == "text",
        "max_length": field.most,
    }
    return element | _initial("initial_value", field.initial)


def _initial(name: str, value: object) -> Block:
    return {} if value in (None, "", ()) else {name: value}


def _choice(field: Field) -> Block:
    options = [_option(value, label) for value, label in field.options[: limits.OPTIONS]]
    chosen = [one for one in options if one["value"] == field.initial]
    return {"type": "static_select", "options": options} | _initial(
        "initial_option", chosen[0] if chosen else None
    )


def _ticks(field: Field) -> Block:
    options = [_option(value, label) for value, label in field.options]
    ticked = field.initial if isinstance(field.initial, tuple) else ()
    return {"type": "checkboxes", "options": options} | _initial(
        "initial_options", [one for one in options if one["value"] in ticked] or None
    )


def _option(value: str, label: str) -> Block:
    return {"text": _plain(shortened(label, limits.OPTION_TEXT)), "value": value}


def _date(field: Field) -> Block:
    day = field.initial
    return {"type": "datepicker"} | _initial(
        "initial_date", day.isoformat() if isinstance(day, date) else None
    )


def _number(field: Field) -> Block:
    element = {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}
    return element | _initial(
        "initial_value", None if field.initial is None else str(field.initial)
    )


def _person(field: Field) -> Block:
    return {"type": "users_select"} | _initial("initial_user", field.initial)


def _link(field: Field) -> Block:
    return {"type": "url_text_input"} | _initial("initial_value", field.initial)


def _file(_: Field) -> Block:
    return {"type": "file_input", "max_files": 1}


_ELEMENTS = {
    "line": _line,
    "text": _line,
    "choice": _choice,
    "date": _date,
    "number": _number,
    "person": _person,
    "link": _link,
    "file": _file,
    "ticks": _ticks,
}


def _value(element: Block) -> Value:
    """Give a field's value out of the view's state; each kind of element has its own place."""
    match element["type"]:
        case "static_select":
            option = element["selected_option"]
            return option["value"] if option else None
        case "checkboxes":
            return tuple(one["value"] for one in element["selected_options"])
        case "datepicker":
            day = element["selected_date"]
            return date.fromisoformat(day) if day else None
        case "number_input":
            number = element.get("value")
            return int(number) if number else None
        case "users_select":
            user: str | None = element["selected_user"]
            return user
        case "file_input":
            return next((one["id"] for one in element["files"] or ()), None)
        case _:
            text: str | None = element.get("value")
            return text
