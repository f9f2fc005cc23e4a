"""How the plan is going: all of it, or one area in Ofsted's three questions."""

from collections import Counter
from collections.abc import Sequence

from commands import wording as say
from commands.life import notes
from commands.periods import long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import (
    Bullets,
    Button,
    Buttons,
    Heading,
    Item,
    Note,
    Part,
    Quote,
    Reply,
    Said,
    Table,
)
from storage.models import Area, Inspection, SignOff
from storage.queries import areas as plan
from storage.queries.actions import (
    Counts,
    Listed,
    Page,
    counts_by_area,
    find_actions,
    next_dates,
)
from storage.queries.evidence import Given, find_evidence
from storage.queries.life import newest_notes
from storage.queries.measures import Measured, latest_by_area, measures
from storage.states import DONE, OPEN

FEW = 6  # lines of a part of an area's page; a button leads to the rest
NOTES = 2  # the newest; the history has them all


@command("status [AREA]", "How the plan is going, or one area of it", as_at=True)
def status(question: Question, area: str | None) -> Reply:
    """Answer for the whole plan or for one area."""
    return _plan(question) if area is None else _area(question, area)


def _plan(question: Question) -> Reply:
    areas = plan.areas(question.session, question.id)
    counts = counts_by_area(question.session, question.id, question.today)
    dates = next_dates(question.session, question.id, question.today)
    latest = latest_by_area(question.session, question.id)
    shown = areas[question.offset : question.offset + PAGE]
    rows = tuple(
        (
            area.title,
            say.state_words(area),
            say.progress(counts.get(area.slug, Counts())),
            say.date_words(dates.get(area.slug, area.due)),
            area.lead or say.NOT_GIVEN,
            _latest(area, latest),
        )
        for area in shown
    )
    return Reply(
        "The improvement plan",
        (
            *_headline(areas, list(counts.values())),
            Heading("Exceptions"),
            Bullets(tuple(_exceptions(areas, list(counts.values())))),
            *_setting_up(question, list(counts.values())),
            Heading("Area by area"),
            Table(("Area", "State", "Actions", "Next date", "Lead", "Latest measure"), rows),
            *say.more(question, len(shown), len(areas)),
        ),
        words=question.words,
    )


def _headline(areas: Sequence[Area], counts: Sequence[Counts]) -> tuple[Said, ...]:
    own = [area for area in areas if not area.is_cross_cutting]
    complete = [area for area in own if area.state == "complete"]
    caveats = sum(1 for area in complete if area.caveat)
    with_caveat = f" ({_of_them(caveats, len(complete))} with a caveat)" if caveats else ""
    other = len(own) - len(complete)
    total, done, open_ = (
        sum(getattr(one, name) for one in counts) for name in ("total", "done", "open")
    )
    awaiting = sum(one.awaiting for one in counts)
    waiting = f" ({awaiting} of them done and awaiting sign-off)" if awaiting else ""
    return (
        Said(
            f"{say.number(len(own), 'area')} for improvement: {_reported(complete)}"
            f"{with_caveat}, {other} still open."
        ),
        Said(f"{say.number(total, 'action')}: {done} done, {open_} open{waiting}."),
    )


def _reported(complete: Sequence[Area]) -> str:
    """Keep "addressed" apart from "complete": the plan may not mean the same by them."""
    words = Counter(say.stated_words(area) for area in complete)
    return say.listed([f"{count} {word}" for word, count in words.items()]) or "none complete"


def _of_them(some: int, every: int) -> str:
    return "each" if some == every else f"{some} of them"


def _exceptions(areas: Sequence[Area], counts: Sequence[Counts]) -> list[Item]:
    open_ = sum(one.open for one in counts)
    dated = sum(one.dated for one in counts)
    led = sum(one.led for one in counts)
    items = []
    if overdue := sum(one.overdue for one in counts):
        items.append(
            Item(
                f"{say.number(overdue, 'open action is', 'open actions are')} past their date.",
                "Overdue",
            )
        )
    if dated < open_:
        items.append(
            Item(
                f"{open_ - dated} of {say.number(open_, 'open action')} have none, so nobody can "
                "tell whether they are overdue.",
                "No date",
            )
        )
    if led < open_:
        items.append(
            Item(f"{open_ - led} of {say.number(open_, 'open action')} have none.", "No lead")
        )
    caveats = [area for area in areas if area.caveat]
    items += [Item(f"{say.state_words(area)}. {area.caveat}", area.title) for area in caveats[:FEW]]
    if len(caveats) > FEW:
        items.append(Item(f"{len(caveats) - FEW} more areas have a caveat.", "Caveats"))
    return items or [Item("None: every open action has a lead and a date that has not passed.")]


