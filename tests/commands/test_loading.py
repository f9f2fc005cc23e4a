"""Loading a plan: all of it or nothing, and nothing that the record holds is lost."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData, func, select

from bot.text import as_text
from commands.loading import DatedInTheFuture, load_plan, read_plan
from storage.database import reading
from storage.ledger import DatedBeforeTheRecord
from storage.load import ReferencesTaken
from storage.models import (
    Action,
    ActionArea,
    Ambiguity,
    Area,
    Audit,
    Evidence,
    EvidenceArea,
    Ledger,
    Reading,
    Review,
    SignOff,
    Workspace,
)
from storage.plan_faults import PlanFaults
from storage.queries.workspaces import WhichWorkspace
from storage.redaction import redact
from storage.rows import rows_in
from storage.times import Clock
from storage.verify import verify

SAMPLE = (Path(__file__).parents[2] / "storage" / "sample_plan.yaml").read_text()
CLOCK = Clock(pinned=date(2021, 9, 13))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEW_YEAR = Clock(pinned=date(2090, 1, 1))
TODAY = datetime.now(UTC).date()

SMALL = """\
format: 1
document: {title: A plan, date: 2021-09-13}
areas:
- {id: records, number: 2018-1, title: Records, aliases: [notes]}
- {id: visits, number: 2018-2, title: Visits}
actions:
- ref: RE-1
  areas: [records, visits]
  text: Write it up
  state: in progress
  note: as written
measures:
- id: on-time
  area: records
  name: Written up on time
  better: higher
  readings:
  - {value: almost 90%, number: 90, qualifier: almost, period: Q1 2021-22}
