"""A form as data, and what was filled in; the bot turns it into a Slack modal.

A form is declared by `form(...)` in the file of the command that opens it: `draw` makes it from
what was filled in so far (nothing, at first), `submit` does what it is for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from storage.errors import OfstedError

if TYPE_CHECKING:
    from commands.evidence_files import EvidenceFile
    from commands.question import Question
    from commands.registry import Role
    from commands.reply import Reply

Kind = Literal["line", "text", "choice", "date", "number", "person", "link", "file", "ticks"]
Value = str | int | date | tuple[str, ...] | None

ATTESTED = "attested"  # the tick that says that a doubtful text names nobody
NAMES_NOBODY = "This names no child or family"
MOST_PARTS = 98  # of a form: a sentence and that tick may come on top when it is sent back


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in.

    `kind` says how: a line, a text of several lines, one of `options` (value, label), a day, a
    whole number, a person of the workspace (their id), a web address, an uploaded file (its id in
    Slack), or any of the `options` ticked. `initial` is what stands in it at first. A field that
    `redraws` has the form drawn anew when it changes.
    """

    name: str
    label: str
    kind: Kind = "line"
    hint: str | None = None
    optional: bool = False
    initial: Value = None
    options: tuple[tuple[str, str], ...] = ()
    redraws: bool = False
    most: int = 3_000  # characters


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence in the form, as plain text; `quiet` in small print."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """A button in the form that has it drawn anew; `name` is then among what was pressed."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form to fill in.

    `name` is the declared form's, `about` what it is about ("MC-3"; its `submit` reads it), `seen`
    the ledger row up to which its opener saw the record. `title` is at most 24 characters.
    """

    name: str
    title: str
    fields: tuple[Field | Told | Again, ...]
    about: str = ""
    seen: int = 0
    submit: str = "Save"


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: by field name, None or () where left empty.

    `opened_in` is the channel the form was opened from, None where there is none. `pressed` counts
    the presses of `Again` buttons by name. `attested` says that the writer ticked NAMES_NOBODY.
    `file` is the uploaded file, once it was fetched and checked.
    """

    name: str
    about: str = ""
    seen: int = 0
    values: dict[str, Value] = field(default_factory=dict)
    opened_in: str | None = None
    pressed: dict[str, int] = field(default_factory=dict)
    attested: bool = False
    file: "EvidenceFile | None" = None

    @property
    def waits_for_file(self) -> bool:
        """Whether a file was given that is still to be fetched."""
        return self.file is None and self.text("file") is not None

    def text(self, name: str) -> str | None:
        """Give a text field's words, None where there are none."""
        value = self.values.get(name)
        return value.strip() or None if isinstance(value, str) else None

    def day(self, name: str) -> date | None:
        """Give a day field's day."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def number(self, name: str) -> int | None:
        """Give a number field's number."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def ticked(self, name: str) -> tuple[str, ...]:
        """Give the values ticked."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()


class Faults(OfstedError):
    """Fields that can't be taken as they are: a sentence for each, by field name."""

    def __init__(self, by_field: dict[str, str]) -> None:
        super().__init__(" ".join(by_field.values()))
        self.by_field = by_field


class ChangedSince(OfstedError):
    """What the form is about was changed after it was opened; `sentences` say how.

    `seen` is the ledger row up to which they tell.
    """

    def __init__(self, sentences: tuple[str, ...], seen: int) -> None:
        super().__init__("This was changed while you were writing.")
        self.sentences = sentences
        self.seen = seen


@dataclass(frozen=True, slots=True)
class FormKind:
    """A declared form.

    `draw(question, filled)` gives the Form. `submit(question, filled)` makes the changes with
    `question.write` and gives the note; it raises Faults for what is wrong in a field, and any
    other OfstedError for what stands at the top. `entities` names what must not have changed
    since the form was opened ("action:MC-3"), from what the form is about.
    """

    name: str
    role: "Role"
    draw: Callable[["Question", Filled], Form]
    submit: Callable[["Question", Filled], "Reply"]
    entities: Callable[[str], tuple[str, ...]]


def about_nothing(_about: str) -> tuple[str, ...]:
    """Give no entities: the form makes something new."""
    return ()


def form(
    name: str,
    *,
    role: "Role",
    draw: Callable[["Question", Filled], Form],
    entities: Callable[[str], tuple[str, ...]] = about_nothing,
) -> Callable[[Callable[["Question", Filled], "Reply"]], FormKind]:
    """Declare a function to be what a form's submission does."""

    def declare(submit: Callable[["Question", Filled], "Reply"]) -> FormKind:
        return FormKind(name, role, draw, submit, entities)

    return declare


def about_action(ref: str) -> tuple[str, ...]:
    """Give the entities of a form about an action."""
    return (f"action:{ref}",)


def required(filled: Filled, *names: str) -> dict[str, Any]:
    """Give the values of fields that must be filled in, by name; raises Faults."""
    missing = {
        name: "Please fill this in."
        for name in names
        if filled.values.get(name) in (None, (), "") or not str(filled.values[name]).strip()
    }
    if missing:
        raise Faults(missing)
    return {name: filled.values[name] for name in names}
