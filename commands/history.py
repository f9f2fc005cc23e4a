"""A change in the ledger, told as sentences."""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from commands.periods import long_date
from commands.question import Question
from storage.queries.history import Change
from storage.queries.workspaces import names_of

UNTOLD = {"position", "workspace_id", "about_kind"}
UNTOLD_ENDINGS = ("_earliest", "_latest", "_precision", "_derived", "_at")
FACTS = {  # what people call a fact, where its column is called something else
    "due": "due date",
    "original_due": "first due date",
    "moves": "times moved",
    "recheck_due": "re-check due",
    "value_text": "value",
    "value": "number",
}
ATTESTED = "Who wrote it said that it names no child or family."

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_USER = re.compile(r"[UW][A-Z0-9]{6,}")


def actor_names(question: Question, actors: Iterable[str]) -> dict[str, str]:
    """Name who made changes: a Slack user by the name Slack gave, the command line as it is."""
    known = names_of(question.ledger, question.id, set(actors))
    return {actor: known.get(actor) or actor for actor in actors}


def sentences(change: Change) -> list[str]:
    """Say what changed and why; the reason comes last."""
    after = json.loads(change.after)
    before = json.loads(change.before)["state"] if change.before else None
    what = _what(change.entity, before, after)
    if change.redacted:
        what.append("(Its text was removed later.)")
    if after.get("attested"):
        what.append(ATTESTED)
    return [*what, *([f"Why: {reason}"] if (reason := _reason(after)) else [])]


def reason_of(change: Change) -> str | None:
    """Give why a change was made, None where nobody had to say."""
    return _reason(json.loads(change.after))


def _reason(after: dict[str, Any]) -> str | None:
    reason = str(after["reason"])
    return reason and (reason if reason.endswith((".", "!", "?")) else f"{reason}.") or None


def _what(entity: str, before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    kind, _, name = entity.partition(":")
    said = f"{kind.replace('_', ' ')} {name}"
    state = after["state"]
    if "redacts" in after:
        return [f"{said}: text removed here and in its history."]
    if kind in SAID:
        return [f"{KINDS[kind]} {name.rpartition('/')[0]}: {SAID[kind](before, state)}"]
    if state is None:
        return [f"{said}: taken out."]
    if before is None:
        return [f"{said}: entered."]
    return [f"{said}: {one}." for one in differences(before, state)]


def _note(before: dict[str, Any] | None, state: dict[str, Any] | None) -> str:
    if state is None:
        return f"“{before['text']}” was taken back." if before else "taken back."
    return f"“{state['text']}”"


def _sign_off(before: dict[str, Any] | None, state: dict[str, Any] | None) -> str:
    if state is None:
        return "taken out."
    if state["decision"] is None:
        return f"asked for “{state['asks_for']}”: {state['why']}"
    return f"“{state['asks_for']}” was {state['decision']}."


def _review(before: dict[str, Any] | None, state: dict[str, Any] | None) -> str:
    return f"{state['outcome']}. {state['shown_by']}" if state else "taken out."


# What was said and decided is told in its own words, and not fact by fact.
KINDS = {"progress_note": "note on", "sign_off": "sign-off of", "review": "re-check of"}
SAID = {"progress_note": _note, "sign_off": _sign_off, "review": _review}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Say of each fact that is another than before what it was and what it is."""
    changed = [
        name
        for name, value in after.items()
        if name not in UNTOLD
        and not name.endswith(UNTOLD_ENDINGS)
        and before.get(name) != value
        and not (name == "original_due_text" and before.get(name) is None)  # the first date there is
    ]
    return [f"{_fact(name)} {told(before.get(name))} → {told(after[name])}" for name in changed]


def _fact(name: str) -> str:
    bare = name.removesuffix("_text")
    return FACTS.get(name) or FACTS.get(bare) or bare.replace("_", " ")


def told(value: Any) -> str:
    """Give a fact's value in a few words."""
    if value in (None, [], {}, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict)):
        return "several details"
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return long_date(date.fromisoformat(value))
    return f"<@{value}>" if isinstance(value, str) and _USER.fullmatch(value) else str(value)
