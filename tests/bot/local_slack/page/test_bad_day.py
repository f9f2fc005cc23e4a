"""A curious person lets things go wrong in the page, and sees what people would then see."""

import asyncio

import pytest
from playwright.async_api import expect

ANSWERED = "8 areas for improvement"
DEAF = "Ofsted bot is not connected to this workspace: it hears nothing now."
NO_COMMAND = "/ofsted is not a valid command."


@pytest.fixture(scope="session")
def bad_day():
    """Open the panel; give it."""

    async def bad_day(page):
        await page.get_by_role("button", name="Try a bad day", exact=True).click()
        return page.get_by_role("region", name="Try a bad day")

    return bad_day


@pytest.fixture(scope="session")
def go_wrong():
    """Let Slack's answers go wrong by the panel's form."""

    async def go_wrong(panel, what, method="response_url", **numbers):
        await panel.get_by_label("To calls of").select_option(method)
        await panel.get_by_label("What goes wrong").select_option(what)
        for label, value in numbers.items():
            await panel.get_by_label(label.replace("_", " ")).fill(str(value))
        await panel.get_by_role("button", name="Make it go wrong").click()
        faults = panel.get_by_role("list", name="Present faults").get_by_role("listitem")
        await expect(faults.filter(has_text=what)).to_have_count(1)

    return go_wrong


async def test_an_answer_that_slack_does_not_take_yet_comes_later(
    ofsted, ask, last, there_are, bad_day, go_wrong
):
    """Slack says when to try again, and the bot does: nobody has to press a second time."""
    page = await ofsted.page()
    await ask(page, "/ofsted overdeu")
    await there_are(page, 1)
    panel = await bad_day(page)
    await go_wrong(panel, "Too many (429)", Seconds=1)
    await last(page).get_by_role("button", name="overdue").click()
    await page.get_by_role("button", name="Inspect", exact=True).click()
    refused = page.get_by_role("list", name="Exchanges").get_by_role("button", name="response_url")
    await expect(refused.first).to_contain_text("Error: ratelimited")
    await expect(last(page)).to_contain_text("No open action is known to be past its date.")
    await there_are(page, 2)


async def test_a_server_error_of_slack_is_told_in_a_sentence(ofsted, ask, last, bad_day, go_wrong):
    page = await ofsted.page()
    panel = await bad_day(page)
    await go_wrong(panel, "Server error (500)", "users.info", How_many_calls=1)
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text("I couldn't check with Slack who that is.")
    await expect(panel).to_contain_text("Nothing: all is well.")
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text(ANSWERED)


async def test_a_slow_slack_is_told_before_slack_gives_up(ofsted, ask, last, bad_day, go_wrong):
    page = await ofsted.page()
    await go_wrong(await bad_day(page), "Slow", "users.info", Seconds=30, How_many_calls=1)
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text("Please try again in a minute.")


async def test_an_answer_that_comes_too_late_is_a_time_out(ofsted, ask, last, there_are):
    page = await ofsted.page()
    ofsted.slack.delivery.ack_seconds = 0.0001
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text("Slackbot")
    timed_out = '/ofsted failed with the error "operation_timeout"'
    await expect(last(page)).to_contain_text(timed_out)
    await there_are(page, 1)
    ofsted.slack.delivery.ack_seconds = 3.0
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text(ANSWERED)
    await there_are(page, 2)


@pytest.mark.parametrize("how", ["Warn, then close", "Ask for a new one", "Cut it"])
async def test_no_question_is_lost_while_the_socket_is_renewed(
    ofsted, ask, last, there_are, bad_day, how
):
    worker, pod = await ofsted.page(), await ofsted.page("U0POD")
    panel = await bad_day(worker)
    await ask(pod, "/ofsted status")
    await expect(last(pod)).to_contain_text(ANSWERED)

    async def go_on_asking():
        for number in range(2, 6):
            await ask(pod, "/ofsted who")
            await there_are(pod, number)

    await asyncio.gather(panel.get_by_role("button", name=how).click(), go_on_asking())
    await ofsted.slack.sockets.connected(2)
    await expect(worker.get_by_role("alert")).to_be_empty()
    await ask(pod, "/ofsted status")
    await expect(last(pod)).to_contain_text(ANSWERED)
    await there_are(pod, 6)


async def test_a_deaf_app_is_seen_and_so_is_its_coming_back(ofsted, ask, last, bad_day, go_wrong):
    page = await ofsted.page()
    panel = await bad_day(page)
    await go_wrong(panel, "Too many (429)", "*", Seconds=2)
    await panel.get_by_role("button", name="Cut it").click()
    await expect(page.get_by_role("alert")).to_have_text(DEAF)
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text('/ofsted failed with the error "dispatch_failed"')
    await expect(page.get_by_role("alert")).to_be_empty()
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text(ANSWERED)


async def test_nobody_writes_in_an_archived_channel(ofsted, composer, bad_day):
    page, pod = await ofsted.page(), await ofsted.page("U0POD")
    panel = await bad_day(page)
    await panel.get_by_role("button", name="Archive it", exact=True).click()
    for one in (page, pod):
        await expect(one.get_by_role("main")).to_contain_text(
            "#improvement-plan is archived. Nobody can write here."
        )
        await expect(composer(one)).to_have_count(0)
    await panel.get_by_role("button", name="Unarchive it").click()
    await expect(composer(pod)).to_be_editable()


async def test_an_app_outside_of_a_channel_still_answers_commands_there(ofsted, ask, last, bad_day):
    page = await ofsted.page()
    panel = await bad_day(page)
    await panel.get_by_role("button", name="Take the app out").click()
    await expect(page.get_by_role("main")).to_contain_text("Ofsted bot is not a member")
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text(ANSWERED)
    await panel.get_by_role("button", name="Invite the app").click()
    await expect(page.get_by_role("main")).to_contain_text("Ofsted bot is a member")


async def test_an_app_that_is_not_installed_has_no_commands(ofsted, ask, composer, last, bad_day):
    page = await ofsted.page()
    panel = await bad_day(page)
    await panel.get_by_role("button", name="Uninstall the app").click()
    alarm = page.get_by_role("alert")
    await expect(alarm).to_have_text("Ofsted bot is not installed in this workspace.")
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text(NO_COMMAND)
    await panel.get_by_role("button", name="Reinstall the app").click()
    await expect(alarm).to_be_empty()
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text(ANSWERED)


async def test_an_app_that_is_not_installed_is_not_offered(ofsted, composer, bad_day):
    page = await ofsted.page()
    panel = await bad_day(page)
    offers = page.get_by_role("listbox", name="Suggestions")
    await composer(page).press_sequentially("/o")
    await expect(offers).to_be_visible()
    await panel.get_by_role("button", name="Uninstall the app").click()
    await composer(page).press_sequentially("f")
    await expect(offers).to_have_count(0)
