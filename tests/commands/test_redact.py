"""What people typed about a thing is gone wherever it was kept, and what they did stays."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, select

from bot.blocks import as_message
from commands.acting.keep_message import Message
from commands.evidence_files import check_file
from commands.form import Filled
from commands.form_data import as_data
from storage.database import writing
from storage.models import (
    Action,
    Audit,
    Evidence,
    Person,
    Post,
    ProgressNote,
    Review,
    RoleHolder,
    SignOff,
    Workspace,
)
from storage.queries.posts import Planned, add_posts, claim, finish
from storage.rows import REMOVED, rows_in
from storage.verify import verify
from tests.commands.conftest import Staff

MARK = "quillbark"  # made up, and found nowhere else
START = datetime(2021, 9, 20, 9, tzinfo=UTC)
DAY = date(2021, 9, 17)
PEOPLE = {"U0POD": "Pod manager", "U0QA": "Quality lead", "U0HEAD": "Head"}
ROLES = {"U0POD": "manager", "U0QA": "quality assurance", "U0HEAD": "admin"}
CHANNEL = {"sign_off_channel": "C0SIGN", "sign_off_channel_name": "#sign-offs", "uploads": True}
AREA = "missing-children"
NUMBERS = count(1)


class Posting(Staff):
    """Somebody whose notes and notices wait to be posted, as they do in Slack."""

    def _post(self, session, workspace_id, reply):
        told = [
            Planned(
                one.key,
                "replace" if one.replaces else "message",
                one.to,
                as_message(one.reply),
                one.otherwise,
            )
            for one in reply.notices
        ]
        if reply.is_note:
            told.append(
                Planned(f"note:{next(NUMBERS)}", "message", "C0PLAN", as_message(reply), "U0POD")
            )
        add_posts(session, workspace_id, told, self.clock.now())


class Record:
    """A record in which people do things, a minute after one another."""

    def __init__(self, staff):
        facts = {one.name: getattr(staff, one.name) for one in fields(Staff)}
        self.staff, self.minutes = Posting(**facts), count(1)
        with staff.write(now=START) as write:
            for user_id, name in PEOPLE.items():
                flags = dict.fromkeys(("is_guest", "is_stranger", "is_deactivated"), False)
                person = Person(workspace_id=1, user_id=user_id, name=name, seen_at=START, **flags)
                write.session.add(person)
            write.session.flush()
            for user_id, role in ROLES.items():
                write.insert(RoleHolder, {"kind": "grant", "role": role, "holder": user_id})
            write.set_workspace({"settings": CHANNEL})

    @property
    def engine(self):
        return self.staff.engine

    def by(self, user_id):
        now = START + timedelta(minutes=next(self.minutes))
        clock = replace(self.staff.clock, pinned=None, shift=now - datetime.now(UTC))
        asker = replace(
            self.staff.asker, user_id=user_id, name=PEOPLE[user_id], role=ROLES[user_id]
        )
        return replace(self.staff, asker=asker, clock=clock)

    def fill(self, user_id, words, *, fetched=None, chosen=None, **values):
        """Open a form and submit it; one that is drawn anew is, when `chosen` is chosen."""
        staff = self.by(user_id)
        opened = staff(words)
        if opened.form is None:
            return opened
        if chosen:
            opened = replace(opened, form=staff.draw(opened.fill(**{chosen: values[chosen]})))
        return staff.submit(replace(opened.fill(**values), file=fetched))

    def rows(self, table, **key):
        with self.staff.session as session:
            return rows_in(session, 1, table, **key)

    def problems(self):
        with self.staff.session as session:
            return verify(session, session.get_one(Workspace, 1)).problems

    def redact(self, name):
        return self.by("U0HEAD")(f"redact {name} because it named someone")

    def redact_with_all_it_offers(self, name):
        waiting, done = [name], []
        while waiting:
            name = waiting.pop()
            answer = self.redact(name)
            assert answer.error is None, answer.text
            done.append(name)
            offered = {one.words.split()[1] for one in answer.buttons}
            waiting += offered.difference(done, waiting)


def tables(engine):
    known = MetaData()
    known.reflect(engine)
    return known.sorted_tables


def marked(engine, mark=MARK):
    """Give each column in which the word stands: "action.text"."""
    with engine.connect() as connection:
        return {
            f"{table.name}.{name}"
            for table in tables(engine)
            for row in connection.execute(select(table)).mappings()
            for name, value in row.items()
            if mark.encode() in (value if isinstance(value, bytes) else str(value).encode())
        }


@pytest.fixture
def record(staff):
    return Record(staff)


@pytest.fixture
def either_record(either):
    return Record(either)


# What can be done to an action and its area, each with the word wherever it can be typed.


def evidence(kind, mark=MARK, **more):
    facts = {
        "summary": f"Done by {mark}",
        "kind": kind,
        "dated": DAY,
        "link": f"https://council.example/{mark}",
        "shows": f"It shows {mark}",
        "caveat": f"Still {mark}",
    }
    audit = {"theme": f"About {mark}", "sample_size": 9, "green": 9, "moderated_by": f"By {mark}"}
    return facts | (audit if kind == "case audit" else {}) | more


def a_file():
    return check_file(f"{MARK}.txt", f"All about {MARK}.\n".encode())


def keep_message(record):
    staff = record.by("U0POD")
    message = Message(f"We met {MARK}", "U0QA", "1631264400.000200", "https://x")
    form = staff.draw(Filled("keep_message", message.about))
    values = {"action": "MC-3", "kind": "other", "shows": f"So {MARK}"}
    return staff.submit(Filled("keep_message", form.about, form.seen, values))


DEEDS = {
    "note": lambda it: it.by("U0POD")(f"update MC-3 {MARK} came"),
    "note of the area": lambda it: it.by("U0POD")(f"update {AREA} {MARK} came too"),
    "undo": lambda it: it.by("U0POD")("undo"),
    "move": lambda it: it.by("U0POD")(f"move MC-3 to late 2021 because {MARK} asked"),
    "confidence": lambda it: it.by("U0POD")(f"confidence MC-3 red because {MARK} left"),
    "lead": lambda it: it.by("U0POD")("assign MC-3 <@U0POD>"),
    "edit": lambda it: it.fill(
        "U0POD", "edit MC-3", text=f"Work with {MARK}", note=f"For {MARK}", reason=f"{MARK} said so"
    ),
    "evidence": lambda it: it.fill(
        "U0POD", "evidence add MC-3", chosen="kind", **evidence("other")
    ),
    "evidence of the area": lambda it: it.fill(
        "U0POD", f"evidence add {AREA}", chosen="kind", **evidence("other")
    ),
    "file": lambda it: it.fill(
        "U0POD",
        "evidence add MC-3",
        fetched=a_file(),
        chosen="kind",
        **evidence("other", link=None, file="F0FILE", file_names_nobody=("yes",)),
    ),
    "message": keep_message,
    "claim": lambda it: it.fill("U0POD", "complete MC-3", chosen="kind", **evidence("other")),
    "claim by audit": lambda it: it.fill(
        "U0POD", "complete MC-3", chosen="kind", **evidence("case audit")
    ),
    "send back": lambda it: it.fill("U0QA", "send back MC-3", reason=f"Ask {MARK}"),
    "sign off": lambda it: it.by("U0QA")("sign off MC-3"),
    "re-check": lambda it: it.fill(
        "U0HEAD", "review MC-3", chosen="outcome", outcome="reopened", shown_by=f"Seen by {MARK}"
    ),
    "reopen": lambda it: it.by("U0POD")(f"reopen MC-3 because of {MARK}"),
    "close": lambda it: it.by("U0POD")(f"close MC-3 no further action because of {MARK}"),
    "area": lambda it: it.fill(
        "U0POD",
        f"area {AREA}",
        caveat=f"But {MARK}",
        aliases=f"{MARK}\nMissing",
        state="not started",
        reason=f"{MARK} said",
    ),
    "area's sign-off": lambda it: it.fill("U0QA", f"send back {AREA}", reason=f"No {MARK}"),
    "audit": lambda it: it.fill(
        "U0POD",
        "audit record",
        theme=f"Homes of {MARK}",
        area=AREA,
        held=DAY,
        period="1 to 31 July 2021",
        sample_size=5,
        moderated_by=f"Boss of {MARK}",
        shows=f"Shows {MARK}",
        action_1=f"Visit {MARK}",
        lead_1="U0QA",
    ),
}
EVERYTHING = [
    "note", "undo", "note", "note of the area", "move", "confidence", "lead", "edit", "evidence",
    "evidence of the area", "file", "message", "claim", "send back", "claim by audit", "sign off",
    "reopen", "claim", "sign off", "re-check", "close", "area", "area's sign-off", "audit",
]  # fmt: skip
TYPED_INTO = {
    "action.note", "action.text", "area.aliases", "area.caveat", "audit.moderated_by",
    "audit.shows", "audit.theme", "evidence.caveat", "evidence.file_name", "evidence.link",
    "evidence.shows", "evidence.text", "file.content", "ledger_content.content", "post.content",
    "progress_note.text", "review.shown_by", "sign_off.reason", "sign_off.why",
}  # fmt: skip


@pytest.fixture
def told(either_record):
    """A record in which the word stands wherever a command can put it."""
    for deed in EVERYTHING:
        answer = DEEDS[deed](either_record)
        assert answer.error is None, f"{deed}: {answer.text}"
        assert answer.reply.is_note, f"{deed}: {answer.text}"
    assert marked(either_record.engine) == TYPED_INTO
    return either_record


def redact_all(record):
    record.redact_with_all_it_offers("MC-3")
    record.redact_with_all_it_offers(AREA)
    for audit in record.rows(Audit):
        record.redact_with_all_it_offers(audit["ref"])


def test_every_text_that_commands_write_can_be_taken_out(told):
    redact_all(told)
    assert marked(told.engine) == set()
    assert told.problems() == []
    reader = told.by("U0HEAD")
    refs = [one["ref"] for table in (Evidence, Audit) for one in told.rows(table)]
    for words in [
        "status", f"status {AREA}", "show MC-3", "history MC-3", f"history {AREA}", "changes today",
        "show MC-3 as at 20 September 2021", f"evidence {AREA}", "evidence MC-3", "audits", "next",
        "waiting", "reviews", f"find {MARK}", *(f"show {ref}" for ref in refs),
    ]:  # fmt: skip
        for page in reader.pages(words):
            assert page.reply is not None
            assert MARK not in page.text, words
    for seen in (20, 21):
        assert MARK not in reader(f"history MC-3 as at {seen} September 2021").text


def test_who_did_what_when_and_how_it_stands_stays(told):
    told_before = told.rows(Action, ref="MC-3")[0]
    redact_all(told)
    after = told.rows(Action, ref="MC-3")[0]
    for fact in ("state", "confidence", "lead", "moves", "due_latest"):
        assert after[fact] == told_before[fact] is not None
    (note,) = told.rows(ProgressNote, about="MC-3")
    assert (note["text"], note["by"]) == (REMOVED, "U0POD")
    (sent_back,) = told.rows(SignOff, about="MC-3", number=1)
    assert (sent_back["asked_by"], sent_back["decided_by"]) == ("U0POD", "U0QA")
    assert sent_back["led_by"] == ["U0POD"]  # so that they still can't re-check it
    assert (sent_back["why"], sent_back["reason"]) == (REMOVED, None)
    (review,) = told.rows(Review)
    assert (review["shown_by"], review["reviewed_by"]) == (REMOVED, "U0HEAD")
    assert {one["given_by"] for one in told.rows(Evidence, action_ref="MC-3")} == {"<@U0POD>"}
    history = "".join(page.text for page in told.by("U0HEAD").pages("history MC-3"))
    assert "note on MC-3: text removed here and in its history. Why: it named someone." in history
    assert "Quality lead" in history
    assert "U0" not in history


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from([*DEEDS, "redact MC-3", "redact evidence"]), min_size=1, max_size=12)
)
def test_whatever_was_done_in_whatever_order(copy_of, sample_file, deeds):
    record = Record(copy_of(sample_file))
    for deed in deeds:
        if deed == "redact evidence":
            for one in record.rows(Evidence, action_ref="MC-3"):
                assert record.redact(one["ref"]).error is None
        elif deed == "redact MC-3":
            assert record.redact("MC-3").error is None
        else:
            DEEDS[deed](record)  # some can't be done just then
    redact_all(record)
    assert marked(record.engine) == set()
    assert record.problems() == []


# One thing of several.


def test_evidence_goes_with_its_audit_and_claim_and_the_action_keeps_its_words(either_record):
    record = either_record
    record.by("U0POD")("update MC-3 Two pods report")
    record.fill("U0POD", "complete MC-3", chosen="kind", **evidence("case audit"))
    record.by("U0QA")("sign off MC-3")
    (one,) = record.rows(Evidence, action_ref="MC-3")
    words = record.rows(Action, ref="MC-3")
    answer = record.redact(one["ref"])
    assert f"{one['ref']} is redacted" in answer.reply.title
    assert answer.choices == []
    assert marked(record.engine) == set()
    assert record.rows(Action, ref="MC-3") == words
    assert record.rows(ProgressNote)[0]["text"] == "Two pods report"
    assert record.rows(Audit)[0]["theme"] == REMOVED
    assert record.problems() == []


def test_evidence_of_an_action_is_offered_until_it_is_redacted(record):
    for mark in ("one", "two"):
        record.fill("U0POD", "evidence add MC-3", chosen="kind", **evidence("other", mark))
    one, two = (row["ref"] for row in record.rows(Evidence, action_ref="MC-3"))
    answer = record.redact("MC-3")
    assert f"Tied to it, {one} and {two} keep their own text." in answer.text
    assert answer.choices == [f"redact {ref} because MC-3 was redacted" for ref in (one, two)]
    assert record.by("U0HEAD")(answer.choices[0]).error is None
    assert record.redact("MC-3").choices == [f"redact {two} because MC-3 was redacted"]


def test_an_audit_offers_the_actions_that_came_of_it(record):
    DEEDS["audit"](record)
    (action,) = record.rows(Action, source="audit")
    answer = record.redact("AU-1")
    assert answer.choices == [f"redact {action['ref']} because AU-1 was redacted"]
    assert record.rows(Audit)[0]["moderated_by"] is None
    assert record.rows(Audit)[0]["sample_size"] == 5


def test_the_reply_counts_the_entries(record):
    record.by("U0POD")("update MC-3 One")
    record.by("U0POD")("update MC-3 Two")
    assert "from 3 ledger entries" in record.redact("MC-3").text  # as loaded, and the two notes
    assert "from 1 ledger entry;" in record.redact("MC-1").text


# Messages for Slack.


def waiting(record):
    with record.staff.session as session:
        return {one.key: one.content for one in session.query(Post) if one.done_at is None}


def post_one(record, *, lost=False):
    """Post the next message, or have nobody know whether it was."""
    with writing(record.engine) as session:
        claimed = claim(session, 1, ["message"], START + timedelta(days=1))
        if not lost:
            finish(session, claimed, START, posted_to=claimed.channel, ts="1.1")
        return claimed


def test_a_message_that_waits_does_not_go_out(either_record):
    record = either_record
    record.by("U0POD")(f"update MC-3 {MARK}")
    record.by("U0POD")("update MC-2 All is well")
    answer = record.redact("MC-3")
    assert "1 message of it that waited to be posted was dropped." in answer.text
    assert "All is well" in str(post_one(record).content)
    assert waiting(record) == {}


def test_one_that_is_being_posted_is_not_tried_again_and_its_place_is_told(record):
    record.by("U0POD")(f"close MC-3 no further action because of {MARK}")
    claimed = post_one(record, lost=True)
    assert claimed.channel == "C0SIGN"
    assert "messages about it are in #sign-offs" in record.redact("MC-3").text
    assert waiting(record) == {}


def test_what_is_posted_is_out_of_reach_and_the_reply_says_where(record):
    assert "delete messages about it there, if there are any" in record.redact("MC-2").text
    record.by("U0POD")("close MC-3 no further action because of it")
    post_one(record)
    record.fill("U0QA", "send back MC-3", reason="Not yet")
    post_one(record)
    post_one(record)
    told = record.redact("MC-3").text
    assert "messages about it are in #sign-offs and my direct messages to Pod manager" in told
    assert "C0SIGN" not in told
    assert "U0POD" not in told


def test_a_reference_is_no_part_of_another(record):
    with record.staff.write(now=START) as write:
        (row,) = rows_in(write.session, 1, Action, ref="MC-3")
        write.insert(Action, row | {"ref": "MC-31", "position": 900})
    record.by("U0POD")("update MC-31 All is well")
    record.redact("MC-3")
    assert len(waiting(record)) == 1


def test_a_form_that_waits_for_its_file_is_dropped_and_its_sender_named(record):
    filled = Filled("complete", "MC-3", values={"summary": f"Done by {MARK}", "file": "F0FILE"})
    with writing(record.engine) as session:
        add_posts(session, 1, [Planned("V1", "fetch", "U0POD", as_data(filled))], START)
    answer = record.redact("MC-3")
    assert "A form about it by Pod manager that waited for its file was dropped" in answer.text
    assert marked(record.engine) == set()
