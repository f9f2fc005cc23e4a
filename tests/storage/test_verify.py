"""Whatever is done to the record behind the ledger's back is found, and the first of it named."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from storage.database import reading
from storage.ledger import row_hash
from storage.models import Ambiguity, Workspace
from storage.redaction import redact
from storage.rows import rows_in
from storage.verify import verify

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def verified(engine, workspace_id=1):
    with reading(engine) as session:
        return verify(session, session.get_one(Workspace, workspace_id))


def the_problem(engine):
    found = verified(engine)
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


@pytest.fixture
def tamper(plan_engine):
    """Run statements as somebody would who owns the database and has dropped the triggers."""
    with plan_engine.begin() as connection:
        if plan_engine.dialect.name == "postgresql":
            connection.execute(text("DROP FUNCTION ledger_refuses CASCADE"))
        else:
            kept = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for (name,) in kept.all():
                connection.execute(text(f"DROP TRIGGER {name}"))

    unbound = {
        "sqlite": "PRAGMA defer_foreign_keys = ON",
        "postgresql": "SET LOCAL session_replication_role = replica",
    }[plan_engine.dialect.name]

    def tamper(*statements, **values):
        with plan_engine.begin() as connection:
            connection.execute(text(unbound))
            for statement in statements:
                connection.execute(text(statement), values)

    return tamper


@pytest.fixture
def doubt(plan_engine):
    """One row of the sample plan, with which much is done here."""
    with reading(plan_engine) as session:
        return rows_in(session, 1, Ambiguity, ref="A3")[0]


def last_seq(engine):
    with reading(engine) as session:
        return session.get_one(Workspace, 1).head_seq


def test_a_record_left_alone_is_clean(plan_engine):
    found = verified(plan_engine)
    assert found.problems == []
    assert (found.rows, found.redacted) == (last_seq(plan_engine), 0)
    with reading(plan_engine) as session:
        assert found.head == session.get_one(Workspace, 1).head_hash


def test_an_empty_record_is_clean(engine, council):
    found = verified(engine, council)
    assert (found.problems, found.rows, found.head) == ([], 0, "0" * 64)


def test_a_changed_record_is_clean(plan_engine, changing, doubt):
    with changing(plan_engine, 1) as write:
        write.update(Ambiguity, doubt | {"text": "Cleared up."})
        write.set_workspace({"settings": {"readers": "C0PLAN"}})
        write.insert(Ambiguity, doubt | {"ref": "A99"})
    with changing(plan_engine, 1) as write:
        write.remove(Ambiguity, doubt | {"ref": "A99"})
    assert verified(plan_engine).problems == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_content SET content = replace(content, '2021', '2020') WHERE seq = 7",
        "UPDATE ledger_content SET content = content || ' ' WHERE seq = 7",
        "UPDATE ledger_content SET salt = 'other' WHERE seq = 7",
        "UPDATE ledger_content SET content = NULL, salt = NULL WHERE seq = 7",
        "DELETE FROM ledger_content WHERE seq = 7",
        "UPDATE ledger_content SET content = NULL, salt = NULL, kept = content WHERE seq = 7",
        "UPDATE ledger SET hash = 'other' WHERE seq = 7",
        "UPDATE ledger SET content_hash = 'other' WHERE seq = 7",
        "UPDATE ledger SET actor = 'U0OTHER' WHERE seq = 7",
        "UPDATE ledger SET entity = 'action:MC-3' WHERE seq = 7",
        "UPDATE ledger SET at = '2021-09-12T23:00:00.000001Z' WHERE seq = 7",
        "UPDATE ledger SET at = '2020-09-12T23:00:00.000000Z' WHERE seq = 7",
        "UPDATE ledger SET entered_at = '2021-09-12T23:00:00.000000Z' WHERE seq = 7",
        "UPDATE ledger SET at = 'some day' WHERE seq = 7",
        "UPDATE ledger SET entered_at = '2021-09-12T23:00:00' WHERE seq = 7",
        "DELETE FROM ledger WHERE seq = 7",
    ],
)
def test_the_first_bad_link_is_named(plan_engine, tamper, change):
    """More is wrong further down: only what comes first is sure, and only that is said."""
    later = "UPDATE ledger_content SET content = '{}' WHERE seq IN (9, 30)"
    if change.startswith("DELETE FROM ledger "):
        tamper("DELETE FROM ledger_content WHERE seq = 7")
    tamper(change)
    if "kept = content" not in change:  # whether a redaction says so is only known at the end
        tamper(later)
    assert the_problem(plan_engine).startswith("Row 7 ")


def test_swapped_rows(plan_engine, tamper):
    tamper(
        *(
            f"UPDATE {table} SET seq = {new} WHERE seq = {old}"
            for old, new in ((3, -3), (4, 3), (-3, 4))
            for table in ("ledger_content", "ledger")
        )
    )
    assert the_problem(plan_engine).startswith("Row 3 ")


def test_a_row_put_in(plan_engine, tamper):
    end = last_seq(plan_engine)
    tamper(
        f"INSERT INTO ledger SELECT workspace_id, {end + 1}, at, entered_at, actor, entity, "
        f"content_hash, hash FROM ledger WHERE seq = {end}",
        f"INSERT INTO ledger_content SELECT workspace_id, {end + 1}, content, salt, kept "
        f"FROM ledger_content WHERE seq = {end}",
    )
    assert the_problem(plan_engine).startswith(f"Row {end + 1} ")


def test_a_cut_tail(plan_engine, tamper):
    end = last_seq(plan_engine)
    tamper(
        *(f"DELETE FROM {table} WHERE seq > {end - 2}" for table in ("ledger_content", "ledger"))
    )
    said = the_problem(plan_engine)
    assert f"row {end - 2}" in said
    assert f"row {end}" in said


def test_a_ledger_cut_whole(plan_engine, tamper):
    tamper("DELETE FROM ledger_content", "DELETE FROM ledger")
    assert f"row {last_seq(plan_engine)}" in the_problem(plan_engine)


def test_a_cut_tail_with_its_head_put_back_differs_from_the_tables(plan_engine, tamper):
    end = last_seq(plan_engine)
    tamper(
        *(f"DELETE FROM {table} WHERE seq > {end - 2}" for table in ("ledger_content", "ledger")),
        f"UPDATE workspace SET head_seq = {end - 2}, "
        f"head_hash = (SELECT hash FROM ledger WHERE seq = {end - 2})",
    )
    found = verified(plan_engine)
    assert len(found.problems) == 2
    assert all("in the record but not in the ledger" in said for said in found.problems)


def rewrite_the_end(engine, tamper):
    """Change the last row and work out its hashes again, as anybody can who knows how."""
    end = last_seq(engine)
    with engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT l.*, c.content, (SELECT hash FROM ledger WHERE seq = :before) AS previous "
                "FROM ledger l JOIN ledger_content c ON c.seq = l.seq WHERE l.seq = :end"
            ),
            {"end": end, "before": end - 1},
        ).one()
    content = row.content.replace('"reason":"loaded', '"reason":"made up')
    assert content != row.content
    digest = hashlib.sha256(f"new{content}".encode()).hexdigest()
    link = row_hash(row.previous, end, row.at, row.entered_at, row.actor, row.entity, digest)
    tamper(
        "UPDATE ledger_content SET content = :content, salt = 'new' WHERE seq = :end",
        "UPDATE ledger SET content_hash = :digest, hash = :link WHERE seq = :end",
        content=content,
        digest=digest,
        link=link,
        end=end,
    )
    return link


def test_a_rewritten_tail_is_not_what_the_head_says(plan_engine, tamper):
    rewrite_the_end(plan_engine, tamper)
    assert "cut or rewritten" in the_problem(plan_engine)


def test_a_head_rewritten_too_is_not_what_was_witnessed(plan_engine, tamper):
    """No chain can show this by itself: the head that a weekly post carried does."""
    witnessed = verified(plan_engine).head
    link = rewrite_the_end(plan_engine, tamper)
    tamper("UPDATE workspace SET head_hash = :link", link=link)
    assert verified(plan_engine).problems == []
    assert verified(plan_engine).head == link != witnessed


@pytest.mark.parametrize("column", ["head_hash = 'other'", "head_seq = head_seq + 1"])
def test_a_changed_head(plan_engine, tamper, column):
    tamper(f"UPDATE workspace SET {column}")
    assert "head" in the_problem(plan_engine)


def test_a_row_blanked_without_a_redaction(plan_engine, tamper):
    tamper("UPDATE ledger_content SET kept = content, content = NULL, salt = NULL WHERE seq = 7")
    assert "Row 7 " in the_problem(plan_engine)


@pytest.mark.parametrize(
    "kept",
    [
        lambda kept: kept.replace('"position":3', '"position":4'),
        lambda kept: kept.replace("[removed]", "Something else."),
        lambda _: json.dumps({"format": 1, "reason": "", "state": None}),
        lambda kept: kept + " ",
        lambda _: "not JSON",
        lambda _: "[]",
        lambda _: '{"format": 1}',
    ],
)
def test_what_a_redaction_kept_is_altered(plan_engine, changing, tamper, doubt, kept):
    with changing(plan_engine, 1) as write:
        redact(write, Ambiguity, doubt)
    assert verified(plan_engine).problems == []
    assert verified(plan_engine).redacted == 1
    with plan_engine.connect() as connection:
        asked = text("SELECT seq, kept FROM ledger_content WHERE kept IS NOT NULL")
        seq, was = connection.execute(asked).one()
    assert kept(was) != was
    tamper("UPDATE ledger_content SET kept = :kept WHERE seq = :seq", kept=kept(was), seq=seq)
    assert f"Row {seq} " in the_problem(plan_engine)


BEHIND_ITS_BACK = {
    "UPDATE action SET text = 'Launched' WHERE ref = 'MC-1'": "action:MC-1 differs",
    "UPDATE action SET due_latest = '2022-01-31' WHERE ref = 'MC-1'": "action:MC-1 differs",
    "UPDATE reading SET value = 91 WHERE value = 66.7": "reading:recording-green/2 differs",
    "UPDATE area SET aliases = '[]' WHERE number = '2018-4'": "area:missing-children differs",
    "UPDATE area SET caveat = NULL WHERE number = '2018-4'": "area:missing-children differs",
    "UPDATE workspace SET time_zone = 'Asia/Tokyo'": "workspace:settings differs",
    "UPDATE workspace SET source = '{}'": "workspace:settings differs",
    "DELETE FROM evidence_area WHERE evidence_ref = 'EV-8'": (
        "evidence_area:EV-8/missing-children is in the ledger but not in the record"
    ),
    "INSERT INTO ambiguity (workspace_id, ref, position, text) VALUES (1, 'A99', 99, 'No')": (
        "ambiguity:A99 is in the record but not in the ledger"
    ),
}


@pytest.mark.parametrize(("change", "said"), BEHIND_ITS_BACK.items())
def test_the_tables_are_changed_behind_the_ledgers_back(plan_engine, change, said):
    with plan_engine.begin() as connection:  # no trigger stands in the way of these
        assert connection.execute(text(change)).rowcount == 1
    assert the_problem(plan_engine).startswith(said)


def test_every_row_changed_behind_the_ledgers_back_is_named(plan_engine):
    with plan_engine.begin() as connection:
        connection.execute(text("UPDATE action SET note = 'x' WHERE ref IN ('MC-1', 'AF-4')"))
    said = verified(plan_engine).problems
    assert [one.split(" ")[0] for one in said] == ["action:AF-4", "action:MC-1"]


def test_a_removal_undone_behind_the_ledgers_back(plan_engine, changing, doubt):
    extra = doubt | {"ref": "A99"}
    with changing(plan_engine, 1) as write:
        write.insert(Ambiguity, extra)
    with changing(plan_engine, 1, NOON + timedelta(minutes=1)) as write:
        write.remove(Ambiguity, extra)
    with plan_engine.begin() as connection:
        put_back = "INSERT INTO ambiguity VALUES (1, :ref, :position, :text, :paragraph)"
        connection.execute(text(put_back), extra)
    assert the_problem(plan_engine).startswith("ambiguity:A99")
