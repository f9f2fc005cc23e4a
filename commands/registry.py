"""The only list of commands: built from what each command's file declares.

Help, Slack's usage hint, the README's table and the tests are made from it.
"""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal

from commands import acting, asking
from commands.form import Form, FormKind
from commands.reply import Reply

Role = Literal["reader", "manager", "quality assurance", "admin"]
FREE_TEXT = frozenset({"TEXT", "REASON", "WORDS"})
ROLES: tuple[Role, ...] = ("reader", "manager", "quality assurance", "admin")  # each has all before


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a usage line: AREA, [PERIOD], open|done|overdue, or a keyword (because)."""

    kinds: tuple[str, ...]
    optional: bool
    keyword: bool = False

    @property
    def is_free_text(self) -> bool:
        """Whether any words will do, however many."""
        return not FREE_TEXT.isdisjoint(self.kinds)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `usage` says how it is asked and drives the parser.

    `run` takes the question's setting (commands.question.Question) and one value for each argument
    in the order of the usage line, None for one left out. `as_at`: the past can be asked for.
    `personal`: the answer depends on who asks. `looking`: which way its periods look. `writes`: it
    changes the record, with `question.write`; one that only opens a form does not.
    `finds_whose`: what it is about is not in its words, so it asks itself whether the person may
    (commands.permission).
    """

    usage: str
    help: str
    run: Callable[..., Reply | Form]
    role: Role
    writes: bool
    as_at: bool
    personal: bool
    looking: Literal["ahead", "back"]
    finds_whose: bool = False

    @property
    def name(self) -> str:
        """The words that call it."""
        return " ".join(_name_and_rest(self.usage)[0])

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """What may follow the name."""
        return tuple(_argument(word) for word in _name_and_rest(self.usage)[1])


def command(  # noqa: PLR0913 - what can be said of a command
    usage: str,
    help: str,  # noqa: A002 - a command's help is called help
    *,
    role: Role = "reader",
    writes: bool = False,
    as_at: bool = False,
    personal: bool = False,
    looking: Literal["ahead", "back"] = "back",
    finds_whose: bool = False,
) -> Callable[[Callable[..., Reply | Form]], Command]:
    """Declare a function to be a command; nothing is registered until `commands()` looks."""

    def declare(run: Callable[..., Reply | Form]) -> Command:
        return Command(usage, help, run, role, writes, as_at, personal, looking, finds_whose)

    return declare


@cache
def commands() -> dict[str, Command]:
    """Give every command by its name, in alphabetical order."""
    return dict(sorted((one.name, one) for one in _declared() if isinstance(one, Command)))


@cache
def forms() -> dict[str, FormKind]:
    """Give every form by its name."""
    return {one.name: one for one in _declared() if isinstance(one, FormKind)}


def _declared() -> Iterator[object]:
    for package in (asking, acting):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield from vars(import_module(module.name)).values()


def _name_and_rest(usage: str) -> tuple[list[str], list[str]]:
    """Split a usage line: the name is its leading lower-case words, at most two."""
    words = usage.split()
    length = 1
    if len(words) > 1 and words[1].replace("-", "").isalpha() and words[1].islower():
        length = 2
    return words[:length], words[length:]


def _argument(word: str) -> Argument:
    bare = word.strip("[]")
    keyword = bare.islower() and "|" not in bare
    return Argument(tuple(bare.split("|")), optional=word.startswith("["), keyword=keyword)
