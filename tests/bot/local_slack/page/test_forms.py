"""People fill in forms: every kind of field, what is refused, forms on top of each other."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from playwright.async_api import expect

from tests.bot.local_slack.sampler import (
    COLOURS,
    actions,
    button,
    field,
    modal,
    option,
    plain,
    section,
)

CSV = {"name": "audit.csv", "mimeType": "text/csv", "buffer": b"theme,red\nreturn interviews,2\n"}
TROUBLE = "We had some trouble connecting. Try again?"
REQUIRED = "Please complete this required field."


@pytest.fixture
def to_form(ask):
    """Open a form by its command and give its dialog."""

    async def to_form(page, words, title):
        await ask(page, f"/ofsted {words}")
        dialog = page.get_by_role("dialog", name=title)
        await expect(dialog).to_be_visible()
        return dialog

    return to_form


async def put(there, page, app, view):
    """Open a form of the test's own, as an answer to something the person did in the channel."""
    trigger_id = there.slack.triggers.give("U0WORKER", "C0PLAN")
    await app.client.views_open(trigger_id=trigger_id, view=view)
    dialog = page.get_by_role("dialog", name=view["title"]["text"])
    await expect(dialog).to_be_visible()
    return dialog


def named(dialog, label):
    return dialog.get_by_label(f"{label} (optional)", exact=True)


def group(dialog, label):
    return dialog.get_by_role("group", name=f"{label} (optional)")


async def pick(dialog, label, *choices):
    """Fold out a menu of many and tick some of its choices."""
    menu = group(dialog, label)
    await menu.get_by_text("Choose options").click()
    for choice in choices:
        await menu.get_by_label(choice, exact=True).check()
    await menu.page.keyboard.press("Escape")
    await expect(menu.get_by_role("checkbox")).to_have_count(0)


def sent(app, kind="view_submission"):
    return [body for body in app.seen if body.get("type") == kind]


async def test_every_kind_of_field_reaches_the_app_as_it_was_filled_in(sampled, to_form):
    there, app = sampled
    page = await there.page(timezone_id="Europe/London")
    form = await to_form(page, "form", "Every field")
    await expect(named(form, "Note")).to_be_focused()
    await named(form, "Note").fill("First line\nand <second>")
    await named(form, "How many").fill("7")
    await named(form, "Email").fill("lead@council.example")
    await named(form, "Link").fill("https://council.example/plan")
    await named(form, "Minutes").fill("All agreed")
    await named(form, "Due").fill("2021-10-01")
    await named(form, "At").fill("14:45")
    await named(form, "Meeting").fill("2021-10-04T10:00")
    await named(form, "Confidence").select_option("Green")
    await pick(form, "Colours", "Green", "Red")
    await named(form, "Lead").select_option("QA manager")
    await pick(form, "Team", "Pod manager", "Head of service")
    await named(form, "Channel").select_option("#pod-one")
    await pick(form, "Channels", "#improvement-plan")
    await expect(named(form, "Tell")).to_have_value("C0PLAN")
    await pick(form, "Tell too", "#pod-one", "Pod manager")
    await group(form, "Checks").get_by_label("Red").uncheck()
    await group(form, "Checks").get_by_label("Amber").check()
    await group(form, "Choice").get_by_label("Green").check()
    await named(form, "Evidence").set_input_files([CSV])
    await expect(form.get_by_role("button", name="Remove audit.csv")).to_be_visible()
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_have_count(0)
    await expect(page.get_by_role("article")).to_contain_text("The form came")

    [body] = sent(app)
    blocks = body["view"]["state"]["values"]
    values = {name: block["field"] for name, block in blocks.items() if name != "file_input"}
    meeting = datetime(2021, 10, 4, 10, tzinfo=ZoneInfo("Europe/London"))
    minutes = [{"type": "text", "text": "All agreed"}]
    expected = {
        "plain_text_input": {"value": "First line\nand <second>"},
        "number_input": {"value": "7"},
        "email_text_input": {"value": "lead@council.example"},
        "url_text_input": {"value": "https://council.example/plan"},
        "rich_text_input": {
            "rich_text_value": {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": minutes}],
            }
        },
        "datepicker": {"selected_date": "2021-10-01"},
        "timepicker": {"selected_time": "14:45"},
        "datetimepicker": {"selected_date_time": meeting.timestamp()},
        "static_select": {"selected_option": option("green")},
        "multi_static_select": {"selected_options": [option("green"), option("red")]},
        "users_select": {"selected_user": "U0QA"},
        "multi_users_select": {"selected_users": ["U0POD", "U0HEAD"]},
        "channels_select": {"selected_channel": "C0POD"},
        "multi_channels_select": {"selected_channels": ["C0PLAN"]},
        "conversations_select": {"selected_conversation": "C0PLAN"},
        "multi_conversations_select": {"selected_conversations": ["C0POD", "U0POD"]},
        "checkboxes": {"selected_options": [option("amber")]},
        "radio_buttons": {"selected_option": option("green")},
    }
    assert values == {name: {"type": name, **value} for name, value in expected.items()}
    assert blocks["file_input"]["field"]["type"] == "file_input"


