"""Record what a measure has come to."""

from commands import wording as say
from commands.figures_given import QUALIFIERS, Figure, faults, figure_in, lone_count
from commands.form import Faults, Field, Filled, Form, Told, form, required
from commands.period_field import HINT, period_in
from commands.periods import long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Item, Reply, Said
from commands.stated_dates import columns
from storage.errors import OfstedError
from storage.models import Measure, Reading, StatedDate
from storage.queries.measures import series
from storage.queries.references import next_number
from storage.rows import Row, rows_in

CORRECTABLE = 10  # the newest readings that a form offers
NO_MEASURE = "That is no measure. `measure` lists them."
NEEDED = ("value", "qualifier", "period", "source")


class NoMeasure(OfstedError):
    """A form is about a measure that there is none of."""


@command(
    "measure record [NAME]", "Record a measure's figure, or correct one (a form)", role="manager"
)
def measure_record(question: Question, slug: str | None) -> Form | Reply:
    """Open the form for a new figure; ask which measure where none is named."""
    if slug is None:
        return _which(question)
    return _draw(question, Filled("measure record", slug, question.up_to))


def _which(question: Question) -> Reply:
    known = question.measures
    shown = known[question.offset : question.offset + PAGE]
    buttons = tuple(Button(one.title, f"measure record {one.key}") for one in shown)
    return Reply(
        "Which measure is the figure for?",
        (Buttons(buttons), *say.more(question, len(shown), len(known))),
    )


def _draw(question: Question, filled: Filled) -> Form:
    one = question.session.get(Measure, (question.id, filled.about))
    if one is None:
        raise NoMeasure(NO_MEASURE)
    known = _correctable(question, filled.about)
    return Form(
        "measure record",
        "Record a figure",
        (
            Told(one.name),
            Told(_definition(one), quiet=True),
            Field("value", "Figure, in words", hint="As you would say it: “almost 90%”.", most=200),
            Field("number", "The same as a number", optional=True, most=30, hint="90 or 47.5"),
            Field(
                "qualifier",
                "How exact is it?",
                "choice",
                options=tuple((word, say.opened(word)) for word in QUALIFIERS),
                initial="exactly",
            ),
            Field("numerator", "How many were counted", "number", optional=True),
            Field("denominator", "Out of how many", "number", optional=True),
            Field(
                "small",
                "Numbers under 5",
                "ticks",
                hint="They are shown only to those who ask for them.",
                optional=True,
                options=(("yes", "May be kept: nobody can be known by them"),),
            ),
            Field("period", "Period", hint=HINT, most=120),
            Field("source", "Where is it from?", hint="For example the weekly report.", most=300),
            *(
                (Field("corrects", "Corrects", "choice", optional=True, options=known),)
                * bool(known)
            ),
            Field(
                "redefined",
                "How it is counted",
                "ticks",
                hint="Figures from before are then not compared with it.",
                optional=True,
                options=(("yes", "The definition has changed"),),
                redraws=True,
            ),
            *(_new_definition(one) if filled.ticked("redefined") else ()),
        ),
        filled.about,
        filled.seen,
    )


def _definition(one: Measure) -> str:
    counted = f"Counted: {one.numerator or say.NOT_GIVEN}"
    return f"{counted}. Out of: {one.denominator or say.NOT_GIVEN}."


def _new_definition(one: Measure) -> tuple[Field, ...]:
    return (
        Field("counted", "What is counted now", optional=True, initial=one.numerator, most=500),
        Field("out_of", "Out of what", optional=True, initial=one.denominator, most=500),
        Field("why", "Why was it changed?", optional=True, most=500),
    )


def _correctable(question: Question, slug: str) -> tuple[tuple[str, str], ...]:
    """Give the newest readings that stand, by number, in words without small numbers."""
    found, _ = series(question.session, question.id, slug, limit=CORRECTABLE, standing=True)
    return tuple((str(told.reading.number), say.reading_words(told.reading)) for told in found)


def _about_measure(slug: str) -> tuple[str, ...]:
    return (f"measure:{slug}",)


