"""`ofsted-bot`: run the bot, ask it one thing, load a plan, check the record.

What a command needs is imported when it runs: `say` answers within a second without loading Slack.
"""

# ruff: noqa: PLC0415 - see above
import io
import os
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DBAPIError

from bot.settings import Settings, WrongSettings, read_settings
from bot.terminal import OPERATOR, as_json, ask
from bot.text import as_text
from commands.periods import long_date
from storage.database import open_database, reading
from storage.errors import OfstedError
from storage.migrate import is_current, is_empty
from storage.migrate import migrate as migrate_tables
from storage.queries.workspaces import workspace_for
from storage.times import Clock

SAMPLE = Path(__file__).parents[1] / "storage" / "sample_plan.yaml"
SAMPLE_DATE = date(2021, 9, 13)
LONDON = ZoneInfo("Europe/London")
WRONG = 2  # exit code for settings and arguments that have to be put right
SLOW = 1.0  # seconds after which whoever waits wants to see that work goes on

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A Slack bot that says how the Ofsted improvement plan is going.",
)

bench = typer.Typer(help="Measure, and print the goals reached.")
app.add_typer(bench, name="bench")

Seconds = Annotated[float, typer.Option(help="How long each measurement takes.")]
Day = Annotated[
    str | None, typer.Option("--on", help="Today's date, for trying things out (2021-09-13).")
]
Workspace = Annotated[str | None, typer.Option(help="Slack's team id, where there are several.")]


@app.command()
def run() -> None:
    """Answer in Slack, or in a workspace on this machine if no Slack tokens are set."""
    from bot.logs import start_logging

    settings = read_settings()
    start_logging()
    if not settings.connects_to_slack:
        _run_here(settings)
        return
    from bot.server import serve

    engine = _database(settings)
    with _port_told(settings):
        serve(settings, engine, Clock(pinned=settings.ofsted_now))


@app.command()
def manifest(
    url: Annotated[
        str | None, typer.Option(help="The bot's public address, for HTTP; else Socket Mode.")
    ] = None,
) -> None:
    """Print the Slack app manifest."""
    from bot.manifest import manifest as slack_manifest

    typer.echo(slack_manifest(url))


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    engine = open_database(_with_folder(read_settings()))
    with _progress("Migrating"):
        done = migrate_tables(engine)
    typer.echo("The tables are up to date." if done else "Nothing to do: they were up to date.")


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="The plan, in the YAML plan format.")],
    workspace: Workspace = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the file's word where facts differ.")
    ] = False,
) -> None:
    """Load a plan file into the record: all of it, or nothing."""
    settings = read_settings()
    try:
        content = file.read_bytes()
    except OSError as error:
        _stop(f"{file} can't be read ({error.strerror}).")
    with _progress(f"Loading {file.name}"):
        clock = Clock(pinned=settings.ofsted_now)
        report = _load(_database(settings), content, file.name, clock, workspace, replace=replace)
    typer.echo(report)


@app.command()
def say(
    words: Annotated[str, typer.Argument(help="What to ask, as after /ofsted.")],
    user: Annotated[
        str | None, typer.Option("--as", help="The Slack user id to ask as; else the operator.")
    ] = None,
    on: Day = None,
    workspace: Workspace = None,
    json: Annotated[bool, typer.Option("--json", help="Give the reply as data.")] = False,
) -> None:
    """Ask one thing and print the answer."""
    settings = read_settings()
    clock = Clock(pinned=_day(on) or settings.ofsted_now)
    engine = _database_with_a_plan(settings, clock)
    admins = settings.ofsted_admins
    reply = ask(engine, clock, user or OPERATOR, admins, workspace, words)
    typer.echo(as_json(reply) if json else as_text(reply))


@app.command()
def verify(workspace: Workspace = None) -> None:
    """Walk the ledger and hold the record against it; exit code 1 if anything is wrong."""
    from storage.verify import verify as walk

    engine = open_database(_with_folder(read_settings()))
    if is_empty(engine):
        _stop("There is no record here yet.", code=1)
    with _progress("Verifying"), reading(engine) as session:
        found = walk(session, workspace_for(session, workspace))
    for problem in found.problems:
        typer.echo(problem)
    redacted = f", {found.redacted:,} of them redacted" if found.redacted else ""
    typer.echo(f"{found.rows:,} ledger rows{redacted}; head {found.head[:16]}.")
    if found.problems:
        raise typer.Exit(1)
    typer.echo("The chain holds, and the record is what the ledger says.")


@app.command()
def privacy(
    text: Annotated[
        str | None, typer.Argument(help="A text, or a file's name, to look at.")
    ] = None,
    file: Annotated[
        str | None, typer.Option(help="Look at each line of this file; - for standard input.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Give one JSON object a text.")] = False,
) -> None:
    """Say what the privacy check makes of a text: blocked, asked about, or nothing found."""
    from bot.privacy_command import CannotRead, findings, texts

    try:
        given = texts(text, file)
    except CannotRead as error:
        _stop(str(error))
    for line in findings(given, as_json=json):
        typer.echo(line)


