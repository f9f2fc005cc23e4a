"""The only list of commands: built from what each command's file declares.

Help, Slack's usage hint, the README's table and the tests are made from it.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal

from commands import acting, asking
from commands.reply import Reply

Role = Literal["reader", "admin"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a usage line: AREA, [PERIOD], open|done|overdue, or a keyword (because)."""

    kinds: tuple[str, ...]
    optional: bool
    keyword: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `usage` says how it is asked and drives the parser.

    `run` takes the question's setting (commands.question.Question) and one value for each argument
    in the order of the usage line, None for one left out. `as_at`: the past can be asked for.
    `personal`: the answer depends on who asks. `looking`: which way its periods look.
    """

    usage: str
    help: str
    run: Callable[..., Reply]
    role: Role
    as_at: bool
    personal: bool
    looking: Literal["ahead", "back"]

    @property
    def name(self) -> str:
        """The words that call it."""
        return " ".join(_name_and_rest(self.usage)[0])

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """What may follow the name."""
        return tuple(_argument(word) for word in _name_and_rest(self.usage)[1])


def command(
    usage: str,
    help: str,  # noqa: A002 - a command's help is called help
    *,
    role: Role = "reader",
    as_at: bool = False,
    personal: bool = False,
    looking: Literal["ahead", "back"] = "back",
) -> Callable[[Callable[..., Reply]], Command]:
    """Declare a function to be a command; nothing is registered until `commands()` looks."""

    def declare(run: Callable[..., Reply]) -> Command:
        return Command(usage, help, run, role, as_at, personal, looking)

    return declare


@cache
def commands() -> dict[str, Command]:
    """Give every command by its name, in alphabetical order."""
    found: dict[str, Command] = {}
    for package in (asking, acting):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for thing in vars(import_module(module.name)).values():
                if isinstance(thing, Command):
                    found[thing.name] = thing
    return dict(sorted(found.items()))


def _name_and_rest(usage: str) -> tuple[list[str], list[str]]:
    """Split a usage line: the name is its leading lower-case words, at most two."""
    words = usage.split()
    length = 1
    if len(words) > 1 and words[1].isalpha() and words[1].islower():
        length = 2
    return words[:length], words[length:]


def _argument(word: str) -> Argument:
    bare = word.strip("[]")
    keyword = bare.islower() and "|" not in bare
    return Argument(tuple(bare.split("|")), optional=word.startswith("["), keyword=keyword)
