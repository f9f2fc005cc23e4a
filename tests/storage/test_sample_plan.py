"""The sample plan says what its source document says: no more, no less.

The source is written out below as tables, so that a slip in the sample shows.
"""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

import storage
from storage.models import PLAN_TABLES, Action, Base, Evidence, Reading, Workspace
from storage.plan_file import check
from storage.plan_rows import rows_of, source_of
from storage.rows import key_of
from storage.states import DONE, OPEN, State
from storage.yaml_lines import read_yaml

SAMPLE = Path(storage.__file__).parent / "sample_plan.yaml"

COUNTS = {
    "inspection": 3,
    "area": 9,
    "action": 21,
    "action_area": 25,
    "measure": 18,
    "reading": 15,
    "evidence": 12,
    "evidence_area": 13,
    "ambiguity": 18,
    "ambiguity_area": 20,
}

# slug: number, inspection, state, basis, words of the finding, paragraph, words of the caveat
ILACS, VISIT = "ilacs-2018", "focused-visit-2020"
AREAS = {
    "case-recording": ("2018-1", ILACS, "in progress", "inferred",
                       "management oversight and supervision, to monitor", "3.3, 3.5", None),
    "children-in-need": ("2018-2", ILACS, "in progress", "inferred",
                         "regular reviews through network meetings", "3.3, 3.6", None),
    "pre-proceedings": ("2018-3", ILACS, "complete", "stated",
                        "in order to reduce unnecessary delay for children", "3.3, 3.7",
                        "no figure for delay or duration is given"),
    "missing-children": ("2018-4", ILACS, "complete", "stated",
                         "timeliness and recording of return home interviews", "3.3, 3.8",
                         "'remains a struggle' and no timeliness figure is given"),
    "private-fostering-care-leavers": ("2018-5", ILACS, "complete", "stated",
                                       "timely statutory checks and regular visits", "3.3, 3.9",
                                       "the checks, visits and contact named"),
    "strategy-discussions": ("2020-1", VISIT, "complete", "stated as addressed",
                             "children who are already open to the service", "3.4, 3.10",
                             "education was part of the reminder but has no figure"),
    "recording-of-visits": ("2020-2", VISIT, "complete", "stated as addressed",
                            "capture children's experiences and voices", "3.4, 3.11",
                            "forms still have to be transferred to Eclipse"),
    "audit-follow-up": ("2020-3", VISIT, "in progress", "stated",
                        "the actions required are implemented to improve practice", "3.4, 3.12",
                        None),
}  # fmt: skip

# slug: the document's own sentences about the state, with their paragraphs
STATED = {
    "case-recording": [(("While there continue to be areas for improvement in recording, "
                        "progress is being made."), "3.5")],
    "children-in-need": [(("there have been challenges in implementing this work ... However, "
                          "there has been a significant improvement"), "3.6"),
                         ("Further work by Heads of Service and Pod Managers", "4.1")],
    "pre-proceedings": [("This action has been marked as completed", "3.7")],
    "missing-children": [("This action has also been marked as completed", "3.8")],
    "private-fostering-care-leavers": [("This action has also been completed", "3.9")],
    "strategy-discussions": [("Again this area has been addressed.", "3.10")],
    "recording-of-visits": [(("as described above, this area has been addressed by the "
                             "development and implementation of new forms"), "3.11")],
    "audit-follow-up": [("work is ongoing to address this area", "3.12")],
    "eclipse": [],
}  # fmt: skip

