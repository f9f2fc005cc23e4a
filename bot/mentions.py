"""Mentions of the bot: the words after one are answered like a slash command, threads included.

What is answered, or was changed, is kept in the record before Slack is told that the event has
come, together with the event's id; bot.posting says it then. So no event is lost, whenever we are
killed, and one that Slack sends again is not dealt with again.
"""

import re
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.answers import ByPost, Request
from bot.blocks import as_message
from bot.desk import Desk
from bot.slash import unescaped
from commands import privacy
from commands.answering import refusal
from commands.case_number_pattern import read_pattern
from commands.reply import Bullets, Item, Reply, Said
from storage.database import reading
from storage.errors import OfstedError
from storage.models import Workspace
from storage.queries.posts import Planned

# What Slack writes for an address: <https://example.org|what is shown>, <mailto:...|...>.
# Source: https://docs.slack.dev/messaging/formatting-message-text.
_LINK = re.compile(r"<(?:mailto:|tel:)?([^<>@#!|][^<>|]*)(?:\|[^<>]*)?>")
_AROUND = " \t\n,:;`"  # stands between a mention and the words, or around words copied from help


@dataclass(frozen=True, slots=True)
class Mention:
    """Who mentioned the bot, where, and all that the message says (`text`, files' names too).

    `words` is what is asked; `thread_ts` the thread that it was asked in, None outside of one.
    """

    event_id: str
    team_id: str
    user_id: str
    channel: str
    ts: str
    thread_ts: str | None
    words: str
    text: str


def mention_in(body: dict[str, Any]) -> Mention | None:
    """Give the mention that an event is, None where it is an app's and not a person's.

    Source: https://docs.slack.dev/reference/events/app_mention.
    """
    event = body["event"]
    if "user" not in event or event.get("bot_id"):
        return None
    bot_id = body["authorizations"][0]["user_id"]
    names = [file.get(name) or "" for file in event.get("files", ()) for name in ("name", "title")]
    return Mention(
        event_id=body["event_id"],
        team_id=body["team_id"],
        user_id=event["user"],
        channel=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts"),
        words=asked_in(event.get("text", ""), bot_id),
        text="\n".join([unescaped(event.get("text", "")), *names]),
    )


def asked_in(text: str, bot_id: str) -> str:
    """Give the words after the mention of the bot as they were typed, or else those before it."""
    before, *after = re.split(rf"<@{re.escape(bot_id)}(?:\|[^<>]*)?>", text)
    parts = (unescaped(_LINK.sub(r"\1", part)).strip(_AROUND) for part in (" ".join(after), before))
    return next(filter(None, parts), "")


def register(app: AsyncApp, desk: Desk) -> None:
    """Answer mentions in the channels that the bot is in."""

    @app.event("app_mention")
    async def mentioned(body: dict[str, Any]) -> None:
        mention = mention_in(body)
        if mention is not None:
            await _deal_with(desk, mention)
            desk.wake()


async def _deal_with(desk: Desk, mention: Mention) -> None:
    by_post = ByPost(desk.workspace_id, mention.event_id, lambda reply: _planned(mention, reply))
    kinds = await desk.in_thread(_identifiers, desk, mention.text)
    try:
        if kinds:
            await desk.in_thread(desk.answers.post_once, by_post, what_to_do(kinds))
            return
        channel = mention.channel
        request = Request(mention.team_id, mention.user_id, mention.words, channel=channel)
        request = await desk.naming(await desk.admitted(request, pressed=False))
        await desk.asked(request, lambda request: desk.answers.answer_by_post(request, by_post))
    except OfstedError as error:  # Slack could not say who this is
        await desk.in_thread(desk.answers.post_once, by_post, refusal(error))


def _identifiers(desk: Desk, text: str) -> tuple[str, ...]:
    """Say what sort of text that could identify a child the message holds, if any."""
    with reading(desk.answers.engine) as session:
        own = session.get_one(Workspace, desk.workspace_id).settings.get("case_number_pattern")
    looked = privacy.look(text, read_pattern(own) if own else None)
    return looked.kinds if looked.block else ()


def what_to_do(kinds: tuple[str, ...]) -> Reply:
    """Say what to do about a message in Slack that could identify a child; never what it holds."""
    return Reply(
        "That message should be deleted",
        (
            Said(
                "It holds what looks like text that could identify a child "
                f"({', '.join(kinds)}). I kept nothing of it."
            ),
            Bullets(
                (
                    Item("Delete it, or ask who wrote it to: Slack does not let me do that."),
                    Item("Tell the data protection team when it was sent, and where."),
                    Item("Then ask again without it."),
                )
            ),
        ),
        found=False,
    )


def _planned(mention: Mention, reply: Reply) -> Planned:
    """Give the message that answers: the note of a change for everyone, else for them alone.

    Slack shows a message for one person in a thread only where that thread has begun.
    Source: https://docs.slack.dev/reference/methods/chat.postEphemeral (thread_ts).
    """
    message = as_message(reply)
    if reply.is_note:
        return Planned(
            key=f"note:{mention.event_id}",
            work="message",
            channel=mention.channel,
            content=message,
            otherwise=mention.user_id,
            thread_ts=mention.thread_ts or mention.ts,
        )
    return Planned(
        key=f"answer:{mention.event_id}",
        work="whisper",
        channel=mention.channel,
        content=message | {"user": mention.user_id},
        otherwise=mention.user_id,
        thread_ts=mention.thread_ts,
    )
