"""A council's own pattern for case numbers: what is taken, what is refused with which words."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.case_number_pattern import WrongPattern, read_pattern
from commands.privacy import Finding, find, look, refuse, scrub
from storage.errors import OfstedError


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (r"\d{7}", "1234567"),
        (r"\b\d{8}\b", "12345678"),
        (r"M\d{6,8}", "m1234567"),
        (r"(?:MO|LL)[-/ ]?\d{6}", "LL/123456"),
        (r"(X|Y)?\d{6}", "Y123456"),
        (r"[A-Z]{2}\d{3}[0-9]{3}", "QX123456"),
        (r"QX\.\d{4}|QY-\d{4}", "QY-1234"),
    ],
)
def test_what_a_pattern_says_is_found_whole_and_removed(typed, number):
    own = read_pattern(typed)
    text = f"seen on {number}, closed"
    assert find(text, own) == [Finding("case number", 8, 8 + len(number))]
    assert scrub(text, own) == "seen on [case number removed], closed"
    assert not find(f"seen on 9{number}9", own)
    with pytest.raises(OfstedError):
        refuse(text, own)
    refuse(text)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("(", "not a regular expression"),
        ("a)(b", "not a regular expression"),
        (r"\d{9,2}", "not a regular expression"),
        (r"[9-0]{3}", "not a regular expression"),
        ("", "without a number"),
        (r"\d?", "without a number"),
        (r"[A-Z]{7}", "without a number"),
        (r"(\d+)+", "how many"),
        (r"\d+", "how many"),
        (r"\d*", "how many"),
        (r".{7}", "how many"),
        (r"^\d{7}$", "how many"),
        (r"(\d)\1", "how many"),
        (r"(?=\d)", "repeated"),
        (r"(?:\d{1,9}){1,9}", "repeated"),
        (r"\d{2}{3}", "repeated"),
        (r"{3}\d", "repeated"),
        (r"\d{0,9}\d{0,9}\d{0,9}X", "changing length"),
        (r"\d?" * 20 + "X", "changing length"),
        (r"\d" * 60, "longer"),
        (r"MC-\d", "MC-3"),
        (r"[A-Z]{2,3}-\d{1,3}", "MC-3"),
        (r"\d{4}", "2018"),
        (r"\d\.\d{1,2}", "3.4"),
        (r"\d\d", "12"),
        (r"\d{4}-\d\d", "2021-22"),
    ],
)
def test_a_pattern_that_will_not_do_is_refused_with_a_sentence(typed, words):
    with pytest.raises(WrongPattern) as wrong:
        read_pattern(typed)
    assert words in wrong.value.sentence


PIECES = st.sampled_from(
    [r"\d", r"\b", "[A-Z]", "[0-9]", "M", "-", "{7}", "{2,5}", "{0,9}", "?", "(", "(?:", ")", "|"]
)


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=12))
def test_what_is_taken_finds_only_numbers_and_cannot_run_away(typed):
    try:
        own = read_pattern(typed)
    except WrongPattern:
        return
    for text in ("0" * 2000, "A" * 2000, "A0" * 1000, "MM-" * 700, "MC-3 in Q1 2021-22"):
        start = time.perf_counter()
        found = find(text, own)
        scrubbed = scrub(text, own)
        assert time.perf_counter() - start < 1
        assert all(re.search(r"\d", text[one.start : one.end]) for one in found)
        assert find(scrubbed, own) == []
    assert not look("The family group conference of MC-3", own).block
