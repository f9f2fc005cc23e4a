"""The page for everyone: what axe-core finds, the keyboard alone, and a large zoom."""

import pytest
from playwright.async_api import expect

NARROW = {"width": 640, "height": 430}  # what is left of 1280 x 860 at a zoom of 200%
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MANY = 40  # presses of Tab: more than the page has stops before an answer


async def tab_to(page, wanted, key="Tab"):
    """Press Tab until it is there."""
    for _ in range(MANY):
        await page.keyboard.press(key)
        if await wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    pytest.fail(f"{key} does not lead to {wanted}")


async def test_a_channel_has_no_barriers_empty_or_with_answers(ofsted, ask, last, barriers):
    page = await ofsted.page()
    assert await barriers(page, "best-practice") == []
    await ask(page, "/ofsted status")
    await expect(last(page)).to_contain_text("8 areas for improvement")
    await ask(page, "/ofsted status missing-children")
    await expect(last(page)).to_contain_text("What Ofsted said")
    await ask(page, "/ofsted actions")
    await expect(last(page)).to_contain_text("Lines 1 to 15 of 21")
    assert await barriers(page, "best-practice") == []


async def test_a_thread_and_a_tour_have_no_barriers(ofsted, ask, last, barriers):
    page = await ofsted.page()
    await page.get_by_role("button", name="Tour", exact=True).click()
    await ask(page, "Who will look at this, @Pod manager?")
    await last(page).get_by_role("button", name="Reply in thread").click()
    await expect(page.get_by_role("complementary", name="Thread")).to_be_visible()
    await page.keyboard.type("I will")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    assert await barriers(page, "best-practice") == []


@pytest.mark.parametrize("drawer", ["Inspect", "Try a bad day"])
async def test_a_drawer_has_no_barriers(ofsted, ask, last, barriers, drawer):
    page = await ofsted.page()
    await ask(page, "/ofsted who")
    await expect(last(page)).to_contain_text("Ofsted bot")
    await page.get_by_role("button", name=drawer, exact=True).click()
    await expect(page.get_by_role("heading", name=drawer, exact=True)).to_be_focused()
    assert await barriers(page, "best-practice") == []


async def test_what_opens_over_the_page_has_no_barriers(ofsted, composer, barriers):
    page = await ofsted.page()
    await page.get_by_role("button", name="Change who you are").click()
    await expect(page.get_by_role("menuitemradio", name="Social worker")).to_be_focused()
    assert await barriers(page, "best-practice") == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Change who you are")).to_be_focused()
    await composer(page).press_sequentially("/ofsted s")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", selected=True)).to_be_visible()
    assert await barriers(page, "best-practice") == []


async def test_zoomed_to_200_percent_only_a_table_is_scrolled_sideways(
    ofsted, ask, last, composer, barriers
):
    page = await ofsted.page(size=NARROW, device_scale_factor=2)
    await expect(composer(page)).to_be_in_viewport(ratio=1)
    await ask(page, "/ofsted actions")
    await expect(last(page).get_by_role("table")).to_be_visible()
    await expect(composer(page)).to_be_in_viewport(ratio=1)
    assert await page.evaluate(OVERFLOW) == 0
    await page.get_by_role("button", name="Channels", exact=True).click()
    await expect(page.get_by_role("link", name="pod-one")).to_be_in_viewport()
    assert await barriers(page, "best-practice") == []
    assert await page.evaluate(OVERFLOW) == 0


async def test_a_whole_round_by_keyboard_alone(ofsted, last, composer):
    page, pod = await ofsted.page(), await ofsted.page("U0POD")
    await page.reload()
    await expect(composer(page)).to_be_visible()
    keys = page.keyboard

    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await keys.press("Enter")
    await expect(composer(page)).to_be_focused()
    await keys.type("/ofsted status missing-children")
    await keys.press("Enter")
    await expect(last(page)).to_contain_text("remains a struggle")
    await tab_to(page, last(page).get_by_role("button", name="Share in channel"), "Shift+Tab")
    await keys.press("Enter")
    await expect(last(pod)).to_contain_text("remains a struggle")

    await tab_to(page, page.get_by_role("link", name="pod-one"), "Shift+Tab")
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="#pod-one")).to_be_visible()
    await tab_to(page, page.get_by_role("button", name="Change who you are"), "Shift+Tab")
    await keys.press("Enter")
    await expect(page.get_by_role("menuitemradio", name="Social worker")).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await expect(page.get_by_role("menuitemradio", name="Pod manager")).to_be_focused()
    await keys.press("Enter")
    await expect(page.get_by_role("button", name="You are Pod manager")).to_be_focused()
    await expect(page.get_by_role("heading", name="#pod-one")).to_be_visible()
