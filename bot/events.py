"""Slack's events: for now, what changes about people we know. Each is dealt with once."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.desk import Desk
from bot.people import keep_person, person_from
from storage.database import writing
from storage.queries.workspaces import first_time


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to events; Slack sends one up to three times more if we are late to answer."""

    async def is_first(body: dict[str, Any]) -> bool:
        def remember() -> bool:
            with writing(desk.answers.engine) as session:
                now = desk.answers.clock.now()
                return first_time(session, desk.workspace_id, body["event_id"], now)

        return await desk.in_thread(remember)

    @app.event("user_change", matchers=[is_first])
    async def user_change(event: dict[str, Any]) -> None:
        """Someone became a guest, or left: what we know of them follows."""
        person = person_from(event["user"], desk.workspace_id, desk.team_id, desk.answers.clock)
        await desk.in_thread(_update, desk, person)

    @app.event("user_change")
    async def again() -> None:
        """Acknowledge a retry of one dealt with, and leave it."""


def _update(desk: Desk, person: Any) -> None:
    keep_person(desk.answers.engine, person, only_known=True)
