"""Actions: found, counted by area, and dated."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Text, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import identity_key

from storage.models import Action, ActionArea, Area, StatedDate
from storage.queries import Statement, total
from storage.rows import core
from storage.states import DONE, OPEN, State

COLUMNS = core(Action).c  # for the parts of a stated date, which the class has as one
IS_OPEN = Action.state.in_(OPEN)
IS_DONE = Action.state.in_(DONE)
START: BindParameter[date] = bindparam("start")
END: BindParameter[date] = bindparam("end")
TODAY: BindParameter[date] = bindparam("today")
NO_FIRST_DAY = COLUMNS.due_earliest.is_(None)  # "by the end of October"
IS_SURELY_DUE = ~NO_FIRST_DAY & (COLUMNS.due_earliest >= START) & (COLUMNS.due_latest <= END)

# Which actions: by these names, with the values that each needs.
FILTERS: Mapping[str, ColumnElement[bool]] = {
    "open": IS_OPEN,
    "done": IS_DONE,
    # past the latest day its date can mean
    "overdue": IS_OPEN & (COLUMNS.due_latest < TODAY),
    "ahead": IS_OPEN & (COLUMNS.due_latest >= TODAY),
    "undated": IS_OPEN & COLUMNS.due_latest.is_(None),
    # on any day its date can mean
    "due": IS_OPEN & (COLUMNS.due_latest >= START) & (NO_FIRST_DAY | (COLUMNS.due_earliest <= END)),
    # by the first day its date can mean
    "done in": IS_DONE & COLUMNS.done_earliest.between(START, END),
    "done undated": IS_DONE & COLUMNS.done_earliest.is_(None),
    "next step": Action.next_step.is_not(None),
    "this": Action.ref == bindparam("ref"),
    "led by": Action.lead.in_(bindparam("leads", expanding=True)),
    # led or done by someone of that name, or named in it by their role
    "of": or_(
        Action.lead == bindparam("name"),
        Action.done_by == bindparam("name"),
        func.lower(cast(Action.by_roles, Text)).like(bindparam("role"), escape="/"),
    ),
}
ORDERS: Mapping[str, tuple[Any, ...]] = {
    "plan": (),
    "open first": (~IS_OPEN,),
    "due": (COLUMNS.due_latest,),
    "surely due": (~IS_SURELY_DUE, COLUMNS.due_latest),
    "pressing": (~IS_OPEN, COLUMNS.due_latest.is_(None), COLUMNS.due_latest),
    "done": (COLUMNS.done_earliest.is_(None), COLUMNS.done_earliest.desc()),
    "next step": (func.length(Action.next_step_ref), Action.next_step_ref),  # NS-2 before NS-10
}


class Listed(NamedTuple):
    """An action with its main area, and the paragraph that says it serves the area asked about."""

    action: Action
    area_slug: str
    area_title: str
    area_is_cross_cutting: bool
    serves_paragraph: str | None


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


def of(name: str) -> dict[str, Any]:
    """Give the values for "of": a role or person by the name the plan uses."""
    inside = json.dumps(name).lower().replace("/", "//").replace("%", "/%").replace("_", "/_")
    return {"name": name, "role": f"%{inside}%"}


def find_actions(
    session: Session,
    workspace_id: int,
    *filters: str,
    area: str | None = None,
    also_serving: bool = False,
    order: str = "plan",
    limit: int,
    offset: int = 0,
    **values: Any,
) -> Page:
    """Give one page of the actions that pass the FILTERS named, and how many there are in all.

    `area`: those whose main area it is, or with `also_serving` those that serve it besides.
    `values` are what the filters and the order need.
    """
    statement = _found(filters, area is not None, also_serving, order)
    bound = values | {"workspace": workspace_id, "area": area, "most": limit, "skipped": offset}
    rows = session.execute(statement, bound).all()
    return Page([Listed(*row[1:]) for row in rows], total(rows, 0, offset))


@cache
def _found(filters: tuple[str, ...], in_area: bool, also_serving: bool, order: str) -> Statement:
    main = aliased(ActionArea)
    serves = ActionArea if also_serving else main
    statement = (
        select(
            func.count().over(),
            Action,
            main.area_slug,
            Area.title,
            Area.is_cross_cutting,
            serves.paragraph,
        )
        .join(
            main,
            (main.workspace_id == Action.workspace_id)
            & (main.action_ref == Action.ref)
            & main.is_main,
        )
        .join(Area, (Area.workspace_id == Action.workspace_id) & (Area.slug == main.area_slug))
        .where(Action.workspace_id == bindparam("workspace"), *(FILTERS[name] for name in filters))
        .order_by(*ORDERS[order], Action.position, Action.ref)
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )
    if also_serving:
        statement = statement.join(
            ActionArea,
            (ActionArea.workspace_id == Action.workspace_id)
            & (ActionArea.action_ref == Action.ref)
            & ~ActionArea.is_main,
        )
    return statement.where(serves.area_slug == bindparam("area")) if in_area else statement


def counts_by_area(
    session: Session, workspace_id: int, today: date, slug: str | None = None
) -> dict[str, Counts]:
    """Count each area's own actions (an action counts in its main area only)."""
    bound = {"workspace": workspace_id, "today": today, "area": slug}
    rows = session.execute(_counted_by_area(slug is not None), bound)
    return {row[0]: Counts(*row[1:]) for row in rows}


