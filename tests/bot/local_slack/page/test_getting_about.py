"""People go about in the page: as one or as several, with the tour, and behind the scenes."""

import asyncio
import json
import os
import re
import struct

import pytest
from playwright.async_api import expect

from bot.local_slack.page_server import BUILT, PageServer

BANNER = (
    "This is a local workspace on sample data. Nothing here reaches Slack. Its clock started at "
    "13 September 2021; it is now 09:3"
)
STOPPED = "The local workspace has stopped; start it again with make run."
TOUR = ["1. Ask", "2. One area", "3. Share it", "4. Complete", "5. Done this year"]
MARKUP = [
    "<script>document.title = 'run'</script>",
    "<img src=x onerror=\"document.title = 'run'\">",
    "<!channel> &amp; <https://example.org|here>",
]
JOINER = "\u2060"  # of no width: the page parts letters with it that the library would read
README_SIZE = (1280, 860)
PICTURE = BUILT.parent / "screenshot.png"


@pytest.fixture(scope="session")  # by the time of a test its settings are taken away
def renewing():
    """Say whether the README's picture is to be replaced."""
    return bool(os.environ.get("OFSTED_SCREENSHOT"))


def heading(page, name):
    return page.get_by_role("main").get_by_role("heading", name=name, exact=True)


async def test_the_banner_says_that_nothing_here_is_real(ofsted):
    page = await ofsted.page()
    await expect(page.get_by_role("banner")).to_contain_text(BANNER)
    await expect(page.get_by_role("banner")).to_contain_text("on Monday 13 September 2021.")


async def test_becoming_someone_else_keeps_the_place_and_hides_what_others_are_told(
    ofsted, ask, last, there_are, switch
):
    page = await ofsted.page()
    await page.get_by_role("link", name="pod-one").click()
    await ask(page, "/ofsted overdue")
    await expect(last(page)).to_contain_text("Only visible to you")
    await switch(page, "Pod manager")
    await expect(heading(page, "#pod-one")).to_be_visible()
    await there_are(page, 0)
    await switch(page, "Social worker")
    await expect(last(page)).to_contain_text("Only visible to you")


async def test_two_windows_are_two_people(ofsted, ask, last):
    page = await ofsted.page()
    await page.get_by_role("button", name="Change who you are").click()
    async with page.expect_popup() as opened:
        await page.get_by_role("menuitem", name="Open as Pod manager in a new window").click()
    other = await opened.value
    await expect(other.get_by_role("button", name="You are Pod manager")).to_be_visible()
    await ask(other, "Good morning from the pod")
    await expect(last(page)).to_contain_text("Good morning from the pod")
    await expect(page.get_by_role("button", name="You are Social worker")).to_be_visible()


async def test_what_comes_elsewhere_is_counted_until_it_is_seen(ofsted, ask, there_are):
    worker, pod = await ofsted.page(), await ofsted.page("U0POD")
    await pod.get_by_role("link", name="pod-one").click()
    await ask(worker, "One")
    await ask(worker, "Two")
    await pod.get_by_role("link", name="improvement-plan 2 new").click()
    await there_are(pod, 2)
    await expect(pod.get_by_role("link", name="improvement-plan", exact=True)).to_be_visible()


async def test_a_command_between_two_people_is_for_the_asker_until_it_is_shared(
    ofsted, ask, last, there_are
):
    worker, pod = await ofsted.page(), await ofsted.page("U0POD")
    await worker.get_by_role("link", name="Pod manager").click()
    await pod.get_by_role("link", name="Social worker").click()
    await ask(worker, "Have you seen this?")
    await there_are(pod, 1)
    await ask(worker, "/ofsted show AF-2")
    await there_are(worker, 2)
    await there_are(pod, 1)
    await last(worker).get_by_role("button", name="Share in channel").click()
    await expect(last(pod)).to_contain_text("make sure that actions from audits do not get lost")


async def test_a_direct_message_is_begun(ofsted, ask, last):
    worker, head = await ofsted.page(), await ofsted.page("U0HEAD")
    await worker.get_by_role("button", name="New direct message").click()
    await worker.get_by_role("menuitem", name="Head of service").click()
    await expect(heading(worker, "Head of service")).to_be_visible()
    await ask(worker, "May I ask you something?")
    await head.get_by_role("link", name="Social worker").click()
    await expect(last(head)).to_contain_text("May I ask you something?")


async def test_the_apps_own_place_says_what_it_has_not(ofsted, composer):
    page = await ofsted.page()
    await page.get_by_role("link", name="Ofsted bot").click()
    panel = page.get_by_role("tabpanel", name="Messages")
    await expect(panel).to_contain_text("Sending messages to this app has been turned off.")
    await expect(composer(page)).to_have_count(0)
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_role("tabpanel", name="Home")).to_contain_text("has no Home tab")


