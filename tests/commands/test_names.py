"""What people type and what it is taken to mean; `pytest -s` shows the tables."""

import random
import string
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tabulate import tabulate

from commands import names
from commands.names import Found, Named, NotFound, NotSure, find, find_exact, nearest
from storage.errors import OfstedError

DATA = yaml.safe_load((Path(__file__).parent / "area_names.yaml").read_text(encoding="utf-8"))
AREAS = tuple(
    Named(area["key"], area["title"], (area["key"], *area["names"], area["title"]))
    for area in DATA["areas"]
)
REFERENCES = tuple(
    Named(f"{prefix}-{number}", "An action", (f"{prefix}-{number}",))
    for prefix in ("CR", "MC", "PF")
    for number in (1, 2, 3, 11, 31)
)


class Line(NamedTuple):
    kind: str
    text: str
    means: tuple[str, ...]
    held_out: bool


def labelled() -> list[Line]:
    groups = {
        kind: [(text, (key,)) for key, texts in DATA[kind].items() for text in texts]
        for kind in ("right", "typo", "part")
    }
    groups["two"] = [(line["text"], tuple(line["means"])) for line in DATA["two"]]
    groups["none"] = [(text, ()) for text in DATA["none"]]
    return [
        Line(kind, text, means, held_out=place % 3 == 2)
        for kind, lines in groups.items()
        for place, (text, means) in enumerate(lines)
    ]


LINES = labelled()


def outcome(line: Line) -> str:
    try:
        found = find(line.text, AREAS)
    except NotSure as asked:
        keys = {thing.key for thing in asked.candidates}
        return "asked" if keys.issuperset(line.means) else "asked amiss"
    except NotFound as refused:
        if not line.means:
            return "right"
        return "missed, offered first" if refused.nearest[0].key in line.means else "missed"
    return "right" if line.means == (found.key,) else "wrong"


def measure(*, held_out: bool) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for line in LINES:
        if line.held_out == held_out:
            counts.setdefault(line.kind, Counter())[outcome(line)] += 1
    return counts


def show(title: str, counts: dict[str, Counter[str]]) -> None:
    heads = ("right", "asked", "asked amiss", "wrong", "missed, offered first", "missed")
    rows = [(kind, *(count[head] for head in heads)) for kind, count in counts.items()]
    sys.stdout.write(f"\n{title}\n{tabulate(rows, headers=('', *heads))}\n")


def wrong(counts: dict[str, Counter[str]]) -> int:
    return sum(count["wrong"] for count in counts.values())


def test_the_list_is_long_enough_and_says_each_thing_once():
    texts = [line.text for line in LINES]
    assert all(isinstance(text, str) for text in texts)
    assert len(texts) == len(set(texts)) >= 250
    assert len(DATA["none"]) >= 100


@pytest.mark.parametrize(
    ("held_out", "typos", "doubtful"), [(False, 111, 14), (True, 51, 6)], ids=["tuned", "held out"]
)
def test_no_answer_is_wrong_and_enough_are_right(held_out, typos, doubtful):
    counts = measure(held_out=held_out)
    show("held out" if held_out else "tuned on", counts)
    assert wrong(counts) == 0
    assert set(counts["right"]) == {"right"}
    assert counts["typo"]["right"] >= typos
    assert counts["two"]["asked"] >= doubtful
    assert counts["none"]["asked"] <= 1
    assert not any(count["missed"] + count["asked amiss"] for count in counts.values())


