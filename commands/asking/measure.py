"""Measures: values as stated, with their period, baseline and direction."""

from commands import figures
from commands import wording as say
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Heading, Item, Note, Part, Reply, Said
from storage.models import Area, Measure
from storage.queries.measures import InSeries, Measured, measures, series


@command("measure [NAME|AREA]", "Measures: one of them, an area's, or all", as_at=True)
def measure(question: Question, about: str | None) -> Reply:
    """Give one measure in full, or a list; what has no figure says so."""
    if about in {one.key for one in question.measures}:
        return one_measure(question, about)
    return _list(question, about)


def _list(question: Question, area: str | None) -> Reply:
    found, total = measures(
        question.session, question.id, area=area, limit=PAGE, offset=question.offset
    )
    title = f"Measures: {found[0].area_title}" if area and found else "Measures"
    if not found and question.page == 1:
        return Reply(title, (Said("The plan names no measure for that area."),))
    with_figure = [one for one in found if one.latest is not None]
    without = [one for one in found if one.latest is None]
    parts: list[Part] = []
    if with_figure:
        parts.append(Bullets(tuple(say.measure_item(one) for one in with_figure)))
    if without:
        parts += [
            Heading("The plan gives no figure for"),
            Bullets(tuple(_unreported(one) for one in without)),
        ]
    return Reply(title, (*parts, *say.more(question, len(found), total)), words=question.words)


def _unreported(measured: Measured) -> Item:
    one = measured.measure
    return Item(one.note or "no figure", one.name, say.paragraph(one.paragraph))


def one_measure(question: Question, slug: str, *, in_full: bool = False) -> Reply:
    """Give one measure with its series and definition; small numbers only `in_full`.

    With them it is for who asked, and not to be shared.
    """
    found, _ = measures(question.session, question.id, slug=slug, limit=1)
    measured = found[0]
    one = measured.measure
    parts: list[Part] = [Bullets((say.measure_item(measured, in_full=in_full),))]
    if measured.latest is None:
        parts.insert(0, Said("The plan gives no figure for this."))
    readings, total = series(
        question.session, question.id, one.slug, limit=PAGE, offset=question.offset
    )
    if total > 1 or question.page > 1:
        items = tuple(_in_series(told, one, in_full=in_full) for told in readings)
        parts += [Heading("Readings, the newest first"), Bullets(items)]
    parts += say.more(question, len(readings), total)
    area = question.session.get_one(Area, (question.id, one.area_slug))
    if area.caveat:
        caveat = Item(area.caveat, "Caveat of its area", say.paragraph(area.caveat_paragraph))
        parts.append(Bullets((caveat,)))
    parts.append(Bullets(tuple(_definition(one, measured, in_full=in_full))))
    if not in_full and any(figures.is_small(told.reading) for told in readings):
        parts += _hidden(question, one.slug)
    return Reply(one.name, tuple(parts), words=None if in_full else question.words)


def _hidden(question: Question, slug: str) -> tuple[Part, ...]:
    page = f" page {question.page}" if question.page > 1 else ""
    return (
        Note(f"Numbers under {figures.FEW} are not shown here, as they may point to a child."),
        Buttons((Button("Show the small numbers", f"small numbers {slug}{page}"),)),
    )


def _in_series(told: InSeries, one: Measure, *, in_full: bool) -> Item:
    reading = told.reading
    facts = [say.reading_words(reading, in_full=in_full)]
    if (counts := figures.counts_words(reading)) and (in_full or not figures.is_small(reading)):
        facts.append(counts)
    if reading.is_baseline:
        facts.append("before" if reading.value is not None else "a comparison, no earlier figure")
    if told.is_corrected:
        facts.append("corrected later")
    elif reading.supersedes is not None:
        facts.append("a correction")
    if reading.breaks_series and not told.is_corrected:
        facts.append("the definition changed here: not comparable with what was before")
    given = say.source_words(reading, one) if reading.given_by else say.paragraph(reading.paragraph)
    return Item("; ".join(facts), source=given)


def _definition(one: Measure, measured: Measured, *, in_full: bool) -> list[Item]:
    latest = measured.latest
    shown = latest if latest and (in_full or not figures.is_small(latest)) else None
    facts = (
        ("Area", measured.area_title),
        ("Why", latest.reason if latest else None),
        ("Unit", one.unit if latest and latest.value is not None else None),
        ("Counted", one.numerator),
        ("Out of", one.denominator),
        ("Numbers of the latest", figures.counts_words(shown) if shown else None),
        ("Recorded by", f"<@{latest.given_by}>" if latest and latest.given_by else None),
        ("Target", one.target or "none given"),
        ("Standard", one.standard),
        ("Unclear", one.note if latest else None),
        ("Besides", one.outside_note),
    )
    return [Item(text, label) for label, text in facts if text]
