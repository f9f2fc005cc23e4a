"""Areas, the inspections they come from, what they lean on, and what the plan leaves unclear."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.models import Action, ActionArea, Ambiguity, AmbiguityArea, Area, Inspection


@dataclass(frozen=True, slots=True)
class Leaning:
    """An action of a cross-cutting area that this area leans on."""

    area: Area
    action: Action
    paragraph: str | None


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
    return session.scalar(
        select(Area.slug)
        .where(Area.workspace_id == workspace_id, or_(Area.slug == name, Area.number == name))
        .limit(1)
    )


def areas(session: Session, workspace_id: int, slugs: Sequence[str] | None = None) -> list[Area]:
    """Give areas in the plan's order, all of them or those named."""
    asked = select(Area).where(Area.workspace_id == workspace_id)
    if slugs is not None:
        asked = asked.where(Area.slug.in_(slugs))
    return list(session.scalars(asked.order_by(Area.is_cross_cutting, Area.position, Area.slug)))


def area_and_inspection(
    session: Session, workspace_id: int, slug: str
) -> tuple[Area, Inspection | None]:
    """Give one area with the inspection it comes from."""
    row = session.execute(
        select(Area, Inspection)
        .outerjoin(
            Inspection,
            (Inspection.workspace_id == Area.workspace_id)
            & (Inspection.slug == Area.inspection_slug),
        )
        .where(Area.workspace_id == workspace_id, Area.slug == slug)
    ).one()
    return row[0], row[1]


def inspections(session: Session, workspace_id: int) -> list[Inspection]:
    """Give every inspection, the earliest first."""
    return list(
        session.scalars(
            select(Inspection)
            .where(Inspection.workspace_id == workspace_id)
            .order_by(Inspection.position, Inspection.slug)
        )
    )


def leans_on(session: Session, workspace_id: int, slug: str) -> list[Leaning]:
    """Give what an area leans on: actions of cross-cutting areas that serve it."""
    serves, main = aliased(ActionArea), aliased(ActionArea)
    rows = session.execute(
        select(Area, Action, serves.paragraph)
        .join(serves, (serves.workspace_id == Area.workspace_id) & ~serves.is_main)
        .join(
            main,
            (main.workspace_id == Area.workspace_id)
            & (main.action_ref == serves.action_ref)
            & (main.area_slug == Area.slug)
            & main.is_main,
        )
        .join(Action, (Action.workspace_id == Area.workspace_id) & (Action.ref == main.action_ref))
        .where(Area.workspace_id == workspace_id, Area.is_cross_cutting, serves.area_slug == slug)
        .order_by(Action.position, Action.ref)
    )
    return [Leaning(*row) for row in rows]


def supports(session: Session, workspace_id: int, slug: str) -> list[tuple[str, str | None]]:
    """Give the titles of the areas that lean on this one, each with the paragraph saying so."""
    serves, main = aliased(ActionArea), aliased(ActionArea)
    rows = session.execute(
        select(Area.title, func.min(serves.paragraph))
        .join(
            serves,
            (serves.workspace_id == Area.workspace_id)
            & (serves.area_slug == Area.slug)
            & ~serves.is_main,
        )
        .join(
            main,
            (main.workspace_id == Area.workspace_id)
            & (main.action_ref == serves.action_ref)
            & main.is_main,
        )
        .where(Area.workspace_id == workspace_id, main.area_slug == slug)
        .group_by(Area.title, Area.position)
        .order_by(Area.position)
    )
    return [(title, paragraph) for title, paragraph in rows]


def ambiguities(
    session: Session, workspace_id: int, slug: str | None = None, *, limit: int
) -> list[Ambiguity]:
    """Give what the plan leaves unclear, about one area or in all."""
    asked = select(Ambiguity).where(Ambiguity.workspace_id == workspace_id)
    if slug is not None:
        asked = asked.join(
            AmbiguityArea,
            (AmbiguityArea.workspace_id == Ambiguity.workspace_id)
            & (AmbiguityArea.ambiguity_ref == Ambiguity.ref),
        ).where(AmbiguityArea.area_slug == slug)
    return list(session.scalars(asked.order_by(Ambiguity.position).limit(limit)))
