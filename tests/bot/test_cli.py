"""The installed program in an empty folder, as someone at a terminal uses it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.manifest import SCOPES
from commands.registry import commands

PROGRAM = Path(sys.executable).parent / "ofsted-bot"
SAMPLE = Path(__file__).parents[2] / "storage" / "sample_plan.yaml"
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1-abc", "SLACK_SIGNING_SECRET": "0123456789abcdef"}
NEW = "sample plan is loaded"


@pytest.fixture
def run(tmp_path):
    def run(*words, typed="", code=0, **told):
        needed = ("PATH", "HOME", "SYSTEMROOT")
        kept = {name: os.environ[name] for name in needed if name in os.environ}
        done = subprocess.run(
            [PROGRAM, *words],
            cwd=tmp_path,
            env={**kept, "PYTHONIOENCODING": "utf-8", **told},
            input=typed,
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert done.returncode == code, done.stderr
        return done

    return run


@pytest.fixture
def loaded(tmp_path, sample_record):
    """Put the sample record where the program looks for it."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "ofsted.db").write_bytes(sample_record.read_bytes())


def test_the_first_question_loads_the_sample_plan_and_says_so(run, tmp_path):
    first = run("say", "status missing-children", "--json", "--on", "2021-09-13")
    assert NEW in first.stderr
    told = json.loads(first.stdout)
    assert told["found"] is True
    assert "remains a struggle" in told["text"]
    assert {part["kind"] for part in told["parts"]} >= {"heading", "quote", "bullets", "said"}
    assert (tmp_path / "var" / "ofsted.db").exists()
    again = run("say", "status missing-children", "--json", "--on", "2021-09-13")
    assert (again.stderr, again.stdout) == ("", first.stdout)
    verified = run("verify")
    assert re.search(r"\d+ ledger rows; head [0-9a-f]{16}", verified.stdout)
    assert "Nothing to do" in run("migrate").stdout


def test_todays_date_can_be_set(run, loaded):
    assert "No open action is known" in run("say", "overdue", "--on", "2021-09-13").stdout
    assert "EC-1" in run("say", "overdue", "--on", "2022-01-01").stdout.split("OPEN, WITH")[0]
    assert "No open action is known" in run("say", "overdue", OFSTED_NOW="2021-09-13").stdout
    both = run("say", "overdue", "--on", "2022-01-01", OFSTED_NOW="2021-09-13")
    assert "EC-1" in both.stdout.split("OPEN, WITH")[0]
    wrong = run("say", "overdue", "--on", "31/2/2021", code=2)
    assert (wrong.stdout, len(wrong.stderr.splitlines())) == ("", 1)
    assert "--on" in wrong.stderr


def test_asking_as_someone(run, loaded):
    refused = run("say", "redact MC-1 because it named someone", "--as", "U012AB3CD")
    assert "admins" in refused.stdout
    done = run(
        "say", "redact MC-1 because it named someone", "--as", "U1AD", OFSTED_ADMINS="U1AD,U2AD"
    )
    assert "MC-1 is redacted" in done.stdout
    assert "New missing procedures" not in run("say", "show MC-1").stdout
    assert "1 of them redacted" in run("verify").stdout


def test_what_is_not_understood_is_an_answer_too(run, loaded):
    told = json.loads(run("say", "overdew", "--json").stdout)
    assert told["found"] is False
    assert "overdue" in told["text"]
    secret = run("say", "find 999 765 4323")
    assert "identify a child" in secret.stdout
    assert "4323" not in secret.stdout + secret.stderr


def test_words_that_are_no_text(run, loaded):
    for more in ((), ("--json",)):
        done = run("say", b"find \xff\xfe", *more)
        assert done.stdout


