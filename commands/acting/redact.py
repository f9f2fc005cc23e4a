"""Blank what should never have been written."""

from commands import wording as say
from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Note, Reply, Said
from storage.models import Action, Ambiguity, Area, Audit, Evidence, Measure, PlanBase, Reading
from storage.redaction import redact as blank
from storage.rows import Row, rows_in

TABLES: dict[str, type[PlanBase]] = {
    "action": Action,
    "evidence": Evidence,
    "ambiguity": Ambiguity,
    "audit": Audit,
}


@command(
    "redact REF|NAME|AREA because REASON",
    "Remove text that should never have been written",
    role="admin",
    writes=True,
)
def redact(question: Question, about: Reference | str, reason: str) -> Reply:
    """Blank a thing's text in the plan and in its whole history; dates and states stay.

    Done again it blanks what came after, an earlier redaction's reason among it.
    """
    question.write.reason = reason
    name = about.ref if isinstance(about, Reference) else about
    count = sum(blank(question.write, table, row) for table, row in _rows(question, about))
    return Reply(
        f"{name} is redacted",
        (
            Said(
                f"All its text (wording, notes, names) is gone from the plan and from "
                f"{say.number(count, 'ledger entry', 'ledger entries')}; its dates and state stay, "
                "and the ledger still verifies."
            ),
            Note(
                "The plan file it was loaded from, Slack messages and backups may still hold it: "
                "remove it there too."
            ),
        ),
    )


def _rows(question: Question, about: Reference | str) -> list[tuple[type[PlanBase], Row]]:
    """Give what is to be blanked: a measure with its readings, else the thing itself."""
    session, workspace_id = question.session, question.id
    if isinstance(about, Reference):
        table = TABLES[about.kind]
        return [(table, row) for row in rows_in(session, workspace_id, table, ref=about.ref)]
    if about not in {one.key for one in question.measures}:
        return [(Area, row) for row in rows_in(session, workspace_id, Area, slug=about)]
    measures = rows_in(session, workspace_id, Measure, slug=about)
    readings = rows_in(session, workspace_id, Reading, measure_slug=about)
    return [*((Measure, row) for row in measures), *((Reading, row) for row in readings)]