# ref: areas (the main one first), state, paragraph, done as stated, words of the text
DONE_, DOING, TO_DO = "reported done", "in progress", "not started"
ACTIONS = {
    "CR-1": (["case-recording"], DONE_, "3.5", None, "Audit of the recording model"),
    "CR-2": (["case-recording"], DONE_, "3.5", None, "Action plan from the recording audit"),
    "CR-3": (["case-recording", "recording-of-visits"], DONE_, "3.5", "June 2020",
             "New forms introduced to record visits"),
    "CR-4": (["case-recording"], DOING, "3.5", None, "Regular quality assurance processes"),
    "EC-1": (["eclipse", "case-recording", "missing-children", "recording-of-visits"], TO_DO,
             "3.5, 4.1", None, "Move to Eclipse"),
    "CIN-1": (["children-in-need"], DONE_, "3.6", "October 2019", "Child in Need Strategy"),
    "CIN-2": (["children-in-need"], DOING, "3.6", None, "Implementing the Child in Need model"),
    "CIN-3": (["children-in-need"], TO_DO, "4.1", None, "purposeful and progressed"),
    "PP-1": (["pre-proceedings"], DONE_, "3.7", None, "Quarterly tracking process established"),
    "MC-1": (["missing-children"], DONE_, "3.8", "November 2018", "New missing procedures"),
    "MC-2": (["missing-children"], DONE_, "3.8", None, "Missing children worker established"),
    "MC-3": (["missing-children"], DOING, "3.8", None, "improve timely return home interviews"),
    "PF-1": (["private-fostering-care-leavers"], DONE_, "3.9", None, "to a named worker"),
    "SD-1": (["strategy-discussions"], DONE_, "3.10", None, "health and education"),
    "SD-2": (["strategy-discussions"], DONE_, "3.10", None, "Impact of the reminder audited"),
    "RV-1": (["recording-of-visits"], DONE_, "3.11", "June 2020", "focus on the voice"),
    "RV-2": (["recording-of-visits"], TO_DO, "3.11", None, "transferred across to Eclipse"),
    "AF-1": (["audit-follow-up"], DOING, "3.12", None, "monitoring audit action plans"),
    "AF-2": (["audit-follow-up"], TO_DO, "3.12", None, "do not get lost"),
    "AF-3": (["audit-follow-up"], TO_DO, "3.12", None, "3 months after the audit"),
    "AF-4": (["audit-follow-up"], TO_DO, "4.1", None, "actions arising from audits are completed"),
}  # fmt: skip

# slug: area, paragraph, better, baseline value, value, number, hedge, period, derived, direction
QUARTER, FIRST = "Q1 2021-22", "the first quarter of this year"
MEASURES = {
    "recording-red": ("case-recording", "3.5", "lower", None,
                      "2%", 2, "exactly", QUARTER, False, None),
    "recording-green": ("case-recording", "3.5", "higher", "47%",
                        "two-thirds", 66.7, "about", QUARTER, False, "improved"),
    "management-oversight": ("case-recording", "3.5", "higher", None,
                             "All", 100, "exactly", QUARTER, True, None),
    "cin-has-plan": ("children-in-need", "3.6", "higher", None,
                     "all", 100, "exactly", QUARTER, False, None),
    "cin-clear-plan": ("children-in-need", "3.6", "higher", None,
                       "96%", 96, "exactly", QUARTER, False, None),
    "cin-statutory-processes": ("children-in-need", "3.6", "higher",
                                "a 15% increase on 6 months previously",
                                "four out of five", 80, None, QUARTER, True, "improved"),
    "cin-outcomes-red": ("children-in-need", "3.6", "lower", None,
                         "no children in need", 0, "exactly", FIRST, True, None),
    "cin-outcomes-green": ("children-in-need", "3.6", "higher", "50%",
                           "three-quarters", 75, None, FIRST, True, "improved"),
    "missing-episodes": ("missing-children", "3.8", "not stated", None,
                         ("a significant rise ... last year; an initial decrease when the first "
                         "lockdown started but this has increased subsequently"),
                         None, None, "last year", False, "rose"),
    "rhi-timeliness": ("missing-children", "3.8", "higher", None,
                       "remains a struggle", None, None, None, None, None),
    "named-worker-allocated": ("private-fostering-care-leavers", "3.9", "higher", None,
                               "all", 100, "exactly", None, None, None),
    "strategy-health-attendance": ("strategy-discussions", "3.10", "higher", None,
                                   "almost 90%", 90, "almost", "Q4 2020-21", False, None),
}  # fmt: skip
NO_FIGURE = {
    "strategy-education-attendance": ("strategy-discussions", "3.10"),
    "preproceedings-delay": ("pre-proceedings", "3.7"),
    "visits-voice-quality": ("recording-of-visits", "3.11"),
    "audit-actions-completed": ("audit-follow-up", "3.12"),
    "pf-visits-timeliness": ("private-fostering-care-leavers", "3.9"),
    "recording-amber": ("case-recording", "3.5"),
}

