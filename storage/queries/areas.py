"""Areas, the inspections they come from, what they lean on, and what the plan leaves unclear."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import BindParameter, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.models import ActionArea, Ambiguity, AmbiguityArea, Area, Inspection, SignOff
from storage.queries import Statement

WORKSPACE: BindParameter[int] = bindparam("workspace")
SLUG: BindParameter[str] = bindparam("slug")


def area_names(
    session: Session, workspace_id: int
) -> Sequence[tuple[str, str | None, str, list[str]]]:
    """Give slug, number, title and aliases of every area, in the plan's order."""
    rows = session.execute(
        select(Area.slug, Area.number, Area.title, Area.aliases)
        .where(Area.workspace_id == workspace_id)
        .order_by(Area.position, Area.slug)
    )
    return [(slug, number, title, aliases) for slug, number, title, aliases in rows]


def slug_of(session: Session, workspace_id: int, name: str) -> str | None:
    """Give the area whose slug or number this is, by the index alone."""
    return session.scalar(_slug(), {"workspace": workspace_id, "name": name})


@cache
def _slug() -> Statement:
    is_name = or_(Area.slug == bindparam("name"), Area.number == bindparam("name"))
    return select(Area.slug).where(Area.workspace_id == WORKSPACE, is_name).limit(1)


def areas(session: Session, workspace_id: int) -> list[Area]:
    """Give every area in the plan's order, the cross-cutting ones last."""
    return list(session.scalars(_areas(), {"workspace": workspace_id}))


@cache
def _areas() -> Statement:
    return (
        select(Area)
        .where(Area.workspace_id == WORKSPACE)
        .order_by(Area.is_cross_cutting, Area.position, Area.slug)
    )


def area_in_full(
    session: Session, workspace_id: int, slug: str
) -> tuple[Area, Inspection | None, SignOff | None]:
    """Give one area with the inspection it comes from, and the claim about it that waits."""
    bound = {"workspace": workspace_id, "slug": slug}
    area, inspection, claim = session.execute(_area_in_full(), bound).one()
    return area, inspection, claim


@cache
def _area_in_full() -> Statement:
    return (
        select(Area, Inspection, SignOff)
        .outerjoin(
            Inspection,
            (Inspection.workspace_id == Area.workspace_id)
            & (Inspection.slug == Area.inspection_slug),
        )
        .outerjoin(
            SignOff,
            (SignOff.workspace_id == Area.workspace_id)
            & (SignOff.about == Area.slug)
            & SignOff.decision.is_(None),
        )
        .where(Area.workspace_id == WORKSPACE, Area.slug == SLUG)
    )


def inspections(session: Session, workspace_id: int) -> list[Inspection]:
    """Give every inspection, in the plan's order."""
    return list(
        session.scalars(
            select(Inspection)
            .where(Inspection.workspace_id == workspace_id)
            .order_by(Inspection.position, Inspection.slug)
        )
    )


def supports(session: Session, workspace_id: int, slug: str) -> list[tuple[str, str | None]]:
    """Give the titles of the areas that lean on this one, each with the paragraph saying so."""
    rows = session.execute(_supports(), {"workspace": workspace_id, "slug": slug})
    return [(title, paragraph) for title, paragraph in rows]


@cache
def _supports() -> Statement:
    serves, main = aliased(ActionArea), aliased(ActionArea)
    return (
        select(Area.title, func.min(serves.paragraph))
        .join(serves, (serves.workspace_id == Area.workspace_id) & (serves.area_slug == Area.slug))
        .join(
            main,
            (main.workspace_id == Area.workspace_id) & (main.action_ref == serves.action_ref),
        )
        .where(Area.workspace_id == WORKSPACE, main.area_slug == SLUG, main.is_main)
        .where(~serves.is_main)
        .group_by(Area.title, Area.position)
        .order_by(Area.position)
    )


def ambiguities(session: Session, workspace_id: int, slug: str, *, limit: int) -> list[Ambiguity]:
    """Give what the plan leaves unclear about an area."""
    bound = {"workspace": workspace_id, "slug": slug, "most": limit}
    return list(session.scalars(_ambiguities(), bound))


@cache
def _ambiguities() -> Statement:
    return (
        select(Ambiguity)
        .join(
            AmbiguityArea,
            (AmbiguityArea.workspace_id == Ambiguity.workspace_id)
            & (AmbiguityArea.ambiguity_ref == Ambiguity.ref),
        )
        .where(Ambiguity.workspace_id == WORKSPACE, AmbiguityArea.area_slug == SLUG)
        .order_by(Ambiguity.position)
        .limit(bindparam("most"))
    )
