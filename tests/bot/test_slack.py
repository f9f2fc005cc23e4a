"""The real app in both of its ways to hear Slack: what people are answered, and who."""

import asyncio
import logging
import re

import pytest
from sqlalchemy import func, select, text

from bot.local_slack.driver import Person
from commands.registry import commands
from storage.database import reading
from storage.models import Area, Workspace
from storage.models import Person as KnownPerson
from storage.queries.workspaces import workspace_for
from storage.verify import verify

ASKED = {
    "actions": ["actions", "actions missing-children", "actions open", "actions CIN done"],
    "audit": ["audit AU-1"],
    "audit actions": ["audit actions due"],
    "audits": ["audits"],
    "changes": ["changes", "changes in 2021"],
    "completed": ["completed", "completed since the focused visit", "completed 2018 strats"],
    "due": ["due next month", "due before Christmas"],
    "evidence": ["evidence missing-children", "evidence MC-1"],
    "find": ["find interviews", "find nothing like this at all"],
    "findings": ["findings", "findings focused visit"],
    "help": ["help", "help status"],
    "history": ["history MC-1"],
    "holder": ["holder Head of Service <@U0QA>"],
    "measure": ["measure", "measure missing-children"],
    "mine": ["mine"],
    "next": ["next"],
    "overdue": ["overdue"],
    "redact": ["redact MC-1 because it named someone"],
    "reviews": ["reviews"],
    "roles": ["roles", "roles as at 13 September 2021"],
    "roles grant": ["roles grant <@U0QA> manager"],
    "roles revoke": ["roles revoke <@U0QA> manager"],
    "settings": ["settings"],
    "settings case": [r"settings case numbers M\d{6}"],
    "settings evidence": ["settings evidence hosts store.example.gov.uk"],
    "settings sign-off": ["settings sign-off channel <#C0QA|quality-assurance>"],
    "settings time": ["settings time zone Europe/London"],
    "settings uploads": ["settings uploads on"],
    "small numbers": ["small numbers education attendance"],
    "show": ["show MC-1", "show EV-7", "show A5"],
    "status": ["", "status", "status missing-children", "status 2018-4", "status as at 1/1/2020"],
    "undo": ["undo"],
    "waiting": ["waiting"],
    "who": ["who missing-children", "who MC-1"],
}
# What changes the plan, or opens a form to: a reader is told who may.
NOT_FOR_READERS = {
    "add action": "add action missing-children Look at it again",
    "area": "area missing-children",
    "assign": "assign MC-3 me",
    "audit record": "audit record",
    "close": "close MC-3 no further action because it is done elsewhere",
    "complete": "complete MC-3",
    "confidence": "confidence MC-3 amber because of delays",
    "edit": "edit MC-3",
    "evidence add": "evidence add MC-3",
    "evidence file": "evidence file EV-7",
    "inspection add": "inspection add",
    "measure record": "measure record education attendance",
    "move": "move MC-3 to 30 November 2031 because of delays",
    "reopen": "reopen MC-1 because it slipped",
    "review": "review MC-1",
    "send back": "send back MC-3",
    "setup": "setup",
    "sign off": "sign off MC-3",
    "start": "start MC-3",
    "update": "update MC-3 Pods were reminded",
}
PLAN_WORDS = ("Ofsted’s", "return home", "MC-1", "missing", "paragraph", "Eclipse")


def everything(ack, readable):
    return f"{ack.text}\n{readable(ack.blocks)}"


def tells_nothing_of_the_plan(ack, readable):
    told = everything(ack, readable)
    return not any(word in told for word in PLAN_WORDS)


def buttons(blocks):
    return {
        element["text"]["text"]: element["value"]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }


def test_every_command_is_asked():
    assert {*ASKED, *NOT_FOR_READERS} == set(commands())


@pytest.mark.parametrize("words", NOT_FOR_READERS.values())
async def test_a_reader_is_told_who_may_change_the_plan(over_http, words):
    ack = await over_http.person("U0WORKER").slash(words)
    assert ack.payload["response_type"] == "ephemeral"
    assert "Nobody has been given that role yet: an admin can, with `roles grant`." in ack.text
    assert over_http.slack.record.count("views.open") == 0
    assert over_http.slack.record.refusals == []


async def test_every_command_answers(bot):
    person = bot.person()
    for words in [one for several in ASKED.values() for one in several]:
        ack = await person.slash(words)
        assert bot.slack.record.refusals == [], words
        assert (ack.status, ack.error) == (200, None), words
        assert ack.payload["response_type"] == "ephemeral", words
        assert ack.text, words
        assert ack.blocks, words
        assert "something went wrong" not in ack.text, words
    assert bot.slack.record.refusals == []
    assert bot.slack.messages.in_channel("C0PLAN") == []


