"""Actions: found, counted by area, and dated."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.models import Action, ActionArea, Area, StatedDate
from storage.rows import core
from storage.states import DONE, OPEN, State

IN_ORDER = (Action.position, Action.ref)
COLUMNS = core(Action).c  # for the parts of a stated date, which the class has as one
IS_OPEN = Action.state.in_(OPEN)
IS_DONE = Action.state.in_(DONE)


class Listed(NamedTuple):
    """An action with the slug and title of its main area."""

    action: Action
    area_slug: str
    area_title: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the actions that fit, and how many fit in all."""

    actions: list[Listed]
    total: int


class Counts(NamedTuple):
    """How many actions there are, by what matters most."""

    total: int = 0
    done: int = 0
    open: int = 0
    dated: int = 0  # open with a date
    overdue: int = 0
    awaiting: int = 0  # done, awaiting sign-off
    led: int = 0  # open with a lead


def overdue_on(today: date) -> ColumnElement[bool]:
    """Say when an action is overdue: open, and past the latest day its date can mean."""
    return IS_OPEN & (COLUMNS.due_latest < today)


def _counted(today: date) -> tuple[ColumnElement[Any], ...]:
    """Give the columns of Counts for a statement over actions."""
    due = COLUMNS.due_latest

    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return (
        func.count(),
        how_many(IS_DONE),
        how_many(IS_OPEN),
        how_many(IS_OPEN & due.is_not(None)),
        how_many(overdue_on(today)),
        how_many(Action.state == State.AWAITING_SIGN_OFF),
        how_many(IS_OPEN & Action.lead.is_not(None)),
    )


def counts_by_area(
    session: Session, workspace_id: int, today: date, slug: str | None = None
) -> dict[str, Counts]:
    """Count each area's own actions (an action counts in its main area only)."""
    asked = (
        select(ActionArea.area_slug, *_counted(today))
        .join(
            Action,
            (Action.workspace_id == ActionArea.workspace_id)
            & (Action.ref == ActionArea.action_ref),
        )
        .where(ActionArea.workspace_id == workspace_id, ActionArea.is_main)
        .group_by(ActionArea.area_slug)
    )
    if slug is not None:
        asked = asked.where(ActionArea.area_slug == slug)
    return {row[0]: Counts(*row[1:]) for row in session.execute(asked)}


def next_dates(session: Session, workspace_id: int, today: date) -> dict[str, StatedDate]:
    """Give each area's next date, as stated: the first of its open actions' not yet past."""
    place = func.row_number().over(
        partition_by=ActionArea.area_slug, order_by=(COLUMNS.due_latest, *IN_ORDER)
    )
    ahead = (
        select(Action.ref, ActionArea.area_slug, place.label("place"))
        .join(
            ActionArea,
            (ActionArea.workspace_id == Action.workspace_id)
            & (ActionArea.action_ref == Action.ref)
            & ActionArea.is_main,
        )
        .where(Action.workspace_id == workspace_id, IS_OPEN, COLUMNS.due_latest >= today)
        .subquery()
    )
    rows = session.execute(
        select(ahead.c.area_slug, Action)
        .join(ahead, (ahead.c.ref == Action.ref) & (ahead.c.place == 1))
        .where(Action.workspace_id == workspace_id)
    )
    return {slug: action.due for slug, action in rows}


def counts(session: Session, workspace_id: int, today: date) -> Counts:
    """Count the whole plan's actions."""
    row = session.execute(select(*_counted(today)).where(Action.workspace_id == workspace_id))
    return Counts(*row.one())


def find_actions(
    session: Session,
    workspace_id: int,
    *conditions: ColumnElement[bool],
    area: str | None = None,
    also_serving: bool = False,
    order: Sequence[Any] = IN_ORDER,
    limit: int,
    offset: int = 0,
) -> Page:
    """Give one page of the actions that meet the conditions, with the number of all of them.

    `area`: those whose main area it is, or with `also_serving` those that serve it besides.
    """
    main = aliased(ActionArea)
    asked = (
        select(Action, main.area_slug, Area.title, func.count().over())
        .join(
            main,
            (main.workspace_id == Action.workspace_id)
            & (main.action_ref == Action.ref)
            & main.is_main,
        )
        .join(Area, (Area.workspace_id == Action.workspace_id) & (Area.slug == main.area_slug))
        .where(Action.workspace_id == workspace_id, *conditions)
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )
    if area is not None and not also_serving:
        asked = asked.where(main.area_slug == area)
    elif area is not None:
        asked = asked.join(
            ActionArea,
            (ActionArea.workspace_id == Action.workspace_id)
            & (ActionArea.action_ref == Action.ref),
        ).where(ActionArea.area_slug == area, ~ActionArea.is_main)
    rows = session.execute(asked).all()
    return Page([Listed(*row[:3]) for row in rows], rows[0][3] if rows else 0)


def by(user_id: str | None, name: str | None = None) -> ColumnElement[bool]:
    """Say when an action is somebody's: its lead, who did it, or named in it by their role.

    Somebody is a Slack user, or a role or person by the name the plan uses.
    """
    if user_id is not None:
        return Action.lead.in_((user_id, f"<@{user_id}>"))
    roles = cast(Action.by_roles, Text)
    return or_(
        Action.lead == name,
        Action.done_by == name,
        roles.contains(json.dumps(name), autoescape=True),
    )


def action_refs(session: Session, workspace_id: int) -> list[str]:
    """Give every action's reference."""
    return list(session.scalars(select(Action.ref).where(Action.workspace_id == workspace_id)))
