"""`ofsted-bot run` without tokens: the local workspace, as a newcomer starts it."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession

PROGRAM = Path(sys.executable).parent / "ofsted-bot"
ASK = {"do": "send", "channel": "C0PLAN", "text": "/ofsted status missing-children"}


def a_free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
async def launch(tmp_path):
    """Start the program in an empty folder; give the process."""
    started = []

    async def launch(**told):
        process = await asyncio.create_subprocess_exec(
            PROGRAM,
            "run",
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PORT": str(a_free_port()), **told},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(process)
        return process

    yield launch
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def address(process):
    """Wait for the line that says where the page is; give it with the lines before it."""
    told = ""
    async with asyncio.timeout(20):
        while "http://" not in told:
            line = (await process.stdout.readline()).decode()
            assert line, (await process.stderr.read()).decode()
            told += line
    return re.search(r"http://\S+", told)[0], told


async def ended(process, by=signal.SIGINT):
    process.send_signal(by)
    _, logged = await asyncio.wait_for(process.communicate(), 10)
    return process.returncode, logged.decode()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
async def test_a_newcomer_starts_it_asks_and_ends_it(launch, tmp_path, by):
    process = await launch()
    url, told = await address(process)
    assert "13 September 2021" in told
    async with ClientSession(url) as http:
        async with http.get("/") as page:
            assert "<title>Local workspace" in await page.text()
        async with http.ws_connect("/page/live", params={"as": "U0WORKER"}) as live:
            hello = await live.receive_json()
            assert (hello["sample"], hello["connected"], hello["today"]) == (
                True,
                True,
                "13 September 2021",
            )
            async with http.post("/page/do", params={"as": "U0WORKER"}, json=ASK) as done:
                assert (await done.json())["ok"] is True
            while (heard := await live.receive_json())["kind"] != "message":
                pass
            assert "remains a struggle" in heard["message"]["text"]
            assert heard["message"]["visible_to"] == "U0WORKER"
    code, logged = await ended(process, by)
    assert code == 0
    assert "sample plan is loaded" in logged
    assert "Traceback" not in logged
    assert (tmp_path / "var" / "ofsted.db").exists()


async def test_a_port_in_use_is_told_in_a_sentence(launch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await launch(PORT=str(taken.getsockname()[1]))
        told, logged = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 2
    assert "Set PORT to another" in logged.decode()
    assert "Traceback" not in logged.decode() + told.decode()


async def test_the_record_of_a_real_slack_is_not_touched(launch, tmp_path, sample_record):
    file = tmp_path / "council.db"
    file.write_bytes(sample_record.read_bytes())
    record = sqlite3.connect(file)
    with record:
        record.execute("UPDATE workspace SET team_id = 'T0COUNCIL'")
    process = await launch(DATABASE_URL=f"sqlite:///{file}")
    _, logged = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 2
    assert "Set SLACK_BOT_TOKEN" in logged.decode()
    assert record.execute("SELECT team_id FROM workspace").fetchall() == [("T0COUNCIL",)]
    record.close()


async def test_ones_own_plan_has_todays_date(launch, tmp_path):
    """The clock is set back for the sample plan alone."""
    folder = Path(__file__).parents[2] / "storage"
    plan = (folder / "sample_plan.yaml").read_text(encoding="utf-8")
    plan = plan.replace("date: 2021-09-13", "date: 2021-09-14", 1)
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    loading = await asyncio.create_subprocess_exec(
        PROGRAM,
        "load",
        "plan.yaml",
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await loading.wait() == 0
    process = await launch()
    url, told = await address(process)
    assert "13 September 2021" not in told
    async with (
        ClientSession(url) as http,
        http.ws_connect("/page/live", params={"as": "U0WORKER"}) as live,
    ):
        hello = await live.receive_json()
    assert hello["sample"] is False
    assert hello["today"].endswith(str(datetime.now(UTC).year))
    assert (await ended(process))[0] == 0
