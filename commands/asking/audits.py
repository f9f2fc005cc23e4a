"""The audits held."""

from commands import wording as say
from commands.audit_words import NO_ONE_AREA, NONE_YET, actions_words, grade_words
from commands.periods import Period, long_date
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Part, Reply, Said, Table
from storage.models import Area
from storage.queries.audits import any_audit, find_audits, grades_of

COLUMNS = ("Ref", "Theme", "Area", "Held", "Sample", "Grades", "Actions")


@command("audits [AREA] [PERIOD]", "Audits, of an area or held in a period", as_at=True)
def audits(question: Question, area: str | None, period: Period | None) -> Reply:
    """List audits, the newest first, with what they found and how their actions stand."""
    found, total = find_audits(
        question.session,
        question.id,
        area=area,
        held=question.days(period) if period else None,
        limit=PAGE,
        offset=question.offset,
    )
    grades = grades_of(question.session, question.id, [one.audit.ref for one in found])
    rows = tuple(
        (
            one.audit.ref,
            one.audit.theme,
            one.area_title or NO_ONE_AREA,
            long_date(one.audit.held),
            str(one.audit.sample_size or say.NOT_GIVEN),
            grade_words(grades.get(one.audit.ref, {}), one.audit.sample_size),
            actions_words(one),
        )
        for one in found
    )
    parts: list[Part] = [Table(COLUMNS, rows)] if rows else [_none(question)]
    return Reply(
        _title(question, area, period),
        (*parts, *say.more(question, len(found), total)),
        words=question.words,
    )


def _title(question: Question, area: str | None, period: Period | None) -> str:
    of = f": {question.session.get_one(Area, (question.id, area)).title}" if area else ""
    return f"Audits{of}{f', {period.words}' if period else ''}"


def _none(question: Question) -> Said:
    if any_audit(question.session, question.id):
        return Said("No audit that is recorded fits that.")
    return NONE_YET