def test_a_faulty_file_is_refused_whole(run, loaded, tmp_path):
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    [first, second, *_] = [
        at for at, line in enumerate(lines) if re.match(r"\s+- ref: CR-\d", line)
    ]
    lines[second] = lines[first]
    (tmp_path / "plan.yaml").write_text("\n".join([*lines, "surprise: 1"]), encoding="utf-8")
    before = run("verify").stdout
    done = run("load", "plan.yaml", code=1)
    assert done.stdout == ""
    told = done.stderr.splitlines()
    where = rf"plan\.yaml, line {second + 1}: .*CR-1.*line {first + 1}\.$"
    assert any(re.match(where, line) for line in told), told
    assert any("no such field" in line for line in told)
    assert run("verify").stdout == before
    for content, word in ((b"\xff\xfe\x00", "plan.yaml"), (b"- a\n- [", "plan.yaml"), (b"", ".")):
        (tmp_path / "plan.yaml").write_bytes(content)
        assert word in run("load", "plan.yaml", code=1).stderr
    assert "missing.yaml" in run("load", "missing.yaml", code=2).stderr


def test_loading_twice_changes_nothing_and_a_difference_is_listed(run, loaded, tmp_path):
    before = run("verify").stdout
    assert "Nothing to change" in run("load", str(SAMPLE)).stdout
    assert run("verify").stdout == before
    text = SAMPLE.read_text(encoding="utf-8")
    old = "New missing procedures launched"
    (tmp_path / "plan.yaml").write_text(text.replace(old, f"{old} again"), encoding="utf-8")
    listed = run("load", "plan.yaml").stdout
    assert "1 fact differs" in listed
    assert f"{old} again" in listed
    assert run("verify").stdout == before
    assert "--replace" in listed
    run("load", "plan.yaml", "--replace")
    assert f"{old} again" in run("say", "show MC-1").stdout


def test_with_tokens_nothing_is_loaded_by_itself(run):
    done = run("say", "status", **TOKENS)
    assert NEW not in done.stderr
    assert "ofsted-bot load" in done.stdout


def test_a_database_that_cannot_be_used_is_one_sentence(run, tmp_path):
    (tmp_path / "note.db").write_text("This is no database. " * 100)
    for words in (("say", "status"), ("migrate",), ("verify",)):
        done = run(*words, code=1, DATABASE_URL="sqlite:///note.db")
        assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)


def test_a_ledger_that_was_tampered_with_is_found(run, loaded, tmp_path):
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(tmp_path / "var" / "ofsted.db") as connection:
        connection.execute("UPDATE action SET text = 'All is well' WHERE ref = 'MC-3'")
    connection.close()
    done = run("verify", code=1)
    assert "MC-3" in done.stdout
    assert "All is well" not in done.stdout + done.stderr
    assert "The chain holds, and" not in done.stdout


def test_the_manifest(run, tmp_path):
    app = json.loads(run("manifest").stdout)
    assert app["oauth_config"]["scopes"]["bot"] == [*SCOPES]
    assert app["settings"]["socket_mode_enabled"] is True
    assert app["settings"]["event_subscriptions"]["bot_events"] == ["app_mention", "user_change"]
    [slash] = app["features"]["slash_commands"]
    assert (slash["command"], slash["should_escape"]) == ("/ofsted", True)
    assert 0 < len(slash["usage_hint"]) <= 1_000
    assert len(slash["description"]) <= 2_000
    for name, command in commands().items():
        assert (name in slash["usage_hint"].split(" | ")) == (command.role != "admin")
    assert len(app["display_information"]["description"]) <= 140
    assert len(app["display_information"]["name"]) <= 35
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_for_http_and_a_reader_group(run):
    done = run(
        "manifest", "--url", "https://bot.example.org/", OFSTED_READER_GROUP="S012AB3CD", **TOKENS
    )
    app = json.loads(done.stdout)
    address = "https://bot.example.org/slack/events"
    assert app["features"]["slash_commands"][0]["url"] == address
    assert app["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}
    assert app["settings"]["event_subscriptions"]["request_url"] == address
    assert app["settings"]["socket_mode_enabled"] is False
    assert "usergroups:read" in app["oauth_config"]["scopes"]["bot"]


def test_help_lists_what_the_program_does(run):
    told = run("--help").stdout
    for word in ("run", "say", "load", "verify", "manifest", "migrate"):
        assert re.search(rf"\b{word}\b", told)
