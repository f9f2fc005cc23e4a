"""How facts of the plan are put into words, the same in every answer."""

from collections.abc import Mapping, Sequence

from commands.figures import change_words, small_words
from commands.periods import Period
from commands.question import PAGE, Question
from commands.reply import Button, Buttons, Item, Note, Part, Reply, Said
from storage.models import Action, Area, Measure, Reading, StatedDate
from storage.queries.actions import Counts, Listed
from storage.queries.evidence import Given
from storage.queries.measures import Measured
from storage.rows import REMOVED
from storage.states import DONE, OPEN, State

NOT_GIVEN = "not given"
KINDS = {  # the tables that people count, by what they call a row of them
    "area": ("area", "areas"),
    "action": ("action", "actions"),
    "measure": ("measure", "measures"),
    "reading": ("reading", "readings"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "inspection": ("inspection", "inspections"),
    "ambiguity": ("open point", "open points"),
    "audit": ("audit", "audits"),
    "progress_note": ("note", "notes"),
    "sign_off": ("claim", "claims"),
    "review": ("re-check", "re-checks"),
    "role_holder": ("role", "roles"),
}
BASES = {
    "stated": "",
    "stated as addressed": "the plan says “addressed”, not “completed”",
    "inferred": "our reading: the plan gives no status word",
    "signed off here": "signed off here",
}


def number(count: int, one: str, many: str | None = None) -> str:
    """Give "1 action", "2 actions"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def opened(text: str) -> str:
    """Begin a sentence with a capital and leave the rest as it is written."""
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """End a sentence with a full stop, unless its writer ended it."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def counted(counts: Mapping[str, int]) -> str:
    """Give how many rows of each table there are, as people call them: "9 areas and 21 actions"."""
    return listed(
        [number(counts[table], *names) for table, names in KINDS.items() if counts.get(table)]
    )


def paragraph(numbers: str | None) -> str | None:
    """Give the source of a fact as people cite it."""
    if not numbers or numbers == REMOVED:
        return None
    if not numbers[0].isdigit():
        return numbers
    return f"paragraph{'s' if ',' in numbers else ''} {numbers}"


def date_words(stated: StatedDate) -> str:
    """Give a date no more precise than its source; a reading of ours says so."""
    if not stated:
        return NOT_GIVEN
    derived = " (our reading)" if stated.derived and stated.precision != "stated" else ""
    return f"{stated.text}{derived}"


def stated_words(area: Area) -> str:
    """Give an area's state as stated."""
    if area.is_cross_cutting:
        return f"planned for {area.due.text}" if area.due else "no state given"
    if area.state is None:
        return "no state given"
    if area.state == "complete":
        addressed = area.stated_basis == "stated as addressed"
        return "reported as addressed" if addressed else "marked complete"
    return area.state


def state_words(area: Area) -> str:
    """Give an area's state in a few words, and always say if it is our reading or has a caveat."""
    inferred = " (our reading)" if area.stated_basis == "inferred" else ""
    caveat = ", with a caveat" if area.caveat else ""
    return f"{stated_words(area)}{inferred}{caveat}"


def lead_words(action: Action) -> str:
    """Give an action's lead, or who the plan names as doing it without calling them its lead."""
    if action.lead:
        return action.lead
    if action.by_roles:
        return f"no lead; the plan names {' and '.join(action.by_roles)}"
    return "no lead given"


def standing_words(action: Action) -> str:
    """Give an action's state, with its confidence where somebody set one."""
    return f"{action.state}{f'; confidence {action.confidence}' if action.confidence else ''}"


def when_words(action: Action, question: Question) -> str:
    """Give an action's date: when it was done, or due and whether that has passed; both of a claim.

    A claim that nobody has signed off yet is no reason to lose sight of when it was due.
    """
    if not action.done:
        return _due_words(action, question)
    if action.state != State.AWAITING_SIGN_OFF:
        return date_words(action.done)
    on = "on " if action.done.precision == "day" else "in " if action.done.precision else ""
    said = f"said to be done {on}{date_words(action.done)}"
    return f"{said}; {_due_words(action, question)}" if action.due else said


def _due_words(action: Action, question: Question) -> str:
    if not action.due:
        since = date_words(action.started).removeprefix("since ")
        return f"since {since}; no date" if action.started else "no date"
    late = action.due.latest is not None and action.due.latest < question.today
    overdue = late and action.state in OPEN
    moved = f", moved {number(action.moves, 'time')}" if action.moves else ""
    return f"due {date_words(action.due)}{moved}{' (overdue)' if overdue else ''}"


def action_item(action: Action, question: Question) -> Item:
    """Give an action as one line."""
    facts = [standing_words(action), when_words(action, question)]
    if action.state not in DONE:
        facts.append(lead_words(action))
    return Item(
        f"{ended(action.text)} {opened('; '.join(facts))}.",
        action.ref,
        paragraph(action.paragraph),
    )


def action_row(listed: Listed, question: Question) -> tuple[str, ...]:
    """Give an action as a row under ACTION_COLUMNS."""
    action = listed.action
    return (
        action.ref,
        action.text,
        listed.area_title,
        standing_words(action),
        when_words(action, question),
        lead_words(action),
        action.paragraph or "-",
    )


ACTION_COLUMNS = ("Ref", "Action", "Area", "State", "Date", "Lead", "Paragraph")


def reading_words(reading: Reading, *, in_full: bool = False) -> str:
    """Give a value as stated with its period; never the bare number behind a hedge.

    One that rests on a small number is only told `in_full`: a percentage and either number give
    the other away.
    """
    hidden = None if in_full else small_words(reading)
    return f"{hidden or reading.value_text} ({period_words(reading.period)})"


def period_words(stated: StatedDate) -> str:
    """Give a period as stated, and the days we take it for where its words made sense only then."""
    if not stated:
        return "period not given"
    if stated.precision != "stated" or not (stated.earliest and stated.latest):
        return f"{stated.text}{', our reading' if stated.derived else ''}"
    return f"{stated.text}: {Period(stated.earliest, stated.latest).words}, our reading"


NO_FIGURE = "the plan gives no figure"
BETTER = {"higher": "higher is better", "lower": "lower is better"}


def measure_item(measured: Measured, *, in_full: bool = False) -> Item:
    """Give a measure as one line: value as stated, period, baseline, direction."""
    measure, latest, baseline = measured.measure, measured.latest, measured.baseline
    if latest is None:
        note = f" {measure.note}" if measure.note else ""
        return Item(f"{NO_FIGURE}.{note}", measure.name, paragraph(measure.paragraph))
    facts = [reading_words(latest, in_full=in_full)]
    if baseline is not None:
        # A comparison ("a 15% increase on 6 months previously") is no earlier value.
        known = baseline.value is not None
        facts.append(
            f"before: {reading_words(baseline, in_full=in_full)}" if known else baseline.value_text
        )
    elif measured.was_redefined:
        facts.append("the baseline was counted in another way")
    else:
        facts.append("no baseline given")
    if change := change_words(measured, in_full=in_full):
        facts.append(change)
    if measure.better in BETTER and latest.value is not None:
        facts.append(BETTER[measure.better])
    return Item("; ".join(facts), measure.name, source_words(latest, measure))


def source_words(reading: Reading, measure: Measure) -> str | None:
    """Give where a figure is from: as whoever recorded it here said, else the plan's paragraph."""
    return reading.source if reading.given_by else paragraph(reading.paragraph or measure.paragraph)


SENT_BACK = "sent back"


def evidence_item(given: Given, *besides: str | None) -> Item:
    """Give a piece of evidence as one line: what it is, its date, what it covers, if accepted.

    `besides` are sentences to say after that (`about_children`, `left_open`).
    """
    evidence = given.evidence
    facts = [f"{evidence.kind}: {evidence.text.removesuffix('.')}"]
    if evidence.dated:
        facts.append(date_words(evidence.dated))
    elif not evidence.period:
        facts.append("no date given")
    if evidence.period:
        facts.append(f"covers {period_words(evidence.period)}")
    if evidence.file_name:
        facts.append(f"the file {evidence.file_name}")
    if given.claim and given.claim.decision is None:
        facts.append("waits for a sign-off")
    elif is_sent_back(given):
        facts.append(SENT_BACK)
    line = opened("; ".join(facts))
    if said := [one for one in besides if one]:
        line = " ".join((ended(line), *said))
    return Item(line, evidence.ref, paragraph(evidence.paragraph), evidence.link)


def evidence_items(found: Sequence[Given]) -> tuple[Item, ...]:
    """Give evidence line by line, with what it shows about children and what it leaves open."""
    return tuple(evidence_item(one, about_children(one), left_open(one)) for one in found)


def is_sent_back(given: Given) -> bool:
    """Say whether the claim that the evidence was given for was not accepted."""
    return given.claim is not None and given.claim.decision == SENT_BACK


def about_children(given: Given) -> str | None:
    """Give what a piece of evidence shows about children, as a sentence."""
    shows = given.evidence.shows
    return f"What it shows about children: {ended(shows)}" if shows else None


def left_open(given: Given) -> str | None:
    """Give the caveat of a piece of evidence, as a sentence."""
    caveat = given.evidence.caveat
    return f"What is still open: {ended(caveat)}" if caveat else None


def progress(counts: Counts) -> str:
    """Give "2 of 3 done"."""
    return f"{counts.done} of {counts.total} done" if counts.total else "no actions"


def more(question: Question, shown: int, total: int, page: int = PAGE) -> tuple[Part, ...]:
    """Say which lines of a long list these are, with a button for the next and the one before."""
    offset = (question.page - 1) * page
    if total <= page and question.page == 1:
        return ()
    first = offset + 1
    where = f"Lines {first:,} to {first + shown - 1:,} of {total:,}." if shown else "No more lines."
    buttons = []
    if question.page > 1:
        buttons.append(Button("Back", f"{question.words} page {question.page - 1}"))
    if offset + shown < total:
        buttons.append(Button("More", f"{question.words} page {question.page + 1}"))
    return (Note(where), *((Buttons(tuple(buttons)),) if buttons else ()))


def listed(names: Sequence[str]) -> str:
    """Give "A, B and C"."""
    if len(names) < 2:  # noqa: PLR2004 - "and" joins two
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def neither(title: str, ref: str) -> Reply:
    """Answer about a reference that is no area and no action, with a way to see it."""
    return Reply(title, (Said(f"{ref} is neither."), Buttons((Button("Show it", f"show {ref}"),))))
