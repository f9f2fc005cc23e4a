"""Enter an inspection or visit, and the new areas for improvement that it found."""

import re
import unicodedata
from calendar import month_name, monthrange
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import count

from commands import wording as say
from commands.area_changes import noted, whose
from commands.form import MOST_PARTS, Again, Faults, Field, Filled, Form, Told, form, required
from commands.names import Named
from commands.periods import PeriodUnclear, read_period
from commands.question import Question
from commands.registry import command
from commands.reply import Bullets, Button, Item, Reply, Said
from commands.stated_dates import columns
from storage.models import Area, Inspection, StatedDate
from storage.plan_dates import read_date
from storage.plan_values import MAX_SLUG
from storage.queries.references import next_position
from storage.rows import Row, rows_in, whole

KINDS = ("inspection", "focused visit", "monitoring visit")  # those of storage.plan_format
ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Found:
    """An area that the inspectors found: its place in the form, and what was typed there."""

    place: int
    title: str
    finding: str
    paragraph: str | None


@command(
    "inspection add",
    "Enter an inspection or visit, and the areas it found (a form)",
    role="quality assurance",
)
def inspection_add(question: Question) -> Form:
    """Open the form with room for one area; a button gives room for more."""
    return _draw(question, Filled("inspection add", seen=question.up_to))


ABOUT_IT: tuple[Field | Told, ...] = (
    Field("kind", "Kind", "choice", options=tuple((one, say.opened(one)) for one in KINDS)),
    Field("month", "Month", hint="The month it was in, for example July 2024."),
    Field(
        "label",
        "What people call it",
        hint="Left empty, it is called “Ofsted inspection, July 2024”.",
        optional=True,
        most=150,
    ),
    Field("judgement", "Judgement, as written", hint="If one was given.", optional=True, most=200),
    Field("judgement_paragraph", "Paragraph of the judgement", optional=True, most=200),
    Field("quote", "The inspectors' exact words", "text", optional=True),
    Field("quote_paragraph", "Paragraph of these words", optional=True, most=200),
    Told(
        "New areas for improvement: those that the plan has already stay as they are.", quiet=True
    ),
)
WORDS = ("judgement", "judgement_paragraph", "quote", "quote_paragraph")


def _of_an_area(place: int) -> tuple[Field, ...]:
    return (
        Field(f"title_{place}", f"Area {place}: short title", optional=True, most=150),
        Field(f"finding_{place}", f"Area {place}: Ofsted's exact words", "text", optional=True),
        Field(f"paragraph_{place}", f"Area {place}: paragraph", optional=True, most=200),
    )


MOST_AREAS = (MOST_PARTS - len(ABOUT_IT) - 1) // len(_of_an_area(1))


def _draw(_: Question, filled: Filled) -> Form:
    rows = min(MOST_AREAS, 1 + filled.pressed.get(ANOTHER, 0))
    areas = (field for place in range(1, rows + 1) for field in _of_an_area(place))
    more = (Again(ANOTHER, "Another area"),) if rows < MOST_AREAS else ()
    return Form("inspection add", "Add an inspection", (*ABOUT_IT, *areas, *more), "", filled.seen)


@form("inspection add", role="quality assurance", draw=_draw)
def added(question: Question, filled: Filled) -> Reply:
    """Enter the inspection and its areas at the end of the plan."""
    kind, text = required(filled, "kind", "month").values()
    month = _month(question, text)
    label = filled.text("label") or f"Ofsted {kind}, {_words_of(month)}"
    _check_new(question, kind, month, label)
    found = tuple(_areas_found(filled))
    _check_titles(question, found)
    inspection = {
        "slug": _slug(f"{kind} {month:%Y %m}", {one.slug for one in question.inspections}),
        "position": next_position(question.session, question.id, Inspection),
        "kind": kind,
        "label": label,
        **columns("month", read_date(f"{month:%Y-%m}") or StatedDate()),
        "as_written": [],
        **{name: filled.text(name) for name in WORDS},
    }
    question.write.reason = label
    question.write.insert(Inspection, whole(Inspection, inspection))
    areas = list(_area_rows(question, inspection["slug"], month, found))
    for row in areas:
        question.write.insert(Area, row)
    return _note(question, inspection, areas)


