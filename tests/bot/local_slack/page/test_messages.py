"""Messages change, go, are used and are drawn, whatever stands in them and however many."""

import re

from playwright.async_api import expect

from tests.bot.local_slack.sampler import COLOURS, actions, button, field, option, plain, section

CHANNEL = "C0PLAN"


def said(page):
    return page.get_by_role("main").get_by_role("article")


def raw(*texts):
    return [{"type": "raw_text", "text": text} for text in texts]


def rich(*elements):
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [*elements]}],
    }


def points(*values):
    return [{"label": label, "value": value} for label, value in zip("ABC", values, strict=False)]


SHOWN = {
    "section": (section("*Bold* words", fields=[plain("Field one"), plain("Two")]), "Field one"),
    "header": ({"type": "header", "text": plain("Heading")}, "Heading"),
    "context": ({"type": "context", "elements": [plain("Small print")]}, "Small print"),
    "markdown": ({"type": "markdown", "text": "## Second\n- a **point**"}, "a point"),
    "rich text": (
        rich(
            {"type": "text", "text": "For "},
            {"type": "user", "user_id": "U0POD"},
            {"type": "text", "text": " in "},
            {"type": "channel", "channel_id": "C0PLAN"},
        ),
        "For @Pod manager in #improvement-plan",
    ),
    "table": (
        {"type": "table", "rows": [raw("Area", "Red"), raw("Missing children", "2")]},
        "Missing children",
    ),
    "data table": (
        {
            "type": "data_table",
            "caption": "All areas",
            "rows": [raw("Area", "Red"), raw("Supervision", "1")],
        },
        "All areas",
    ),
    "pie": (
        {
            "type": "data_visualization",
            "title": "Grades",
            "chart": {"type": "pie", "segments": points(1, 2)},
        },
        "Grades",
    ),
    "line": (
        {
            "type": "data_visualization",
            "title": "Interviews by month",
            "chart": {
                "type": "line",
                "series": [{"name": "Held", "data": points(3, 5, 4)}],
                "axis_config": {"categories": ["A", "B", "C"]},
            },
        },
        "Interviews by month",
    ),
    "card": (
        {
            "type": "card",
            "title": plain("A card"),
            "body": plain("Its body"),
            "actions": [button("Open the card", "card")],
        },
        "Open the card",
    ),
    "carousel": (
        {
            "type": "carousel",
            "elements": [
                {"type": "card", "title": plain("First card")},
                {"type": "card", "title": plain("Second card")},
            ],
        },
        "Second card",
    ),
    "container": (
        {
            "type": "container",
            "title": plain("Folded"),
            "is_collapsible": True,
            "child_blocks": [section("Inside it", block_id="inside")],
        },
        "Inside it",
    ),
    "feedback": (
        {
            "type": "context_actions",
            "elements": [
                {"type": "icon_button", "icon": "trash", "text": plain("Bin it"), "action_id": "i"}
            ],
        },
        "",
    ),
    "task card": (
        {"type": "task_card", "task_id": "1", "title": "Read the plan", "status": "complete"},
        "Read the plan",
    ),
    "plan": (
        {
            "type": "plan",
            "title": "What I do",
            "tasks": [{"type": "task_card", "task_id": "2", "title": "Count", "status": "pending"}],
        },
        "Count",
    ),
    "video": (
        {
            "type": "video",
            "title": plain("How to ask"),
            "alt_text": "A film",
            "video_url": "https://council.example/film",
            "thumbnail_url": "https://council.example/film.png",
        },
        "How to ask",
    ),
    "file": ({"type": "file", "external_id": "EXT1", "source": "remote"}, "EXT1"),
    "divider": ({"type": "divider"}, ""),
}
USED = [
    {
        **section("Choose", block_id="side"),
        "accessory": {
            "type": "overflow",
            "action_id": "menu",
            "options": [option("first"), option("second")],
        },
    },
    actions(
        {"type": "static_select", "action_id": "colour", "placeholder": plain("Paint"), **COLOURS},
        {"type": "datepicker", "action_id": "due", "placeholder": plain("Due date")},
        {"type": "timepicker", "action_id": "at", "placeholder": plain("Time")},
        {"type": "users_select", "action_id": "lead", "placeholder": plain("Lead")},
        {"type": "checkboxes", "action_id": "checks", **COLOURS},
        {"type": "radio_buttons", "action_id": "choice", **COLOURS},
        block_id="use",
    ),
    actions(
        button("Go", "go", value="7", style="primary"),
        block_id="more",
    ),
]


