"""Reading a plan file: what is read, and every fault with its line."""

import re
from datetime import date

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from storage.models import StatedDate
from storage.plan_dates import When, read_date
from storage.plan_faults import Fault, PlanFaults
from storage.plan_file import check
from storage.plan_format import Plan, format_table
from storage.yaml_lines import read_yaml
from tests.storage.test_sample_plan import SAMPLE

HEAD = "format: 1\ndocument: {title: A plan, date: 2021-09-13}\n"
AREAS = "areas:\n- {id: missing-children, number: 2018-4, title: Missing, aliases: [RHI]}\n"
ACTION = (
    "actions:\n- ref: MC-1\n  areas: [missing-children]\n  text: Launch\n  state: in progress\n"
)
PLAN = HEAD + AREAS + ACTION  # actions start on line 5; MC-1's state is line 9


def faults(text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(PlanFaults) as refused:
        check(read_yaml(text, "plan.yaml"), "plan.yaml")
    return [(fault.line, fault.sentence) for fault in refused.value.faults]


def plan(text: str) -> Plan:
    return check(read_yaml(text, "plan.yaml"), "plan.yaml")


def test_a_small_plan_is_read():
    read = plan(PLAN)
    assert read.document.date == date(2021, 9, 13)
    assert read.areas[0].aliases == ["RHI"]
    assert read.actions[0].areas[0].area == "missing-children"
    assert read.actions[0].source == "plan"


def test_every_scalar_is_a_text_and_unknown_is_nothing():
    read = plan(PLAN + "  paragraph: 3.10\n  note: no\n  lead: unknown\n  due:\n  done_by: ~\n")
    action = read.actions[0]
    assert (action.paragraph, action.note) == ("3.10", "no")
    assert (action.lead, action.due, action.done_by) == (None, None, None)


def test_texts_come_with_their_lines():
    texts = list(read_yaml(PLAN, "plan.yaml").texts())
    assert (1, "format") in texts
    assert (4, "RHI") in texts
    assert (8, "Launch") in texts


def test_a_path_leads_to_its_line_or_the_nearest():
    document = read_yaml(PLAN, "plan.yaml")
    assert document.line_of(("actions", 0, "state")) == 9
    assert document.line_of(("actions", 0, "lead")) == 6
    assert document.line_of(("actions", 0, "areas", 0, "area")) == 7
    assert document.line_of(()) == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"format: 1\n\xff\xfe", 2, "not UTF-8"),
        ("", 1, "empty"),
        ("# nothing but a comment\n", 1, "empty"),
        ("- a list\n", 1, "not a list"),
        ("just words\n", 1, "not a list"),
        ("a: 1\na: 2\n", 2, "given twice; the first is on line 1"),
        ("a: &x 1\nb: 2\n", 1, "Anchors and aliases"),
        ("a: 1\nb: *x\n", 2, "Anchors and aliases"),
        ("a: !!python/name:os.system x\n", 1, "Tags are not read"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: one\u2028two\r\nb: *x\n", 2, "Anchors and aliases"),
        ("a: 1\n\tb: 2\n", 2, "YAML"),
        ("a:\n\t- b\n", 2, "cannot start with a tab"),
        ("a: b\nc: d: e\n", 2, "quotation marks"),
        ("a: 1\nb: 'open\nc: 2\n", 2, "never closed"),
        ("a: \x00\n", 1, "control character"),
        ("a: 1\nb: \ud800\n", 2, "control character"),
        ('a: 1\nb: "\\0"\n', 2, "control character"),
        ("? [a, b]\n: c\n", 1, "must be a word"),
        ("a: " + "[" * 100_000, 1, "nested more than"),
        ("a: " + "{a: " * 100_000, 1, "nested more than"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, line, words):
    found = faults(text)
    assert found[0][0] == line
    assert words in found[0][1]


@pytest.mark.parametrize(
    ("was", "now", "line", "sentence"),
    [
        ("  state: in progress\n", "", 6, 'Action MC-1: "state" is missing.'),
        (
            "state: in progress",
            "state: doing",
            9,
            ('Action MC-1: "state" must be not started, in progress, reported done or '
            "no further action."),
        ),
        (
            "  text",
            "  leed: x\n  text",
            8,
            "Action MC-1: there is no such field here. Did you mean lead?",
        ),
        ("text: Launch", "text: [a]", 8, 'Action MC-1: "text" must be a text.'),
        ("text: Launch", "text: ''", 8, 'Action MC-1: "text" is empty.'),
        (
            "areas: [missing-children]",
            "areas: missing-children",
            7,
            'Action MC-1: "areas" must be a list.',
        ),
        (
            "areas: [missing-children]",
            "areas: []",
            7,
            'Action MC-1: "areas" needs at least one item.',
        ),
        (
            "areas: [missing-children]",
            "areas: [missing-childen]",
            7,
            ("Action MC-1: there is no area missing-childen in this file. "
            "Did you mean missing-children?"),
        ),
        (
            "areas: [missing-children]",
            "areas: [missing-children, {area: missing-children, paragraph: 3.8}]",
            7,
            "Action MC-1: the area missing-children is given twice.",
        ),
        (
            "  text",
            "  due: 2021-02-31\n  text",
            8,
            "Action MC-1: 31 February 2021 does not exist.",
        ),
        ("  text", f"  lead: {'x' * 201}\n  text", 8,
         'Action MC-1: "lead" is longer than 200 characters.'),
        ("format: 1", "format: 2", 1, '"format" must be 1.'),
        ("format: 1\n", "", 1, '"format" is missing.'),
        ("date: 2021-09-13", "date: 2021-09", 2, "A day is written 2021-12-31."),
        ("ref: MC-1", "ref: mc1", 6,
         "Action: a reference is capital letters, a hyphen and a number (MC-3)."),
    ],
)  # fmt: skip
def test_a_fault_has_its_line_and_one_plain_sentence(was, now, line, sentence):
    assert was in PLAN
    assert faults(PLAN.replace(was, now)) == [(line, sentence)]


@pytest.mark.parametrize(
    ("more", "line", "sentence"),
    [
        (ACTION.removeprefix("actions:\n"), 10, "The reference MC-1 is already used on line 6."),
        ("ambiguities: [{ref: MC-1, text: x}]\n", 10,
         "The reference MC-1 is already used on line 6."),
        ("measures: [{id: a, area: nowhere-near, name: x}]\n", 10,
         "Measure a: there is no area nowhere-near in this file."),
        (("measures:\n- {id: a, area: missing-children, name: x}\n"
         "- {id: a, area: missing-children, name: x}\n"), 12,
         "The id a is already used on line 11."),
        (("measures:\n- id: a\n  area: missing-children\n  name: x\n  readings:\n"
         "  - {value: x, number: lots}\n"), 15,
         'Measure a: "number" must be a number, such as 47.5.'),
        (("measures:\n- id: a\n  area: missing-children\n  name: x\n  readings:\n"
         "  - {value: x, number: 1e999}\n"), 15,
         'Measure a: "number" must be a number, such as 47.5.'),
        (("measures:\n- id: a\n  area: missing-children\n  name: x\n  readings:\n"
         "  - {value: x, baseline: maybe}\n"), 15, 'Measure a: "baseline" must be true or false.'),
        ("evidence: [{ref: EV-1, kind: form, text: x, action: MC-9}]\n", 10,
         "Evidence EV-1: there is no action MC-9 in this file."),
        ("evidence: [{ref: EV-1, kind: form, text: x, link: 'http://a.b/c'}]\n", 10,
         "Evidence EV-1: a link starts with https:// and has no spaces."),
        ("evidence: [words]\n", 10, 'Evidence: "evidence" must be made of fields (name: value).'),
    ],
)  # fmt: skip
def test_parts_are_checked_against_each_other(more, line, sentence):
    assert faults(PLAN + more) == [(line, sentence)]


@pytest.mark.parametrize("alias", ["rhi", "2018-4", "missing-children"])
def test_an_alias_leads_to_one_area(alias):
    second = f"- id: visits\n  title: Visits\n  aliases: [{alias}]\n"
    found = faults(HEAD + AREAS + second + ACTION)
    assert found == [(7, "Area visits: this alias is another area's, on line 4.")]


def test_areas_have_their_own_ids_numbers_and_known_inspections():
    second = "- {id: missing-children, number: 2018-4, title: x, inspection: ilacs}\n"
    assert faults(HEAD + AREAS + second + ACTION) == [
        (5, "Area missing-children: there is no inspection ilacs in this file."),
        (5, "The id missing-children is already used on line 4."),
        (5, "The number 2018-4 is already used on line 4."),
    ]


def test_one_fault_hides_no_other():
    text = PLAN.replace("state: in progress", "state: doing").replace("MC-1", "MC1")
    text = text.replace("[missing-children]", "[nowhere]").replace("id: missing", "idd: missing")
    found = faults(text)
    assert [line for line, _ in found] == [4, 4, 6, 7, 9]


def test_what_was_typed_is_never_told():
    text = PLAN.replace("MC-1", "Ann Example").replace("[missing-children]", "[Ann Example]")
    text = text.replace("state: in progress", "state: Ann Example").replace("RHI", "Ann Example")
    text += "  Ann Example: x\n  due: Ann Example\n- ref: Ann Example\n"
    text += (
        "evidence: [{ref: Ann Example, link: Ann Example, date: {text: Ann Example, from: x}}]\n"
    )
    with pytest.raises(PlanFaults) as refused:
        check(read_yaml(text, "plan.yaml"), "plan.yaml")
    assert "Ann" not in str(refused.value)
    assert "Ann" not in repr(refused.value)


def test_the_faults_are_told_with_the_file_and_line():
    with pytest.raises(PlanFaults) as refused:
        check(
            read_yaml(PLAN.replace("MC-1\n", "MC-1\n  lede: x\n  due: soon\n"), "p.yaml"), "p.yaml"
        )
    error = refused.value
    assert error.sentence == "p.yaml has 2 faults; nothing was loaded."
    assert "\np.yaml, line 7: Action MC-1: there is no such field here" in str(error)
    assert "\np.yaml, line 8: Action MC-1: a date is written 2021-12-31" in str(error)
    with pytest.raises(PlanFaults, match=r"p\.yaml has 1 fault; nothing was loaded\."):
        read_yaml("", "p.yaml")


def test_ten_thousand_faults_are_all_told():
    bad = "".join(
        f"- {{ref: MC-{n}, areas: [missing-children], text: x, state: in progress, due: 2021-13}}\n"
        for n in range(2, 10_002)
    )
    found = faults(PLAN + bad)
    assert len(found) == 10_000
    assert found[0] == (10, "Action MC-2: there is no month 13; months are 01 to 12.")
    assert found[-1][0] == 10_009


# --- Dates.


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("written", "text", "earliest", "latest", "precision"),
    [
        ("2021-11-30", "30 November 2021", "2021-11-30", "2021-11-30", "day"),
        ("2018-11", "November 2018", "2018-11-01", "2018-11-30", "month"),
        ("2020-02", "February 2020", "2020-02-01", "2020-02-29", "month"),
        ("Q1 2021-22", "Q1 2021-22", "2021-04-01", "2021-06-30", "quarter"),
        ("Q3 2021-22", "Q3 2021-22", "2021-10-01", "2021-12-31", "quarter"),
        ("Q4 2020-21", "Q4 2020-21", "2021-01-01", "2021-03-31", "quarter"),
        ("Q2 1999-00", "Q2 1999-00", "1999-07-01", "1999-09-30", "quarter"),
        ("2018", "2018", "2018-01-01", "2018-12-31", "year"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(written, text, earliest, latest, precision):
    read = When.model_validate(written).stated()
    assert read == StatedDate(text, day(earliest), day(latest), precision, derived=False)
    derived = When.model_validate({"text": written, "derived": "true"}).stated()
    assert derived == StatedDate(text, day(earliest), day(latest), precision, derived=True)


def test_a_date_in_words_keeps_them():
    read = plan(
        PLAN + "  due: {text: late 2021, from: 2021-09-13, to: 2021-12-31, derived: true}\n"
    )
    due = read.actions[0].due
    assert due is not None
    late = StatedDate("late 2021", day("2021-09-13"), day("2021-12-31"), "stated", derived=True)
    assert due.stated() == late
    soon = plan(PLAN + "  due: {text: soon}\n").actions[0].due
    assert soon is not None
    assert soon.stated() == StatedDate("soon", None, None, "stated", derived=False)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("2021-02-29", "29 February 2021 does not exist."),
        ("2021-00", "there is no month 00; months are 01 to 12."),
        ("0000", "the year 0000 is outside 1900 to 2199."),
        ("Q4 9999-00", "the year 10000 is outside 1900 to 2199."),
        ("Q1 2021-23", "Q1 2021-23 is not a financial year: 2021-22 is."),
        ("{text: x, from: 2021-12-31, to: 2021-09-13}",
         '"to" (2021-09-13) comes before "from" (2021-12-31).'),
        ("{text: 2021, from: 2021-12-31}",
         'the text is a date already; leave out "from" and "to".'),
        ("{text: x, derived: true}",
         '"derived" is about the days; give "from" and "to", or leave it out.'),
        ("{text: x, from: 2021-12}", "a day is written 2021-12-31."),
        ("{text: x, to: 2021-04-31}", "31 April 2021 does not exist."),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_is_refused(written, sentence):
    assert faults(PLAN + f"  due: {written}\n") == [(10, f"Action MC-1: {sentence}")]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_any_real_day_is_read_back(when):
    read = read_date(when.isoformat())
    assert read is not None
    assert (read.earliest, read.latest) == (when, when)
    assert when.strftime("%B %Y") in str(read.text)


@given(
    st.from_regex(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|Q[0-9] [0-9]{4}-[0-9]{2}", fullmatch=True)
    | st.text()
)
def test_any_text_is_a_date_or_a_fault(text):
    try:
        stated = TypeAdapter(When).validate_python(text).stated()
    except ValidationError:
        return
    assert stated.earliest is not None
    assert stated.latest is not None
    assert stated.earliest <= stated.latest


# --- Whatever happens to a file.


def read_or_refuse(content: str | bytes) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        check(read_yaml(content, "plan.yaml"), "plan.yaml")
    except PlanFaults as refused:
        faults = refused.faults
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    last = len(re.split("\r\n|\r|\n", text))
    assert all(1 <= fault.line <= last for fault in faults)


MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BYTES = SAMPLE.read_bytes()
LINES = SAMPLE.read_text("utf-8").splitlines(keepends=True)


@MANY
@given(st.integers(0, len(BYTES)), st.integers(0, 40), st.binary(max_size=8))
def test_bytes_cut_and_put_in_give_a_plan_or_faults(start, length, put_in):
    read_or_refuse(BYTES[:start] + put_in + BYTES[start + length :])


@MANY
@given(
    st.integers(0, len(LINES) - 1),
    st.integers(0, len(LINES) - 1),
    st.sampled_from(["drop", "copy", "indent", "empty", "list", "mapping", "null"]),
)
def test_lines_moved_about_give_a_plan_or_faults(one, other, change):
    lines = list(LINES)
    field = lines[one].split(":")[0]
    lines[one] = {
        "drop": "",
        "copy": lines[other],
        "indent": "  " + lines[one],
        "empty": f"{field}: ''\n",
        "list": f"{field}: [[], [a]]\n",
        "mapping": f"{field}: {{a: {{}}}}\n",
        "null": f"{field}:\n",
    }[change]
    read_or_refuse("".join(lines))


@MANY
@given(st.text())
def test_any_text_gives_faults(text):
    read_or_refuse(text)


_values = st.recursive(
    st.none() | st.text(max_size=12) | st.sampled_from(["unknown", "MC-3", "2021", "true", "1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [*Plan.model_fields, "id", "ref", "text", "areas", "next_step", "from"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@MANY
@given(st.dictionaries(st.sampled_from(list(Plan.model_fields)), _values))
def test_any_shape_gives_a_plan_or_faults(data):
    read_or_refuse(yaml.safe_dump(data, allow_unicode=True))


# --- The table of the format.


def test_the_format_table_tells_every_field_with_its_meaning():
    rows = {path: (needed, meaning) for path, needed, meaning in format_table()}
    assert len(rows) == len(format_table())
    assert rows["actions[].ref"] == ("yes", "its reference (MC-3)")
    assert rows["actions[].lead"] == ("", "lead, by role")
    assert rows["actions[].due"] == ("", "the due date now (DATE)")
    assert rows["areas[].finding"] == ("", "the finding in Ofsted's exact words (WORDS)")
    assert "in progress" in rows["actions[].state"][1]
    assert "inspections[].judgement.scope" in rows
    assert rows["measures[].readings[].value"][0] == "yes"


def test_dates_and_words_are_told_once():
    paths = [path for path, _, _ in format_table()]
    assert paths[-6:] == [
        "WORDS.text", "WORDS.paragraph", "DATE.text", "DATE.from", "DATE.to", "DATE.derived"
    ]  # fmt: skip
    assert "areas[].finding.text" not in paths
    assert "actions[].due.from" not in paths


def test_a_row_of_the_format_is_one_short_line():
    for path, _, meaning in format_table():
        assert meaning
        assert "\n" not in meaning
        assert len(path) + len(meaning) <= 100 or path == "evidence[].kind"
