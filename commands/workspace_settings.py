"""What a workspace's admins can set: how each value is read and checked, and how it is told.

The values are kept in the workspace's `settings`, all but the time zone, which every day needs.
"""

import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from commands.case_number_pattern import read_pattern
from commands.mentions import Mention
from commands.question import Question
from storage.errors import OfstedError

NONE = frozenset({"none", "nothing", "nobody", "off", "any"})  # takes a setting back
_LINK = re.compile(r"<https?://([^|>/]+)/?(?:\|[^>]*)?>")  # as Slack writes an address
_HOST = re.compile(r"(?!-)(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}")


class WrongValue(OfstedError):
    """A setting can't be set to that; the sentence says what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A workspace's settings as they are; no hosts: any host with https will do."""

    sign_off_channel: Mention | None
    uploads: bool
    evidence_hosts: tuple[str, ...]
    case_number_pattern: str | None
    time_zone: str


def settings_of(question: Question) -> Settings:
    """Give the workspace's settings."""
    kept = question.settings
    channel = kept.get("sign_off_channel")
    return Settings(
        Mention(channel, kept.get("sign_off_channel_name")) if channel else None,
        bool(kept.get("uploads")),
        tuple(kept.get("evidence_hosts") or ()),
        kept.get("case_number_pattern"),
        question.zone.key,
    )


def own_case_numbers(settings: dict[str, Any]) -> re.Pattern[str] | None:
    """Give the council's own pattern for case numbers, as the privacy module takes it."""
    pattern = settings.get("case_number_pattern")
    return read_pattern(pattern) if pattern else None


def set_setting(question: Question, **facts: Any) -> None:
    """Keep settings, in the ledger too; one that is None is taken out."""
    now = question.write.workspace.settings | facts
    kept = {name: value for name, value in now.items() if value is not None}
    question.write.set_workspace({"settings": kept})


def read_hosts(typed: str) -> list[str]:
    """Give host names out of a list of them; raises WrongValue. None at all: any host will do."""
    if typed.lower() in NONE:
        return []
    hosts = [_bare(one) for one in re.split(r"[\s,;]+", typed) if one]
    if any(not _HOST.fullmatch(host) for host in hosts):
        raise WrongValue(
            "Write host names with commas between them, such as council.sharepoint.com; no path "
            "and no star. “any” lets links go anywhere."
        )
    return list(dict.fromkeys(hosts))


def _bare(one: str) -> str:
    link = _LINK.fullmatch(one)
    host = link[1] if link else one.removeprefix("https://").removesuffix("/")
    return host.lower()


def read_case_numbers(typed: str) -> str | None:
    """Give a pattern for case numbers; raises WrongPattern. None: only the usual kinds."""
    if typed.lower() in NONE:
        return None
    read_pattern(typed)
    return typed


def read_time_zone(typed: str) -> str:
    """Give a time zone by its IANA name; raises WrongValue.

    Source: https://www.iana.org/time-zones, as the tzdata package has it.
    """
    known = {name.lower(): name for name in available_timezones()}
    found = known.get(typed.replace(" ", "_").lower())
    if found is None:
        raise WrongValue("Write the time zone as a place of its area, such as Europe/London.")
    return found
