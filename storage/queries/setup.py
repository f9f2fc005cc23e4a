"""What the plan still lacks before it can be followed: leads and dates of open actions."""

from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from storage.models import Action, ActionArea, Area
from storage.queries.actions import COLUMNS, FILTERS, IS_OPEN
from storage.rows import Row, core

HAS_GAPS = (IS_OPEN & Action.lead.is_(None)) | FILTERS["undated"]


class Unfinished(NamedTuple):
    """An area some of whose open actions have no lead or no date, and how many."""

    slug: str
    title: str
    actions: int


def unfinished_areas(session: Session, workspace_id: int) -> list[Unfinished]:
    """Give the areas that have such actions of their own, in the plan's order."""
    counted = (
        _of_areas(select(Area.slug, Area.title, func.count()), workspace_id)
        .group_by(Area.slug, Area.title, Area.position)
        .order_by(Area.position, Area.slug)
    )
    return [Unfinished(*row) for row in session.execute(counted)]


def unfinished_actions(session: Session, workspace_id: int, slug: str) -> list[Row]:
    """Give an area's own open actions without a lead or a date, as whole rows."""
    columns = (column for column in core(Action).c if column.name != "workspace_id")
    found = (
        _of_areas(select(*columns), workspace_id)
        .where(Area.slug == slug)
        .order_by(COLUMNS.position, COLUMNS.ref)
    )
    return [dict(row) for row in session.execute(found).mappings()]


def _of_areas(asked: Select, workspace_id: int) -> Select:  # type: ignore[type-arg]
    """Let a statement read the actions that lack something, each with its main area."""
    return (
        asked.select_from(Action)
        .join(
            ActionArea,
            (ActionArea.workspace_id == Action.workspace_id)
            & (ActionArea.action_ref == Action.ref)
            & ActionArea.is_main,
        )
        .join(
            Area,
            (Area.workspace_id == ActionArea.workspace_id) & (Area.slug == ActionArea.area_slug),
        )
        .where(Action.workspace_id == workspace_id, HAS_GAPS)
    )
