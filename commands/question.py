"""The setting in which a command answers: whose record, which moment of it, who asks, when."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from commands.access import Asker
from commands.names import Named
from commands.periods import FIRST_YEAR, Landmark, Period
from storage.ledger import LedgerWrite
from storage.models import Inspection, Workspace
from storage.queries.areas import area_names, inspections
from storage.queries.measures import measure_names

PAGE = 15  # lines of a list in one message: a screenful on a phone


@dataclass
class Question:
    """What a command needs to answer.

    `session` is on the record at the moment asked about, `ledger` on the store itself; `up_to` is
    the ledger row where that moment ends. `id` and `zone` are the workspace's number and time
    zone. `today` is the day asked about; `words` is what was asked, without its page. `channel` is
    where it was asked, None where there is none. `settings` are the workspace's own. `admins` are
    so by the bot's settings (OFSTED_ADMINS). `writing` is the change being made, if any.
    """

    session: Session
    ledger: Session
    id: int
    zone: ZoneInfo
    asker: Asker
    today: date
    now: datetime
    up_to: int
    words: str
    as_at: date | None = None
    page: int = 1
    channel: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    admins: frozenset[str] = frozenset()
    writing: LedgerWrite | None = None

    @property
    def write(self) -> LedgerWrite:
        """The change that this command makes; what it is based on is read after its lock."""
        if self.writing is None:
            raise RuntimeError(f"“{self.words}” is not declared to write")
        return self.writing

    @cached_property
    def source(self) -> dict[str, Any]:
        """The loaded document's own particulars."""
        return self.session.get_one(Workspace, self.id).source

    @property
    def offset(self) -> int:
        """How many lines of a list come before this page."""
        return (self.page - 1) * PAGE

    def day_of(self, instant: datetime) -> date:
        """Give the workspace's calendar day of an instant."""
        return instant.astimezone(self.zone).date()

    def instants(self, period: Period) -> tuple[datetime, datetime]:
        """Give the first instant of a period and the first one after it."""
        start, end = self.days(period)
        after = end + timedelta(days=1)
        return datetime.combine(start, time(), self.zone), datetime.combine(
            after, time(), self.zone
        )

    def days(self, period: Period) -> tuple[date, date]:
        """Give the first and last day of a period; one that is open at its start begins in 1990."""
        return period.start or date(FIRST_YEAR, 1, 1), period.end

    @cached_property
    def areas(self) -> list[Named]:
        """Every area with all the names people use for it."""
        return [
            Named(slug, title, tuple(filter(None, (slug, number, title, *aliases))))
            for slug, number, title, aliases in area_names(self.session, self.id)
        ]

    @cached_property
    def measures(self) -> list[Named]:
        """Every measure by its id and its name."""
        return [
            Named(slug, name, (slug, name)) for slug, name in measure_names(self.session, self.id)
        ]

    @cached_property
    def inspections(self) -> list[Inspection]:
        """Every inspection the plan names."""
        return inspections(self.session, self.id)

    @cached_property
    def landmarks(self) -> list[Landmark]:
        """The inspections with a date, for periods such as "since the focused visit"."""
        return [
            Landmark(inspection_names(one), one.month.earliest, one.label)
            for one in self.inspections
            if one.month.earliest
        ]


def inspection_names(inspection: Inspection) -> tuple[str, ...]:
    """Give what people call an inspection: by id, label, kind, month and year."""
    names = [inspection.slug, inspection.label, inspection.kind]
    if inspection.month.earliest:
        year, month = f"{inspection.month.earliest:%Y}", f"{inspection.month.earliest:%B %Y}"
        kinds = {inspection.kind, inspection.kind.split()[-1]}
        names += [
            f"{when} {ofsted}{kind}"
            for when in (year, month)
            for kind in sorted(kinds)
            for ofsted in ("", "ofsted ")
        ]
        names += [f"{kind} in {year}" for kind in sorted(kinds)]
    return tuple(names)