@pytest.mark.parametrize(
    ("cut_off", "value", "tuned", "held"),
    [
        # wrong answers, misspelt names found, doubtful names asked about, non-areas asked about
        ("SHORTEST_NAME", 6, (2, 111, 14, 1), (1, 51, 6, 0)),
        ("SHORTEST_NAME", 8, (0, 104, 14, 1), (0, 48, 6, 0)),
        ("SHORTEST_WORD", 4, (1, 112, 14, 1), (0, 54, 6, 0)),
        ("SHORTEST_WORD", 6, (0, 105, 14, 1), (0, 47, 6, 0)),
        ("SHORTEST_SWAP", 3, (0, 113, 14, 1), (0, 51, 6, 0)),
        ("SHORTEST_SWAP", 5, (0, 108, 14, 1), (0, 48, 6, 0)),
        ("SLIPS", 1, (0, 103, 14, 1), (0, 49, 6, 0)),
        ("SLIPS", 3, (0, 111, 14, 1), (0, 51, 6, 0)),
        ("ALIKE", 80, (0, 111, 14, 3), (0, 51, 6, 0)),
        ("ALIKE", 90, (0, 111, 12, 1), (0, 51, 5, 0)),
        ("ALIKE_MARGIN", 10, (0, 111, 12, 1), (0, 51, 5, 0)),
        ("ALIKE_MARGIN", 20, (0, 111, 14, 1), (0, 51, 6, 0)),
    ],
)
def test_one_step_to_either_side_of_a_cut_off(monkeypatch, cut_off, value, tuned, held):
    """Keep the numbers beside the constants true."""
    monkeypatch.setattr(names, cut_off, value)
    names._index.cache_clear()
    try:
        for held_out, expected in ((False, tuned), (True, held)):
            counts = measure(held_out=held_out)
            measured = (
                wrong(counts),
                counts["typo"]["right"],
                counts["two"]["asked"],
                counts["none"]["asked"],
            )
            assert measured == expected
    finally:
        names._index.cache_clear()


def slip(text: str, chance: random.Random) -> str:
    """Drop, add, change or swap one letter."""
    place = chance.randrange(len(text))
    before, here, after = text[:place], text[place], text[place + 1 :]
    letter = chance.choice(string.ascii_lowercase)
    swapped = before + after[:1] + here + after[1:]
    return chance.choice(
        (before + after, before + letter + here + after, before + letter + after, swapped)
    )


def rivals_confused() -> Counter[str]:
    chance, counts = random.Random(7), Counter()  # noqa: S311 - repeatable, not secret
    for pair in DATA["rivals"]:
        things = [Named(name, name, (name,)) for name in pair]
        for meant in pair * 1000:
            try:
                found = find(slip(slip(meant, chance), chance), things)
            except OfstedError as error:
                counts[type(error).__name__] += 1
            else:
                counts["right" if found.key == meant else "exact" if found.exact else "wrong"] += 1
    return counts


def test_two_slips_between_rivals_are_seldom_wrong(monkeypatch):
    counts = {}
    for margin in (0, 1, 2):
        monkeypatch.setattr(names, "MARGIN", margin)
        counts[margin] = rivals_confused()
        sys.stdout.write(f"\nrivals, margin {margin}: {dict(counts[margin])}")
    assert [counts[margin]["wrong"] for margin in (0, 1, 2)] == [71, 62, 62]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Missing\u2010Children", "missing-children"),
        ("ＭＩＳＳＩＮＧ　ＣＨＩＬＤＲＥＮ", "missing-children"),
        ("  the   missing__children   actions ", "missing-children"),
        ("children`s voice", "recording-of-visits"),
        ("child\u02bcs voice", "recording-of-visits"),
        ("\u201ccase recording\u201d", "case-recording"),
        ("(RHIs)", "missing-children"),
        (
            "Private Fostering &amp; care leavers".replace("amp;", " "),
            "private-fostering-care-leavers",
        ),
    ],
)
def test_the_same_name_in_other_dress_is_exact(text, key):
    assert find_exact(text, AREAS) == Found(key, exact=True)


def test_a_misspelt_name_is_found_but_not_exactly():
    assert find_exact("mising childern", AREAS) is None
    assert find("mising childern", AREAS) == Found("missing-children", exact=False)


def test_an_ending_belongs_to_a_name_that_has_it():
    things = (Named("a", "A", ("play",)), Named("b", "B", ("play area",)))
    assert find("play area", things).key == "b"
    assert find("play work", things).key == "a"


def test_a_name_as_written_wins_over_its_other_number():
    things = (Named("a", "A", ("review",)), Named("b", "B", ("reviews",)))
    assert find("review", things).key == "a"
    assert find("reviews", things).key == "b"