@bench.callback(invoke_without_command=True)
def bench_answers(
    context: typer.Context,
    seconds: Seconds = 2.0,
    sample_only: Annotated[
        bool, typer.Option("--sample-only", help="Leave out the large plan.")
    ] = False,
) -> None:
    """Measure how fast the bot is beside a bare Bolt app, and print the goals reached."""
    from bot.bench.run import run_bench

    if context.invoked_subcommand is None:
        typer.echo(run_bench(seconds, sample_only=sample_only, tell=_tell))


@bench.command("workspace")
def bench_workspace(seconds: Seconds = 2.0) -> None:
    """Measure the local workspace: its start, its page, what its server takes."""
    from bot.bench.workspace import run_bench

    typer.echo(run_bench(seconds, _tell))


@bench.command("forms")
def bench_forms(
    actions: Annotated[int, typer.Option(help="How many actions to complete.")] = 200,
) -> None:
    """Measure forms on SQLite: how soon one opens, and how soon it is saved."""
    from bot.bench.forms import run_bench

    typer.echo(run_bench(actions, _tell))


def main() -> None:
    """Run the command line; a fault anyone can put right is told in its sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a Windows console may not know an arrow
    try:
        app()
    except WrongSettings as error:
        _stop(str(error))
    except OfstedError as error:
        _stop(str(error), code=1)
    except DBAPIError as error:
        why = str(error.orig).partition("\n")[0]  # what follows may hold rows
        _stop(f"The database can't be used: {why}", code=1)


def _run_here(settings: Settings) -> None:
    from bot.local_slack.run import TEAM, run_local_workspace

    engine = _database_with_a_plan(settings, Clock.starting(SAMPLE_DATE, LONDON))
    with reading(engine) as session:
        workspace = workspace_for(session, None)
        team, plan_date = workspace.team_id, workspace.source.get("date")
        head_at = workspace.head_at
    if team not in {None, TEAM}:
        _stop(
            "This database belongs to a Slack workspace, and there are no tokens to connect to it. "
            "Set SLACK_BOT_TOKEN, or DATABASE_URL to another file to try the bot here."
        )
    sample = plan_date == SAMPLE_DATE.isoformat()
    clock = Clock(pinned=settings.ofsted_now)
    if sample and settings.ofsted_now is None:
        clock = Clock.starting(SAMPLE_DATE, LONDON, head_at)
        began = long_date(clock.today(LONDON))
        typer.echo(f"The sample plan is of {long_date(SAMPLE_DATE)}; the clock starts on {began}.")

    def ready(url: str, health: str) -> None:
        typer.echo(f"The local workspace is at {url} (Ctrl+C ends it).")
        typer.echo(f"Whether the bot in it is well: {health}")
        _open(url)

    with _port_told(settings):
        run_local_workspace(settings, engine, clock, ready, sample=sample)


@contextmanager
def _port_told(settings: Settings) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        _stop(f"Port {settings.port} can't be used ({error.strerror}). Set PORT to another.")


def _open(url: str) -> None:
    """Open the page for someone who sits at this machine's screen; elsewhere the line must do."""
    has_screen = sys.platform in {"darwin", "win32"} or "DISPLAY" in os.environ
    if has_screen and sys.stdout.isatty():
        webbrowser.open(url)


def _database(settings: Settings) -> Engine:
    """Open the database with its tables up to date."""
    engine = open_database(_with_folder(settings))
    if not is_current(engine):
        with _progress("Migrating the database"):
            migrate_tables(engine)
    return engine


def _database_with_a_plan(settings: Settings, clock: Clock) -> Engine:
    """Open the database; one that is new gets the sample plan, unless there are Slack tokens."""
    is_new = is_empty(open_database(_with_folder(settings)))
    engine = _database(settings)
    if is_new and not settings.connects_to_slack:
        typer.echo("This database is new, so the sample plan is loaded into it.", err=True)
        _load(engine, SAMPLE.read_bytes(), SAMPLE.name, clock, None, replace=False)
    return engine


def _with_folder(settings: Settings) -> str:
    """Make the folder of an SQLite file, and give the database's URL."""
    url = make_url(settings.database_url)
    if url.database and url.get_backend_name() == "sqlite":
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            _stop(f"The folder {folder} can't be made ({error.strerror}). Set DATABASE_URL.")
    return settings.database_url


def _load(
    engine: Engine, content: bytes, name: str, clock: Clock, team: str | None, *, replace: bool
) -> str:
    from commands.loading import load_plan

    reply = load_plan(
        engine, content, name, clock=clock, actor=OPERATOR, team=team, replace=replace
    )
    return as_text(reply)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        _stop("--on takes a date such as 2021-09-13.")


@contextmanager
def _progress(what: str) -> Iterator[None]:
    """Say on standard error, every second, that work goes on; nothing if it is done at once."""
    done = threading.Event()

    def tell() -> None:
        seconds = 0
        while not done.wait(SLOW):
            seconds += 1
            typer.echo(f"{what}: {seconds} s", err=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell(what: str) -> None:
    """Say on standard error how far it is."""
    typer.echo(what, err=True)


def _stop(sentence: str, code: int = WRONG) -> NoReturn:
    typer.echo(sentence, err=True)
    sys.exit(code)
