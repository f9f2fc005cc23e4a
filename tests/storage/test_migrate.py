"""The tables are brought up to date: from nothing, once, and as the models say."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from storage.migrate import (
    MIGRATIONS,
    current_version,
    is_current,
    is_empty,
    migrate,
    newest_version,
)
from storage.models import Base

MIGRATE = """
import sys
from storage.database import open_database
from storage.migrate import migrate
engine = open_database(sys.argv[1])
print(migrate(engine))
engine.dispose()
"""


def test_from_empty_then_nothing_to_do(blank_engine):
    assert is_empty(blank_engine)
    assert not is_current(blank_engine)
    assert migrate(blank_engine) is True
    assert not is_empty(blank_engine)
    assert is_current(blank_engine)
    assert migrate(blank_engine) is False
    names = inspect(blank_engine).get_table_names()
    assert set(names) == {*Base.metadata.tables, "alembic_version"}


def test_the_newest_version_is_that_of_the_files_and_the_database(engine):
    versions = sorted(file.name for file in (MIGRATIONS / "versions").glob("*.py"))
    assert versions[-1].startswith(f"{newest_version()}_")
    assert current_version(engine) == newest_version()
    # Alembic goes by what the file says, we by its name.
    revision = f'revision = "{newest_version()}"'
    assert revision in (MIGRATIONS / "versions" / versions[-1]).read_text()


def test_an_older_database_is_not_current(engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert not is_empty(engine)
    assert not is_current(engine)


def test_the_migrations_make_what_the_models_say(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_two_processes_migrate_at_once(blank_engine):
    url = blank_engine.url.render_as_string(hide_password=False)

    def replica(_number):
        command = [sys.executable, "-c", MIGRATE, url]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(3) as replicas:
        done = list(replicas.map(replica, range(3)))
    assert [one.stderr for one in done] == ["", "", ""]
    assert "True" in {one.stdout.strip() for one in done}
    assert is_current(blank_engine)
    assert set(inspect(blank_engine).get_table_names()) >= set(Base.metadata.tables)
