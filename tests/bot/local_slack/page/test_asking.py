"""A newcomer asks the real bot in the page."""

from playwright.async_api import expect


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
    await expect(shared).not_to_contain_text("Only visible to you")
