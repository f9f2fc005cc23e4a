"""Reads a call's arguments, which come as JSON's values or as a form's strings."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.local_slack.json_object import Json
from bot.local_slack.rules.refusals import Refused
from bot.local_slack.workspace import BOT, Channel

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

_TIME = re.compile(r"\d{1,10}(\.\d{1,6})?")


def text(args: Json, name: str) -> str:
    """Read an argument as text; "" when it is not given, refused when it can't be one."""
    value = args.get(name)
    if isinstance(value, list | dict):
        raise Refused("invalid_arguments")
    return "" if value is None else str(value)


def flag(args: Json, name: str) -> bool:
    """Read a yes or no: JSON's true, or a form's "1" or "true"."""
    return text(args, name).lower() in {"1", "true"}


def names(args: Json, name: str) -> list[str]:
    """Read a list, which a form writes with commas."""
    value = args.get(name) or ""
    parts = value if isinstance(value, list) else str(value).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def objects(args: Json, name: str) -> list[Json]:
    """Read a list of objects, which a form writes as JSON; refused when it is none."""
    value = args.get(name)
    try:
        read = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        read = None
    if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
        raise lacking(name)
    return read


def lacking(name: str) -> Refused:
    """Give the refusal of a call without an argument that it needs."""
    said = [f"[ERROR] missing required field: {name}"]
    return Refused("invalid_arguments", response_metadata={"messages": said})


def time(args: Json, name: str) -> Decimal | None:
    """Read a message's time, None when it is not given; refuses with invalid_ts_NAME."""
    value = text(args, name)
    if value and not _TIME.fullmatch(value):
        raise Refused(f"invalid_ts_{name}")
    return Decimal(value) if value else None


def thread(args: Json) -> str | None:
    """Read the thread to answer in; refuses with invalid_thread_ts what is no time.

    A time that no message has is taken, as Slack does: the answer then shows up nowhere.
    """
    value = text(args, "thread_ts")
    if value and not (_TIME.fullmatch(value) and "." in value):
        raise Refused("invalid_thread_ts")
    return value or None


def conversation(slack: LocalSlack, args: Json, name: str = "channel") -> Channel:
    """Find the conversation, which the app must be able to see; refuses with channel_not_found."""
    named = text(args, name)
    found = slack.workspace.conversation(named) if named[:1] in {"C", "D"} else None
    if found is None or (found.is_direct and BOT.id not in found.members):
        raise Refused("channel_not_found")
    return found