async def test_the_app_fetches_an_uploaded_file_with_its_token(sampled, to_form):
    there, app = sampled
    page = await there.page()
    form = await to_form(page, "form", "Every field")
    second = CSV | {"name": "wrong.csv"}
    await named(form, "Evidence").set_input_files([second, CSV])
    await form.get_by_role("button", name="Remove wrong.csv").click()
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_have_count(0)

    [body] = sent(app)
    [file] = body["view"]["state"]["values"]["file_input"]["field"]["files"]
    assert (file["name"], file["mimetype"], file["user"]) == ("audit.csv", "text/csv", "U0WORKER")
    assert file["size"] == len(CSV["buffer"])
    bearer = {"Authorization": f"Bearer {there.slack.workspace.bot_token}"}
    async with ClientSession() as web:
        async with web.get(file["url_private_download"], headers=bearer) as answer:
            assert await answer.read() == CSV["buffer"]
        async with web.get(file["url_private_download"]) as answer:
            assert "Sign in" in await answer.text()


async def test_what_slack_would_not_send_is_caught_before_it_is_sent(sampled, to_form):
    there, app = sampled
    page = await there.page()
    form = await to_form(page, "form", "Every field")
    for label, wrong, complaint in [
        ("Note", "x" * 201, "Please write at most 200 characters; there are 201."),
        ("How many", "a few", "Please enter a whole number."),
        ("How many", "2.5", "Please enter a whole number."),
        ("Email", "the lead", "Please enter a valid email address."),
        ("Link", "council", "Please enter a valid link, with its https://."),
    ]:
        right = await named(form, label).input_value()
        await named(form, label).fill(wrong)
        await form.get_by_role("button", name="Send").click()
        await expect(named(form, label)).to_be_focused()
        await expect(named(form, label)).to_have_accessible_description(complaint)
        await named(form, label).fill(right)
        await expect(form.get_by_text(complaint)).to_have_count(0)
    assert sent(app) == []


async def test_a_required_field_must_be_filled_in(sampled, to_form):
    there, app = sampled
    page = await there.page()
    form = await to_form(page, "check", "Check")
    what = form.get_by_role("textbox", name="What")
    await form.get_by_role("button", name="Check").click()
    await expect(what).to_be_focused()
    await expect(what).to_have_accessible_description(REQUIRED)
    assert sent(app) == []
    await what.press_sequentially("fine")
    await page.keyboard.press("Enter")
    await expect(form).to_have_count(0)
    assert len(sent(app)) == 1


async def test_the_apps_errors_stand_at_their_fields_and_nothing_typed_is_lost(sampled, to_form):
    there, app = sampled
    page = await there.page()
    form = await to_form(page, "check", "Check")
    what, kept = form.get_by_role("textbox", name="What"), named(form, "Kept")
    await kept.fill("what I wrote")
    await what.fill("errors")
    await kept.focus()
    await page.keyboard.press("Enter")
    await expect(what).to_have_accessible_description("That is not so.")
    await expect(what).to_be_focused()
    await expect(what).to_have_value("errors")
    await expect(kept).to_have_value("what I wrote")
    await what.fill("fine")
    await page.keyboard.press("Enter")
    await expect(form).to_have_count(0)
    first, second = (body["view"] for body in sent(app))
    assert first["id"] == second["id"]
    assert second["state"]["values"]["kept"]["field"]["value"] == "what I wrote"


