"""A change in the ledger, told as sentences."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from commands import wording as say
from commands.finishing import UNKNOWN
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
SETTINGS = {  # what people call a setting, and what is so while it is not set
    "sign_off_channel": ("sign-off channel", "nowhere"),
    "uploads": ("uploads", "off"),
    "evidence_hosts": ("evidence hosts", "any"),
    "case_number_pattern": ("case numbers", "the usual kinds"),
}
ROLES = {  # how giving and taking a role is told, by kind of role
    "grant": ("{who} was given the role {role}", "the role {role} was taken from {who}"),
    "holder": ("{who} holds the role “{role}”", "{who} no longer holds the role “{role}”"),
    "cover": ("{who} covers for the role “{role}”", "{who} no longer covers for “{role}”"),
}
PEOPLE = {"by", "asked_by", "decided_by", "reviewed_by", "given_by", "said_by"}
NOTHING = "nothing"
ATTESTED = "Who wrote it said that it names no child or family."

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_USER = re.compile(r"[UW][A-Z0-9]{6,}")


def actor_names(question: Question, actors: Iterable[str]) -> dict[str, str]:
    """Name who made changes: a Slack user by the name Slack gave, the command line as it is."""
    known = names_of(question.ledger, question.id, set(actors))
    return {
        actor: known.get(actor) or (UNKNOWN if _USER.fullmatch(actor) else actor)
        for actor in actors
    }


def sentences(change: Change) -> list[str]:
    """Say what changed and why; the reason comes last."""
    after = json.loads(change.after)
    before = json.loads(change.before)["state"] if change.before else None
    what = _what(change.entity, before, after)
    if change.redacted:
        what.append("(Its text was removed later.)")
    if after.get("attested"):
        what.append(ATTESTED)
    reason = _reason(after)
    is_told = reason is None or any(reason.rstrip(".") in one for one in what)
    return what if is_told else [*what, f"Why: {reason}"]


def reason_of(change: Change) -> str | None:
    """Give why a change was made, None where nobody had to say."""
    return _reason(json.loads(change.after))


def _reason(after: dict[str, Any]) -> str | None:
    return say.ended(after["reason"]) if after["reason"] else None


def _what(entity: str, before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    kind, _, name = entity.partition(":")
    called, tell = SAID.get(kind, (kind.replace("_", " "), None))
    said = f"{called} {name.rpartition('/')[0] if tell else name}"
    state = after["state"]
    if "redacts" in after:
        return [f"{said}: text removed here and in its history."]
    if kind == "workspace":
        return _settings(before or {}, state)
    if kind == "role_holder":
        return [_role(state or before or {}, is_given=state is not None)]
    if tell:
        if state is None:
            return [f"{said} taken back: {tell(before)}" if before else f"{said} taken back."]
        return [f"{said}: {tell(state)}"]
    if state is None:
        return [f"{said}: taken out."]
    if before is None:
        return [f"{said}: entered."]
    return [f"{said}: {one}." for one in differences(before, state)]


def _settings(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Say of each setting that is another than before what it was and what it is."""
    was, now = before.get("settings") or {}, after["settings"]
    changed = [
        f"settings: {SETTINGS.get(name, (name,))[0]} from {_set(name, was)} to {_set(name, now)}."
        for name in sorted(was.keys() | now.keys())
        if was.get(name) != now.get(name) and name != "sign_off_channel_name"
    ]
    if before and before["time_zone"] != after["time_zone"]:
        changed.append(f"settings: time zone from {before['time_zone']} to {after['time_zone']}.")
    if before.get("source", {}) != after["source"]:
        changed.append("The plan’s own title, date and particulars were entered.")
    return changed


def _set(name: str, settings: dict[str, Any]) -> str:
    value = settings.get(name)
    if value is None:
        return SETTINGS.get(name, ("", "nothing"))[1]
    if name == "sign_off_channel":
        return settings.get("sign_off_channel_name") or "a private channel"
    return ("on" if value else "off") if isinstance(value, bool) else told(value)


def _role(state: dict[str, Any], *, is_given: bool) -> str:
    holder = f"<@{state['holder']}>"  # named where every reply is finished
    who = f"the user group {holder}" if state["holder"].startswith("S") else holder
    given, taken = ROLES[state["kind"]]
    return say.opened(f"{(given if is_given else taken).format(who=who, role=state['role'])}.")


def _note(state: dict[str, Any]) -> str:
    return f"“{state['text']}”"


def _sign_off(state: dict[str, Any]) -> str:
    if state["decision"] is None:
        return say.ended(f"“{state['asks_for']}” asked for: {state['why']}")
    return f"“{state['asks_for']}” was {state['decision']}."


def _review(state: dict[str, Any]) -> str:
    return say.ended(f"{state['outcome']}: {state['shown_by']}")


# What was said and decided is told in its own words, and not fact by fact.
SAID: dict[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "progress_note": ("note on", _note),
    "sign_off": ("sign-off of", _sign_off),
    "review": ("re-check of", _review),
}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Say of each fact that is another than before what it was and what it is."""
    changed = [
        name
        for name, value in after.items()
        if name not in UNTOLD
        and not name.endswith(UNTOLD_ENDINGS)
        and before.get(name) != value
        and (name != "original_due_text" or before.get(name))  # the first date is told as the date
    ]
    return [_difference(name, before.get(name), after[name]) for name in changed]


def _difference(name: str, was: Any, now: Any) -> str:
    fact, old, new = _fact(name), _told(name, was), _told(name, now)
    if old == NOTHING:
        return f"{fact} set to {new}"
    return f"{fact} taken away, it was {old}" if new == NOTHING else f"{fact} from {old} to {new}"


def _fact(name: str) -> str:
    bare = name.removesuffix("_text")
    return FACTS.get(name) or FACTS.get(bare) or bare.replace("_", " ")


def _told(name: str, value: Any) -> str:
    if name in PEOPLE and isinstance(value, str) and _USER.fullmatch(value):
        return f"<@{value}>"  # named where every reply is finished
    if isinstance(value, str) and _DAY.fullmatch(value):
        return long_date(date.fromisoformat(value))
    return told(value)


def told(value: Any) -> str:
    """Give a fact's value in a few words."""
    if value in (None, [], {}, ""):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict)):
        return "several details"
    return ", ".join(value) if isinstance(value, list) else str(value)