async def test_a_developer_sees_what_was_sent_and_how_long_the_ack_took(ofsted, ask, last):
    page = await ofsted.page()
    await ask(page, "/ofsted overdue")
    await expect(last(page)).to_contain_text("Overdue")
    await page.get_by_role("button", name="Inspect", exact=True).click()
    exchanges = page.get_by_role("list", name="Exchanges")
    asked = exchanges.get_by_role("button", name="/ofsted overdue")
    await expect(asked).to_have_text(re.compile(r"slash_commands[\d.]+ ms.*, socket"))
    await asked.click()
    shown = page.get_by_role("region", name="Exchange slash_commands")
    await expect(shown.get_by_label("Request", exact=True)).to_contain_text('"text": "overdue"')
    answer = json.loads(await shown.get_by_label("Answer", exact=True).inner_text())
    assert answer["payload"]["response_type"] == "ephemeral"
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download everything as JSON lines").click()
    saved = await (await downloading.value).path()
    exported = await asyncio.to_thread(saved.read_text, encoding="utf-8")
    lines = [json.loads(line) for line in exported.splitlines()]
    assert {"ack": "slash_commands", "payload": answer["payload"]} in lines
    assert {"method": "auth.test", "args": {}} in lines


async def test_the_tour_stays_away_once_it_is_closed(ofsted):
    page = await ofsted.page()
    tour = page.get_by_role("region", name="Tour")
    await expect(tour).to_have_count(0)
    await page.reload()
    await expect(heading(page, "#improvement-plan")).to_be_visible()
    await expect(tour).to_have_count(0)
    await page.get_by_role("button", name="Tour", exact=True).click()
    await expect(tour.get_by_role("button").filter(has_text=".")).to_have_text(TOUR)


async def test_each_step_of_the_tour_really_happens(ofsted, ask, last, there_are):
    page, head = await ofsted.page(), await ofsted.page("U0HEAD")
    await page.get_by_role("button", name="Tour", exact=True).click()
    tour = page.get_by_role("region", name="Tour")

    async def take(step):
        await tour.get_by_role("button", name=step).click()

    await take("1. Ask")
    await expect(last(page)).to_contain_text("8 areas for improvement")
    await take("2. One area")
    await expect(last(page)).to_contain_text("What Ofsted said")
    await there_are(head, 0)
    await take("3. Share it")
    await expect(last(head)).to_contain_text("What Ofsted said")
    await ask(head, "/ofsted roles grant <@U0POD> manager")  # as `make run` does at its start
    await expect(last(head)).to_contain_text("manager")
    await take("4. Complete")
    await expect(page.get_by_role("button", name="You are Pod manager")).to_be_visible()
    form = page.get_by_role("dialog", name="Complete MC-3")
    await form.get_by_role("button", name="Cancel").click()
    await there_are(page, 2)  # what was shared, and the note of the role
    await take("5. Done this year")
    await expect(last(page)).to_contain_text("0 actions done, 1 April 2021 to 31 March 2022")
    await expect(tour.get_by_role("status")).to_contain_text("What was finished since April")


async def test_a_workspace_that_stops_says_so_and_comes_back(ofsted, ask, last, there_are):
    page, slack = await ofsted.page(), ofsted.slack
    await ask(page, "Here")
    await there_are(page, 1)
    port = int(slack.url.rpartition(":")[2])
    await slack.stop()
    await expect(page.get_by_role("alert")).to_have_text(STOPPED)
    pages = PageServer(slack, lambda: {"sample": True, "today": "13 September 2021"})
    await slack.start(port, pages.add_routes)
    await expect(page.get_by_role("alert")).not_to_contain_text(STOPPED)
    await ask(page, "Still here")
    await expect(last(page)).to_contain_text("Still here")
    await there_are(page, 2)


async def test_a_file_goes_along_and_is_a_link(ofsted, composer, last):
    worker, pod = await ofsted.page(), await ofsted.page("U0POD")
    file = {"name": "audit.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 audit"}
    async with worker.expect_file_chooser() as choosing:
        await worker.get_by_role("button", name="Attach a file").click()
    await (await choosing.value).set_files(file)
    chosen = worker.get_by_role("list", name="Attached files")
    await expect(chosen.get_by_role("listitem")).to_contain_text(["audit.pdf"])
    await composer(worker).fill("The audit")
    await worker.get_by_role("button", name="Send").click()
    await expect(chosen).to_have_count(0)
    link = last(pod).get_by_role("link", name="audit.pdf (1 KB)")
    await expect(link).to_be_visible()
    sent = await pod.request.get(await link.get_attribute("href"))
    assert await sent.body() == file["buffer"]
    assert "attachment" in sent.headers["content-disposition"]


async def test_markup_in_a_message_is_only_letters(ofsted, ask, last):
    page, pod = await ofsted.page(), await ofsted.page("U0POD")
    for line in MARKUP:
        await ask(page, line)
        letters = re.compile(re.sub("([<&])", f"\\1{JOINER}?", re.escape(line)))
        for one in (page, pod):
            await expect(last(one)).to_contain_text(letters)
            await expect(last(one).get_by_role("link")).to_have_count(0)
            await expect(last(one).get_by_role("img")).to_have_count(0)
    assert await pod.title() == "improvement-plan - Local council (local)"


async def test_the_picture_for_the_readme_is_what_a_newcomer_sees(
    ofsted, ask, last, there_are, renewing
):
    width, height = README_SIZE
    page = await ofsted.page(size={"width": width, "height": height})
    await ask(page, "/ofsted overdue")  # the first time the bot has to look them up
    await last(page).get_by_role("button", name="Dismiss").click()
    await there_are(page, 0)
    await ask(page, "/ofsted status missing-children")
    await expect(last(page)).to_contain_text("remains a struggle")
    await last(page).get_by_role("heading").scroll_into_view_if_needed()
    picture = await page.screenshot()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == README_SIZE
    assert len(picture) > 50_000, "a page with nothing on it takes a fraction of that"
    if renewing:
        PICTURE.write_bytes(picture)
