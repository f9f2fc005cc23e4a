"""What Slack refuses in a message: limits that the whole message has, and the answer it gives.

| rule | checked by |
|---|---|
| at most 50 blocks; block_id unique in a message, action_id in a block | `refusals` |
| one table a message, 10,000 characters in it | `refusals` |
| about 13,000 characters in all blocks; 40,000 of top-level text | `refusals` |
| section, header, divider, context, actions, image, markdown, rich_text, table: fields, lengths, counts, which element may stand where, options, confirm | `block_shapes` |
| input, file, video, call, card, carousel, container, context_actions, plan, task_card | slack_sdk's `validate_json` |
| data_table, data_visualization: only counted and measured as text | nobody yet |
| alert (only allowed in a modal), any other type | refused as unsupported |
| escaping, links, mentions, whether a picture can be fetched | nobody |
| no more than 1 message a second in a channel | nobody; `faults.ratelimit` when a test wants it |
"""  # noqa: E501

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.local_slack.block_shapes import BLOCK
from bot.local_slack.shapes import Problem

BLOCKS = 50
TABLE_CHARACTERS = 10_000
ALL_BLOCKS_CHARACTERS = 13_000  # measured, not documented: "about"
TOP_LEVEL_TEXT = 40_000


@dataclass(frozen=True)
class Refusal:
    """Slack's error code for a message and its lines of explanation; `where` it was sent."""

    error: str
    problems: tuple[str, ...] = ()
    where: str = ""

    def answer(self) -> dict[str, Any]:
        """Give the Web API's answer."""
        if not self.problems:
            return {"ok": False, "error": self.error}
        messages = [f"[ERROR] {problem}" for problem in self.problems]
        return {
            "ok": False,
            "error": self.error,
            "errors": list(self.problems),
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
    problems = tuple(f"{said} [json-pointer:{at}]" for said, at in _problems(blocks))
    if problems:
        return Refusal("invalid_blocks", problems, where)
    if sum(map(len, texts_in(blocks))) > ALL_BLOCKS_CHARACTERS:
        return Refusal("msg_blocks_too_long", where=where)
    if not blocks and not text:
        return Refusal("no_text", where=where)
    return None


def texts_in(value: object) -> Iterator[str]:
    """Yield every text that people can read in a tree of blocks."""
    if isinstance(value, dict):
        for name, content in value.items():
            if name in {"text", "alt_text"} and isinstance(content, str):
                yield content
            else:
                yield from texts_in(content)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def _problems(blocks: list[Any]) -> Iterator[Problem]:
    if len(blocks) > BLOCKS:
        yield f"no more than {BLOCKS} items allowed", "/blocks"
    for index, block in enumerate(blocks):
        yield from BLOCK(block, f"/blocks/{index}")
    whole = [block for block in blocks if isinstance(block, dict)]
    for taken in _twice(block.get("block_id") for block in whole):
        yield f"block_id `{taken}` already exists", "/blocks"
    for index, block in enumerate(whole):
        for taken in _twice(_action_ids(block)):
            yield f"action_id `{taken}` already exists", f"/blocks/{index}"
    tables = [index for index, block in enumerate(whole) if block.get("type") == "table"]
    for index in tables[1:]:
        yield "only_one_table_allowed", f"/blocks/{index}"
    for index in tables[:1]:
        if sum(map(len, texts_in(whole[index].get("rows")))) > TABLE_CHARACTERS:
            yield f"must be less than {TABLE_CHARACTERS + 1} characters", f"/blocks/{index}/rows"


def _action_ids(block: dict[str, Any]) -> Iterator[object]:
    elements = block.get("elements")
    for element in [*(elements if isinstance(elements, list) else []), block.get("accessory")]:
        if isinstance(element, dict):
            yield element.get("action_id")


def _twice(ids: Iterator[object]) -> list[str]:
    counted = Counter(one for one in ids if isinstance(one, str))
    return [one for one, times in counted.items() if times > 1]
