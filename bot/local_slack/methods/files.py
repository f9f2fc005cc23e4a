"""files.*: what the app uploads and fetches.

An upload takes three steps: ask for an address, POST the bytes to it (`Files.receive`), and then
complete it, which also shares the file.

Source: docs.slack.dev, "Working with files", and the reference page of each method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_slack.json_object import Json
from bot.local_slack.methods.arguments import conversation, lacking, names, objects, text, thread
from bot.local_slack.methods.method import Method, no, noted
from bot.local_slack.rules.refusals import Refused, refuse
from bot.local_slack.workspace import BOT, Channel

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack

MOST_BYTES = 10 * 1024 * 1024  # this Slack's own limit; the real one takes 1 GB
ALT_TEXT = 1_000


def get_upload_url(slack: LocalSlack, args: Json) -> Json:
    """Give an address to send a file's bytes to."""
    name, size, alt_text = text(args, "filename"), text(args, "length"), text(args, "alt_txt")
    if not name or size in {"", "0"}:
        return no("missing_argument")
    if not size.isdecimal():
        return no("invalid_arguments")
    if int(size) > MOST_BYTES:
        return no("file_upload_size_restricted")
    if len(alt_text) > ALT_TEXT:
        return no("alt_txt_too_large")
    file_id, url = slack.files.expect(name, int(size), alt_text)
    return {"ok": True, "upload_url": url, "file_id": file_id}


def complete_upload(slack: LocalSlack, args: Json) -> Json:
    """End the upload of files and, where a channel is named, post them there as one message."""
    uploads = objects(args, "files")
    if not uploads:
        raise lacking("files")
    if not all(slack.files.is_waiting(str(one.get("id"))) for one in uploads):
        return no("file_not_found")
    given = [args["channel_id"]] if args.get("channel_id") else names(args, "channels")
    channels = [_to_post_in(slack, one) for one in given]
    said = {"text": text(args, "initial_comment"), "thread_ts": thread(args)}
    if args.get("blocks"):
        said["blocks"] = args["blocks"]
        refusal = refuse(said, "files.completeUploadExternal")
        if refusal:
            return noted(slack, refusal)
    files = [slack.files.complete(str(one["id"]), str(one.get("title") or "")) for one in uploads]
    for channel in channels:
        slack.show(said | {"files": files, "subtype": "file_share"}, channel.id)
    return {"ok": True, "files": files}


def info(slack: LocalSlack, args: Json) -> Json:
    """Tell of a file and where it was shared."""
    try:
        file = slack.files.get(text(args, "file"))
    except LookupError:
        return no("file_not_found")
    shared = [slack.workspace.channels[one] for one in _channels_with(slack, file["id"])]
    if shared and not any(BOT.id in channel.members for channel in shared):
        return no("not_visible")
    where = {
        "channels": [one.id for one in shared if not one.is_direct],
        "groups": [],
        "ims": [one.id for one in shared if one.is_direct],
    }
    more = {"comments": [], "response_metadata": {"next_cursor": ""}}
    return {"ok": True, "file": file | where, **more}


def _to_post_in(slack: LocalSlack, named: object) -> Channel:
    channel = conversation(slack, {"channel": named})
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _channels_with(slack: LocalSlack, file_id: str) -> list[str]:
    messages = slack.messages.all()
    found = (one.channel for one in messages if any(file["id"] == file_id for file in one.files))
    return list(dict.fromkeys(found))


METHODS = {
    "files.completeUploadExternal": Method(complete_upload, ("files:write",)),
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",)),
    "files.info": Method(info, ("files:read",)),
}
