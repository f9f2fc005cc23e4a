"""What could identify a child is found, removed and refused; the plan's own words pass."""

import re
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs
from tabulate import tabulate

from commands.privacy import Finding, HoldsIdentifier, find, refuse, scrub
from storage.errors import OfstedError

LINES: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("privacy_lines.yaml").read_text(encoding="utf-8")
)
HARMLESS = LINES.pop("harmless")
KINDS = (
    "NHS number",
    "unique pupil number",
    "National Insurance number",
    "full postcode",
    "date of birth",
    "phone number",
    "email address",
    "court reference",
    "case number",
)


def unmarked(line: str, kind: str) -> tuple[str, list[Finding]]:
    """Take the guillemets out of a labelled line; say where they stood."""
    text, expected = "", []
    for i, piece in enumerate(re.split("[«»]", line)):
        if i % 2:
            expected.append(Finding(kind, len(text), len(text) + len(piece)))
        text += piece
    return text, expected


MARKED = [(kind, *unmarked(line, kind)) for kind, lines in LINES.items() for line in lines]
TEXTS = [text for _, text, _ in MARKED] + HARMLESS


@pytest.mark.parametrize(("kind", "text", "expected"), MARKED)
def test_finds_exactly_what_the_list_marks(kind: str, text: str, expected: list[Finding]) -> None:
    assert find(text) == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_lets_the_plans_own_words_pass(text: str) -> None:
    assert find(text) == []
    assert scrub(text) == text
    refuse(text)


def test_recall_and_false_alarms_by_kind() -> None:
    found = {text: {finding.kind for finding in find(text)} for text in TEXTS}
    rows = []
    for kind in KINDS:
        holding = [text for marked, text, _ in MARKED if marked == kind]
        others = [text for marked, text, _ in MARKED if marked != kind] + HARMLESS
        recall = sum(kind in found[text] for text in holding) / len(holding)
        alarms = sum(kind in found[text] for text in others) / len(others)
        rows.append((kind, len(holding), f"{recall:.1%}", len(others), f"{alarms:.1%}"))
    headers = ("kind", "lines with it", "recall", "lines without it", "false alarms")
    sys.stdout.write(tabulate(rows, headers) + "\n")
    assert {(row[2], row[4]) for row in rows} == {("100.0%", "0.0%")}


def test_the_list_is_large_and_half_harmless() -> None:
    assert tuple(sorted(LINES)) == tuple(sorted(KINDS))
    assert len(TEXTS) >= 150
    assert len(HARMLESS) >= 75


def test_overlapping_findings_are_one_and_the_surer_kind_names_it() -> None:
    text = "case number: 999 000 0018"
    assert find(text) == [Finding("NHS number", 13, 25)]
    assert scrub(text) == "case number: [NHS number removed]"


def test_several_kinds_come_in_order() -> None:
    text = "DOB 3/5/2010, NHS 999 000 0018, BN1 1AA, someone@example.org, 07700 900123"
    assert [finding.kind for finding in find(text)] == [
        "date of birth",
        "NHS number",
        "full postcode",
        "email address",
        "phone number",
    ]
    assert scrub(text) == (
        "DOB [date of birth removed], NHS [NHS number removed], [full postcode removed], "
        "[email address removed], [phone number removed]"
    )


def test_scrub_removes_the_text_as_it_was_written() -> None:
    assert scrub("“½ ﬁne” ９９９\u200b０００００１８…") == "“½ ﬁne” [NHS number removed]…"


def test_what_scrub_writes_is_no_label_for_what_follows() -> None:
    text = "dob 3/5/2010 13/09/2021 was the visit; NHS number 1234567890 1234567890"
    assert scrub(text) == (
        "dob [date of birth removed] was the visit; NHS number [NHS number removed] 1234567890"
    )


def test_what_a_link_hides_is_found_where_it_is_written() -> None:
    text = (
        "see https://files.example.org/%C3%A9/NHS%2520999%252520000%200018/x%20y and DOB 3/5/2010"
    )
    number = "999%252520000%200018"
    start, end = text.index(number), text.index(number) + len(number)
    assert find(text)[0] == Finding("NHS number", start, end)
    assert scrub(text) == (
        "see https://files.example.org/%C3%A9/NHS%2520[NHS number removed]/x%20y "
        "and DOB [date of birth removed]"
    )


def test_refuse_names_each_kind_once_and_never_the_value() -> None:
    with pytest.raises(HoldsIdentifier) as refused:
        refuse("999 000 0018, 999 000 0026 and BN1 1AA")
    error = refused.value
    assert isinstance(error, OfstedError)
    assert error.kinds == ("NHS number", "full postcode")
    assert "NHS number, full postcode" in error.sentence
    for words in ("ask again without it", "delete the message", "data protection team"):
        assert words in error.sentence
    assert not re.search(r"\d", error.sentence)
    assert "BN1" not in error.sentence
    assert find(error.sentence) == []


QUOTED = [quote(text) for text in TEXTS] + [
    "https://a.example/", "%", "%2", "25", "+", "%20", "%2B", "%ED%A0%80", "%E2%80%8B", "%3", "9"
]  # fmt: skip
# Random text alone seldom holds anything, so mix in the list's lines and their pieces.
PIECES = st.sampled_from(
    [*TEXTS, *QUOTED, *(piece for text in TEXTS for piece in re.findall(r"\w+|\W+", text))]
)
ANY_TEXT = st.text() | st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)
NHS_NUMBERS = (
    st.from_regex(r"[0-9]{9}", fullmatch=True)
    .map(lambda nine: nine + str(nhs.checksum(nine + "0") and -nhs.checksum(nine + "0") % 11))
    .filter(nhs.is_valid)
)


@given(ANY_TEXT)
def test_scrubbed_text_holds_nothing_and_stays_as_it_is(text: str) -> None:
    scrubbed = scrub(text)
    assert find(scrubbed) == []
    assert scrub(scrubbed) == scrubbed


@given(ANY_TEXT)
def test_findings_lie_in_the_text_in_order_and_apart(text: str) -> None:
    last = 0
    for finding in find(text):
        assert finding.kind in KINDS
        assert last <= finding.start < finding.end <= len(text)
        last = finding.end


@given(before=ANY_TEXT, after=ANY_TEXT, number=NHS_NUMBERS, data=st.data())
def test_a_valid_nhs_number_is_found_in_any_text(
    before: str, after: str, number: str, data: st.DataObject
) -> None:
    gap = data.draw(
        st.sampled_from(["", " ", "-", "\u00a0", "\u2013", "\u200b", "%20", "%E2%80%8B", "%2520"])
    )
    written = f"{number[:3]}{gap}{number[3:6]}{gap}{number[6:]}"
    start = len(before) + 1
    end = start + len(written)
    assert any(
        finding.start <= start and end <= finding.end
        for finding in find(f"{before}\n{written}\n{after}")
    )
