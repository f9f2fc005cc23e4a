"""Bring a database's tables up to this version of the code."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"


def newest_version() -> str:
    """Give the newest migration's number, from its file's name ("0001_the_record.py")."""
    return max(file.stem for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).split("_")[0]


def current_version(engine: Engine) -> str | None:
    """Give the version a database is at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return version


def is_empty(engine: Engine) -> bool:
    """Say whether a database has never been migrated."""
    return current_version(engine) is None


def is_current(engine: Engine) -> bool:
    """Say whether nothing is left to migrate, without loading Alembic (which takes a while)."""
    return current_version(engine) == newest_version()


def migrate(engine: Engine) -> bool:
    """Run the migrations that are missing; give whether there were any.

    Two replicas that start together are kept apart: PostgreSQL by an advisory lock for the
    transaction, SQLite by its write lock.
    """
    if is_current(engine):
        return False
    from alembic import command  # noqa: PLC0415 - slow to import, and mostly not needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(20210913)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True
