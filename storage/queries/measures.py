"""Measures and their readings.

A reading that another one corrects no longer stands: it is in the series, and never the latest.
Readings come in the order of their periods, one without a date where the document has it; those
before and after a changed definition are not comparable.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Subquery, bindparam, case, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from storage.models import Area, Measure, Reading
from storage.queries import Statement, total
from storage.rows import core

OF = core(Reading).c  # for the parts of its period, which the class has as one


class Measured(NamedTuple):
    """A measure with its area's title and the readings that matter; None where there is none.

    `before` is what the latest may be compared with: the newest figure before it that was counted
    in the same way. `baseline` is likewise None where only a baseline of an earlier definition is
    given, and `was_redefined` says so.
    """

    measure: Measure
    area_title: str
    latest: Reading | None
    baseline: Reading | None
    before: Reading | None = None
    was_redefined: bool = False


class InSeries(NamedTuple):
    """A reading, and whether a later one corrects it."""

    reading: Reading
    is_corrected: bool


def measure_names(session: Session, workspace_id: int) -> list[tuple[str, str]]:
    """Give slug and name of every measure."""
    rows = session.execute(
        select(Measure.slug, Measure.name)
        .where(Measure.workspace_id == workspace_id)
        .order_by(Measure.position, Measure.slug)
    )
    return [(slug, name) for slug, name in rows]


def measures(
    session: Session,
    workspace_id: int,
    *,
    area: str | None = None,
    slug: str | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[Measured], int]:
    """Give one page of measures with their readings, in two statements, and how many there are."""
    bound = {"workspace": workspace_id, "most": limit, "skipped": offset}
    rows = session.execute(
        _measures(area is not None, slug is not None), bound | {"area": area, "slug": slug}
    ).all()
    readings = _readings(session, workspace_id, [row[0].slug for row in rows])
    found = [
        _measured(measure, title, readings.get(measure.slug, [])) for measure, title, _ in rows
    ]
    return found, total(rows, 2, offset)


@cache
def _measures(in_area: bool, one: bool) -> Statement:
    statement = (
        select(Measure, Area.title, func.count().over())
        .join(Area, (Area.workspace_id == Measure.workspace_id) & (Area.slug == Measure.area_slug))
        .where(Measure.workspace_id == bindparam("workspace"))
        .order_by(~_is_reported(), Measure.position, Measure.slug)
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )
    if in_area:
        statement = statement.where(Measure.area_slug == bindparam("area"))
    return statement.where(Measure.slug == bindparam("slug")) if one else statement


def _is_reported() -> ColumnElement[bool]:
    """Say when the plan gives a measure any figure or word."""
    return exists().where(
        Reading.workspace_id == Measure.workspace_id,
        Reading.measure_slug == Measure.slug,
        ~Reading.is_baseline,
    )


def _measured(
    measure: Measure, title: str, newest_first: Sequence[tuple[Reading, int]]
) -> Measured:
    """Choose among a measure's readings, each with the number of its definition."""
    latest = next((one for one in newest_first if not one[0].is_baseline), None)
    baseline = next((one for one in newest_first if one[0].is_baseline), None)
    if latest is None:
        return Measured(measure, title, None, baseline and baseline[0])
    reading, definition = latest
    earlier = newest_first[newest_first.index(latest) + 1 :]
    return Measured(
        measure,
        title,
        latest=reading,
        baseline=baseline[0] if baseline and baseline[1] == definition else None,
        before=next(
            (one for one, other in earlier if one.value is not None and other == definition), None
        ),
        was_redefined=baseline is not None and baseline[1] != definition,
    )


def _readings(
    session: Session, workspace_id: int, slugs: Sequence[str]
) -> dict[str, list[tuple[Reading, int]]]:
    """Give each measure's newest readings of every kind, the newest first, with definitions."""
    rows = session.execute(_readings_of(), {"workspace": workspace_id, "slugs": slugs})
    found: dict[str, list[tuple[Reading, int]]] = {}
    for reading, definition in rows:
        found.setdefault(reading.measure_slug, []).append((reading, definition))
    return found