def _setting_up(question: Question, counts: Sequence[Counts]) -> tuple[Part, ...]:
    """Say what is left to set up, where there is anything; the past can't be set up any more."""
    open_, led, dated = (
        sum(getattr(one, name) for one in counts) for name in ("open", "led", "dated")
    )
    lacks = [
        say.number(open_ - having, f"open action has {what}", f"open actions have {what}")
        for having, what in ((led, "no lead"), (dated, "no date"))
        if having < open_
    ]
    if not lacks or question.as_at:
        return ()
    return (
        Note(f"{say.opened(say.listed(lacks))}: `setup` goes through them."),
        Buttons((Button("Set up", "setup"),)),
    )


def _latest(area: Area, latest: dict[str, Measured]) -> str:
    measured = latest.get(area.slug)
    if measured is None or measured.latest is None:
        return say.NO_FIGURE
    return f"{measured.measure.name}: {say.reading_words(measured.latest)}"


def _area(question: Question, slug: str) -> Reply:
    session, number = question.session, question.id
    area, inspection, claim = plan.area_in_full(session, number, slug)
    counts = counts_by_area(session, number, question.today, slug).get(slug, Counts())
    actions = find_actions(session, number, area=slug, order="open first", limit=2 * FEW)
    also = find_actions(session, number, area=slug, also_serving=True, limit=FEW)
    measured, measures_total = measures(session, number, area=slug, limit=PAGE)
    evidence, evidence_total = find_evidence(session, number, of="area", key=slug, limit=FEW)
    said = newest_notes(session, number, slug, limit=NOTES + 1)
    unclear = plan.ambiguities(session, number, slug, limit=FEW + 1)
    leaning = [one for one in also.actions if one.area_is_cross_cutting]
    shared = [one for one in also.actions if not one.area_is_cross_cutting]
    supported = plan.supports(session, number, slug) if area.is_cross_cutting else []
    reply = Reply(
        f"{area.title}{f' ({area.number})' if area.number else ''}",
        (
            *_finding(area, inspection),
            Heading("What we know"),
            *_state(area),
            *_waiting(question, claim),
            Said(_summary(counts)),
            *_done_lines(question, actions, counts),
            *_measure_lines(slug, measured, measures_total),
            *notes(question, said, NOTES),
            Heading("How we know it"),
            *_evidence_lines(slug, evidence, evidence_total),
            Heading("What we are doing next"),
            *_open_lines(question, actions, counts),
            *_shared(question, shared),
            *_leaning(leaning, supported),
            Heading("What is missing"),
            Bullets(
                (
                    *_gaps(area, counts, measured),
                    *(
                        Item(
                            one.text,
                            f"Unclear in the plan ({one.ref})",
                            say.paragraph(one.paragraph),
                        )
                        for one in unclear[:FEW]
                    ),
                    *((Item("More is unclear than is shown here."),) if len(unclear) > FEW else ()),
                )
            ),
        ),
        words=question.words,
    )
    return reply.ending(*_onwards(slug, counts))


def _finding(area: Area, inspection: Inspection | None) -> tuple[Part, ...]:
    if area.is_cross_cutting:
        return (Note("Not an area Ofsted named; areas for improvement lean on it."),)
    if not area.finding:
        return (Note("The plan gives no words of Ofsted's for this area."),)
    who = inspection.label if inspection else "Ofsted"
    return (
        Heading(f"What Ofsted said ({who})"),
        Quote(area.finding, say.paragraph(area.finding_paragraph)),
    )


def _state(area: Area) -> tuple[Part, ...]:
    """Give the state as stated, and its caveat every time."""
    basis, caveat = say.BASES.get(area.stated_basis or ""), area.caveat and "with a caveat"
    state = "; ".join(filter(None, (say.stated_words(area), basis, caveat)))
    items = [Item(say.opened(f"{state}."), "State")]
    items += [
        Item(f"“{one['text']}”", "The plan's words", say.paragraph(one.get("paragraph")))
        for one in area.stated
    ]
    if area.caveat:
        items.append(Item(area.caveat, "Caveat", say.paragraph(area.caveat_paragraph)))
    items += [
        Item(f"“{one['text']}”", "When", say.paragraph(one.get("paragraph")))
        for one in area.due_as_written
    ]
    items.append(Item(area.lead or say.NOT_GIVEN, "Lead"))
    return (Bullets(tuple(items)),)


def _waiting(question: Question, claim: SignOff | None) -> tuple[Part, ...]:
    """Say what somebody has claimed of the area that nobody has signed off yet."""
    if claim is None:
        return ()
    asked = f"<@{claim.asked_by}> asked for it on {long_date(question.day_of(claim.asked_at))}"
    return (Said(f"“{claim.asks_for}” awaits sign-off: {asked}. {say.ended(claim.why)}"),)


def _summary(counts: Counts) -> str:
    if not counts.total:
        return "The plan lists no action for it."
    overdue = f", {counts.overdue} overdue" if counts.overdue else ""
    dated = f"; {_dated(counts)}" if counts.open else ""
    return f"Actions: {counts.done} of {counts.total} done, {counts.open} open{overdue}{dated}."


