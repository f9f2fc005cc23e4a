"""Words looked for anywhere in the plan, and in what people here said and decided about it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from storage.models import (
    Action,
    Ambiguity,
    Area,
    Audit,
    Evidence,
    Measure,
    PlanBase,
    ProgressNote,
    Review,
    SignOff,
)
from storage.queries import total
from storage.rows import core


class Hit(NamedTuple):
    """Something that has all the words: what it is, how it is called, its text and paragraph."""

    kind: str
    name: str
    text: str
    paragraph: str | None


class Searched(NamedTuple):
    """Where to look: what a row is called, the text shown, and further text that is searched."""

    kind: str
    table: type[PlanBase]
    name: Any
    text: Any
    paragraph: Any
    more: tuple[Any, ...] = ()


NO_PARAGRAPH = null()
SEARCHED = (
    Searched(
        "area", Area, Area.slug, Area.title, Area.finding_paragraph, (Area.finding, Area.caveat)
    ),
    Searched(
        "action",
        Action,
        Action.ref,
        Action.text,
        Action.paragraph,
        (Action.note, Action.next_step),
    ),
    Searched("measure", Measure, Measure.slug, Measure.name, Measure.paragraph, (Measure.note,)),
    Searched(
        "evidence",
        Evidence,
        Evidence.ref,
        Evidence.text,
        Evidence.paragraph,
        (Evidence.kind, Evidence.shows, Evidence.caveat, Evidence.file_name, Evidence.link),
    ),
    Searched("unclear in the plan", Ambiguity, Ambiguity.ref, Ambiguity.text, Ambiguity.paragraph),
    Searched("audit", Audit, Audit.ref, Audit.theme, NO_PARAGRAPH, (Audit.shows,)),
    Searched("note", ProgressNote, ProgressNote.about, ProgressNote.text, NO_PARAGRAPH),
    Searched("claim", SignOff, SignOff.about, SignOff.why, NO_PARAGRAPH, (SignOff.reason,)),
    Searched("re-check", Review, Review.action_ref, Review.shown_by, NO_PARAGRAPH),
)


def search(
    session: Session, workspace_id: int, words: Sequence[str], *, limit: int, offset: int = 0
) -> tuple[list[Hit], int]:
    """Give one page of what has every word (in any case, as part of a word too), and how many."""
    parts = [
        select(
            literal(place).label("place"),
            literal(one.kind).label("kind"),
            one.name.label("name"),
            one.text.label("text"),
            cast(one.paragraph, Text).label("paragraph"),
            _order(one.table).label("position"),
        ).where(
            core(one.table).c.workspace_id == workspace_id,
            and_(*(_anywhere(word, (one.name, one.text, *one.more)) for word in words)),
        )
        for place, one in enumerate(SEARCHED)
    ]
    hits = union_all(*parts).subquery()
    rows = session.execute(
        select(hits.c.kind, hits.c.name, hits.c.text, hits.c.paragraph, func.count().over())
        .order_by(hits.c.place, hits.c.position, hits.c.name)
        .limit(limit)
        .offset(offset)
    ).all()
    return [Hit(*row[:4]) for row in rows], total(rows, 4, offset)


def _order(table: type[PlanBase]) -> Any:
    """Order the plan by place, and what was said about one thing by its number."""
    columns = core(table).c
    return columns.position if "position" in columns else columns.number


def _anywhere(word: str, columns: Sequence[Any]) -> ColumnElement[bool]:
    return or_(*(column.icontains(word, autoescape=True) for column in columns))
