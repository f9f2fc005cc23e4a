"""Measures and their readings."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, select, tuple_
from sqlalchemy.orm import Session

from storage.models import Area, Measure, Reading
from storage.queries import Statement, total


class Measured(NamedTuple):
    """A measure with its area's title, its newest reading and the baseline; None where none."""

    measure: Measure
    area_title: str
    latest: Reading | None
    baseline: Reading | None


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
        Measured(
            measure,
            title,
            readings.get((measure.slug, False)),
            readings.get((measure.slug, True)),
        )
        for measure, title, _ in rows
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


def _readings(
    session: Session, workspace_id: int, slugs: Sequence[str]
) -> dict[tuple[str, bool], Reading]:
    """Give each measure's newest reading and newest baseline."""
    rows = session.scalars(_readings_of(), {"workspace": workspace_id, "slugs": slugs})
    return {(reading.measure_slug, reading.is_baseline): reading for reading in rows}


@cache
def _readings_of() -> Statement:
    newest = (
        select(Reading.measure_slug, func.max(Reading.number))
        .where(
            Reading.workspace_id == bindparam("workspace"),
            Reading.measure_slug.in_(bindparam("slugs", expanding=True)),
        )
        .group_by(Reading.measure_slug, Reading.is_baseline)
    )
    return select(Reading).where(
        Reading.workspace_id == bindparam("workspace"),
        tuple_(Reading.measure_slug, Reading.number).in_(newest),
    )


def series(
    session: Session, workspace_id: int, slug: str, *, limit: int, offset: int = 0
) -> tuple[list[Reading], int]:
    """Give one page of a measure's readings, the newest first, and how many there are."""
    rows = session.execute(
        select(Reading, func.count().over())
        .where(Reading.workspace_id == workspace_id, Reading.measure_slug == slug)
        .order_by(Reading.number.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return [row[0] for row in rows], total(rows, 1, offset)


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
    newest = (
        select(Reading.measure_slug, func.max(Reading.number).label("number"))
        .where(Reading.workspace_id == bindparam("workspace"), ~Reading.is_baseline)
        .group_by(Reading.measure_slug)
        .subquery()
    )
    return (
        select(Measure, Area.title, Reading)
        .join(first, (first.c.slug == Measure.slug) & (first.c.place == 1))
        .join(Area, (Area.workspace_id == Measure.workspace_id) & (Area.slug == Measure.area_slug))
        .join(newest, newest.c.measure_slug == Measure.slug)
        .join(
            Reading,
            (Reading.workspace_id == Measure.workspace_id)
            & (Reading.measure_slug == Measure.slug)
            & (Reading.number == newest.c.number),
        )
        .where(Measure.workspace_id == bindparam("workspace"))
    )
