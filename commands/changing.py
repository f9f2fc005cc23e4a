"""A change of the record: one transaction, made once, by someone who may, on what they saw.

It takes the workspace's lock first (storage.ledger); whatever is checked is checked after it.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from commands import privacy
from commands.finishing import finished
from commands.form import ChangedSince, Faults, Filled, Form, FormKind
from commands.history import sentences
from commands.parsing import candidates
from commands.permission import check_allowed
from commands.question import Question
from commands.registry import forms
from commands.reply import Note, Reply, Said
from commands.workspace_settings import own_case_numbers
from storage.errors import OfstedError
from storage.ledger import LedgerWrite
from storage.queries.history import changes
from storage.queries.workspaces import lately

TWICE = timedelta(seconds=60)  # two presses of Enter are two requests
A_DAY = timedelta(days=1)
ATTESTING = " (this names no child or family)"  # behind typed words, as its button puts it there


class MayNameSomeone(OfstedError):
    """Typed words may name a child or family; `words` ask the same with the writer's word."""

    def __init__(self, kinds: tuple[str, ...], words: str) -> None:
        super().__init__(
            f"That may name a child or family ({', '.join(kinds)}), so it was not kept. If it "
            "names nobody, say so with the button; else please write it again without the name."
        )
        self.kinds = kinds
        self.words = words


class MustAttest(OfstedError):
    """Fields of a form may name a child or family, and its writer has not said otherwise."""

    def __init__(self, by_field: dict[str, tuple[str, ...]]) -> None:
        kinds = dict.fromkeys(kind for kinds in by_field.values() for kind in kinds)
        super().__init__(f"This may name a child or family: {', '.join(kinds)}.")
        self.by_field = by_field


def make_change(question: Question, run: Callable[[Question], Reply | Form]) -> Reply:
    """Make the change that typed words ask for; raises OfstedError, and nothing is changed.

    The same words by the same person within a minute are the same request.
    """
    typed = question.words
    question.words = typed.removesuffix(ATTESTING)
    _begin(question, candidates(question.words)[0][0].name)
    key = hashlib.sha256(f"{question.asker.user_id}\n{typed.lower()}".encode()).hexdigest()
    if lately(question.session, question.id, f"typed:{key}", question.now, TWICE):
        return Reply(
            "You did that a moment ago",
            (Said("It was done once. If you mean it again, ask again in a minute."),),
        )
    looked = privacy.look(question.words, own_case_numbers(question.settings))
    if looked.block:
        raise privacy.HoldsIdentifier(looked.kinds)
    if looked.ask:
        if question.words == typed:
            raise MayNameSomeone(looked.kinds, typed + ATTESTING)
        question.write.attested = looked.kinds
    reply = run(question)
    if isinstance(reply, Form):
        raise TypeError(f"“{question.words}” opens a form and is declared to write")
    question.write.close()
    return reply


def draw(question: Question, filled: Filled) -> Form:
    """Draw a form anew with what was filled in so far."""
    kind = forms()[filled.name]
    check_allowed(question, kind.role, filled.about.split()[:1])
    return kind.draw(question, filled)


def submit(question: Question, filled: Filled, request_id: str) -> Reply:
    """Make the change that a form asks for, once for each `request_id`; give the note of it.

    Raises Faults and MustAttest for fields, ChangedSince where what the form is about was changed
    after it was opened, NotAllowed, or another OfstedError; then nothing is changed, and the same
    form can be submitted again.
    """
    kind = forms()[filled.name]
    _begin(question, filled.name)
    looked = _looked(filled, own_case_numbers(question.settings))
    if lately(question.session, question.id, f"form:{request_id}", question.now, A_DAY):
        return Reply("That is saved already", (Note("Nothing was changed a second time."),))
    check_allowed(question, kind.role, filled.about.split()[:1])
    _check_unchanged(question, kind, filled)
    question.write.attested = looked
    note = kind.submit(question, filled)
    question.write.close()
    return finished(question.session, question.id, note)


def _begin(question: Question, did: str) -> None:
    question.writing = LedgerWrite(
        question.session, question.id, actor=question.asker.user_id, now=question.now
    )
    question.write.did = did
    question.up_to = question.write.workspace.head_seq
    question.settings = question.write.workspace.settings


def _looked(filled: Filled, own: re.Pattern[str] | None) -> tuple[str, ...]:
    """Give the kinds that the writer vouched for; raises Faults and MustAttest."""
    faults: dict[str, str] = {}
    asks: dict[str, tuple[str, ...]] = {}
    for name, value in filled.values.items():
        looked = privacy.look(value, own) if isinstance(value, str) else None
        if looked and looked.block:
            faults[name] = (
                f"This looks like a {' and a '.join(looked.kinds)}, which could identify a child. "
                "Please take it out; nothing was kept."
            )
        elif looked and looked.ask:
            asks[name] = looked.kinds
    if faults:
        raise Faults(faults)
    if asks and not filled.attested:
        raise MustAttest(asks)
    return tuple(dict.fromkeys(kind for kinds in asks.values() for kind in kinds))


def _check_unchanged(question: Question, kind: FormKind, filled: Filled) -> None:
    entities = kind.entities(filled.about)
    if not entities:
        return
    found, _ = changes(
        question.ledger,
        question.id,
        entities=entities,
        between=(filled.seen + 1, question.up_to),
        up_to=question.up_to,
        limit=5,
    )
    if found:
        told = tuple(sentence for change in reversed(found) for sentence in sentences(change))
        raise ChangedSince(finished(question.session, question.id, told), question.up_to)
