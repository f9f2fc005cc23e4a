"""Words looked for anywhere in the plan, and references looked up."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from storage.models import Action, Ambiguity, Area, Evidence, Measure, PlanBase
from storage.queries import total


class Hit(NamedTuple):
    """Something that has all the words: what it is, how it is called, its text and paragraph."""

    kind: str
    name: str
    text: str
    paragraph: str | None


# kind, what it is called, the text shown, further text searched
SEARCHED: tuple[tuple[str, type[PlanBase], Any, Any, Any, tuple[Any, ...]], ...] = (
    ("area", Area, Area.slug, Area.title, Area.finding_paragraph, (Area.finding, Area.caveat)),
    ("action", Action, Action.ref, Action.text, Action.paragraph, (Action.note, Action.next_step)),
    ("measure", Measure, Measure.slug, Measure.name, Measure.paragraph, (Measure.note,)),
    ("evidence", Evidence, Evidence.ref, Evidence.text, Evidence.paragraph, (Evidence.kind,)),
    ("unclear in the plan", Ambiguity, Ambiguity.ref, Ambiguity.text, Ambiguity.paragraph, ()),
)


def search(
    session: Session, workspace_id: int, words: Sequence[str], *, limit: int, offset: int = 0
) -> tuple[list[Hit], int]:
    """Give one page of what has every word (in any case, as part of a word too), and how many."""
    parts = [
        select(
            literal(place).label("place"),
            literal(kind).label("kind"),
            name.label("name"),
            text.label("text"),
            paragraph.label("paragraph"),
            table.__table__.c.position.label("position"),
        ).where(
            table.__table__.c.workspace_id == workspace_id,
            and_(*(_anywhere(word, (name, text, *more)) for word in words)),
        )
        for place, (kind, table, name, text, paragraph, more) in enumerate(SEARCHED)
    ]
    hits = union_all(*parts).subquery()
    rows = session.execute(
        select(hits.c.kind, hits.c.name, hits.c.text, hits.c.paragraph, func.count().over())
        .order_by(hits.c.place, hits.c.position, hits.c.name)
        .limit(limit)
        .offset(offset)
    ).all()
    return [Hit(*row[:4]) for row in rows], total(rows, 4, offset)


def _anywhere(word: str, columns: Sequence[Any]) -> ColumnElement[bool]:
    return or_(*(column.icontains(word, autoescape=True) for column in columns))