async def post(app, blocks, text="Something to see"):
    """Post as the app does, so that Slack refuses what it would refuse."""
    answer = await app.client.chat_postMessage(channel=CHANNEL, text=text, blocks=blocks)
    return answer["ts"]


async def test_the_app_changes_its_words_and_takes_them_back(sampled):
    there, app = sampled
    page = await there.page()
    first = await app.client.chat_postMessage(channel=CHANNEL, text="As it was")
    await app.client.chat_postMessage(channel=CHANNEL, text="After it")
    await expect(said(page)).to_have_count(2)
    await app.client.chat_update(channel=CHANNEL, ts=first["ts"], text="As it is")
    await expect(said(page).first).to_contain_text("As it is (edited)")
    await expect(said(page).first).not_to_contain_text("As it was")
    await app.client.chat_delete(channel=CHANNEL, ts=first["ts"])
    await expect(said(page)).to_have_count(1)
    await expect(said(page)).to_contain_text("After it")


async def test_blocks_that_are_replaced_bear_no_mark(sampled):
    """Slack shows "(edited)" only where words take words' place: docs.slack.dev, "chat.update"."""
    there, app = sampled
    page = await there.page()
    ts = await post(app, [section("Asked")])
    await expect(said(page)).to_contain_text("Asked")
    await app.client.chat_update(channel=CHANNEL, ts=ts, text="x", blocks=[section("Answered")])
    await expect(said(page)).to_contain_text("Answered")
    await expect(said(page)).not_to_contain_text("(edited)")


async def test_what_only_one_sees_is_dismissed_by_them(sampled):
    there, app = sampled
    worker, pod = await there.page(), await there.page("U0POD")
    await app.client.chat_postEphemeral(channel=CHANNEL, user="U0WORKER", text="For you")
    await app.client.chat_postMessage(channel=CHANNEL, text="For all")
    await expect(said(pod)).to_contain_text("For all")
    await expect(said(worker)).to_have_count(2)
    await expect(said(worker).first).to_contain_text("Only visible to you")
    await said(worker).first.get_by_role("button", name="Dismiss").click()
    await expect(said(worker)).to_have_count(1)
    await expect(said(worker)).to_contain_text("For all")


async def test_what_is_used_in_a_message_calls_the_app_in_slacks_shape(sampled, told):
    there, app = sampled
    page = await there.page()
    ts = await post(app, USED)
    message = said(page).last

    async def used(doing):
        async with told(page):
            await doing
        [action] = app.seen[-1]["actions"]
        return {name: action[name] for name in action if name not in {"action_ts", "block_id"}}

    async def overflow():
        await message.get_by_text("⋯").click()
        await message.get_by_role("button", name="Second").click()

    assert await used(overflow()) == {
        "type": "overflow",
        "action_id": "menu",
        "selected_option": option("second"),
    }
    acted = await used(message.get_by_label("Paint").select_option("Green"))
    assert acted == {
        "type": "static_select",
        "action_id": "colour",
        "placeholder": plain("Paint"),
        "selected_option": option("green"),
    }
    await expect(message.page.get_by_text("You chose green", exact=True)).to_be_visible()
    message = said(page).first
    acted = await used(message.get_by_label("Due date").fill("2021-10-01"))
    assert (acted["type"], acted["selected_date"]) == ("datepicker", "2021-10-01")
    acted = await used(message.get_by_label("Time").fill("09:30"))
    assert (acted["type"], acted["selected_time"]) == ("timepicker", "09:30")
    acted = await used(message.get_by_label("Lead").select_option("Pod manager"))
    assert (acted["type"], acted["selected_user"]) == ("users_select", "U0POD")
    await used(message.get_by_role("checkbox", name="Red").check())
    acted = await used(message.get_by_role("checkbox", name="Green").check())
    assert (acted["type"], acted["selected_options"]) == (
        "checkboxes",
        [option("red"), option("green")],
    )
    acted = await used(message.get_by_role("radio", name="Amber").check())
    assert (acted["type"], acted["selected_option"]) == ("radio_buttons", option("amber"))
    acted = await used(message.get_by_role("button", name="Go").click())
    assert (acted["type"], acted["value"], acted["text"]) == ("button", "7", plain("Go"))

    body = app.seen[-1]
    assert body["actions"][0]["action_ts"]
    assert body["container"]["message_ts"] == body["message"]["ts"] == ts
    assert body["state"]["values"] == {
        "use": {
            "colour": {"type": "static_select", "selected_option": option("green")},
            "due": {"type": "datepicker", "selected_date": "2021-10-01"},
            "at": {"type": "timepicker", "selected_time": "09:30"},
            "lead": {"type": "users_select", "selected_user": "U0POD"},
            "checks": {"type": "checkboxes", "selected_options": [option("red"), option("green")]},
            "choice": {"type": "radio_buttons", "selected_option": option("amber")},
        }
    }


