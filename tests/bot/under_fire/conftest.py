"""What the tests under fire share: the sample plan with people who may do things."""

import pytest

from storage.database import reading, writing
from storage.ledger import LedgerWrite
from storage.models import LEDGERED, Person, RoleHolder
from storage.queries.workspaces import connect_team, workspace_for
from storage.rows import rows_in
from storage.times import Clock
from storage.verify import verify

TEAM = "T0LOCAL"
PEOPLE = [f"U0P{number:02d}" for number in range(50)]


@pytest.fixture
def staffed(plan_engine):
    """The sample plan with 50 people: half of them managers, the other half quality assurance."""
    now = Clock().now()
    with writing(plan_engine) as session:
        workspace_id = connect_team(session, TEAM, "A council")
        for user in PEOPLE:
            session.add(
                Person(
                    workspace_id=workspace_id,
                    user_id=user,
                    name=f"Person {user[3:]}",
                    is_guest=False,
                    is_stranger=False,
                    is_deactivated=False,
                    seen_at=now,
                )
            )
        write = LedgerWrite(session, workspace_id, actor="U0HEAD", reason="a test", now=now)
        for number, user in enumerate(PEOPLE):
            role = "manager" if number % 2 else "quality assurance"
            write.insert(RoleHolder, {"kind": "grant", "role": role, "holder": user})
        write.close()
    return plan_engine


@pytest.fixture(scope="session")
def people():
    """The fifty's user ids."""
    return PEOPLE


@pytest.fixture(scope="session")
def problems():
    """Say what is wrong with a record: nothing, if the tables are what the ledger says."""

    def problems(engine):
        with reading(engine) as session:
            return verify(session, workspace_for(session, None)).problems

    return problems


@pytest.fixture(scope="session")
def tables():
    """Give every ledgered table's rows by name."""

    def tables(engine):
        with reading(engine) as session:
            workspace_id = workspace_for(session, None).id
            return {
                table.__tablename__: rows_in(session, workspace_id, table) for table in LEDGERED
            }

    return tables


@pytest.fixture(scope="session")
def looking(tables, problems):
    """Both ways to look at a record."""
    return tables, problems
