"""What a person does in Slack: types, presses, fills in forms, says something the app hears."""

import secrets
from typing import Any

from bot.local_slack import payloads, signing
from bot.local_slack.delivery import Ack
from bot.local_slack.messages import Json, Message
from bot.local_slack.refusals import refuse
from bot.local_slack.server import LocalSlack
from bot.local_slack.workspace import Channel


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
        place = self.place(channel)
        given = self.slack.response_urls.give("commands", self.user.id, place.id, None)
        form = payloads.slash_command(
            self.slack.workspace,
            self.user,
            place,
            f"{command} {text}",
            self.slack.triggers.give(self.user.id),
            f"{self.slack.url}/{given.path}",
        )
        ack = self._shown(await self.slack.delivery.command(form, self.sign), place)
        given.message = ack.shown
        if ack.error:
            self._tell_failure(place.id, f'{command} failed with the error "{ack.error}"')
        return ack

    async def press(self, button: str, message: Message) -> Ack:
        """Press a message's button, named by its label or action_id.

        Raises LookupError when the message has no such button.
        """
        return await self.act(message, _button(button, message.blocks))

    async def act(self, message: Message, action: Json, values: Json | None = None) -> Ack:
        """Use an element of a message; `action` is its part of the payload, without action_ts."""
        home, place = self.slack.workspace, self.place(message.channel)
        given = self.slack.response_urls.give("actions", self.user.id, place.id, message)
        payload = payloads.block_actions(home, self.user, self._trigger(), self._timed(action))
        payload |= payloads.in_message(place, message, values or {})
        payload["response_url"] = f"{self.slack.url}/{given.path}"
        ack = await self.slack.delivery.interaction(payload, self.sign)
        if ack.error:
            self._tell_failure(place.id, ack.error)
        return ack

    async def say(
        self, text: str, channel: str = "C0PLAN", thread_ts: str | None = None, files: Any = ()
    ) -> Message:
        """Write a message for everyone; the app hears it where it has subscribed to such."""
        place = self.place(channel)
        said = {"text": text, "thread_ts": thread_ts, "files": list(files)}
        message = self.slack.messages.show(said, place.id, self.user.id)
        for name, event in payloads.heard(message, place):
            if self.slack.workspace.app.hears(name):
                self.slack.delivery.event_with_retries(self._callback(event))
        return message

    async def event(
        self,
        event: Json,
        retry_num: int | None = None,
        retry_reason: str = "http_timeout",
        event_id: str | None = None,
    ) -> Ack:
        """Do something the app has subscribed to; with `retry_num`, as Slack's n-th retry of it."""
        callback = self._callback(event, event_id)
        return await self.slack.delivery.event(callback, self.sign, retry_num or 0, retry_reason)

    def place(self, channel: str) -> Channel:
        """Find where the person is; "DM" is the conversation with the app. Raises LookupError."""
        found = self.slack.workspace.conversation(self.user.id if channel == "DM" else channel)
        if found is None:
            raise LookupError(channel)
        return found

    def _callback(self, event: Json, event_id: str | None = None) -> Json:
        told = {"user": self.user.id, "event_ts": self.slack.messages.next_ts()} | event
        named = event_id or f"Ev{secrets.token_hex(5).upper()}"
        return payloads.event_callback(self.slack.workspace, told, named, self.slack.clock())

    def _shown(self, ack: Ack, place: Channel) -> Ack:
        """Show what a command's ack carries, or note why Slack would not."""
        said = ack.payload
        if ack.error or not (said.get("text") or said.get("blocks")):
            return ack
        refusal = refuse(said, "ack")
        if refusal:
            self.slack.record.refusals.append(refusal)
            return Ack(ack.status, said, ack.ms, refusal.error)
        visible_to = None if said.get("response_type") == "in_channel" else self.user.id
        shown = self.slack.show(said, place.id, visible_to)
        return Ack(ack.status, said, ack.ms, None, shown)

    def _trigger(self) -> str:
        return self.slack.triggers.give(self.user.id)

    def _timed(self, action: Json) -> Json:
        return {**action, "action_ts": self.slack.messages.next_ts()}

    def _tell_failure(self, channel: str, text: str) -> None:
        self.slack.tell_failure(self.user.id, channel, text)


def _button(named: str, blocks: list[Json]) -> Json:
    """Give a button's part of the payload; raises LookupError when there is none of that name."""
    for block in blocks:
        for element in [*block.get("elements", ()), block.get("accessory") or {}]:
            label = element.get("text")
            name = label.get("text") if isinstance(label, dict) else None
            if element.get("type") == "button" and named in {name, element.get("action_id")}:
                kept = ("type", "action_id", "text", "value")
                pressed = {key: element[key] for key in kept if key in element}
                return pressed | {"block_id": block["block_id"]}
    raise LookupError(named)
