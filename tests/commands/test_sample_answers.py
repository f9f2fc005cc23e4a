"""What the bot says of the sample plan: the report's own facts, its hedges, and its gaps.

The facts are written out here from the report itself, so that a slip in the sample shows too.
"""

import re
from datetime import date

import pytest

# slug: number, Ofsted's exact words, their paragraphs, state in words, caveat, its paragraph
AREAS = {
    "case-recording": (
        "2018-1",
        (
            "Case recording, including the recording of management oversight and supervision, "
            "to monitor children's progress and outcomes effectively."
        ),
        "3.3, 3.5",
        "in progress",
        None,
        None,
    ),
    "children-in-need": (
        "2018-2",
        (
            "The response to children in need, including clear plans with appropriate actions "
            "and timescales and regular reviews through network meetings."
        ),
        "3.3, 3.6",
        "in progress",
        None,
        None,
    ),
    "pre-proceedings": (
        "2018-3",
        (
            "The progression of pre-proceedings work, in order to reduce unnecessary delay for "
            "children."
        ),
        "3.3, 3.7",
        "marked complete",
        "no figure for delay or duration is given",
        "3.7",
    ),
    "missing-children": (
        "2018-4",
        (
            "The response to children who go missing from home and care, including the "
            "timeliness and recording of return home interviews to capture intelligence to "
            "inform service delivery."
        ),
        "3.3, 3.8",
        "marked complete",
        "'remains a struggle' and no timeliness figure is given",
        "3.8",
    ),
    "private-fostering-care-leavers": (
        "2018-5",
        (
            "The allocation of private fostering and care leaver cases to workers, to allow "
            "timely statutory checks and regular visits and contact, in order to ensure that "
            "children live in safe arrangements to meet their needs."
        ),
        "3.3, 3.9",
        "marked complete",
        "the checks, visits and contact named in the area wording are not reported on",
        "3.9",
    ),
    "strategy-discussions": (
        "2020-1",
        (
            "Multi-agency attendance at strategy discussions in response to child protection "
            "concerns about children who are already open to the service."
        ),
        "3.4, 3.10",
        "reported as addressed",
        "education was part of the reminder but has no figure",
        "3.10",
    ),
    "recording-of-visits": (
        "2020-2",
        (
            "The recording of visits to children to ensure that these effectively capture "
            "children's experiences and voices and are relevant to the plan."
        ),
        "3.4, 3.11",
        "reported as addressed",
        "forms still have to be transferred to Eclipse",
        "3.11",
    ),
    "audit-follow-up": (
        "2020-3",
        (
            "The follow-up to audits to ensure that the actions required are implemented to "
            "improve practice."
        ),
        "3.4, 3.12",
        "in progress",
        None,
        None,
    ),
}
CAVEATS = [caveat for *_, caveat, _ in AREAS.values() if caveat]
INSPECTIONS = {"2018": "July 2018", "2020": "February 2020"}
DATELESS = {"CR-4", "CIN-2", "CIN-3", "MC-3", "RV-2", "AF-1", "AF-2", "AF-3", "AF-4"}
OPEN = DATELESS | {"EC-1"}
DONE = {
    "CR-1", "CR-2", "CR-3", "CIN-1", "PP-1", "MC-1", "MC-2", "PF-1", "SD-1", "SD-2", "RV-1",
}  # fmt: skip
LEANING = {"case-recording": "3.5", "missing-children": "3.8", "recording-of-visits": "3.11"}

