"""What a person does in Slack: types a command, presses a button, says something the app hears."""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientTimeout

from bot.local_slack import payloads, signing
from bot.local_slack.record import Json, Message
from bot.local_slack.refusals import refuse
from bot.local_slack.server import LocalSlack
from bot.local_slack.workspace import BOT

OK = 200
NO_ANSWER = 0


@dataclass(frozen=True)
class Ack:
    """The app's answer: HTTP status (0: none came), payload, time taken, and Slack's error word."""

    status: int
    payload: Json = field(default_factory=dict)
    ms: float = 0.0
    error: str | None = None
    shown: Message | None = None

    @property
    def text(self) -> str:
        """The top-level text."""
        return str(self.payload.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        """The blocks."""
        return list(self.payload.get("blocks", []))


class Person:
    """Someone in the workspace, by Slack id; `sign` is one of `signing`'s ways to sign."""

    def __init__(
        self, slack: LocalSlack, user_id: str, sign: signing.Signer = signing.right
    ) -> None:
        self.slack = slack
        self.user = slack.workspace.users[user_id]
        self.sign = sign

    async def slash(self, text: str, channel: str = "C0PLAN", command: str = "/ofsted") -> Ack:
        """Type a slash command; its answer, or Slack's failure note, is shown to the person."""
        place = self._place(channel)
        given = self.slack.response_urls.give("commands", self.user.id, place, None)
        form = payloads.slash_command(
            self.slack.workspace,
            self.user,
            self.slack.workspace.channels[place],
            f"{command} {text}",
            f"{self.slack.url}/{given.path}",
        )
        ack = await self._deliver("slash_commands", form, urlencode(form).encode())
        ack = self._shown(ack, place)
        given.message = ack.shown
        if ack.error:
            self.slack.tell_failure(
                self.user.id, place, f'{command} failed with the error "{ack.error}"'
            )
        return ack

    async def press(self, button: str, message: Message) -> Ack:
        """Press a message's button, named by its label or action_id.

        Raises LookupError when the message has no such button.
        """
        given = self.slack.response_urls.give("actions", self.user.id, message.channel, message)
        payload = payloads.block_actions(
            self.slack.workspace,
            self.user,
            self.slack.workspace.channels[message.channel],
            message,
            self._action(button, message),
        )
        payload["response_url"] = f"{self.slack.url}/{given.path}"
        form = urlencode({"payload": json.dumps(payload)}).encode()
        ack = await self._deliver("interactive", payload, form)
        if ack.error:
            self.slack.tell_failure(self.user.id, message.channel, ack.error)
        return ack

    async def event(
        self,
        event: Json,
        retry_num: int | None = None,
        retry_reason: str = "http_timeout",
        event_id: str | None = None,
    ) -> Ack:
        """Do something the app has subscribed to; with `retry_num`, as Slack's n-th retry of it."""
        told = {"user": self.user.id, "event_ts": self.slack.next_ts()} | event
        callback = payloads.event_callback(
            self.slack.workspace,
            told,
            event_id or f"Ev{secrets.token_hex(5).upper()}",
            self.slack.clock(),
        )
        retry = {} if retry_num is None else {"num": str(retry_num), "reason": retry_reason}
        body = json.dumps(callback).encode()
        return await self._deliver("events_api", callback, body, retry)

    def _place(self, channel: str) -> str:
        """Find where the person types; "DM" is the conversation with the app."""
        found = self.slack.workspace.conversation(self.user.id if channel == "DM" else channel)
        if found is None:
            raise LookupError(channel)
        return found.id

    def _shown(self, ack: Ack, channel: str) -> Ack:
        """Show what a command's ack carries, or note why Slack would not."""
        said = ack.payload
        if ack.error or not (said.get("text") or said.get("blocks")):
            return ack
        refusal = refuse(said, "ack")
        if refusal:
            self.slack.refusals.append(refusal)
            return Ack(ack.status, said, ack.ms, refusal.error)
        visible_to = None if said.get("response_type") == "in_channel" else self.user.id
        shown = self.slack.show(said, channel, BOT.id, visible_to)
        return Ack(ack.status, said, ack.ms, None, shown)

    def _action(self, button: str, message: Message) -> Json:
        for block in message.blocks:
            for element in [*block.get("elements", ()), block.get("accessory") or {}]:
                label = element.get("text")
                name = label.get("text") if isinstance(label, dict) else None
                if element.get("type") == "button" and button in {name, element.get("action_id")}:
                    pressed = {
                        key: element[key] for key in ("type", "text", "value") if key in element
                    }
                    made = {
                        "action_id": element.get("action_id") or secrets.token_hex(3),
                        "block_id": block.get("block_id") or secrets.token_hex(3),
                        "action_ts": self.slack.next_ts(),
                    }
                    return pressed | made
        raise LookupError(button)

    async def _deliver(
        self, kind: str, payload: Json, body: bytes, retry: dict[str, str] | None = None
    ) -> Ack:
        started = time.perf_counter()
        try:
            if self.slack.request_url:
                status, said = await self._post(self.slack.request_url, body, retry or {})
            else:
                status, said = await self._send(kind, payload, retry or {})
            error = _error(status)
        except TimeoutError:
            status, said, error = NO_ANSWER, {}, "operation_timeout"
        except ClientError:
            status, said, error = NO_ANSWER, {}, "dispatch_failed"
        ms = (time.perf_counter() - started) * 1000
        self.slack.acked(kind, said)
        return Ack(status, said, ms, error)

    async def _post(self, url: str, body: bytes, retry: dict[str, str]) -> tuple[int, Json]:
        form = not body.startswith(b"{")
        headers = {
            "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **self.sign(self.slack.workspace.signing_secret, body),
            **{f"X-Slack-Retry-{name.title()}": value for name, value in retry.items()},
        }
        timeout = ClientTimeout(total=self.slack.ack_seconds)
        async with self.slack.session.post(
            url, data=body, headers=headers, timeout=timeout
        ) as answer:
            said = await answer.text()
            if answer.content_type == "application/json" and said:
                return answer.status, _as_payload(json.loads(said))
            return answer.status, {"text": said} if said and answer.status == OK else {}

    async def _send(self, kind: str, payload: Json, retry: dict[str, str]) -> tuple[int, Json]:
        more: Json = {}
        if kind == "events_api":
            more = {
                "retry_attempt": int(retry.get("num", 0)),
                "retry_reason": retry.get("reason", ""),
            }
        ack = await self.slack.sockets.send(kind, payload, self.slack.ack_seconds, **more)
        if ack is None:
            raise ClientError
        return OK, _as_payload(ack.get("payload"))


def _as_payload(said: Any) -> Json:
    return said if isinstance(said, dict) else {}


def _error(status: int) -> str | None:
    """Give the word that Slack shows people for an HTTP status."""
    if status == OK:
        return None
    return "http_service_error" if status >= 500 else "http_client_error"  # noqa: PLR2004
