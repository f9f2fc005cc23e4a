"""How Slack's requests reach the app: signed HTTP, or an envelope on a socket, and the ack."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientTimeout

from bot.local_slack import payloads, signing
from bot.local_slack.json_object import Json
from bot.local_slack.messages import Message

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

OK = 200
NO_ANSWER = 0
RETRIES = (0.0, 60.0, 300.0)  # seconds before each of an event's three retries (Slack's Events API)


@dataclass(frozen=True)
class Ack:
    """The app's answer: HTTP status (0: none came), payload, time taken, and Slack's error word.

    `shown` is the message that a command's answer became, `errors` a form's faults by block_id.
    """

    status: int
    payload: Json = field(default_factory=dict)
    ms: float = 0.0
    error: str | None = None
    shown: Message | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The top-level text."""
        return str(self.payload.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        """The blocks."""
        return list(self.payload.get("blocks", []))


class Delivery:
    """Takes requests to the app; `request_url` None means Socket Mode.

    `ack_seconds` is how long Slack waits for an ack, `retries` after how many seconds an event that
    got none is sent again.
    """

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self.request_url: str | None = None
        self.ack_seconds = 3.0
        self.retries = RETRIES
        self._later: set[asyncio.Task[None]] = set()

    @property
    def is_connected(self) -> bool:
        """Whether the app can be reached: it has a socket open, or an address for HTTP."""
        return bool(self.request_url or len(self._slack.sockets))

    async def command(self, form: Mapping[str, str], sign: signing.Signer = signing.right) -> Ack:
        """Deliver a slash command's form."""
        summary = f"{form['command']} {form['text']}".strip()
        return await self._deliver("slash_commands", summary, dict(form), urlencode(form), sign)

    async def interaction(self, payload: Json, sign: signing.Signer = signing.right) -> Ack:
        """Deliver a press, a submitted form or a shortcut."""
        if not self._slack.workspace.is_installed:
            return Ack(NO_ANSWER, error="app_not_installed")
        form = urlencode({"payload": json.dumps(payload)})
        return await self._deliver("interactive", _summary(payload), payload, form, sign)

    async def event(
        self,
        callback: Json,
        sign: signing.Signer = signing.right,
        retry_num: int = 0,
        retry_reason: str = "http_timeout",
    ) -> Ack:
        """Deliver an event; with `retry_num`, as Slack's n-th retry of it."""
        retry = {"num": str(retry_num), "reason": retry_reason} if retry_num else {}
        what = str(callback["event"]["type"])
        body = json.dumps(callback)
        return await self._deliver("events_api", what, callback, body, sign, retry)

    def callback(self, event: Json, event_id: str | None = None) -> Json:
        """Give what is sent of an event, with an id of its own unless it is told."""
        told = {"event_ts": self._slack.messages.next_ts()} | event
        named = event_id or f"Ev{secrets.token_hex(5).upper()}"
        return payloads.event_callback(self._slack.workspace, told, named, self._slack.clock())

    def happens(self, name: str, event: Json) -> None:
        """Let the app hear of an event, if it is there and has subscribed to it by this name.

        It is delivered in the background, and again (three times) until it is acked. An app that
        was never connected is not there.
        """
        home = self._slack.workspace
        if not (home.is_installed and home.app.hears(name)):
            return
        if not (self.request_url or self._slack.sockets.hellos):
            return
        task = asyncio.create_task(self._until_acked(self.callback(event)))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def stop(self) -> None:
        """Retry nothing any more."""
        for task in self._later:
            task.cancel()

    async def _until_acked(self, callback: Json) -> None:
        ack = await self.event(callback)
        for number, seconds in enumerate(self.retries, 1):
            if ack.error is None:
                return
            await asyncio.sleep(seconds)
            reason = "http_error" if ack.status else "http_timeout"
            ack = await self.event(callback, retry_num=number, retry_reason=reason)

    async def _deliver(
        self,
        kind: str,
        summary: str,
        payload: Json,
        body: str,
        sign: signing.Signer,
        retry: dict[str, str] | None = None,
    ) -> Ack:
        started = time.perf_counter()
        sent = _Sent()
        try:
            if self.request_url:
                status, said = await self._post(body.encode(), sign, retry or {}, sent)
            else:
                status, said = await self._send(kind, payload, retry or {}, sent)
            error = _error(status)
        except TimeoutError:
            status, said, error = NO_ANSWER, {}, "operation_timeout"
        except (ClientError, ValueError):  # no connection, or an ack that can't be read
            status, said, error = NO_ANSWER, {}, "dispatch_failed"
        ms = (time.perf_counter() - started) * 1000
        self._slack.record.acked(kind, said)
        self._slack.record.exchanged(
            "slack",
            kind,
            summary=summary,
            how="http" if self.request_url else "socket",
            request=sent.request,
            answer=sent.answer,
            ms=ms,
            error=error,
        )
        return Ack(status, said, ms, error)

    async def _post(
        self, body: bytes, sign: signing.Signer, retry: dict[str, str], sent: _Sent
    ) -> tuple[int, Json]:
        form = not body.startswith(b"{")
        headers = {
            "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **sign(self._slack.workspace.signing_secret, body),
            **{f"X-Slack-Retry-{name.title()}": value for name, value in retry.items()},
        }
        sent.request = f"POST {self.request_url}\n{_lines(headers)}\n\n{body.decode()}"
        post = self._slack.session.post(
            str(self.request_url),
            data=body,
            headers=headers,
            timeout=ClientTimeout(self.ack_seconds),
        )
        async with post as answer:
            text = await answer.text()
            sent.answer = f"HTTP {answer.status}\n{_lines(answer.headers)}\n\n{text}"
            if answer.content_type == "application/json" and text:
                return answer.status, _as_object(json.loads(text))
            return answer.status, {"text": text} if text and answer.status == OK else {}

    async def _send(
        self, kind: str, payload: Json, retry: dict[str, str], sent: _Sent
    ) -> tuple[int, Json]:
        more: Json = {}
        if kind == "events_api":
            number, reason = retry.get("num", 0), retry.get("reason", "")
            more = {"retry_attempt": int(number), "retry_reason": reason}
        sent.request = json.dumps({"type": kind, "payload": payload, **more}, ensure_ascii=False)
        ack = await self._slack.sockets.send(kind, payload, self.ack_seconds, **more)
        if ack is None:
            raise ClientError  # no socket is open
        sent.answer = json.dumps(ack, ensure_ascii=False)
        return OK, _as_object(ack.get("payload") or {})


@dataclass
class _Sent:
    """What went over the line so far."""

    request: str = ""
    answer: str = ""


def _lines(headers: Mapping[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers.items())


def _as_object(said: Any) -> Json:
    return said if isinstance(said, dict) else {}


def _summary(payload: Json) -> str:
    """Name an interaction in a few words."""
    acted = ", ".join(str(action["action_id"]) for action in payload.get("actions", ()))
    view = payload.get("view") or {}
    name = acted or payload.get("callback_id") or view.get("callback_id") or ""
    return f"{payload['type']} {name}".strip()


def _error(status: int) -> str | None:
    """Give the word that Slack shows people for an HTTP status."""
    if status == OK:
        return None
    return "http_service_error" if status >= 500 else "http_client_error"  # noqa: PLR2004