async def test_the_status_of_missing_children(bot, readable):
    ack = await bot.person().slash("status missing-children")
    for told in (ack.text, readable(ack.blocks)):
        assert (
            "The response to children who go missing from home and care, including the "
            "timeliness and recording of return home interviews"
        ) in told
        assert "Ofsted inspection, July 2018" in told or "OFSTED INSPECTION, JULY 2018" in told
        assert "remains a struggle" in told
        assert re.search(r"no (\w+ )?figure is given", told)
        assert "marked complete" in told.lower()
        for reference in ("MC-1", "MC-2", "MC-3"):
            assert reference in told
        assert "paragraph 3.8" in told
        assert "Eclipse" in told
    assert bot.slack.record.refusals == []


@pytest.mark.parametrize(
    ("user", "word"),
    [
        ("U0GUEST", "guest"),
        ("U0ONE", "guest"),
        ("U0STRANGER", "organisation"),
        ("U0GONE", "deactivated"),
    ],
)
async def test_who_may_not_read_is_told_so_and_nothing_else(bot, readable, user, word):
    for words in ("status missing-children", "", "show MC-1", "help", "nonsense", "status mising"):
        ack = await bot.person(user).slash(words)
        assert (ack.status, ack.payload["response_type"]) == (200, "ephemeral")
        assert tells_nothing_of_the_plan(ack, readable), words
        assert word in everything(ack, readable)
    assert bot.slack.record.refusals == []


async def test_another_team_is_refused(bot, readable):
    assert "MC-1" in (await bot.person().slash("show MC-1")).text
    bot.slack.workspace.team_id = "T0ELSEWHERE"
    ack = await bot.person().slash("show MC-1")
    assert ack.status == 200
    assert tells_nothing_of_the_plan(ack, readable)


async def test_a_person_is_looked_up_once_and_reads_call_nobody(bot):
    await bot.person().slash("status")
    assert bot.slack.record.count("users.info") == 1
    calls = len(bot.slack.record.calls)
    for words in ("status", "status missing-children", "overdue", "show MC-1", "nonsense"):
        await bot.person().slash(words)
    assert len(bot.slack.record.calls) == calls
    await bot.person("U0QA").slash("status")
    assert bot.slack.record.count("users.info") == 2


@pytest.mark.parametrize("fault", ["refuse", "fail", "ratelimit", "drop", "slow"])
async def test_when_slack_cannot_say_who_someone_is(over_http, readable, caplog, fault):
    faults, person = over_http.slack.faults, over_http.person()
    match fault:
        case "refuse":
            faults.refuse("users.info", "internal_error")
        case "fail":
            faults.fail("users.info")
        case "ratelimit":
            faults.ratelimit("users.info", 30)
        case "drop":
            faults.drop("users.info", after=False, times=9)
        case "slow":
            faults.slow("users.info", 5, times=9)
    ack = await person.slash("status missing-children")
    assert (ack.status, ack.error) == (200, None)
    assert "try again" in ack.text
    assert "reference" not in ack.text
    assert tells_nothing_of_the_plan(ack, readable)
    assert "missing-children" not in caplog.text
    faults.clear()
    assert "MC-1" in (await person.slash("status missing-children")).text


async def test_only_certain_channels(start, engine, readable):
    bot = await start(engine, ofsted_reader_channels=frozenset({"C0POD"}))
    assert "MC-1" in (await bot.person().slash("show MC-1", channel="C0POD")).text
    for place in ("C0PLAN", "DM"):
        ack = await bot.person().slash("show MC-1", channel=place)
        assert tells_nothing_of_the_plan(ack, readable)
        assert "channels" in ack.text


async def test_only_a_user_group(start, engine, readable):
    bot = await start(engine, ofsted_reader_group="S0READERS")
    for _ in range(3):
        assert "MC-1" in (await bot.person("U0QA").slash("show MC-1")).text
        ack = await bot.person("U0WORKER").slash("show MC-1")
        assert tells_nothing_of_the_plan(ack, readable)
        assert "certain people" in ack.text
    assert bot.slack.record.count("usergroups.users.list") == 1


