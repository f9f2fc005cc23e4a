"""The house keeps its rules: storeys, lazy imports, quiet imports, names."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STOREYS = ("storage", "commands", "bot")
FILES = sorted(file for storey in STOREYS for file in (ROOT / storey).rglob("*.py"))
# Alembic runs these; nobody imports them.
RUN_BY_ALEMBIC = ROOT / "storage" / "migrations"


def named(file):
    return str(file.relative_to(ROOT))


def imports(file):
    """Give each module that a file imports, and whether that happens as it is imported itself."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inner = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node not in inner) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(file)} imports relatively"
            yield node.module, node not in inner
            yield from ((f"{node.module}.{alias.name}", node not in inner) for alias in node.names)


def storey(module):
    return STOREYS.index(first) if (first := module.split(".")[0]) in STOREYS else -1


def test_there_is_a_house():
    assert {named(file).split("/")[0] for file in FILES} == set(STOREYS)


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_storey_imports_only_downwards(file):
    own = STOREYS.index(named(file).split("/")[0])
    above = [module for module, _ in imports(file) if storey(module) > own]
    assert above == []
    assert not any(module.split(".")[0] == "tests" for module, _ in imports(file))


SCAFFOLDING = ("bot.local_slack", "bot.bench")


@pytest.mark.parametrize("file", FILES, ids=named)
def test_the_local_slack_and_the_bench_are_imported_by_nothing_that_runs_in_slack(file):
    if named(file).startswith(("bot/local_slack/", "bot/bench")):
        return
    found = [(module, early) for module, early in imports(file) if module.startswith(SCAFFOLDING)]
    if named(file) == "bot/cli.py":  # where `bench`, and `run` without tokens, begin
        found = [(module, early) for module, early in found if early]
    assert found == []


@pytest.mark.parametrize("file", FILES, ids=named)
def test_storage_and_commands_know_no_slack_and_no_http(file):
    if named(file).startswith("bot/"):
        return
    known = {module.split(".")[0] for module, _ in imports(file)}
    assert not known & {"slack_sdk", "slack_bolt", "aiohttp", "asyncio", "typer", "requests"}


@pytest.mark.parametrize("file", FILES, ids=named)
def test_no_file_holds_a_path_of_some_machine_or_is_a_drawer_for_everything(file):
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"/(?:home|root|Users|work|tmp|mnt)/\w|[A-Z]:\\\\", text)
    assert file.stem not in {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


WATCHER = """
import os, sys, threading, importlib
OURS = ("SLACK_", "OFSTED_", "DATABASE_URL", "PORT")
found = []

class Poisoned(type(os.environ)):
    def __getitem__(self, name):
        if name.startswith(OURS):
            found.append(f"read {name}")
        return super().__getitem__(name)

def watch(event, arguments):
    if event.startswith(("socket.connect", "socket.bind", "socket.getaddrinfo", "sqlite3.connect",
                         "subprocess.", "os.mkdir", "os.remove")):
        found.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        found.append(f"wrote {arguments[0]}")

os.environ.__class__ = Poisoned
sys.dont_write_bytecode = True
sys.addaudithook(watch)
started = threading.Thread.start
threading.Thread.start = lambda self: (found.append(f"thread {self.name}"), started(self))
for module in sys.argv[1:]:
    before = len(found)
    importlib.import_module(module)
    for what in found[before:]:
        print(module, what)
print("imported", len(sys.argv) - 1, "threads", threading.active_count())
"""


def test_importing_does_nothing(tmp_path):
    modules = [
        named(file).removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for file in FILES
        if RUN_BY_ALEMBIC not in file.parents
    ]
    bad = {
        "SLACK_BOT_TOKEN": "not a token",
        "SLACK_API_URL": "nowhere",
        "DATABASE_URL": "mysql://127.0.0.1:9/none",
        "PORT": "abc",
        "OFSTED_NOW": "never",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", WATCHER, *modules],
        cwd=tmp_path,
        env={**os.environ, **bad},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout == f"imported {len(modules)} threads 1\n"
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_starts_without_what_it_does_not_need(tmp_path):
    """`say` answers within a second: Slack's libraries and the date parser come when needed."""
    heavy = "slack_bolt", "slack_sdk", "aiohttp", "dateparser", "holidays", "alembic", "hypothesis"
    code = f"import bot.cli, sys; print([one for one in {heavy!r} if one in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
