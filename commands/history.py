"""A change in the ledger, told as sentences."""

import json
from collections.abc import Iterable
from typing import Any

from commands.question import Question
from storage.queries.history import Change
from storage.queries.workspaces import names_of

UNTOLD = {"position", "workspace_id"}
DATE_PARTS = ("_earliest", "_latest", "_precision", "_derived")


def actor_names(question: Question, actors: Iterable[str]) -> dict[str, str]:
    """Name who made changes: a Slack user by the name Slack gave, the command line as it is."""
    known = names_of(question.ledger, question.id, set(actors))
    return {actor: known.get(actor) or actor for actor in actors}


def sentences(change: Change) -> list[str]:
    """Say what changed and why; the reason comes last."""
    after = json.loads(change.after)
    before = json.loads(change.before)["state"] if change.before else None
    kind, _, name = change.entity.partition(":")
    told = f"{kind.replace('_', ' ')} {name}"
    if "redacts" in after:
        what = [f"{told}: text removed here and in its history."]
    elif after["state"] is None:
        what = [f"{told}: taken out."]
    elif before is None:
        what = [f"{told}: entered."]
    else:
        what = [f"{told}: {one}." for one in _differences(before, after["state"])]
    if change.redacted:
        what.append("(Its text was removed later.)")
    return [*what, f"Why: {after['reason']}."]


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    changed = [
        name
        for name, value in after.items()
        if name not in UNTOLD and not name.endswith(DATE_PARTS) and before.get(name) != value
    ]
    return [f"{_fact(name)} {told(before.get(name))} → {told(after[name])}" for name in changed]


def _fact(name: str) -> str:
    return {"value_text": "value", "value": "number"}.get(name, name.removesuffix("_text")).replace(
        "_", " "
    )


def told(value: Any) -> str:
    """Give a fact's value in a few words."""
    if value in (None, [], {}, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict)):
        return "several details"
    return ", ".join(value) if isinstance(value, list) else str(value)