def test_a_shared_name_asks():
    things = (Named("a", "A", ("audits",)), Named("b", "B", ("Audits",)), Named("c", "C", ("c",)))
    for search in (find_exact, find):
        with pytest.raises(NotSure) as asked:
            search("audits", things)
        assert asked.value.candidates == things[:2]


@pytest.mark.parametrize("text", ["MC-3", "mc 3", "mc3", "MC.3", "mc_3"])
def test_references_are_found_however_they_are_parted(text):
    assert find(text, REFERENCES) == Found("MC-3", exact=True)


@pytest.mark.parametrize("text", ["MC-4", "MC-33", "NC-3", "MC", "3", "MC-3 1", "M-C3 3"])
def test_another_reference_is_never_answered(text):
    with pytest.raises((NotFound, NotSure)):
        find(text, REFERENCES)


def test_the_nearest_come_first_and_as_many_as_asked():
    assert nearest("mising", AREAS)[0].key == "missing-children"
    assert nearest("fostering", AREAS, count=1)[0].key == "private-fostering-care-leavers"
    assert len(nearest("adult social care", AREAS)) == 3
    assert len(set(nearest("", AREAS, count=20))) == len(AREAS)
    assert nearest("anything", ()) == ()


def test_with_nothing_to_find_nothing_is_found():
    with pytest.raises(NotFound) as refused:
        find("missing", ())
    assert refused.value.nearest == ()


def test_sentences_never_repeat_what_was_typed():
    for text in ("care", "case notes of a child"):
        with pytest.raises((NotSure, NotFound)) as error:
            find(text, AREAS)
        assert text not in error.value.sentence
        assert text not in str(error.value)


def test_more_than_four_as_good_are_too_many_to_choose_from():
    things = tuple(Named(str(n), str(n), (f"theme of {place}",)) for n, place in enumerate("abcde"))
    with pytest.raises(NotSure):
        find("theme", things[:4])
    with pytest.raises(NotFound):
        find("theme", things)


def means(text: str, things: tuple[Named, ...]) -> set[str]:
    """Return the key found, the keys asked about, or nothing."""
    try:
        return {find(text, things).key}
    except NotSure as error:
        asked = {thing.key for thing in error.candidates}
    except NotFound as error:
        asked, offered = set(), error.nearest
    assert len(asked) > 1 or len(offered) == min(3, len(things))
    return asked


@given(st.text())
@example("the")
@example("area")
@example("\u0130\u0345")
@example("&")
@example("2018-4-2018-4")
@example("mising " * 2000)
def test_any_text_is_found_asked_about_or_refused(text):
    means(text, AREAS)
    nearest(text, AREAS)


NAMED = st.builds(
    Named,
    key=st.text(string.ascii_lowercase, min_size=1, max_size=3),
    title=st.just("A thing"),
    names=st.lists(st.text(max_size=12), min_size=1, max_size=4).map(tuple),
)


@given(st.lists(NAMED, max_size=6, unique_by=lambda thing: thing.key))
@settings(deadline=None)
def test_every_name_of_every_thing_finds_itself(drawn):
    things = tuple(drawn)
    for thing in things:
        for name in thing.names:
            if names._words(name):
                assert thing.key in means(name, things)
            else:
                means(name, things)


def test_every_name_of_every_area_finds_itself():
    for area in AREAS:
        for name in area.names:
            assert find(name, AREAS) == Found(area.key, exact=True)


LONG_NAMES = [
    (area.key, name)
    for area in AREAS
    for name in area.names
    if sum(letter.isalpha() for letter in name) >= 8
]


@given(st.sampled_from(LONG_NAMES), st.data())
@settings(max_examples=500, deadline=None)
def test_one_slip_in_a_long_name_never_finds_another_thing(meant, data):
    key, name = meant
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase + " -1") | st.characters())
    typed = data.draw(
        st.sampled_from(
            [
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
            ]
        )
    )
    assume(typed != name)
    found = means(typed, AREAS)
    assert len(found) != 1 or found == {key}