@form("measure record", role="manager", draw=_draw, entities=_about_measure)
def recorded(question: Question, filled: Filled) -> Reply:
    """Add the reading; one that it corrects stays, and no longer stands."""
    measures = rows_in(question.session, question.id, Measure, slug=filled.about)
    if not measures:
        raise NoMeasure(NO_MEASURE)
    measure = measures[0]
    figure = figure_in(filled)
    period = _checked(question, filled, figure, measure)
    corrected = _corrected(question, filled)
    if filled.ticked("redefined"):
        _redefine(question, filled, measure)
    question.write.reason = f"The figure is from: {filled.text('source')}"
    row: Row = {
        "measure_slug": measure["slug"],
        "number": next_number(question.session, question.id, Reading, measure_slug=measure["slug"]),
        "is_baseline": bool(corrected and corrected["is_baseline"]),
        "value_text": figure.value_text,
        "value": figure.value,
        "qualifier": figure.hedge,
        **columns("period", period),
        "numerator": _counted(figure, measure),
        "denominator": figure.denominator,
        "source": filled.text("source"),
        "given_by": question.asker.user_id,
        "supersedes": corrected["number"] if corrected else None,
        # A correction takes the place of what it corrects, where the definition may have changed.
        "breaks_series": bool(
            filled.ticked("redefined") or (corrected and corrected["breaks_series"])
        ),
    }
    question.write.insert(Reading, row)
    consequences = []
    if corrected:
        consequences.append("It corrects an earlier figure, which stays in the series.")
    if filled.ticked("redefined"):
        consequences.append("The definition has changed: figures from before are not compared.")
    return _note(question, measure, figure, period, *consequences)


def _counted(figure: Figure, measure: Row) -> int | None:
    lone = lone_count(figure, is_share=measure["unit"] == "%")
    return lone if figure.numerator is None else figure.numerator


def _checked(question: Question, filled: Filled, figure: Figure, measure: Row) -> StatedDate:
    """Give the period; raises Faults for every field that can't be taken."""
    found: dict[str, str] = {}
    needed = (*NEEDED, *(("why",) if filled.ticked("redefined") else ()))
    try:
        required(filled, *needed)
    except Faults as missing:
        found |= missing.by_field
    found |= faults(filled, figure, is_share=measure["unit"] == "%")
    if filled.ticked("redefined") and not _new_words(filled, measure):
        found["counted"] = "Say how it is counted now, or take the tick away."
    period = StatedDate()
    try:
        period = period_in(question, filled)
    except Faults as unclear:
        found |= unclear.by_field
    if period.latest and period.latest > question.today:
        found["period"] = (
            f"That ends on {long_date(period.latest)}, which has not come yet. "
            f"For a part of it, write its days: today is {long_date(question.today)}."
        )
    if found:
        raise Faults(found)
    return period


def _corrected(question: Question, filled: Filled) -> Row | None:
    """Give the reading that is corrected, if any; raises Faults where it no longer stands."""
    number = filled.text("corrects")
    if number is None:
        return None
    readings = rows_in(question.session, question.id, Reading, measure_slug=filled.about)
    by_number = {row["number"]: row for row in readings}
    if int(number) in {row["supersedes"] for row in readings} or int(number) not in by_number:
        raise Faults({"corrects": "That no longer stands. Open the form again to see what does."})
    return by_number[int(number)]


def _new_words(filled: Filled, measure: Row) -> Row:
    """Give the facts of the definition that differ from what they were."""
    given = {"numerator": filled.text("counted"), "denominator": filled.text("out_of")}
    return {name: words for name, words in given.items() if words and words != measure[name]}


def _redefine(question: Question, filled: Filled, measure: Row) -> None:
    question.write.reason = filled.text("why") or ""
    question.write.update(Measure, measure | _new_words(filled, measure))


def _note(
    question: Question, measure: Row, figure: Figure, period: StatedDate, *parts: str
) -> Reply:
    """Tell of the reading in words that give no small number away."""
    who = question.asker.name or f"<@{question.asker.user_id}>"
    told = Reading(
        value_text=figure.value_text,
        period=period,
        numerator=_counted(figure, measure),
        denominator=figure.denominator,
    )
    return Reply(
        f"{say.opened(who)} recorded a figure",
        (
            Bullets((Item(f"{say.reading_words(told)}", measure["name"]),)),
            *(Said(part) for part in parts),
            Buttons((Button("Show it", f"measure {measure['slug']}"),)),
        ),
        is_note=True,
    )