def _month(question: Question, text: str) -> date:
    """Read one month with its year and give its first day; raises Faults."""
    with suppress(PeriodUnclear):
        period = read_period(text, today=question.today, looking="back")
        month = period.end.replace(day=1)
        if (period.start, period.end) == (month, _last_of(month)) and str(month.year) in text:
            if month > question.today:
                raise Faults({"month": "That month is still to come. Enter what has been."})
            return month
    raise Faults({"month": "Please write one month with its year, for example “July 2024”."})


def _last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _words_of(month: date) -> str:
    return f"{month_name[month.month]} {month.year}"


def _check_new(question: Question, kind: str, month: date, label: str) -> None:
    for one in question.inspections:
        if one.kind == kind and one.month.within(month, _last_of(month)):
            told = f"The {kind} of {_words_of(month)} is in the plan already: {one.label}."
            raise Faults({"month": told})
        if one.label.casefold() == label.casefold():
            raise Faults({"label": "An inspection in the plan is called that already."})


def _areas_found(filled: Filled) -> Iterator[Found]:
    """Give the areas that were filled in; raises Faults for one that was only in part."""
    faults = {}
    for place in range(1, MOST_AREAS + 1):
        title, finding, paragraph = (
            filled.text(f"{name}_{place}") for name in ("title", "finding", "paragraph")
        )
        if title and finding:
            yield Found(place, " ".join(title.split()), finding, paragraph)
        elif title:
            faults[f"finding_{place}"] = "What did Ofsted say? Please give its exact words."
        elif finding or paragraph:
            faults[f"title_{place}"] = "Please give it a short title."
    if faults:
        raise Faults(faults)


def _check_titles(question: Question, found: Sequence[Found]) -> None:
    """Raise Faults for a title that would mean another area too."""
    faults, things = {}, list(question.areas)
    for one in found:
        if not _plain(one.title):
            faults[f"title_{one.place}"] = "Please give it a title in words."
        elif other := whose(one.title, things):
            faults[f"title_{one.place}"] = (
                f"“{one.title}” is a name of {other} already. Give it a title of its own."
            )
        things.append(Named(one.title, one.title, (one.title,)))
    if faults:
        raise Faults(faults)


def _area_rows(
    question: Question, inspection: str, month: date, found: Sequence[Found]
) -> Iterator[Row]:
    """Give the areas' rows: numbered on within the year (2018-4), at the end of the plan."""
    known = rows_in(question.session, question.id, Area)
    slugs, numbers = ({row[name] for row in known} for name in ("slug", "number"))
    position = next_position(question.session, question.id, Area)
    of_year = re.compile(rf"{month.year}-([0-9]+)")
    last = max(
        (int(was[1]) for one in numbers if one and (was := of_year.fullmatch(one))), default=0
    )
    for place, one in enumerate(found):
        slug = _slug(one.title, slugs)
        slugs.add(slug)
        row = {
            "slug": slug,
            "position": position + place,
            "number": f"{month.year}-{last + 1 + place}",
            "title": one.title,
            "is_cross_cutting": False,
            "inspection_slug": inspection,
            "finding": one.finding,
            "finding_paragraph": one.paragraph,
            "aliases": [],
            "stated": [],
            "due_as_written": [],
        }
        yield whole(Area, row)


def _slug(text: str, taken: Collection[str]) -> str:
    """Give a name of lower-case words and hyphens that nothing has yet."""
    words = "-".join(_plain(text))[: MAX_SLUG - 4].strip("-")
    return next(
        slug for n in count(1) if (slug := words if n == 1 else f"{words}-{n}") not in taken
    )


def _plain(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain.replace("'", ""))


def _note(question: Question, inspection: Row, areas: Sequence[Row]) -> Reply:
    judged = inspection["judgement"]
    told = Said(f"Judgement: {judged}.") if judged else Said("No judgement was given.")
    new = (Bullets(tuple(Item(row["title"], row["number"]) for row in areas)),) if areas else ()
    return noted(
        question,
        f"added {inspection['label']}",
        (told, Said(f"{say.number(len(areas), 'new area')} from it."), *new),
        Button("Its findings", f"findings {inspection['slug']}"),
    )
