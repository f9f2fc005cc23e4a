"""`ofsted-bot`: run the bot, ask it one thing, load a plan, check the record.

What a command needs is imported when it runs: `say` answers within a second without loading Slack.
"""

# ruff: noqa: PLC0415 - see above
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.settings import Settings, read_settings
from commands.loading import load_plan
from storage.errors import OfstedError
from storage.times import Clock

if TYPE_CHECKING:
    from sqlalchemy import Engine

SAMPLE = Path(__file__).parents[1] / "storage" / "sample_plan.yaml"
WRONG_SETTINGS = 2
SLOW = 1.0  # seconds after which someone wants to see that work goes on

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A Slack bot that says how the Ofsted improvement plan is going.",
)

Day = Annotated[
    str | None, typer.Option("--on", help="Today's date, for trying things out (2021-09-13).")
]
Workspace = Annotated[str | None, typer.Option(help="Slack's team id, where there are several.")]


@app.command()
def run() -> None:
    """Answer in Slack, or in a chat here if no Slack tokens are set."""
    settings = _settings()
    if not settings.connects_to_slack:
        _chat(settings)
        return
    from bot.logs import start_logging
    from bot.server import serve

    start_logging()
    engine = _database(settings)
    try:
        serve(settings, engine, Clock(pinned=settings.ofsted_now))
    except OSError as error:
        _stop(f"Port {settings.port} can't be used ({error.strerror}). Set PORT to another.")


@app.command()
def manifest(
    url: Annotated[
        str | None, typer.Option(help="The bot's public address, for HTTP; else Socket Mode.")
    ] = None,
) -> None:
    """Print the Slack app manifest."""
    from bot.manifest import manifest as slack_manifest

    typer.echo(slack_manifest(_settings(), url))


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    settings = _settings()
    _say("Nothing to do." if _database(settings, quiet=True) is None else "The tables are up to date.")


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="The plan, in the YAML plan format.")],
    workspace: Workspace = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the file's word where facts differ.")
    ] = False,
) -> None:
    """Load a plan file into the record: all of it, or nothing."""
    from bot.text import as_text

    settings = _settings()
    try:
        content = file.read_bytes()
    except OSError as error:
        _stop(f"{file} can't be read ({error.strerror}).")
    with _progress(f"Loading {file.name}"):
        reply = load_plan(
            _database(settings),
            content,
            file.name,
            clock=Clock(pinned=settings.ofsted_now),
            actor="the command line",
            team=workspace,
            replace=replace,
        )
    typer.echo(as_text(reply))


@app.command()
def say(
    words: Annotated[str, typer.Argument(help="What to ask, as after /ofsted.")],
    user: Annotated[
        str | None, typer.Option("--as", help="The Slack user id to ask as; else the operator.")
    ] = None,
    on: Day = None,
    as_json: Annotated[bool, typer.Option("--json", help="Give the reply as data.")] = False,
) -> None:
    """Ask one thing and print the answer."""
    from bot.terminal import OPERATOR, Terminal
    from bot.terminal import as_json as to_json
    from bot.text import as_text

    settings = _settings()
    clock = Clock(pinned=_day(on) or settings.ofsted_now)
    terminal = Terminal(
        _database_with_a_plan(settings, clock), clock, user or OPERATOR, settings.ofsted_admins
    )
    reply = terminal.ask(words)
    typer.echo(to_json(reply) if as_json else as_text(reply))


@app.command()
def verify(workspace: Workspace = None) -> None:
    """Walk the ledger and hold the record against it; exit code 1 if anything is wrong."""
    from storage.database import reading
    from storage.queries.workspaces import workspace_for
    from storage.verify import verify as walk

    with _progress("Verifying"), reading(_database(_settings())) as session:
        found = walk(session, workspace_for(session, workspace))
    for problem in found.problems:
        typer.echo(problem)
    redacted = f", {found.redacted:,} of them redacted" if found.redacted else ""
    typer.echo(f"{found.rows:,} ledger rows{redacted}; head {found.head[:16]}.")
    if found.problems:
        raise typer.Exit(1)
    typer.echo("The chain holds, and the record is what the ledger says.")


def main() -> None:
    """Run the command line; a fault anyone can put right is told in its sentence."""
    try:
        app()
    except OfstedError as error:
        _stop(str(error))


def _settings() -> Settings:
    return read_settings()


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        _stop("--on takes a date such as 2021-09-13.")
