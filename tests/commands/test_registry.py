"""Every command is declared once, in a file of its own, and help tells of it."""

import ast
from pathlib import Path

import pytest

import commands
from commands.arguments import READERS
from commands.registry import commands as registered

HOME = Path(commands.__file__).parent
FILES = sorted(
    file for package in ("asking", "acting") for file in (HOME / package).glob("[!_]*.py")
)
COMMANDS = registered()
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


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_declares_one_command_and_is_named_for_it(file):
    (declared,) = declarations(file)
    usage = ast.literal_eval(declared.args[0])
    assert usage.split()[0] == file.stem
    assert COMMANDS[file.stem].usage == usage


def test_the_registry_has_every_file_and_nothing_else():
    assert set(COMMANDS) == {file.stem for file in FILES}
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


def test_only_what_changes_the_record_is_for_admins():
    assert {name for name, one in COMMANDS.items() if one.role != "reader"} == {"redact"}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_shows_its_usage(ask, name):
    answer = ask(f"help {name}")
    assert answer.found
    assert COMMANDS[name].usage in answer.text
    assert COMMANDS[name].help in answer.text


def test_help_lists_what_a_reader_may_use_and_what_an_admin_may(ask):
    reader = {row[0] for row in ask("help").rows}
    admin = {row[0] for row in ask.who(role="admin")("help").rows}
    assert reader == {one.usage for one in COMMANDS.values() if one.role == "reader"}
    assert admin == {one.usage for one in COMMANDS.values()}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_with_nothing_required_answers_by_its_name_alone(ask, name):
    answer = ask.who(role="admin")(name)
    required = [one for one in COMMANDS[name].arguments if not one.optional]
    assert answer.found == (not required)
    if required:
        assert COMMANDS[name].usage in answer.text


@pytest.mark.parametrize("name", COMMANDS)
def test_as_at_is_taken_by_the_commands_that_say_so(staff, name):
    given = {"AREA|REF": "MC-3", "REF": "MC-3", "PERIOD": "this month", "WORDS": "eclipse"}
    words = [
        given.get("|".join(one.kinds), "because")
        for one in COMMANDS[name].arguments
        if not one.optional
    ]
    answer = staff.who(role="admin")(" ".join([name, *words, "as at 13 September 2021"]))
    if name == "redact":
        return  # its reason may end like that: see test_answers
    assert answer.found == COMMANDS[name].as_at


def test_asking_the_registry_twice_gives_the_same_list():
    assert registered() is COMMANDS
