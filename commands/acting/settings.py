"""Set what the workspace's admins decide for everyone."""

from commands import wording as say
from commands.mentions import Mention
from commands.question import Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Item, Note, Part, Reply
from commands.workspace_settings import (
    read_case_numbers,
    read_hosts,
    read_time_zone,
    set_setting,
    settings_of,
)

ANY_HOST = "any address with https"
USUAL_KINDS = "the usual kinds only"


@command("settings", "What is set for this workspace", role="admin")
def settings(question: Question) -> Reply:
    """List the settings and how each is set."""
    now = settings_of(question)
    channel = now.sign_off_channel
    items = (
        Item(
            _channel(channel) if channel else "nowhere: quality assurance is told person by person",
            "Sign-off channel",
        ),
        Item("on" if now.uploads else "off: evidence is a link", "Uploads"),
        Item(say.listed(now.evidence_hosts) or ANY_HOST, "Evidence hosts"),
        Item(now.case_number_pattern or USUAL_KINDS, "Case numbers"),
        Item(now.time_zone, "Time zone"),
    )
    return Reply(
        "Settings",
        (Bullets(items), Note("Set one with, for example, “settings sign-off channel #plan”.")),
    )


@command(
    "settings sign-off channel CHANNEL|nowhere",
    "Where what awaits sign-off is shown",
    role="admin",
    writes=True,
)
def sign_off_channel(question: Question, where: Mention | str) -> Reply:
    """Set the channel for cards that ask for a sign-off."""
    if not isinstance(where, Mention):
        set_setting(question, sign_off_channel=None, sign_off_channel_name=None)
        return _set(question, "sign-off channel", "nowhere")
    set_setting(question, sign_off_channel=where.id, sign_off_channel_name=where.name)
    invite = Note("I must be a member of it: type /invite and my name there, if I am not.")
    return _set(question, "sign-off channel", _channel(where), invite)


@command(
    "settings uploads on|off", "Whether files can be given as evidence", role="admin", writes=True
)
def uploads(question: Question, switch: str) -> Reply:
    """Let files be uploaded, or links only."""
    set_setting(question, uploads=switch == "on")
    about = Note("A file’s text is checked for children’s names and numbers before it is kept.")
    return _set(question, "uploads", switch, *((about,) if switch == "on" else ()))


@command(
    "settings evidence hosts WORDS",
    "To which hosts a link to evidence may lead",
    role="admin",
    writes=True,
)
def evidence_hosts(question: Question, typed: str) -> Reply:
    """Let links to evidence lead to these hosts only."""
    hosts = read_hosts(typed)
    set_setting(question, evidence_hosts=hosts or None)
    return _set(question, "evidence hosts", say.listed(hosts) or ANY_HOST)


@command(
    "settings case numbers WORDS",
    "What case numbers look like here, so that none is kept",
    role="admin",
    writes=True,
)
def case_numbers(question: Question, typed: str) -> Reply:
    """Set the council's own pattern for case numbers, besides those that are always found."""
    pattern = read_case_numbers(typed)
    set_setting(question, case_number_pattern=pattern)
    return _set(question, "case numbers", pattern or USUAL_KINDS)


@command("settings time zone WORDS", "Where the days begin and end here", role="admin", writes=True)
def time_zone(question: Question, typed: str) -> Reply:
    """Set the workspace's time zone."""
    zone = read_time_zone(typed)
    question.write.set_workspace({"time_zone": zone})
    return _set(question, "time zone", zone)


def _channel(channel: Mention) -> str:
    return channel.name or "a private channel"


def _set(question: Question, name: str, value: str, *parts: Part) -> Reply:
    who = question.asker.name or f"<@{question.asker.user_id}>"
    onwards = Buttons((Button("All settings", "settings"),))
    return Reply(f"{say.opened(who)} set {name} to: {value}", (*parts, onwards), is_note=True)