async def test_an_answer_that_slack_cannot_obey_is_trouble(sampled, to_form, told):
    there, _ = sampled
    page = await there.page()
    form = await to_form(page, "check", "Check")
    for said in ("nowhere", "bad", "strange"):
        await form.get_by_role("textbox", name="What").fill(said)
        async with told(page):
            await page.keyboard.press("Enter")
        await expect(form.get_by_role("alert")).to_have_text(TROUBLE)
        await expect(form.get_by_role("textbox", name="What")).to_have_value(said)


async def test_a_late_answer_is_trouble_and_the_form_can_be_sent_again(sampled, to_form):
    there, app = sampled
    there.slack.delivery.ack_seconds = 0.4
    form = await to_form(await there.page(), "check", "Check")
    what = form.get_by_role("textbox", name="What")
    await what.fill("late")
    await form.get_by_role("button", name="Check").click()
    await expect(form.get_by_role("alert")).to_have_text(TROUBLE)
    await expect(what).to_have_value("late")
    await what.fill("in time")
    await form.get_by_role("button", name="Check").click()
    await expect(form).to_have_count(0)
    assert len(sent(app)) == 2


async def test_an_update_keeps_what_was_typed_even_while_it_was_under_way(sampled, to_form):
    there, _ = sampled
    page = await there.page()
    form = await to_form(page, "check", "Check")
    what, kept = form.get_by_role("textbox", name="What"), named(form, "Kept")
    await what.fill("half")
    await kept.fill("")
    there.slack.faults.slow("views.update", 1.0)
    await form.get_by_role("button", name="Look").click()
    await kept.press_sequentially("typed meanwhile")
    await expect(form.get_by_text("You wrote half")).to_be_visible()
    await expect(what).to_have_value("half")
    await expect(kept).to_have_value("typed meanwhile")
    await expect(kept).to_be_focused()
    await what.fill("update")
    await page.keyboard.press("Enter")
    await expect(form.get_by_text("Updated")).to_be_visible()
    await expect(kept).to_have_value("typed meanwhile")


async def test_three_forms_on_top_of_each_other_and_no_fourth(sampled, to_form, told):
    there, app = sampled
    page = await there.page()
    first = await to_form(page, "steps", "Step 1")
    second, third = (page.get_by_role("dialog", name=f"Step {number}") for number in (2, 3))
    await named(first, "Words").fill("one")
    await first.get_by_role("button", name="One more").click()
    await expect(named(second, "Words")).to_be_focused()
    await named(second, "Words").fill("two")
    await second.get_by_role("button", name="Next").click()  # pushed by the form's ack
    await expect(third).to_be_visible()
    async with told(page):
        await third.get_by_role("button", name="One more").click()
    assert app.refused == ["push_limit_reached"]
    await expect(third).to_be_visible()

    async with told(page):
        await third.get_by_role("button", name="Back").click()
    await expect(third).to_have_count(0)
    await expect(named(second, "Words")).to_have_value("two")
    async with told(page):
        await page.keyboard.press("Escape")
    await expect(second).to_have_count(0)
    await expect(named(first, "Words")).to_have_value("one")
    titles = [body["view"]["title"]["text"] for body in sent(app, "view_closed")]
    assert titles == ["Step 3", "Step 2"]
    assert not any(body["is_cleared"] for body in sent(app, "view_closed"))


async def test_the_whole_stack_is_closed_at_once_by_the_app_or_by_the_person(
    sampled, to_form, told
):
    there, app = sampled
    page = await there.page()
    for closing in ("Next", "Close all"):
        await to_form(page, "steps", "Step 1")
        for number in (1, 2):
            step = page.get_by_role("dialog", name=f"Step {number}")
            await step.get_by_role("button", name="One more").click()
        third = page.get_by_role("dialog", name="Step 3")
        async with told(page):
            await third.get_by_role("button", name=closing).click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
    closed = sent(app, "view_closed")  # of "Close all" alone
    titles = [body["view"]["title"]["text"] for body in closed]
    assert titles == ["Step 3", "Step 2", "Step 1"]
    assert all(body["is_cleared"] for body in closed)


async def test_a_form_that_does_not_ask_for_it_closes_unheard(sampled, to_form, told):
    there, app = sampled
    page = await there.page()
    form = await to_form(page, "form", "Every field")
    async with told(page):
        await form.get_by_role("button", name="Close").click()
    await expect(form).to_have_count(0)
    assert sent(app, "view_closed") == []


