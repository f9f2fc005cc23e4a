"""A change of the record: one transaction, made once, by someone who may, on what they saw.

It takes the workspace's lock first (storage.ledger); whatever is checked is checked after it.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from commands import privacy
from commands.arguments import REFERENCE
from commands.finishing import finished
from commands.form import ChangedSince, Faults, Filled, Form, FormKind
from commands.history import actor_names, sentences
from commands.parsing import ATTESTING, candidates
from commands.permission import check_allowed
from commands.question import Question
from commands.registry import forms
from commands.reply import Button, Buttons, Note, Reply, Said
from commands.workspace_settings import own_case_numbers
from storage.errors import OfstedError
from storage.ledger import LedgerWrite
from storage.queries.history import changes, made_by
from storage.queries.workspaces import lately, remember

TWICE = timedelta(seconds=60)  # two presses of Enter are two requests
A_DAY = timedelta(days=1)


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

    The same words by the same person within a minute are the same request, unless they did nothing
    or that person has changed something else since.
    """
    typed = question.words
    attested = typed.lower().endswith(ATTESTING)
    question.words = typed[: -len(ATTESTING)] if attested else typed
    _begin(question, candidates(question.words)[0][0].name)
    if lately(question.session, question.id, _typed(question, typed), question.now, TWICE):
        return _done_already(question.words)
    looked = privacy.look(question.words, own_case_numbers(question.settings))
    if looked.block:
        raise privacy.HoldsIdentifier(looked.kinds)
    if looked.ask:
        if not attested:
            raise MayNameSomeone(looked.kinds, typed + ATTESTING)
        question.write.attested = looked.kinds
    reply = run(question)
    if isinstance(reply, Form):
        raise TypeError(f"“{question.words}” opens a form and is declared to write")
    if question.write.close():
        remember(question.session, question.id, _typed(question, typed), question.now)
    return reply


def _typed(question: Question, typed: str) -> str:
    """Name a request by who typed what, and by the last change that they had made by then."""
    asker = question.asker.user_id
    made = made_by(question.session, question.id, asker, question.now - TWICE)
    last = made[0].seq if made else 0
    request = f"{asker}\n{last}\n{typed.lower()}"
    return f"typed:{hashlib.sha256(request.encode()).hexdigest()}"


def _done_already(words: str) -> Reply:
    """Say so, with a way to see what was done: the note of it may have been lost on its way."""
    named = next((word.upper() for word in words.split() if REFERENCE.fullmatch(word)), None)
    seen = [Button("Latest changes", "changes")]
    if named:
        seen = [Button(f"Show {named}", f"show {named}"), Button("History", f"history {named}")]
    return Reply(
        "You did that a moment ago",
        (
            Said(
                "It was done once, and is in the record. If you mean it again, ask again in a "
                "minute."
            ),
            Buttons(tuple(seen)),
        ),
    )


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
    remember(question.session, question.id, f"form:{request_id}", question.now)
    return finished(question, note)


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
        who = actor_names(question, [change.actor for change in found])
        told = tuple(
            f"{who[change.actor]}: {' '.join(sentences(change))}" for change in reversed(found)
        )
        raise ChangedSince(finished(question, told), question.up_to)
