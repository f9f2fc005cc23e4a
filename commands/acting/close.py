"""Ask for an action to be closed that need not be done."""

from dataclasses import replace

from commands.action_changes import action_named, noted, why
from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said
from commands.signing import ask_for_sign_off, who_decides
from storage.states import State, after


@command(
    "close REF no further action because REASON",
    "Ask for an action to be closed without being done",
    role="manager",
    writes=True,
)
def close(question: Question, about: Reference, reason: str) -> Reply:
    """Let the closing of an action wait for a second person; the action stays as it is."""
    question.write.reason = reason
    row = action_named(question, about)
    ref = row["ref"]
    after("ask to close", row["state"])
    cards = ask_for_sign_off(
        question,
        "action",
        row,
        asks_for=State.NO_FURTHER_ACTION,
        why=reason,
        title=f"Close {ref} with no further action?",
    )
    note = noted(
        question,
        f"asked to close {ref}",
        ref,
        Said(row["text"]),
        Said(f"It stays {row['state']} until then. {who_decides(question, row['lead'])}"),
        why(reason),
    )
    return replace(note, notices=cards)
