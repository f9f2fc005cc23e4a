"""A checked plan as rows of the record."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from storage.models import (
    Action,
    ActionArea,
    Ambiguity,
    AmbiguityArea,
    Area,
    Evidence,
    EvidenceArea,
    Inspection,
    Measure,
    PlanBase,
    Reading,
    StatedDate,
)
from storage.plan_dates import When
from storage.plan_format import (
    ActionPart,
    AmbiguityPart,
    AreaPart,
    EvidencePart,
    InspectionPart,
    Judgement,
    MeasurePart,
    Plan,
    ReadingPart,
    Stated,
)
from storage.plan_values import Part
from storage.rows import Row


def rows_of(plan: Plan) -> Iterator[tuple[type[PlanBase], Row]]:
    """Give every row of the plan with its table, parents before their children.

    A row has every column but `workspace_id`. Positions count from 1 through the file, table by
    table, so the rows of one area are in the order of the file too.
    """
    for position, inspection in enumerate(plan.inspections, 1):
        yield Inspection, _inspection(inspection, position)
    for position, area in enumerate(plan.areas, 1):
        yield Area, _area(area, position)
    for position, action in enumerate(plan.actions, 1):
        yield Action, _action(action, position)
    yield from ((ActionArea, row) for row in _action_areas(plan.actions))
    for position, measure in enumerate(plan.measures, 1):
        yield Measure, _measure(measure, position)
    for measure in plan.measures:
        for number, reading in enumerate(measure.readings, 1):
            yield Reading, _reading(reading, measure.id, number)
    for position, evidence in enumerate(plan.evidence, 1):
        yield Evidence, _evidence(evidence, position)
    yield from ((EvidenceArea, row) for row in _evidence_areas(plan.evidence))
    for position, ambiguity in enumerate(plan.ambiguities, 1):
        yield Ambiguity, _ambiguity(ambiguity, position)
    yield from ((AmbiguityArea, row) for row in _ambiguity_areas(plan.ambiguities))


def source_of(plan: Plan) -> Row:
    """Give the document's particulars for `workspace.source`: plain JSON, unknowns as None.

    A stated date is {text, earliest, latest, precision, derived}; the document's own is ISO text.
    """
    source: Row = _json(plan.document)
    return source


def _json(value: object) -> Any:
    """Turn a part into what JSON can hold."""
    if isinstance(value, When):
        return {
            name: None if day is None else str(day) if name in {"earliest", "latest"} else day
            for name, day in _dated("", value).items()
        }
    if isinstance(value, Part):
        return {name: _json(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value if value is None or isinstance(value, bool) else str(value)


def _dated(prefix: str, when: When | None) -> Row:
    """Give the five columns of a stated date."""
    stated = when.stated() if when else StatedDate()
    dash = f"{prefix}_" if prefix else ""
    return {
        f"{dash}text": stated.text,
        f"{dash}earliest": stated.earliest,
        f"{dash}latest": stated.latest,
        f"{dash}precision": stated.precision,
        f"{dash}derived": stated.derived,
    }


def _texts(stated: Sequence[Stated]) -> list[Row]:
    return [{"text": each.text, "paragraph": each.paragraph} for each in stated]


def _quoted(name: str, stated: Stated | None) -> Row:
    """Give a text's two columns, itself and its paragraph."""
    return {
        name: stated.text if stated else None,
        f"{name}_paragraph": stated.paragraph if stated else None,
    }


def _inspection(part: InspectionPart, position: int) -> Row:
    judgement: Judgement | None = part.judgement
    return {
        "slug": part.id,
        "position": position,
        "kind": part.kind,
        "label": part.label,
        **_dated("month", part.month),
        "as_written": _texts(part.as_written),
        **_quoted("judgement", judgement),
        "judgement_scope": judgement.scope if judgement else None,
        **_quoted("quote", part.quote),
        "note": part.note,
        "outside_note": part.outside_note,
    }


