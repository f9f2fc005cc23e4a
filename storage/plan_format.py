"""The plan file: the project's own YAML format. Its models tell the README's table of it."""

from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import Field, StringConstraints, model_validator

from storage.plan_dates import Day, When
from storage.plan_values import AmbiguityRef, Link, Name, Part, Ref, Slug, Text, fields_of

Paragraph = Annotated[
    Text | None, Field(description='paragraph it comes from; several as "3.5, 4.1"')
]
OutsideNote = Annotated[
    Text | None, Field(description='what another source says: "Not from the report: ..."')
]


class Stated(Part):
    """Words of the document with their place in it."""

    text: Text = Field(description="the document's own words")
    paragraph: Paragraph = None


class Judgement(Stated):
    """What the inspectors judged."""

    scope: Text | None = Field(None, description="what the judgement is about, as written")


class Role(Stated):
    """A role that the document names."""

    id: Slug = Field(description="the role's id, lower-case-with-hyphens")
    does: Text | None = Field(None, description="what the role did for the document")


class Commitment(Stated):
    """Something else that the document promises, outside the plan."""

    state: Literal["not started", "in progress", "reported done"] = Field(description="its state")
    due: When | None = Field(None, description="due date")
    done: When | None = Field(None, description="when it was done")


class Consultation(Part):
    """When somebody was consulted on the document."""

    date: When | None = Field(None, description="when")
    paragraph: Paragraph = None


class Calendar(Part):
    """How the document's quarters are read."""

    financial_year: Text | None = Field(None, description="what a financial year is taken to be")
    quarters: list[When] = Field([], description="the quarters the document speaks of")


class Document(Part):
    """The document that the plan was taken from."""

    title: Text = Field(description="title")
    date: Day = Field(description="the day it speaks for (2021-09-13); the record starts then")
    report_of: Text | None = Field(None, description="the role whose report it is")
    contact_officer: Text | None = Field(None, description="the contact's role, never a name")
    council: Text | None = Field(None, description="council")
    committee: Text | None = Field(None, description="committee it went to")
    publicity: Text | None = Field(None, description="who may read it, as written")
    wards: Text | None = Field(None, description="wards affected")
    recommendation: Stated | None = Field(None, description="what the committee is asked")
    appendices: Text | None = Field(None, description="what is attached")
    finance_consulted: Consultation | None = Field(None, description="finance officer consulted")
    legal_comment: Stated | None = Field(None, description="legal implications, as written")
    calendar: Calendar | None = Field(None, description="how quarters are read")
    roles: list[Role] = Field([], description="the roles it names")
    other_commitments: list[Commitment] = Field([], description="promises outside the plan")
    outside_note: OutsideNote = None


class InspectionPart(Part):
    """An inspection or visit."""

    id: Slug = Field(description="its id, lower-case-with-hyphens")
    kind: Literal["inspection", "focused visit", "monitoring visit"] = Field(description="kind")
    label: Text = Field(description="what people call it")
    month: When | None = Field(None, description="when it was")
    as_written: list[Stated] = Field([], description="how the document dates it, each mention")
    judgement: Judgement | None = Field(None, description="the judgement, as written")
    quote: Stated | None = Field(None, description="the inspectors' exact words")
    note: Text | None = Field(None, description="anything else the document says of it")
    outside_note: OutsideNote = None


