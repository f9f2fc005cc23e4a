"""From the words typed to a command and its arguments.

A command matches only if every one of its arguments can be read; names have one or two words and
the longest that matches wins. Optional arguments may come in any order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from commands import names
from commands.arguments import REFERENCE, NotThat, read
from commands.names import Named, NotSure
from commands.periods import PeriodUnclear
from commands.question import Question
from commands.registry import FREE_TEXT, Argument, Command, commands
from storage.errors import OfstedError

MOST_WORDS = 15  # in an argument that is no free text; it bounds the ways to divide the words
LONGEST = 1_900  # characters: what a Slack button can carry back, with a page behind it
ATTESTING = " (this names no child or family)"  # behind typed words, as its button puts it there
LONGEST_CHANGE = LONGEST - len(ATTESTING)

EXAMPLES = {"ahead": ("this month", "next 2 weeks"), "back": ("this month", "last quarter")}

NO_COMMAND = "None of my commands is asked in those words. The nearest that I can answer:"

_WORD = re.compile(r"[^\W_]+")
_INVOKED = re.compile(r"^(?:\s*/ofsted\b\s*)+", re.IGNORECASE)
_ENDING = re.compile(r"(?:[\s?!.,;]|\bplease\b)+$", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|\s+)page (\d{1,6})$", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")  # no store takes them
_AS_AT = re.compile(r"(?:^|\s+)as (?:at|of) (.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The words without `page N` and `as at DATE`, and those two."""

    words: str
    as_at: str | None
    page: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on: what to show and the words to ask then."""

    label: str
    words: str


class NotUnderstood(OfstedError):
    """The words are no command; `choices` are what may have been meant."""

    def __init__(self, sentence: str, choices: tuple[Choice, ...] = ()) -> None:
        super().__init__(sentence)
        self.choices = choices


class TooLong(NotUnderstood):
    """Nobody needs that many words; a button could not carry them back either."""

    def __init__(self, most: int = LONGEST) -> None:
        super().__init__(
            f"That is too long for me: {most:,} characters is the most I read. "
            "Please say it shorter, or in two parts."
        )


def split(typed: str) -> Asked:
    """Take the page and the moment off the end of what was typed.

    Not for a command that writes: a reason may well end with "as at 1 October".
    """
    words = " ".join(_INVOKED.sub("", _UNPRINTABLE.sub("", typed)).split())
    if len(words) > 2 * LONGEST:
        raise TooLong
    if changes_the_record(words):
        attested = words.lower().endswith(ATTESTING)
        if len(words) > (LONGEST if attested else LONGEST_CHANGE):
            raise TooLong(LONGEST_CHANGE)
        return Asked(words, None, 1)
    words, page = _ENDING.sub("", words), 1
    if match := _PAGE.search(words):
        words, page = words[: match.start()], max(1, int(match[1]))
    as_at = None
    if match := _AS_AT.search(words):
        words, as_at = words[: match.start()], match[1]
    if len(words) > LONGEST:
        raise TooLong
    return Asked(words, as_at, page)


def as_at(words: str, day: str) -> str:
    """Give the words to ask the same as at a day, where that can be asked."""
    asked, found = split(words), candidates(words)
    if asked.as_at or not found or not found[0][0].as_at:
        return words
    page = words[len(asked.words) :]  # " page 2", as it was written
    return f"{asked.words} as at {day}{page}"


def candidates(words: str) -> list[tuple[Command, list[str]]]:
    """Give the commands whose name begins the words, the longest name first, with what is left."""
    typed = words.split()
    lower = [word.lower() for word in typed]
    found = []
    for length in (2, 1):
        command = commands().get(" ".join(lower[:length]))
        if command is not None and len(command.name.split()) == length <= len(lower):
            found.append((command, typed[length:]))
    return found


def changes_the_record(words: str) -> bool:
    """Say whether the words call a command that writes, by its name alone."""
    return any(command.writes for command, _ in candidates(words))


def form_about(words: str) -> str | None:
    """Give the reference that the words would open a form about, as it is written in the plan."""
    for command, rest in candidates(words):
        reference = REFERENCE.fullmatch(" ".join(rest))
        if reference and command.role != "reader" and not command.writes:
            return f"{reference[1].upper()}-{reference[2]}"
    return None


def parse(question: Question) -> tuple[Command, list[Any]]:
    """Give the command that the question's words ask for and its arguments' values.

    Raises NotUnderstood, with the nearest commands or what else may have been meant.
    """
    found = candidates(question.words)
    for exact in (True, False):
        for command, rest in found:
            if command.role != "reader" and not exact:
                continue  # what changes the record is never guessed
            reading = _Reading(question, command, rest, exact=exact)
            if (values := reading.bind()) is not None:
                return command, values
    if found:
        raise _complaint(question, *found[0])
    raise NotUnderstood(NO_COMMAND, _nearest_commands(question))


_Way = dict[int, tuple[int, int, Any]]  # an argument's place: from which word to which, its value


@dataclass
class _Reading:
    """One try at dividing words among a command's arguments."""

    question: Question
    command: Command
    words: list[str]
    exact: bool

    def bind(self) -> list[Any] | None:
        """Give a value for each argument (None where left out), or None if they don't fit."""
        has_text = any(argument.is_free_text for argument in self.command.arguments)
        if len(self.words) > MOST_WORDS and len(self.command.arguments) > 1 and not has_text:
            return None
        bound = self._best(self._ways(0, dict(enumerate(self.command.arguments))))
        if bound is None:
            return None
        for start, end, value in bound.values():
            if isinstance(value, NotSure | PeriodUnclear):
                raise NotUnderstood(value.sentence, self._choices(start, end, value))
        arguments = enumerate(self.command.arguments)
        return [
            bound[place][2] if place in bound else None
            for place, argument in arguments
            if not argument.keyword
        ]

    def _best(self, ways: Iterator[_Way]) -> _Way | None:
        """Give the first way that leaves nothing to ask, else the first."""
        first = None
        for way in ways:
            if not any(isinstance(value, NotSure | PeriodUnclear) for _, _, value in way.values()):
                return way
            first = first or way
        return first

    def _ways(self, start: int, left: dict[int, Argument]) -> Iterator[_Way]:
        """Yield every way to read the words from `start` with the arguments left."""
        if start == len(self.words):
            if all(argument.optional for argument in left.values()):
                yield {}
            return
        required = next((place for place, one in left.items() if not one.optional), None)
        for place, argument in left.items():
            if not argument.optional and place != required:
                continue
            rest = {other: one for other, one in left.items() if other != place}
            for end in self._ends(start, argument, is_last=not rest):
                value = self._value(argument, start, end)
                if value is None:
                    continue
                for further in self._ways(end, rest):
                    yield {place: (start, end, value)} | further

    def _ends(self, start: int, argument: Argument, *, is_last: bool) -> list[int]:
        """Give where an argument that starts here may end, the longest first.

        Before free text a word that a name can do without is the text's own first word, if the
        name stands without it: "missing-children work on ...", "CIN 2 families ...".
        """
        last = len(self.words)
        if is_last:
            return [last]
        longest = last if argument.is_free_text else min(last, start + MOST_WORDS)
        ends = list(range(longest, start, -1))
        if self.command.writes and not argument.is_free_text:
            ends.sort(key=lambda end: end > start + 1 and _may_go(self.words[end - 1]))
        return ends

    def _value(self, argument: Argument, start: int, end: int) -> Any:
        text = " ".join(self.words[start:end])
        unsure: NotSure | PeriodUnclear | None = None
        for kind in argument.kinds:
            try:
                return read(self.command, self.question, kind, text, exact=self.exact)
            except NotSure as several:
                unsure = unsure or several
            except PeriodUnclear as several:
                if several.choices and not self.exact:
                    unsure = unsure or several
            except OfstedError:
                continue
        return unsure

    def _choices(self, start: int, end: int, unsure: NotSure | PeriodUnclear) -> tuple[Choice, ...]:
        before, after = self.words[:start], self.words[end:]
        options = (
            [(one, one) for one in unsure.choices]
            if isinstance(unsure, PeriodUnclear)
            else [(one.title, one.key) for one in unsure.candidates]
        )
        return tuple(
            Choice(label, " ".join([self.command.name, *before, words, *after]))
            for label, words in options
        )


