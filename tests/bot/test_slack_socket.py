"""The real app in Socket Mode: sockets that are renewed, cut, and come back."""

import asyncio

import pytest


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_socket_that_slack_renews(over_sockets, reason):
    slack = over_sockets.slack
    await slack.sockets.disconnect(reason)
    await asyncio.wait_for(slack.sockets.connected(hellos=2), 3)
    assert "MC-1" in (await over_sockets.person().slash("show MC-1")).text
    assert slack.record.count("apps.connections.open") == 3  # tried at start, opened, renewed


async def test_a_socket_that_is_cut(over_sockets):
    slack = over_sockets.slack
    assert "MC-1" in (await over_sockets.person().slash("show MC-1")).text
    await slack.sockets.cut()
    await asyncio.wait_for(slack.sockets.connected(hellos=2), 3)
    assert "MC-1" in (await over_sockets.person().slash("show MC-1")).text
    assert slack.record.refusals == []


async def test_no_answer_is_sent_twice_over_a_renewed_socket(over_sockets, eventually):
    slack = over_sockets.slack
    ack = await over_sockets.person().slash("actions")
    await slack.sockets.disconnect("refresh_requested")
    await asyncio.wait_for(slack.sockets.connected(hellos=2), 3)
    await over_sockets.person().press("Share in channel", ack.shown)
    await eventually(lambda: slack.messages.in_channel("C0PLAN"))
    await asyncio.sleep(0.05)
    assert len(slack.messages.in_channel("C0PLAN")) == 1


async def test_nothing_listens_to_slack_over_http(over_sockets):
    async with over_sockets.slack.session.post(f"{over_sockets.url}/slack/events") as answer:
        assert answer.status == 404
