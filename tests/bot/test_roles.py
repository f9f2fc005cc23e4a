"""Roles through the app: who people are, and who is in a user group, is what Slack says."""

import time

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import LOOK_UPS
from bot.local_slack.run import AT_FIRST, give_roles
from bot.local_slack.workspace import Workspace
from bot.people import A_WHILE, BRIEFLY, Groups, GroupsUnreadable, Readers
from bot.terminal import OPERATOR, ask
from commands.registry import ROLES
from storage.database import reading, writing
from storage.models import Action, Person
from storage.models import Workspace as Council
from storage.queries.roles import grants_of, holders_of
from storage.queries.workspaces import workspace_for
from storage.times import Clock

ADMIN = {"ofsted_admins": frozenset({"U0HEAD"})}
PODS = "<!subteam^S0READERS|@pods>"  # U0POD, U0QA and U0HEAD


def beforehand(engine, *typed, clock=None):
    """Have whoever sits at the machine do something before the bot is there."""
    for words in typed:
        told = ask(engine, clock or Clock(), OPERATOR, frozenset(), None, words)
        assert told.found, told


def state(engine, ref="MC-3"):
    with reading(engine) as session:
        return session.get_one(Action, (1, ref)).state


@pytest.fixture
def not_started(engine):
    """MC-3 can be started."""
    with writing(engine) as session:
        session.get_one(Action, (1, "MC-3")).state = "not started"


def met(engine):
    with reading(engine) as session:
        return {one.user_id: one for one in session.query(Person)}


@pytest.mark.usefixtures("not_started")
async def test_a_group_is_read_once_and_its_members_may(start, engine):
    beforehand(engine, f"roles grant {PODS} manager")
    bot = await start(engine)
    refused = await bot.person("U0WORKER").slash("start MC-3")
    assert "You could ask a member of the user group @pods." in refused.text
    assert "start REF" not in (await bot.person("U0WORKER").slash("help acting")).text
    assert "start REF" in (await bot.person("U0QA").slash("help acting")).text
    assert "started MC-3" in (await bot.person("U0QA").slash("start MC-3")).text
    assert bot.slack.record.count("usergroups.users.list") == 1
    assert bot.slack.record.refusals == []


@pytest.mark.usefixtures("not_started")
@pytest.mark.parametrize("fault", ["refuse", "fail", "slow"])
async def test_a_group_that_can_not_be_read_changes_nothing_and_reads_go_on(
    start, engine, fault, caplog
):
    beforehand(engine, f"roles grant {PODS} manager")
    bot = await start(engine, **ADMIN)
    match fault:
        case "refuse":
            bot.slack.faults.refuse("usergroups.users.list", "missing_scope", times=99)
        case "fail":
            bot.slack.faults.fail("usergroups.users.list", times=99)
        case "slow":
            bot.slack.faults.slow("usergroups.users.list", 5, times=99)
    pod = bot.person("U0POD")
    for words in ("start MC-3", "edit MC-3"):
        ack = await pod.slash(words)
        assert (ack.status, ack.error) == (200, None)
        assert "user group" in ack.text
        assert "nothing was changed" in ack.text
        assert "start MC-3" not in caplog.text
    assert state(engine) == "not started"
    assert "MC-3" in (await pod.slash("show MC-3")).text
    assert "status" in (await pod.slash("help")).text
    assert "start REF" not in (await pod.slash("help acting")).text
    bot.slack.faults.clear()
    assert "start REF" in (await pod.slash("help acting")).text
    assert "started MC-3" in (await pod.slash("start MC-3")).text


@pytest.mark.usefixtures("not_started")
async def test_who_has_the_role_themselves_needs_no_group(start, engine):
    beforehand(engine, f"roles grant {PODS} manager", "roles grant <@U0WORKER> quality assurance")
    bot = await start(engine, **ADMIN)
    bot.slack.faults.refuse("usergroups.users.list", "internal_error", times=99)
    assert "started MC-3" in (await bot.person("U0WORKER").slash("start MC-3")).text
    assert (await bot.person("U0HEAD").slash("settings")).text.startswith("Settings")
    assert bot.slack.record.count("usergroups.users.list") == 0


async def test_a_form_is_kept_while_the_group_can_not_be_read(start, engine, fill):
    beforehand(engine, f"roles grant {PODS} manager")
    bot = await start(engine)
    head = bot.person("U0HEAD")
    await head.slash("edit MC-3")
    view = head.modal
    beforehand(engine, "roles grant <!subteam^S0OTHERS|@others> manager")
    bot.slack.workspace.usergroups["S0OTHERS"] = []
    bot.slack.faults.refuse("usergroups.users.list", "internal_error", times=99)
    ack = await head.submit(view, fill(view, text="Other words", reason="x"))
    assert ack.payload["response_action"] == "update"
    assert "user group" in view.blocks[0]["text"]["text"]
    assert view.values["text"]["text"]["value"] == "Other words"
    bot.slack.faults.clear()
    ack = await head.submit(view, {})
    assert ack.payload == {}
    assert "Other words" in (await head.slash("show MC-3")).text


