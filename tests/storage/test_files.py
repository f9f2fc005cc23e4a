"""Files are kept once, found to be what was given, and go with the last evidence that has them."""

import hashlib
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from storage.database import reading, writing
from storage.models import Evidence, Workspace
from storage.queries.files import content_of, every_file, files_given, find_file, keep_file
from storage.redaction import redact
from storage.rows import rows_in
from storage.verify import verify

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
AUDIT = bytes(range(256)) * 40
SHA256 = hashlib.sha256(AUDIT).hexdigest()


@pytest.fixture
def give(plan_engine, changing):
    """Add evidence with a file to the sample plan."""

    def give(ref, content=AUDIT):
        sha256 = hashlib.sha256(content).hexdigest()
        with changing(plan_engine, 1, NOW) as write:
            row = rows_in(write.session, 1, Evidence)[0]
            file = {"file_sha256": sha256, "file_name": "audit.pdf"}
            write.insert(Evidence, row | {"ref": ref, "position": 900} | file)
            keep_file(write.session, 1, sha256, "pdf", content, NOW)

    return give


def problems(engine):
    with reading(engine) as session:
        return verify(session, session.get_one(Workspace, 1)).problems


def kept(engine):
    with reading(engine) as session:
        return dict(every_file(session, 1))


def test_the_same_bytes_are_kept_once(plan_engine, give):
    give("EV-101")
    give("EV-102")
    give("EV-103", b"others")
    assert kept(plan_engine) == {SHA256: AUDIT, hashlib.sha256(b"others").hexdigest(): b"others"}
    with reading(plan_engine) as session:
        assert find_file(session, 1, SHA256) == ("pdf", len(AUDIT))
        assert content_of(session, 1, SHA256) == AUDIT
        assert {ref for ref, one in files_given(session, 1).items() if one == SHA256} == {
            "EV-101",
            "EV-102",
        }
    assert problems(plan_engine) == []


def test_a_workspace_has_its_own_files(plan_engine, give):
    give("EV-101")
    with writing(plan_engine) as session:
        other = Workspace()
        session.add(other)
        session.flush()
        keep_file(session, other.id, SHA256, "pdf", AUDIT, NOW)
        assert find_file(session, other.id, SHA256) is not None
    assert kept(plan_engine) == {SHA256: AUDIT}


def test_verify_names_a_changed_a_missing_and_a_stray_file(plan_engine, give):
    give("EV-101")
    give("EV-102", b"others")
    with plan_engine.begin() as connection:
        changed = "UPDATE file SET content = :content WHERE sha256 = :sha256"
        connection.execute(text(changed), {"content": AUDIT[:-1], "sha256": SHA256})
    assert problems(plan_engine) == ["The file of EV-101 was changed: it is not what was given."]
    with plan_engine.begin() as connection:
        connection.execute(text("DELETE FROM file WHERE sha256 = :sha256"), {"sha256": SHA256})
    assert problems(plan_engine) == ["The file of EV-101 is missing."]
    with writing(plan_engine) as session:
        keep_file(session, 1, SHA256, "pdf", AUDIT, NOW)
        keep_file(session, 1, "ab" * 32, "pdf", b"stray", NOW)
    assert problems(plan_engine) == ["The file abababababababab is kept, and no evidence has it."]


def test_a_file_goes_with_the_last_evidence_that_has_it(plan_engine, give, changing):
    give("EV-101")
    give("EV-102")
    for ref, left in (("EV-101", {SHA256: AUDIT}), ("EV-102", {})):
        with changing(plan_engine, 1, NOW) as write:
            redact(write, Evidence, rows_in(write.session, 1, Evidence, ref=ref)[0])
        assert kept(plan_engine) == left
        assert problems(plan_engine) == []
    with reading(plan_engine) as session:
        assert files_given(session, 1) == {}
