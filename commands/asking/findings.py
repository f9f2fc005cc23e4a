"""What the inspectors said, in their own words."""

from commands import wording as say
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Heading, Item, Note, Part, Quote, Reply
from storage.models import Area, Inspection
from storage.queries.areas import areas


@command("findings [INSPECTION]", "What Ofsted found, in its exact words", as_at=True)
def findings(question: Question, inspection: str | None) -> Reply:
    """Give one inspection's judgement, quote and findings, or every inspection's."""
    chosen = [one for one in question.inspections if inspection in {None, one.slug}]
    every = [one for one in areas(question.session, question.id) if one.finding]
    found = [one for one in every if inspection in {None, one.inspection_slug}]
    shown = found[question.offset : question.offset + PAGE]
    parts: list[Part] = []
    for one in chosen:
        own = [area for area in shown if area.inspection_slug == one.slug]
        if question.page == 1 or own:
            parts += [*(() if inspection else (Heading(one.label),)), *_inspection(one, own)]
    others = [area for area in shown if area.inspection_slug is None]
    if others:
        parts += [Heading("No inspection named"), _words(others)]
    buttons = tuple(Button(one.label, f"findings {one.slug}") for one in question.inspections)
    return Reply(
        chosen[0].label if inspection else "What Ofsted found",
        (
            *parts,
            *say.more(question, len(shown), len(found)),
            *(() if inspection else (Buttons(buttons),)),
        ),
        words=question.words,
    )


def _inspection(one: Inspection, own: list[Area]) -> list[Part]:
    parts: list[Part] = [Bullets(tuple(_facts(one)))]
    if one.quote:
        parts.append(Quote(one.quote, say.paragraph(one.quote_paragraph)))
    if own:
        parts += [Note("Areas for improvement:"), _words(own)]
    return parts


def _words(areas: list[Area]) -> Bullets:
    return Bullets(
        tuple(
            Item(f"“{area.finding}”", area.number, say.paragraph(area.finding_paragraph))
            for area in areas
        )
    )


def _facts(one: Inspection) -> list[Item]:
    facts = [Item(one.kind, "Kind"), Item(say.date_words(one.month), "When")]
    facts.append(
        Item(
            "; ".join(filter(None, (one.judgement or "none given", one.judgement_scope))),
            "Judgement",
            say.paragraph(one.judgement_paragraph),
        )
    )
    if len({each["text"] for each in one.as_written}) > 1:
        written = "; ".join(
            f"“{each['text']}” ({each.get('paragraph', '')})" for each in one.as_written
        )
        facts.append(Item(written, "As the report writes it"))
    facts += [
        Item(text, label)
        for label, text in (("Note", one.note), ("Besides", one.outside_note))
        if text
    ]
    return facts
