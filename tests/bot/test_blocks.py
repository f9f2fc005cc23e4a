"""Whatever a reply holds, every renderer gives something that Slack and people can take."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks import as_message, shared
from bot.local_slack.rules.refusals import refuse, texts_in
from bot.terminal import as_json
from bot.text import as_text
from commands.reply import (
    Bullets,
    Button,
    Buttons,
    Heading,
    Item,
    Note,
    Quote,
    Reply,
    Said,
    Table,
)

NASTY = (
    "",
    " ",
    "\n\n",
    "<!channel>",
    "<!here|x>",
    "<@U1>",
    "<https://example.org|click>",
    "&amp;",
    "a & b < c > d",
    "`code` *bold* _it_ ~no~ ```block```",
    ":smile: 🧒🏽👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "שלום עולם \u202e gnp.exe \u202c مرحبا",
    "e\u0301" * 40,
    "\x00\x07\x1b[31m\x7f",
    "\u200b\ufeff\u2028",
    "&" * 3_900,
    "<" * 3_000,
    "word " * 800,
    "x" * 4_001,
    "👩‍🚒" * 1_500,
    "- not a list\n> not a quote\n# no heading",
)
TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.builds(lambda piece, times: piece * times, st.text(min_size=1, max_size=6), st.just(700)),
)
SOURCE = st.none() | st.sampled_from(["paragraph 3.8", "<!channel>", "p" * 500])
WORDS = st.one_of(st.sampled_from(["status", "x" * 2_000, "x" * 2_001, "<@U1>"]), TEXT)
BUTTON = st.builds(Button, TEXT, WORDS)
LINKS = (
    "https://council.example/audits/12?a=<b>&c",
    "https://council.example/" + "x" * 2_000,
    "https://council.example/" + "x" * 4_000,
    "https://council.example/\u202efdp.exe",
    "http://council.example/plain",
    "javascript:alert(1)",
    "https://kept@elsewhere.example/",
    "[removed]",
)
LINK = st.sampled_from(LINKS)
ITEM = st.builds(Item, TEXT, st.none() | TEXT, SOURCE, st.none() | LINK | TEXT)


@st.composite
def tables(draw):
    """Give tables up to 500 rows and 30 columns; fewer cells where they are long, for speed."""
    few = draw(st.lists(TEXT, min_size=1, max_size=4))
    columns = draw(st.sampled_from([1, 2, 7, 20, 21, 30]))
    longest = max(map(len, few)) + 10
    most = max(12_000 // (longest * columns), 1)
    rows = min(draw(st.sampled_from([0, 1, 3, 99, 100, 500])), most)

    def cell(row, column):
        return few[(row * 7 + column) % len(few)]

    return Table(
        tuple(cell(0, column) for column in range(columns)),
        tuple(tuple(cell(row, column) for column in range(columns)) for row in range(1, rows + 1)),
    )


def some(strategy):
    """Give few things, or hundreds of them."""
    few = st.lists(strategy, max_size=5)
    return st.one_of(few, st.builds(lambda some, times: some * times, few, st.just(120)))


PART = st.one_of(
    st.builds(Heading, TEXT),
    st.builds(Said, TEXT, SOURCE),
    st.builds(Quote, TEXT, SOURCE),
    st.builds(Note, TEXT),
    st.builds(lambda items: Bullets(tuple(items)), some(ITEM)),
    st.builds(lambda buttons: Buttons(tuple(buttons)), some(BUTTON)),
    tables(),
)
REPLY = st.builds(
    lambda title, parts, words, found: Reply(title, tuple(parts), words, found),
    TEXT,
    st.lists(PART, max_size=8) | st.builds(lambda one: one * 12, st.lists(PART, max_size=3)),
    st.none() | WORDS,
    st.booleans(),
)
often = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def links_in(value):
    if isinstance(value, dict):
        return [value] if value.get("type") == "link" else links_in(list(value.values()))
    return [link for one in value for link in links_in(one)] if isinstance(value, list) else []


def mrkdwn(value):
    if isinstance(value, dict):
        return value.get("type") == "mrkdwn" or any(map(mrkdwn, value.values()))
    return isinstance(value, list) and any(map(mrkdwn, value))


@often
@given(REPLY)
def test_slack_takes_any_reply(reply):
    message = as_message(reply)
    assert refuse(message) is None
    assert refuse(shared(message, "U0POD")) is None
    assert not mrkdwn(message["blocks"])
    json.dumps(message).encode()


def linked(link):
    reply = Reply("Title", (Bullets((Item("Minutes", "EV-1", "paragraph 3.8", link),)),))
    message = as_message(reply)
    assert refuse(message) is None
    assert link in as_text(reply)
    assert json.loads(as_json(reply))["parts"][0]["items"][0]["link"] == link
    return message["blocks"]


def test_a_link_of_a_line_can_be_followed_and_is_shown_as_itself():
    link = "https://council.example/audits/12"
    blocks = linked(link)
    assert links_in(blocks) == [{"type": "link", "url": link, "text": link}]
    assert "Minutes (paragraph 3.8)" in list(texts_in(blocks))


def test_a_long_link_is_shown_shortened_from_its_host_on():
    [element] = links_in(linked(LINKS[1]))
    assert element["url"] == LINKS[1]
    assert element["text"].startswith("https://council.example/xxx")
    assert len(element["text"]) <= 80


@pytest.mark.parametrize("link", LINKS[2:])
def test_what_is_no_plain_https_address_is_text(link):
    blocks = linked(link)
    assert links_in(blocks) == []
    assert link[:40] in "\n".join(texts_in(blocks))


@often
@given(REPLY)
def test_only_https_addresses_are_made_links(reply):
    for element in links_in(as_message(reply)["blocks"]):
        assert re.fullmatch(r"https://\S+", element["url"])
        assert element["url"].startswith(element["text"].removesuffix("…"))


@often
@given(REPLY)
def test_the_top_level_text_is_escaped_and_short(reply):
    text = as_message(reply)["text"]
    assert len(text) <= 4_000
    assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)", text)


@often
@given(REPLY)
def test_text_and_json_take_any_reply(reply):
    assert as_text(reply).startswith(reply.title)
    told = json.loads(as_json(reply))
    assert (told["title"], told["found"], told["words"]) == (reply.title, reply.found, reply.words)
    assert len(told["parts"]) == len(reply.parts)


def texts_of(part):
    """Give every text of a part that someone should be able to read."""
    match part:
        case Bullets(items):
            return [
                text
                for item in items
                for text in (
                    item.label,
                    item.text,
                    item.source,
                    item.link and item.link[:40].rstrip(),
                )
            ]
        case Table(columns, rows):
            return [cell for row in (columns, *rows) for cell in row]
        case Buttons(buttons):
            return [button.label[:70] for button in buttons]  # a cut label shows that it is cut
        case Said(text, source) | Quote(text, source):
            return [text, source]
        case Heading(text) | Note(text):
            return [text]


def says_it_is_short(read):
    return re.search(r"shortened|left (?:off|out)|not shown|do(?:es)? not fit", read, re.IGNORECASE)


@often
@given(REPLY)
def test_what_is_left_off_is_said(reply):
    read = "\n".join(texts_in(as_message(reply)["blocks"]))
    wanted = [reply.title, *(text for part in reply.parts for text in texts_of(part))]
    lost = [text for text in wanted if text and text not in read]
    assert not lost or says_it_is_short(read)


@pytest.mark.parametrize(
    "long",
    [
        Table(("Ref",), tuple((f"R-{n}",) for n in range(500))),
        Table(tuple(f"C-{n}" for n in range(30)), (tuple(f"v{n}" for n in range(30)),)),
        Table(("c",) * 30, (("cell",) * 30,) * 500),
        Table(("Text",), (("long " * 600,),) * 3),
        Buttons(tuple(Button(f"B-{n}", f"show B-{n}") for n in range(60))),
        Buttons((Button("Too long to press", "x" * 2_001),)),
        Bullets(tuple(Item("word " * 20, f"I-{n}") for n in range(400))),
        Said("word " * 1_000),
        Quote("word " * 1_000),
    ],
    ids=lambda part: type(part).__name__,
)
def test_what_one_part_leaves_off_is_said(long):
    message = as_message(Reply("Title", (Said("First"), long)))
    assert refuse(message) is None
    assert says_it_is_short("\n".join(texts_in(message["blocks"])))


@pytest.mark.parametrize(
    "empty", [Bullets(()), Buttons(()), Buttons((Button("Long", "x" * 2_001),)), Said(""), Note("")]
)
def test_a_part_with_nothing_to_show_hides_nothing_behind_it(empty):
    message = as_message(Reply("Title", (Said("First"), empty, Said("Last"))))
    assert refuse(message) is None
    assert "Last" in list(texts_in(message["blocks"]))


def test_an_ordinary_reply_loses_nothing():
    table = Table(("A", "B"), tuple((f"a{n}", f"b{n}") for n in range(50)))
    reply = Reply(
        "Title",
        (Heading("H"), Said("s", "p 1"), Quote("q"), Bullets((Item("i", "l"),)), table, table),
        words="status",
    )
    read = "\n".join(texts_in(as_message(reply)["blocks"]))
    assert not says_it_is_short(read)
    for text in ("Title", "H", "s (p 1)", "“q”", "l: ", "i", "a49", "b49", "Share in channel"):
        assert text in read


@pytest.mark.parametrize("words", ["", None, "x" * 2_001])
def test_there_is_a_share_button_only_for_words_it_can_carry(words):
    message = as_message(Reply("Title", (Said("text"),), words=words))
    assert refuse(message) is None
    assert "Share in channel" not in list(texts_in(message["blocks"]))


def test_a_reply_with_half_a_character_can_be_sent_and_rendered():
    """A button's value comes back as JSON, which can carry half of a surrogate pair."""
    reply = Reply(
        "\ud83d", (Said("a \ud800 b"), Table(("\udfff",), (("\udc00",),))), words="find x"
    )
    message = as_message(reply)
    assert refuse(message) is None
    json.dumps(message).encode()
    assert json.loads(as_json(reply))["title"] == "\ud83d"
    assert "a \ud800 b" in as_text(reply)
