"""Add an action to the plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commands import names
from commands import wording as say
from commands.action_changes import new_action, noted
from commands.area_changes import area_named
from commands.arguments import Lead, read_person
from commands.due_dates import NOT_A_DATE, read_due
from commands.lead_fields import notices_to_leads
from commands.leading import lead_written
from commands.names import NotFound, NotSure
from commands.parsing import Choice, NotUnderstood
from commands.periods import PeriodUnclear
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said
from commands.role_names import NoSuchRole, titles
from storage.models import StatedDate

NONE = {"lead": "nobody", "due": "unknown"}  # so that “lead” or “due” before it are plain words
KEPT = {"lead": "Nobody leads it yet", "due": "It has no date yet"}


@command(
    "add action AREA TEXT [lead] [due]",
    "Add an action; end with “lead” and who leads it, “due” and its date, if known",
    role="manager",
    writes=True,
)
def add_action(question: Question, slug: str, text: str) -> Reply:
    """Add an action to the area that counts it, with the area's next reference."""
    area = area_named(question, slug)
    given = _divided(question, f"add action {slug}", text)
    lead = lead_written(question, given.lead) if given.lead else None
    row = new_action(question, slug, given.text, lead, given.due)
    told = (
        f"Area: {area['title']}. Lead: {lead or 'nobody yet'}. "
        f"Due: {say.date_words(given.due) if given.due else 'no date yet'}."
    )
    note = noted(question, f"added {row['ref']}", row["ref"], Said(given.text), Said(told))
    leading = {lead: [f"{row['ref']}: {say.ended(given.text)}"]} if lead else {}
    return replace(note, notices=notices_to_leads(question, leading, f"show {row['ref']}"))


@dataclass(frozen=True, slots=True)
class _Given:
    text: str
    lead: Lead | None
    due: StatedDate | None


def _divided(question: Question, before: str, text: str) -> _Given:
    """Take “lead ...” and “due ...” off the end of an action's words, where they can be read.

    Both are plain words too ("to lead the reviews that are due"): what can't be read stays in the
    text, what can be read in several ways is asked about.
    """
    words, after = text.split(), list[str]()
    lead: Lead | None = None
    due: StatedDate | None = None
    looked_for = set(NONE)
    while at := _last(words, looked_for):
        word, said = words[at].lower(), " ".join(words[at + 1 :])
        ask = _Ask(word, " ".join([before, *words[: at + 1]]), said, " ".join(after))
        if said.lower() != NONE[word]:
            if word == "lead":
                lead = _lead(question, ask)
            else:
                due = _due(question, ask)
            if (lead if word == "lead" else due) is None:
                break
        after, words = words[at:] + after, words[:at]
        looked_for.remove(word)
    return _Given(" ".join(words).rstrip(" ,;") if after else text, lead, due)


def _last(words: Sequence[str], looked_for: set[str]) -> int:
    """Give the place of the last word that is looked for; 0: none, as no text begins with it."""
    return max((at for at, word in enumerate(words) if word.lower() in looked_for), default=0)


@dataclass(frozen=True, slots=True)
class _Ask:
    """A question about what follows “lead” or “due”: the words before it, it, and those after."""

    word: str
    before: str
    said: str
    after: str

    def which(self, sentence: str, choices: Sequence[str]) -> NotUnderstood:
        """Give the error that asks, with the choice to leave the words in the action."""
        everything = " ".join(filter(None, [self.before, self.said, self.after]))
        offered = [
            Choice(one, " ".join(filter(None, [self.before, one, self.after]))) for one in choices
        ]
        kept = Choice(KEPT[self.word], f"{everything} {self.word} {NONE[self.word]}")
        return NotUnderstood(sentence, (*offered, kept))


def _lead(question: Question, ask: _Ask) -> Lead | None:
    try:
        return read_person(question, ask.said, exact=True)
    except NoSuchRole as unknown:
        if ask.said.startswith("@"):
            raise ask.which(unknown.sentence, ()) from None
    try:
        nearly = [names.find(ask.said, titles(question)).key]
    except NotSure as several:
        nearly = [one.key for one in several.candidates]
    except NotFound:
        return None
    raise ask.which("That is not quite a role in the plan. Who leads the action?", nearly)


def _due(question: Question, ask: _Ask) -> StatedDate | None:
    try:
        return read_due(ask.said, today=question.today)
    except PeriodUnclear as unclear:
        if unclear.sentence == NOT_A_DATE:
            return None
        raise ask.which(unclear.sentence, unclear.choices) from None
