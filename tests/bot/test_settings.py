"""Every missing or malformed setting is one sentence at the start of the real program."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.settings import WrongSettings, read_settings

PROGRAM = Path(sys.executable).parent / "ofsted-bot"
BOT = "xoxb-1234567890-abcdefgh"
APP = "xapp-1-A0123-4567-abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
GOOD = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SECRET}

# What is set, then the variable that the sentence must name.
WRONG = {
    "an empty signing secret": ({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": ""}, "SECRET"),
    "a secret of spaces": ({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": "   "}, "SECRET"),
    "no signing secret": ({"SLACK_BOT_TOKEN": BOT}, "SLACK_SIGNING_SECRET"),
    "a short secret": ({**GOOD, "SLACK_SIGNING_SECRET": "s3cr3t"}, "SLACK_SIGNING_SECRET"),
    "a secret with a space": ({**GOOD, "SLACK_SIGNING_SECRET": "01234567 89ab"}, "SECRET"),
    "a person's token": ({**GOOD, "SLACK_BOT_TOKEN": "xoxp-12345-abc"}, "SLACK_BOT_TOKEN"),
    "a token with a space": ({**GOOD, "SLACK_BOT_TOKEN": "xoxb-abc def"}, "SLACK_BOT_TOKEN"),
    "tokens swapped": ({**GOOD, "SLACK_APP_TOKEN": BOT}, "SLACK_APP_TOKEN"),
    "only the app token": ({"SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN"),
    "only the secret": ({"SLACK_SIGNING_SECRET": SECRET}, "SLACK_BOT_TOKEN"),
    "a port of letters": ({"PORT": "abc"}, "PORT"),
    "port 0": ({"PORT": "0"}, "PORT"),
    "a port too high": ({"PORT": "70000"}, "PORT"),
    "a port below zero": ({"PORT": "-1"}, "PORT"),
    "half a port": ({"PORT": "3000.5"}, "PORT"),
    "mysql": ({"DATABASE_URL": "mysql://user:hunter2@host/db"}, "DATABASE_URL"),
    "no driver": ({"DATABASE_URL": "postgresql://user:hunter2@host/db"}, "DATABASE_URL"),
    "no file": ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
    "in memory": ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
    "another driver": ({"DATABASE_URL": "sqlite+aiosqlite:///x.db"}, "DATABASE_URL"),
    "no URL": ({"DATABASE_URL": "record.db"}, "DATABASE_URL"),
    "a bad port in it": ({"DATABASE_URL": "postgresql+psycopg://u:hunter2@h:x/d"}, "DATABASE_URL"),
    "no such day": ({"OFSTED_NOW": "31/2/2021"}, "OFSTED_NOW"),
    "no such day, as ISO": ({"OFSTED_NOW": "2021-02-31"}, "OFSTED_NOW"),
    "a day in words": ({"OFSTED_NOW": "yesterday"}, "OFSTED_NOW"),
    "a time": ({"OFSTED_NOW": "2021-09-13T10:00:00"}, "OFSTED_NOW"),
    "an address with a port too high": ({"SLACK_API_URL": "http://h:99999/api"}, "SLACK_API_URL"),
    "a number": ({"OFSTED_NOW": "1631491200.5"}, "OFSTED_NOW"),
    "a day with Slack itself": ({**GOOD, "OFSTED_NOW": "2021-09-13"}, "OFSTED_NOW"),
    "Slack itself, by name": (
        {**GOOD, "OFSTED_NOW": "2021-09-13", "SLACK_API_URL": "https://slack.com/api"},
        "OFSTED_NOW",
    ),
    "Slack itself, in capitals": (
        {**GOOD, "OFSTED_NOW": "2021-09-13", "SLACK_API_URL": "https://SLACK.com/api/"},
        "OFSTED_NOW",
    ),
    "an admin's name": ({"OFSTED_ADMINS": "bob"}, "OFSTED_ADMINS"),
    "an admin among others": ({"OFSTED_ADMINS": "U012AB3CD, bob"}, "OFSTED_ADMINS"),
    "a group's name": ({"OFSTED_READER_GROUP": "@managers"}, "OFSTED_READER_GROUP"),
    "a channel's name": ({"OFSTED_READER_CHANNELS": "#plan"}, "OFSTED_READER_CHANNELS"),
    "an address without http": ({"SLACK_API_URL": "intranet.example/api"}, "SLACK_API_URL"),
    "an address of letters": ({"SLACK_API_URL": "https:///api"}, "SLACK_API_URL"),
    "an address with a bad port": ({"SLACK_API_URL": "http://[::1/api"}, "SLACK_API_URL"),
}


def settings_in(monkeypatch, folder, told):
    monkeypatch.chdir(folder)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    return read_settings()


@pytest.mark.parametrize(("told", "names"), WRONG.values(), ids=WRONG)
def test_one_sentence_names_the_setting_and_never_its_value(monkeypatch, tmp_path, told, names):
    with pytest.raises(WrongSettings) as wrong:
        settings_in(monkeypatch, tmp_path, told)
    [sentence] = wrong.value.sentences
    assert names in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    for value in told.values():
        assert len(value) < 4 or value not in sentence
    for secret in (BOT, APP, SECRET, "hunter2", "bob"):
        assert secret not in sentence


@pytest.mark.parametrize(
    "case",
    [
        "an empty signing secret",
        "a person's token",
        "only the app token",
        "a port of letters",
        "mysql",
        "no such day",
        "a day with Slack itself",
        "an admin's name",
        "an address with a bad port",
    ],
)
def test_the_program_stops_with_that_sentence(tmp_path, case):
    told, names = WRONG[case]
    done = run(tmp_path, told)
    assert (done.returncode, done.stdout) == (2, "")
    [sentence] = done.stderr.splitlines()
    assert names in sentence
    assert list(tmp_path.iterdir()) == []


def run(folder, told, *words):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [PROGRAM, *(words or ("run",))],
        cwd=folder,
        env={**kept, **told},
        input="",
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_several_faults_are_all_told_at_once(tmp_path):
    done = run(tmp_path, {"PORT": "abc", "OFSTED_NOW": "soon", "OFSTED_ADMINS": "bob"})
    assert done.returncode == 2
    assert [line.split()[0] for line in sorted(done.stderr.splitlines())] == [
        "OFSTED_ADMINS",
        "OFSTED_NOW",
        "PORT",
    ]


def test_settings_come_from_the_file_too(tmp_path):
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1-abc\nSLACK_SIGNING_SECRET=\nPORT=\n")
    done = run(tmp_path, {})
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert "SLACK_SIGNING_SECRET" in sentence


def test_a_settings_file_that_is_no_text(tmp_path):
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe\n")
    done = run(tmp_path, {})
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert ".env" in sentence


def test_what_is_good_is_taken(monkeypatch, tmp_path):
    told = {
        **GOOD,
        "SLACK_BOT_TOKEN": f" {BOT} ",
        "SLACK_API_URL": "http://127.0.0.1:8080/api",
        "OFSTED_NOW": "2021-09-13",
        "OFSTED_ADMINS": "U012AB3CD, W012AB3CD",
        "OFSTED_READER_CHANNELS": "C012AB3CD G012AB3CD",
        "OFSTED_READER_GROUP": "S012AB3CD",
        "PORT": " 8080 ",
        "DATABASE_URL": "postgresql+psycopg://user:hunter2@host/db",
    }
    settings = settings_in(monkeypatch, tmp_path, told)
    assert settings.slack_bot_token.get_secret_value() == BOT
    assert settings.slack_api_url == "http://127.0.0.1:8080/api/"
    assert settings.ofsted_now == date(2021, 9, 13)
    assert settings.ofsted_admins == {"U012AB3CD", "W012AB3CD"}
    assert settings.ofsted_reader_channels == {"C012AB3CD", "G012AB3CD"}
    assert (settings.ofsted_reader_group, settings.port) == ("S012AB3CD", 8080)
    assert "hunter2" in settings.database_url
    assert settings.connects_to_slack
    assert BOT not in repr(settings)
    assert SECRET not in repr(settings)


def test_nothing_set_is_enough_to_try_the_bot(monkeypatch, tmp_path):
    settings = settings_in(monkeypatch, tmp_path, {"SLACK_BOT_TOKEN": "", "OFSTED_ADMINS": " "})
    assert not settings.connects_to_slack
    assert settings.database_url == "sqlite:///var/ofsted.db"
    assert (settings.port, settings.ofsted_now, settings.ofsted_admins) == (3000, None, frozenset())
    assert settings.slack_api_url == "https://slack.com/api/"
