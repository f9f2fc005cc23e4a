"""Instants in UTC, as text, and the one clock that says what time it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import Dialect, String, TypeDecorator

WRITTEN = "%Y-%m-%dT%H:%M:%S.%fZ"


def written(instant: datetime) -> str:
    """Give an aware instant as UTC text with microseconds, which sorts in order of time."""
    return instant.astimezone(UTC).strftime(WRITTEN)


class Instant(TypeDecorator[datetime]):
    """An aware datetime kept as UTC text: SQLite would give back a naive one."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write an aware datetime as text."""
        return None if value is None else written(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read the text back as an aware datetime in UTC."""
        return None if value is None else datetime.fromisoformat(value)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time now and today's date.

    `shift` moves the whole clock (the local workspace starts it at the sample plan's date);
    `pinned` sets today's date only, for `--on` and OFSTED_NOW, and leaves what is written to the
    ledger alone.
    """

    shift: timedelta = timedelta()
    pinned: date | None = None

    @classmethod
    def starting(cls, day: date, zone: ZoneInfo, head_at: datetime | None = None) -> Self:
        """Give a running clock that shows `day` with the present time of day.

        It begins no earlier than the record's last row: time never runs backwards there.
        """
        now = datetime.now(zone)
        shown = datetime.combine(day, now.time(), zone).astimezone(UTC)
        if head_at is not None:
            shown = max(shown, head_at + timedelta(seconds=1))
        return cls(shift=shown - now.astimezone(UTC))

    def now(self) -> datetime:
        """Give the instant that a write made now carries."""
        return datetime.now(UTC) + self.shift

    def today(self, zone: ZoneInfo) -> date:
        """Give today's date in a workspace's zone."""
        return self.pinned or self.now().astimezone(zone).date()
