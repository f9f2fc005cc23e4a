"""Setting up and entering an inspection, through the app."""

from bot.local_slack.entered import with_entered
from bot.local_slack.rules.refusals import texts_in

ADMIN = {"ofsted_admins": frozenset({"U0HEAD"})}


def told(bot, channel):
    """Give all that can be read in a channel."""
    return "\n".join(
        text for one in bot.slack.messages.in_channel(channel) for text in texts_in(one.blocks)
    )


async def test_leads_and_dates_are_set_and_the_channel_and_the_new_lead_are_told(
    start, engine, fill, eventually
):
    bot = await start(engine, **ADMIN)
    head, pod = bot.person("U0HEAD"), bot.person("U0POD")
    await head.slash("setup audit-follow-up")
    view = head.modal
    given = fill(view, af_1_person="U0POD", af_2_role="Pod Managers", af_2_due="2021-11-30")
    ack = await head.submit(view, given)
    assert ack.payload == {}, ack
    shown = (await head.slash("show AF-2")).shown.text
    assert "30 November 2021" in shown
    assert "Pod Managers" in shown
    assert "AF-1" in (await pod.slash("mine")).shown.text
    await eventually(lambda: "set up Following up audit actions" in told(bot, "C0PLAN"))
    await eventually(lambda: "You have been made a lead" in told(bot, pod.place("U0POD").id))
    assert bot.slack.record.refusals == []


async def test_a_press_of_another_area_keeps_what_was_typed(start, engine, fill, eventually):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    await head.slash("inspection add")
    view = head.modal
    first = {
        "kind": "focused visit",
        "month": "August 2021",
        "title_1": "Supervision of new staff",
        "finding_1": "How often it is held.",
    }
    view.values = with_entered(view.values, fill(view, **first))
    await head.press("Another area", view)
    await eventually(lambda: any(one.get("block_id") == "title_2" for one in view.blocks))
    ack = await head.submit(view, fill(view, title_2="Rooms for visits", finding_2="Too few."))
    assert ack.payload == {}, ack
    shown = (await head.slash("findings focused-visit-2021-08")).shown.text
    assert "How often it is held." in shown
    assert "Too few." in shown
    assert bot.slack.record.refusals == []
