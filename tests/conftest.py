"""Real databases for the tests: SQLite files, and a throwaway PostgreSQL server.

A test that asks for `engine` or `plan_engine` runs once on each store; one that is about a single
store says `@pytest.mark.parametrize("store", ["postgresql"], indirect=True)`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from commands.loading import load_plan
from storage.database import open_database, writing
from storage.ledger import LedgerWrite
from storage.migrate import migrate
from storage.models import Workspace
from storage.times import Clock

SAMPLE = Path(__file__).parents[1] / "storage" / "sample_plan.yaml"
CLOCK = Clock(pinned=date(2021, 9, 13))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NUMBERS = count(1)


class SQLite:
    """Databases as files of one folder."""

    def __init__(self, folder):
        self.folder = folder

    def url(self, name):
        return f"sqlite:///{self.folder / name}.db"

    def create(self, name, template=None):
        if template is not None:
            shutil.copy(self.folder / f"{template}.db", self.folder / f"{name}.db")

    def drop(self, name):
        for file in self.folder.glob(f"{name}.db*"):
            file.unlink()


class PostgreSQL:
    """Databases of one server, which is reached by its socket in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    def url(self, name):
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name, template="template1"):
        with self.admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))

    def drop(self, name):
        with self.admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def opened(url):
    engine = open_database(url)
    try:
        yield engine
    finally:
        engine.dispose()  # the last connection to close takes SQLite's log into the file


def with_templates(store):
    """Make what tests start from once: to copy it takes a moment, to migrate and load longer."""
    store.create("migrated")
    with opened(store.url("migrated")) as engine:
        migrate(engine)
    store.create("loaded", "migrated")
    with opened(store.url("loaded")) as engine:
        load_plan(engine, SAMPLE.read_bytes(), SAMPLE.name, clock=CLOCK, actor="test")
    return store


def postgresql_programs():
    """Give the folder of the newest PostgreSQL server's programs."""
    if installed := list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return max(installed, key=lambda path: int(path.parts[4])).parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    return pytest.fail("PostgreSQL is needed for the tests: install `postgresql`.", pytrace=False)


def not_as_root():
    """Say how to start a PostgreSQL program: its server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    users = {user.pw_name for user in pwd.getpwall()}
    name = "postgres" if "postgres" in users else "nobody"
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": ()}


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL server on a socket in a temporary folder, which is what this gives."""
    programs = postgresql_programs()
    who = not_as_root()
    # Not pytest's own temporary folder: a socket's path may have a hundred letters or so.
    folder = Path(tempfile.mkdtemp(prefix="ofsted-pg-"))
    if who:
        shutil.chown(folder, who["user"])
    data = folder / "data"

    def run(program, *arguments):
        command = [programs / program, "-D", data, *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **who)

    try:
        run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync")
        # -F: no fsync, as nothing here has to survive; -h '': the socket alone.
        run("pg_ctl", "start", "-w", "-l", folder / "log", "-o", f"-F -h '' -k {folder}")
        try:
            yield folder
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql(cluster):
    store = PostgreSQL(cluster)
    try:
        yield with_templates(store)
    finally:
        store.admin.dispose()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory):
    return with_templates(SQLite(tmp_path_factory.mktemp("sqlite")))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request):
    """Where databases are made: a SQLite folder or a PostgreSQL server."""
    return request.getfixturevalue(request.param)


def copied(store, *template):
    name = f"test_{next(NUMBERS)}"
    store.create(name, *template)
    with opened(store.url(name)) as engine:
        yield engine
    store.drop(name)


@pytest.fixture
def blank_engine(store):
    """A database with nothing in it, not even tables."""
    yield from copied(store)


@pytest.fixture
def engine(store):
    """A database with its tables and nothing in them."""
    yield from copied(store, "migrated")


@pytest.fixture
def plan_engine(store):
    """A database that holds the sample plan, loaded on its own date."""
    yield from copied(store, "loaded")


@pytest.fixture
def council(engine):
    """The number of a workspace with nothing in it."""
    with writing(engine) as session:
        workspace = Workspace()
        session.add(workspace)
        session.flush()
        return workspace.id


@pytest.fixture(scope="session")
def changing():
    """Give a LedgerWrite for one transaction; what is done to it is in the record afterwards."""

    @contextmanager
    def changing(engine, workspace_id, now=NOON, *, reason="because", document_at=None):
        with writing(engine) as session:
            write = LedgerWrite(
                session,
                workspace_id,
                actor="U0POD",
                reason=reason,
                now=now,
                document_at=document_at,
            )
            yield write
            write.close()

    return changing
