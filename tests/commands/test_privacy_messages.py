"""Looking at what staff write: what is blocked, what is asked about, what is kept."""

import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tabulate import tabulate

from commands.case_number_pattern import read_pattern
from commands.privacy import Look, find, look

HERE = Path(__file__)
LIST = yaml.safe_load(HERE.with_name("privacy_messages.yaml").read_text(encoding="utf-8"))
HARMLESS = yaml.safe_load(HERE.with_name("privacy_lines.yaml").read_text(encoding="utf-8"))[
    "harmless"
]
SAMPLE = HERE.parents[2] / "storage" / "sample_plan.yaml"
LABELS = ("block", "ask", "pass")
NOTHING = Look(block=False, ask=False, kinds=())


def label(text):
    seen = look(text)
    assert not (seen.block and seen.ask)
    assert bool(seen.kinds) == (seen.block or seen.ask)
    return "block" if seen.block else "ask" if seen.ask else "pass"


def counted(part):
    """Count the texts of a part of the list by its label and by what is made of them."""
    return Counter((said, label(text)) for said in LABELS for text in LIST[part][said])


@pytest.mark.parametrize("part", ["tuned", "held_out"])
def test_recall_and_false_alarms(part, record_property):
    got = counted(part)
    recall, alarms, rows = {}, {}, []
    for name in LABELS[:2]:
        with_it = sum(got[name, seen] for seen in LABELS)
        without = sum(n for (said, _), n in got.items() if said != name)
        recall[name] = got[name, name] / with_it
        alarms[name] = sum(n for (said, s), n in got.items() if s == name != said) / without
        rows.append((name, with_it, f"{recall[name]:.1%}", without, f"{alarms[name]:.1%}"))
        record_property(f"{part}: {name} recall", recall[name])
        record_property(f"{part}: {name} false alarms", alarms[name])
    harmless = len(LIST[part]["pass"])
    wrong = (harmless - got["pass", "pass"]) / harmless
    record_property(f"{part}: harmless texts not kept", wrong)
    headers = (part, "texts", "recall", "other texts", "false alarms")
    sys.stdout.write(f"{tabulate(rows, headers)}\nHarmless texts not kept: {wrong:.1%}\n")
    assert recall["block"] == 1
    assert recall["ask"] >= 0.9
    assert max(wrong, *alarms.values()) <= 0.03


def test_the_list_is_large_half_harmless_and_a_third_held_out():
    texts = [(part, said, text) for part in LIST for said in LABELS for text in LIST[part][said]]
    assert len(texts) >= 200
    assert len({text for *_, text in texts}) == len(texts)
    assert sum(said == "pass" for _, said, _ in texts) >= len(texts) / 2
    assert sum(part == "held_out" for part, *_ in texts) >= len(texts) / 3


@pytest.mark.parametrize("text", HARMLESS)
def test_what_holds_no_identifier_is_not_asked_about_either(text):
    assert look(text) == NOTHING


def test_the_plans_own_text_is_kept_without_a_word():
    def strings(thing):
        if isinstance(thing, dict):
            thing = thing.values()
        if isinstance(thing, str):
            yield thing
        elif hasattr(thing, "__iter__"):
            for one in thing:
                yield from strings(one)

    plan = SAMPLE.read_text(encoding="utf-8")
    texts = [*strings(yaml.safe_load(plan)), *plan.splitlines()]
    assert len(texts) > 500
    assert [text for text in texts if look(text) != NOTHING] == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("mum of Jayden, child AB, dad of Kai", ("name", "initials")),
        ("child AB and sibling CD", ("initials",)),
        ("Mrs Plainley's baby", ("name",)),
    ],
)
def test_asks_name_each_kind_once(text, kinds):
    told = tuple(f"{kind} next to a family word" for kind in kinds)
    assert look(text) == Look(block=False, ask=True, kinds=told)


