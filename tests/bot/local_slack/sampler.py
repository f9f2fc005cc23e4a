"""A real Bolt app that uses a bit of everything in Slack, to try the local workspace with.

`/ofsted form` opens a form with every kind of field, `/ofsted steps` forms on top of each other,
`/ofsted check` a form that answers as its field says (see `check`), `/ofsted card` shares a message
with things to press. The shortcuts, the Home tab and what it hears are told below.
"""

import asyncio
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncAssistant
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


def plain(text):
    return {"type": "plain_text", "text": text}


def option(value):
    return {"text": plain(value.capitalize()), "value": value}


def section(text, **more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text, action_id, **more):
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def actions(*elements, block_id):
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field(label, element, block_id=None, *, optional=True, **more):
    """An input block; its element has the action_id "field"."""
    return {
        "type": "input",
        "block_id": block_id or element["type"],
        "label": plain(label),
        "element": {"action_id": "field", **element},
        "optional": optional,
        **more,
    }


def modal(title, blocks, **more):
    return {"type": "modal", "title": plain(title), "blocks": blocks, **more}


COLOURS = {"options": [option("red"), option("amber"), option("green")]}
RICH = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "As agreed"}]}
    ],
}
FIELDS = [
    field("Note", {"type": "plain_text_input", "multiline": True, "max_length": 200}),
    field("How many", {"type": "number_input", "is_decimal_allowed": False, "initial_value": "3"}),
    field("Email", {"type": "email_text_input"}),
    field("Link", {"type": "url_text_input"}),
    field("Minutes", {"type": "rich_text_input", "initial_value": RICH}),
    field("Due", {"type": "datepicker", "initial_date": "2021-09-30"}),
    field("At", {"type": "timepicker", "initial_time": "09:30"}),
    field("Meeting", {"type": "datetimepicker"}),
    field("Confidence", {"type": "static_select", "initial_option": option("amber"), **COLOURS}),
    field("Colours", {"type": "multi_static_select", **COLOURS}),
    field("Lead", {"type": "users_select", "initial_user": "U0POD"}),
    field("Team", {"type": "multi_users_select"}),
    field("Channel", {"type": "channels_select"}),
    field("Channels", {"type": "multi_channels_select"}),
    field(
        "Tell",
        {
            "type": "conversations_select",
            "default_to_current_conversation": True,
            "response_url_enabled": True,
        },
    ),
    field("Tell too", {"type": "multi_conversations_select"}),
    field("Checks", {"type": "checkboxes", "initial_options": [option("red")], **COLOURS}),
    field("Choice", {"type": "radio_buttons", **COLOURS}),
    field("Evidence", {"type": "file_input", "filetypes": ["csv", "pdf"], "max_files": 2}),
]
FORM = modal(
    "Every field",
    [
        section(
            "Everything a form can ask for.",
            block_id="intro",
            accessory={
                "type": "overflow",
                "action_id": "menu",
                "options": [option("first"), option("second")],
            },
        ),
        *FIELDS,
    ],
    callback_id="form",
    submit=plain("Send"),
    close=plain("Cancel"),
)


def card():
    """A message with a button that opens a form, a menu and a button that answers."""
    return [
        section("*Missing children*: 90% had a return interview.", block_id="words"),
        actions(
            button("Open form", "open_form"),
            button("Replace", "replace", value="2"),
            {
                "type": "static_select",
                "action_id": "colour",
                "placeholder": plain("Colour"),
                **COLOURS,
            },
            block_id="use",
        ),
    ]


def step(number):
    return modal(
        f"Step {number}",
        [
            field("Words", {"type": "plain_text_input"}, "words"),
            actions(button("One more", "one_more", value=str(number + 1)), block_id="more"),
        ],
        callback_id="steps",
        private_metadata=str(number),
        submit=plain("Next"),
        close=plain("Back"),
        notify_on_close=True,
    )


def check_form(hint="Say what is to happen", **more):
    return modal(
        "Check",
        [
            section(hint, block_id="hint"),
            field("What", {"type": "plain_text_input"}, "what", optional=False),
            field("Kept", {"type": "plain_text_input", "initial_value": "as it was"}, "kept"),
            actions(button("Look", "look"), block_id="looks"),
        ],
        callback_id="check",
        submit=plain("Check"),
        **more,
    )


BAD_VIEW = {"type": "modal", "title": plain("t" * 25), "blocks": []}
ANSWERS = {
    "errors": {"response_action": "errors", "errors": {"what": "That is not so."}},
    "nowhere": {"response_action": "errors", "errors": {"no such block": "Lost."}},
    "no input": {"response_action": "errors", "errors": {"hint": "Lost."}},
    "number": {"response_action": "errors", "errors": {"what": 3}},
    "update": {"response_action": "update", "view": check_form("Updated")},
    "push": {"response_action": "push", "view": step(2)},
    "clear": {"response_action": "clear"},
    "bad": {"response_action": "update", "view": BAD_VIEW},
    "bad push": {"response_action": "push", "view": BAD_VIEW},
    "no view": {"response_action": "update"},
    "strange": {"response_action": "dance"},
}
NOT_BY_ACK = {"no errors": '{"response_action": "errors", "errors": {}}', "words": "Done"}


def home_tab(count):
    blocks = [section(f"Opened {count} times", block_id="count")]
    return {
        "type": "home",
        "callback_id": "home",
        "private_metadata": str(count),
        "blocks": [*blocks, actions(button("Again", "again"), block_id="use")],
    }


class Threads:
    """Where the assistant keeps what people look at."""

    def __init__(self):
        self.kept = {}

    async def save(self, *, channel_id, thread_ts, context):
        self.kept[channel_id, thread_ts] = context

    async def find(self, *, channel_id, thread_ts):
        return self.kept.get((channel_id, thread_ts))


