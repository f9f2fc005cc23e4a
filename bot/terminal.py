"""The bot in a terminal: one question and its answer (`say`)."""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine

from bot.answers import Answers, Request
from bot.text import as_text
from commands.answering import opens_in_slack
from commands.form import Form
from commands.reply import Reply
from storage.models import Person
from storage.times import Clock

OPERATOR = "the command line"


def _same(reply: Reply) -> Reply:
    return reply


def ask(
    engine: Engine,
    clock: Clock,
    user: str,
    admins: frozenset[str],
    team: str | None,
    typed: str,
) -> Reply:
    """Give the reply to what a user asks; whoever sits at the machine itself counts as an admin.

    What Slack says of a user who was seen in Slack (a guest, say) holds here too.
    """
    here = user == OPERATOR
    answers = Answers(engine, clock, admins, _same)
    name = OPERATOR if here else None
    unseen = Person(
        user_id=user, name=name, is_guest=False, is_stranger=False, is_deactivated=False
    )
    request = Request(team, user, typed, groups=frozenset(), at_the_machine=here)
    answered = answers(request, unseen)
    return opens_in_slack(answered, typed) if isinstance(answered, Form) else answered


def as_json(reply: Reply) -> str:
    """Give a reply as JSON: its data, part by part, and the same as text."""
    parts: list[dict[str, Any]] = [
        {"kind": type(part).__name__.lower()} | asdict(part) for part in reply.parts
    ]
    whole = {
        "title": reply.title,
        "found": reply.found,
        "words": reply.words,
        "parts": parts,
        "text": as_text(reply),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)
