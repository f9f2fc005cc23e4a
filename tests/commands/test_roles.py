"""Who may do what, who is behind the plan's named roles, and what admins set."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.permission import eligible_signers
from commands.question import Question
from commands.workspace_settings import WrongValue, read_hosts
from storage.database import writing
from storage.models import Person, RoleHolder, Workspace
from storage.queries.roles import holders_of
from storage.queries.workspaces import save_person, workspace_for
from storage.rows import rows_in
from storage.verify import verify

SEEN = datetime(2021, 9, 1, tzinfo=UTC)
PEOPLE = {
    "U0POD": "Pod manager",
    "U0QA": "QA manager",
    "U0HEAD": "Head of service",
    "U0WORKER": "Social worker",
    "U0GUEST": "Visiting guest",
    "U0STRANGER": "Partner agency",
    "U0GONE": "Former colleague",
}


@pytest.fixture
def admin(staff):
    """An admin by the settings, in a workspace where everyone has been seen."""
    return as_admin(staff)


def as_admin(staff):
    with writing(staff.engine) as session:
        workspace = workspace_for(session, None)
        for user_id, name in PEOPLE.items():
            save_person(session, known(workspace.id, user_id, name))
    asking = staff.who(user_id="U0HEAD", name="Head of service", role="admin")
    return replace(asking, admins=frozenset({"U0HEAD"}))


def known(workspace_id, user_id, name):
    return Person(
        workspace_id=workspace_id,
        user_id=user_id,
        name=name,
        is_guest=user_id == "U0GUEST",
        is_stranger=user_id == "U0STRANGER",
        is_deactivated=user_id == "U0GONE",
        seen_at=SEEN,
    )


def leave(admin, user_id):
    with writing(admin.engine) as session:
        session.get_one(Person, (workspace_for(session, None).id, user_id)).is_deactivated = True


def held(admin):
    with admin.session as session:
        rows = rows_in(session, workspace_for(session, None).id, RoleHolder)
        return {(row["kind"], row["role"], row["holder"]) for row in rows}


def settings(admin):
    with admin.session as session:
        return workspace_for(session, None).settings


def is_sound(admin):
    with admin.session as session:
        return verify(session, workspace_for(session, None)).problems == []


def test_a_role_is_given_shown_and_taken_away(either):
    admin = as_admin(either)
    given = admin("roles grant <@U0POD|pod.manager> manager")
    assert given.reply.is_note
    assert "Head of service gave Pod manager the role manager" in given.text
    assert held(admin) == {("grant", "manager", "U0POD")}
    assert ("Manager", "Pod manager") in admin("roles").rows
    taken = admin("roles revoke <@U0POD> manager")
    assert taken.reply.is_note
    assert held(admin) == set()
    assert ("Manager", "nobody yet") in admin("roles").rows
    assert is_sound(admin)


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("manager", "manager"),
        ("Managers", "manager"),
        ("quality assurance", "quality assurance"),
        ("QA", "quality assurance"),
        ("admin", "admin"),
    ],
)
def test_a_user_group_is_given_a_role_by_its_mention(admin, typed, role):
    answer = admin(f"roles grant <!subteam^S0PODS|@pod-managers> {typed}")
    assert f"the user group @pod-managers the role {role}" in answer.text
    assert held(admin) == {("grant", role, "S0PODS")}
    assert "the user group @pod-managers" in admin("roles").text


@pytest.mark.parametrize("user", ["U0GUEST", "U0STRANGER", "U0GONE"])
@pytest.mark.parametrize(
    "words", ["roles grant <@{}> manager", "holder Head of Service <@{}>", "holder QAM cover <@{}>"]
)
def test_who_can_do_nothing_here_is_given_no_role(admin, user, words):
    answer = admin(words.format(user).replace("QAM", "Quality Assurance Manager"))
    assert not answer.found
    assert PEOPLE[user] in answer.text
    assert held(admin) == set()


def test_a_role_that_does_not_exist_is_asked_back(admin):
    answer = admin("roles grant <@U0POD> boss")
    assert answer.choices == [
        f"roles grant <@U0POD> {role}" for role in ("manager", "quality assurance", "admin")
    ]
    assert held(admin) == set()
    assert admin(answer.choices[1]).found
    assert held(admin) == {("grant", "quality assurance", "U0POD")}


@pytest.mark.parametrize("words", ["roles grant Bob manager", "roles revoke Bob manager"])
def test_a_name_that_is_no_mention_is_not_guessed_at(admin, words):
    answer = admin(words)
    assert "Type @ and pick" in answer.text
    assert not answer.found


def test_twice_is_told_kindly_and_changes_nothing(admin):
    admin("roles grant <@U0POD> manager")
    again = admin("roles  grant <@U0POD|pod> manager")
    assert "has the role manager already" in again.text
    assert not again.reply.is_note
    assert "OFSTED_ADMINS" in admin("roles grant <@U0HEAD> admin").text
    assert held(admin) == {("grant", "manager", "U0POD")}


def test_what_was_not_given_can_not_be_taken_away(admin):
    assert "was not given the role manager" in admin("roles revoke <@U0POD> manager").text
    by_setting = admin("roles revoke <@U0HEAD> admin")
    assert "OFSTED_ADMINS" in by_setting.text
    assert not by_setting.found
    assert "Head of service (by the setting OFSTED_ADMINS)" in admin("roles").text


def test_there_is_always_an_admin(admin):
    assert admin("roles grant <@U0QA> admin").found
    assert admin("roles grant <@U0POD> admin").found
    alone = replace(admin, admins=frozenset()).who(user_id="U0QA")
    assert alone("roles revoke <@U0POD> admin").found
    last = alone("roles revoke <@U0QA> admin")
    assert not last.found
    assert "nobody would be an admin" in last.text
    assert held(admin) == {("grant", "admin", "U0QA")}
    assert admin("roles revoke <@U0QA> admin").found  # there is still the one by the settings


def test_an_admin_who_left_does_not_count_as_one(admin):
    admin("roles grant <@U0QA> admin")
    admin("roles grant <@U0POD> admin")
    leave(admin, "U0POD")
    alone = replace(admin, admins=frozenset()).who(user_id="U0QA")
    assert "nobody would be an admin" in alone("roles revoke <@U0QA> admin").text


@pytest.mark.parametrize("role", ["reader", "manager", "quality assurance"])
@pytest.mark.parametrize(
    "words",
    [
        "roles grant <@U0POD> admin",
        "roles revoke <@U0POD> manager",
        "holder Head of Service <@U0POD>",
        "settings",
        "settings uploads on",
    ],
)
def test_only_admins_may_and_the_others_are_told_who_could(admin, role, words):
    answer = admin.who(user_id="U0POD", name="Pod manager", role=role)(words)
    assert "That is for admins. You could ask Head of service." in answer.text
    assert held(admin) == set()
    assert settings(admin) == {}


def test_a_refusal_names_people_and_groups_but_nobody_who_left(admin):
    assert "You could ask Head of service." in admin.who(role="reader")("start MC-3").text
    admin("roles grant <@U0POD> manager")
    admin("roles grant <@U0WORKER> manager")
    admin("roles grant <!subteam^S0QAS|@quality> quality assurance")
    leave(admin, "U0WORKER")
    told = admin.who(role="reader")("start MC-3").text
    assert "Pod manager" in told
    assert "a member of the user group @quality" in told
    assert "Social worker" not in told
    assert "S0QAS" not in told
    nobody = replace(admin, admins=frozenset()).who(role="reader")("settings").text
    assert "OFSTED_ADMINS" in nobody


def test_a_named_role_has_one_holder_and_several_covers(either):
    admin = as_admin(either)
    assert "holds “Heads of Service”" in admin("holder “Head of Service” <@U0HEAD>").text
    assert admin('holder "head of service" cover <@U0QA>').found
    assert admin("holder Heads of Service deputy <@U0POD>").found
    assert "Head of service; covered by Pod manager and QA manager" in admin("roles").text
    changed = admin("holder Head of Service <@U0POD>")
    assert "no longer Head of service" in changed.text
    assert held(admin) == {
        ("holder", "Heads of Service", "U0POD"),
        ("cover", "Heads of Service", "U0QA"),
    }
    with admin.session as session:
        found = holders_of(session, workspace_for(session, None).id, "Head of Service")
    assert [one.holder for one in found] == ["U0POD", "U0QA"]
    assert admin("holder Head of Service nobody").found
    assert admin("holder Head of Service cover nobody").found
    assert held(admin) == set()
    assert "Nobody holds" in admin("holder “Head of Service” nobody").text
    assert is_sound(admin)


def test_nobody_covers_for_themselves_and_twice_is_told_kindly(admin):
    admin("holder Head of Service <@U0HEAD>")
    assert not admin("holder Head of Service cover <@U0HEAD>").found
    assert "already" in admin("holder “Head of Service” <@U0HEAD>").text
    assert held(admin) == {("holder", "Heads of Service", "U0HEAD")}


@pytest.mark.parametrize("title", ["Head of Servise", "Chief Magician", "<@U0POD>"])
def test_a_role_that_the_plan_does_not_name_is_asked_back(admin, title):
    answer = admin(f"holder {title} <@U0HEAD>")
    assert not answer.found
    assert all(one.endswith("<@U0HEAD>") for one in answer.choices)
    assert answer.choices
    assert held(admin) == set()


def test_a_holder_may_do_what_the_role_leads(admin):
    with admin.write(now=datetime(2021, 9, 13, 9, tzinfo=UTC)) as write:
        from storage.models import Action  # noqa: PLC0415

        [row] = rows_in(write.session, write.workspace.id, Action, ref="MC-3")
        write.update(Action, row | {"lead": "Heads of Service", "state": "not started"})
    qa = admin.who(user_id="U0QA", name="QA manager", role="reader")
    assert not qa("start MC-3").found
    assert "start REF" not in {row[0] for row in qa("help acting").rows}
    admin("holder Head of Service cover <@U0QA>")
    assert "start REF" in {row[0] for row in qa("help acting").rows}
    assert qa("start  MC-3").found


def test_what_hangs_on_who_left_is_listed_to_admins_only(either):
    admin = as_admin(either)
    admin("roles grant <@U0POD> manager")
    admin("holder Head of Service <@U0POD>")
    with admin.write(now=datetime(2021, 9, 13, 9, tzinfo=UTC)) as write:
        from storage.models import Action  # noqa: PLC0415

        for ref in ("MC-3", "MC-2"):  # of these, MC-2 is reported done
            [row] = rows_in(write.session, write.workspace.id, Action, ref=ref)
            write.update(Action, row | {"lead": "<@U0POD>"})
    assert "Deactivated" not in admin("roles").text
    leave(admin, "U0POD")
    told = admin("roles").text
    assert "Deactivated accounts" in told
    assert "has the role manager; holds or covers Heads of Service; leads MC-3." in told
    assert "Deactivated" not in admin.who(role="quality assurance")("roles").text


def test_roles_are_shown_as_they_stood(admin):
    admin.on(datetime(2021, 9, 14, tzinfo=UTC).date())("roles grant <@U0POD> manager")
    later = admin.on(datetime(2021, 9, 20, tzinfo=UTC).date())
    later("roles revoke <@U0POD> manager")
    assert ("Manager", "Pod manager") in later("roles as at 15 September 2021").rows
    assert ("Manager", "nobody yet") in later("roles as at 13 September 2021").rows


def signers(admin, claimed_by, lead):
    with admin.session as session:
        workspace = workspace_for(session, None)
        question = Question(
            session=session,
            ledger=session,
            id=workspace.id,
            zone=None,
            asker=admin.asker,
            today=None,
            now=None,
            up_to=workspace.head_seq,
            words="",
            admins=admin.admins,
        )
        return eligible_signers(question, [claimed_by], lead)


def test_who_could_sign_off_is_never_who_claimed_nor_the_lead(admin):
    assert signers(admin, "U0POD", None) == ["U0HEAD"]
    admin("roles grant <@U0QA> quality assurance")
    admin("roles grant <@U0POD> manager")
    admin("roles grant <!subteam^S0QAS|@quality> quality assurance")
    assert set(signers(admin, "U0POD", None)) == {"U0QA", "S0QAS", "U0HEAD"}
    assert set(signers(admin, "U0QA", None)) == {"S0QAS", "U0HEAD"}
    assert set(signers(admin, "U0POD", "<@U0QA>")) == {"S0QAS", "U0HEAD"}
    admin("holder Head of Service <@U0HEAD>")
    admin("holder Head of Service cover <@U0QA>")
    assert signers(admin, "U0POD", "Head of Service") == ["S0QAS"]
    admin("roles revoke <!subteam^S0QAS|@quality> quality assurance")
    assert signers(admin, "U0POD", "Heads of Service") == []
    leave(admin, "U0QA")
    assert signers(admin, "U0POD", None) == ["U0HEAD"]


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ("sign-off channel <#C0QA|quality-assurance>", "sign_off_channel", "C0QA"),
        ("uploads on", "uploads", True),
        ("uploads off", "uploads", False),
        (
            "evidence hosts council.sharepoint.com, https://Store.example.gov.uk/",
            "evidence_hosts",
            ["council.sharepoint.com", "store.example.gov.uk"],
        ),
        ("evidence hosts <http://a.gov.uk|a.gov.uk>", "evidence_hosts", ["a.gov.uk"]),
        (r"case numbers M\d{6,8}", "case_number_pattern", r"M\d{6,8}"),
    ],
)
def test_a_setting_is_kept_ledgered_and_shown(admin, words, name, value):
    answer = admin(f"settings {words}")
    assert answer.reply.is_note
    assert settings(admin)[name] == value
    assert is_sound(admin)
    shown = admin("settings").text
    assert (
        "#quality-assurance" in shown
        or str(value).lower() in shown.lower()
        or value
        in (
            True,
            False,
        )
        or all(one in shown for one in value)
    )


@pytest.mark.parametrize(
    ("words", "back", "name"),
    [
        ("sign-off channel <#C0QA|qa>", "sign-off channel nowhere", "sign_off_channel"),
        ("evidence hosts a.gov.uk", "evidence hosts any", "evidence_hosts"),
        (r"case numbers \d{7}", "case numbers none", "case_number_pattern"),
    ],
)
def test_a_setting_can_be_taken_back(admin, words, back, name):
    admin(f"settings {words}")
    admin("settings uploads on")
    admin(f"settings {back}")
    assert settings(admin) == {"uploads": True}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("sign-off channel #plan", "pick the channel"),
        ("sign-off channel <@U0QA>", "pick the channel"),
        ("uploads maybe", "settings uploads on|off"),
        ("evidence hosts *.gov.uk", "host names"),
        ("evidence hosts a.gov.uk/children", "host names"),
        ("case numbers .*", "can't be used"),
        ("time zone London", "Europe/London"),
        ("colour blue", "settings"),
    ],
)
def test_a_value_that_can_not_be_is_refused_with_what_can(admin, words, says):
    answer = admin(f"settings {words}")
    assert not answer.found
    assert says in answer.everything
    assert settings(admin) == {}


def test_the_time_zone_is_the_workspaces(admin):
    assert "Europe/Paris" in admin("settings time zone europe/paris").text
    with admin.session as session:
        assert session.query(Workspace).one().time_zone == "Europe/Paris"
    assert "Europe/Paris" in admin("settings").text
    assert is_sound(admin)


def test_the_councils_own_case_numbers_are_kept_out(admin):
    words = "redact MC-1 because it named LLX-4471"
    admin(r"settings case numbers LLX-\d{4}")
    answer = admin(words)
    assert "case number" in answer.text
    assert "4471" not in answer.text
    form = admin("edit MC-3")
    told = admin.submit(form.fill(text="As for LLX-4471", reason="x"))
    assert "4471" not in told.text
    assert "case number" in told.text
    admin("settings case numbers none")
    assert admin.submit(form.fill(text="As for LLX-4471", reason="x")).found
    assert admin(words).found


def test_a_plan_that_names_no_head_of_service_has_one(nobody, sample_text):
    nobody.load(sample_text.replace("text: Heads of Service,", "text: Team leaders,"))
    admin = nobody.who(role="admin", user_id="U0HEAD")
    assert "Head of Service" in admin("holder Head of Service <@U0HEAD>").text


HOSTS = st.from_regex(
    r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z0-9]{1,8}){1,2}\.[a-z]{2,6}", fullmatch=True
)


@given(st.lists(HOSTS, min_size=1, max_size=5), st.sampled_from([", ", ",", " ", "; "]))
def test_host_names_are_read_however_they_are_parted(hosts, between):
    assert read_hosts(between.join(hosts)) == list(dict.fromkeys(hosts))


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_hosts_or_a_sentence(typed):
    with suppress(WrongValue):
        assert all(
            "/" not in host and " " not in host and "." in host for host in read_hosts(typed)
        )
