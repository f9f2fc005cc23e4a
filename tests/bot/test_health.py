"""Whether the bot lives and could answer: /healthz and /readyz."""

import asyncio
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from storage.database import reading, writing
from storage.models import HandledRequest
from storage.queries import posts
from storage.queries.workspaces import connect_team
from storage.times import Clock


async def asked(bot, path):
    async with bot.slack.session.get(f"{bot.url}{path}") as answer:
        return answer.status, await answer.json()


async def test_a_bot_in_good_health(bot):
    assert await asked(bot, "/healthz") == (200, {"alive": True})
    async with asyncio.timeout(1.5):  # the socket's first ping takes a moment
        while (ready := await asked(bot, "/readyz")) != (200, {"ready": True, "faults": []}):
            assert ready[0] == 503


@pytest.mark.parametrize(
    "spoilt", ["DROP TABLE alembic_version", "UPDATE alembic_version SET version_num = '0000'"]
)
async def test_tables_that_are_missing_or_of_another_version(over_http, engine, spoilt):
    with engine.begin() as connection:
        connection.execute(text(spoilt))
    status, told = await asked(over_http, "/readyz")
    assert (status, told["ready"]) == (503, False)
    [fault] = told["faults"]
    assert "migrate" in fault
    assert (await asked(over_http, "/healthz"))[0] == 200


async def test_a_database_that_cannot_be_read(over_http, engine, record_file):
    engine.dispose()
    for file in record_file.parent.glob("record.db-*"):
        file.unlink()
    record_file.write_bytes(b"This is no database at all. " * 200)
    status, told = await asked(over_http, "/readyz")
    assert (status, told["ready"]) == (503, False)
    [fault] = told["faults"]
    assert "database" in fault
    assert str(record_file) not in fault
    assert (await asked(over_http, "/healthz"))[0] == 200


def socket_of(bot):
    [health] = {
        route.handler.__self__
        for route in bot.server.router.routes()
        if hasattr(route.handler, "__self__")
    }
    return health.socket.client


async def test_a_socket_that_looks_open_and_is_deaf(over_sockets):
    client = socket_of(over_sockets)
    client.last_ping_pong_time = time.time() - 61
    status, told = await asked(over_sockets, "/readyz")
    assert (status, told["ready"]) == (503, False)
    assert "silent" in told["faults"][0]
    client.last_ping_pong_time = time.time()
    assert (await asked(over_sockets, "/readyz"))[0] == 200


async def test_readiness_calls_nobody(bot):
    calls = len(bot.slack.record.calls)
    await asked(bot, "/readyz")
    await asked(bot, "/healthz")
    assert len(bot.slack.record.calls) == calls


async def test_a_token_that_slack_takes_no_more(start, engine):
    clock = Clock()
    said = {"text": "A note", "blocks": []}
    planned = posts.Planned("note", "message", "C0PLAN", said)
    bot = await start(engine, clock=clock)
    assert (await asked(bot, "/readyz"))[0] == 200
    bot.slack.faults.refuse("chat.postMessage", "token_revoked", times=9)
    with writing(engine) as session:
        posts.add_posts(session, 1, [planned], clock.now())
    await bot.person("U0POD").slash("undo")  # wakes the work
    async with asyncio.timeout(15):
        while (ready := await asked(bot, "/readyz"))[0] == 200:
            continue
    [fault] = ready[1]["faults"]
    assert "SLACK_BOT_TOKEN (token_revoked)" in fault
    assert (await asked(bot, "/healthz"))[0] == 200


async def test_requests_of_days_ago_are_forgotten(start, engine, eventually):
    clock = Clock()
    with writing(engine) as session:
        council = connect_team(session, "T0LOCAL", "A council")
        for name, days in (("old", 2), ("new", 0)):
            at = clock.now() - timedelta(days=days)
            session.add(HandledRequest(workspace_id=council, request_id=name, at=at))

    def kept():
        with reading(engine) as session:
            return session.scalars(select(HandledRequest.request_id)).all()

    await start(engine, clock=clock)
    await eventually(lambda: kept() == ["new"], 15)
