"""Measures: values as stated, with their period, baseline and direction."""

from commands import wording as say
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Heading, Item, Part, Reply, Said
from storage.models import Area, Measure, Reading
from storage.queries.measures import Measured, measures, series


@command("measure [NAME|AREA]", "Measures: one of them, an area's, or all", as_at=True)
def measure(question: Question, about: str | None) -> Reply:
    """Give one measure in full, or a list; what has no figure says so."""
    known = {one.key for one in question.measures}
    if about in known:
        found, _ = measures(question.session, question.id, slug=about, limit=1)
        return _one(question, found[0])
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


def _one(question: Question, measured: Measured) -> Reply:
    one = measured.measure
    parts: list[Part] = [Bullets((say.measure_item(measured),))]
    if measured.latest is None:
        parts.insert(0, Said("The plan gives no figure for this."))
    readings, total = series(
        question.session, question.id, one.slug, limit=PAGE, offset=question.offset
    )
    if total > 1 or question.page > 1:
        parts += [
            Heading("Readings, the newest first"),
            Bullets(
                tuple(
                    Item(
                        f"{say.reading_words(reading)}{_kind(reading)}",
                        source=say.paragraph(reading.paragraph),
                    )
                    for reading in readings
                )
            ),
        ]
    parts += say.more(question, len(readings), total)
    area = question.session.get_one(Area, (question.id, one.area_slug))
    if area.caveat:
        caveat = Item(area.caveat, "Caveat of its area", say.paragraph(area.caveat_paragraph))
        parts.append(Bullets((caveat,)))
    parts.append(Bullets(tuple(_definition(one, measured))))
    return Reply(one.name, tuple(parts), words=question.words)


def _kind(reading: Reading) -> str:
    if not reading.is_baseline:
        return ""
    return "; before" if reading.value is not None else "; a comparison, no earlier figure"


def _definition(one: Measure, measured: Measured) -> list[Item]:
    latest = measured.latest
    facts = (
        ("Area", measured.area_title),
        ("Why", latest.reason if latest else None),
        ("Unit", one.unit if latest and latest.value is not None else None),
        ("Counted", one.numerator),
        ("Out of", one.denominator),
        ("Target", one.target or "none given"),
        ("Standard", one.standard),
        ("Unclear", one.note if latest else None),
        ("Besides", one.outside_note),
    )
    return [Item(text, label) for label, text in facts if text]