def _dated(counts: Counts) -> str:
    if not counts.dated:
        return "none of the open ones has a date"
    have = "has" if counts.dated == 1 else "have"
    return f"{counts.dated} of the open ones {have} a date"


def _done_lines(question: Question, actions: Page, counts: Counts) -> tuple[Part, ...]:
    done = [one for one in actions.actions if one.action.state in DONE][:FEW]
    items = [say.action_item(one.action, question) for one in done]
    if counts.done > len(done):
        items.append(Item(f"{counts.done - len(done)} more done."))
    return (Bullets(tuple(items)),) if items else ()


def _measure_lines(slug: str, measured: Sequence[Measured], total: int) -> tuple[Part, ...]:
    figures = [one for one in measured if one.latest is not None]
    shown = figures[:FEW]
    if not shown:
        return (Said("Measures: the plan gives no figure for this area."),)
    is_cut = len(figures) > FEW or total > PAGE
    rest = (Buttons((Button(f"All {total} measures", f"measure {slug}"),)),) if is_cut else ()
    return (Bullets(tuple(say.measure_item(one) for one in shown)), *rest)


def _evidence_lines(slug: str, evidence: Sequence[Given], total: int) -> tuple[Part, ...]:
    if not evidence:
        return (Said("The plan names no evidence for this area."),)
    rest = (
        (Buttons((Button(f"All evidence ({total})", f"evidence {slug}"),)),)
        if total > len(evidence)
        else ()
    )
    items = (
        say.evidence_item(one, None if say.is_sent_back(one) else say.left_open(one))
        for one in evidence
    )
    return (Bullets(tuple(items)), *rest)


def _open_lines(question: Question, actions: Page, counts: Counts) -> tuple[Part, ...]:
    still = [one for one in actions.actions if one.action.state in OPEN][:FEW]
    if not still:
        return (Said("The plan lists no open action for it."),)
    items = [say.action_item(one.action, question) for one in still]
    if counts.open > len(still):
        items.append(Item(f"and {counts.open - len(still)} more."))
    return (Bullets(tuple(items)),)


def _shared(question: Question, shared: Sequence[Listed]) -> tuple[Part, ...]:
    """Give the actions of other areas that serve this one, less what it leans on."""
    if not shared:
        return ()
    return (
        Said("Actions of other areas that serve this one too:"),
        Bullets(tuple(say.action_item(one.action, question) for one in shared)),
    )


def _leaning(
    leaning: Sequence[Listed], supported: Sequence[tuple[str, str | None]]
) -> tuple[Part, ...]:
    parts: list[Part] = []
    if leaning:
        parts.append(
            Bullets(
                tuple(
                    Item(
                        f"{one.area_title} ({one.action.ref}, {say.date_words(one.action.due)}).",
                        "Depends on",
                        say.paragraph(one.serves_paragraph),
                    )
                    for one in leaning
                )
            )
        )
    if supported:
        items = tuple(Item(title, source=say.paragraph(where)) for title, where in supported)
        parts += [Said("Areas that depend on it:"), Bullets(items)]
    return tuple(parts)


def _gaps(area: Area, counts: Counts, measured: Sequence[Measured]) -> list[Item]:
    gaps = []
    if not area.lead:
        gaps.append(Item("The plan names no lead for this area."))
    still_open = say.number(counts.open, "open action")
    if counts.open > counts.dated:
        gaps.append(Item(f"{counts.open - counts.dated} of {still_open} without a date."))
    if counts.open > counts.led:
        gaps.append(Item(f"{counts.open - counts.led} of {still_open} without a lead."))
    for one in measured:
        if one.latest is None:
            gaps.append(
                Item(
                    f"{one.measure.name}: {say.NO_FIGURE}.",
                    source=say.paragraph(one.measure.paragraph),
                )
            )
        elif one.latest.value is None:
            gaps.append(
                Item(
                    f"{one.measure.name}: words only, no figure is given.",
                    source=say.paragraph(one.latest.paragraph or one.measure.paragraph),
                )
            )
    if not measured:
        gaps.append(Item("The plan names no measure for this area."))
    return gaps or [Item("Nothing that the plan itself would show.")]


def _onwards(slug: str, counts: Counts) -> tuple[Part, ...]:
    buttons = [
        Button("Evidence", f"evidence {slug}"),
        Button("Measures", f"measure {slug}"),
        Button("Who", f"who {slug}"),
        Button("History", f"history {slug}"),
    ]
    if counts.total:
        buttons.insert(
            0,
            Button(
                f"All {counts.total} actions" if counts.total > 1 else "Its action",
                f"actions {slug}",
            ),
        )
    return (Buttons(tuple(buttons)),)
