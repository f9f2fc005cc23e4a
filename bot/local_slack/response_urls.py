"""The response_url that comes with a command or a press: 5 uses in 30 minutes, then refused.

Source: docs.slack.dev, "Handling user interaction". An answer that nothing says otherwise about is
ephemeral; an ephemeral message stays ephemeral when it is replaced.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.local_slack.json_object import Json
from bot.local_slack.messages import Message
from bot.local_slack.rules.refusals import refuse

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

USES = 5
SECONDS = 30 * 60
KEPT = 10_000  # addresses, the newest


@dataclass
class ResponseUrl:
    """One address: who may be answered where, and the message that it belongs to."""

    path: str
    user: str
    channel: str
    expires: float
    message: Message | None = None
    used: int = 0


class ResponseUrls:
    """The addresses given out, and what is posted to them."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._given: dict[str, ResponseUrl] = {}

    def give(self, kind: str, user: str, channel: str, message: Message | None) -> ResponseUrl:
        """Make an address; `kind` is "commands" or "actions", as in Slack's own."""
        path = f"{kind}/{self._slack.workspace.team_id}/{secrets.token_hex(8)}"
        given = ResponseUrl(path, user, channel, self._slack.clock() + SECONDS, message)
        self._given[path] = given
        if len(self._given) > KEPT:
            del self._given[next(iter(self._given))]
        return given

    def post(self, path: str, said: Json) -> tuple[int, str]:
        """Take a message to an address; return the HTTP status and body, "ok" when it is good."""
        given = self._given.get(path)
        if given is None or self._slack.clock() >= given.expires:
            return _refused(404, "expired_url")
        if given.used >= USES:
            return _refused(404, "used_url")
        given.used += 1
        if said.get("delete_original"):
            if given.message:
                self._slack.messages.withdraw(given.message)
                given.message = None
            return 200, "ok"
        refusal = refuse(said, "response_url")
        if refusal:
            self._slack.record.refusals.append(refusal)
            status = 500 if refusal.error == "no_text" else 400
            return status, json.dumps(refusal.answer())
        self._show(given, said)
        return 200, "ok"

    def _show(self, given: ResponseUrl, said: Json) -> None:
        if said.get("replace_original") and given.message and self._is_there(given.message):
            self._slack.messages.edit(given.message, said)
            return
        visible_to = None if said.get("response_type") == "in_channel" else given.user
        shown = self._slack.show(said, given.channel, visible_to)
        given.message = given.message or shown

    def _is_there(self, message: Message) -> bool:
        """Say whether a message can be replaced: one that was deleted does not come back."""
        return self._slack.messages.find(message.channel, message.ts) is message


def _refused(status: int, error: str) -> tuple[int, str]:
    return status, json.dumps({"ok": False, "error": error})
