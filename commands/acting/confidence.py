"""Say how sure one is that an action will be done on time."""

from commands.action_changes import action_named, change_action, noted, why
from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said


@command(
    "confidence REF red|amber|green because REASON",
    "Say how sure you are that an action will be done",
    role="manager",
    writes=True,
)
def confidence(question: Question, about: Reference, colour: str, reason: str) -> Reply:
    """Set the confidence in an action, which is apart from its state."""
    question.write.reason = reason
    row = action_named(question, about)
    ref, was = row["ref"], row["confidence"]
    if was == colour:
        return Reply(f"{ref} is {colour} already", (Said("Nothing was changed."),))
    change_action(question, row, confidence=colour)
    return noted(
        question,
        f"set the confidence in {ref}",
        ref,
        Said(row["text"]),
        Said(f"Confidence: {was or 'none given'} → {colour}."),
        why(reason),
    )