# words: what the answer must say, what it must not
FACTS: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("status", ("8 areas", "21 actions", "11 done", "10 open", *CAVEATS), ("past their date",)),
    ("status", ("almost 90% (Q4 2020-21)", "9 of 10 open actions", "late 2021"), ("31 December",)),
    ("", ("8 areas", "21 actions", "11 done", "10 open", *CAVEATS), ()),
    ("status eclipse", ("late 2021", "later in 2021", "3.5", "3.8", "3.11"), ("31 December",)),
    (
        "status eclipse",
        ("Case recording and management oversight", "return home interviews", "child's voice"),
        ("What Ofsted said",),
    ),
    (
        "status case-recording",
        ("2%", "two-thirds", "47%", "at the time of the Ofsted inspection in 2018", "our reading"),
        ("marked complete",),
    ),
    (
        "status children-in-need",
        ("96%", "four out of five", "three-quarters", "Q1 2021-22", "Heads of Service"),
        ("marked complete", "80%", "75%"),
    ),
    ("status missing-children", ("remains a struggle", "November 2018", "MC-3"), ("72 hours",)),
    ("status private-fostering-care-leavers", ("all (period not given)",), ("100%",)),
    ("status audit-follow-up", ("audits do not get lost", "AF-2"), ("marked complete",)),
    (
        "overdue",
        ("only 1 of 10 open actions has a date", "the other 9", *DATELESS),
        ("are past their date", "EC-1"),
    ),
    (
        "due before christmas",
        ("13 September to 25 December 2021", "May fall due then", "EC-1", "late 2021", "9 of 10"),
        ("31 December", *DATELESS),
    ),
    ("due next month", ("1 to 31 October 2021", "May fall due then", "EC-1"), ("Due\n",)),
    ("due by 31 December", ("13 September to 31 December 2021", "EC-1"), ("May fall due",)),
    ("due next year", ("1 April 2022 to 31 March 2023", "No open action has a date"), ("EC-1",)),
    ("completed", ("11 actions", *DONE), tuple(OPEN)),
    ("completed in 2018", ("1 action done", "MC-1", "November 2018", "7 more"), ("CIN-1",)),
    ("completed in november 2018", ("1 action done", "MC-1", "1 to 30 November 2018"), ()),
    ("completed since 1 november 2018", ("4 actions done", "MC-1"), ("MC-2",)),
    ("completed since 2 november 2018", ("3 actions done", "7 more"), ("MC-1",)),
    ("completed since the focused visit", ("2 actions done", "CR-3", "RV-1"), ("CIN-1",)),
    ("completed since the 2018 inspection", ("4 actions done", "1 July 2018", "MC-1"), ("MC-2",)),
    ("completed last quarter", ("1 April to 30 June 2021", "no finished action", "7 more"), ()),
    ("completed in 2020", ("June 2020 (our reading)", "CR-3", "RV-1"), ()),
    ("completed pre-proceedings", ("1 action done", "PP-1", "no date"), ("MC-1",)),
    ("measure education attendance", ("The plan gives no figure", "3.10"), ("90%", "almost")),
    ("measure strategy-education-attendance", ("The plan gives no figure",), ("90%",)),
    ("measure health", ("almost 90%", "Q4 2020-21", "higher is better", "3.10"), ()),
    ("measure strats", ("almost 90%", "Education attendance", "no figure"), ()),
    ("measure recording-green", ("two-thirds", "47%", "improved", "our arithmetic"), ("67",)),
    ("measure missing-episodes", ("a significant rise", "the category 'absent'", "rose"), ()),
    ("who missing-children", ("the plan names none", "no lead given", "MC-3"), ()),
    ("who children-in-need", ("no lead; the plan names Heads of Service and Pod Managers",), ()),
    ("who CIN-3", ("no lead", "Heads of Service and Pod Managers", "4.1"), ()),
    ("who AF-1", ("no lead", "Quality Assurance Managers"), ()),
    ("who CR-1", ("Recording Steering Group", "no lead given"), ()),
    (
        "findings 2018",
        ("good", "July 2018", "August 2018", "The new model of practice has been embedded",
         *(words for number, words, *_ in AREAS.values() if number.startswith("2018"))),
        tuple(words for number, words, *_ in AREAS.values() if number.startswith("2020")),
    ),
    (
        "findings focused visit",
        ("February 2020", "have taken steady steps to improve",
         *(words for number, words, *_ in AREAS.values() if number.startswith("2020"))),
        ("2018-1", "; good"),
    ),
    ("findings 2020", ("Ofsted focused visit, February 2020", "2020-3"), ("2018-4",)),
    ("findings next inspection", ("We do not know when the next Ofsted inspection will be",), ()),
    ("findings", tuple(words for _, words, *_ in AREAS.values()), ()),
    ("next", ("NS-1", "NS-2", "NS-3", "EC-1", "CIN-3", "AF-4", "4.1", "late 2021"), ("NS-4",)),
    (
        "next",
        ("now planned for late 2021 due to technical issues and the impact of the pandemic",
         "Further work by Heads of Service and Pod Managers"),
        ("31 December",),
    ),
    ("evidence recording-of-visits", ("EV-2", "June 2020", "3.5, 3.11"), ("EV-1:",)),
    ("evidence missing-children", ("EV-7", "November 2018", "EV-8", "no date given"), ("EV-2",)),
    ("evidence audit-follow-up", ("EV-12", "since the focused visit last year"), ()),
    ("evidence eclipse", ("names no evidence for this area",), ("EV-",)),
    ("evidence MC-1", ("no evidence for this action itself", "EV-7", "EV-8"), ("EV-2",)),
    ("evidence EC-1", ("names no evidence for this action or its area",), ("EV-",)),
    ("find eclipse", ("EC-1", "RV-2", "A14", "6 places"), ("MC-1",)),
    ("find STRUGGLE", ("MC-3", "missing-children", "A5"), ()),
    ("find pandemic steering", ("Nothing in the plan has all of these words",), ()),
    ("changes", ("9 areas", "21 actions", "18 measures", "18 open points", "13 September"), ()),
    ("changes in 2020", ("Nothing was changed",), ()),
    ("history MC-3", ("13 September 2021", "entered", "Ofsted Action Plan"), ()),
    ("mine", ("10 of 10 open actions have no lead",), ("MC-3",)),
    ("show MC-3", ("'remains a struggle'", "in progress", "no lead given", "3.8"), ()),
    ("show mc3", ("Work with social work pods",), ()),
    ("show NS-1", ("EC-1", "Move to Eclipse", "late 2021"), ("31 December",)),
    ("show AF-3", ("audit date + 3 months", "Quality Assurance Managers"), ()),
    ("show EV-11", ("almost 90%", "Q4 2020-21", "3.10"), ()),
    ("show A5", ("Actions done, outcome not shown",), ()),
    ("show a16", ("No lead officer, due date, target or RAG rating",), ()),
    ("show RV-1", ("June 2020 (our reading)", "points to 3.5"), ()),
    ("actions", ("21 actions",), ()),
    ("actions open", ("10 open actions", *OPEN), tuple(DONE)),
    ("actions done", ("11 done actions", *DONE), tuple(OPEN)),
    ("actions overdue", ("No action in the plan is known to fit", "9 of 10 open actions"), ()),
    ("actions quality assurance managers", ("2 actions", "AF-1", "AF-3"), ("AF-2",)),
    ("actions recording steering group", ("1 action", "CR-1"), ()),
]  # fmt: skip