def _area(part: AreaPart, position: int) -> Row:
    return {
        "slug": part.id,
        "position": position,
        "number": part.number,
        "title": part.title,
        "is_cross_cutting": part.cross_cutting,
        "inspection_slug": part.inspection,
        **_quoted("finding", part.finding),
        "aliases": list(part.aliases),
        "lead": part.lead,
        "state": part.state,
        "stated": _texts(part.stated),
        "stated_basis": part.stated_basis,
        **_quoted("caveat", part.caveat),
        **_dated("due", part.due),
        "due_as_written": _texts(part.due_as_written),
        **_dated("completed", part.completed),
    }


def _action(part: ActionPart, position: int) -> Row:
    return {
        "ref": part.ref,
        "position": position,
        "text": part.text,
        "paragraph": part.paragraph,
        "state": part.state,
        "confidence": part.confidence,
        "lead": part.lead,
        "by_roles": list(part.by_roles),
        "done_by": part.done_by,
        **_dated("original_due", part.original_due),
        **_dated("due", part.due),
        "due_note": part.due_note,
        "moves": 0,  # moves are counted from the day the record starts
        **_dated("started", part.started),
        **_dated("done", part.done),
        "recurs": part.recurs,
        "rule": part.rule,
        "note": part.note,
        "source": part.source,
        "next_step_ref": part.next_step.ref if part.next_step else None,
        **_quoted("next_step", part.next_step),
    }


def _action_areas(actions: Sequence[ActionPart]) -> Iterator[Row]:
    position = count(1)
    for action in actions:
        for index, served in enumerate(action.areas):
            yield {
                "action_ref": action.ref,
                "area_slug": served.area,
                "position": next(position),
                "is_main": index == 0,
                "paragraph": served.paragraph,
            }


def _measure(part: MeasurePart, position: int) -> Row:
    return {
        "slug": part.id,
        "position": position,
        "area_slug": part.area,
        "name": part.name,
        "unit": part.unit,
        "better": part.better,
        "numerator": part.numerator,
        "denominator": part.denominator,
        "target": part.target,
        "standard": part.standard,
        "paragraph": part.paragraph,
        "note": part.note,
        "outside_note": part.outside_note,
    }


def _reading(part: ReadingPart, measure: str, number: int) -> Row:
    return {
        "measure_slug": measure,
        "number": number,
        "is_baseline": part.baseline,
        "value_text": part.value,
        "value": None if part.number is None else part.number + 0.0,  # no -0.0
        "qualifier": part.qualifier,
        **_dated("period", part.period),
        "direction": part.direction,
        "change_note": part.change_note,
        "reason": part.reason,
        "paragraph": part.paragraph,
    }


def _evidence(part: EvidencePart, position: int) -> Row:
    return {
        "ref": part.ref,
        "position": position,
        "kind": part.kind,
        "text": part.text,
        "action_ref": part.action,
        **_dated("dated", part.date),
        **_dated("period", part.period),
        "paragraph": part.paragraph,
        "link": part.link,
        "given_by": part.given_by,
        "outside_note": part.outside_note,
    }


def _evidence_areas(evidence: Sequence[EvidencePart]) -> Iterator[Row]:
    position = count(1)
    for part in evidence:
        for index, area in enumerate(part.areas):
            yield {
                "evidence_ref": part.ref,
                "area_slug": area,
                "position": next(position),
                "is_main": index == 0,
            }


def _ambiguity(part: AmbiguityPart, position: int) -> Row:
    return {
        "ref": part.ref,
        "position": position,
        "text": part.text,
        "paragraph": part.paragraph,
    }


def _ambiguity_areas(ambiguities: Sequence[AmbiguityPart]) -> Iterator[Row]:
    position = count(1)
    for part in ambiguities:
        for area in part.areas:
            yield {"ambiguity_ref": part.ref, "area_slug": area, "position": next(position)}
