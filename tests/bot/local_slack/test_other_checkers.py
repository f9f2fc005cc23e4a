"""How others see Slack's limits: slack_sdk's models, and the builders of blockkit and slackblocks.

Each row of LIMITS is a rule, what is just within it, what is just outside, and what the others say
to both. Ours must take the one and refuse the other. Where another checker differs from Slack's
documented limit the row says so, and an upgrade that changes it fails here. `by` is who stops it
in the local Slack: a message of slack_sdk's own is passed on when it is slack_sdk.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import blockkit as bk
import pytest
import slackblocks as sb
from blockkit.core import (
    ColumnSettings,
    ComponentValidationError,
    FieldValidationError,
    RawText,
    Table,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.local_slack.rules.refusals import refuse, refuse_view


class Says(Enum):
    """What a checker says to what is within a limit and to what is outside: (taken, taken)."""

    AGREES = (True, False)
    ALLOWS_MORE = (True, True)  # has no such limit, or a looser one
    WANTS_LESS = (False, False)  # a stricter limit than the documented one


AGREES, ALLOWS_MORE, WANTS_LESS = Says.AGREES, Says.ALLOWS_MORE, Says.WANTS_LESS
OURS, SLACK_SDK = "ours", "slack_sdk"


@dataclass(frozen=True)
class Limit:
    """A rule: `make` builds blocks or a view from `good` and from `bad`, as do the builders."""

    rule: str
    good: Any
    bad: Any
    make: Callable[[Any], Any]
    slack_sdk: Says = AGREES
    blockkit: tuple[Callable[[Any], Any], Says] | None = None
    slackblocks: tuple[Callable[[Any], Any], Says] | None = None
    by: str = field(default=OURS, kw_only=True)


def x(length):
    return "x" * length


def plain(length):
    return {"type": "plain_text", "text": x(length)}


def mrkdwn(length):
    return {"type": "mrkdwn", "text": x(length)}


def section(**fields):
    return [{"type": "section", **({"text": plain(1)} | fields)}]


def beside(**element):
    return section(accessory=element)


def form(**element):
    return modal({"type": "input", "label": plain(1), "element": element}, submit=plain(1))


def asked(**fields):
    asks = {"type": "input", "label": plain(1), "element": {"type": "plain_text_input"}}
    return modal(asks | fields, submit=plain(1))


def modal(*blocks, **fields):
    return {"type": "modal", "title": plain(1), "blocks": list(blocks) or dividers(1), **fields}


def home(*blocks, **fields):
    return {"type": "home", "blocks": list(blocks) or dividers(1), **fields}


def dividers(count):
    return [{"type": "divider"}] * count


def option(label=1, value=1, **fields):
    return {"text": plain(label), "value": x(value), **fields}


def menu(**fields):
    return {"type": "static_select", **fields}


def confirm(**fields):
    asked_first = {"title": plain(1), "text": plain(1), "confirm": plain(1), "deny": plain(1)}
    return [{"type": "actions", "elements": [button(confirm=asked_first | fields)]}]


def button(**fields):
    return {"type": "button", "text": plain(1), **fields}


def card(**fields):
    return {"type": "card", "title": plain(1), **fields}


def raw(length=1):
    return {"type": "raw_text", "text": x(length)}


def table(rows, columns, length=1, **fields):
    return [{"type": "table", "rows": [[raw(length)] * columns] * rows, **fields}]


def data_table(rows, columns=1, length=1, **fields):
    cells = [[raw(length)] * columns] * rows
    return [{"type": "data_table", "caption": "c", "rows": cells, **fields}]


def rich(*pieces, kind="rich_text_section", **fields):
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": list(pieces), **fields}]}]


def listed(**fields):
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    return rich(words, kind="rich_text_list", style="bullet", **fields)


def pie(segments, label=1, value=1):
    slices = [{"label": x(label), "value": value}] * segments
    return chart({"type": "pie", "segments": slices})


def chart(drawn, title=1):
    return [{"type": "data_visualization", "title": x(title), "chart": drawn}]


def line(series=1, points=1, name=1, label=1):
    labels = [f"{number:0{label}}" for number in range(points)]
    data = [{"label": one, "value": 1} for one in labels]
    drawn = [{"name": f"{number:0{name}}", "data": data} for number in range(series)]
    return chart({"type": "line", "series": drawn, "axis_config": {"categories": labels}})


def video(**fields):
    address = {"video_url": "https://example.org/v", "thumbnail_url": "https://example.org/t"}
    return [{"type": "video", "alt_text": "x", "title": plain(1), **address, **fields}]


def image(**fields):
    return [{"type": "image", "image_url": "https://example.org/i", "alt_text": "x", **fields}]


def container(**fields):
    return [{"type": "container", "title": plain(1), "child_blocks": dividers(1), **fields}]


def task(**fields):
    return {"task_id": "t", "title": "x", "status": "complete", **fields}


# The same things as the two libraries build them.
def sb_option(label=1, value=1, description=None):
    return sb.Option(sb.PlainText(x(label)), x(value), description)


ONE, ONE_SB = bk.Option("x", "x"), sb_option()


def bk_words(length):
    return bk.Text(x(length)).type("plain_text")


def bk_beside(element):
    return bk.Section(bk_words(1), accessory=element)


def bk_form(element):
    return bk.Modal("x", [bk.Input("x", element)], submit="x")


def bk_modal(**fields):
    return bk.Modal(**({"title": "x", "blocks": [bk.Divider()]} | fields))


def bk_confirm(**fields):
    said = {"title": "x", "text": "x", "confirm": "x", "deny": "x"} | fields
    return bk.Actions([bk.Button("x", confirm=bk.Confirm(**said))])


def bk_table(rows, columns, length=1):
    return Table([[RawText(x(length))] * columns] * rows)


def sb_beside(element):
    return sb.SectionBlock("x", accessory=element)


def sb_form(element):
    return sb.ModalView("x", [sb.InputBlock("x", element)], submit="x")


def sb_modal(**fields):
    return sb.ModalView(**({"title": "x", "blocks": [sb.DividerBlock()]} | fields))


def sb_modal_of(blocks):
    return sb_modal(blocks=blocks)


def sb_confirm(**fields):
    said = {"title": "x", "text": "x", "confirm": "x", "deny": "x"} | fields
    return sb.ActionsBlock([sb.Button("x", confirm=sb.ConfirmationDialogue(**said))])


def sb_table(rows, columns, length=1):
    return sb.TableBlock([[sb.RawText(x(length))] * columns] * rows)


BK_VIDEO = {
    "title": "x",
    "alt_text": "x",
    "video_url": "https://example.org/v",
    "thumbnail_url": "https://example.org/t",
}


def sb_data_table(rows, columns=1, length=1, **fields):
    return sb.DataTableBlock([[sb.RawText(x(length))] * columns] * rows, "c", **fields)


def sb_message(*blocks):
    return sb.Message("C1", blocks=list(blocks))


def sb_pie(segments, label=1, value=1, title="x"):
    drawn = sb.PieChart([sb.ChartSegment(x(label), value)] * segments)
    return sb.DataVisualizationBlock(title, drawn)


def sb_line(series=1, points=1, name=1, label=1):
    labels = [f"{number:0{label}}" for number in range(points)]
    data = [sb.DataPoint(one, 1) for one in labels]
    drawn = [sb.DataSeries(f"{number:0{name}}", data) for number in range(series)]
    return sb.DataVisualizationBlock("x", sb.LineChart(drawn, sb.AxisConfig(labels)))


def sb_video(**fields):
    said = {"alt_text": "x", "title": "x", "thumbnail_url": "https://example.org/t"}
    return sb.VideoBlock(**(said | {"video_url": "https://example.org/v"} | fields))


def sb_task(**fields):
    return sb.TaskCardBlock(**({"task_id": "t", "title": "x", "status": "complete"} | fields))


LIMITS = [
    # Messages and views as a whole
    Limit("blocks in a message", 50, 51, dividers, ALLOWS_MORE,
          (lambda n: bk.Message("x", [bk.Divider()] * n), ALLOWS_MORE),
          (lambda n: sb_message(*[sb.DividerBlock()] * n), AGREES)),
    Limit("blocks in a modal", 100, 101, lambda n: modal(*dividers(n)), AGREES,
          (lambda n: bk_modal(blocks=[bk.Divider()] * n), AGREES),
          (lambda n: sb_modal(blocks=[sb.DividerBlock()] * n), AGREES)),
    Limit("blocks in a Home tab", 100, 101, lambda n: home(*dividers(n)), AGREES,
          (lambda n: bk.Home([bk.Divider()] * n), AGREES),
          (lambda n: sb.HomeTabView([sb.DividerBlock()] * n), AGREES)),
    Limit("a modal has a title", {}, {"title": None},
          lambda more: {k: v for k, v in modal(**more).items() if v}, ALLOWS_MORE,
          (lambda more: bk_modal(**more), AGREES), (lambda more: sb_modal(**more), AGREES)),
    Limit("a modal's title", 24, 25, lambda n: modal(title=plain(n)), AGREES,
          (lambda n: bk_modal(title=x(n)), AGREES), (lambda n: sb_modal(title=x(n)), AGREES)),
    Limit("a modal's submit", 24, 25, lambda n: modal(submit=plain(n)), AGREES,
          (lambda n: bk_modal(submit=x(n)), AGREES), (lambda n: sb_modal(submit=x(n)), AGREES)),
    Limit("a modal's close", 24, 25, lambda n: modal(close=plain(n)), AGREES,
          (lambda n: bk_modal(close=x(n)), AGREES), (lambda n: sb_modal(close=x(n)), AGREES)),
    Limit("private_metadata", 3000, 3001, lambda n: home(private_metadata=x(n)), AGREES,
          (lambda n: bk_modal(private_metadata=x(n)), AGREES),
          (lambda n: sb_modal(private_metadata=x(n)), AGREES)),
    Limit("callback_id", 255, 256, lambda n: modal(callback_id=x(n)), AGREES,
          (lambda n: bk_modal(callback_id=x(n)), AGREES),
          (lambda n: sb_modal(callback_id=x(n)), AGREES)),
    Limit("external_id", 255, 256, lambda n: modal(external_id=x(n)), ALLOWS_MORE,
          (lambda n: bk_modal(external_id=x(n)), ALLOWS_MORE),
          (lambda n: sb_modal(external_id=x(n)), AGREES)),
    Limit("a modal with an input has a submit", plain(1), None,
          lambda text: {k: v for k, v in (asked() | {"submit": text}).items() if v}, ALLOWS_MORE,
          (lambda text: bk.Modal("x", [bk.Input("x", bk.PlainTextInput())], text and "x"),
           ALLOWS_MORE),
          (lambda text: sb_modal(blocks=[sb.InputBlock("x", sb.PlainTextInput())],
                                 submit=text and "x"), AGREES)),
    Limit("a Home tab has no submit", {}, {"submit": plain(1)}, lambda more: home(**more)),
    Limit("block_id once a message", "ab", "aa",
          lambda ids: [{"type": "divider", "block_id": one} for one in ids], ALLOWS_MORE,
          (lambda ids: bk.Message("x", [bk.Divider(one) for one in ids]), ALLOWS_MORE),
          (lambda ids: sb_message(*map(sb.DividerBlock, ids)), ALLOWS_MORE)),
    Limit("action_id once a block", "ab", "aa",
          lambda ids: [{"type": "actions", "elements": [button(action_id=one) for one in ids]}],
          ALLOWS_MORE,
          (lambda ids: bk.Actions([bk.Button("x", one) for one in ids]), ALLOWS_MORE),
          (lambda ids: sb.ActionsBlock([sb.Button("x", one) for one in ids]), ALLOWS_MORE)),
    Limit("one cursor a view", (True, False), (True, True),
          lambda each: modal(*[asked()["blocks"][0] | {"element": {
              "type": "plain_text_input", "focus_on_load": one}} for one in each],
              submit=plain(1)), ALLOWS_MORE,
          (lambda each: bk_modal(submit="x", blocks=[
              bk.Input("x", bk.PlainTextInput(focus_on_load=one)) for one in each]), ALLOWS_MORE),
          (lambda each: sb_modal(submit="x", blocks=[
              sb.InputBlock("x", sb.PlainTextInput(focus_on_load=one)) for one in each]),
           ALLOWS_MORE)),
    Limit("one table a message", 1, 2, lambda n: table(1, 1) * n, ALLOWS_MORE,
          (lambda n: bk.Message("x", [bk_table(1, 1)] * n), ALLOWS_MORE),
          (lambda n: sb_message(*[sb_table(1, 1)] * n), ALLOWS_MORE)),
    Limit("charts in a message", 2, 3, lambda n: pie(1) * n, ALLOWS_MORE, None,
          (lambda n: sb_message(*[sb_pie(1)] * n), AGREES)),
    Limit("markdown in a message", 6000, 6001,
          lambda n: [{"type": "markdown", "text": x(n)}] * 2, ALLOWS_MORE,
          (lambda n: bk.Message("x", [bk.Markdown(x(n))] * 2), ALLOWS_MORE),
          (lambda n: sb_message(*[sb.MarkdownBlock(x(n))] * 2), AGREES)),
    # Where a block may stand
    Limit("no table in a modal", home, modal, lambda view: view(*table(1, 1)), ALLOWS_MORE,
          (lambda view: {home: bk.Home, modal: bk.Modal}[view]([bk_table(1, 1)]), WANTS_LESS),
          (lambda view: {home: sb.HomeTabView([sb_table(1, 1)])}.get(view)
           or sb_modal(blocks=[sb_table(1, 1)]), AGREES)),
    Limit("no carousel in a modal", home, modal,
          lambda view: view({"type": "carousel", "elements": [card()]}), ALLOWS_MORE, None,
          (lambda view: (sb.HomeTabView if view is home else sb_modal_of)(
              [sb.CarouselBlock([sb.CardBlock(title="x")])]), AGREES)),
    Limit("no chart in a Home tab", [], pie(1), lambda blocks: home(*blocks), ALLOWS_MORE, None,
          (lambda blocks: sb.HomeTabView([sb_pie(1)] if blocks else [sb.DividerBlock()]),
           ALLOWS_MORE)),
    Limit("an alert only in a modal", modal, home,
          lambda view: view({"type": "alert", "text": plain(1)}), ALLOWS_MORE, None,
          (lambda view: (sb.HomeTabView if view is home else sb_modal_of)([sb.AlertBlock("x")]),
           AGREES)),
    Limit("no markdown in a view", [], [{"type": "markdown", "text": "x"}],
          lambda blocks: modal(*blocks), ALLOWS_MORE,
          (lambda blocks: bk_modal(blocks=[bk.Markdown("x") if blocks else bk.Divider()]), AGREES),
          (lambda blocks: sb_modal(
              blocks=[sb.MarkdownBlock("x") if blocks else sb.DividerBlock()]), AGREES)),
    Limit("file_input only in a modal", modal, home,
          lambda view: view(form(type="file_input")["blocks"][0],
                            **({"submit": plain(1)} if view is modal else {})), ALLOWS_MORE,
          (lambda view: bk_form(bk.FileInput()) if view is modal
           else bk.Home([bk.Input("x", bk.FileInput())]), ALLOWS_MORE),
          (lambda view: sb_form(sb.FileInput("a")) if view is modal
           else sb.HomeTabView([sb.InputBlock("x", sb.FileInput("a"))]), ALLOWS_MORE)),
    # Which element may stand in which block
    Limit("no text input in actions", button(), {"type": "plain_text_input"},
          lambda one: [{"type": "actions", "elements": [one]}], ALLOWS_MORE,
          (lambda one: bk.Actions([bk.Button("x") if "text" in one else bk.PlainTextInput()]),
           AGREES),
          (lambda one: sb.ActionsBlock(
              [sb.Button("x") if "text" in one else sb.PlainTextInput()]), ALLOWS_MORE)),
    Limit("no datetime picker beside a section", "datepicker", "datetimepicker",
          lambda name: beside(type=name), ALLOWS_MORE,
          (lambda name: bk_beside(
              bk.DatePicker() if name == "datepicker" else bk.DatetimePicker()), AGREES),
          (lambda name: sb_beside(
              sb.DatePicker() if name == "datepicker" else sb.DateTimePicker()), ALLOWS_MORE)),
    Limit("no button in an input", {"type": "plain_text_input"}, button(),
          lambda one: form(**one), AGREES,
          (lambda one: bk_form(bk.Button("x") if "text" in one else bk.PlainTextInput()), AGREES),
          (lambda one: sb_form(sb.Button("x") if "text" in one else sb.PlainTextInput()), AGREES)),
    Limit("no dispatch of a file_input", False, True,
          lambda on: asked(element={"type": "file_input"}, dispatch_action=on), ALLOWS_MORE,
          (lambda on: bk_modal(submit="x", blocks=[bk.Input("x", bk.FileInput(), on)]),
           ALLOWS_MORE),
          (lambda on: sb_modal(submit="x", blocks=[sb.InputBlock("x", sb.FileInput("a"), on)]),
           ALLOWS_MORE)),
    # Lengths and counts of the common blocks
    Limit("section text", 3000, 3001, lambda n: section(text=mrkdwn(n)), AGREES,
          (lambda n: bk.Section(x(n)), AGREES), (lambda n: sb.SectionBlock(x(n)), AGREES)),
    Limit("section has text or fields", section()[0], {"type": "section"}, lambda one: [one],
          AGREES,
          (lambda one: bk.Section("x" if "text" in one else None), AGREES),
          (lambda one: sb.SectionBlock("x" if "text" in one else None), AGREES)),
    Limit("section fields", 10, 11, lambda n: section(fields=[plain(1)] * n), AGREES,
          (lambda n: bk.Section(fields=[bk_words(1)] * n), ALLOWS_MORE),
          (lambda n: sb.SectionBlock(fields=["x"] * n), AGREES)),
    Limit("section field", 2000, 2001, lambda n: section(fields=[plain(n)]), ALLOWS_MORE,
          (lambda n: bk.Section(fields=[bk_words(n)]), ALLOWS_MORE),
          (lambda n: sb.SectionBlock(fields=[x(n)]), AGREES)),
    Limit("header", 150, 151, lambda n: [{"type": "header", "text": plain(n)}], AGREES,
          (lambda n: bk.Header(x(n)), AGREES), (lambda n: sb.HeaderBlock(x(n)), AGREES)),
    Limit("elements of actions", 25, 26,
          lambda n: [{"type": "actions", "elements": [button()] * n}], AGREES,
          (lambda n: bk.Actions([bk.Button("x")] * n), AGREES),
          (lambda n: sb.ActionsBlock([sb.Button("x")] * n), AGREES)),
    Limit("elements of a context", 10, 11,
          lambda n: [{"type": "context", "elements": [plain(1)] * n}], AGREES,
          (lambda n: bk.Context([bk_words(1)] * n), AGREES),
          (lambda n: sb.ContextBlock([sb.Text("x")] * n), AGREES)),
    Limit("block_id", 255, 256, lambda n: [{"type": "divider", "block_id": x(n)}], AGREES,
          (lambda n: bk.Divider(x(n)), AGREES), (lambda n: sb.DividerBlock(x(n)), AGREES)),
    Limit("alt_text", 2000, 2001, lambda n: image(alt_text=x(n)), AGREES,
          (lambda n: bk.Image(x(n), "https://example.org/i"), WANTS_LESS),
          (lambda n: sb.ImageBlock("https://example.org/i", x(n)), AGREES)),
    Limit("image title", 2000, 2001, lambda n: image(title=plain(n)), AGREES,
          (lambda n: bk.Image("x", "https://example.org/i", title=x(n)), AGREES),
          (lambda n: sb.ImageBlock("https://example.org/i", "x", x(n)), AGREES)),
    Limit("image_url", 3000, 3001, lambda n: image(image_url=x(n)), AGREES,
          (lambda n: bk.Image("x", x(n)), AGREES), (lambda n: sb.ImageBlock(x(n), "x"), AGREES)),
    Limit("markdown", 12_000, 12_001, lambda n: [{"type": "markdown", "text": x(n)}], AGREES,
          (lambda n: bk.Markdown(x(n)), AGREES), (lambda n: sb.MarkdownBlock(x(n)), AGREES)),
    Limit("input label", 2000, 2001, lambda n: asked(label=plain(n)), AGREES,
          (lambda n: bk.Input(x(n), bk.PlainTextInput()), AGREES),
          (lambda n: sb.InputBlock(x(n), sb.PlainTextInput()), AGREES)),
    Limit("input hint", 2000, 2001, lambda n: asked(hint=plain(n)), AGREES,
          (lambda n: bk.Input("x", bk.PlainTextInput(), hint=x(n)), AGREES),
          (lambda n: sb.InputBlock("x", sb.PlainTextInput(), hint=x(n)), AGREES)),
    Limit("input label is plain", plain, mrkdwn, lambda kind: asked(label=kind(1)), ALLOWS_MORE),
    Limit("list indent", 8, 9, lambda n: listed(indent=n), ALLOWS_MORE),
    Limit("list border", 1, 2, lambda n: listed(border=n), ALLOWS_MORE),
    # Elements
    Limit("button text", 75, 76, lambda n: beside(**button(text=plain(n))), AGREES,
          (lambda n: bk_beside(bk.Button(x(n))), AGREES),
          (lambda n: sb_beside(sb.Button(x(n))), AGREES)),
    Limit("button value", 2000, 2001, lambda n: beside(**button(value=x(n))), AGREES,
          (lambda n: bk_beside(bk.Button("x", value=x(n))), AGREES),
          (lambda n: sb_beside(sb.Button("x", value=x(n))), AGREES)),
    Limit("button url", 3000, 3001, lambda n: beside(**button(url=x(n))), AGREES,
          (lambda n: bk_beside(bk.Button("x", url=x(n))), AGREES),
          (lambda n: sb_beside(sb.Button("x", url=x(n))), AGREES)),
    Limit("accessibility_label", 75, 76,
          lambda n: beside(**button(accessibility_label=x(n))), AGREES,
          (lambda n: bk_beside(bk.Button("x", accessibility_label=x(n))), AGREES),
          (lambda n: sb_beside(sb.Button("x", accessibility_label=x(n))), AGREES)),
    Limit("button style", "danger", "green", lambda how: beside(**button(style=how)), AGREES,
          (lambda how: bk_beside(bk.Button("x", style=how)), AGREES),
          (lambda how: sb_beside(sb.Button("x", style=how)), ALLOWS_MORE)),
    Limit("action_id", 255, 256, lambda n: beside(**button(action_id=x(n))), AGREES,
          (lambda n: bk_beside(bk.Button("x", x(n))), AGREES),
          (lambda n: sb_beside(sb.Button("x", x(n))), AGREES)),
    Limit("confirm title", 100, 101, lambda n: confirm(title=plain(n)), AGREES,
          (lambda n: bk_confirm(title=x(n)), AGREES), (lambda n: sb_confirm(title=x(n)), AGREES)),
    Limit("confirm text", 300, 301, lambda n: confirm(text=plain(n)), AGREES,
          (lambda n: bk_confirm(text=x(n)), AGREES), (lambda n: sb_confirm(text=x(n)), AGREES)),
    Limit("confirm label", 30, 31, lambda n: confirm(confirm=plain(n)), AGREES,
          (lambda n: bk_confirm(confirm=x(n)), AGREES),
          (lambda n: sb_confirm(confirm=x(n)), AGREES)),
    Limit("deny label", 30, 31, lambda n: confirm(deny=plain(n)), AGREES,
          (lambda n: bk_confirm(deny=x(n)), AGREES), (lambda n: sb_confirm(deny=x(n)), AGREES)),
    Limit("options of a menu", 100, 101, lambda n: beside(**menu(options=[option()] * n)), AGREES,
          (lambda n: bk_beside(bk.StaticSelect(options=[ONE] * n)), AGREES),
          (lambda n: sb_beside(sb.StaticSelectMenu("a", [ONE_SB] * n)), AGREES)),
    Limit("option groups", 100, 101,
          lambda n: beside(**menu(option_groups=[{"label": plain(1), "options": [option()]}] * n)),
          AGREES,
          (lambda n: bk_beside(bk.StaticSelect(option_groups=[bk.OptionGroup("x", [ONE])] * n)),
           AGREES),
          (lambda n: sb_beside(
              sb.StaticSelectMenu("a", option_groups=[sb.OptionGroup("x", [ONE_SB])] * n)),
           AGREES)),
    Limit("options of a group", 100, 101,
          lambda n: beside(**menu(option_groups=[{"label": plain(1), "options": [option()] * n}])),
          ALLOWS_MORE,
          (lambda n: bk_beside(bk.StaticSelect(option_groups=[bk.OptionGroup("x", [ONE] * n)])),
           AGREES),
          (lambda n: sb_beside(
              sb.StaticSelectMenu("a", option_groups=[sb.OptionGroup("x", [ONE_SB] * n)])),
           AGREES)),
    Limit("group label", 75, 76,
          lambda n: beside(**menu(option_groups=[{"label": plain(n), "options": [option()]}])),
          ALLOWS_MORE,
          (lambda n: bk_beside(bk.StaticSelect(option_groups=[bk.OptionGroup(x(n), [ONE])])),
           AGREES),
          (lambda n: sb_beside(
              sb.StaticSelectMenu("a", option_groups=[sb.OptionGroup(x(n), [ONE_SB])])), AGREES)),
    Limit("options or groups, not both", {}, {"option_groups": [
        {"label": plain(1), "options": [option()]}]},
          lambda more: beside(**menu(options=[option()], **more)), AGREES,
          (lambda more: bk_beside(bk.StaticSelect(
              options=[ONE], option_groups=[bk.OptionGroup("x", [ONE])] if more else None)),
           AGREES),
          (lambda more: sb_beside(sb.StaticSelectMenu(
              "a", [ONE_SB], [sb.OptionGroup("x", [ONE_SB])] if more else None)), AGREES)),
    Limit("option text", 75, 76, lambda n: beside(**menu(options=[option(n)])), ALLOWS_MORE,
          (lambda n: bk_beside(bk.StaticSelect(options=[bk.Option(x(n), "x")])), AGREES),
          (lambda n: sb_beside(sb.StaticSelectMenu("a", [sb_option(n)])), AGREES)),
    Limit("option value", 150, 151, lambda n: beside(**menu(options=[option(1, n)])), ALLOWS_MORE,
          (lambda n: bk_beside(bk.StaticSelect(options=[bk.Option("x", x(n))])), AGREES),
          (lambda n: sb_beside(sb.StaticSelectMenu("a", [sb_option(1, n)])), AGREES)),
    Limit("option description", 75, 76,
          lambda n: beside(**menu(options=[option(description=plain(n))])), ALLOWS_MORE,
          (lambda n: bk_beside(bk.StaticSelect(options=[bk.Option("x", "x", x(n))])), AGREES),
          (lambda n: sb_beside(sb.StaticSelectMenu(
              "a", [sb_option(description=sb.PlainText(x(n)))])), AGREES)),
    Limit("a first option is one of them", 1, 2,
          lambda n: beside(**menu(options=[option()], initial_option=option(n))), ALLOWS_MORE,
          (lambda n: bk_beside(bk.StaticSelect(
              options=[ONE], initial_option=bk.Option(x(n), "x"))), AGREES),
          (lambda n: sb_beside(sb.StaticSelectMenu(
              "a", [ONE_SB], initial_option=sb_option(n))), ALLOWS_MORE)),
    Limit("overflow", 5, 6, lambda n: beside(type="overflow", options=[option()] * n), AGREES,
          (lambda n: bk_beside(bk.Overflow(options=[ONE] * n)), AGREES),
          (lambda n: sb_beside(sb.OverflowMenu("a", [ONE_SB] * n)), AGREES)),
    Limit("overflow has an option", 1, 0,
          lambda n: beside(type="overflow", options=[option()] * n), AGREES,
          (lambda n: bk_beside(bk.Overflow(options=[ONE] * n)), ALLOWS_MORE),
          (lambda n: sb_beside(sb.OverflowMenu("a", [ONE_SB] * n)), AGREES)),
    Limit("checkboxes", 10, 11, lambda n: beside(type="checkboxes", options=[option()] * n),
          ALLOWS_MORE,
          (lambda n: bk_beside(bk.Checkboxes(options=[ONE] * n)), AGREES),
          (lambda n: sb_beside(sb.CheckboxGroup("a", [ONE_SB] * n)), AGREES)),
    Limit("radio buttons", 10, 11, lambda n: beside(type="radio_buttons", options=[option()] * n),
          ALLOWS_MORE,
          (lambda n: bk_beside(bk.RadioButtons(options=[ONE] * n)), AGREES),
          (lambda n: sb_beside(sb.RadioButtonGroup("a", [ONE_SB] * n)), AGREES)),
    Limit("placeholder", 150, 151, lambda n: form(type="datepicker", placeholder=plain(n)), AGREES,
          (lambda n: bk_form(bk.DatePicker(placeholder=x(n))), AGREES),
          (lambda n: sb_form(sb.DatePicker(placeholder=x(n))), AGREES)),
    Limit("initial_date", "2021-09-13", "13/09/2021",
          lambda day: form(type="datepicker", initial_date=day), AGREES,
          (lambda day: bk_form(bk.DatePicker(initial_date=day)), AGREES),
          (lambda day: sb_form(sb.DatePicker(initial_date=day)), AGREES)),
    Limit("initial_time", "23:59", "24:00", lambda at: form(type="timepicker", initial_time=at),
          AGREES, None, (lambda at: sb_form(sb.TimePicker(initial_time=at)), AGREES)),
    Limit("initial_date_time in seconds", 1631520000, 1631520000000,
          lambda at: form(type="datetimepicker", initial_date_time=at), AGREES, None,
          (lambda at: sb_form(sb.DateTimePicker(initial_datetime=at)), ALLOWS_MORE)),
    Limit("max_length", 3000, 3001, lambda n: form(type="plain_text_input", max_length=n),
          ALLOWS_MORE,
          (lambda n: bk_form(bk.PlainTextInput(max_length=n)), AGREES),
          (lambda n: sb_form(sb.PlainTextInput(max_length=n)), AGREES)),
    Limit("min_length not over max_length", 5, 6,
          lambda n: form(type="plain_text_input", min_length=n, max_length=5), ALLOWS_MORE,
          (lambda n: bk_form(bk.PlainTextInput(min_length=n, max_length=5)), ALLOWS_MORE),
          (lambda n: sb_form(sb.PlainTextInput(min_length=n, max_length=5)), AGREES)),
    Limit("min_value not over max_value", 5, 6,
          lambda n: form(type="number_input", is_decimal_allowed=False,
                         min_value=str(n), max_value="5"), ALLOWS_MORE,
          (lambda n: bk_form(bk.NumberInput(
              is_decimal_allowed=False, min_value=n, max_value=5)), ALLOWS_MORE),
          (lambda n: sb_form(sb.NumberInput(False, min_value=n, max_value=5)), AGREES)),
    Limit("is_decimal_allowed is said", {"is_decimal_allowed": True}, {},
          lambda more: form(type="number_input", **more), ALLOWS_MORE,
          (lambda more: bk_form(bk.NumberInput(**more)), AGREES)),
    Limit("dispatch on", "on_enter_pressed", "on_leave",
          lambda on: form(type="plain_text_input",
                          dispatch_action_config={"trigger_actions_on": [on]}), ALLOWS_MORE,
          (lambda on: bk_form(bk.PlainTextInput(
              dispatch_action_config=bk.DispatchActionConfig([on]))), AGREES),
          (lambda on: sb_form(sb.PlainTextInput(
              dispatch_action_config=sb.DispatchActionConfiguration([on]))), AGREES)),
    Limit("max_files", 10, 11, lambda n: form(type="file_input", max_files=n), ALLOWS_MORE,
          (lambda n: bk_form(bk.FileInput(max_files=n)), AGREES),
          (lambda n: sb_form(sb.FileInput("a", max_files=n)), AGREES)),
    Limit("lines of a rich text input", 100, 101,
          lambda n: form(type="rich_text_input", max_lines=n), ALLOWS_MORE, None,
          (lambda n: sb_form(sb.RichTextInput("a", max_lines=n)), AGREES)),
    Limit("max_selected_items", 1, 0,
          lambda n: form(type="multi_users_select", max_selected_items=n), ALLOWS_MORE,
          (lambda n: bk_form(bk.MultiUsersSelect(max_selected_items=n)), AGREES),
          (lambda n: sb_form(sb.UserMultiSelectMenu(max_selected_items=n)), AGREES)),
    Limit("a filter filters", {"include": ["im"]}, {},
          lambda how: form(type="conversations_select", filter=how), ALLOWS_MORE,
          (lambda how: bk_form(bk.ConversationsSelect(filter=bk.ConversationFilter(**how))),
           AGREES),
          (lambda how: sb_form(sb.ConversationSelectMenu(filter=sb.ConversationFilter(**how))),
           AGREES)),
    Limit("checkbox text", 75, 76, lambda n: beside(type="checkboxes", options=[option(n)]),
          AGREES, (lambda n: bk_beside(bk.Checkboxes(options=[bk.Option(x(n), "x")])), AGREES),
          (lambda n: sb_beside(sb.CheckboxGroup("a", [sb_option(n)])), AGREES)),
    Limit("checkbox value", 150, 151, lambda n: beside(type="checkboxes", options=[option(1, n)]),
          AGREES, (lambda n: bk_beside(bk.Checkboxes(options=[bk.Option("x", x(n))])), AGREES),
          (lambda n: sb_beside(sb.CheckboxGroup("a", [sb_option(1, n)])), AGREES)),
    Limit("checkbox description", 75, 76,
          lambda n: beside(type="checkboxes", options=[option(description=mrkdwn(n))]),
          ALLOWS_MORE,
          (lambda n: bk_beside(bk.Checkboxes(options=[bk.Option("x", "x", x(n))])), AGREES),
          (lambda n: sb_beside(sb.CheckboxGroup("a", [sb_option(description=x(n))])), AGREES)),
    Limit("overflow description", 75, 76,
          lambda n: beside(type="overflow", options=[option(description=plain(n))]), ALLOWS_MORE,
          (lambda n: bk_beside(bk.Overflow(options=[bk.Option("x", "x", x(n))])), AGREES),
          (lambda n: sb_beside(sb.OverflowMenu(
              "a", [sb_option(description=sb.PlainText(x(n)))])), AGREES)),
    Limit("text input placeholder", 150, 151,
          lambda n: form(type="plain_text_input", placeholder=plain(n)), AGREES,
          (lambda n: bk_form(bk.PlainTextInput(placeholder=x(n))), AGREES),
          (lambda n: sb_form(sb.PlainTextInput(placeholder=x(n))), AGREES)),
    Limit("text input at first", 3000, 3001,
          lambda n: form(type="plain_text_input", initial_value=x(n)), ALLOWS_MORE,
          (lambda n: bk_form(bk.PlainTextInput(initial_value=x(n))), AGREES),
          (lambda n: sb_form(sb.PlainTextInput(initial_value=x(n))), ALLOWS_MORE)),
    Limit("min_length", 3000, 3001, lambda n: form(type="plain_text_input", min_length=n),
          ALLOWS_MORE, (lambda n: bk_form(bk.PlainTextInput(min_length=n)), AGREES),
          (lambda n: sb_form(sb.PlainTextInput(min_length=n)), AGREES)),
    Limit("min_length from 0", 0, -1, lambda n: form(type="plain_text_input", min_length=n),
          ALLOWS_MORE, (lambda n: bk_form(bk.PlainTextInput(min_length=n)), AGREES),
          (lambda n: sb_form(sb.PlainTextInput(min_length=n)), AGREES)),
    Limit("max_length from 1", 1, 0, lambda n: form(type="plain_text_input", max_length=n),
          ALLOWS_MORE, (lambda n: bk_form(bk.PlainTextInput(max_length=n)), AGREES),
          (lambda n: sb_form(sb.PlainTextInput(max_length=n)), AGREES)),
    Limit("max_files from 1", 1, 0, lambda n: form(type="file_input", max_files=n), ALLOWS_MORE,
          (lambda n: bk_form(bk.FileInput(max_files=n)), AGREES),
          (lambda n: sb_form(sb.FileInput("a", max_files=n)), AGREES)),
    Limit("two triggers of a dispatch", 2, 3,
          lambda n: form(type="plain_text_input", dispatch_action_config={"trigger_actions_on": [
              "on_enter_pressed", "on_character_entered", "on_enter_pressed"][:n]}), ALLOWS_MORE),
    Limit("min_lines of a rich text input", 1, 0,
          lambda n: form(type="rich_text_input", min_lines=n), ALLOWS_MORE, None,
          (lambda n: sb_form(sb.RichTextInput("a", min_lines=n)), AGREES)),
    Limit("alt_text beside a section", 2000, 2001,
          lambda n: beside(**image(alt_text=x(n))[0]), AGREES,
          (lambda n: bk_beside(bk.ImageEl(alt_text=x(n), image_url="https://example.org/i")),
           WANTS_LESS),
          (lambda n: sb_beside(sb.Image(x(n), "https://example.org/i")), AGREES)),
    Limit("workflow button", 75, 76,
          lambda n: beside(type="workflow_button", text=plain(n), workflow={"trigger": {}}),
          ALLOWS_MORE),
    Limit("axis label", 50, 51,
          lambda n: chart(line()[0]["chart"] | {"axis_config": {
              "categories": ["0"], "x_label": x(n), "y_label": x(n)}}), ALLOWS_MORE, None,
          (lambda n: sb.DataVisualizationBlock("x", sb.BarChart(
              [sb.DataSeries("s", [sb.DataPoint("0", 1)])],
              sb.AxisConfig(["0"], x(n), x(n)))), AGREES)),
    Limit("data table page from 1", 1, 0, lambda n: data_table(2, page_size=n), ALLOWS_MORE, None,
          (lambda n: sb_data_table(2, page_size=n), AGREES)),
    Limit("feedback button value", 2000, 2001,
          lambda n: [{"type": "context_actions", "elements": [{
              "type": "feedback_buttons",
              "positive_button": {"text": plain(1), "value": x(n)},
              "negative_button": {"text": plain(1), "value": "x"}}]}], AGREES, None,
          (lambda n: sb.ContextActionsBlock([sb.FeedbackButtons(
              sb.FeedbackButton("x", x(n)), sb.FeedbackButton("x", "x"))]), AGREES)),
    Limit("icon button's readers", 10, 11,
          lambda n: [{"type": "context_actions", "elements": [{
              "type": "icon_button", "icon": "trash", "text": plain(1),
              "visible_to_user_ids": ["U1"] * n}]}], ALLOWS_MORE, None,
          (lambda n: sb.ContextActionsBlock(
              [sb.IconButton("x", visible_to_user_ids=["U1"] * n)]), AGREES)),
    # Tables and charts
    Limit("table rows", 100, 101, lambda n: table(n, 1), ALLOWS_MORE,
          (lambda n: bk_table(n, 1), AGREES), (lambda n: sb_table(n, 1), AGREES)),
    Limit("table has a row", 1, 0, lambda n: table(n, 1), AGREES,
          (lambda n: bk_table(n, 1), ALLOWS_MORE), (lambda n: sb_table(n, 1), AGREES)),
    Limit("table columns", 20, 21, lambda n: table(1, n), ALLOWS_MORE,
          (lambda n: bk_table(1, n), ALLOWS_MORE), (lambda n: sb_table(1, n), AGREES)),
    Limit("table characters", 100, 101, lambda n: table(100, 1, n), ALLOWS_MORE,
          (lambda n: bk_table(100, 1, n), ALLOWS_MORE),
          (lambda n: sb_table(100, 1, n), ALLOWS_MORE)),
    Limit("a cell is not empty", 1, 0, lambda n: table(1, 1, n), ALLOWS_MORE,
          (lambda n: bk_table(1, 1, n), AGREES), (lambda n: sb_table(1, 1, n), ALLOWS_MORE)),
    Limit("column settings", 20, 21, lambda n: table(1, 1, column_settings=[{}] * n), ALLOWS_MORE,
          (lambda n: Table([[RawText("x")]], [ColumnSettings("left")] * n), ALLOWS_MORE),
          (lambda n: sb.TableBlock([[sb.RawText("x")]], [sb.ColumnSettings("left")] * n), AGREES)),
    Limit("data table rows", 201, 202, data_table, ALLOWS_MORE, None, (sb_data_table, AGREES)),
    Limit("data table has a header and a row", 2, 1, data_table, ALLOWS_MORE, None,
          (sb_data_table, AGREES)),
    Limit("data table columns", 20, 21, lambda n: data_table(2, n), ALLOWS_MORE, None,
          (lambda n: sb_data_table(2, n), AGREES)),
    Limit("data table characters", 100, 101, lambda n: home(*data_table(200, 1, n)), ALLOWS_MORE,
          None, (lambda n: sb_data_table(200, 1, n), AGREES)),
    Limit("data table page", 100, 101, lambda n: data_table(2, page_size=n), ALLOWS_MORE, None,
          (lambda n: sb_data_table(2, page_size=n), AGREES)),
    Limit("data table row header", 0, 1, lambda n: data_table(2, row_header_column_index=n),
          ALLOWS_MORE, None, (lambda n: sb_data_table(2, row_header_column_index=n), AGREES)),
    Limit("no rich text in a header row", False, True,
          lambda first: [{"type": "data_table", "caption": "c", "rows": [
              rich({"type": "text", "text": "x"}) if first else [raw()], [raw()]]}],
          ALLOWS_MORE, None,
          (lambda first: sb.DataTableBlock([
              [sb.RichTextBlock([sb.RichTextSection([sb.RichText("x")])])] if first
              else [sb.RawText("x")], [sb.RawText("x")]], "c"), AGREES)),
    Limit("chart title", 50, 51,
          lambda n: chart(pie(1)[0]["chart"], n), ALLOWS_MORE, None,
          (lambda n: sb_pie(1, title=x(n)), AGREES)),
    Limit("pie segments", 12, 13, pie, ALLOWS_MORE, None, (sb_pie, AGREES)),
    Limit("segment label", 20, 21, lambda n: pie(1, n), ALLOWS_MORE, None,
          (lambda n: sb_pie(1, n), AGREES)),
    Limit("segment over nought", 0.1, 0, lambda n: pie(1, 1, n), ALLOWS_MORE, None,
          (lambda n: sb_pie(1, 1, n), AGREES)),
    Limit("series", 12, 13, lambda n: line(n, name=2), ALLOWS_MORE, None,
          (lambda n: sb_line(n, name=2), AGREES)),
    Limit("points", 20, 21, lambda n: line(1, n, label=2), ALLOWS_MORE, None,
          (lambda n: sb_line(1, n, label=2), AGREES)),
    Limit("series name", 20, 21, lambda n: line(name=n), ALLOWS_MORE, None,
          (lambda n: sb_line(name=n), AGREES)),
    Limit("category", 20, 21, lambda n: line(label=n), ALLOWS_MORE, None,
          (lambda n: sb_line(label=n), AGREES)),
    Limit("labels are categories", ["0"], ["1"],
          lambda labels: chart(line()[0]["chart"] | {"axis_config": {"categories": labels}}),
          ALLOWS_MORE, None,
          (lambda labels: sb.DataVisualizationBlock("x", sb.BarChart(
              [sb.DataSeries("s", [sb.DataPoint("0", 1)])], sb.AxisConfig(labels))), AGREES)),
    # Blocks whose limits slack_sdk keeps for us
    Limit("card title", 150, 151, lambda n: [card(title=plain(n))], AGREES, None,
          (lambda n: sb.CardBlock(title=x(n)), AGREES), by=SLACK_SDK),
    Limit("card subtitle", 150, 151, lambda n: [card(subtitle=plain(n))], AGREES, None,
          (lambda n: sb.CardBlock(title="x", subtitle=x(n)), AGREES), by=SLACK_SDK),
    Limit("card body", 200, 201, lambda n: [card(body=plain(n))], AGREES, None,
          (lambda n: sb.CardBlock(body=x(n)), AGREES), by=SLACK_SDK),
    Limit("card holds something", card(), {"type": "card"}, lambda one: [one], AGREES, None,
          (lambda one: sb.CardBlock(title="x" if "title" in one else None), AGREES), by=SLACK_SDK),
    Limit("card subtext", 200, 201, lambda n: [card(subtext=plain(n))], ALLOWS_MORE, None,
          (lambda n: sb.CardBlock(title="x", subtext=x(n)), AGREES)),
    Limit("card actions", 3, 4, lambda n: [card(actions=[button()] * n)], ALLOWS_MORE, None,
          (lambda n: sb.CardBlock(title="x", actions=[sb.Button("x")] * n), AGREES)),
    Limit("carousel", 10, 11, lambda n: [{"type": "carousel", "elements": [card()] * n}],
          AGREES, None,
          (lambda n: sb.CarouselBlock([sb.CardBlock(title="x")] * n), AGREES), by=SLACK_SDK),
    Limit("container title", 150, 151, lambda n: container(title=plain(n)), AGREES, None,
          (lambda n: sb.ContainerBlock([sb.DividerBlock()], x(n)), AGREES), by=SLACK_SDK),
    Limit("container subtitle", 150, 151, lambda n: container(subtitle=plain(n)), AGREES, None,
          (lambda n: sb.ContainerBlock([sb.DividerBlock()], "x", subtitle=x(n)), AGREES),
          by=SLACK_SDK),
    Limit("blocks in a container", 10, 11, lambda n: container(child_blocks=dividers(n)),
          AGREES, None,
          (lambda n: sb.ContainerBlock([sb.DividerBlock()] * n, "x"), AGREES), by=SLACK_SDK),
    Limit("container width", "full", "huge", lambda how: container(width=how), AGREES, None,
          (lambda how: sb.ContainerBlock([sb.DividerBlock()], "x", width=how), AGREES),
          by=SLACK_SDK),
    Limit("no markdown in a container", "divider", "markdown",
          lambda name: container(child_blocks=[
              {"type": name} | ({"text": "x"} if name == "markdown" else {})]), ALLOWS_MORE, None,
          (lambda name: sb.ContainerBlock(
              [sb.MarkdownBlock("x") if name == "markdown" else sb.DividerBlock()], "x"), AGREES)),
    Limit("context actions", 5, 6,
          lambda n: [{"type": "context_actions", "elements": [
              {"type": "icon_button", "icon": "trash", "text": plain(1)}] * n}], AGREES, None,
          (lambda n: sb.ContextActionsBlock([sb.IconButton("x")] * n), AGREES), by=SLACK_SDK),
    Limit("feedback button text", 75, 76,
          lambda n: [{"type": "context_actions", "elements": [{
              "type": "feedback_buttons",
              "positive_button": {"text": plain(n), "value": "x"},
              "negative_button": {"text": plain(1), "value": "x"}}]}], AGREES, None,
          (lambda n: sb.ContextActionsBlock([sb.FeedbackButtons(
              sb.FeedbackButton(x(n), "x"), sb.FeedbackButton("x", "x"))]), AGREES)),
    Limit("alert level", "info", "loud",
          lambda how: modal({"type": "alert", "text": plain(1), "level": how}), AGREES, None,
          (lambda how: sb_modal(blocks=[sb.AlertBlock("x", how)]), AGREES), by=SLACK_SDK),
    Limit("alert text", 200, 201, lambda n: modal({"type": "alert", "text": plain(n)}),
          ALLOWS_MORE, None, (lambda n: sb.AlertBlock(x(n)), AGREES)),
    Limit("video title, less than 200", 199, 200, lambda n: video(title=plain(n)), AGREES,
          (lambda n: bk.Video(**BK_VIDEO | {"title": x(n)}), ALLOWS_MORE),
          (lambda n: sb_video(title=x(n)), ALLOWS_MORE), by=SLACK_SDK),
    Limit("video author, less than 50", 49, 50, lambda n: video(author_name=x(n)), AGREES,
          (lambda n: bk.Video(**BK_VIDEO, author_name=x(n)), ALLOWS_MORE),
          (lambda n: sb_video(author_name=x(n)), ALLOWS_MORE), by=SLACK_SDK),
    Limit("video description, less than 200", 199, 200, lambda n: video(description=plain(n)),
          ALLOWS_MORE,
          (lambda n: bk.Video(**BK_VIDEO, description=x(n)), ALLOWS_MORE),
          (lambda n: sb_video(description=x(n)), ALLOWS_MORE)),
    Limit("a task waits only in a plan", "complete", "pending",
          lambda state: [{"type": "task_card"} | task(status=state)], ALLOWS_MORE, None,
          (lambda state: sb_message(sb_task(status=state)), AGREES)),
    Limit("task_id once a plan", "ab", "aa",
          lambda ids: [{"type": "plan", "title": "x", "tasks": [task(task_id=i) for i in ids]}],
          ALLOWS_MORE, None,
          (lambda ids: sb.PlanBlock("x", [sb_task(task_id=i) for i in ids]), AGREES)),
]  # fmt: skip
REFUSED = (
    SlackObjectFormationError,
    FieldValidationError,
    ComponentValidationError,
    sb.InvalidUsageError,
    ValueError,  # how blockkit refuses a date
)


def refusal(made):
    return refuse_view(made) if isinstance(made, dict) else refuse({"blocks": made})


def as_slack_sdk_sees(made):
    if isinstance(made, dict):
        return View(**made).to_dict()
    return [block.to_dict() for block in Block.parse_all(made) if block]


def takes(check, one):
    try:
        check(one)
    except REFUSED:
        return False
    return True


def says(check, limit):
    return Says((takes(check, limit.good), takes(check, limit.bad)))


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.rule)
def test_ours_takes_what_is_within_a_limit_and_refuses_what_is_not(limit):
    assert refusal(limit.make(limit.good)) is None
    refused = refusal(limit.make(limit.bad))
    assert refused is not None
    try:
        as_slack_sdk_sees(limit.make(limit.bad))
    except SlackObjectFormationError as error:
        passed_on = any(str(error) in said for said in refused.problems)
        assert passed_on == (limit.by == SLACK_SDK), refused.problems


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.rule)
def test_slack_sdk_says(limit):
    assert says(lambda one: as_slack_sdk_sees(limit.make(one)), limit) == limit.slack_sdk


@pytest.mark.parametrize(
    "limit", [one for one in LIMITS if one.blockkit], ids=lambda limit: limit.rule
)
def test_blockkit_says(limit):
    build, expected = limit.blockkit
    assert says(lambda one: build(one).build(), limit) == expected


@pytest.mark.parametrize(
    "limit", [one for one in LIMITS if one.slackblocks], ids=lambda limit: limit.rule
)
def test_slackblocks_says(limit):
    build, expected = limit.slackblocks
    assert says(lambda one: repr(build(one)), limit) == expected


def test_blockkit_does_not_know_the_newer_blocks():
    """The rows without a blockkit side; fails when one of these has come, and is to be added."""
    newer = "Alert Card Carousel Container ContextActions DataTable DataVisualization Plan TaskCard"
    assert [name for name in newer.split() if hasattr(bk.core, name)] == []


TEXT = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["<!channel>", "&amp;", "*so*", "\n", "\x00", "👩‍🚒" * 20]),
    st.builds(lambda piece, times: piece * times, st.text(min_size=1, max_size=3), st.just(1_100)),
)
# What ours may have against a block that they let through: its texts' lengths, and nothing else.
LENGTHS = (
    "must be less than",
    "must be more than 0 characters",
    "failed to match all allowed schemas",  # said beside the reason, for a text object
)


def by_blockkit(one, two, three):
    yield lambda: [bk.Section(one, [bk.Text(two), bk.Text(three)])]
    yield lambda: [bk.Header(one), bk.Divider(two), bk.Context([bk.Text(three)])]
    yield lambda: [bk.Actions([bk.Button(one, two, value=three), bk.Overflow(options=[ONE])])]
    yield lambda: [bk.Actions([bk.StaticSelect(placeholder=one, options=[bk.Option(two, three)])])]
    yield lambda: [bk.Markdown(one), Table([[RawText(two)], [RawText(three)]])]
    yield lambda: [bk.RichText([bk.RichTextSection([bk.RichTextEl(one), bk.RichTextEl(two)])])]
    yield lambda: bk.Modal(
        one,
        [bk.Input(two, bk.PlainTextInput(initial_value=three, multiline=True), hint=one)],
        submit=two,
        private_metadata=three,
        callback_id=one,
    )
    yield lambda: bk.Home([bk.Section(one), bk.Input(two, bk.Checkboxes(options=[ONE]))])


def by_slackblocks(one, two, three):
    yield lambda: [sb.SectionBlock(one, fields=[two, three])]
    yield lambda: [sb.HeaderBlock(one), sb.ContextBlock([sb.Text(two), sb.Text(three)])]
    yield lambda: [sb.ActionsBlock([sb.Button(one, two, value=three)])]
    yield lambda: [sb.MarkdownBlock(one), sb.TableBlock([[sb.RawText(two)], [sb.RawText(three)]])]
    yield lambda: [sb.RichTextBlock([sb.RichTextSection([sb.RichText(one), sb.RichText(two)])])]
    yield lambda: [sb.CardBlock(title=one, body=two, subtext=three)]
    yield lambda: [sb.DataVisualizationBlock(one, sb.PieChart([sb.ChartSegment(two, 1)]))]
    yield lambda: sb.ModalView(one, [sb.InputBlock(two, sb.PlainTextInput())], submit=three)
    yield lambda: sb.HomeTabView([sb.SectionBlock(one)], private_metadata=two, callback_id=three)


def plain_json(built):
    """Give what a builder made as plain data, as it would be sent."""
    if isinstance(built, list):
        return [plain_json(block) for block in built]
    return built.build() if isinstance(built, bk.core.Component) else json.loads(repr(built))


@settings(max_examples=40, deadline=None)
@given(TEXT, TEXT, TEXT)
@pytest.mark.parametrize("builders", [by_blockkit, by_slackblocks])
def test_what_others_build_is_taken_unless_it_is_too_long(builders, one, two, three):
    for build in builders(one, two, three):
        try:
            made = plain_json(build())
        except REFUSED:
            continue
        refused = refusal(made)
        if refused and refused.error != "msg_blocks_too_long":
            assert all(said.startswith(LENGTHS) for said in refused.problems), refused


@pytest.mark.parametrize("builders", [by_blockkit, by_slackblocks])
def test_what_others_build_from_a_word_is_taken(builders):
    for build in builders("one", "two", "three"):
        assert refusal(plain_json(build())) is None
