"""Changes are told in sentences for people, and what is refused under a title that fits."""

from datetime import UTC, date, datetime

import pytest

from commands.form import ChangedSince
from storage.database import writing
from storage.models import Person, Workspace
from storage.queries.workspaces import save_person

SEEN = datetime(2021, 9, 13, 9, tzinfo=UTC)
PEOPLE = {"U0POD0001": "Pod manager", "U0LEAD001": "Lead of the pods", "U0HEAD001": "Head"}


@pytest.fixture
def admin(either):
    flags = dict.fromkeys(("is_guest", "is_stranger", "is_deactivated"), False)
    with writing(either.engine) as session:
        for user_id, name in PEOPLE.items():
            known = Person(workspace_id=1, user_id=user_id, name=name, seen_at=SEEN, **flags)
            save_person(session, known)
    today = either.on(date(2021, 9, 14))
    return today.who(user_id="U0HEAD001", name="Head", role="admin")


@pytest.mark.parametrize(("done", "told"), [
    (["settings uploads on"], "settings: uploads from off to on."),
    (["settings uploads on", "settings uploads off"], "settings: uploads from on to off."),
    (["settings sign-off channel <#C0SIGN|sign-offs>"],
     "settings: sign-off channel from nowhere to #sign-offs."),
    (["settings sign-off channel <#C0SIGN|sign-offs>", "settings sign-off channel nowhere"],
     "settings: sign-off channel from #sign-offs to nowhere."),
    (["settings evidence hosts council.sharepoint.com"],
     "settings: evidence hosts from any to council.sharepoint.com."),
    (["settings time zone Europe/Paris"],
     "settings: time zone from Europe/London to Europe/Paris."),
    (["roles grant <@U0POD0001> manager"], "Pod manager was given the role manager."),
    (["roles grant <@U0POD0001> manager", "roles revoke <@U0POD0001> manager"],
     "The role manager was taken from Pod manager."),
    (["roles grant <!subteam^S0PODS|@pods> manager"],
     "The user group @pods was given the role manager."),
    (["holder Head of Service <@U0POD0001>"], "Pod manager holds the role “Heads of Service”."),
    (["holder Head of Service <@U0POD0001>", "holder Head of Service nobody"],
     "Pod manager no longer holds the role “Heads of Service”."),
    (["holder Head of Service cover <@U0POD0001>"],
     "Pod manager covers for the role “Heads of Service”."),
])  # fmt: skip
def test_settings_and_roles_are_told_in_words(admin, done, told):
    for words in done:
        answer = admin(words)
        assert answer.reply.is_note, answer.text
    changes = "\n".join(page.text for page in admin.pages("changes today"))
    assert told in changes
    for unreadable in ("several details", "U0", "S0", "C0", "<@", "role holder"):
        assert unreadable not in changes


def test_the_first_load_is_told(admin):
    with admin.write(now=admin.clock.now()) as write:
        write.set_workspace({"source": write.session.get_one(Workspace, 1).source | {"title": "x"}})
    assert "The plan’s own title, date and particulars were entered." in admin("changes today").text


def test_whoever_was_not_seen_here_is_no_bare_id(admin):
    admin.who(user_id="U0NEVER01", name=None)("settings uploads on")
    told = admin("changes today").text
    assert "someone not seen here yet" in told
    assert "U0NEVER01" not in told


def test_a_form_on_an_older_version_names_people(admin):
    form = admin("edit MC-3")
    admin("assign MC-3 <@U0LEAD001>")
    answer = admin.submit(form.fill(text="Otherwise", reason="It was wrong"))
    assert isinstance(answer.error, ChangedSince)
    (told,) = answer.error.sentences
    assert told.endswith(": action MC-3: lead set to Lead of the pods.")
    assert "U0" not in told


@pytest.mark.parametrize(("words", "role", "title"), [
    ("sign off MC-3", "quality assurance", "Nothing was changed"),
    ("start MC-1", "manager", "Nothing was changed"),
    ("settings time zone Narnia", "admin", "Nothing was changed"),
    ("start MC-3", "reader", "You can't do that"),
    ("start MC-99", "manager", "Which did you mean?"),
    ("update MC-3 Asked the mum of Jayden", "manager", "Nothing was kept"),
    ("update MC-3 NHS number 943 476 5919", "manager", "Nothing was kept"),
    ("move MC-3", "manager", "I did not understand that"),
    ("status cin as at 1 May 1999", "reader", "I can't answer that"),
])  # fmt: skip
def test_a_refusal_is_headed_by_what_it_is(ask, words, role, title):
    answer = ask.who(user_id="U0POD0001", role=role)(words)
    assert (answer.reply.title, answer.found) == (title, False)