def sampler(slack):
    """Make the app for a local Slack; `app.seen` keeps the bodies, `app.refused` Slack's errors."""
    client = AsyncWebClient(slack.workspace.bot_token, base_url=slack.api_url)
    app = AsyncApp(
        client=client, signing_secret=slack.workspace.signing_secret, process_before_response=True
    )
    app.seen, app.refused = [], []

    @app.middleware
    async def note(body, next_):
        app.seen.append(body)
        await next_()

    uses_commands(app)
    uses_form(app)
    uses_steps(app)
    uses_check(app, slack)
    uses_home(app)
    hears(app)
    return app


@asynccontextmanager
async def connected(slack, app, *, socket):
    """Let the app be reached: over a socket, or by signed HTTP."""
    if socket:
        handler = AsyncSocketModeHandler(app, slack.workspace.app_token)
        await handler.connect_async()
        await asyncio.wait_for(slack.sockets.connected(), 2)
        yield app
        await handler.close_async()
        await asyncio.sleep(0)  # lets the client's cancelled tasks end
        return
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.delivery.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield app
    await runner.cleanup()


def uses_commands(app):
    views = {"form": FORM, "steps": step(1), "check": check_form(notify_on_close=True)}

    @app.command("/ofsted")
    async def command(ack, body, client):
        words = body["text"]
        if words in views:
            await ack()
            metadata = {"private_metadata": body["channel_id"]} if words == "form" else {}
            await client.views_open(
                trigger_id=body["trigger_id"], view={**views[words], **metadata}
            )
        elif words == "card":
            await ack(text="Missing children", blocks=card(), response_type="in_channel")
        else:
            await ack("form, steps, check or card")

    @app.shortcut("new")
    async def new(ack, shortcut, client):
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)

    @app.shortcut("keep")
    async def keep(ack, shortcut, client, respond):
        await ack()
        kept = field(
            "Note",
            {"type": "plain_text_input", "initial_value": shortcut["message"]["text"]},
            "kept",
        )
        view = modal("Keep", [kept], callback_id="keep_form", submit=plain("Keep"))
        await client.views_open(trigger_id=shortcut["trigger_id"], view=view)
        await respond("Kept in a moment")

    @app.view("keep_form")
    async def keep_form(ack):
        await ack()

    @app.action("open_form")
    async def open_form(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.action("replace")
    async def replace(ack, respond):
        await ack()
        await respond(text="Replaced", replace_original=True)

    @app.action("colour")
    async def colour(ack, action, respond):
        await ack()
        await respond(f"You chose {action['selected_option']['value']}")


def uses_form(app):
    @app.view("form")
    async def form(ack, body, client, respond):
        await ack()
        if body["response_urls"]:
            await respond("The form came", response_type="in_channel")
        await client.chat_postMessage(channel=body["user"]["id"], text="The form came")

    @app.action("menu")
    async def menu(ack):
        await ack()


def uses_steps(app):
    @app.action("one_more")
    async def one_more(ack, action, body, client):
        await ack()
        try:
            view = step(int(action["value"]))
            await client.views_push(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            app.refused.append(error.response["error"])

    @app.view("steps")
    async def steps(ack, view):
        number = int(view["private_metadata"])
        if number < 3:
            await ack(response_action="push", view=step(number + 1))
        else:
            await ack(response_action="clear")

    @app.view_closed("steps")
    async def closed(ack):
        await ack()


def uses_check(app, slack):
    @app.view("check")
    async def check(ack, view):
        said = view["state"]["values"]["what"]["field"]["value"]
        if said == "late":
            await asyncio.sleep(slack.delivery.ack_seconds + 0.2)
        if said in NOT_BY_ACK:  # Bolt's own `ack` would not write this
            return BoltResponse(status=200, body=NOT_BY_ACK[said])
        return await ack(**ANSWERS.get(said, {}))

    @app.action("look")
    async def look(ack, body, client):
        await ack()
        view = body["view"]
        seen = view["state"]["values"]["what"]["field"]["value"]
        await client.views_update(
            view_id=view["id"], hash=view["hash"], view=check_form(f"You wrote {seen}")
        )

    @app.view_closed("check")
    async def closed(ack):
        await ack()


def uses_home(app):
    @app.event("app_home_opened")
    async def opened(event, client):
        count = int(event.get("view", {}).get("private_metadata") or 0)
        await client.views_publish(user_id=event["user"], view=home_tab(count + 1))

    @app.action("again")
    async def again(ack, body, client):
        await ack()
        view = body["view"]
        await client.views_publish(
            user_id=body["user"]["id"],
            hash=view["hash"],
            view=home_tab(int(view["private_metadata"]) + 1),
        )


def hears(app):
    """Answer mentions, direct messages, people who join, and threads with the assistant."""

    @app.event("app_mention")
    async def mention(event, say):
        await say(f"You called, <@{event['user']}>", thread_ts=event["ts"])

    @app.event("member_joined_channel")
    async def joined(event, say):
        await say(f"Welcome, <@{event['user']}>")

    assistant = AsyncAssistant(thread_context_store=Threads())

    @assistant.thread_started
    async def started(say, get_thread_context, save_thread_context):
        context = await get_thread_context()
        await save_thread_context(context)
        await say(f"Ask me about <#{context['channel_id']}>")

    @assistant.user_message
    async def asked(payload, say):
        await say(f"You asked: {payload['text']}")

    app.assistant(assistant)

    @app.event("message")
    async def message(event, say):
        if event.get("channel_type") == "im":
            await say(f"You said: {event['text']}")