def _complaint(question: Question, command: Command, rest: list[str]) -> OfstedError:
    """Say why the words after a command's name can't be read, with what may have been meant."""
    usage = f"It is used like this: `{command.usage}`."
    if not command.arguments:
        return NotUnderstood(
            f"`{command.name}` takes nothing after it.", (Choice(command.name, command.name),)
        )
    if not rest:
        return NotUnderstood(f"`{command.name}` needs more. {usage}")
    first: OfstedError | None = None
    for part in _parts(command, rest):
        if isinstance(part, str):
            first = first or NotUnderstood(f"`{command.name}` needs “{part}” too. {usage}")
            break
        for argument in part.arguments:
            for kind in argument.kinds:
                try:
                    found = read(command, question, kind, part.text, exact=False)
                except NotThat:
                    continue
                except OfstedError as error:
                    first = first or _worded(command, error, part)
                else:
                    first = first or _nearly(command, kind, found, part)
    return first or NotUnderstood(
        f"I couldn't read what comes after `{command.name}`. {usage}",
        () if command.writes else _nearest_commands(question),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of the words after a command's name, and the arguments that may be in them.

    `is_whole` is false where a name may go on in the words after it.
    """

    arguments: tuple[Argument, ...]
    before: tuple[str, ...]
    text: str
    after: tuple[str, ...]
    is_whole: bool

    def asking(self, command: Command, instead: str) -> str:
        """Give the words that ask the same with other words in this place."""
        return " ".join([command.name, *self.before, instead, *self.after])


def _parts(command: Command, words: list[str]) -> Iterator[_Part | str]:
    """Divide words at a command's keywords; yield a keyword itself where it is missing.

    Of several arguments of a change that no keyword divides, the first has the first word.
    """
    start, waiting = 0, list[Argument]()
    for argument in command.arguments:
        if not argument.keyword or argument.optional:
            waiting.append(argument)
            continue
        (word,) = argument.kinds
        least = start + bool(waiting)
        lower = [one.lower() for one in words]
        end = lower.index(word, least) if word in lower[least:] else len(words)
        if waiting:
            yield _part(command, waiting, words, start, end)
        if end == len(words):
            yield word
            return
        start, waiting = end + 1, []
    if waiting and start == len(words):
        yield waiting[0].kinds[0]
    elif waiting:
        yield _part(command, waiting, words, start, len(words))


def _part(
    command: Command, waiting: list[Argument], words: list[str], start: int, end: int
) -> _Part:
    is_whole = len(waiting) == 1 or not command.writes
    if not is_whole:
        waiting, end = waiting[:1], start + 1
    before, text, after = words[:start], " ".join(words[start:end]), words[end:]
    return _Part(tuple(waiting), tuple(before), text, tuple(after), is_whole)


def _nearly(command: Command, kind: str, found: object, part: _Part) -> NotUnderstood | None:
    """Offer a name that a slip of the finger may have missed: a change never takes it so."""
    if not command.writes or kind in FREE_TEXT or kind.islower() or not isinstance(found, str):
        return None
    if found.lower() == part.text.lower():
        return None
    return NotUnderstood(
        "That is not quite a name in the plan.", (Choice(found, part.asking(command, found)),)
    )


def _worded(command: Command, error: OfstedError, part: _Part) -> NotUnderstood:
    """Turn a reader's error into one with whole commands to choose from."""
    choices: list[tuple[str, str]] = []
    for one in getattr(error, "candidates", ()) or getattr(error, "nearest", ()):
        if isinstance(one, Named):
            choices += [(one.title, one.key)] if part.is_whole else []
        else:
            choices.append((one, one))
    periods = getattr(error, "choices", ())
    if isinstance(error, PeriodUnclear) and not command.writes:
        periods = periods or EXAMPLES[command.looking]
    choices += [(one, one) for one in periods]
    return NotUnderstood(
        error.sentence,
        tuple(Choice(label, part.asking(command, words)) for label, words in choices),
    )


def _nearest_commands(question: Question) -> tuple[Choice, ...]:
    """Give the areas and commands named in the words, then the commands spelt most like them."""
    typed = _spaced(question.words)
    areas = [
        Choice(area.title, f"status {area.key}")
        for area in question.areas
        if any(_spaced(name) in typed for name in area.names)
    ]
    known = [
        name
        for name, command in commands().items()
        if command.role != "admin" and question.asker.has(command.role)
    ]
    named = [word for word in typed.split() if word in known]
    things = [Named(name, name, (name,)) for name in known]
    near = [one.key for one in names.nearest(" ".join(typed.split()[:1]), things)]
    told = [_choice(name) for name in dict.fromkeys([*named[::-1], *near])]
    return (*areas[:2], *told[: 3 - len(areas[:2])])


def _may_go(word: str) -> bool:
    return word.isdigit() or names.says_nothing(word)


def _spaced(text: str) -> str:
    """Give the words alone with a space around each, so that one text can be looked for in one."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def _choice(name: str) -> Choice:
    """Give a command to ask as it is, or its help where it needs more."""
    needs_more = any(not argument.optional for argument in commands()[name].arguments)
    return Choice(name, f"help {name}" if needs_more else name)