# ref: kind, areas, date as stated, period as stated, paragraph
EVIDENCE = {
    "EV-1": ("audit", ["case-recording"], None, None, "3.5"),
    "EV-2": ("form", ["case-recording", "recording-of-visits"], "June 2020", None, "3.5, 3.11"),
    "EV-3": ("audit", ["case-recording"], None, QUARTER, "3.5"),
    "EV-4": ("strategy", ["children-in-need"], "October 2019", None, "3.6"),
    "EV-5": ("audit", ["children-in-need"], None, QUARTER, "3.6"),
    "EV-6": ("process", ["pre-proceedings"], None, None, "3.7"),
    "EV-7": ("procedure", ["missing-children"], "November 2018", None, "3.8"),
    "EV-8": ("post", ["missing-children"], None, None, "3.8"),
    "EV-9": ("allocation", ["private-fostering-care-leavers"], None, None, "3.9"),
    "EV-10": ("reminder", ["strategy-discussions"], None, None, "3.10"),
    "EV-11": ("audit", ["strategy-discussions"], None, "Q4 2020-21", "3.10"),
    "EV-12": ("monitoring", ["audit-follow-up"], None, "since the focused visit last year", "3.12"),
}

# ref: paragraph, areas, words
AMBIGUITIES = {
    "A1": ("1.1, 3.1, 4.1", [], "'August 2018' once and 'July 2018' twice; likely"),
    "A2": ("3.5", ["case-recording"], "'two-thirds' green: no exact figure"),
    "A3": ("3.10", ["strategy-discussions"], "'almost 90%': no exact figure"),
    "A4": ("3.6", ["children-in-need"], "points (from 65%) or relative (from about 70%)?"),
    "A5": ("3.8", ["missing-children"], "'remains a struggle', with no figure"),
    "A6": ("3.10, 3.11", ["strategy-discussions", "recording-of-visits"], "'addressed' is used"),
    "A7": ("3.5, 3.6", ["case-recording", "children-in-need"], "no status word at all"),
    "A8": ("3.7", ["pre-proceedings"], "because a tracker exists"),
    "A9": ("3.9", ["private-fostering-care-leavers"], "only allocation is reported"),
    "A10": ("3.10", ["strategy-discussions"], "police not mentioned"),
    "A11": ("3.6, 3.8, 3.12", ["children-in-need", "missing-children", "audit-follow-up"],
            "relative and undefined"),
    "A12": ("3.12, 4.1", ["audit-follow-up"], "future tense ('will review')"),
    "A13": ("3.12", ["audit-follow-up"], "no owner or date"),
    "A14": ("3.5, 4.1", ["eclipse", "case-recording"], "it has slipped before"),
    "A15": ("3.5", ["case-recording"], "not the Ofsted action plan"),
    "A16": ("all", [], "No lead officer, due date, target or RAG rating"),
    "A17": ("3.5", ["case-recording"], "the middle grade is not named"),
    "A18": ("7.1", [], "Legal implications paragraph is blank"),
}  # fmt: skip


@pytest.fixture(scope="module")
def plan():
    return check(read_yaml(SAMPLE.read_bytes(), "sample_plan.yaml"), "sample_plan.yaml")


@pytest.fixture(scope="module")
def rows(plan):
    """Every row by table and key: rows["action"]["MC-3"]."""
    found: dict[str, dict] = {table.__tablename__: {} for table in PLAN_TABLES}
    for table, row in rows_of(plan):
        key = key_of(table, row)
        found[table.__tablename__][key[0] if len(key) == 1 else key] = row
    return found


def areas_of(rows, table: str, column: str, ref: str) -> list[str]:
    own = [row for row in rows[table].values() if row[column] == ref]
    return [row["area_slug"] for row in sorted(own, key=lambda row: row["position"])]


def test_the_counts(plan):
    assert Counter(table.__tablename__ for table, _ in rows_of(plan)) == COUNTS


# What people here say later, and no plan does.
HERE = {
    Action: {"audit_ref", "recheck_due"},
    Evidence: {
        "shows", "caveat", "audit_ref", "file_sha256", "file_name", "said_by", "given_at",
    },
    Reading: {
        "numerator", "denominator", "source", "given_by", "supersedes", "breaks_series",
    },
}  # fmt: skip


