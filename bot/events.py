"""Slack's events: for now, what changes about people we know. Each is dealt with once."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.desk import Desk
from bot.people import person_from
from storage.database import writing
from storage.models import Person
from storage.queries.workspaces import first_time, is_known, save_person


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to events; Slack sends one up to three times more if we are late to answer."""

    @app.event("user_change")
    async def user_change(event: dict[str, Any], body: dict[str, Any]) -> None:
        """Someone became a guest, or left: what we know of them follows."""
        clock = desk.answers.clock
        person = person_from(event["user"], desk.workspace_id, desk.team_id, clock)
        await desk.in_thread(_update, desk, person, body["event_id"])


def _update(desk: Desk, person: Person, event_id: str) -> None:
    """Remember the event and do what it says in one transaction: both, or neither."""
    with writing(desk.answers.engine) as session:
        now = desk.answers.clock.now()
        if first_time(session, desk.workspace_id, event_id, now) and is_known(
            session, desk.workspace_id, person.user_id
        ):
            save_person(session, person)
