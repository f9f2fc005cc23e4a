"""Blank what should never have been written."""

from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Note, Reply, Said
from storage.ledger import LedgerWrite
from storage.models import Action, Ambiguity, Evidence, PlanBase
from storage.redaction import redact as blank
from storage.rows import REMOVED, rows_in

TABLES: dict[str, type[PlanBase]] = {
    "action": Action,
    "evidence": Evidence,
    "ambiguity": Ambiguity,
}


@command(
    "redact REF because REASON", "Remove text that should never have been written", role="admin"
)
def redact(question: Question, reference: Reference, reason: str) -> Reply:
    """Blank an entity's text in the plan and in its whole history; dates and states stay."""
    table = TABLES[reference.kind]
    write = LedgerWrite(
        question.session,
        question.id,
        actor=question.asker.user_id,
        reason=reason,
        now=question.now,
    )
    row = rows_in(question.session, question.id, table, ref=reference.ref)[0]
    if row["text"] == REMOVED:
        return Reply(
            f"{reference.ref} was redacted before", (Said("There is no text left in it."),)
        )
    count = blank(write, table, row)
    write.close()
    return Reply(
        f"{reference.ref} is redacted",
        (
            Said(
                f"Its text is gone from the plan and from {count} of its ledger entries; its dates "
                "and state stay, and the ledger still verifies."
            ),
            Note(
                "The plan file it was loaded from, Slack messages and backups may still hold it: "
                "remove it there too."
            ),
        ),
    )