def test_every_row_fills_every_column_and_parents_come_first(plan):
    tables = [table for table, _ in rows_of(plan)]
    assert tables == sorted(tables, key=PLAN_TABLES.index)
    for table, row in rows_of(plan):
        columns = {column.name for column in table.__table__.columns} - {"workspace_id"}
        assert set(row) == columns - HERE.get(table, set())


def test_positions_count_from_one_in_file_order(plan):
    seen: dict[str, list[int]] = {}
    for table, row in rows_of(plan):
        if "position" in row:
            seen.setdefault(table.__tablename__, []).append(row["position"])
    assert all(positions == list(range(1, len(positions) + 1)) for positions in seen.values())


def test_the_database_takes_every_row(plan):
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        Base.metadata.create_all(connection)
        with Session(connection) as session:
            session.add(Workspace(id=1, source=source_of(plan)))
            session.flush()
            for table, row in rows_of(plan):
                session.execute(insert(table).values(workspace_id=1, **row))
            for table in PLAN_TABLES:
                assert session.query(table).count() == COUNTS[table.__tablename__]
    engine.dispose()


@pytest.mark.parametrize("slug", AREAS)
def test_an_area_in_ofsteds_words(rows, slug):
    number, inspection, state, basis, words, paragraph, caveat = AREAS[slug]
    area = rows["area"][slug]
    assert (area["number"], area["inspection_slug"]) == (number, inspection)
    assert (area["state"], area["stated_basis"]) == (state, basis)
    assert words in area["finding"]
    assert area["finding_paragraph"] == paragraph
    assert (area["caveat"] is None) == (caveat is None)
    assert (caveat or "") in (area["caveat"] or "")
    assert area["caveat_paragraph"] == (paragraph.split(", ")[1] if caveat else None)
    assert not area["is_cross_cutting"]


@pytest.mark.parametrize("slug", STATED)
def test_an_areas_state_as_stated(rows, slug):
    said = [(each["text"], each["paragraph"]) for each in rows["area"][slug]["stated"]]
    assert said == STATED[slug]


def test_areas_are_in_order_and_have_no_lead_and_no_date(rows):
    assert list(rows["area"]) == [*AREAS, "eclipse"]
    assert all(area["lead"] is None for area in rows["area"].values())
    assert all(area["completed_text"] is None for area in rows["area"].values())
    assert [slug for slug, area in rows["area"].items() if area["due_text"]] == ["eclipse"]


@pytest.mark.parametrize(
    ("alias", "slug"),
    [
        ("RHI", "missing-children"),
        ("CIN", "children-in-need"),
        ("PLO", "pre-proceedings"),
        ("PF", "private-fostering-care-leavers"),
        ("strats", "strategy-discussions"),
        ("VOC", "recording-of-visits"),
        ("closing the loop", "audit-follow-up"),
        ("case notes", "case-recording"),
        ("new system", "eclipse"),
    ],
)
def test_aliases(rows, alias, slug):
    assert [area for area, row in rows["area"].items() if alias in row["aliases"]] == [slug]
    assert sum(len(row["aliases"]) for row in rows["area"].values()) == 64


def test_eclipse_is_what_three_areas_lean_on(rows):
    area, action = rows["area"]["eclipse"], rows["action"]["EC-1"]
    assert area["is_cross_cutting"]
    assert area["state"] is None
    assert [each["paragraph"] for each in area["due_as_written"]] == ["3.5", "4.1"]
    for row in (area, action):
        assert row["due_text"] == "late 2021"
        assert row["due_earliest"] == date(2021, 9, 13)
        assert row["due_latest"] == date(2021, 12, 31)
        assert (row["due_precision"], row["due_derived"]) == ("stated", True)
    assert action["original_due_text"] is None
    served = {key[1]: row for key, row in rows["action_area"].items() if key[0] == "EC-1"}
    assert {slug: row["paragraph"] for slug, row in served.items()} == {
        "eclipse": None,
        "case-recording": "3.5",
        "missing-children": "3.8",
        "recording-of-visits": "3.11",
    }
    assert [slug for slug, row in served.items() if row["is_main"]] == ["eclipse"]


@pytest.mark.parametrize("ref", ACTIONS)
def test_an_action(rows, ref):
    areas, state, paragraph, done, words = ACTIONS[ref]
    action = rows["action"][ref]
    assert areas_of(rows, "action_area", "action_ref", ref) == areas
    assert (action["state"], action["paragraph"]) == (state, paragraph)
    assert action["done_text"] == done
    assert words in action["text"]
    assert (action["source"], action["moves"]) == ("plan", 0)
    assert (action["lead"], action["confidence"]) == (None, None)


