"""How many SQL statements a question takes, counted inside this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from bot.answers import Answers, Request
from bot.bench.failed import BenchFailed
from bot.bench.load import never_asked
from commands.form import Form
from commands.reply import Reply
from storage.times import Clock


@contextmanager
def noted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements sent to a database, but for BEGIN, which asks it nothing."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def count_statements(
    engine: Engine, clock: Clock, team: str, user: str, words: str
) -> tuple[int, int]:
    """Give the statements of a question first asked, and asked again.

    Raises BenchFailed if it is not answered, or if words never asked come out of the cache: then
    what is called "first asked" would not be.
    """
    answers: Answers[Reply] = Answers(engine, clock, frozenset(), lambda reply: reply)

    def ask(typed: str) -> int:
        with noted(engine) as seen:
            reply = answers(Request(team, user, typed))
        if isinstance(reply, Form) or not reply.found:
            raise BenchFailed(f"The bot could not answer `{words}`: {reply.title}.")
        return len(seen)

    first, other, again = (ask(never_asked(words, number)) for number in (1, 2, 2))
    if other != first or again >= first:
        raise BenchFailed(
            f"`{words}`: {first} statements first asked, {other} in words never asked, {again} "
            "asked again. The cache no longer goes by the words as typed: see `never_asked`."
        )
    return first, again
