"""The bot in a terminal: one question (`say`), or a chat (`run` without Slack's tokens)."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Engine

from bot.answers import Answers, Request
from bot.text import as_text
from commands.reply import Button, Buttons, Reply
from storage.models import Person
from storage.times import Clock

OPERATOR = "the command line"


def _same(reply: Reply) -> Reply:
    return reply


class Terminal:
    """Asks on behalf of a user; whoever sits at the machine itself counts as an admin.

    What Slack says of a user who was seen in Slack (a guest, say) holds here too.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        user: str,
        admins: frozenset[str],
        team: str | None = None,
    ) -> None:
        self.user = user
        self.team = team
        self.answers = Answers(engine, clock, admins | {OPERATOR}, _same)

    def ask(self, typed: str) -> Reply:
        """Give the reply to what was typed."""
        unseen = Person(user_id=self.user, is_guest=False, is_stranger=False, is_deactivated=False)
        return self.answers(Request(self.team, self.user, typed), unseen)

    def chat(self, lines: Iterable[str]) -> Iterable[str]:
        """Answer line after line; a number presses the button of that number."""
        yield "Type /ofsted and a question, a number to press a button, or quit."
        buttons: list[Button] = []
        for line in lines:
            typed = line.strip()
            if typed.lower() in {"quit", "exit", "/quit"}:
                return
            if typed.isdigit() and 0 < int(typed) <= len(buttons):
                typed = buttons[int(typed) - 1].words
            reply = self.ask(typed)
            buttons = [
                one for part in reply.parts if isinstance(part, Buttons) for one in part.buttons
            ]
            told = tuple(part for part in reply.parts if not isinstance(part, Buttons))
            yield as_text(replace(reply, parts=told))
            if buttons:
                yield "  ".join(f"[{n}] {one.label}" for n, one in enumerate(buttons, 1))


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
