"""The README is true: its tables are made from the code and its commands run."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tabulate import tabulate

from bot.manifest import SCOPES
from bot.settings import Settings
from commands.asking.help import FOR
from commands.registry import commands
from commands.states_picture import picture
from storage.plan_format import format_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BIN = Path(sys.executable).parent


def between(mark):
    return re.search(rf"<!-- {mark}[^>]*-->\n(.*?)<!-- /{mark} -->", README, re.DOTALL)[1].strip()


def cell(text):
    return text.replace("|", "\\|")


def test_the_commands_tables_are_the_registry():
    asking = [
        (f"`{cell(one.usage)}`", one.help) for one in commands().values() if one.role == "reader"
    ]
    acting = [
        (f"`{cell(one.usage)}`", one.help, FOR[one.role])
        for one in commands().values()
        if one.role != "reader"
    ]
    assert between("commands") == tabulate(asking, ["After `/ofsted`", "You get"], "github")
    assert between("acting") == tabulate(acting, ["After `/ofsted`", "", "For"], "github")


def test_the_scopes_are_the_manifests():
    rows = [(f"`{scope}`", why) for scope, why in SCOPES.items()]
    assert between("scopes") == tabulate(rows, ["Scope", "The bot"], "github")


def test_the_picture_is_drawn_from_the_transition_table():
    assert between("states") == f"```mermaid\n{picture()}\n```"


def test_the_plan_format_table_is_the_models():
    # One line a field, without tabulate's padding to the longest.
    rows = [
        f"| `{cell(field)}` | {needed} | {cell(text)} |" for field, needed, text in format_table()
    ]
    table = ["| Field | Needed | Meaning |", "| --- | --- | --- |", *rows]
    assert between("plan format") == "\n".join(table)


def test_every_dependency_has_its_line():
    names = (
        PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["postgres"]
    )
    for name in names:
        bare = re.split(r"[\[><=~]", name)[0]
        assert re.search(rf"^\| {bare} \| \S", README, re.MULTILINE), bare
    for name in PROJECT["dependency-groups"]["dev"]:
        assert re.split(r"[\[><=~]", name)[0] in README


def test_every_package_of_the_page_has_its_word():
    page = json.loads((ROOT / "bot/local_slack/page/package.json").read_text())
    for name in page["dependencies"] | page["devDependencies"]:
        assert name in README, name


def test_every_setting_is_explained_and_in_the_example():
    example = (ROOT / ".env.example").read_text()
    for name in Settings.model_fields:
        assert f"| `{name.upper()}` |" in README
        assert f"\n{name.upper()}=" in example


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("readme")
    (place / "plan.yaml").write_bytes((ROOT / "storage" / "sample_plan.yaml").read_bytes())
    assert run(place, "ofsted-bot load plan.yaml").returncode == 0
    return place


def run(folder, line):
    name, *arguments = shlex.split(line)
    return subprocess.run(
        [BIN / name, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


SHELL = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
INLINE = re.findall(r"`(ofsted-bot [^`]+)`", README.replace("\n   ", " "))


@pytest.mark.parametrize(
    "line", dict.fromkeys(one for one in SHELL + INLINE if one.startswith("ofsted-bot"))
)
def test_the_shell_commands_run(folder, line):
    if line == "ofsted-bot bench":
        line += " --help"
    done = run(folder, line)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_make_targets_exist():
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"`?make (run|test|install|\w+)`", README)) | {"run"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("question", re.findall(r"^/ofsted .*$", README, re.MULTILINE))
def test_the_questions_are_answered(folder, question):
    done = run(folder, f"ofsted-bot say {shlex.quote(question)} --on 2021-09-13 --json")
    assert '"found": true' in done.stdout