def counts(session: Session, workspace_id: int, today: date, area: str | None = None) -> Counts:
    """Count the whole plan's actions, or an area's own."""
    if area is not None:
        return counts_by_area(session, workspace_id, today, area).get(area, Counts())
    bound = {"workspace": workspace_id, "today": today}
    return Counts(*session.execute(_counted(), bound).one())


def _columns_of_counts() -> tuple[ColumnElement[Any], ...]:
    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return (
        func.count(),
        how_many(IS_DONE),
        how_many(IS_OPEN),
        how_many(IS_OPEN & COLUMNS.due_latest.is_not(None)),
        how_many(FILTERS["overdue"]),
        how_many(Action.state == State.AWAITING_SIGN_OFF),
        how_many(IS_OPEN & Action.lead.is_not(None)),
    )


@cache
def _counted_by_area(one: bool) -> Statement:
    statement = (
        select(ActionArea.area_slug, *_columns_of_counts())
        .join(
            Action,
            (Action.workspace_id == ActionArea.workspace_id)
            & (Action.ref == ActionArea.action_ref),
        )
        .where(ActionArea.workspace_id == bindparam("workspace"), ActionArea.is_main)
        .group_by(ActionArea.area_slug)
    )
    return statement.where(ActionArea.area_slug == bindparam("area")) if one else statement


@cache
def _counted() -> Statement:
    return select(*_columns_of_counts()).where(Action.workspace_id == bindparam("workspace"))


def next_dates(session: Session, workspace_id: int, today: date) -> dict[str, StatedDate]:
    """Give each area's next date, as stated: the first of its open actions' not yet past."""
    bound = {"workspace": workspace_id, "today": today}
    return {slug: action.due for slug, action in session.execute(_next_dated(), bound)}


@cache
def _next_dated() -> Statement:
    place = func.row_number().over(
        partition_by=ActionArea.area_slug,
        order_by=(COLUMNS.due_latest, Action.position, Action.ref),
    )
    ahead = (
        select(Action.ref, ActionArea.area_slug, place.label("place"))
        .join(
            ActionArea,
            (ActionArea.workspace_id == Action.workspace_id)
            & (ActionArea.action_ref == Action.ref)
            & ActionArea.is_main,
        )
        .where(Action.workspace_id == bindparam("workspace"), FILTERS["ahead"])
        .subquery()
    )
    return (
        select(ahead.c.area_slug, Action)
        .join(ahead, (ahead.c.ref == Action.ref) & (ahead.c.place == 1))
        .where(Action.workspace_id == bindparam("workspace"))
    )


def action_refs(session: Session, workspace_id: int) -> list[str]:
    """Give every action's reference."""
    return list(session.scalars(select(Action.ref).where(Action.workspace_id == workspace_id)))


def main_area(session: Session, workspace_id: int, ref: str) -> str | None:
    """Give the slug of the area that counts an action."""
    return session.scalar(
        select(ActionArea.area_slug).where(
            ActionArea.workspace_id == workspace_id,
            ActionArea.action_ref == ref,
            ActionArea.is_main,
        )
    )


def loaded_action(session: Session, workspace_id: int, ref: str) -> Action | None:
    """Give an action that this session has read already, with no statement."""
    found = session.identity_map.get(identity_key(Action, (workspace_id, ref)))
    return found if isinstance(found, Action) else None