async def test_a_group_that_slack_has_no_more_stops_nobody(start, engine):
    beforehand(
        engine,
        "roles grant <!subteam^S0GONE|@gone> admin",
        "roles grant <@U0POD> manager",
    )
    bot = await start(engine)
    assert "edited" not in (await bot.person("U0POD").slash("edit MC-3")).text
    assert bot.person("U0POD").modal
    assert "admins" in (await bot.person("U0POD").slash("settings")).text


async def test_a_group_is_given_no_role_if_its_members_can_not_be_read(start, engine):
    bot = await start(engine, **ADMIN)
    bot.slack.faults.refuse("usergroups.users.list", "missing_scope")
    ack = await bot.person("U0HEAD").slash(f"roles grant {PODS} manager")
    assert "nothing was changed" in ack.text
    with reading(engine) as session:
        assert grants_of(session, 1, ROLES) == []


async def test_people_mentioned_in_a_change_are_met_once(start, engine):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    assert bot.slack.record.count("users.info") == 1  # the admin, so that refusals can name them
    assert "gave Pod manager the role" in (await head.slash("roles grant <@U0POD> manager")).text
    assert bot.slack.record.count("users.info") == 2
    await head.slash("roles grant <@U0POD> quality assurance")
    await head.slash("roles revoke <@U0POD> quality assurance")
    assert bot.slack.record.count("users.info") == 2
    calls = bot.slack.record.count("users.info")
    await head.slash("find <@U0QA>")
    assert bot.slack.record.count("users.info") == calls
    assert "U0QA" not in met(engine)


@pytest.mark.parametrize(
    ("user", "says"),
    [("U0GUEST", "guest"), ("U0STRANGER", "organisation"), ("U0GONE", "deactivated")],
)
async def test_who_was_never_seen_is_refused_for_what_slack_says(start, engine, user, says):
    bot = await start(engine, **ADMIN)
    for words in (f"roles grant <@{user}> manager", f"holder Head of Service <@{user}>"):
        assert says in (await bot.person("U0HEAD").slash(words)).text


async def test_nobody_by_that_mention(start, engine):
    bot = await start(engine, **ADMIN)
    ack = await bot.person("U0HEAD").slash("roles grant <@U0NOBODY> manager")
    assert "doesn't know one of the people" in ack.text
    assert "U0NOBODY" not in ack.text
    with reading(engine) as session:
        assert grants_of(session, 1, ROLES) == []


async def test_a_mention_that_slack_can_not_look_up_just_now(start, engine):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    bot.slack.faults.fail("users.info", times=2)
    ack = await head.slash("roles grant <@U0POD> manager")
    assert "try again" in ack.text
    bot.slack.faults.clear()
    assert "gave Pod manager" in (await head.slash("roles grant <@U0POD> manager")).text


async def test_a_refusal_names_an_admin_who_never_wrote(start, engine):
    bot = await start(engine, **ADMIN)
    told = (await bot.person("U0POD").slash("settings")).text
    assert "You could ask Head of service." in told


async def test_a_start_needs_no_word_of_the_admins(start, engine, slack):
    slack.faults.fail("users.info", times=99)
    bot = await start(engine, **ADMIN)
    slack.faults.clear()
    assert "MC-3" in (await bot.person().slash("show MC-3")).text


async def test_who_left_is_listed_to_admins_at_once(start, engine):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    await head.slash("holder Head of Service <@U0POD>")
    assert "DEACTIVATED" not in (await head.slash("roles")).text
    user = bot.slack.workspace.users["U0POD"].as_slack(bot.slack.workspace.team_id)
    gone = {"type": "user_change", "user": user | {"deleted": True}}
    assert (await head.event(gone, event_id="Ev1")).status == 200
    assert "DEACTIVATED ACCOUNTS" in (await head.slash("roles")).text
    assert "DEACTIVATED" not in (await bot.person("U0QA").slash("roles")).text


async def test_help_and_roles_are_kept_apart_by_role(start, engine):
    bot = await start(engine, **ADMIN)
    head, pod = bot.person("U0HEAD"), bot.person("U0POD")
    for _ in range(2):
        assert "roles grant" in (await head.slash("help admin")).text
        assert "roles grant" not in (await pod.slash("help admin")).text
    await head.slash("roles grant <@U0POD> admin")
    assert "roles grant" in (await pod.slash("help admin")).text
    await head.slash("roles revoke <@U0POD> admin")
    assert "roles grant" not in (await pod.slash("help admin")).text


