"""What the bot sends while it answers, held against Slack's own types for TypeScript.

Every recorded message becomes one line of a file, typed as `KnownBlock[]` of npm `@slack/types`,
and TypeScript's compiler reads it once. The last lines are wrong on purpose: they must be refused.
"""

import asyncio
import json
import re
import sys
from pathlib import Path

from commands.registry import commands

PAGE = Path(__file__).parents[3] / "bot" / "local_slack" / "page"
NODE = Path(sys.executable).parent / "node"
TYPES = PAGE / "node_modules" / "@slack" / "types" / "dist" / "index.d.ts"
COMPILER = PAGE / "node_modules" / "typescript" / "bin" / "tsc"
ASKED = (
    "", "status", "status missing-children", "status as at 1/1/2020", "actions", "actions CIN done",
    "changes", "completed since the focused visit", "due next month", "evidence missing-children",
    "find interviews", "find nothing like this", "findings", "help", "help status", "history MC-1",
    "measure missing-children", "mine", "next", "overdue", "redact MC-1 because it named someone",
    "show MC-1", "who missing-children", "statsu", "audit AU-1", "audit actions due", "audits",
    "reviews", "roles", "small numbers education attendance", "undo", "waiting",
    "update MC-3 Pods were reminded", "assign MC-3 me", "settings",
)  # fmt: skip
FORMS = (
    "area missing-children", "audit record", "complete MC-3", "edit MC-3", "evidence add MC-3",
    "inspection add", "measure record education attendance", "setup",
)  # fmt: skip
WRONG = (
    [{"type": "header", "text": {"type": "mrkdwn", "text": "not plain"}}],
    [{"type": "section", "text": "no text object"}],
    [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "colour": "red"}],
    [{"type": "actions", "elements": [{"type": "image", "image_url": "x", "alt_text": "x"}]}],
    [{"type": "table", "rows": [[{"type": "mrkdwn", "text": "x"}]]}],
    [{"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}],
    [{"type": "paragraph", "text": "x"}],
)
KIND = {"blocks": "KnownBlock[]", "view": "View"}


def sent(exported):
    """Yield each typed part of the recorded calls and acks: what it is, and its value."""
    for line in exported.splitlines():
        told = json.loads(line)
        said = told.get("args") or told.get("payload") or {}
        for name in KIND.keys() & said.keys():
            value = said[name]
            yield name, json.loads(value) if isinstance(value, str) else value


def constant(place, kind, value):
    return f"export const part{place}: {kind} = {json.dumps(value)};"


async def refused_lines(lines, folder):
    """Compile the lines, strictly; give the number of each that is refused, and what was said."""
    (folder / "recorded.ts").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = {
        "strict": True,
        "noEmit": True,
        "module": "ESNext",
        "moduleResolution": "bundler",
        "types": [],
        "paths": {"@slack/types": [str(TYPES)]},
    }
    project = {"compilerOptions": options, "files": ["recorded.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(project))
    running = await asyncio.create_subprocess_exec(
        NODE, COMPILER, "--project", folder, "--pretty", "false",
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = (await running.communicate())[0].decode()
    assert (running.returncode == 0) == (not said), said
    errors = [line for line in said.splitlines() if "error TS" in line]
    matched = [re.match(r"recorded\.ts\((\d+),", line) for line in errors]
    assert all(matched), said
    return {int(found[1]) for found in matched}, said


async def test_what_the_bot_sends_has_the_types_that_slack_publishes(
    start, engine, tmp_path, eventually
):
    assert TYPES.is_file(), "The page's packages are missing: run `make page`."
    assert COMPILER.is_file(), "The page's packages are missing: run `make page`."
    bot = await start(engine, ofsted_admins=frozenset({"U0HEAD"}))
    person, record = bot.person("U0HEAD"), bot.slack.record
    for words in FORMS:
        await person.slash(words)
        assert person.modal.blocks, words
        await person.close(person.modal)
    for words in ASKED:
        ack = await person.slash(words)
        assert ack.blocks, words
        if words == "status missing-children":
            await person.press("Share in channel", ack.shown)
    asking = {name for name, one in commands().items() if one.role == "reader"}
    assert {name for name in asking if not any(one.startswith(name) for one in ASKED)} == set()
    await eventually(lambda: record.count("response_url") == 1)
    recorded = list(sent(record.export()))
    assert len(recorded) == len(FORMS) + len(ASKED) + 1
    kinds = {block["type"] for name, blocks in recorded if name == "blocks" for block in blocks}
    assert {"header", "rich_text", "table", "actions", "context"} <= kinds

    typed = [(KIND[name], value) for name, value in recorded]
    wrong = [(KIND["blocks"], blocks) for blocks in WRONG]
    lines = ['import type { KnownBlock, View } from "@slack/types";']
    lines += [constant(place, *part) for place, part in enumerate([*typed, *wrong])]
    first_wrong = len(lines) - len(wrong) + 1
    refused, said = await refused_lines(lines, tmp_path)
    assert refused == set(range(first_wrong, len(lines) + 1)), said
