"""What Slack refuses in a message or a view: what the whole of it may hold, and Slack's answer.

| rule | checked by |
|---|---|
| 50 blocks a message, 100 a view; block_id unique in it, action_id in a block; one cursor a view | `refusals` |
| one table, 10,000 characters in tables, 20,000 in data tables, 12,000 of markdown, two charts | `refusals` |
| about 13,000 characters in a message's blocks (measured, not documented); 40,000 of top-level text | `refusals` |
| view: title, submit, close, private_metadata, callback_id, external_id, flags, 250 KB; submit with an input | `refusals` |
| which block may stand in a message, a modal, a Home tab | `blocks` |
| section, header, divider, context, actions, input, image, markdown, table, file, call, plan, task_card: fields, lengths, counts | `blocks` |
| rich_text, and the cells of tables | `rich_text` |
| which element may stand in which block and on which surface; elements, options, confirm | `elements` |
| data_visualization, data_table | `charts` |
| card, carousel, container, context_actions, alert, video: lengths, counts, what must be there | slack_sdk's `validate_json`, asked by `to_dict` so that models inside are too |
| the same: field names and types, what may stand in them, and the lengths slack_sdk leaves out | `blocks`, `elements` |
| escaping, links, mentions, whether a picture or a user exists, a URL's form and domain, icon names, time zones | nobody |
| a form's own sense: number_input's decimals, a first value within its limits, response_url_enabled outside a form | nobody |
| message metadata; an external_id that is in use | `methods.chat`; `views` |
| attachments; the options of an external_select, which is never asked for them (block_suggestion) | nobody |
| no more than 1 message a second in a channel | nobody; `faults.ratelimit` when a test wants it |

How slack_sdk, blockkit and slackblocks see the same limits is held, rule by rule, in
`tests/bot/local_slack/test_other_checkers.py`. Where a block may stand follows docs.slack.dev; people
report that Slack nevertheless draws no card in a modal and no table in a Home tab.
"""  # noqa: E501

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from bot.local_slack.json_object import Json
from bot.local_slack.rules.blocks import BLOCK
from bot.local_slack.rules.elements import focused, plain
from bot.local_slack.rules.rich_text import FLAG
from bot.local_slack.rules.shapes import Problem, Rule, by_type, each, shape, string, twice

TOP_LEVEL_TEXT = 40_000
ALL_BLOCKS_CHARACTERS = 13_000  # measured, not documented: "about"
MARKDOWN_CHARACTERS = 12_000
CELL_CHARACTERS = {"table": 10_000, "data_table": 20_000}
CHARTS = 2
VIEW_BYTES = 250_000
READ = {"text", "alt_text", "title", "caption", "label"}  # fields whose strings people read
MESSAGE_BLOCKS = each(BLOCK["message"], 50, 0)
OF_ANY_VIEW: dict[str, Rule] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
VIEW: dict[str, Rule] = {
    "modal": shape(
        {"title": plain(24), "blocks": each(BLOCK["modal"], 100)},
        {
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": FLAG,
            "notify_on_close": FLAG,
            **OF_ANY_VIEW,
        },
    ),
    "home": shape({"blocks": each(BLOCK["home"], 100)}, OF_ANY_VIEW),
}


class Refused(Exception):
    """A call that Slack refuses, with its error code; `answer` is what it says instead."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **more}


@dataclass(frozen=True)
class Refusal:
    """Slack's error code for what was sent, its lines of explanation, and `where` it was sent."""

    error: str
    problems: tuple[str, ...] = ()
    where: str = ""

    def answer(self) -> Json:
        """Give the Web API's answer; only a message's lines come a second time, as `errors`."""
        if not self.problems:
            return {"ok": False, "error": self.error}
        messages = [f"[ERROR] {problem}" for problem in self.problems]
        twofold = {"errors": list(self.problems)} if self.error == "invalid_blocks" else {}
        return {
            "ok": False,
            "error": self.error,
            **twofold,
            "response_metadata": {"messages": messages},
        }


def refuse(message: Mapping[str, Any], where: str = "") -> Refusal | None:
    """Say why Slack would refuse a message (`text`, `blocks` as a list or as JSON), or None."""
    text = message.get("text")
    if isinstance(text, str) and len(text) > TOP_LEVEL_TEXT:
        return Refusal("msg_too_long", where=where)
    blocks = message.get("blocks") or []
    if isinstance(blocks, str):
        try:
            blocks = json.loads(blocks) or []
        except ValueError:
            return Refusal("invalid_blocks_format", where=where)
    if not isinstance(blocks, list):
        return Refusal("invalid_blocks_format", where=where)
    problems = [*MESSAGE_BLOCKS(blocks, "/blocks"), *_in_all(blocks, "/blocks")]
    if problems:
        return Refusal("invalid_blocks", _as_lines(problems), where)
    if sum(map(len, texts_in(blocks))) > ALL_BLOCKS_CHARACTERS:
        return Refusal("msg_blocks_too_long", where=where)
    if not blocks and not text:
        return Refusal("no_text", where=where)
    return None


