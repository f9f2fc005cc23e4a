"""The plan file: the project's own YAML format, and every fault in a file with its line.

`read_yaml` gives the texts with their lines; `check` gives a Plan, or every fault at once. The
models below are the format: their descriptions are the README's table of it (`format_table`).
A fault never repeats a text from the file (it may name a child) unless that text is a date or
looks like a reference or an id.
"""

import re
from calendar import month_name, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, NoReturn, Self, get_args, get_origin

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from rapidfuzz import fuzz, process

from storage.errors import OfstedError
from storage.models import StatedDate

Path = tuple[str | int, ...]

MAX_DEPTH = 20  # the format itself goes 5 deep
MAX_SLUG = 80
NEAR_ENOUGH = 70  # below this likeness (0 to 100) a suggestion would only confuse
YEARS = range(1900, 2200)  # outside these a year is a slip of the finger
FAULT = "plan"  # pydantic's type for the faults that carry their own sentence


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to put right in a plan file."""

    line: int
    sentence: str


class PlanFaults(OfstedError):
    """A plan file that was refused whole, with every fault found in it."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        self.name = name
        self.faults = tuple(sorted(set(faults)))
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults):,} faults"
        super().__init__(f"{name} has {count}; nothing was loaded.")

    def __str__(self) -> str:
        told = (f"{self.name}, line {fault.line}: {fault.sentence}" for fault in self.faults)
        return "\n".join((self.sentence, *told))


# --- Reading: every value is text, and keeps its line.

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_A_LINE = re.compile(r"[\x85\u2028\u2029]")  # YAML counts these as lines, editors do not
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSTORABLE_FAULT = "There is a control character here, which cannot be stored."


class _Mapping(dict[str, Any]):
    """A YAML mapping and the line of each of its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class _Sequence(list[Any]):
    """A YAML list and the line of each of its items."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A YAML file as mappings, lists and texts, which know their lines."""

    data: dict[str, Any]

    def line_of(self, path: Path) -> int:
        """Give the line of the value at `path`, or of the nearest thing around it that exists."""
        line, node = 1, self.data
        for step in path:
            try:
                line, node = node.lines[step], node[step]  # type: ignore[attr-defined,index]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line

    def texts(self) -> Iterator[tuple[int, str]]:
        """Give every text of the file, field names too, with its line."""
        yield from _texts(self.data, 1)


def _texts(node: Any, line: int) -> Iterator[tuple[int, str]]:
    if isinstance(node, str):
        yield line, node
    elif isinstance(node, _Mapping):
        for key, value in node.items():
            yield node.lines[key], key
            yield from _texts(value, node.lines[key])
    elif isinstance(node, _Sequence):
        for item_line, item in zip(node.lines, node, strict=True):
            yield from _texts(item, item_line)


def read_yaml(text: str | bytes, name: str) -> YamlDocument:
    """Read a plan file's YAML; `name` is what faults call the file.

    Raises PlanFaults where the file is not UTF-8, not YAML, empty, a list or a text, gives a field
    twice, or uses what the format leaves out (anchors, tags, a second document).
    """
    words = _decoded(text, name)
    reader = _Reader(words)
    try:
        data = reader.document()
    except yaml.YAMLError as error:
        last = words.count("\n") + 1  # YAML may blame the line after the end
        reader.fault(min(_line_of_error(error), last), _sentence_of_error(error))
    if reader.faults:
        raise PlanFaults(name, reader.faults)
    return YamlDocument(data)


def _decoded(text: str | bytes, name: str) -> str:
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise PlanFaults(name, [Fault(line, "The file is not UTF-8 text from here.")]) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = _NOT_A_LINE.sub(" ", text)
    found = _UNSTORABLE.finditer(text)
    if faults := [Fault(text.count("\n", 0, at.start()) + 1, _UNSTORABLE_FAULT) for at in found]:
        raise PlanFaults(name, faults)
    return text


