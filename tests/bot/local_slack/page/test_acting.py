"""Managers act in the page: a claim with evidence, its card, and a second person's sign-off."""

from playwright.async_api import expect


async def test_an_action_is_completed_by_one_person_and_signed_off_by_another(
    ofsted, ask, last, barriers
):
    head, quality = await ofsted.page("U0HEAD"), await ofsted.page("U0QA")
    await ask(head, "/ofsted settings sign-off channel <#C0PLAN|improvement-plan>")
    await expect(last(head)).to_contain_text("sign-off")
    await ask(head, "/ofsted roles grant <@U0QA> quality assurance")
    await expect(last(head)).to_contain_text("quality assurance")

    await ask(head, "/ofsted complete MC-3")
    form = head.get_by_role("dialog", name="Complete MC-3")
    await form.get_by_label("What was done?").fill("Every pod plans the interview on day one.")
    await form.get_by_label("What shows it?").select_option("Dip sample")
    await expect(form.get_by_label("Theme of the audit")).to_be_visible()
    assert await barriers(head) == []
    await form.get_by_label("Date of the evidence").fill("2021-09-10")
    await form.get_by_label("Theme of the audit").fill("Return home interviews")
    await form.get_by_label("Records in the sample").fill("20")
    await form.get_by_label("Graded green").fill("25")
    await form.get_by_role("button", name="Send for sign-off").click()
    await expect(form).to_contain_text("20")  # more graded than there were: told at the field
    await form.get_by_label("Graded green").fill("18")
    await form.get_by_label("Graded amber").fill("2")
    await form.get_by_role("button", name="Send for sign-off").click()
    await expect(form).to_have_count(0)

    card = quality.get_by_role("main").get_by_role("article").filter(has_text="Sign-off asked for")
    await expect(card).to_contain_text("Every pod plans the interview on day one.")
    await card.get_by_role("button", name="Sign off").click()
    await expect(last(quality)).to_contain_text("signed off MC-3")
    decided = head.get_by_role("main").get_by_role("article").filter(has_text="MC-3: signed off")
    await expect(decided.first).to_be_visible()
    await expect(decided.get_by_role("button", name="Sign off")).to_have_count(0)
    await ask(head, "/ofsted show MC-3")
    await expect(last(head)).to_contain_text("13 December 2021")  # three months later: its re-check
    await ask(quality, "/ofsted history MC-3")
    await expect(last(quality)).to_contain_text("awaiting sign-off")