def test_ten_actions_are_open_and_one_of_them_has_a_date(rows):
    states = {ref: State(row["state"]) for ref, row in rows["action"].items()}
    open_ones = [ref for ref, state in states.items() if state in OPEN]
    assert len(open_ones) == 10
    assert sum(state in DONE for state in states.values()) == 11
    assert [ref for ref, row in rows["action"].items() if row["due_text"]] == ["EC-1"]
    assert list(rows["action"]) == list(ACTIONS)


def test_who_does_it_and_what_the_report_adds(rows):
    action = rows["action"]
    by = {ref: row["by_roles"] for ref, row in action.items() if row["by_roles"]}
    assert by == {
        "CIN-3": ["Heads of Service", "Pod Managers"],
        "AF-1": ["Quality Assurance Managers"],
        "AF-2": ["managers (unspecified)"],
        "AF-3": ["Quality Assurance Managers"],
    }
    done_by = {ref: row["done_by"] for ref, row in action.items() if row["done_by"]}
    assert done_by == {"CR-1": "Recording Steering Group"}
    assert action["PP-1"]["recurs"] == "quarterly"
    assert action["AF-3"]["rule"] == "audit date + 3 months"
    assert action["MC-3"]["note"] == "'remains a struggle'"
    assert "gap" in action["AF-2"]["note"]
    assert action["RV-1"]["done_derived"] is True
    assert action["CR-3"]["done_derived"] is False
    assert action["AF-1"]["started_earliest"] == date(2020, 2, 1)
    assert action["AF-1"]["started_derived"] is True


def test_the_next_steps(rows):
    steps = {
        row["next_step_ref"]: (ref, row["next_step_paragraph"], row["next_step"][:28])
        for ref, row in rows["action"].items()
        if row["next_step"]
    }
    assert steps == {
        "NS-1": ("EC-1", "4.1", "The implementation of the Ec"),
        "NS-2": ("CIN-3", "4.1", "Further work by Heads of Ser"),
        "NS-3": ("AF-4", "4.1", "Quality Assurance processes "),
    }


@pytest.mark.parametrize("slug", MEASURES)
def test_a_measure_and_its_figure_as_stated(rows, slug):
    area, paragraph, better, baseline, value, number, hedge, period, derived, moved = MEASURES[slug]
    measure = rows["measure"][slug]
    assert (measure["area_slug"], measure["paragraph"]) == (area, paragraph)
    assert measure["better"] == better
    readings = [row for key, row in rows["reading"].items() if key[0] == slug]
    assert [row["number"] for row in readings] == list(range(1, len(readings) + 1))
    before = [row["value_text"] for row in readings if row["is_baseline"]]
    assert before == ([baseline] if baseline else [])
    (now,) = [row for row in readings if not row["is_baseline"]]
    assert (now["value_text"], now["value"], now["qualifier"]) == (value, number, hedge)
    assert (now["period_text"], now["period_derived"]) == (period, derived)
    assert (now["direction"], now["paragraph"]) == (moved, paragraph)


def test_the_baselines(rows):
    green = rows["reading"]["recording-green", 1]
    assert (green["value"], green["period_text"]) == (
        47,
        "at the time of the Ofsted inspection in 2018",
    )
    outcomes = rows["reading"]["cin-outcomes-green", 1]
    assert (outcomes["value"], outcomes["period_text"]) == (50, "the previous quarter")
    assert outcomes["period_earliest"] == date(2021, 1, 1)
    statutory = rows["reading"]["cin-statutory-processes", 1]
    assert statutory["value"] is None
    note = rows["measure"]["cin-statutory-processes"]["note"]
    assert "65%" in note
    assert "69.6%" in note


@pytest.mark.parametrize("slug", NO_FIGURE)
def test_a_measure_without_a_figure(rows, slug):
    measure = rows["measure"][slug]
    assert (measure["area_slug"], measure["paragraph"]) == NO_FIGURE[slug]
    assert not [key for key in rows["reading"] if key[0] == slug]