async def test_a_choice_in_a_message_may_ask_whether_one_is_sure(sampled, told):
    there, app = sampled
    page = await there.page()
    sure = {"title": plain("Sure?"), "text": plain("Everyone sees it."), "confirm": plain("Yes")}
    sure["deny"] = plain("No")
    menu = {"type": "static_select", "action_id": "paint", "placeholder": plain("Paint"), **COLOURS}
    await post(app, [actions({**menu, "confirm": sure}, block_id="b")])
    paint = said(page).get_by_label("Paint")
    question = page.get_by_role("dialog", name="Sure?")
    await paint.select_option("Red")
    await question.get_by_role("button", name="No").click()
    await expect(paint).to_have_value("")
    assert app.seen == []
    await paint.select_option("Red")
    async with told(page):
        await question.get_by_role("button", name="Yes").click()
    await expect(paint).to_have_value("red")
    assert app.seen[-1]["actions"][0]["selected_option"] == option("red")


async def post_all(there, app, picture):
    file = there.slack.files.add("U0BOT", "chart.png", picture, "image/png")
    address = f"{there.slack.url}/page/files/{file['id']}"
    image = {"type": "image", "image_url": address, "alt_text": "A chart", "title": plain("One")}
    for block, _ in SHOWN.values():
        await post(app, [block])
    await post(app, [image])
    await post(app, USED)
    await post(app, [field("Input here", {"type": "plain_text_input"})])


async def test_every_block_is_drawn_and_has_no_barriers(sampled, barriers):
    there, app = sampled
    page = await there.page()
    await post_all(there, app, await page.screenshot())
    await expect(said(page)).to_have_count(len(SHOWN) + 3)
    for place, (_, text) in enumerate(SHOWN.values()):
        await expect(said(page).nth(place)).to_contain_text(text)
    await expect(said(page).last.get_by_label("Input here")).to_be_visible()
    await expect(page.get_by_text("could not be shown")).to_have_count(0)
    await expect(page.get_by_role("img", name="A chart")).to_be_visible()
    await page.get_by_role("button", name="Fold").last.click()
    await expect(page.get_by_role("img", name="A chart")).to_have_count(0)
    assert await barriers(page) == []


BAD = [
    {"type": "section", "text": 5},
    {"type": "actions", "elements": "none"},
    {"type": "actions", "elements": [{"type": "dance"}]},
    {"type": "table", "rows": [5]},
    {"type": "data_visualization", "title": "Grades", "chart": {}},
    {"type": "header", "text": None},
    {"type": "dance"},
]


async def test_a_block_that_cannot_be_drawn_leaves_all_others_alone(sampled):
    there, _ = sampled
    page = await there.page()
    there.slack.show({"text": "before them"}, CHANNEL)
    for bad in BAD:  # Slack itself would refuse each
        blocks = [section("above"), section("below")]
        message = there.slack.messages.show({"blocks": blocks}, CHANNEL, "U0BOT")
        message.blocks.insert(1, {"block_id": "bad", **bad})
    there.slack.show({"text": "after them"}, CHANNEL)
    await expect(said(page)).to_have_count(len(BAD) + 2)
    page = await there.page()
    for place, bad in enumerate(BAD, 1):
        shown = said(page).nth(place)
        box = shown.get_by_role("note")
        await expect(box).to_contain_text(f"This “{bad['type']}” block could not be shown.")
        await box.get_by_text("Its JSON").click()
        await expect(box).to_contain_text('"block_id": "bad"')
        await expect(shown).to_contain_text("above")
        await expect(shown).to_contain_text("below")
    await expect(said(page).first).to_contain_text("before them")
    await expect(said(page).last).to_contain_text("after them")