def refuse_view(view: Json | str, where: str = "") -> Refusal | None:
    """Say why Slack would refuse a view (an object or its JSON), or None.

    `where` it was sent: "views.publish" takes Home tabs, every other place modals; "" takes both.
    Source: docs.slack.dev, "Modal views", "Home tab views" and the methods views.*.
    """
    try:
        read = json.loads(view) if isinstance(view, str) else view
    except ValueError:
        read = None
    if len(json.dumps(read, ensure_ascii=False).encode()) > VIEW_BYTES:
        return Refusal("view_too_large", where=where)
    problems = list(_view_problems(read, where))
    if any(at == "/view" for _, at in problems):
        problems.insert(0, ("failed to match all allowed schemas", "/view"))
    return Refusal("invalid_arguments", _as_lines(problems), where) if problems else None


def texts_in(value: object) -> Iterator[str]:
    """Yield every text that people can read in a tree of blocks."""
    if isinstance(value, dict):
        for name, content in value.items():
            if name in READ and isinstance(content, str):
                yield content
            else:
                yield from texts_in(content)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def _view_problems(view: Any, where: str) -> Iterator[Problem]:
    surface = "home" if where == "views.publish" else "modal"
    taken = {surface: VIEW[surface]} if where else VIEW
    yield from by_type(taken)(view, "/view")
    blocks = view.get("blocks") if isinstance(view, dict) else None
    if not isinstance(blocks, list):
        return
    yield from _in_all(blocks, "/view/blocks")
    if focused(blocks) > 1:
        yield "only one element may have `focus_on_load`", "/view/blocks"
    if view.get("type") == "modal" and "submit" not in view:
        for index, block in enumerate(blocks):
            if isinstance(block, dict) and block.get("type") == "input":
                # The last word of this pointer leads nowhere; it is Slack's own.
                said = "must define `submit` to use an `input` block in modals"
                yield said, f"/view/blocks/{index}/input"


def _in_all(blocks: list[Any], at: str) -> Iterator[Problem]:
    """Find what only the blocks together show; those inside a container count like the others."""
    whole = [(f"{at}/{index}", one) for index, one in enumerate(blocks) if isinstance(one, dict)]
    inner = [
        (f"{place}/child_blocks/{index}", one)
        for place, block in whole
        for index, one in enumerate(_listed(block, "child_blocks"))
        if isinstance(one, dict)
    ]
    every = [*whole, *inner]
    for taken in twice(block.get("block_id") for _, block in every):
        yield f"block_id `{taken}` already exists", at
    for place, block in every:
        for taken in twice(_action_ids(block)):
            yield f"action_id `{taken}` already exists", place
    yield from _too_much(every, at)


def _too_much(every: list[tuple[str, Json]], at: str) -> Iterator[Problem]:
    for place, _ in _of_type(every, "table")[1:]:
        yield "only_one_table_allowed", place
    for place, _ in _of_type(every, "data_visualization")[CHARTS:]:
        yield f"no more than {CHARTS} data_visualization blocks allowed", place
    for name, most in CELL_CHARACTERS.items():
        tables = _of_type(every, name)
        cells = chain.from_iterable(texts_in(block.get("rows")) for _, block in tables)
        if sum(map(len, cells)) > most:
            yield f"must be less than {most + 1} characters", f"{tables[0][0]}/rows"
    markdown = [block.get("text") for _, block in _of_type(every, "markdown")]
    if sum(len(text) for text in markdown if isinstance(text, str)) > MARKDOWN_CHARACTERS:
        yield f"markdown must be less than {MARKDOWN_CHARACTERS + 1} characters", at


def _of_type(every: list[tuple[str, Json]], name: str) -> list[tuple[str, Json]]:
    return [(place, block) for place, block in every if block.get("type") == name]


def _action_ids(block: Json) -> Iterator[object]:
    for element in [*_listed(block, "elements"), block.get("accessory")]:
        if isinstance(element, dict):
            yield element.get("action_id")


def _listed(block: Json, name: str) -> list[Any]:
    found = block.get(name)
    return found if isinstance(found, list) else []


def _as_lines(problems: list[Problem]) -> tuple[str, ...]:
    return tuple(f"{said} [json-pointer:{at}]" for said, at in problems)