def test_there_are_no_other_measures_targets_or_standards(rows):
    assert list(rows["measure"]) == [*MEASURES, *NO_FIGURE]
    for row in rows["measure"].values():
        assert (row["target"], row["standard"]) == (None, None)


@pytest.mark.parametrize("ref", EVIDENCE)
def test_evidence(rows, ref):
    kind, areas, dated, period, paragraph = EVIDENCE[ref]
    evidence = rows["evidence"][ref]
    assert (evidence["kind"], evidence["paragraph"]) == (kind, paragraph)
    assert (evidence["dated_text"], evidence["period_text"]) == (dated, period)
    assert areas_of(rows, "evidence_area", "evidence_ref", ref) == areas
    assert (evidence["link"], evidence["given_by"], evidence["action_ref"]) == (None, None, None)


@pytest.mark.parametrize("ref", AMBIGUITIES)
def test_an_ambiguity(rows, ref):
    paragraph, areas, words = AMBIGUITIES[ref]
    assert rows["ambiguity"][ref]["paragraph"] == paragraph
    assert words in rows["ambiguity"][ref]["text"]
    assert areas_of(rows, "ambiguity_area", "ambiguity_ref", ref) == areas


def test_what_is_unclear_is_told_to_readers_not_to_an_editor(rows):
    for row in rows["ambiguity"].values():
        assert not re.search(r"\b(print|show|say|write|use)\b", row["text"], re.IGNORECASE)


def test_the_inspections_in_the_inspectors_words(rows):
    first, visit, following = rows["inspection"].values()
    assert (first["kind"], first["month_text"]) == ("inspection", "July 2018")
    assert (first["judgement"], first["judgement_paragraph"]) == ("good", "3.1")
    assert first["quote"].startswith("The new model of practice has been embedded")
    assert first["quote"].endswith("they enjoy working in Brighton and Hove.")
    assert [each["paragraph"] for each in first["as_written"]] == ["1.1", "3.1", "4.1"]
    assert (visit["kind"], visit["month_text"]) == ("focused visit", "February 2020")
    assert visit["judgement"] is None
    assert visit["quote"].startswith("have built on what was working well")
    assert visit["quote_paragraph"] == "3.2"
    assert len(visit["as_written"]) == 4
    assert following["month_text"] is None
    assert "We do not know when the next Ofsted inspection will be" in following["note"]


def test_the_document_itself(plan):
    source = source_of(plan)
    assert json.loads(json.dumps(source)) == source
    assert source["title"] == "Ofsted Action Plan"
    assert source["date"] == "2021-09-13"
    assert source["report_of"] == "Executive Director Families Children & Learning"
    assert source["council"] == "Brighton & Hove City Council"
    assert source["committee"] is None
    assert (source["publicity"], source["wards"]) == ("FOR GENERAL RELEASE", "All")
    assert source["recommendation"] == {
        "text": "That the committee notes this report and its contents including the next steps.",
        "paragraph": "2.1",
    }
    assert source["finance_consulted"]["date"]["earliest"] == "2021-07-28"
    assert len(source["calendar"]["quarters"]) == 5
    assert [role["id"] for role in source["roles"]] == [
        "executive-director",
        "heads-of-service",
        "pod-managers",
        "quality-assurance-managers",
        "social-workers",
        "recording-steering-group",
        "missing-children-worker",
        "pods",
        "police",
        "health-representatives",
        "education-representatives",
        "committee",
    ]
    promises = [(each["state"], each["paragraph"]) for each in source["other_commitments"]]
    assert promises == [(DOING, "5.1")] * 3 + [(DONE_, "7.2"), (DOING, "7.2")]
    assert source["other_commitments"][3]["done"]["text"] == "2015"


def test_what_other_sources_say_is_kept_apart(plan, rows):
    notes = [row.get("outside_note") for table in rows.values() for row in table.values()]
    notes = [note for note in [*notes, plan.document.outside_note] if note]
    assert len(notes) == 4
    assert all(note.startswith("Not from the report: ") for note in notes)
    inside = SAMPLE.read_text("utf-8")
    for note in notes:
        inside = inside.replace(note, "")
    assert "72 hours" not in inside
    assert not re.search("press|draft minutes", inside)


def test_no_hedge_is_hardened(rows):
    for row in rows["reading"].values():
        assert row["value_text"] not in {"66.7%", "90%", "about 67%"}