async def test_what_people_type_is_shown_letter_for_letter(sampled, ask):
    there, app = sampled
    page = await there.page()
    typed = "<!channel> <@U0POD> <https://x.example|here> & <b>"
    await ask(page, typed.replace("U0POD", "U0POX"))  # whom nobody knows
    await expect(said(page)).to_have_count(1)
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    await post(app, [section(escaped)])
    await post(app, [{"type": "section", "text": plain(typed)}])
    await post(app, [{"type": "table", "rows": [raw("Said *so*"), raw(f"*{typed}* &lt;")]}])
    await post(app, [rich({"type": "text", "text": f"*{typed}* &lt;"})])
    await expect(said(page)).to_have_count(5)
    texts = [text.replace("\u2060", "") for text in await said(page).all_inner_texts()]
    assert typed.replace("U0POD", "U0POX") in texts[0]
    for text, shown in zip(
        texts[1:], (typed, typed, f"*{typed}* &lt;", f"*{typed}* &lt;"), strict=True
    ):
        assert shown in text


async def test_a_channel_of_a_thousand_messages_is_quick_to_open_and_to_leave(sampled):
    there, _ = sampled
    for number in range(1, 1001):
        there.slack.show({"text": f"Message {number} of many"}, CHANNEL)
    page = await there.page()
    await expect(said(page)).to_have_count(200)
    await expect(said(page).last).to_contain_text("Message 1000 of many")
    await expect(said(page).last).to_be_in_viewport()
    await expect(said(page).first).to_contain_text("Message 801 of many")
    for _ in range(3):
        await page.get_by_role("link", name="pod-one").click()
        await expect(page.get_by_role("heading", name="#pod-one")).to_be_visible()
        await page.get_by_role("link", name="improvement-plan").click()
        await expect(said(page).last).to_be_in_viewport()
    await said(page).last.hover()
    await page.mouse.wheel(0, -100_000)
    await page.get_by_role("button", name="Show earlier").click()
    await expect(said(page)).to_have_count(400)
    await expect(said(page).first).to_contain_text("Message 601 of many")
    await expect(said(page).nth(200)).to_be_in_viewport()  # the reader stays where they were


async def test_a_burst_of_messages_arrives_whole_and_in_order(sampled):
    there, _ = sampled
    page = await there.page()
    for number in range(200):
        there.slack.show({"text": f"number {number}."}, CHANNEL)
    await expect(said(page)).to_have_count(200)
    await expect(said(page).last).to_be_in_viewport()
    numbers = [re.search(r"number (\d+)\.", text) for text in await said(page).all_inner_texts()]
    assert [int(found[1]) for found in numbers] == list(range(200))


async def test_a_picture_of_the_app_has_its_words(sampled):
    there, app = sampled
    page = await there.page()
    picture = await page.screenshot()
    await app.client.files_upload_v2(
        channel=CHANNEL, content=picture, filename="chart.png", alt_txt="Two of five areas are red"
    )
    shown = page.get_by_role("img", name="Two of five areas are red")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("async picture => (await picture.decode(), picture.naturalWidth)")
    await expect(said(page).get_by_role("link", name="chart.png")).to_be_visible()


async def test_people_send_each_other_files(sampled, ask):
    there, _ = sampled
    worker, pod = await there.page(), await there.page("U0POD")
    async with worker.expect_file_chooser() as chooser:
        await worker.get_by_role("button", name="Attach a file").click()
    notes = {"name": "notes.csv", "mimeType": "text/csv", "buffer": b"a,b\n"}
    await (await chooser.value).set_files([notes])
    await expect(worker.get_by_role("button", name="Remove notes.csv")).to_be_visible()
    await ask(worker, "The notes")
    await expect(said(pod)).to_contain_text("The notes")
    async with pod.expect_download() as download:
        await said(pod).get_by_role("link", name="notes.csv").click()
    assert (await (await download.value).path()).read_bytes() == b"a,b\n"