class _NotReadable(yaml.YAMLError):
    """Where reading has to stop, although the file may be YAML."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def _line_of_error(error: yaml.YAMLError) -> int:
    if isinstance(error, _NotReadable):
        return error.line
    mark = getattr(error, "problem_mark", None)
    if "end of stream" in (getattr(error, "problem", None) or ""):
        mark = getattr(error, "context_mark", None) or mark  # where the quotation mark opened
    return mark.line + 1 if mark else 1


def _sentence_of_error(error: yaml.YAMLError) -> str:
    if isinstance(error, _NotReadable):
        return error.sentence
    problem = getattr(error, "problem", None) or ""
    if "end of stream" in problem:
        return "A quotation mark or bracket opened here is never closed."
    if "cannot start any token" in problem:
        return "A value cannot start with a tab, @, ` or %; put it in quotation marks."
    if "mapping values are not allowed" in problem:
        return (
            "This is not YAML: a text with a colon needs quotation marks, "
            "and a field must line up with its neighbours."
        )
    return "This is not YAML: check the indentation, colons and quotation marks here."


class _Reader:
    """Builds the document from YAML's events, noting what the format leaves out."""

    def __init__(self, text: str) -> None:
        self.events = iter(yaml.parse(text, Loader=_LOADER))
        self.faults: list[Fault] = []

    def fault(self, line: int, sentence: str) -> None:
        self.faults.append(Fault(line, sentence))

    def document(self) -> Any:
        next(self.events)  # the start of the stream
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _NotReadable(1, "The file is empty.")
        event = next(self.events)
        data = self._node(event, 0)
        if data is None:
            self.fault(1, "The file is empty.")
        elif not isinstance(data, _Mapping):
            self.fault(
                _line(event), "The file must start with fields (format: 1), not a list or a text."
            )
        next(self.events)  # the end of the document
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _NotReadable(_line(event), "A second document starts here; a plan is one.")
        return data

    def _node(self, event: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise _NotReadable(_line(event), f"This is nested more than {MAX_DEPTH} deep.")
        if event.anchor is not None:
            self.fault(
                _line(event),
                "Anchors and aliases are not read: a value that starts with & or * "
                "needs quotation marks.",
            )
        if getattr(event, "tag", None) is not None:
            self.fault(
                _line(event),
                "Tags are not read: a value that starts with ! needs quotation marks.",
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        return None  # an alias: its fault is noted above

    def _mapping(self, depth: int) -> _Mapping:
        mapping = _Mapping()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            if not isinstance(key, str) or not key:
                self.fault(line, "A field's name must be a word.")
            elif key in mapping:
                first = mapping.lines[key]
                self.fault(line, f"This field is given twice; the first is on line {first}.")
            else:
                mapping[key] = value
                mapping.lines[key] = line
        return mapping

    def _sequence(self, depth: int) -> _Sequence:
        sequence = _Sequence()
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            sequence.lines.append(_line(event))
            sequence.append(self._node(event, depth + 1))
        return sequence

    def _scalar(self, event: yaml.ScalarEvent) -> str | None:
        text: str = event.value.strip()
        if not event.style and text in {"", "~", "null"}:
            return None
        if _UNSTORABLE.search(text):  # written as an escape: "\0"
            self.fault(_line(event), _UNSTORABLE_FAULT)
        return text


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


# --- Dates, ids and references: texts with a shape.

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_QUARTER = re.compile(r"Q([1-4]) ([0-9]{4})-([0-9]{2})")
_YEAR = re.compile(r"([0-9]{4})")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REF = re.compile(r"[A-Z]{1,10}-[0-9]{1,6}")
_AMBIGUITY_REF = re.compile(r"[A-Z]{1,10}-?[0-9]{1,6}")
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{1,4}")
_LINK = re.compile(r"https://[^\s/?#@:]+(:[0-9]+)?([/?#]\S*)?")


def _refuse(sentence: str) -> NoReturn:
    """Refuse a value with this sentence. The sentence goes as data: braces in it mean nothing."""
    raise PydanticCustomError(FAULT, "{sentence}", {"sentence": sentence})


def _real_day(year: int, month: int, day: int) -> date:
    if year not in YEARS:
        _refuse(f"the year {year:04} is outside {YEARS[0]} to {YEARS[-1]}.")
    if month not in range(1, 13):
        _refuse(f"there is no month {month:02}; months are 01 to 12.")
    if day not in range(1, monthrange(year, month)[1] + 1):
        _refuse(f"{day} {month_name[month]} {year} does not exist.")
    return date(year, month, day)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def read_date(text: str) -> StatedDate | None:
    """Read 2021-12-31, 2018-11, Q1 2021-22 (April to June) or 2018; None for any other words.

    Raises pydantic's own error where the words have that shape and no such date exists.
    """
    if found := _DAY.fullmatch(text):
        day = _real_day(*map(int, found.groups()))
        return StatedDate(f"{day.day} {month_name[day.month]} {day.year}", day, day, "day", False)
    if found := _MONTH.fullmatch(text):
        first = _real_day(int(found[1]), int(found[2]), 1)
        last = _month_end(first.year, first.month)
        return StatedDate(f"{month_name[first.month]} {first.year}", first, last, "month", False)
    if found := _QUARTER.fullmatch(text):
        number, year, next_year = map(int, found.groups())
        if next_year != (year + 1) % 100:
            _refuse(f"{text} is not a financial year: {year}-{(year + 1) % 100:02} is.")
        start = (number * 3) % 12 + 1  # quarters run April to March
        first = _real_day(year + (number == 4), start, 1)  # noqa: PLR2004 - Q4 is the last
        return StatedDate(text, first, _month_end(first.year, start + 2), "quarter", False)
    if found := _YEAR.fullmatch(text):
        first = _real_day(int(text), 1, 1)
        return StatedDate(text, first, date(first.year, 12, 31), "year", False)
    return None


def _day(text: object) -> date:
    read = read_date(text) if isinstance(text, str) else None
    if read is None or read.precision != "day" or read.earliest is None:
        _refuse("a day is written 2021-12-31.")
    return read.earliest


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        _refuse("an id is lower-case letters and digits joined by hyphens (missing-children).")
    return text


def _ref(text: str) -> str:
    if not _REF.fullmatch(text):
        _refuse("a reference is capital letters, a hyphen and a number (MC-3).")
    return text


def _ambiguity_ref(text: str) -> str:
    if not _AMBIGUITY_REF.fullmatch(text):
        _refuse("a reference is capital letters and a number (A1, or MC-3).")
    return text


def _link(text: str) -> str:
    if not _LINK.fullmatch(text):
        _refuse("a link starts with https:// and has no spaces.")
    return text


Text = Annotated[str, StringConstraints(min_length=1)]
# Names that the database looks rows up by: PostgreSQL's indexes take no long texts.
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Slug = Annotated[str, StringConstraints(max_length=MAX_SLUG), AfterValidator(_slug)]
Ref = Annotated[str, AfterValidator(_ref)]
AmbiguityRef = Annotated[str, AfterValidator(_ambiguity_ref)]
Link = Annotated[str, AfterValidator(_link)]
Day = Annotated[date, BeforeValidator(_day)]


# --- The format.

PARAGRAPH = 'paragraph of the document it comes from; several as "3.5, 4.1"'
OUTSIDE = 'what another source says, in words that begin "Not from the report:"'
UNKNOWN = (None, "unknown")


class Part(BaseModel):
    """A part of the plan; a field that is left out, empty or "unknown" is one it does not say."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_unknowns(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        known = _field_names(cls)
        return {k: v for k, v in value.items() if k not in known or v not in UNKNOWN}


class When(Part):
    """A date, no more precise than its source; alone, its text is enough (due: 2021-12)."""

    text: Text = Field(
        description='the date as stated: "late 2021"; or 2021-12-31, 2021-12, Q3 2021-22 or 2021'
    )
    from_: Day | None = Field(None, alias="from", description="the earliest day the words can mean")
    to: Day | None = Field(None, description="the latest day the words can mean")
    derived: bool = Field(
        False, description="true where the days are our reading of the words, not the document's"
    )

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not any(shape.fullmatch(value) for shape in (_DAY, _MONTH, _QUARTER, _YEAR)):
            _refuse(
                "a date is written 2021-12-31, 2021-12, Q3 2021-22 or 2021; "
                "other words go into a mapping: {text: late 2021, from: ..., to: ...}."
            )
        return {"text": value}

    @field_validator("text")
    @classmethod
    def _exists(cls, text: str) -> str:
        read_date(text)
        return text

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        days = self.from_ or self.to
        if self.from_ and self.to and self.to < self.from_:
            _refuse(f'"to" ({self.to}) comes before "from" ({self.from_}).')
        if days and read_date(self.text):
            _refuse('the text is a date already; leave out "from" and "to".')
        if self.derived and not days and not read_date(self.text):
            _refuse('"derived" is about the days; give "from" and "to", or leave it out.')
        return self

    def stated(self) -> StatedDate:
        """Give the date as the record keeps it."""
        read = read_date(self.text)
        if read is None:
            return StatedDate(self.text, self.from_, self.to, "stated", self.derived)
        return StatedDate(read.text, read.earliest, read.latest, read.precision, self.derived)


class Stated(Part):
    """Words of the document with their place in it."""

    text: Text = Field(description="the document's own words")
    paragraph: Text | None = Field(None, description=PARAGRAPH)


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
    paragraph: Text | None = Field(None, description=PARAGRAPH)


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
    outside_note: Text | None = Field(None, description=OUTSIDE)


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
    outside_note: Text | None = Field(None, description=OUTSIDE)


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
        None, description="whether the document says that state or it is our reading"
    )
    caveat: Stated | None = Field(None, description="what the state leaves out; always shown")
    lead: Name | None = Field(None, description="lead, by role")
    due: When | None = Field(None, description="due date")
    due_as_written: list[Stated] = Field([], description="each mention of the due date")
    completed: When | None = Field(None, description="when it was completed")


class Served(Part):
    """An area that an action serves."""

    area: Slug = Field(description="id of the area")
    paragraph: Text | None = Field(None, description=PARAGRAPH)

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
    paragraph: Text | None = Field(None, description=PARAGRAPH)
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
        None, description="how the document hedges the figure"
    )
    period: When | None = Field(None, description="the period it is for")
    baseline: bool = Field(False, description="true for the figure that others are compared with")
    direction: Literal["improved", "worsened", "unchanged", "rose", "fell"] | None = Field(
        None, description="how it moved"
    )
    change_note: Text | None = Field(None, description="the change in words")
    reason: Text | None = Field(None, description="the reason the document gives")
    paragraph: Text | None = Field(None, description=PARAGRAPH)


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
    paragraph: Text | None = Field(None, description=PARAGRAPH)
    note: Text | None = Field(None, description="what to know when reading it")
    outside_note: Text | None = Field(None, description=OUTSIDE)
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
    paragraph: Text | None = Field(None, description=PARAGRAPH)
    link: Link | None = Field(None, description="where it is (https://...)")
    given_by: Text | None = Field(None, description="the role that gave it")
    outside_note: Text | None = Field(None, description=OUTSIDE)


class AmbiguityPart(Part):
    """What the document itself leaves unclear."""

    ref: AmbiguityRef = Field(description="its reference (A1)")
    text: Text = Field(description="what is unclear")
    paragraph: Text | None = Field(None, description=PARAGRAPH)
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


# --- Checking.

_ANY = "*"  # in a path: every item of a list
_KINDS = {
    "inspections": "inspection",
    "areas": "area",
    "actions": "action",
    "measures": "measure",
    "evidence": "evidence",
    "ambiguities": "ambiguity",
}
# Everything people call up with `show REF` shares one set of references.
_UNIQUE: tuple[tuple[str, re.Pattern[str], tuple[Path, ...]], ...] = (
    ("id", _SLUG, (("inspections", _ANY, "id"),)),
    ("id", _SLUG, (("areas", _ANY, "id"),)),
    ("number", _NUMBER, (("areas", _ANY, "number"),)),
    ("id", _SLUG, (("measures", _ANY, "id"),)),
    ("id", _SLUG, (("document", "roles", _ANY, "id"),)),
    (
        "reference",
        _AMBIGUITY_REF,
        (
            ("actions", _ANY, "ref"),
            ("actions", _ANY, "next_step", "ref"),
            ("evidence", _ANY, "ref"),
            ("ambiguities", _ANY, "ref"),
        ),
    ),
)
_NAMED: tuple[tuple[str, Path, tuple[Path, ...]], ...] = (
    ("inspection", ("inspections", _ANY, "id"), (("areas", _ANY, "inspection"),)),
    (
        "area",
        ("areas", _ANY, "id"),
        (
            ("actions", _ANY, "areas", _ANY),
            ("actions", _ANY, "areas", _ANY, "area"),
            ("measures", _ANY, "area"),
            ("evidence", _ANY, "areas", _ANY),
            ("ambiguities", _ANY, "areas", _ANY),
        ),
    ),
    ("action", ("actions", _ANY, "ref"), (("evidence", _ANY, "action"),)),
)
_SENTENCES = {
    "missing": '"{field}" is missing.',
    "literal_error": '"{field}" must be {expected}.',
    "string_type": '"{field}" must be a text.',
    "string_too_short": '"{field}" is empty.',
    "string_too_long": '"{field}" is longer than {max_length} characters.',
    "list_type": '"{field}" must be a list.',
    "too_short": '"{field}" needs at least one item.',
    "bool_parsing": '"{field}" must be true or false.',
    "bool_type": '"{field}" must be true or false.',
    "float_parsing": '"{field}" must be a number, such as 47.5.',
    "float_type": '"{field}" must be a number, such as 47.5.',
    "finite_number": '"{field}" must be a number, such as 47.5.',
    "model_type": '"{field}" must be made of fields (name: value).',
}


def check(document: YamlDocument, name: str) -> Plan:
    """Give the plan that the document holds; raise PlanFaults with every fault, by line.

    The checks across parts run on the texts as they are, so that a part with a fault of its own
    hides none of the others.
    """
    faults = [
        *_duplicates(document),
        *_unknown_names(document),
        *_repeated_areas(document),
        *_shared_aliases(document),
    ]
    try:
        plan = Plan.model_validate(document.data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        faults += [_fault(document, detail) for detail in details]
    if faults:
        raise PlanFaults(name, faults)
    return plan


def _at(node: Any, pattern: Path, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Give each text that a path with wildcards reaches, and where it is."""
    if not pattern:
        if isinstance(node, str) and node not in UNKNOWN:
            yield path, node
    elif pattern[0] == _ANY and isinstance(node, list):
        for index, item in enumerate(node):
            yield from _at(item, pattern[1:], (*path, index))
    elif isinstance(node, dict) and pattern[0] in node:
        step = pattern[0]
        yield from _at(node[step], pattern[1:], (*path, step))


def _shaped(shape: re.Pattern[str], text: object) -> bool:
    """Say whether a text is shaped so that a fault may repeat it."""
    return isinstance(text, str) and len(text) <= MAX_SLUG and shape.fullmatch(text) is not None


def _duplicates(document: YamlDocument) -> Iterator[Fault]:
    for kind, shape, patterns in _UNIQUE:
        first: dict[str, int] = {}
        for pattern in patterns:
            for path, text in _at(document.data, pattern):
                line = document.line_of(path)
                if text in first:
                    what = f"The {kind} {text}" if _shaped(shape, text) else f"This {kind}"
                    yield Fault(line, f"{what} is already used on line {first[text]}.")
                first.setdefault(text, line)


def _unknown_names(document: YamlDocument) -> Iterator[Fault]:
    for kind, defined, patterns in _NAMED:
        known = {text for _, text in _at(document.data, defined)}
        near_by = [] if kind == "action" else [text for text in known if _shaped(_SLUG, text)]
        for path, text in (found for pattern in patterns for found in _at(document.data, pattern)):
            if text in known or not _shaped(_REF if kind == "action" else _SLUG, text):
                continue  # a name that is not even shaped like one has its own fault
            about, near = _about(document, path), _nearest(text, near_by)
            yield Fault(
                document.line_of(path), f"{about}there is no {kind} {text} in this file.{near}"
            )


def _repeated_areas(document: YamlDocument) -> Iterator[Fault]:
    for section in ("actions", "evidence", "ambiguities"):
        seen: set[tuple[Path, str]] = set()
        ends: tuple[Path, ...] = ((), ("area",))
        for end in ends:
            for path, text in _at(document.data, (section, _ANY, "areas", _ANY, *end)):
                if (path[:2], text) in seen and _shaped(_SLUG, text):
                    sentence = f"{_about(document, path)}the area {text} is given twice."
                    yield Fault(document.line_of(path), sentence)
                seen.add((path[:2], text))


def _shared_aliases(document: YamlDocument) -> Iterator[Fault]:
    first: dict[str, Path] = {}
    ends: tuple[Path, ...] = (("id",), ("number",), ("aliases", _ANY))
    for end in ends:
        for path, text in _at(document.data, ("areas", _ANY, *end)):
            taken = first.setdefault(" ".join(text.casefold().split()), path)
            if taken[1] != path[1] and end[0] == "aliases":
                line = document.line_of(taken)
                sentence = f"{_about(document, path)}this alias is another area's, on line {line}."
                yield Fault(document.line_of(path), sentence)


def _about(document: YamlDocument, path: Path) -> str:
    """Begin a sentence with the item it is about: "Action MC-3: "."""
    kind = _KINDS.get(str(path[0])) if len(path) > 1 else None
    if kind is None:
        return ""
    item = document.data[str(path[0])][path[1]]
    shapes = {"ref": _AMBIGUITY_REF, "id": _SLUG} if isinstance(item, dict) else {}
    names = (item[key] for key, shape in shapes.items() if _shaped(shape, item.get(key)))
    return " ".join((kind.capitalize(), *names)) + ": "


def _nearest(text: str, known: list[str]) -> str:
    """Ask whether the nearest right word was meant; nothing where none is near."""
    found = process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return f" Did you mean {found[0]}?" if found else ""


def _fault(document: YamlDocument, error: ErrorDetails) -> Fault:
    path: Path = error["loc"]
    sentence = f"{_about(document, path)}{_sentence(error)}"
    return Fault(document.line_of(path), sentence[:1].upper() + sentence[1:])


def _sentence(error: ErrorDetails) -> str:
    """Say pydantic's error in plain words."""
    kind, path = error["type"], error["loc"]
    if kind == FAULT:
        return error["msg"]
    if kind == "extra_forbidden":
        return _unknown_field(path)
    field = next((step for step in reversed(path) if isinstance(step, str)), "the file")
    given = {name: str(value).replace("'", "") for name, value in error.get("ctx", {}).items()}
    return _SENTENCES.get(kind, '"{field}" cannot be read.').format(field=field, **given)


def _unknown_field(path: Path) -> str:
    """Name the nearest field of the part that `path` is in, or all of them."""
    part = _part_at(path[:-1])
    names = list(_field_names(part))
    near = _nearest(str(path[-1]), names)
    return f"there is no such field here.{near or ' The fields are: ' + ', '.join(names) + '.'}"


# --- The format, told from the models.


@cache
def _field_names(part: type[BaseModel]) -> dict[str, Any]:
    """Give a part's fields by the names they have in the file."""
    return {field.alias or name: field for name, field in part.model_fields.items()}


def _inner(annotation: Any) -> type[Part] | None:
    """Give the part inside an annotation such as list[Served] or When | None."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, Part) else None
    return next((part for arg in get_args(annotation) if (part := _inner(arg))), None)


def _part_at(path: Path) -> type[Part]:
    part: type[Part] = Plan
    for step in path:
        if isinstance(step, str):
            part = _inner(_field_names(part)[step].annotation) or part
    return part


def _words(annotation: Any) -> tuple[str, ...]:
    """Give the words that a field is limited to."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((words for arg in get_args(annotation) if (words := _words(arg))), ())


def format_table() -> list[tuple[str, str, str]]:
    """Give the format as rows: field path, whether it is required, what it means."""
    return [*_rows(Plan, ""), *_rows(When, "(a date).")]


def _rows(part: type[Part], prefix: str) -> Iterator[tuple[str, str, str]]:
    for name, field in _field_names(part).items():
        inner = _inner(field.annotation)
        is_list = get_origin(field.annotation) is list
        words = _words(field.annotation)
        meaning = field.description + (f" ({', '.join(words)})" if words else "")
        meaning += " (a date)" if inner is When else ""
        path = f"{prefix}{name}{'[]' if is_list else ''}"
        yield path, "yes" if field.is_required() else "no", meaning
        if inner is not None and inner is not When:
            yield from _rows(inner, f"{path}.")
