"""Evidence given later, with or without a file, and messages of Slack kept as evidence."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.access import NotAllowed
from commands.acting.evidence_file import NoFile
from commands.acting.keep_message import CUT, Message
from commands.action_changes import NoAction
from commands.changing import MustAttest
from commands.evidence_files import check_file
from commands.form import Faults, Filled
from commands.form_data import as_data, filled_from
from commands.privacy import HoldsIdentifier
from storage.models import Action, ActionArea, Area, Evidence, EvidenceArea, File, Workspace
from storage.queries.files import find_file
from storage.redaction import empty_the_log
from storage.rows import rows_in
from storage.verify import verify

FACTS = {"summary": "All pods briefed.", "kind": "procedure or form", "dated": date(2021, 9, 10)}
LINK = {"link": "https://council.example/briefing"}
TEXT = b"Dip sample of return home interviews, July to September 2021. 18 of 20 were in time.\n"
ROWS = b"Team;Audits\nA;12\nB;14\n"


def a_file(content=TEXT, name="audit.txt"):
    return check_file(name, content)


def uploads(staff, *, on=True):
    with staff.write(now=datetime.now(UTC)) as write:
        write.set_workspace({"settings": {"uploads": on}})


def with_file(form, file, **values):
    """Give the form as it is submitted once its file was fetched."""
    filled = form.fill(**FACTS, file="F0AUDIT", file_names_nobody=("yes",), **values)
    return replace(filled, file=file)


def everything(staff, table, **key):
    with staff.session as session:
        return rows_in(session, 1, table, **key)


def files(staff):
    with staff.session as session:
        return {one.sha256: one.content for one in session.query(File)}


def problems(staff):
    with staff.session as session:
        return verify(session, session.get_one(Workspace, 1)).problems


@pytest.fixture
def manager(staff):
    return staff.who(user_id="U0POD", name="Pod manager", role="manager")


@pytest.fixture
def giver(manager):
    """A manager where files can be given."""
    uploads(manager)
    return manager


def test_evidence_for_an_action_leaves_it_as_it_is(manager):
    (before,) = everything(manager, Action, ref="MC-3")
    given = manager.submit(manager("evidence add MC-3").fill(**FACTS, **LINK))
    assert given.reply.is_note
    assert given.reply.title.startswith("Pod manager added evidence EV-")
    (evidence,) = everything(manager, Evidence, link=LINK["link"])
    assert (evidence["action_ref"], evidence["given_by"]) == ("MC-3", "<@U0POD>")
    assert everything(manager, EvidenceArea, evidence_ref=evidence["ref"])
    assert everything(manager, Action, ref="MC-3") == [before]
    assert LINK["link"] in manager("evidence MC-3").text + manager(f"show {evidence['ref']}").text
    assert problems(manager) == []


def test_evidence_for_an_area(manager):
    form = manager("evidence add missing-children")
    manager.submit(form.fill(**FACTS, **LINK))
    (evidence,) = everything(manager, Evidence, link=LINK["link"])
    serves = everything(manager, EvidenceArea, evidence_ref=evidence["ref"])
    assert evidence["action_ref"] is None
    assert [row["area_slug"] for row in serves] == ["missing-children"]


def test_evidence_is_for_what_is_in_the_plan(manager):
    evidence = everything(manager, Evidence)[0]["ref"]
    assert isinstance(manager(f"evidence add {evidence}").error, NoAction)
    assert not manager("evidence add MC-99").found


def test_who_may_add(staff):
    assert isinstance(staff("evidence add MC-3").error, NotAllowed)
    with staff.write(now=datetime.now(UTC)) as write:
        (row,) = rows_in(write.session, 1, Action, ref="MC-3")
        write.update(Action, row | {"lead": "<@U0WORKER>"})
    lead = staff.who(user_id="U0WORKER")
    assert lead.submit(lead("evidence add MC-3").fill(**FACTS, **LINK)).reply.is_note


# Files.


def test_a_form_takes_a_file_only_where_the_settings_say_so(manager):
    assert not any("file" in str(one) for one in manager("evidence add MC-3").form.fields)
    uploads(manager)
    form = manager("evidence add MC-3")
    filled = with_file(form, None)
    uploads(manager, on=False)
    assert "file" in manager.submit(filled).error.by_field


def test_whoever_gives_a_file_vouches_for_it(giver):
    filled = with_file(giver("evidence add MC-3"), a_file())
    answer = giver.submit(replace(filled, values=filled.values | {"file_names_nobody": ()}))
    assert isinstance(answer.error, Faults)
    assert answer.error.by_field.keys() == {"file_names_nobody"}
    assert files(giver) == {}


def test_a_file_is_kept_with_its_evidence_once(giver):
    file = a_file()
    for ref in ("MC-3", "MC-2"):
        giver.submit(with_file(giver(f"evidence add {ref}"), file))
    assert files(giver) == {file.sha256: TEXT}
    given = everything(giver, Evidence, file_sha256=file.sha256)
    assert [one["file_name"] for one in given] == ["audit.txt"] * 2
    assert problems(giver) == []


def test_the_ledger_keeps_that_the_giver_vouched_for_what_is_doubtful(giver):
    file = a_file(b"Asked the mum of Jayden how it went.\n")
    assert file.ticks
    giver.submit(with_file(giver("evidence add MC-3"), file))
    (evidence,) = everything(giver, Evidence, file_sha256=file.sha256)
    assert "names no child or family" in giver(f"history {evidence['ref']}").text


def test_evidence_shows_its_file_and_offers_it_to_those_allowed(giver, staff):
    file = a_file(ROWS, "audits.csv")
    giver.submit(with_file(giver("evidence add MC-3"), file))
    (evidence,) = everything(giver, Evidence, file_sha256=file.sha256)
    ref = evidence["ref"]
    for asked in (f"evidence {ref}", f"show {ref}"):
        assert f"audits.csv (CSV, 1 KB, SHA-256 {file.sha256[:16]})" in staff(asked).text
    assert giver(f"evidence {ref}").choices == [f"evidence file {ref}"]
    assert staff(f"evidence {ref}").choices == []
    assert giver(f"evidence {ref} as at 13 September 2021").found is False
    assert isinstance(staff(f"evidence file {ref}").error, NotAllowed)


def test_a_file_is_sent_to_who_asks_alone(giver, staff):
    giver.submit(with_file(giver("evidence add MC-3"), a_file()))
    (evidence,) = everything(giver, Evidence, file_name="audit.txt")
    (notice,) = giver(f"evidence file {evidence['ref']}").notices
    assert (notice.to, notice.file) == ("U0POD", (evidence["file_sha256"], "audit.txt"))
    with staff.write(now=datetime.now(UTC)) as write:
        (row,) = rows_in(write.session, 1, Area, slug="missing-children")
        write.update(Area, row | {"lead": "<@U0WORKER>"})
    lead = staff.who(user_id="U0WORKER")
    assert f"evidence file {evidence['ref']}" in lead(f"evidence {evidence['ref']}").choices
    assert lead(f"evidence file {evidence['ref']}").notices[0].to == "U0WORKER"


def test_a_file_that_is_not_there_is_told_of(giver):
    plain = everything(giver, Evidence)[0]["ref"]
    assert isinstance(giver(f"evidence file {plain}").error, NoFile)
    assert isinstance(giver("evidence file MC-3").error, NoFile)
    giver.submit(with_file(giver("evidence add MC-3"), a_file()))
    (evidence,) = everything(giver, Evidence, file_name="audit.txt")
    with giver.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM file")
    assert "missing" in giver(f"evidence file {evidence['ref']}").error.sentence
    assert "no longer kept" in giver(f"evidence {evidence['ref']}").text


def test_a_redaction_takes_the_file_unless_other_evidence_needs_it(giver):
    file = a_file()
    admin = giver.who(role="admin")
    for ref in ("MC-3", "MC-2"):
        giver.submit(with_file(giver(f"evidence add {ref}"), file))
    one, other = (row["ref"] for row in everything(giver, Evidence, file_sha256=file.sha256))
    admin(f"redact {one} because it names a child")
    assert files(giver) == {file.sha256: TEXT}
    admin(f"redact {other} because it names a child")
    assert files(giver) == {}
    assert problems(giver) == []
    empty_the_log(giver.engine)
    assert b"return home interviews, July to" not in Path(giver.engine.url.database).read_bytes()


# A form that waits for its file.

VALUES = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.dates(),
    st.lists(st.text(), max_size=3).map(tuple),
)


@given(
    st.builds(
        Filled,
        name=st.text(),
        about=st.text(),
        seen=st.integers(0),
        values=st.dictionaries(st.text(), VALUES, max_size=5),
        opened_in=st.none() | st.text(),
        pressed=st.dictionaries(st.text(), st.integers(0), max_size=2),
        attested=st.booleans(),
    )
)
def test_what_was_filled_in_comes_back_from_data(filled):
    assert filled_from(as_data(filled)) == filled


# Messages.

SAID = Message(
    "Pods 1 to 4 are briefed.\n<@U0POD> has the list", "U0WORKER", "1631264400.000200", "https://x"
)


def about(message=SAID):
    return Filled("keep_message", message.about)


def action_field(staff):
    (field,) = (one for one in staff.draw(about()).fields if getattr(one, "name", "") == "action")
    return field


def kept(staff, message=SAID, **values):
    form = staff.draw(about(message))
    given = {"action": "MC-3", "kind": "other"} | values
    filled = Filled("keep_message", form.about, form.seen, given)
    return staff.submit(replace(filled, attested=bool(values.get("attested"))))


@given(st.text(), st.sampled_from(["", "U0WORKER"]), st.sampled_from(["", "https://x/p1"]))
def test_a_message_comes_back_from_what_a_form_is_about(text, by, link):
    message = Message(text, by, "1631264400.000200", link)
    assert Message.of(message.about) == message


def test_a_message_is_kept_in_its_words(manager):
    answer = kept(manager, shows="Everyone knows")
    assert answer.reply.is_note
    (evidence,) = everything(manager, Evidence, said_by="U0WORKER")
    assert evidence["text"] == SAID.text
    assert (evidence["link"], evidence["action_ref"]) == ("https://x", "MC-3")
    assert evidence["dated_text"] == "10 September 2021"
    assert evidence["given_by"] == "<@U0POD>"
    assert evidence["shows"] == "Everyone knows"
    assert problems(manager) == []


def test_the_open_actions_can_be_chosen_or_those_one_leads(staff, manager):
    def choices(person):
        return {value for value, _ in action_field(person).options}

    open_ones = {
        row["ref"]
        for row in everything(staff, Action)
        if row["state"] in {"not started", "in progress", "reopened", "done, awaiting sign-off"}
    }
    assert choices(manager) == open_ones
    ref = min(open_ones)
    with pytest.raises(NotAllowed):
        staff.draw(about())
    with staff.write(now=datetime.now(UTC)) as write:
        (row,) = rows_in(write.session, 1, Action, ref=ref)
        write.update(Action, row | {"lead": "<@U0WORKER>"})
    lead = staff.who(user_id="U0WORKER")
    assert choices(lead) == {ref}
    assert kept(lead, action=ref).reply.is_note
    assert isinstance(kept(lead, action=max(open_ones)).error, NotAllowed)


def test_among_more_than_a_hundred_an_action_is_typed(manager):
    with manager.write(now=datetime.now(UTC)) as write:
        (row,) = rows_in(write.session, 1, Action, ref="MC-3")
        for number in range(200, 301):
            ref = {"ref": f"MC-{number}", "position": number, "state": "not started"}
            write.insert(Action, row | ref)
            serves = {"action_ref": f"MC-{number}", "area_slug": "missing-children"}
            write.insert(ActionArea, serves | {"position": number, "is_main": True})
    field = action_field(manager)
    assert (field.kind, field.options) == ("line", ())
    assert kept(manager, action="mc 3").reply.is_note
    assert kept(manager, action="MC-999").error.by_field.keys() == {"action"}
    assert kept(manager, action="the first").error.by_field.keys() == {"action"}


def test_an_identifier_in_a_message_is_refused_at_once(manager):
    bad = replace(SAID, text="NHS number 943 476 5919")
    with pytest.raises(HoldsIdentifier):
        manager.draw(about(bad))
    filled = Filled("keep_message", bad.about, 0, {"action": "MC-3", "kind": "other"})
    assert isinstance(manager.submit(filled).error, HoldsIdentifier)


def test_a_doubtful_name_in_a_message_is_asked_about(manager):
    doubtful = replace(SAID, text="Asked the mum of Jayden")
    form = manager.draw(about(doubtful))
    assert form.fields[-1].name == "attested"
    assert isinstance(kept(manager, doubtful).error, MustAttest)
    assert kept(manager, doubtful, attested=True).reply.is_note
    (evidence,) = everything(manager, Evidence, said_by="U0WORKER")
    assert "names no child" in manager(f"history {evidence['ref']}").text


def test_a_message_that_was_cut_says_so(manager):
    texts = [one.text for one in manager.draw(about(replace(SAID, text=f"Long{CUT}"))).fields[:2]]
    assert any("too long to be kept whole" in one for one in texts)


def test_a_file_is_found_by_its_hash(giver):
    giver.submit(with_file(giver("evidence add MC-3"), a_file(ROWS, "audits.csv")))
    with giver.session as session:
        assert find_file(session, 1, a_file(ROWS).sha256) == ("csv", len(ROWS))
        assert find_file(session, 1, "0" * 64) is None