class AreaPart(Part):
    """An area for improvement, or something that several areas lean on."""

    id: Slug = Field(description="its id, lower-case-with-hyphens")
    number: Annotated[Text, StringConstraints(max_length=40)] | None = Field(
        None, description="its number (2018-4)"
    )
    title: Text = Field(description="short title")
    inspection: Slug | None = Field(None, description="id of the inspection that found it")
    finding: Stated | None = Field(None, description="the finding in Ofsted's exact words")
    aliases: list[Text] = Field([], description="other names and abbreviations people use")
    cross_cutting: bool = Field(
        False, description="true for something that several areas lean on, not a finding"
    )
    state: Literal["complete", "in progress", "not started"] | None = Field(
        None, description="its state"
    )
    stated: list[Stated] = Field([], description="the document's own sentences about its state")
    stated_basis: Literal["stated", "stated as addressed", "inferred"] | None = Field(
        None, description="how that state is known"
    )
    caveat: Stated | None = Field(None, description="what the state leaves out; always shown")
    lead: Name | None = Field(None, description="lead, by role")
    due: When | None = Field(None, description="due date")
    due_as_written: list[Stated] = Field([], description="each mention of the due date")
    completed: When | None = Field(None, description="when it was completed")


class Served(Part):
    """An area that an action serves."""

    area: Slug = Field(description="id of the area")
    paragraph: Paragraph = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"area": value} if isinstance(value, str) else value


class NextStep(Stated):
    """The document's own next step that an action is."""

    ref: Ref = Field(description="its reference (NS-1)")


class ActionPart(Part):
    """One action of the plan."""

    ref: Ref = Field(description="its reference (MC-3)")
    areas: list[Served] = Field(
        min_length=1, description="the areas it serves, the main one first: an id or a mapping"
    )
    text: Text = Field(description="what is to be done")
    paragraph: Paragraph = None
    state: Literal["not started", "in progress", "reported done", "no further action"] = Field(
        description="its state"
    )
    confidence: Literal["red", "amber", "green"] | None = Field(
        None, description="how sure people are that it will be done"
    )
    lead: Name | None = Field(None, description="lead, by role")
    by_roles: list[Text] = Field([], description="roles that do it, as written")
    done_by: Text | None = Field(None, description="the role or group that did it")
    original_due: When | None = Field(None, description="the first due date")
    due: When | None = Field(None, description="the due date now")
    due_note: Text | None = Field(None, description="what the document says about the due date")
    started: When | None = Field(None, description="when it started")
    done: When | None = Field(None, description="when it was done")
    recurs: Text | None = Field(None, description="how often it comes round (quarterly)")
    rule: Text | None = Field(None, description="how its dates follow (audit date + 3 months)")
    note: Text | None = Field(None, description="anything else the document says of it")
    source: Literal["plan", "audit"] = Field("plan", description="where the action comes from")
    next_step: NextStep | None = Field(None, description="the document's next step that it is")


class ReadingPart(Part):
    """One figure of a measure."""

    value: Text = Field(description='the figure as stated ("almost 90%")')
    number: float | None = Field(None, allow_inf_nan=False, description="the figure as a number")
    qualifier: Literal["exactly", "about", "almost", "at least"] | None = Field(
        None, description="how the document hedges it"
    )
    period: When | None = Field(None, description="the period it is for")
    baseline: bool = Field(False, description="true for the figure that others are compared with")
    direction: Literal["improved", "worsened", "unchanged", "rose", "fell"] | None = Field(
        None, description="how it moved"
    )
    change_note: Text | None = Field(None, description="the change in words")
    reason: Text | None = Field(None, description="the reason the document gives")
    paragraph: Paragraph = None


class MeasurePart(Part):
    """What is counted."""

    id: Slug = Field(description="its id, lower-case-with-hyphens")
    area: Slug = Field(description="id of its area")
    name: Text = Field(description="what is counted")
    unit: Text | None = Field(None, description="unit (%)")
    better: Literal["higher", "lower", "not stated"] = Field(
        "not stated", description="which way is better"
    )
    numerator: Text | None = Field(None, description="what is counted on top")
    denominator: Text | None = Field(None, description="out of what")
    target: Text | None = Field(None, description="target, as stated")
    standard: Text | None = Field(None, description="national or local standard, as stated")
    paragraph: Paragraph = None
    note: Text | None = Field(None, description="what to know when reading it")
    outside_note: OutsideNote = None
    readings: list[ReadingPart] = Field(
        [], description="its figures, oldest first; none where the plan gives no figure"
    )


