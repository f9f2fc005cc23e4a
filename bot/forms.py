"""Forms filled in: submitted inside the acknowledgement, and drawn anew where a field asks it.

Source: https://docs.slack.dev/surfaces/modals (response_action errors and update; what was typed
stays where block_id and action_id stay). A form sent back with errors keeps its view id, so that id
names the request.
"""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.answers import Answers, NotYetKnown, Request, sorry
from bot.buttons import acknowledge
from bot.desk import Desk
from bot.logs import log_unknown
from bot.people import NO_ANSWER, error_code
from bot.slash import acknowledgement
from bot.text import as_text
from bot.views import AGAIN, FORM, Block, as_view, filled_in, people_in, telling, with_notice
from commands.changing import MustAttest
from commands.form import ChangedSince, Faults, Filled
from commands.reply import Reply
from storage.errors import OfstedError


def register(app: AsyncApp, desk: Desk) -> None:
    """Take the forms that people submit, and draw them anew when a field of them asks for it."""

    @app.view(FORM)
    async def submitted(body: dict[str, Any]) -> BoltResponse:
        view = body["view"]
        try:
            filled = filled_in(view)
            request = await _request(desk, body, filled)
            answer = await desk.asked(request, _submission(desk.answers, view, filled))
        except OfstedError as error:  # Slack could not say who this is, or who may read
            answer = sent_back(view, error.sentence)
        desk.wake()
        return acknowledgement(json.dumps(answer) if answer else "")

    async def redraw(body: dict[str, Any]) -> None:
        view = body["view"]
        filled = _pressed(filled_in(view), body["actions"][0]["action_id"])
        try:
            request = await _request(desk, body, filled)
            form = await desk.asked(request, lambda known: desk.answers.draw(known, filled))
            drawn = as_view(form, filled.opened_in, filled.pressed)
            await desk.client.views_update(view_id=view["id"], hash=view["hash"], view=drawn)
        except (OfstedError, *NO_ANSWER) as error:
            logging.getLogger(__name__).warning("form not drawn anew: %s", error_code(error))

    app.action(re.compile(rf"^{AGAIN}:"))(ack=acknowledge, lazy=[redraw])


async def _request(desk: Desk, body: dict[str, Any], filled: Filled) -> Request:
    request = Request(
        body["team"]["id"],
        body["user"]["id"],
        channel=filled.opened_in,
        mentioned=people_in(body["view"]),
    )
    return await desk.admitted(request, pressed=True)


def _pressed(filled: Filled, action_id: str) -> Filled:
    name = action_id.removeprefix(f"{AGAIN}:")
    return replace(filled, pressed=filled.pressed | {name: filled.pressed.get(name, 0) + 1})


def _submission(answers: Answers[str], view: Block, filled: Filled) -> Callable[[Request], Block]:
    """Give the work that makes the change a form asks for and gives Slack's acknowledgement.

    An empty one closes the form; else it stays, with what was typed in it.
    """

    def submit(request: Request) -> Block:
        try:
            note = answers.submit(request, filled, view["id"])
        except Faults as faults:
            return {"response_action": "errors", "errors": faults.by_field}
        except MustAttest as doubtful:
            return sent_back(view, doubtful.sentence, doubtful=doubtful.by_field.keys())
        except ChangedSince as changed:
            told = (
                f"{changed.sentence} {' '.join(changed.sentences)} Check what you wrote and save."
            )
            return sent_back(view, told, seen=changed.seen)
        except OfstedError as error:
            return sent_back(view, error.sentence)
        except NotYetKnown:
            raise
        except Exception as error:  # noqa: BLE001 - as in bot.answers
            return sent_back(view, sorry(log_unknown(error)))
        return {} if note.is_note else _telling(view, note)

    return submit


def _telling(view: Block, reply: Reply) -> Block:
    """Close the form for a reply that is no note of a change, which only its sender sees."""
    told = telling(view["title"]["text"], as_text(reply))
    return {"response_action": "update", "view": told}


def sent_back(view: Block, sentence: str, **how: Any) -> Block:
    """Give the acknowledgement that leaves a form open, with a sentence above what was typed."""
    return {"response_action": "update", "view": with_notice(view, sentence, **how)}
