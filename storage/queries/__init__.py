"""What is read from the record: thin SQL, a fixed number of statements a question.

The statements of the commonest questions are built once and run with values bound, since building
one costs several times what running it does.
"""

from typing import Any, TypeAlias

from sqlalchemy import Select

Statement: TypeAlias = Select[*tuple[Any, ...]]