def test_what_blocks_is_not_asked_about_as_well():
    seen = look("mum of Jayden, ZE21C00123, Mosaic ID 1234567, case 123456")
    assert seen == Look(block=True, ask=False, kinds=("court reference", "case number"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Jayden_B_mum_report.pdf", "ask"),
        ("jayden-mum.docx", "ask"),
        ("Jayden.B.mum.pdf", "ask"),
        ("JaydenMum.pdf", "ask"),
        ("Letter to the mum of Jayden.pdf", "ask"),
        ("child_AB.png", "ask"),
        ("case-1234567.docx", "block"),
        ("NHS9990000018.pdf", "block"),
        ("999_000_0018.pdf", "block"),
        ("visit_BN1_1AA.pdf", "block"),
        ("ZE21C00123.pdf", "block"),
        ("ZE_21_C_00123.pdf", "block"),
        ("Case_recording_audit_Q1_2021-22.xlsx", "pass"),
        ("Family_Hub_plan_2021-09-13.docx", "pass"),
        ("QA-audit.final.v3.pdf", "pass"),
        ("Child Protection conference minutes.pdf", "pass"),
    ],
)
def test_file_names(name, said):
    assert label(name) == said


@pytest.mark.parametrize("times", range(4))
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NHS 999 000 0018/audit.pdf", "block"),
        ("dob 03/05/2010.pdf", "block"),
        ("case/123456", "block"),
        ("Kai Smith mum Leanne.pdf", "ask"),
        ("Jayden's mum.pdf", "ask"),
        ("Family Hub plan 2021-09-13.pdf", "pass"),
        ("Audits/Q1 2021-22/46% of 12,345.xlsx", "pass"),
    ],
)
def test_a_link_is_read_as_it_is_meant(text, said, times):
    """However often what stands in it was quoted: twice happens when links are passed on."""
    for _ in range(times):
        text = quote(text, safe="")
    assert label(f"https://files.example.org/audits/{text}") == said


def test_a_plus_is_a_space_in_a_link_alone():
    assert label("https://files.example.org/?q=Jayden+mum") == "ask"
    assert label("https://files.example.org/?q=999+000+0018") == "block"
    assert label("https://files.example.org/?q=999%2B000%2B0018") == "block"
    assert label("999+000+0018") == "pass"


def test_a_councils_own_pattern_is_looked_for_too():
    own = read_pattern(r"\d{7}|QX-?\d{4}")
    assert look("qx1234 and 1234567") == NOTHING
    assert look("qx1234 and 1234567", own).kinds == ("case number",)
    assert look("QX-1234_visit.pdf", own).block
    assert look("https://files.example.org/QX%2D1234", own).block


def test_asking_is_no_part_of_finding():
    assert find("mum of Jayden, child AB") == []


NAMES = st.sampled_from(
    ["Jayden", "Zoë", "Łukasz", "O'Testname", "D’Angelo", "Mary-Jane", "ÉLODIE"]
)
LINKS = st.sampled_from(
    ["mum of {}", "{}'s mum", "{}’s older brother", "seen with sibling {}", "the boy {} said"]
)


@given(st.sampled_from(LIST["tuned"]["pass"]), NAMES, LINKS)
def test_a_name_is_asked_about_wherever_it_stands(text, name, link):
    if name.isupper() and link.endswith((" {}", "said")):
        return  # capitals alone say nothing after a family word
    assert look(f"{text}\n{link.format(name)}\n{text}").ask


@given(
    st.text()
    | st.lists(st.sampled_from(["mum", "of", "'s", "(", ".", " ", "Kai", "AB", "_"])).map("".join)
)
def test_any_text_can_be_looked_at(text):
    assert label(text) in LABELS


@pytest.mark.parametrize(
    "piece",
    [
        "0",
        "a",
        "A",
        "a_",
        "a.",
        "a-",
        "A.",
        "A ",
        "s'",
        "(",
        " ",
        "\n",
        "mum of ",
        "Kai ",
        "Kai's ",
        "Mosaic id ",
        "person 1234 ",
        "court case ref ",
        "ze21c0012",
        "case number ",
        "child ",
        "%20",
        "%25",
        "%252",
        "%",
        "https://a+b+",
        "+://",
    ],
)
def test_no_text_takes_long(piece):
    text = (piece * 50_000)[:50_000]
    for hostile in (text, f"{text}.pdf", f"{text}1"):
        start = time.perf_counter()
        look(hostile)
        assert time.perf_counter() - start < 2