async def test_a_user_group_that_cannot_be_read_lets_nobody_in(start, engine, readable):
    bot = await start(engine, ofsted_reader_group="S0READERS")
    for spoil in (
        lambda: bot.slack.faults.refuse("usergroups.users.list", "missing_scope"),
        lambda: bot.slack.faults.fail("usergroups.users.list"),
        lambda: bot.slack.faults.drop("usergroups.users.list", after=False, times=9),
    ):
        spoil()
        ack = await bot.person("U0QA").slash("show MC-1")
        assert (ack.status, ack.error) == (200, None)
        assert "try again" in ack.text
        assert "reference" not in ack.text
        assert tells_nothing_of_the_plan(ack, readable)
        bot.slack.faults.clear()
    assert "MC-1" in (await bot.person("U0QA").slash("show MC-1")).text


async def test_share_in_channel(bot, eventually, readable):
    ack = await bot.person().slash("status missing-children")
    await bot.person().press("Share in channel", ack.shown)
    await eventually(lambda: bot.slack.messages.in_channel("C0PLAN"))
    await asyncio.sleep(0.05)
    [shared] = bot.slack.messages.in_channel("C0PLAN")
    assert shared.text.startswith(ack.text[:40]) or ack.text[:40] in shared.text
    assert "MC-3" in readable(shared)
    assert "U0POD" in str(shared.blocks[0])
    assert "Share in channel" not in buttons(shared.blocks)
    assert bot.slack.messages.seen_by("U0POD") == [ack.shown]
    assert bot.slack.record.refusals == []


async def test_what_is_not_for_sharing_has_no_such_button(bot):
    for words in ("help", "mine", "nonsense", "status nonsense and more"):
        ack = await bot.person().slash(words)
        assert "Share in channel" not in buttons(ack.blocks), words


async def test_a_name_that_may_be_two_things_is_asked_back_with_buttons(bot, eventually, readable):
    ack = await bot.person().slash("status child")
    [first, *_] = [
        label for label, words in buttons(ack.blocks).items() if words.startswith("status ")
    ]
    await bot.person().press(first, ack.shown)
    await eventually(lambda: len(bot.slack.messages.seen_by("U0POD")) == 2)
    answered = bot.slack.messages.seen_by("U0POD")[1]
    assert first in readable(answered)
    assert "What we know" in readable(answered)
    assert bot.slack.record.refusals == []


async def test_an_unknown_command_offers_the_nearest(bot, eventually):
    ack = await bot.person().slash("overdew")
    await bot.person().press("overdue", ack.shown)
    await eventually(lambda: len(bot.slack.messages.seen_by("U0POD")) == 2)
    assert "9 are overdue" in bot.slack.messages.seen_by("U0POD")[1].text


async def test_paging_replaces_the_answer(bot, eventually, readable):
    ack = await bot.person().slash("actions")
    first = ack.shown.text
    assert "CR-1" in first
    await bot.person().press("More", ack.shown)
    await eventually(lambda: ack.shown.text != first)
    assert bot.slack.messages.seen_by("U0POD") == [ack.shown]
    assert "CR-1" not in readable(ack.shown)
    assert "AF-4" in readable(ack.shown)
    await bot.person().press("Back", ack.shown)
    await eventually(lambda: ack.shown.text == first)
    assert bot.slack.messages.seen_by("U0POD") == [ack.shown]
    assert bot.slack.record.refusals == []


async def test_a_refusal_is_never_shared(bot, eventually, readable):
    ack = await bot.person().slash("status missing-children")
    await bot.person().event(changed(bot.slack, "U0POD", is_restricted=True))
    await bot.person().press("Share in channel", ack.shown)
    await eventually(lambda: len(bot.slack.messages.seen_by("U0POD")) > 1)
    assert bot.slack.messages.in_channel("C0PLAN") == []
    assert "guests" in readable(bot.slack.messages.seen_by("U0POD")[-1])


async def test_a_page_that_is_shared_is_the_page_seen(bot, eventually, readable):
    ack = await bot.person().slash("actions page 2")
    await bot.person().press("Share in channel", ack.shown)
    await eventually(lambda: bot.slack.messages.in_channel("C0PLAN"))
    [shared] = bot.slack.messages.in_channel("C0PLAN")
    assert "AF-4" in readable(shared)
    assert "CR-1" not in readable(shared)


