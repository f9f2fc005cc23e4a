"""Every command is declared once, in a file of its own, and help tells of it."""

import ast
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import commands
from commands import acting as acting_package
from commands.arguments import READERS
from commands.form import Filled, FormKind
from commands.registry import Command, forms
from commands.registry import commands as registered
from storage.errors import OfstedError

HOME = Path(commands.__file__).parent
FILES = sorted(
    file for package in ("asking", "acting") for file in (HOME / package).glob("[!_]*.py")
)
COMMANDS = registered()
FORMS = forms()
ASKED_FOR = {
    "help", "status", "actions", "show", "overdue", "due", "mine", "find", "changes", "measure",
    "evidence", "findings", "who", "completed", "next", "history", "redact",
}  # fmt: skip


def declarations(file: Path) -> list[ast.Call]:
    """Give the @command(...) declarations in a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        decorator
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "command"
    ]


def declared_in(file: Path) -> list[Command | FormKind]:
    """Give the commands and forms that a file declares itself."""
    module = import_module(f"commands.{file.parent.name}.{file.stem}")
    return [one for one in vars(module).values() if isinstance(one, Command | FormKind)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_a_file_is_named_for_what_it_declares(file):
    """`roles grant` and `roles revoke` are in roles.py, `measure record` in measure_record.py."""
    names = [one.name.replace(" ", "_") for one in declared_in(file)]
    commands = [one for one in declared_in(file) if isinstance(one, Command)]
    assert names
    assert all(name == file.stem or name.startswith(f"{file.stem}_") for name in names[:1])
    assert len(commands) <= 1 or len({one.name.split()[0] for one in commands}) == 1
    assert len(declarations(file)) == len(commands)


def test_the_registry_has_every_file_and_nothing_else():
    declared = [one for file in FILES for one in declared_in(file)]
    assert sorted(one.name for one in declared if isinstance(one, Command)) == list(COMMANDS)
    assert sorted(one.name for one in declared if isinstance(one, FormKind)) == sorted(FORMS)
    assert set(COMMANDS) >= ASKED_FOR
    assert list(COMMANDS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_usage_line_can_be_parsed(name):
    command = COMMANDS[name]
    assert command.name == name
    rest = command.usage.removeprefix(name).split()
    assert len(rest) == len(command.arguments)
    for argument in command.arguments:
        for kind in argument.kinds:
            assert kind in READERS or kind == "PERIOD" or kind.islower()
    assert command.help
    assert not command.help.endswith(".")
    assert "\n" not in command.help


def test_readers_change_nothing():
    assert not {name for name, one in COMMANDS.items() if one.role == "reader" and one.writes}


def test_what_changes_the_record_or_opens_a_form_lives_with_the_acting():
    acting = {
        one.name
        for module in pkgutil.iter_modules(acting_package.__path__, "commands.acting.")
        for one in vars(import_module(module.name)).values()
        if isinstance(one, Command)
    }
    assert acting == {name for name, one in COMMANDS.items() if one.role != "reader"}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_says_what_is_wrong_with_it_when_nothing_is_filled_in(staff, name):
    answer = staff.who(role="admin").submit(Filled(name))
    assert isinstance(answer.error, OfstedError)
    assert answer.error.sentence


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_shows_its_usage(ask, name):
    answer = ask(f"help {name}")
    assert answer.found
    assert COMMANDS[name].usage in answer.text
    assert COMMANDS[name].help in answer.text


def test_help_lists_what_a_reader_may_use_and_what_an_admin_may(ask):
    lists = ("help", "help acting", "help admin")
    reader = {row[0] for words in lists for row in ask(words).rows}
    admin = [row[0] for words in lists for row in ask.who(role="admin")(words).rows]
    assert reader == {one.usage for one in COMMANDS.values() if one.role == "reader"}
    assert sorted(admin) == sorted(one.usage for one in COMMANDS.values())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_with_nothing_required_answers_by_its_name_alone(ask, name):
    answer = ask.who(role="admin")(name)
    required = [one for one in COMMANDS[name].arguments if not one.optional]
    assert answer.found == (not required)
    if required:
        assert COMMANDS[name].usage in answer.text


ASKING = [name for name, one in COMMANDS.items() if one.role == "reader"]


@pytest.mark.parametrize("name", ASKING)
def test_as_at_is_taken_by_the_commands_that_say_so(staff, name):
    given = {"AREA|REF": "MC-3", "REF|AREA": "MC-3", "REF": "MC-3", "PERIOD": "this month"}
    words = [
        given.get("|".join(one.kinds), one.kinds[0] if one.keyword else "eclipse")
        for one in COMMANDS[name].arguments
        if not one.optional
    ]
    answer = staff(" ".join([name, *words, "as at 13 September 2021"]))
    asked = not answer.error or "as at" not in answer.error.sentence
    assert asked == COMMANDS[name].as_at


def test_asking_the_registry_twice_gives_the_same_list():
    assert registered() is COMMANDS
