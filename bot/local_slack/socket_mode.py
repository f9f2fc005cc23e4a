"""Slack's end of Socket Mode: real envelopes over real WebSockets.

Source: docs.slack.dev, "Using Socket Mode".
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from typing import TYPE_CHECKING, Literal

from aiohttp import WSCloseCode, WSMsgType, web

from bot.local_slack.json_object import Json

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

MOST_SOCKETS = 10
PING_SECONDS = 10.0
HOST = {"host": "applink-local"}


class Sockets:
    """The sockets that the app holds open, and the envelopes waiting to be acked."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._changed = asyncio.Event()
        self.hellos = 0  # how often a socket was opened: a test of reconnecting looks here

    def __len__(self) -> int:
        return len(self._open)

    def address(self) -> str:
        """Give a WebSocket address that is good for one connection."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        home = self._slack.workspace
        return (
            f"{self._slack.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={home.app_id}"
        )

    async def connected(self, hellos: int = 1) -> None:
        """Wait until that many sockets were opened since the start and one of them is open."""
        while self.hellos < hellos or not self._open:
            self._changed.clear()
            await self._changed.wait()

    async def accept(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await socket.prepare(request)
        if len(self._open) >= MOST_SOCKETS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self._open.append(socket)
        await socket.send_json(self._hello())
        self.hellos += 1
        self._has_changed()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._acked(json.loads(frame.data))
        finally:
            self._forget(socket)
        return socket

    async def send(self, kind: str, payload: Json, seconds: float, **more: object) -> Json | None:
        """Send an envelope to one of the sockets in turn and wait for its ack.

        Returns the ack (`envelope_id`, perhaps `payload`), None when no socket is open. Raises
        TimeoutError when no ack comes within `seconds`.
        """
        if not self._open:
            return None
        socket = self._open.pop(0)
        self._open.append(socket)
        envelope = str(uuid.uuid4())
        ack = self._waiting[envelope] = asyncio.get_running_loop().create_future()
        told = {"envelope_id": envelope, "type": kind, "payload": payload, **more}
        try:
            await socket.send_json(told | {"accepts_response_payload": kind != "events_api"})
            return await asyncio.wait_for(ack, seconds)
        except ConnectionError:
            return None
        finally:
            del self._waiting[envelope]

    async def disconnect(self, reason: Literal["warning", "refresh_requested"]) -> None:
        """Tell the app to renew its sockets, as Slack does every few hours; it closes the old."""
        for socket in tuple(self._open):
            # Forgotten first: Slack routes nothing more to a socket that is about to go.
            self._forget(socket)
            await socket.send_json(_disconnect(reason))

    async def cut(self) -> None:
        """Close every socket without a word."""
        for socket in tuple(self._open):
            self._forget(socket)
            await socket.close(code=WSCloseCode.GOING_AWAY)

    def _hello(self) -> Json:
        debug = {**HOST, "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": debug,
            "connection_info": {"app_id": self._slack.workspace.app_id},
        }

    def _acked(self, ack: Json) -> None:
        waiting = self._waiting.get(ack.get("envelope_id", ""))
        if waiting and not waiting.done():
            waiting.set_result(ack)

    def _has_changed(self) -> None:
        self._changed.set()
        self._slack.has_changed()

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._open:
            self._open.remove(socket)
            self._has_changed()


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": HOST}