async def test_buttons_of_a_shared_answer_answer_only_who_presses(bot, eventually, readable):
    ack = await bot.person().slash("actions")
    await bot.person().press("Share in channel", ack.shown)
    await eventually(lambda: bot.slack.messages.in_channel("C0PLAN"))
    [shared] = bot.slack.messages.in_channel("C0PLAN")
    before = readable(shared)
    await bot.person("U0QA").press("More", shared)
    await eventually(lambda: bot.slack.messages.seen_by("U0QA"))
    assert "AF-4" in readable(bot.slack.messages.seen_by("U0QA")[0])
    await bot.person("U0GUEST").press("More", shared)
    await eventually(lambda: bot.slack.messages.seen_by("U0GUEST"))
    assert "AF-4" not in readable(bot.slack.messages.seen_by("U0GUEST")[0])
    assert bot.slack.messages.in_channel("C0PLAN") == [shared]
    assert readable(shared) == before
    assert bot.slack.record.refusals == []


def changed(slack, user_id, **facts):
    user = slack.workspace.users[user_id].as_slack(slack.workspace.team_id)
    return {"type": "user_change", "user": user | facts}


async def test_becoming_a_guest_counts_from_the_next_question(bot, readable):
    worker = bot.person("U0WORKER")
    assert "MC-1" in (await worker.slash("show MC-1")).text
    guest = changed(bot.slack, "U0WORKER", is_restricted=True)
    assert (await worker.event(guest, event_id="Ev1")).status == 200
    ack = await worker.slash("show MC-1")
    assert "guest" in ack.text
    assert tells_nothing_of_the_plan(ack, readable)
    assert bot.slack.record.count("users.info") == 1


async def test_a_retried_event_is_dealt_with_once(bot):
    worker = bot.person("U0WORKER")
    await worker.slash("status")
    guest = changed(bot.slack, "U0WORKER", is_restricted=True)
    member = changed(bot.slack, "U0WORKER")
    assert (await worker.event(guest, event_id="Ev1")).status == 200
    assert (await worker.event(member, event_id="Ev2")).status == 200
    for retry in (1, 2, 3):
        assert (await worker.event(guest, retry_num=retry, event_id="Ev1")).status == 200
    assert "MC-1" in (await worker.slash("show MC-1")).text


async def test_a_change_of_someone_never_seen_is_not_kept(bot, engine):
    await bot.person("U0WORKER").event(changed(bot.slack, "U0WORKER", is_restricted=True))
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(KnownPerson)) == 0


