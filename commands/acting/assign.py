"""Give an action to somebody."""

from dataclasses import replace

from commands import wording as say
from commands.action_changes import action_named, change_action, noted
from commands.arguments import Lead, Reference
from commands.lead_fields import notices_to_leads
from commands.leading import lead_written
from commands.question import Question
from commands.registry import command
from commands.reply import Reply, Said


@command(
    "assign REF PERSON",
    "Say who leads an action: @name, “me” or a role",
    role="manager",
    writes=True,
)
def assign(question: Question, about: Reference, to: Lead) -> Reply:
    """Set an action's lead to a person or a role; a person is told."""
    row = action_named(question, about)
    ref, lead = row["ref"], lead_written(question, to)
    if lead == row["lead"]:
        return Reply(f"{ref} is theirs already", (Said(f"{lead} leads it. Nothing was changed."),))
    change_action(question, row, lead=lead)
    was = row["lead"] or "nobody"
    note = noted(
        question, f"assigned {ref}", ref, Said(row["text"]), Said(f"Lead: {was} → {lead}.")
    )
    leading = {lead: [f"{ref}: {say.ended(row['text'])}"]}
    return replace(note, notices=notices_to_leads(question, leading, f"show {ref}"))
