"""Engines for SQLite and PostgreSQL, and the two ways to use them: read and write."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY = 10  # seconds for which SQLite waits for another writer
THREADS = 4  # that run commands: more only take turns. The pool has one more, for kept replies


def open_database(url: str) -> Engine:
    """Give an engine for `sqlite:///...` or `postgresql+psycopg://...`; nothing is connected yet.

    Parameters are hidden from errors and logs, since they are what people typed.
    """
    settings: dict[str, Any] = {
        "hide_parameters": True,
        "pool_size": THREADS + 1,
        "max_overflow": 0,
    }
    if make_url(url).get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, **settings)
    engine = create_engine(url, connect_args={"timeout": BUSY}, **settings)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Set what SQLite forgets with every connection.

    recursive_triggers: else INSERT OR REPLACE slips past the ledger's triggers. secure_delete: else
    what a redaction blanks stays readable in the file's free pages.
    """
    connection.create_function("lower", 1, _lower, deterministic=True)
    connection.isolation_level = None  # we begin ourselves: the driver's own BEGIN comes too late
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "secure_delete = ON",
    ):
        _set(connection, pragma)


def _set(connection: Any, pragma: str) -> None:
    """Set a pragma, waiting for others: for the change to WAL SQLite itself does not wait."""
    until = time.monotonic() + BUSY
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _lower(text: str | None) -> str | None:
    """Lower any letter: SQLite's own function knows only A to Z, PostgreSQL's all."""
    return text and text.lower()


def _begin_sqlite(connection: Connection) -> None:
    """Begin at once with the write lock when writing: a deferred one fails when it upgrades."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def refresh_statistics(engine: Engine) -> None:
    """Let the planner count the tables, after many rows have come: else it guesses badly."""
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that sees one moment of the record throughout, and writes nothing."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine, autoflush=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Give a session whose work is committed as one transaction, or not at all."""
    with (
        Session(engine.execution_options(writing=True), autoflush=False) as session,
        session.begin(),
    ):
        yield session