async def test_many_people_at_once_each_get_their_own_answer(bot):
    asked = ["show MC-1", "show CR-2", "overdue", "status missing-children", "nonsense"]
    alone = {words: (await bot.person("U0HEAD").slash(words)).blocks for words in asked}
    users = ["U0WORKER", "U0POD", "U0QA", "U0HEAD", "U0GUEST"]
    whole = [(users[n % 5], asked[n // 5 % 5]) for n in range(50)]
    acks = await asyncio.gather(*(bot.person(user).slash(words) for user, words in whole))
    for (user, words), ack in zip(whole, acks, strict=True):
        assert (ack.status, ack.error) == (200, None)
        if user == "U0GUEST":
            assert "guest" in ack.text
        else:
            assert ack.blocks == alone[words]
    assert bot.slack.record.refusals == []


async def test_an_unknown_error_has_a_reference_and_shows_nothing_inside(
    bot, engine, readable, caplog
):
    await bot.person().slash("status")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE area RENAME TO was_area"))
    with caplog.at_level(logging.ERROR):
        ack = await bot.person().slash("status missing-children")
    assert (ack.status, ack.error) == (200, None)
    told = everything(ack, readable)
    [reference] = set(re.findall(r"reference (\w{8})", told))
    assert not re.search(r"sqlite|SELECT|Traceback|Error|no such table|\.py", told)
    [logged] = [one for one in caplog.records if reference in one.getMessage()]
    assert logged.exc_info
    assert "no such table" in caplog.text
    assert "missing-children" not in caplog.text
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE was_area RENAME TO area"))
    assert "MC-1" in (await bot.person().slash("status missing-children")).text


async def test_an_error_on_a_buttons_way_is_told_too(bot, engine, eventually, readable):
    ack = await bot.person().slash("actions")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE action RENAME TO was_action"))
    await bot.person().press("More", ack.shown)
    await eventually(lambda: bot.slack.record.count("response_url"))
    latest = bot.slack.messages.seen_by("U0POD")[-1]
    assert re.search(r"reference \w{8}", readable(latest))


async def test_redacting_is_for_admins(start, engine, readable):
    bot = await start(engine, ofsted_admins=frozenset({"U0HEAD"}))
    words = "redact MC-1 because it should not have been written"
    assert "New missing procedures" in (await bot.person("U0HEAD").slash("show MC-1")).text
    refused = await bot.person("U0POD").slash(words)
    assert "admins" in refused.text
    assert "New missing procedures" in (await bot.person("U0POD").slash("show MC-1")).text
    done = await bot.person("U0HEAD").slash(words)
    assert "redacted" in done.text
    for user in ("U0HEAD", "U0POD"):
        for asked in ("show MC-1", "status missing-children", "history MC-1", "actions"):
            ack = await bot.person(user).slash(asked)
            assert "New missing procedures launched" not in everything(ack, readable), asked
    assert "is redacted" in (await bot.person("U0HEAD").slash(f"{words} at all")).text
    with reading(engine) as session:
        found = verify(session, workspace_for(session, None))
    assert (found.problems, found.redacted > 0) == ([], True)
    assert bot.slack.record.refusals == []


async def test_as_at(bot):
    assert "13 September 2021" in (await bot.person().slash("status as at 13/9/2021")).text
    early = await bot.person().slash("status as at 1 January 2020")
    assert "record starts on 13 September 2021" in early.text
    late = await bot.person().slash("status as at 1 October 2021")
    assert "not come yet" in late.text


@pytest.mark.parametrize(
    "secret",
    ["999 765 4323", "9997654323", "someone@example.org", "SW1A 1AA", "+44 7700 900123"],
)
async def test_an_identifier_is_refused_and_kept_nowhere(
    bot, readable, engine, record_file, caplog, secret
):
    with caplog.at_level(logging.INFO):
        for words in (f"find {secret}", f"status {secret}", f"redact MC-1 because {secret}"):
            ack = await bot.person().slash(words)
            assert ack.status == 200
            assert "identify a child" in ack.text
            assert secret not in everything(ack, readable)
            assert secret not in str(ack.payload)
    assert secret not in caplog.text
    engine.dispose()
    for file in record_file.parent.glob("record.db*"):
        assert secret.encode() not in file.read_bytes()


async def test_an_empty_plan_says_how_to_load_one(start, empty_engine, readable):
    bot = await start(empty_engine)
    for words in ("status", "", "overdue", "show MC-1", "next"):
        ack = await bot.person().slash(words)
        assert "ofsted-bot load" in everything(ack, readable), words
    assert "What you can ask" in (await bot.person().slash("help")).text
    assert bot.slack.record.refusals == []
    with reading(empty_engine) as session:
        assert session.scalar(select(func.count()).select_from(Area)) == 0


async def test_the_first_team_takes_the_plan_that_was_waiting(start, slack, engine, readable):
    def teams():
        with reading(engine) as session:
            return list(session.scalars(select(Workspace.team_id).order_by(Workspace.id)))

    assert teams() == [None]
    await start(engine)
    assert teams() == ["T0LOCAL"]
    await start(engine)
    assert teams() == ["T0LOCAL"]
    slack.workspace.team_id = "T0SECOND"
    second = await start(engine)
    assert teams() == ["T0LOCAL", "T0SECOND"]
    ack = await second.person().slash("status")
    assert "ofsted-bot load" in ack.text
    assert tells_nothing_of_the_plan(ack, readable)


async def test_a_refused_token_is_told_at_the_start(start, engine, slack):
    from bot.slack_app import SlackRefused  # noqa: PLC0415

    slack.faults.refuse("auth.test", "account_inactive")
    with pytest.raises(SlackRefused, match="SLACK_BOT_TOKEN"):
        await start(engine)
    slack.faults.fail("auth.test")
    with pytest.raises(SlackRefused, match="SLACK_API_URL"):
        await start(engine)
    slack.faults.drop("auth.test", after=False, times=9)
    with pytest.raises(SlackRefused, match="SLACK_API_URL"):
        await start(engine)


async def test_a_name_shown_is_never_one_of_another_team(bot, engine):
    """Someone of another organisation is known as such after the first question."""
    await Person(bot.slack, "U0STRANGER").slash("status")
    with reading(engine) as session:
        [known] = session.scalars(select(KnownPerson))
    assert (known.user_id, known.is_stranger) == ("U0STRANGER", True)


async def test_an_answer_is_shared_once_when_slacks_word_for_it_is_lost(bot, eventually):
    slack, person = bot.slack, bot.person()
    ack = await person.slash("status missing-children")
    slack.faults.drop("response_url", after=True, times=1)
    await person.press("Share in channel", ack.shown)
    await eventually(lambda: slack.record.count("response_url") == 1)
    await asyncio.sleep(0.3)  # in which a second attempt would have come
    assert slack.record.count("response_url") == 1
    assert len(slack.messages.in_channel("C0PLAN")) == 1
