"""What a bench measured."""

from dataclasses import dataclass, field
from typing import Literal

from bot.bench.load import Timed

Asked = Literal["", "first", "again"]

SAMPLE, LARGE = "sample", "large"
HELLO = "Bolt hello"
HELLO_BEFORE_RESPONSE = "Bolt hello, process_before_response"
STATUS, AREA, OVERDUE, SHOW = "status", "status missing-children", "overdue", "show MC-3"
QUESTIONS = (STATUS, AREA, OVERDUE, SHOW)
ONE, MANY = 1, 16  # connections


@dataclass(frozen=True, slots=True)
class Line:
    """What is asked of which server; a question is first asked, or asked again."""

    server: str
    words: str = ""
    asked: Asked = ""


@dataclass(slots=True)
class Figures:
    """Everything measured: medians over the rounds, by line and number of connections.

    `statements` are first asked and asked again, by plan and words; `memory` is in megabytes,
    None where it can't be read; `sizes` says what is in each plan.
    """

    timed: dict[tuple[Line, int], Timed] = field(default_factory=dict)
    slack_calls: dict[Line, int] = field(default_factory=dict)
    statements: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)
    memory: dict[str, float | None] = field(default_factory=dict)
    ready_after: float = 0.0
    say: float = 0.0

    @property
    def plans(self) -> list[str]:
        """The plans measured."""
        return list(self.sizes)

    def p50(self, plan: str, words: str, asked: Asked) -> float:
        """Give a question's median in milliseconds over one connection."""
        return self.timed[Line(plan, words, asked), ONE].p50
