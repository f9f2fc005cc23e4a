"""`ofsted-bot run` with tokens, as a process: it answers, logs safely and ends when it is told."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "ofsted-bot"
SECRETS = ("999 765 4323", "someone@example.org", "SW1A 1AA")


@pytest.fixture
async def launch(slack, record_file):
    """Start the program and wait until it is ready (or over); give it and its address."""
    started = []

    async def launch(*, in_socket_mode=False, **told):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        home = slack.workspace
        way = (
            {"SLACK_APP_TOKEN": home.app_token}
            if in_socket_mode
            else {"SLACK_SIGNING_SECRET": home.signing_secret}
        )
        environment = {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": home.bot_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": f"sqlite:///{record_file}",
            "PORT": str(port),
            **way,
            **told,
        }
        process = await asyncio.create_subprocess_exec(
            PROGRAM,
            "run",
            cwd=record_file.parent,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(process)
        slack.delivery.request_url = (
            None if in_socket_mode else f"http://127.0.0.1:{port}/slack/events"
        )
        return process, f"http://127.0.0.1:{port}"

    yield launch
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ready(slack, url):
    async with asyncio.timeout(15):
        while True:
            try:
                async with slack.session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            await asyncio.sleep(0.02)


async def ended(process):
    process.send_signal(signal.SIGTERM)
    told, logged = await asyncio.wait_for(process.communicate(), 10)
    return process.returncode, told.decode(), logged.decode()


@pytest.mark.parametrize("in_socket_mode", [False, True], ids=["http", "socket"])
async def test_it_runs_answers_logs_nothing_typed_and_ends(
    launch, slack, record_file, eventually, in_socket_mode
):
    from bot.local_slack.driver import Person  # noqa: PLC0415

    process, url = await launch(in_socket_mode=in_socket_mode)
    await ready(slack, url)
    person = Person(slack, "U0POD")
    assert "MC-1" in (await person.slash("status missing-children")).text
    for secret in SECRETS:
        ack = await person.slash(f"find {secret}")
        assert "identify a child" in ack.text
        assert secret not in str(ack.payload)
    await person.slash("find unmistakable")
    ack = await person.slash("show MC-1")
    assert "New missing procedures" in ack.text
    await person.press("Share in channel", ack.shown)
    await eventually(lambda: slack.messages.in_channel("C0PLAN"))
    code, told, logged = await ended(process)
    assert code == 0
    assert "Ready on port" in logged
    for typed in (*SECRETS, "unmistakable", "missing-children", "New missing procedures"):
        assert typed not in told + logged
    for token in (slack.workspace.bot_token, slack.workspace.app_token):
        assert token not in told + logged
    for file in record_file.parent.glob("record.db*"):
        kept = file.read_bytes()
        assert not any(secret.encode() in kept for secret in SECRETS)


async def test_an_unknown_error_is_in_the_log_under_its_reference(launch, slack, record_file):
    import re  # noqa: PLC0415
    import sqlite3  # noqa: PLC0415

    from bot.local_slack.driver import Person  # noqa: PLC0415

    process, url = await launch()
    await ready(slack, url)
    person = Person(slack, "U0POD")
    await person.slash("status")
    broken = sqlite3.connect(record_file)
    broken.execute("ALTER TABLE area RENAME TO was_area")
    broken.close()
    ack = await person.slash("status missing-children")
    [reference] = set(re.findall(r"reference (\w{8})", ack.text))
    _, _, logged = await ended(process)
    assert f"reference {reference}" in logged
    assert "Traceback" in logged
    assert "no such table" in logged
    assert "missing-children" not in logged


async def over(process):
    told, logged = await asyncio.wait_for(process.communicate(), 10)
    return process.returncode, told.decode(), logged.decode().splitlines()


async def test_a_port_that_is_taken(launch, slack):
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))  # noqa: S104 - the program listens everywhere too
        taken.listen()
        process, _ = await launch(PORT=str(taken.getsockname()[1]))
        code, _, logged = await over(process)
    assert code == 2
    assert "PORT" in logged[-1]
    assert not any("Traceback" in line for line in logged)


async def test_a_token_that_slack_refuses(launch, slack):
    slack.faults.refuse("auth.test", "invalid_auth", times=9)
    process, _ = await launch()
    code, _, logged = await over(process)
    assert code in {1, 2}
    assert "SLACK_BOT_TOKEN" in logged[-1]
    assert not any("Traceback" in line for line in logged)


async def test_an_app_token_that_slack_refuses(launch, slack):
    slack.faults.refuse("apps.connections.open", "invalid_auth", times=99)
    process, _ = await launch(in_socket_mode=True)
    code, _, logged = await over(process)
    assert code in {1, 2}
    assert "SLACK_APP_TOKEN" in logged[-1]
    assert not any("Traceback" in line for line in logged)


async def test_no_slack_at_all(launch, slack):
    process, _ = await launch(SLACK_API_URL="http://127.0.0.1:9/api/")
    code, _, logged = await over(process)
    assert code in {1, 2}
    assert "SLACK_API_URL" in logged[-1]
    assert not any("Traceback" in line for line in logged)
