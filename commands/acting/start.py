"""Begin an action."""

from commands.action_changes import action_named, move_on, noted
from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said
from storage.states import State


@command("start REF", "Say that work on an action has begun", role="manager", writes=True)
def start(question: Question, about: Reference) -> Reply:
    """Move an action from not started, or reopened, to in progress."""
    row = action_named(question, about)
    move_on(question, row, "start")
    return noted(
        question,
        f"started {row['ref']}",
        row["ref"],
        Said(f"{row['text']} {row['state'].capitalize()} → {State.IN_PROGRESS}."),
    )
