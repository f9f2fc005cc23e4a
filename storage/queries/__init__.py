"""What is read from the record: thin SQL, a fixed number of statements a question.

The statements of the commonest questions are built once and run with values bound, since building
one costs several times what running it does.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Select


class PastTheEnd(Exception):
    """A page was asked for that has nothing on it, and is not the first."""


def total(rows: Sequence[Any], place: int, offset: int) -> int:
    """Give the number of all rows, which each of a page's rows carries at `place`."""
    if offset and not rows:
        raise PastTheEnd
    return rows[0][place] if rows else 0


Statement: TypeAlias = Select[*tuple[Any, ...]]
