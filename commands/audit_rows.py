"""An audit as it is given in a form: its grades and sample checked, and the rows it becomes."""

from datetime import date

from commands.audit_words import GRADES
from commands.form import Field, Filled
from commands.new_reference import next_of
from commands.question import Question
from commands.stated_dates import columns
from storage.models import Audit, AuditGrade, StatedDate
from storage.queries.references import next_position
from storage.rows import Row

MOST_RECORDS = 10_000  # in one sample: more is a slip of the finger


def grade_fields() -> tuple[Field, ...]:
    """Give a field for each grade; they are named green, amber and red."""
    return tuple(
        Field(grade, f"Graded {grade}", "number", optional=True, hint="How many records.")
        for grade in GRADES
    )


def grades_in(filled: Filled) -> dict[str, int]:
    """Give how many records were graded what, for the grades that are given."""
    given = {grade: filled.number(grade) for grade in GRADES}
    return {grade: count for grade, count in given.items() if count is not None}


def sample_faults(filled: Filled) -> dict[str, str]:
    """Give what is wrong with the sample, by field: grades need one, and can't exceed it."""
    sample, grades = filled.number("sample_size"), grades_in(filled)
    graded = sum(grades.values())
    if sample is None:
        return {"sample_size": "Say how many records were looked at."} if grades else {}
    if not 1 <= sample <= MOST_RECORDS:
        return {"sample_size": f"Give a number from 1 to {MOST_RECORDS:,}."}
    if graded > sample:
        return {"sample_size": f"The grades add up to {graded}, and the sample is only {sample}."}
    return {}


def add_audit(
    question: Question,
    filled: Filled,
    *,
    theme: str | None,
    area: str | None,
    held: date | None,
    period: StatedDate,
    moderated_by: str | None,
) -> Row:
    """Add an audit with its grades, given by the asker, and give its row.

    The sample, the grades and what it shows are the form's. Its reference is "AU-7" where nothing
    else is called so.
    """
    audit: Row = {
        "ref": next_of(question, "AU"),
        "position": next_position(question.session, question.id, Audit),
        "theme": theme,
        "area_slug": area,
        "held": held,
        **columns("period", period),
        "sample_size": filled.number("sample_size"),
        "moderated_by": moderated_by,
        "shows": filled.text("shows"),
        "given_by": question.asker.user_id,
    }
    question.write.insert(Audit, audit)
    for grade, count in grades_in(filled).items():
        row = {"audit_ref": audit["ref"], "grade": grade, "count": count}
        question.write.insert(AuditGrade, row)
    return audit