@cache
def _readings_of() -> Statement:
    standing = _standing(OF.measure_slug.in_(bindparam("slugs", expanding=True)))
    newest_first = (standing.c.day.desc(), standing.c.number.desc())
    kind = (standing.c.measure_slug, standing.c.is_baseline, standing.c.value.is_(None))
    ranked = select(
        standing.c.measure_slug,
        standing.c.number,
        func.row_number()
        .over(partition_by=standing.c.measure_slug, order_by=newest_first)
        .label("place"),
        func.row_number().over(partition_by=kind, order_by=newest_first).label("rank"),
        func.sum(case((standing.c.breaks_series, 1), else_=0))
        .over(partition_by=standing.c.measure_slug, order_by=(standing.c.day, standing.c.number))
        .label("definition"),
    ).subquery()
    return (
        select(Reading, ranked.c.definition)
        .join(
            ranked,
            (ranked.c.measure_slug == Reading.measure_slug) & (ranked.c.number == Reading.number),
        )
        .where(Reading.workspace_id == bindparam("workspace"), ranked.c.rank <= 2)  # noqa: PLR2004 - the latest and one before
        .order_by(Reading.measure_slug, ranked.c.place)
    )


def _standing(*conditions: ColumnElement[bool]) -> Subquery:
    """Give the readings that no other one corrects, each with the day that it is ordered by."""
    return (
        select(
            OF.measure_slug,
            OF.number,
            OF.is_baseline,
            OF.value,
            OF.breaks_series,
            _day().label("day"),
        )
        .where(OF.workspace_id == bindparam("workspace"), ~_is_corrected(), *conditions)
        .subquery()
    )


def _day() -> ColumnElement[date]:
    """Give a reading's last day, or where it has none the last of any before it."""
    before = func.max(OF.period_latest).over(partition_by=OF.measure_slug, order_by=OF.number)
    return func.coalesce(OF.period_latest, before, literal(date.min))


def _is_corrected() -> ColumnElement[bool]:
    later = aliased(core(Reading)).c
    return exists().where(
        later.workspace_id == OF.workspace_id,
        later.measure_slug == OF.measure_slug,
        later.supersedes == OF.number,
    )


def series(
    session: Session,
    workspace_id: int,
    slug: str,
    *,
    limit: int,
    offset: int = 0,
    standing: bool = False,
) -> tuple[list[InSeries], int]:
    """Give one page of a measure's readings, the newest first, and how many there are.

    `standing`: without those that were corrected.
    """
    is_corrected = _is_corrected()
    asked = (
        select(Reading, is_corrected, func.count().over())
        .where(OF.workspace_id == workspace_id, OF.measure_slug == slug)
        .order_by(_day().desc(), OF.number.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = session.execute(asked.where(~is_corrected) if standing else asked).all()
    return [InSeries(reading, bool(corrected)) for reading, corrected, _ in rows], total(
        rows, 2, offset
    )


def latest_by_area(session: Session, workspace_id: int) -> dict[str, Measured]:
    """Give each area's first measure that has a figure, with its newest reading."""
    rows = session.execute(_latest_by_area(), {"workspace": workspace_id})
    return {
        measure.area_slug: Measured(measure, title, reading, None)
        for measure, title, reading in rows
    }


@cache
def _latest_by_area() -> Statement:
    first = (
        select(
            Measure.slug,
            func.row_number()
            .over(partition_by=Measure.area_slug, order_by=(Measure.position, Measure.slug))
            .label("place"),
        )
        .where(Measure.workspace_id == bindparam("workspace"), _is_reported())
        .subquery()
    )
    standing = _standing()
    newest_first = (standing.c.day.desc(), standing.c.number.desc())
    newest = (
        select(
            standing.c.measure_slug,
            standing.c.number,
            func.row_number()
            .over(partition_by=standing.c.measure_slug, order_by=newest_first)
            .label("place"),
        )
        .where(~standing.c.is_baseline)
        .subquery()
    )
    return (
        select(Measure, Area.title, Reading)
        .join(first, (first.c.slug == Measure.slug) & (first.c.place == 1))
        .join(Area, (Area.workspace_id == Measure.workspace_id) & (Area.slug == Measure.area_slug))
        .join(newest, (newest.c.measure_slug == Measure.slug) & (newest.c.place == 1))
        .join(
            Reading,
            (Reading.workspace_id == Measure.workspace_id)
            & (Reading.measure_slug == Measure.slug)
            & (Reading.number == newest.c.number),
        )
        .where(Measure.workspace_id == bindparam("workspace"))
    )
