"""Newcomers ask the real bot in the page."""

import pytest
from playwright.async_api import expect

NOT_A_COMMAND = (
    "/oftsed is not a valid command. In Slack, all messages that start with the "
    '"/" character are interpreted as commands.'
)


async def test_an_answer_is_for_the_asker_alone_until_it_is_shared(ofsted, ask):
    worker, pod = await ofsted.page(), await ofsted.page("U0POD")
    await ask(worker, "/ofsted status missing-children")
    answer = worker.get_by_role("article").last
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer).to_contain_text("remains a struggle")
    assert await pod.get_by_role("article").count() == 0
    await answer.get_by_role("button", name="Share in channel").click()
    shared = pod.get_by_role("article").last
    await expect(shared).to_contain_text("remains a struggle")
    await expect(shared).to_contain_text("Shared by @Social worker")
    await expect(shared).not_to_contain_text("Only visible to you")
    await expect(shared.get_by_role("button", name="Share in channel")).to_have_count(0)


async def test_a_typo_gets_buttons_of_which_one_asks_what_was_meant(ofsted, ask, last, there_are):
    page = await ofsted.page()
    await ask(page, "/ofsted overdeu")
    await expect(last(page)).to_contain_text("Which did you mean?")
    await last(page).get_by_role("button", name="overdue").click()
    await there_are(page, 2)
    await expect(last(page)).to_contain_text("No open action is known to be past its date.")


async def test_words_that_nobody_knows_get_the_nearest_commands(ofsted, ask, last):
    page = await ofsted.page()
    await ask(page, "/ofsted frobnicate")
    await expect(last(page)).to_contain_text("None of my commands is asked in those words")
    await last(page).get_by_role("button", name="Help").click()
    await expect(last(page).get_by_role("heading", name="What you can ask")).to_be_visible()


async def test_a_long_list_turns_its_pages_in_place(ofsted, ask, last, there_are):
    page = await ofsted.page()
    await ask(page, "/ofsted actions")
    await expect(last(page)).to_contain_text("Lines 1 to 15 of 21")
    await last(page).get_by_role("button", name="More").click()
    await expect(last(page)).to_contain_text("Lines 16 to 21 of 21")
    await there_are(page, 1)
    await last(page).get_by_role("button", name="Back").click()
    await expect(last(page)).to_contain_text("Lines 1 to 15 of 21")
    await there_are(page, 1)


async def test_an_answer_says_what_was_asked(ofsted, ask, last):
    page = await ofsted.page()
    await ask(page, "/ofsted completed this year")
    title = last(page).get_by_role("heading")
    await expect(title).to_have_text("0 actions done, 1 April 2021 to 31 March 2022")


async def test_an_answer_of_the_past_says_of_which_day(ofsted, ask, last):
    page = await ofsted.page()
    await ask(page, "/ofsted status missing-children as at 13 September 2021")
    await expect(last(page)).to_contain_text("As the record stood on 13 September 2021.")
    await expect(last(page)).to_contain_text("remains a struggle")
    await ask(page, "/ofsted status as at 1 September 2021")
    await expect(last(page)).to_contain_text("The record starts on 13 September 2021.")


async def test_a_table_is_a_table_with_heads(ofsted, ask, last):
    page = await ofsted.page()
    await ask(page, "/ofsted overdue")
    table = last(page).get_by_role("table")
    heads = ["Ref", "Action", "Area", "State", "Lead", "Paragraph"]
    await expect(table.get_by_role("columnheader")).to_have_text(heads)
    row = table.get_by_role("row").filter(has=page.get_by_role("cell", name="AF-2", exact=True))
    cells = row.get_by_role("cell")
    await expect(cells).to_have_count(len(heads))
    await expect(cells.nth(4)).to_have_text("no lead; the plan names managers (unspecified)")


async def test_what_could_identify_a_child_is_refused_and_stays_nowhere(ofsted, ask, last):
    page = await ofsted.page()
    await ask(page, "/ofsted find 999 765 4323")
    await expect(last(page)).to_contain_text("could identify a child (NHS number)")
    assert "765 4323" not in await page.content()
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    assert "765 4323" not in await page.evaluate(kept)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("U0GUEST", "Please ask the colleague who invited you."),
        ("U0ONE", "Please ask the colleague who invited you."),
        ("U0STRANGER", "Please ask the colleague at the council you work with."),
    ],
)
async def test_people_from_outside_are_sent_to_a_colleague(ofsted, ask, last, who, refusal):
    page = await ofsted.page(who)
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text("You can't do that")
    await expect(last(page)).to_contain_text(refusal)


async def test_slack_knows_no_commands_in_threads(ofsted, ask, last):
    page = await ofsted.page()
    await ask(page, "Who will look at this?")
    await last(page).get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("combobox")).to_be_focused()
    await page.keyboard.type("/ofsted status")
    await page.keyboard.press("Enter")
    note = thread.get_by_role("article").last
    await expect(note).to_contain_text("/ofsted is not supported in threads. Sorry!")
    await expect(note).to_contain_text("Only visible to you")


async def test_slack_says_that_a_command_does_not_exist(ofsted, ask, last):
    page = await ofsted.page()
    await ask(page, "/oftsed status")
    await expect(last(page)).to_contain_text("Slackbot")
    await expect(last(page)).to_contain_text(NOT_A_COMMAND)


async def test_a_command_is_completed_by_keyboard(ofsted, composer, last):
    page = await ofsted.page()
    await composer(page).press_sequentially("/")
    offers = page.get_by_role("listbox", name="Suggestions")
    await expect(offers.get_by_role("option")).to_contain_text(["/ofsted"])
    await page.keyboard.press("Enter")
    await expect(composer(page)).to_have_value("/ofsted ")
    await composer(page).press_sequentially("st")
    await expect(offers.get_by_role("option")).to_have_text(
        ["status missing-children", "start", "status"]
    )
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    chosen = offers.get_by_role("option", selected=True)
    await expect(chosen).to_have_text("status missing-children")
    await page.keyboard.press("Tab")
    await expect(composer(page)).to_have_value("/ofsted status missing-children")
    await expect(composer(page)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("remains a struggle")


async def test_enter_sends_a_line_as_it_was_typed_when_nothing_was_chosen(ofsted, composer, last):
    page = await ofsted.page()
    await composer(page).press_sequentially("/ofsted s")
    await expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("Which did you mean?")


async def test_arrow_up_brings_the_last_line_back(ofsted, ask, composer):
    page = await ofsted.page()
    await ask(page, "/ofsted overdeu")
    await expect(composer(page)).to_have_value("")
    await composer(page).press("ArrowUp")
    await expect(composer(page)).to_have_value("/ofsted overdeu")


async def test_someone_is_mentioned_by_the_begin_of_their_name(ofsted, composer, last):
    worker, pod = await ofsted.page(), await ofsted.page("U0POD")
    await composer(worker).press_sequentially("Thanks @pod")
    await expect(worker.get_by_role("option", name="Pod manager")).to_be_visible()
    await worker.keyboard.press("Enter")
    await expect(composer(worker)).to_have_value("Thanks @Pod manager ")
    await worker.keyboard.press("Enter")
    for page in (worker, pod):
        await expect(last(page)).to_contain_text("Thanks @Pod manager")