def says(text: str, fact: str) -> bool:
    """Say whether a text has a fact in it, a reference as a whole word."""
    return re.search(rf"(?<!\w){re.escape(fact)}(?!\d)", text, re.IGNORECASE) is not None


def known_facts(text: str) -> str:
    """Leave out the lines on what is unclear in the plan: they quote what must not be said."""
    return re.sub(r"^'.*(?:do not print|points \(from).*$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize(("words", "must", "must_not"), FACTS)
def test_says_what_the_report_says_and_no_more(ask, words, must, must_not):
    answer = ask(words)
    assert answer.found
    assert [fact for fact in must if not says(answer.text, fact)] == []
    assert [fact for fact in must_not if says(answer.text, fact)] == []


@pytest.mark.parametrize("slug", AREAS)
def test_an_area_has_ofsteds_words_its_state_and_its_caveat(ask, slug):
    number, finding, paragraphs, state, caveat, caveat_paragraph = AREAS[slug]
    answer = ask(f"status {slug}")
    text = answer.text
    assert number in answer.reply.title
    assert finding in text
    assert f"paragraphs {paragraphs}" in text
    assert INSPECTIONS[number[:4]] in text
    assert says(text, state)
    assert ("Caveat" in text) == bool(caveat)
    if caveat:
        assert caveat in text
        assert f"paragraph {caveat_paragraph}" in text
    for question in ("What we know", "How we know it", "What we are doing next"):
        assert question in text
    assert "names no lead for this area" in text
    assert ("Eclipse, the new recording system (EC-1, late 2021)" in text) == (slug in LEANING)


@pytest.mark.parametrize("words", ["", "status"])
def test_an_areas_state_never_stands_without_its_caveat(ask, words):
    answer = ask(words)
    states = [row[1] for row in answer.rows]
    assert len(states) == len(AREAS) + 1
    for (*_, state, caveat, _), said in zip(AREAS.values(), states, strict=False):
        assert state in said
        assert ("caveat" in said) == bool(caveat)


@pytest.mark.parametrize(("slug", "done", "total"), [
    ("case-recording", 3, 4), ("children-in-need", 1, 3), ("pre-proceedings", 1, 1),
    ("missing-children", 2, 3), ("private-fostering-care-leavers", 1, 1),
    ("strategy-discussions", 2, 2), ("recording-of-visits", 1, 2), ("audit-follow-up", 0, 4),
    ("eclipse", 0, 1),
])  # fmt: skip
def test_actions_are_counted_in_their_main_area_alone(ask, slug, done, total):
    assert f"{done} of {total} done" in ask(f"status {slug}").text
    assert len(ask(f"actions {slug}").rows) == total
    assert len(ask(f"completed {slug}").rows) == done


@pytest.mark.parametrize("slug", LEANING)
def test_what_depends_on_eclipse_is_said_on_both_sides(ask, slug):
    assert "Depends on" in ask(f"status {slug}").text
    assert f"paragraph {LEANING[slug]}" in ask("status eclipse").text


@pytest.mark.parametrize("words", [
    "", "status", "measure", "measure page 2", "find 90", "find health", "evidence strats",
    *(f"{command} {slug}" for command in ("status", "measure") for slug in AREAS),
    "measure recording-green", "measure strategy-health-attendance", "show EV-11", "show EV-3",
    "changes", "next", "findings",
])  # fmt: skip
def test_a_hedge_stays_a_hedge(ask, words):
    text = known_facts(ask(words).text)
    assert re.findall(r"(?<!almost )90(?:\.0)?%", text) == []
    assert re.findall(r"66\.7|67%|69\.6|80%|(?<!\d)75%|100%", text) == []


def test_every_figure_has_its_period_or_says_that_none_is_given(ask):
    text = ask("measure").text + ask("measure page 2").text
    for figure in ("2%", "two-thirds", "47%", "96%", "four out of five", "almost 90%", "50%"):
        assert re.search(rf"(?<![\d.]){figure} \([^)]+\)", text), figure
    assert "all (period not given)" in text


def test_the_six_measures_without_a_figure_are_named(ask):
    missing = [
        "Education attendance at strategy discussions", "Pre-proceedings delay",
        "Quality of the child's voice in the recording of visits", "Audit actions completed",
        "Timeliness of private fostering visits", "Audited records graded amber",
    ]  # fmt: skip
    answers = ask.pages("measure")
    text = "\n".join(one.text for one in answers)
    assert [name for name in missing if name not in text.split("gives no figure for", 1)[1]] == []
    for name in missing:
        assert "The plan gives no figure" in ask(f"measure {name}").text


def test_nothing_is_led_or_due_that_the_report_does_not_say(ask):
    rows = ask("actions").rows + ask("actions page 2").rows
    assert len({row[0] for row in rows}) == len(rows) == 21
    assert all(row[5].startswith("no lead") for row in rows)
    assert {row[0] for row in rows if row[4].startswith("due")} == {"EC-1"}
    assert "overdue" not in ask("actions").text


@pytest.mark.parametrize("lead", ["U012ABCDE", "<@U012ABCDE>"])
def test_mine_are_the_actions_i_lead_the_open_ones_first(nobody, sample_text, lead):
    led = re.sub(r"(  - ref: (?:MC-1|MC-3|EC-1)\n)", rf'\1    lead: "{lead}"\n', sample_text)
    nobody.load(led)
    answer = nobody("mine")
    assert [row[0] for row in answer.rows] == ["EC-1", "MC-3", "MC-1"]
    assert answer.reply.words is None  # personal: there is nothing to share
    assert {row[0] for row in nobody("actions me").rows} == {"EC-1", "MC-1", "MC-3"}
    assert {row[0] for row in nobody("actions open <@U012ABCDE|reader>").rows} == {"EC-1", "MC-3"}
    assert "8 of 10 open actions have none" in nobody("status").text
    other = nobody.who(user_id="U0OTHER99")
    assert other("mine").rows == []
    assert "8 of 10 open actions have no lead" in other("mine").text


def test_what_is_past_its_latest_day_is_overdue_and_not_before(ask):
    last_day, after = ask.on(date(2021, 12, 31)), ask.on(date(2022, 1, 1))
    assert "No open action is known to be past its date" in last_day("overdue").text
    assert "1 open action is past" in after("overdue").text
    assert next(row[0] for row in after("overdue").rows) == "EC-1"
    assert [row[0] for row in after("actions overdue").rows] == ["EC-1"]
    assert "Overdue" in after("status").text
    assert "1 overdue" in after("status eclipse").text
