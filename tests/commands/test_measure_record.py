"""A measure's figures: recorded with their hedge, corrected and never overwritten, and compared
only with what was counted in the same way."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.figures_given import Figure, faults
from commands.form import ChangedSince, Faults, Field, Filled
from storage.models import Area, Reading
from storage.queries.measures import latest_by_area, measures, series
from storage.queries.workspaces import workspace_for
from storage.rows import rows_in
from storage.verify import verify

TODAY = date(2021, 9, 14)
FIRST = "recording-red"  # the one that stands for its area in the overview
SLUG = "recording-green"  # 47% in 2018, the baseline; about two-thirds in Q1 2021-22
BARE = "strategy-education-attendance"  # the plan gives no figure
FIGURE = {
    "value": "72%",
    "number": "72",
    "qualifier": "exactly",
    "numerator": 36,
    "denominator": 50,
    "period": "August 2021",
    "source": "Audit programme",
}
WORDS = {"number": None, "numerator": None, "denominator": None}


@pytest.fixture
def manager(staff):
    return staff.on(TODAY).who(user_id="U0POD", name="Manager", role="manager")


def record(manager, slug=SLUG, **values):
    opened = manager(f"measure record {slug}")
    assert opened.form, opened.text
    filled = opened.fill()
    return manager.submit(replace(filled, values=filled.values | FIGURE | values))


def fault(answer, field):
    assert isinstance(answer.error, Faults), answer.text
    return answer.error.by_field[field]


def _fields(opened):
    return [one for one in opened.form.fields if isinstance(one, Field)]


def readings(staff, slug=SLUG):
    with staff.session as session:
        found = rows_in(session, workspace_for(session, None).id, Reading, measure_slug=slug)
    return sorted(found, key=lambda row: row["number"])


def test_a_figure_is_recorded_and_reads_back_with_its_source(manager):
    note = record(manager)
    assert note.reply.is_note
    assert "72% (August 2021)" in note.text
    *_, row = readings(manager)
    assert (row["value"], row["qualifier"], row["numerator"], row["denominator"]) == (
        72, "exactly", 36, 50,
    )  # fmt: skip
    assert (row["given_by"], row["supersedes"], row["is_baseline"]) == ("U0POD", None, False)
    told = manager(f"measure {SLUG}").text
    for words in ("72% (August 2021)", "36 of 50", "Audit programme", "two-thirds", "47%"):
        assert words in told, words
    assert "72% (August 2021)" in manager("status case-recording").text
    assert "72%" in manager("measure case-recording").text
    with manager.session as session:
        assert verify(session, workspace_for(session, None)).problems == []


def test_the_change_is_our_arithmetic_against_the_latest_figure(manager):
    record(manager)
    told = manager(f"measure {SLUG}").text
    assert "about +5.3 percentage points on Q1 2021-22 (our arithmetic)" in told
    record(manager, value="70%", number="70", numerator=35, period="1 to 10 September 2021")
    told = manager(f"measure {SLUG}").text
    assert "worsened: -2 percentage points on August 2021 (our arithmetic)" in told
    record(manager, value="70%", number="70", numerator=35, period="12 September 2021")
    assert "unchanged from" in manager(f"measure {SLUG}").text


@pytest.mark.parametrize(("said", "qualifier", "shown"), [
    ("almost 90%", "almost", "almost 90% ("),
    ("90%", "almost", "almost 90% ("),
    ("roughly 90%", "about", "roughly 90% ("),
    ("90%", "at least", "at least 90% ("),
    ("90%", "exactly", "90% ("),
])  # fmt: skip
def test_the_words_shown_keep_the_hedge(manager, said, qualifier, shown):
    record(manager, **WORDS | {"value": said, "qualifier": qualifier, "number": "90"})
    for asked in (f"measure {SLUG}", "status case-recording"):
        assert shown in manager(asked).text
    assert readings(manager)[-1]["qualifier"] == qualifier


def test_at_least_is_compared_with_nothing(manager):
    record(manager, value="at least 72%", qualifier="at least")
    assert "arithmetic" not in manager("measure case-recording").text.split("72%")[1].split("\n")[0]


@pytest.mark.parametrize(("values", "field", "told"), [
    ({"value": " "}, "value", "fill this in"),
    ({"source": None}, "source", "fill this in"),
    ({"number": "most"}, "number", "number alone"),
    ({"denominator": None}, "denominator", "both numbers"),
    ({"numerator": None}, "numerator", "both numbers"),
    ({"numerator": 51}, "numerator", "more than all"),
    ({"numerator": 0, "denominator": 0}, "denominator", "share of 0"),
    ({"numerator": 30}, "number", "30 of 50 comes to 60.0%, not 72%"),
    ({"numerator": 30, "number": None}, "value", "30 of 50 comes to 60.0%, not 72%"),
    ({"value": "almost 72%"}, "qualifier", "“almost”"),
    ({"value": "about 72%", "qualifier": "almost"}, "qualifier", "“about”"),
    ({"value": "71%"}, "number", "says 71%, and this is 72"),
    ({"value": "36 of 50", "numerator": None, "denominator": None}, "numerator", "36 of 50"),
    ({"value": "3 of 4 (75%)", "number": "75", "numerator": 3, "denominator": 4}, "small", "child"),
    ({"period": "September 2021"}, "period", "30 September 2021"),
    ({"period": "the other day"}, "period", "cannot read"),
    ({"redefined": ("yes",)}, "why", "fill this in"),
    ({"redefined": ("yes",), "why": "New guidance"}, "counted", "how it is counted"),
])  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(manager, values, field, told):
    before = readings(manager)
    assert told in fault(record(manager, **values), field)
    assert readings(manager) == before


def test_a_correction_supersedes_and_never_overwrites(manager):
    record(manager)
    wrong = readings(manager)[-1]
    note = record(manager, value="70%", number="70", numerator=35, corrects=str(wrong["number"]))
    assert "stays in the series" in note.text
    *_, kept, right = readings(manager)
    assert kept == wrong
    assert right["supersedes"] == wrong["number"]
    told = manager(f"measure {SLUG}").text
    assert "72% (August 2021); 36 of 50; corrected later" in told
    assert "70% (August 2021); 35 of 50; a correction" in told
    assert "72%" not in manager("status case-recording").text


def test_only_what_stands_can_be_corrected(manager):
    record(manager)
    opened = manager(f"measure record {SLUG}")
    number = str(readings(manager)[-1]["number"])
    (corrects,) = (one for one in _fields(opened) if one.name == "corrects")
    assert corrects.options[0] == (number, "72% (August 2021)")
    late = opened.fill(**FIGURE | {"corrects": number})
    assert record(manager, corrects=number).found
    assert "no longer stands" in fault(manager.submit(late), "corrects")
    offered = (
        value for one in _fields(manager(f"measure record {SLUG}")) for value, _ in one.options
    )
    assert number not in offered


def test_a_measure_without_a_figure_has_none_to_correct(manager):
    names = [one.name for one in _fields(manager(f"measure record {BARE}"))]
    assert "corrects" not in names
    record(manager, BARE)
    told = manager(f"measure {BARE}").text
    assert "no baseline given" in told
    assert "arithmetic" not in told


def test_a_corrected_baseline_stays_the_baseline_and_a_stated_change_from_it_is_not_told(manager):
    record(manager, **WORDS | {
        "value": "50%", "number": "50", "corrects": "1", "period": "2018",
    })  # fmt: skip
    told = manager("measure case-recording").text
    assert "before: 50% (2018)" in told
    assert "47%" not in told
    assert "+20 percentage points" not in told
    assert "about +16.7 percentage points on 2018 (our arithmetic)" in told


def test_a_figure_for_an_earlier_period_is_not_the_latest(manager):
    record(manager)
    record(manager, value="60%", number="60", numerator=30, period="July 2021")
    assert "72% (August 2021)" in manager("status case-recording").text
    told = manager(f"measure {SLUG}").text
    assert "improved: +12 percentage points on July 2021 (our arithmetic)" in told


def test_a_changed_definition_breaks_the_series(manager):
    opened = manager(f"measure record {SLUG}")
    form = manager.draw(opened.fill(redefined=("yes",)))
    assert {"counted", "out_of", "why"} <= {getattr(one, "name", "") for one in form.fields}
    note = record(
        manager,
        redefined=("yes",),
        counted="Records graded green",
        out_of="All records moderated",
        why="Moderation was brought in",
    )
    assert "definition has changed" in note.text
    told = manager(f"measure {SLUG}").text
    for words in (
        "Records graded green", "All records moderated", "the definition changed here",
        "the baseline was counted in another way",
    ):  # fmt: skip
        assert words in told, words
    assert "(our arithmetic)" not in told
    assert "Moderation was brought in" in manager("changes").text
    record(manager, value="74%", number="74", numerator=37, period="1 to 10 September 2021")
    told = manager(f"measure {SLUG}").text
    assert "improved: +2 percentage points on August 2021 (our arithmetic)" in told


def test_a_form_about_an_older_definition_is_sent_back(manager):
    opened = manager(f"measure record {SLUG}")
    record(manager, redefined=("yes",), counted="Green records", why="Plainer words")
    late = manager.submit(opened.fill(**FIGURE))
    assert isinstance(late.error, ChangedSince)


SMALL = {"value": "3 of 40", "number": "7.5", "numerator": 3, "denominator": 40, "small": ("yes",)}
GIVES_AWAY = ("3 of 40", "7.5")


def test_a_small_number_is_shown_to_who_asks_and_nobody_else(manager):
    note = record(manager, **SMALL)
    later = {"value": "50%", "number": "50", "numerator": 20, "denominator": 40}
    record(manager, **later, period="12 September 2021")
    record(manager, FIRST, **SMALL)
    asked = (
        "status", "status case-recording", "measure", "measure case-recording",
        f"measure {SLUG}", "changes", "overdue", "find records",
    )  # fmt: skip
    offered = [one.options for one in _fields(manager(f"measure record {SLUG}"))]
    for told in (note.everything, str(offered), *(manager(words).everything for words in asked)):
        assert "3 of 40" not in told
        assert "7.5" not in told
        assert "42.5" not in told  # 50 less 7.5
    page = manager(f"measure {SLUG}")
    assert "fewer than 5 of 40 (August 2021)" in page.text
    shown = manager(page.button("Show the small numbers"))
    assert "3 of 40" in shown.text
    assert "+42.5 percentage points" in shown.text
    assert shown.reply.words is None


def test_out_of_a_few_not_even_the_share_is_shown(manager):
    record(manager, value="100%", number="100", numerator=4, denominator=4, small=("yes",))
    told = manager(f"measure {SLUG}").everything
    assert "out of fewer than 5, not shown here (August 2021)" in told
    assert "100%" not in told


def test_none_points_to_nobody_and_is_shown(manager):
    assert record(manager, value="none", number="0", numerator=0).found
    page = manager(f"measure {SLUG}")
    assert "none (August 2021); 0 of 50" in page.text
    assert page.button("Show the small numbers") is None


def test_a_count_that_stands_alone_is_a_small_number_too(manager):
    lone = {"value": "3 children", "number": "3", "numerator": None, "denominator": None}
    slug = "missing-episodes"
    assert "child" in fault(record(manager, slug, **lone), "small")
    note = record(manager, slug, **lone, small=("yes",))
    assert note.error is None
    assert "fewer than 5" in note.text
    assert "3 children" not in note.text + manager(f"measure {slug}").text


def test_small_numbers_are_asked_for_of_the_past_too(manager):
    record(manager, **SMALL)
    page = manager(f"measure {SLUG} as at {TODAY}")
    assert "3 of 40" in manager(page.button("Show the small numbers")).text


def test_the_lead_of_its_area_may_record_and_other_readers_may_not(manager, staff):
    assert not staff(f"measure record {SLUG}").found
    with manager.session as session:
        (area,) = rows_in(session, workspace_for(session, None).id, Area, slug="case-recording")
    with manager.write(now=manager.clock.now()) as write:
        write.update(Area, area | {"lead": f"<@{staff.asker.user_id}>"})
    assert record(staff).found


def test_what_is_compared_is_the_same_on_both_stores(either):
    manager = either.who(user_id="U0POD", name="Manager", role="manager")
    record(manager, FIRST)
    record(manager, FIRST, value="60%", number="60", numerator=30, period="July 2021")
    july = {"value": "64%", "number": "64", "numerator": 32, "period": "July 2021"}
    record(manager, FIRST, **july, corrects="3")
    told = manager(f"measure {FIRST}").text
    assert "worsened: +8 percentage points on July 2021 (our arithmetic)" in told
    assert "60% (July 2021); 30 of 50; corrected later" in told
    assert "72% (August 2021)" in manager("status").text


# A history as people make it: each step gives a figure for a month, corrects one that stands, or
# changes the definition; None is words with no figure.
STEPS = st.lists(
    st.tuples(
        st.integers(1, 8),  # month
        st.none() | st.integers(0, 100),
        st.sampled_from(["new", "correct", "redefine"]),
        st.integers(0, 100),  # which one is corrected
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=25, deadline=None)
def test_the_latest_stands_and_comparisons_never_cross_a_break(copy_of, sample_file, steps):
    manager = copy_of(sample_file)
    with manager.write(now=manager.clock.now()) as write:
        rows = played(steps)
        for row in rows:
            write.insert(Reading, row)
    with manager.session as session:
        number = workspace_for(session, None).id
        (measured,), _ = measures(session, number, slug=BARE, limit=1)
        by_area = latest_by_area(session, number)["strategy-discussions"]
        told, _ = series(session, number, BARE, limit=50)
        standing, _ = series(session, number, BARE, limit=50, standing=True)
    corrected = {row["supersedes"] for row in rows}
    stand = sorted(
        (row for row in rows if row["number"] not in corrected),
        key=lambda row: (row["period_latest"], row["number"]),
    )
    assert {one.reading.number for one in told if one.is_corrected} == corrected - {None}
    assert [one.reading.number for one in standing] == [row["number"] for row in stand][::-1]
    if not stand:
        assert measured.latest is None
        return
    latest = stand[-1]
    assert measured.latest.number == latest["number"]
    if by_area.measure.slug == BARE:
        assert by_area.latest.number == latest["number"]
    comparable = []
    for row in stand[:-1]:
        comparable = [] if row["breaks_series"] else comparable
        comparable += [row] if row["value"] is not None else []
    expected = comparable[-1]["number"] if comparable and not latest["breaks_series"] else None
    assert (measured.before and measured.before.number) == expected


def played(steps):
    rows = []
    for month, value, kind, which in steps:
        stand = [row for row in rows if row["number"] not in {one["supersedes"] for one in rows}]
        corrects = stand[which % len(stand)] if kind == "correct" and stand else None
        day = date(2021, month, 28)
        rows.append(
            {
                "measure_slug": BARE,
                "number": len(rows) + 1,
                "is_baseline": False,
                "value_text": "words" if value is None else f"{value}%",
                "value": value,
                "period_text": f"{day:%B %Y}",
                "period_earliest": day,
                "period_latest": day,
                "period_precision": "stated",
                "supersedes": corrects and corrects["number"],
                "breaks_series": kind == "redefine" or bool(corrects and corrects["breaks_series"]),
            }
        )
    return rows


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 3))
def test_a_share_that_was_rounded_from_its_numbers_is_taken(top, bottom, decimals):
    top = min(top, bottom)
    number = f"{100 * top / bottom:.{decimals}f}"
    figure = Figure(f"{number}%", number, "exactly", top, bottom, may_be_small=True)
    assert faults(Filled("measure record"), figure, is_share=True) == {}
    wrong = f"{100 * top / bottom + 2:.{decimals}f}"
    figure = Figure(f"{wrong}%", wrong, "exactly", top, bottom, may_be_small=True)
    assert "comes to" in faults(Filled("measure record"), figure, is_share=True)["number"]


def test_without_a_name_it_asks_which_measure_is_meant(manager):
    buttons = [one for page in manager.pages("measure record") for one in page.buttons]
    (of_slug,) = (one.words for one in buttons if one.words == f"measure record {SLUG}")
    assert manager(of_slug).form


@pytest.mark.parametrize("words", ["audit record", f"measure record {SLUG}", "measure record"])
def test_a_form_is_not_opened_in_the_past(manager, words):
    answer = manager(f"{words} as at {TODAY}")
    assert not answer.found
    assert answer.form is None
    assert "can't be asked as at" in answer.text
