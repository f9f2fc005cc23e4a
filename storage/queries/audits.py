"""Audits, the actions that arose from them, and when those are re-checked."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from storage.models import Action, ActionArea, Area, Audit, AuditGrade
from storage.queries import total
from storage.states import DONE, State

# An action in one of these is not re-checked again.
SETTLED = (State.EMBEDDED, State.NO_FURTHER_ACTION)


class Audited(NamedTuple):
    """An audit with its area's title, None where it is of no one area, and its actions counted."""

    audit: Audit
    area_title: str | None
    actions: int
    done: int


class Arisen(NamedTuple):
    """An action that arose from an audit, with its area's title and the audit's theme."""

    action: Action
    area_title: str
    theme: str


def find_audits(
    session: Session,
    workspace_id: int,
    *,
    area: str | None = None,
    held: tuple[date, date] | None = None,
    ref: str | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[Audited], int]:
    """Give one page of the audits of an area or held between two days, the newest first.

    And how many there are.
    """
    counted = (
        select(
            Action.audit_ref,
            func.count().label("all"),
            func.sum(case((Action.state.in_(DONE), 1), else_=0)).label("done"),
        )
        .where(Action.workspace_id == workspace_id, Action.audit_ref.is_not(None))
        .group_by(Action.audit_ref)
        .subquery()
    )
    asked = (
        select(Audit, Area.title, counted.c["all"], counted.c.done, func.count().over())
        .outerjoin(Area, (Area.workspace_id == Audit.workspace_id) & (Area.slug == Audit.area_slug))
        .outerjoin(counted, counted.c.audit_ref == Audit.ref)
        .where(Audit.workspace_id == workspace_id)
        .order_by(Audit.held.desc(), Audit.position.desc())
        .limit(limit)
        .offset(offset)
    )
    if area is not None:
        asked = asked.where(Audit.area_slug == area)
    if held is not None:
        asked = asked.where(Audit.held.between(*held))
    if ref is not None:
        asked = asked.where(Audit.ref == ref)
    rows = session.execute(asked).all()
    found = [Audited(audit, title, all_ or 0, done or 0) for audit, title, all_, done, _ in rows]
    return found, total(rows, 4, offset)


def any_audit(session: Session, workspace_id: int) -> bool:
    """Say whether any audit is recorded."""
    first = select(Audit.ref).where(Audit.workspace_id == workspace_id).limit(1)
    return session.scalar(first) is not None


def grades_of(
    session: Session, workspace_id: int, refs: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Give how many records had each grade, by audit."""
    rows = session.scalars(
        select(AuditGrade).where(
            AuditGrade.workspace_id == workspace_id, AuditGrade.audit_ref.in_(refs)
        )
    )
    grades: dict[str, dict[str, int]] = {}
    for row in rows:
        grades.setdefault(row.audit_ref, {})[row.grade] = row.count
    return grades


def actions_from(session: Session, workspace_id: int, ref: str) -> list[Action]:
    """Give the actions that arose from an audit."""
    return list(
        session.scalars(
            select(Action)
            .where(Action.workspace_id == workspace_id, Action.audit_ref == ref)
            .order_by(Action.position, Action.ref)
        )
    )


def rechecks_due(
    session: Session,
    workspace_id: int,
    *,
    start: date,
    end: date,
    limit: int,
    offset: int = 0,
) -> tuple[list[Arisen], int]:
    """Give one page of the audits' actions whose re-check falls due, the longest due first.

    And how many there are.
    """
    rows = session.execute(
        select(Action, Area.title, Audit.theme, func.count().over())
        .join(Audit, (Audit.workspace_id == Action.workspace_id) & (Audit.ref == Action.audit_ref))
        .join(
            ActionArea,
            (ActionArea.workspace_id == Action.workspace_id)
            & (ActionArea.action_ref == Action.ref)
            & ActionArea.is_main,
        )
        .join(
            Area, (Area.workspace_id == Action.workspace_id) & (Area.slug == ActionArea.area_slug)
        )
        .where(
            Action.workspace_id == workspace_id,
            Action.state.not_in(SETTLED),
            Action.recheck_due.between(start, end),
        )
        .order_by(Action.recheck_due, Action.position, Action.ref)
        .limit(limit)
        .offset(offset)
    ).all()
    return [Arisen(action, title, theme) for action, title, theme, _ in rows], total(
        rows, 3, offset
    )
