"""`ofsted-bot privacy` as someone at a terminal uses it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "ofsted-bot"
NOTHING = {"block": False, "ask": False, "kinds": []}
COURT = {"block": True, "ask": False, "kinds": ["court reference"]}
NAME = {"block": False, "ask": True, "kinds": ["name next to a family word"]}


@pytest.fixture
def run(tmp_path):
    def run(*words, typed=b"", code=0):
        done = subprocess.run(
            [PROGRAM, "privacy", *words],
            cwd=tmp_path,
            env={**os.environ, "DATABASE_URL": "nonsense", "PYTHONIOENCODING": "utf-8"},
            input=typed,
            capture_output=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert b"Traceback" not in done.stderr
        return done.stdout.decode(), done.stderr.decode()

    return run


def test_one_text_is_one_line_of_json(run, tmp_path):
    for text, said in (("order in ZE21C00123", COURT), ("mum of Jayden", NAME), ("", NOTHING)):
        out, err = run("--json", text)
        assert (json.loads(out), out.count("\n"), err) == (said, 1, "")
    assert list(tmp_path.iterdir()) == []


def test_each_line_of_a_file_has_its_line(run, tmp_path):
    lines = "\ufeffmum of Jayden\r\n\nMC-3\u2028Q1\norder in ZE21C00123".encode()
    (tmp_path / "lines.txt").write_bytes(lines)
    out, _ = run("--json", "--file", "lines.txt")
    assert [json.loads(line) for line in out.splitlines()] == [NAME, NOTHING, NOTHING, COURT]
    assert run("--json", "--file", "-", typed=lines)[0] == out
    (tmp_path / "empty.txt").write_bytes(b"")
    assert run("--json", "--file", "empty.txt") == ("", "")


def test_without_json_it_is_a_sentence_that_never_holds_the_value(run):
    assert run("order in ZE21C00123")[0].startswith("Blocked")
    assert "court reference" in run("order in ZE21C00123")[0]
    assert "ZE21C" not in run("order in ZE21C00123")[0]
    assert run("mum of Jayden")[0].startswith("Asked about")
    assert "Jayden" not in run("mum of Jayden")[0]
    assert run("the plan") == ("Nothing found.\n", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--file", "missing.txt"), "missing.txt can't be read"),
        (("--file", "."), "can't be read"),
        (("--file", "latin.txt"), "not in UTF-8"),
        (("--file", "-"), "not in UTF-8"),
        ((b"caf\xe9",), "not in UTF-8"),
        ((), "Give one text"),
        (("a", "--file", "latin.txt"), "Give one text"),
    ],
)
def test_what_cannot_be_read_is_said(run, tmp_path, words, told):
    (tmp_path / "latin.txt").write_bytes("café".encode("latin-1"))
    out, err = run(*words, typed=b"caf\xe9", code=2)
    assert out == ""
    assert told in err
    assert err.count("\n") == 1


def test_it_loads_no_slack_and_no_date_parser():
    code = (
        "import sys; from bot.privacy_command import findings; list(findings(['x'], as_json=True));"
        "print([one for one in ('slack_bolt', 'slack_sdk', 'aiohttp', 'dateparser') "
        "if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROGRAM.parents[2], capture_output=True, check=True
    )
    assert done.stdout.strip() == b"[]"