async def test_a_person_who_can_not_be_kept_is_not_asked_for_for_ever(start, engine):
    """A second team in the same database: what is learnt here is of the first."""
    bot = await start(engine)
    with writing(engine) as session:
        session.add(Council(team_id="T0OTHER"))
    bot.slack.workspace.team_id = "T0OTHER"
    ack = await bot.person().slash("status")
    assert (ack.status, ack.error) == (200, None)
    assert "try again" in ack.text
    assert bot.slack.record.count("users.info") <= 2


class Hours:
    """A clock that a test turns."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def client(slack):
    return AsyncWebClient(slack.workspace.bot_token, base_url=slack.api_url)


async def test_members_are_the_same_for_five_minutes_and_no_old_list_will_do(slack, client):
    clock = Hours()
    groups = Groups(client, clock)
    asked = frozenset({"S0READERS"})
    assert await groups.of("U0QA", asked) == asked
    slack.workspace.usergroups["S0READERS"] = ["U0WORKER"]
    clock.now = BRIEFLY - 1
    assert await groups.of("U0QA", asked) == asked
    clock.now = BRIEFLY + 1
    assert await groups.of("U0QA", asked) == frozenset()
    clock.now = 3 * BRIEFLY
    slack.faults.refuse("usergroups.users.list", "internal_error", times=99)
    for _ in range(3):
        with pytest.raises(GroupsUnreadable):
            await groups.of("U0WORKER", asked)
    assert slack.record.count("usergroups.users.list") == 3  # once, not three times
    slack.faults.clear()
    clock.now += A_WHILE + 1
    assert await groups.of("U0WORKER", asked) == asked


async def test_a_reader_by_group_stays_one_while_slack_is_away(slack, client):
    clock = Hours()
    readers = Readers(Groups(client, clock), "S0READERS", frozenset())
    assert await readers.admit("U0QA")
    slack.faults.refuse("usergroups.users.list", "internal_error", times=9)
    clock.now += BRIEFLY + 1
    assert await readers.admit("U0QA")
    assert not await readers.admit("U0WORKER")
    assert slack.record.count("usergroups.users.list") == 2
    slack.faults.clear()
    slack.workspace.usergroups["S0READERS"] = ["U0WORKER"]
    clock.now += BRIEFLY + 1
    assert await readers.admit("U0WORKER")
    assert not await readers.admit("U0QA")


def test_the_sample_begins_with_people_in_their_roles_once(engine):
    home, clock = Workspace(), Clock()
    for _ in range(2):
        give_roles(engine, clock, home)
    with reading(engine) as session:
        council = workspace_for(session, None)
        granted = {(one.role, one.holder) for one in grants_of(session, council.id, ROLES)}
        [head] = holders_of(session, council.id, "Head of Service")
        settings = council.settings
    assert granted == {("manager", "U0POD"), ("quality assurance", "U0QA")}
    assert head.holder == "U0HEAD"
    assert settings["sign_off_channel"] == "C0QA"
    assert "U0BOT" not in met(engine)
    assert home.channels["C0QA"].members >= {"U0BOT", "U0QA"}
    assert len(AT_FIRST) == 4


async def test_each_list_of_help_can_be_read_aloud_whole(start, engine, readable):
    bot = await start(engine, **ADMIN)
    for words in ("help", "help acting", "help admin"):
        ack = await bot.person("U0HEAD").slash(words)
        assert not ack.text.endswith("…")
        assert "Ask next" in ack.text or "What you can" in readable(ack.blocks)
    assert bot.slack.record.refusals == []


@pytest.mark.usefixtures("not_started")
async def test_all_that_slack_is_asked_has_two_seconds_together(start, engine):
    """A change made later than Slack waits would lose its note."""
    beforehand(engine, f"roles grant {PODS} manager")
    bot = await start(engine, ofsted_reader_group="S0ALL", **ADMIN)
    bot.slack.workspace.usergroups["S0ALL"] = ["U0POD", "U0HEAD"]
    slow = ("usergroups.users.list", "users.info")
    for method in slow:
        bot.slack.faults.slow(method, 1.1, times=99)
    bot.slack.delivery.ack_seconds = 60.0  # it is about when we answer, on however slow a machine
    began = time.monotonic()
    ack = await bot.person("U0POD").slash("start MC-3")
    assert "nothing was changed" in ack.text.lower() or "try again" in ack.text
    assert time.monotonic() - began < LOOK_UPS + 0.9
    assert state(engine) == "not started"
    bot.slack.faults.clear()
    assert "started MC-3" in (await bot.person("U0POD").slash("start MC-3")).text


@pytest.mark.usefixtures("not_started")
async def test_a_request_made_again_shows_what_the_first_did(start, engine, readable):
    bot = await start(engine, **ADMIN)
    head = bot.person("U0HEAD")
    await head.slash("start mc-3")
    ack = await head.slash("start mc-3")
    assert "You did that a moment ago" in ack.text
    await head.press("Show MC-3", ack.shown)
    assert {"Show MC-3", "History"} <= set(readable(ack.blocks).splitlines())