async def test_the_focus_stays_in_a_form_and_goes_back_to_its_button(sampled, ask):
    there, _ = sampled
    page = await there.page()
    await ask(page, "/ofsted card")
    opener = page.get_by_role("button", name="Open form")
    await opener.focus()
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Every field")
    await expect(form).to_be_visible()
    outside = page.get_by_role("combobox", name="Message #improvement-plan")
    await form.get_by_role("button", name="Send").focus()
    for key in ("Tab", "Tab", "Shift+Tab", "Shift+Tab"):
        await page.keyboard.press(key)
        await expect(outside).not_to_be_focused()
        await expect(opener).not_to_be_focused()
    await outside.evaluate("box => box.focus()")
    await expect(outside).not_to_be_focused()
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(opener).to_be_focused()


WATCHED = modal(
    "Watched",
    [
        field(
            "Find",
            {
                "type": "plain_text_input",
                "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
            },
            "find",
            dispatch_action=True,
        ),
        field("Line", {"type": "plain_text_input"}, "line", dispatch_action=True),
        field("Quiet", {"type": "plain_text_input"}, "quiet"),
        field("Colour", {"type": "static_select", **COLOURS}, "colour", dispatch_action=True),
    ],
    submit=plain("Send"),
)


async def test_a_field_tells_the_app_at_once_when_the_app_asks_for_that(sampled, told):
    there, app = sampled
    page = await there.page()
    form = await put(there, page, app, WATCHED)
    await named(form, "Quiet").fill("nobody hears")
    async with told(page):
        await named(form, "Find").press_sequentially("a")
    async with told(page):
        await named(form, "Line").press_sequentially("whole line\n")
    async with told(page):
        await named(form, "Colour").select_option("Red")
    pressed = sent(app, "block_actions")
    told_of = [(body["actions"][0]["block_id"], body["actions"][0]) for body in pressed]
    assert [block_id for block_id, _ in told_of] == ["find", "line", "colour"]
    assert (told_of[0][1]["value"], told_of[1][1]["value"]) == ("a", "whole line")
    assert told_of[2][1]["selected_option"] == option("red")
    values = pressed[-1]["view"]["state"]["values"]
    assert values["quiet"]["field"]["value"] == "nobody hears"
    assert values["colour"]["field"]["selected_option"] == option("red")
    await expect(form).to_be_visible()


SURE = {
    "title": plain("Really?"),
    "text": plain("It cannot be undone."),
    "confirm": plain("Redact"),
    "deny": plain("Leave it"),
    "style": "danger",
}


async def test_a_button_may_ask_whether_one_is_sure(sampled, told):
    there, app = sampled
    page = await there.page()
    blocks = [section("A note"), actions(button("Redact it", "redact", confirm=SURE), block_id="b")]
    form = await put(there, page, app, modal("Redaction", blocks))
    question = page.get_by_role("dialog", name="Really?")
    redact = form.get_by_role("button", name="Redact it")
    for answer in ("Leave it", "Escape", "Redact"):
        await redact.click()
        await expect(question).to_contain_text("It cannot be undone.")
        if answer == "Escape":
            await page.keyboard.press("Escape")
        elif answer == "Redact":
            async with told(page):
                await question.get_by_role("button", name=answer).click()
        else:
            await question.get_by_role("button", name=answer).click()
        await expect(question).to_have_count(0)
        await expect(form).to_be_visible()
        await expect(redact).to_be_focused()
    [pressed] = sent(app, "block_actions")
    assert pressed["actions"][0]["action_id"] == "redact"
    assert pressed["container"]["type"] == "view"


async def test_a_form_has_no_barriers_with_errors_and_without(sampled, to_form, barriers):
    there, _ = sampled
    page = await there.page()
    form = await to_form(page, "form", "Every field")
    await named(form, "Evidence").set_input_files([CSV])
    await expect(form.get_by_role("button", name="Remove audit.csv")).to_be_visible()
    await pick(form, "Team", "Pod manager")
    assert await barriers(page) == []
    await named(form, "Email").fill("the lead")
    await named(form, "How many").fill("a few")
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_text("Please enter a whole number.")).to_be_visible()
    assert await barriers(page) == []


async def test_a_form_under_another_has_no_barriers(sampled, to_form, barriers):
    there, _ = sampled
    page = await there.page()
    first = await to_form(page, "steps", "Step 1")
    await first.get_by_role("button", name="One more").click()
    await expect(page.get_by_role("dialog", name="Step 2")).to_be_visible()
    assert await barriers(page) == []
