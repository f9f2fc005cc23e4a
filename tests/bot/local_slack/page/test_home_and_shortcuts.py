"""People use the app beside its commands: Home tab, shortcuts, threads, direct messages."""

import re

import pytest
from playwright.async_api import expect

from bot.local_slack.driver import Person


def last(page):
    return page.get_by_role("main").get_by_role("article").last


async def to_app(page, tab="Home"):
    """Go to the direct message with the app, and there to a tab."""
    await page.get_by_role("link", name="Test app").click()
    await page.get_by_role("tab", name=tab).click()
    return page.get_by_role("tabpanel", name=tab)


async def test_the_home_tab_is_made_when_it_is_opened_and_for_each_person(sampled, told):
    there, app = sampled
    worker, pod = await there.page(), await there.page("U0POD")
    home = await to_app(worker)
    await expect(home).to_contain_text("Opened 1 times")
    async with told(worker):
        await home.get_by_role("button", name="Again").click()
    await expect(home).to_contain_text("Opened 2 times")
    pressed = app.seen[-1]
    assert (pressed["type"], pressed["container"]["type"]) == ("block_actions", "view")
    assert (pressed["view"]["type"], pressed["user"]["id"]) == ("home", "U0WORKER")
    assert "message" not in pressed
    await expect(await to_app(pod)).to_contain_text("Opened 1 times")
    await expect(home).to_contain_text("Opened 2 times")

    await worker.get_by_role("link", name="improvement-plan").click()
    await expect(await to_app(worker)).to_contain_text("Opened 3 times")


async def test_the_tabs_are_turned_with_the_arrow_keys(sampled):
    there, _ = sampled
    page = await there.page()
    await to_app(page)
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Messages")).to_be_focused()
    await expect(page.get_by_role("tabpanel", name="Messages")).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_role("tabpanel", name="Home")).to_contain_text("Opened 2 times")


async def test_the_home_tab_has_no_barriers(sampled, barriers):
    there, _ = sampled
    page = await there.page()
    await expect(await to_app(page)).to_contain_text("Opened")
    assert await barriers(page) == []


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
async def test_a_message_shortcut_opens_a_form_about_that_message(sampled, ask, by):
    there, app = sampled
    page = await there.page()
    await ask(page, "Not this one")
    await ask(page, "90% had a return interview & a plan")
    message = page.get_by_role("article").filter(has_text="return interview")
    more = message.get_by_role("button", name="More actions")
    keep = page.get_by_role("menuitem", name="Keep")
    if by == "mouse":
        await message.hover()
        await more.click()
        await keep.click()
    else:
        await expect(message).to_be_visible()
        await page.keyboard.press("Shift+Tab")  # from the box to the last message's toolbar
        await expect(more).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(keep).to_be_focused()
        await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Keep")
    note = form.get_by_label("Note")
    await expect(note).to_be_focused()
    body = next(one for one in app.seen if one["type"] == "message_action")
    assert body["callback_id"] == "keep"
    assert body["message"]["text"] == "90% had a return interview &amp; a plan"
    assert body["message"]["user"] == "U0WORKER"
    assert body["channel"] == {"id": "C0PLAN", "name": "improvement-plan"}
    await expect(note).to_have_value(body["message"]["text"])
    await expect(last(page)).to_contain_text("Kept in a moment")
    await page.keyboard.press("Enter")
    await expect(form).to_have_count(0)
    await expect(more).to_be_focused()


async def test_a_menu_of_shortcuts_closes_with_escape(sampled, ask):
    there, _ = sampled
    page = await there.page()
    await ask(page, "A line")
    more = last(page).get_by_role("button", name="More actions")
    await last(page).hover()
    await more.click()
    await expect(page.get_by_role("menu", name="More actions")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(more).to_be_focused()


async def test_a_global_shortcut_opens_a_form_from_anywhere(sampled):
    there, app = sampled
    page = await there.page()
    await page.get_by_role("link", name="without-the-bot").click()
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="New").click()
    form = page.get_by_role("dialog", name="Every field")
    await expect(form).to_be_visible()
    assert (app.seen[-1]["type"], app.seen[-1]["callback_id"]) == ("shortcut", "new")
    assert "channel" not in app.seen[-1]
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)


async def test_a_mention_is_answered_in_its_thread_and_the_talk_goes_on_there(sampled):
    there, app = sampled
    worker, pod = await there.page(), await there.page("U0POD")
    await worker.get_by_role("combobox", name="Message #improvement-plan").focus()
    await worker.keyboard.type("@Te")
    await expect(worker.get_by_role("option", name="Test app")).to_be_visible()
    await worker.keyboard.press("Enter")
    await worker.keyboard.type("what is late?")
    await worker.keyboard.press("Enter")
    await expect(last(pod)).to_contain_text("@Test app what is late?")
    await pod.get_by_role("button", name="1 reply").click()
    thread = pod.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("article")).to_have_count(2)
    await expect(thread.get_by_role("article").last).to_contain_text("You called, @Social worker")
    heard = next(
        one["event"] for one in app.seen if one.get("event", {}).get("type") == "app_mention"
    )
    assert heard["text"] == "<@U0BOT> what is late?"

    reply = pod.get_by_role("combobox", name="Reply in the thread")
    await expect(reply).to_be_focused()
    await reply.fill("I will look")
    await pod.keyboard.press("Enter")
    await expect(thread.get_by_role("article").last).to_contain_text("I will look")
    await expect(pod.get_by_role("main").get_by_role("article")).to_have_count(1)
    await worker.get_by_role("button", name="2 replies").click()
    beside = worker.get_by_role("complementary", name="Thread")
    await expect(beside.get_by_role("article").last).to_contain_text("I will look")
    await worker.keyboard.press("Escape")
    await expect(beside).to_have_count(0)
    await expect(worker.get_by_role("button", name="2 replies")).to_be_focused()


async def test_a_thread_is_begun_from_a_message(sampled, ask):
    there, _ = sampled
    page = await there.page()
    await ask(page, "Who has the audit?")
    await last(page).hover()
    await last(page).get_by_role("button", name="Reply in thread").click()
    await page.get_by_role("combobox", name="Reply in the thread").fill("I do")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("1 reply")
    await page.get_by_role("combobox", name="Reply in the thread").fill("/ofsted form")
    await page.keyboard.press("Enter")
    note = page.get_by_role("article").filter(
        has_text="/ofsted is not supported in threads. Sorry!"
    )
    await expect(note).to_be_visible()


async def test_a_direct_message_with_the_app(sampled, ask):
    there, app = sampled
    page = await there.page()
    await to_app(page, "Messages")
    await ask(page, "hello <b>there</b>")
    await expect(last(page)).to_contain_text(re.compile("You said: hello <\u2060?b>there</b>"))
    heard = app.seen[-1]["event"]
    assert (heard["channel_type"], heard["text"]) == ("im", "hello &lt;b&gt;there&lt;/b&gt;")


async def test_the_assistant_answers_in_its_thread(sampled):
    there, _ = sampled
    page = await there.page()
    await Person(there.slack, "U0WORKER").open_assistant()  # the page offers no way to open it
    await to_app(page, "Messages")
    await page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread).to_contain_text("Ask me about #improvement-plan")
    await thread.get_by_role("combobox", name="Reply in the thread").fill("what is late?")
    await page.keyboard.press("Enter")
    await expect(thread.get_by_role("article").last).to_contain_text("You asked: what is late?")