- {id: by-hand, area: visits, name: Written by hand, better: lower}
evidence:
- {ref: EV-1, kind: audit, text: An audit, areas: [records, visits]}
ambiguities:
- {ref: A1, text: Two dates differ., areas: [records, visits]}
"""


def load(engine, text, *, clock=CLOCK, replace=False, team=None, name="plan.yaml"):
    """Load a text; give the report as people read it."""
    reply = load_plan(
        engine, text.encode(), name, clock=clock, actor="U0POD", replace=replace, team=team
    )
    return as_text(reply)


def changed(text, *pairs):
    """Give the text with some of its words changed, each where it first stands."""
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def dated(text, day):
    return changed(text, ("date: 2021-09-13", f"date: {day}"))


def rows(engine, table, **key):
    with reading(engine) as session:
        return rows_in(session, 1, table, **key)


def row_counts(engine):
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in tables.sorted_tables
        }


def state_of(engine):
    """Give how long the ledger is and what its head is, having verified it."""
    with reading(engine) as session:
        own = session.get_one(Workspace, 1)
        assert verify(session, own).problems == []
        return own.head_seq, own.head_hash


def entities(engine, since):
    with reading(engine) as session:
        asked = select(Ledger.entity).where(Ledger.seq > since).order_by(Ledger.seq)
        return list(session.scalars(asked))


# --- Loaded once, and loaded again.


def test_the_sample_plan_is_loaded_whole(engine):
    said = load(engine, SAMPLE, name="sample_plan.yaml")
    assert "sample_plan.yaml" in said
    for counted in ("9 areas", "21 actions", "18 measures", "12 pieces of evidence"):
        assert counted in said
    counts = row_counts(engine)
    assert (counts["area"], counts["action"], counts["measure"], counts["ambiguity"]) == (
        9,
        21,
        18,
        18,
    )
    assert counts["workspace"] == 1
    assert counts["ledger"] == counts["ledger_content"] == state_of(engine)[0]


@pytest.mark.parametrize("replace", [False, True])
def test_loading_twice_changes_nothing(plan_engine, replace):
    before = state_of(plan_engine), row_counts(plan_engine)
    assert "Nothing to change" in load(plan_engine, SAMPLE, replace=replace)
    assert (state_of(plan_engine), row_counts(plan_engine)) == before


def test_a_newer_date_alone_is_a_fact_that_differs(plan_engine):
    before = state_of(plan_engine)
    said = load(plan_engine, dated(SAMPLE, "2090-01-01"), clock=NEW_YEAR)
    assert "1 fact differs" in said
    assert "2021-09-13" in said
    assert "2090-01-01" in said
    assert state_of(plan_engine) == before


# --- A revised file.

# The same day as the first load, so that each test may date it as it needs.
REVISED = changed(
    SMALL,
    ("note: as written", "note: as revised"),
    ("state: in progress", "state: reported done\n  done: 2021-10"),
    ("title: Records", "title: Case records"),
    ("aliases: [notes]", "aliases: [notes, files]"),
    (
        "evidence:\n",
        "evidence:\n- {ref: EV-2, kind: report, text: A report, areas: [visits]}\n",
    ),
)
NEWER = dated(REVISED, "2090-01-01")


@pytest.fixture
def small(engine):
    load(engine, SMALL)
    return engine


def test_what_is_new_is_added_and_what_differs_is_listed(small):
    before, _ = state_of(small)
    said = load(small, NEWER, clock=NEW_YEAR)
    assert "1 piece of evidence" in said
    for fact in ("as written", "as revised", "in progress", "reported done", "Case records"):
        assert fact in said
    assert "October 2021" in said
    assert "files" in said
    assert "6 facts differ" in said  # and the document's own date
    assert entities(small, before) == ["evidence:EV-2", "evidence_area:EV-2/visits"]
    assert rows(small, Area, slug="records")[0]["title"] == "Records"
    [action] = rows(small, Action)
    assert (action["note"], action["state"], action["done_text"]) == (
        "as written",
        "in progress",
        None,
    )
    state_of(small)


def test_the_file_is_taken_at_its_word_when_told_so(small):
    load(small, NEWER, clock=NEW_YEAR)
    said = load(small, NEWER, clock=NEW_YEAR, replace=True)
    assert "6 facts differ" in said
    assert rows(small, Area, slug="records")[0]["title"] == "Case records"
    [action] = rows(small, Action)
    assert (action["note"], action["state"]) == ("as revised", "reported done")
    assert (action["done_text"], action["done_earliest"]) == ("October 2021", date(2021, 10, 1))
    with reading(small) as session:
        assert session.get_one(Workspace, 1).source["date"] == "2090-01-01"
    before = state_of(small)
    assert "Nothing to change" in load(small, NEWER, clock=NEW_YEAR, replace=True)
    assert state_of(small) == before


def test_every_differing_fact_of_the_sample_is_listed(plan_engine):
    """Change one fact of each kind; each is named with both its values, and none is taken."""
    facts = [
        ("label: Ofsted inspection, July 2018", "label: The 2018 inspection"),
        ("title: Case recording and management oversight", "title: Recording"),
        ("text: New missing procedures launched", "text: Procedures launched"),
        ("value: two-thirds", "value: three-quarters"),
        ("text: All allocated to a named worker", "text: Most allocated"),
        ("Inspection dated 'August 2018' once", "Inspection dated twice"),
        ("title: Ofsted Action Plan", "title: Our Plan"),
    ]
    before = state_of(plan_engine), row_counts(plan_engine)
    said = load(plan_engine, changed(SAMPLE, *facts))
    assert "7 facts differ" in said
    for old, new in facts:
        assert old.partition(": ")[2] in said
        assert new.partition(": ")[2] in said
    assert (state_of(plan_engine), row_counts(plan_engine)) == before


def test_an_order_is_no_fact(small):
    moved = changed(SMALL, ("areas:\n", "areas:\n- {id: first, title: Put in before}\n"))
    assert "differ" not in load(small, moved)
    assert [row["slug"] for row in rows(small, Area)].count("first") == 1
    state_of(small)


def test_what_a_file_leaves_out_stays(small):
    shorter = SMALL[: SMALL.index("evidence:")]
    said = load(small, dated(shorter, "2090-01-01"), clock=NEW_YEAR, replace=True)
    assert len(rows(small, Evidence)) == len(rows(small, Ambiguity)) == 1
    assert len(rows(small, EvidenceArea)) == 2
    assert "stay" in said


def test_what_was_typed_since_is_not_lost(small, changing):
    noon = datetime.now(UTC)
    with changing(small, 1, noon) as write:
        row = rows_in(write.session, 1, Action)[0]
        write.update(Action, row | {"lead": "Head of Service", "note": "typed here"})
        write.insert(Action, row | {"ref": "RE-2", "text": "Typed here too"})
    said = load(small, NEWER, clock=NEW_YEAR)
    assert "typed here" in said
    assert "Head of Service" in said
    actions = {row["ref"]: row for row in rows(small, Action)}
    assert actions["RE-1"]["note"] == "typed here"
    assert actions["RE-1"]["lead"] == "Head of Service"
    load(small, NEWER, clock=NEW_YEAR, replace=True)
    actions = {row["ref"]: row for row in rows(small, Action)}
    assert actions["RE-1"]["note"] == "as revised"
    assert actions["RE-2"]["text"] == "Typed here too"
    with reading(small) as session:
        assert verify(session, session.get_one(Workspace, 1)).problems == []


# --- Links to areas.

FEWER = changed(
    SMALL,
    ("areas: [records, visits]\n  text", "areas: [records]\n  text"),
    ("text: An audit, areas: [records, visits]", "text: An audit, areas: [records]"),
    ("text: Two dates differ., areas: [records, visits]", "text: Two dates differ."),
)


def test_an_area_no_longer_named_is_listed_and_stays(small):
    before = state_of(small)
    said = load(small, FEWER)
    assert "visits" in said
    assert state_of(small) == before
    assert len(rows(small, ActionArea)) == 2


def test_an_area_no_longer_named_is_taken_out_when_told_so(small):
    load(small, dated(FEWER, "2090-01-01"), clock=NEW_YEAR, replace=True)
    assert [row["area_slug"] for row in rows(small, ActionArea)] == ["records"]
    assert [row["area_slug"] for row in rows(small, EvidenceArea)] == ["records"]
    state_of(small)


def test_an_ambiguity_that_names_no_area_any_more_loses_them_all(small):
    counts = row_counts(small)
    load(small, dated(FEWER, "2090-01-01"), clock=NEW_YEAR, replace=True)
    assert row_counts(small)["ambiguity_area"] == counts["ambiguity_area"] - 2 == 0
    state_of(small)


# --- Readings.

OLD = "  - {value: almost 90%, number: 90, qualifier: almost, period: Q1 2021-22}\n"
NEW = "  - {value: 93%, number: 93, period: Q2 2021-22}\n"


@pytest.mark.parametrize("figures", [OLD + NEW, NEW + OLD, NEW])
def test_a_later_quarter_gets_the_next_number(small, figures):
    said = load(small, changed(SMALL, (OLD, figures)))
    assert "1 reading" in said
    assert "differ" not in said
    kept = {row["number"]: row["value_text"] for row in rows(small, Reading)}
    assert kept == {1: "almost 90%", 2: "93%"}
    state_of(small)


def test_another_figure_for_the_same_quarter_differs(small):
    other = changed(SMALL, ("value: almost 90%, number: 90", "value: almost 80%, number: 80"))
    said = load(small, other)
    assert "almost 90%" in said
    assert "almost 80%" in said
    assert len(rows(small, Reading)) == 1
    load(small, dated(other, "2090-01-01"), clock=NEW_YEAR, replace=True)
    [row] = rows(small, Reading)
    assert (row["number"], row["value_text"], row["value"]) == (1, "almost 80%", 80)


def test_any_number_is_kept_as_it_is(engine):
    numbers = ("-0.0", "0.1", "0", "66.7", "-3", "1e300", "123456789012345678")
    for number in numbers:
        told = changed(dated(SMALL, "2090-01-01"), ("number: 90", f"number: {number}"))
        load(engine, told, clock=NEW_YEAR, replace=True)
        [row] = rows(engine, Reading)
        assert row["value"] == float(number)
        state_of(engine)


def test_a_first_figure_makes_its_measure_one_that_has_figures(small):
    first = ", better: lower, readings: [{value: 4%, number: 4, period: Q2 2021-22}]}"
    said = load(small, changed(SMALL, (", better: lower}", first)))
    assert "1 reading" in said
    assert "differ" not in said
    state_of(small)


# --- Dates of documents.


def test_a_plan_of_a_day_that_has_not_come_is_refused(engine):
    with pytest.raises(DatedInTheFuture) as refused:
        load(engine, dated(SMALL, "2021-09-14"))
    assert "14 September 2021" in refused.value.sentence
    assert row_counts(engine)["workspace"] == 0


def test_an_older_plan_that_would_change_something_is_refused(small):
    before = state_of(small), row_counts(small)
    older = dated(REVISED, "2021-09-10")
    for replace in (False, True):
        with pytest.raises(DatedBeforeTheRecord) as refused:
            load(small, older, replace=replace)
        assert "10 September 2021" in refused.value.sentence
        assert "13 September 2021" in refused.value.sentence
    assert (state_of(small), row_counts(small)) == before


def test_an_older_plan_that_changes_nothing_is_read(small, changing):
    with changing(small, 1, datetime.now(UTC)) as write:
        row = rows_in(write.session, 1, Action)[0]
        write.update(Action, row | {"note": "typed here"})
    before = state_of(small)
    assert "typed here" in load(small, SMALL)
    assert state_of(small) == before


def test_a_plan_of_today_is_loaded_however_often_the_record_changed_today(small):
    today = Clock()
    first = dated(REVISED, TODAY)
    load(small, first, clock=today)
    load(small, first, clock=today, replace=True)
    assert rows(small, Action)[0]["note"] == "as revised"
    load(small, changed(first, ("as revised", "as revised again")), clock=today, replace=True)
    assert rows(small, Action)[0]["note"] == "as revised again"
    state_of(small)


def test_a_later_load_is_entered_now(small):
    load(small, NEWER, clock=NEW_YEAR)
    with reading(small) as session:
        newest = session.scalars(select(Ledger).order_by(Ledger.seq.desc())).first()
    assert newest.at == newest.entered_at
    assert abs(newest.at - datetime.now(UTC)) < timedelta(minutes=5)


# --- Refused whole.

FAULTY = {
    "unknown area": changed(SMALL, ("areas: [records, visits]\n  text", "areas: [record]\n  text")),
    "reference twice": SMALL + "- {ref: A1, text: Again.}\n",
    "impossible date": changed(SMALL, ("note: as written", "due: 2021-02-30")),
    "wrong type": changed(SMALL, ("number: 90", "number: many")),
    "not YAML": SMALL + "  : [",
    "last line only": SMALL + "nothing: like this\n",
}


def test_of_a_faulty_file_nothing_is_loaded(engine):
    for text in FAULTY.values():
        with pytest.raises(PlanFaults) as refused:
            load(engine, text)
        assert refused.value.faults
        assert "nothing was loaded" in refused.value.sentence
    assert {name for name, count in row_counts(engine).items() if count} == {"alembic_version"}


def test_a_faulty_file_leaves_the_record_as_it_was(small):
    before = state_of(small), row_counts(small)
    for text in FAULTY.values():
        with pytest.raises(PlanFaults):
            load(small, text, replace=True)
    assert (state_of(small), row_counts(small)) == before


def test_a_load_that_fails_on_the_way_leaves_nothing(small, monkeypatch):
    """The store breaks after the tables were written and before the chain is."""
    before = state_of(small), row_counts(small)

    def broken(write):
        raise OSError("no space left on device")

    monkeypatch.setattr("storage.ledger.LedgerWrite._write_chain", broken)
    with pytest.raises(OSError, match="no space"):
        load(small, NEWER, clock=NEW_YEAR, replace=True)
    assert (state_of(small), row_counts(small)) == before


# Each is made up: a test number of the NHS, a number that Ofcom keeps for drama, and so on.
IDENTIFIERS = {
    "NHS number": "999 765 4323",
    "phone number": "07700 900123",
    "email address": "somebody@example.org",
    "National Insurance number": "QQ123456C",
    "full postcode": "SW1A 1AA",
    "date of birth": "3/4/2009",
}


def test_an_identifier_is_refused_with_its_line_and_never_echoed(engine):
    for kind, value in IDENTIFIERS.items():
        told = changed(SMALL, ("note: as written", f'note: "{kind}: {value}"'))
        with pytest.raises(PlanFaults) as refused:
            load(engine, told)
        [fault] = refused.value.faults
        assert fault.line == 11
        assert kind in fault.sentence
        assert value not in str(refused.value)
        assert value not in repr(refused.value)
    assert row_counts(engine)["workspace"] == 0


def test_identifiers_are_found_anywhere_and_beside_other_faults():
    number = IDENTIFIERS["NHS number"]
    told = changed(
        SMALL,
        ("title: A plan", f'title: "{number}"'),
        ("aliases: [notes]", f'aliases: ["{number}"]'),
        ("ref: RE-1", f'"{number}": RE-1'),
    )
    with pytest.raises(PlanFaults) as refused:
        read_plan(told.encode(), "plan.yaml")
    lines = [fault.line for fault in refused.value.faults if "NHS" in fault.sentence]
    assert lines == [2, 4, 7]
    assert len(refused.value.faults) > 3
    assert number not in str(refused.value)


# --- Into which workspace.


def test_a_plan_goes_into_the_only_workspace(engine):
    load(engine, SMALL)
    load(engine, SMALL)
    assert row_counts(engine)["workspace"] == 1


def test_an_unknown_workspace_is_refused(small):
    with pytest.raises(WhichWorkspace):
        load(small, SMALL, team="T9")


# --- What people here did since.

LED = changed(
    SMALL,
    ("note: as written", "note: as written\n  lead: Head of Service\n  due: 2021-10-31"),
)
TOLD_BARE = dated(SMALL, "2090-01-01")


def claim_of(about, kind, asks_for):
    return {
        "about": about,
        "number": 1,
        "about_kind": kind,
        "asks_for": asks_for,
        "why": "All of it is written up.",
        "asked_by": "U0POD",
        "asked_at": NOON,
    }


def change(engine, changing, table, did="update", **facts):
    with changing(engine, 1, NOON) as write:
        write.did = did
        write.update(table, rows_in(write.session, 1, table)[0] | facts)


@pytest.mark.parametrize("waits", [True, False])
def test_what_was_claimed_or_rechecked_here_stays_whatever_the_file_says(small, changing, waits):
    state = "done, awaiting sign-off" if waits else "embedded"
    with changing(small, 1, NOON) as write:
        row = rows_in(write.session, 1, Action)[0]
        here = {"state": state, "done_text": "2 March 2026", "lead": "<@U0LEAD001>", "moves": 2}
        write.update(Action, row | here | {"recheck_due": date(2026, 6, 2)})
        if waits:
            write.insert(SignOff, claim_of("RE-1", "action", "complete"))
        else:
            told = {"outcome": "embedded", "shown_by": "seen", "reviewed_by": "U0POD"}
            review = {"action_ref": "RE-1", "number": 1, "reviewed_at": NOON}
            write.insert(Review, review | told)
    before = rows(small, Action)[0]
    newer = changed(NEWER, ("note: as revised", "note: as revised\n  lead: Head of Service"))
    said = load(small, newer, clock=NEW_YEAR, replace=True)
    after = rows(small, Action)[0]
    assert after == before | {"note": "as revised"}
    assert "3 facts differ and stay as in the record: it was claimed, signed off or re-" in said
    assert f"state: the record says “{state}”, the file “reported done”" in said
    state_of(small)


def test_an_areas_state_that_was_signed_off_here_stays(small, changing):
    with changing(small, 1, NOON) as write:
        row = rows_in(write.session, 1, Area, slug="records")[0]
        write.update(Area, row | {"state": "addressed", "stated_basis": "signed off here"})
        write.insert(SignOff, claim_of("records", "area", "addressed"))
    load(small, NEWER, clock=NEW_YEAR, replace=True)
    area = rows(small, Area, slug="records")[0]
    assert (area["state"], area["stated_basis"]) == ("addressed", "signed off here")
    assert area["title"] == "Case records"


def test_what_the_file_says_nothing_of_is_not_taken_out(small, changing):
    facts = {"lead": "<@U0LEAD001>", "due_text": "June 2026", "due_latest": date(2026, 6, 30)}
    change(small, changing, Action, **facts, moves=1)
    before = rows(small, Action)
    said = load(small, TOLD_BARE, clock=NEW_YEAR, replace=True)
    assert rows(small, Action) == before
    assert "2 facts differ and stay as in the record: the file says nothing of it" in said
    assert "due: the record says “June 2026”, the file “nothing”" in said


def test_how_often_a_date_was_moved_is_no_fact_of_a_file(small, changing):
    load(small, LED, replace=True)
    change(small, changing, Action, due_text="June 2026", moves=1)
    assert "1 fact differs" in load(small, LED, replace=True)
    [action] = rows(small, Action)
    assert (action["due_text"], action["moves"]) == ("31 October 2021", 1)


def test_a_figure_given_here_stays(small, changing):
    change(small, changing, Reading, value_text="91%", value=91.0, given_by="U0POD")
    said = load(small, TOLD_BARE, clock=NEW_YEAR, replace=True)
    assert rows(small, Reading)[0]["value_text"] == "91%"
    assert "it was given here" in said


TAKEN = {
    "RE-2": (
        "actions:\n",
        "actions:\n- {ref: RE-2, areas: [records], text: Theirs, state: not started}\n",
    ),
    "EV-2": ("evidence:\n", "evidence:\n- {ref: EV-2, kind: report, text: Theirs}\n"),
    "AU-1": (
        "actions:\n",
        "actions:\n- {ref: AU-1, areas: [records], text: Theirs, state: not started}\n",
    ),
    "RE-3": (
        "note: as written",
        "note: as written\n  next_step: {ref: RE-3, text: Theirs, paragraph: '3.1'}",
    ),
}


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("redacted", [False, True])
def test_a_reference_given_here_is_not_the_files(small, changing, redacted, replace):
    with changing(small, 1, NOON) as write:
        write.did = "add action"
        action = rows_in(write.session, 1, Action)[0]
        for ref in ("RE-2", "RE-3"):
            write.insert(Action, action | {"ref": ref, "text": "Ours"})
        evidence = rows_in(write.session, 1, Evidence)[0]
        write.insert(Evidence, evidence | {"ref": "EV-2", "text": "Ours", "given_at": NOON})
        audit = {"ref": "AU-1", "position": 1, "theme": "Ours", "held": NOON.date()}
        write.insert(Audit, audit | {"given_by": "U0POD"})
    if redacted:
        with changing(small, 1, NOON) as write:
            redact(write, Action, rows_in(write.session, 1, Action, ref="RE-2")[0])
    before = state_of(small), row_counts(small)
    for ref, (old, new) in TAKEN.items():
        with pytest.raises(ReferencesTaken) as refused:
            load(small, dated(changed(SMALL, (old, new)), TODAY), clock=Clock(), replace=replace)
        assert refused.value.refs == [ref]
        assert f"this reference to something else since its plan was loaded: {ref}." in str(
            refused.value
        )
        assert "Give it another number in the file" in refused.value.sentence
    both = changed(SMALL, TAKEN["RE-2"], TAKEN["EV-2"])
    with pytest.raises(ReferencesTaken, match="these references to something else"):
        load(small, both, replace=replace)
    assert (state_of(small), row_counts(small)) == before


def test_what_a_load_made_is_the_files_however_it_was_changed_here(small, changing):
    change(small, changing, Action, note="typed here")
    assert "1 fact differs" in load(small, SMALL)
