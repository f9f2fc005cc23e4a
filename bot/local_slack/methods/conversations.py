"""conversations.*: the channels and direct messages, who is in them and what was said there.

Source: docs.slack.dev, the reference page of each method. Which scope is needed depends on the kind
of conversation: channels:... or im:... .
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.local_slack import administer
from bot.local_slack.json_object import Json
from bot.local_slack.messages import Message
from bot.local_slack.methods.arguments import conversation, flag, names, text, time
from bot.local_slack.methods.method import Method, demand, no
from bot.local_slack.methods.pages import page
from bot.local_slack.rules.refusals import Refused
from bot.local_slack.workspace import BOT, Channel, Workspace

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

MOST_USERS = 8
MOST_TOLD = 999  # messages a page of history, by its page in the docs
MOST_REPLIES = 1000  # what `replies` gives where no limit is named
PREFIXES = {"public_channel": "channels", "private_channel": "groups", "mpim": "mpim", "im": "im"}


def info(slack: LocalSlack, args: Json) -> Json:
    """Tell of a conversation."""
    channel = conversation(slack, args)
    _demand(slack, channel, "read")
    told = channel.as_slack(slack.workspace.team_id)
    told.pop("num_members", None)
    if flag(args, "include_num_members"):
        told["num_members"] = len(channel.members)
    return {"ok": True, "channel": told}


def list_(slack: LocalSlack, args: Json) -> Json:
    """List the conversations of some kinds: public channels if nothing is said."""
    home, kinds = slack.workspace, names(args, "types") or ["public_channel"]
    for kind in kinds:
        if kind not in PREFIXES:
            return no("invalid_types")
        demand(home.app.bot_scopes, f"{PREFIXES[kind]}:read")
    fitting = [one for one in _seen(home) if ("im" if one.is_direct else "public_channel") in kinds]
    if flag(args, "exclude_archived"):
        fitting = [one for one in fitting if not one.is_archived]
    channels, cursor = page(fitting, args, lambda channel: channel.id)
    return {
        "ok": True,
        "channels": [channel.as_slack(home.team_id) for channel in channels],
        "response_metadata": {"next_cursor": cursor},
    }


def open_(slack: LocalSlack, args: Json) -> Json:
    """Open the direct message with a person; those with several people are not in this Slack."""
    home = slack.workspace
    demand(home.app.bot_scopes, "im:write")
    user = _other(conversation(slack, args)) if args.get("channel") else _one(home, args)
    was_open = any(_other(one) == user for one in _seen(home) if one.is_direct)
    if flag(args, "prevent_creation") and not was_open:
        return no("channel_not_found")
    channel = home.conversation(user)
    if channel is None:
        return no("user_not_found")
    told = channel.as_slack(home.team_id) if flag(args, "return_im") else {"id": channel.id}
    before = {"no_op": True, "already_open": True} if was_open else {}
    return {"ok": True, **before, "channel": told}


def join(slack: LocalSlack, args: Json) -> Json:
    """Take the app into a public channel."""
    channel = conversation(slack, args)
    if channel.is_direct:
        return no("method_not_supported_for_channel_type")
    if channel.is_archived:
        return no("is_archived")
    warning: Json = {}
    if BOT.id in channel.members:
        word = "already_in_channel"
        warning = {"warning": word, "response_metadata": {"warnings": [word]}}
    else:
        administer.invite(slack, channel.id, member=True)
        slack.has_changed()
    told = channel.as_slack(slack.workspace.team_id)
    del told["num_members"]
    return {"ok": True, "channel": told} | warning


def members(slack: LocalSlack, args: Json) -> Json:
    """List who is in a conversation."""
    channel = conversation(slack, args)
    _demand(slack, channel, "read")
    users, cursor = page(sorted(channel.members), args, str)
    return {"ok": True, "members": users, "response_metadata": {"next_cursor": cursor}}


def history(slack: LocalSlack, args: Json) -> Json:
    """Give what was said to everyone, newest first; of a thread, only what was sent to all.

    With `oldest` alone a page holds what is nearest to it, else what is nearest to the end
    (github.com/slackhq/slack-api-docs, issue 4).
    """
    channel = _readable(slack, args)
    every = slack.messages.in_channel(channel.id)
    main = [one for one in every if not one.thread_ts or one.subtype == "thread_broadcast"]
    within = list(filter(_window(args), main))
    forwards = bool(text(args, "oldest") and not text(args, "latest"))
    found, cursor = page(
        within if forwards else within[::-1], args, lambda message: message.ts, most=MOST_TOLD
    )
    told = _as_told(every, found[::-1] if forwards else found, args)
    return _page_told(told, cursor) | {"pin_count": 0}


def replies(slack: LocalSlack, args: Json) -> Json:
    """Give a message and what was answered to it, oldest first."""
    channel = _readable(slack, args)
    parent = slack.messages.find(channel.id, text(args, "ts"))
    if parent is None or parent.visible_to:
        return no("thread_not_found")
    every, fits = slack.messages.in_channel(channel.id), _window(args)
    thread = slack.messages.thread(channel.id, parent.ts)
    within = [one for one in thread if one is parent or fits(one)]
    found, cursor = page(within, args, lambda message: message.ts, usual=MOST_REPLIES)
    return _page_told(_as_told(every, found, args), cursor)


def _demand(slack: LocalSlack, channel: Channel, what: str) -> None:
    demand(slack.workspace.app.bot_scopes, f"{'im' if channel.is_direct else 'channels'}:{what}")


def _seen(home: Workspace) -> list[Channel]:
    """List every conversation that the app can see: public ones, and its own direct messages."""
    return [one for one in home.channels.values() if not one.is_direct or BOT.id in one.members]


def _other(channel: Channel) -> str:
    if not channel.is_direct:
        raise Refused("method_not_supported_for_channel_type")
    return next((one for one in channel.members if one != BOT.id), "")


def _one(home: Workspace, args: Json) -> str:
    users = names(args, "users")
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > MOST_USERS:
        raise Refused("too_many_users")
    if any(user not in home.users or user == BOT.id for user in users):
        raise Refused("user_not_found")
    if any(home.users[user].standing == "deactivated" for user in users):
        raise Refused("user_disabled")
    if len(users) > 1:
        raise Refused("method_not_supported_for_channel_type")
    return users[0]


def _readable(slack: LocalSlack, args: Json) -> Channel:
    channel = conversation(slack, args)
    _demand(slack, channel, "history")
    if BOT.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _window(args: Json) -> Callable[[Message], bool]:
    """Say which messages lie between `oldest` and `latest`; those two only with `inclusive`."""
    oldest, latest, inclusive = time(args, "oldest"), time(args, "latest"), flag(args, "inclusive")

    def fits(message: Message) -> bool:
        at = Decimal(message.ts)
        if at in {oldest, latest}:
            return inclusive
        return (oldest is None or at > oldest) and (latest is None or at < latest)

    return fits


def _as_told(every: Iterable[Message], found: list[Message], args: Json) -> list[Json]:
    """Write messages out: each with what it has to do with its thread, metadata only if asked."""
    answers: dict[str, list[Message]] = defaultdict(list)
    authors = {}
    for message in every:
        authors[message.ts] = message.user
        if message.thread_ts:
            answers[message.thread_ts].append(message)
    told = []
    for message in found:
        one = message.as_slack()
        if not flag(args, "include_all_metadata"):
            one.pop("metadata", None)
        if message.thread_ts in authors:
            one["parent_user_id"] = authors[message.thread_ts]
        elif message.ts in answers:
            one |= _thread(message, answers[message.ts])
        told.append(one)
    return told


def _thread(parent: Message, answers: list[Message]) -> Json:
    users = list(dict.fromkeys(message.user for message in answers))
    return {
        "thread_ts": parent.ts,
        "reply_count": len(answers),
        "reply_users_count": len(users),
        "latest_reply": answers[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }


def _page_told(told: list[Json], cursor: str) -> Json:
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"ok": True, "messages": told, "has_more": bool(cursor)} | more


READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
METHODS = {
    "conversations.history": Method(history, HISTORY),
    "conversations.info": Method(info, READ),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.list": Method(list_, READ),
    "conversations.members": Method(members, READ),
    "conversations.open": Method(
        open_, ("channels:manage", "groups:write", "im:write", "mpim:write")
    ),
    "conversations.replies": Method(replies, HISTORY),
}