class EvidencePart(Part):
    """What shows that something was done."""

    ref: Ref = Field(description="its reference (EV-7)")
    # A fixed list, because a redaction keeps such words.
    kind: Literal[
        "audit",
        "form",
        "strategy",
        "process",
        "procedure",
        "post",
        "allocation",
        "reminder",
        "monitoring",
        "training",
        "report",
        "minutes",
        "data",
        "feedback",
        "other",
    ] = Field(description="kind")
    text: Text = Field(description="what it is")
    areas: list[Slug] = Field([], description="ids of the areas it supports, the main one first")
    action: Ref | None = Field(None, description="reference of the action it supports")
    date: When | None = Field(None, description="the evidence's own date")
    period: When | None = Field(None, description="the period it covers")
    paragraph: Paragraph = None
    link: Link | None = Field(None, description="where it is (https://...)")
    given_by: Text | None = Field(None, description="the role that gave it")
    outside_note: OutsideNote = None


class AmbiguityPart(Part):
    """What the document itself leaves unclear."""

    ref: AmbiguityRef = Field(description="its reference (A1)")
    text: Text = Field(description="what is unclear")
    paragraph: Paragraph = None
    areas: list[Slug] = Field([], description="ids of the areas it touches; none: the whole plan")


class Plan(Part):
    """A whole plan file."""

    format: Literal["1"] = Field(description="the version of this format")
    document: Document = Field(description="the document the plan was taken from")
    inspections: list[InspectionPart] = Field([], description="inspections and visits")
    areas: list[AreaPart] = Field(description="areas for improvement")
    actions: list[ActionPart] = Field([], description="actions")
    measures: list[MeasurePart] = Field([], description="measures and their figures")
    evidence: list[EvidencePart] = Field([], description="evidence")
    ambiguities: list[AmbiguityPart] = Field([], description="what the document leaves unclear")


# --- The format, told from the models.

# What the table tells once, at its end, and calls by these names above.
_TOLD_ONCE: dict[type[Part], str] = {Stated: "WORDS", When: "DATE"}


def part_at(path: tuple[str | int, ...]) -> type[Part]:
    """Give the part that stands at a path of a plan file, or else the one around it."""
    part: type[Part] = Plan
    for step in path:
        if isinstance(step, str):
            part = _part_in(fields_of(part)[step].annotation) or part
    return part


def _part_in(annotation: Any) -> type[Part] | None:
    """Give the part inside an annotation such as list[Served] or When | None."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, Part) else None
    return next((part for arg in get_args(annotation) if (part := _part_in(arg))), None)


def _words_in(annotation: Any) -> tuple[str, ...]:
    """Give the words that a field is limited to."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((words for arg in get_args(annotation) if (words := _words_in(arg))), ())


def format_table() -> list[tuple[str, str, str]]:
    """Give the format as rows: a field's path, "yes" where it is required, what it means.

    A field that is a list ends in []. DATE and WORDS stand for the fields that the last rows tell.
    """
    told_once = [row for part, name in _TOLD_ONCE.items() for row in _rows(part, f"{name}.")]
    return [*_rows(Plan, ""), *told_once]


def _rows(
    part: type[Part], prefix: str, told: Collection[str] = ()
) -> Iterator[tuple[str, str, str]]:
    for name, field in fields_of(part).items():
        if name in told:
            continue
        inner = _part_in(field.annotation)
        once = next((each for each in _TOLD_ONCE if inner and issubclass(inner, each)), None)
        limits = [_TOLD_ONCE[once]] if once else _words_in(field.annotation)
        meaning = f"{field.description} ({', '.join(limits)})" if limits else field.description
        path = f"{prefix}{name}{'[]' if get_origin(field.annotation) is list else ''}"
        yield path, "yes" if field.is_required() else "", meaning or ""
        if inner:
            yield from _rows(inner, f"{path}.", fields_of(once) if once else ())
