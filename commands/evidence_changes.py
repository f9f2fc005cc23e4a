"""Evidence as it is given in a form: its fields, what must be filled in, and the rows it becomes.

Evidence carries its own date, which is not the day it was entered, and something that a second
person can look at: a link, a file, or the figures themselves.
"""

import re
from collections.abc import Sequence

from commands import wording as say
from commands.audit_rows import add_audit, grade_fields, grades_in, sample_faults
from commands.form import Faults, Field, Filled, required
from commands.new_reference import next_of
from commands.period_field import HINT, period_in
from commands.periods import long_date
from commands.question import Question
from commands.stated_dates import columns, stated_day
from commands.workspace_settings import settings_of
from storage.models import ActionArea, Evidence, EvidenceArea, StatedDate
from storage.plan_values import LINK
from storage.queries.files import keep_file
from storage.queries.references import next_position
from storage.rows import Row, rows_in, whole

AUDITS = ("case audit", "dip sample")
FIGURE = "performance figure"
KINDS = (*AUDITS, FIGURE, "procedure or form", "feedback from families", "other")
# Only these: browsers read a backslash in an address as a slash, and end the host there.
# "87%", "18 of 20": a year or a number of days is no figure that shows anything.
_SAYS_FIGURE = re.compile(r"\d\s?%|\d\s?per ?cent|\d\s+(?:out )?of\s+(?:the\s+)?\d", re.IGNORECASE)
_HOST = re.compile(r"https://([A-Za-z0-9.-]+)(?=[:/?#]|$)")
FILE_NAMES_NOBODY = "file_names_nobody"

_TO_LOOK_AT = {  # what a second person needs, by kind
    **dict.fromkeys(AUDITS, "Needed where the sample and its grades are not given above."),
    FIGURE: "Needed where “{told}” does not give the figure itself.",
}
_OR_ELSE = {
    **dict.fromkeys(AUDITS, ", or the sample and its grades"),
    FIGURE: ", or write the figure itself above",
}
_NOTHING_TO_LOOK_AT = "A second person has to be able to look at it: give a link to it{or_else}."
_LINK_NEEDED = "Needed: a second person will look at it."


def evidence_fields(
    question: Question, filled: Filled, *, told: str = "What it is"
) -> tuple[Field, ...]:
    """Give a form's fields for a piece of evidence; `told` is how it asks for the summary.

    The fields of an audit appear once its kind is chosen. Values: summary, kind, dated, theme,
    period, sample_size, green, amber, red, moderated_by, link, file, file_names_nobody, shows,
    caveat.
    """
    kind = filled.text("kind")
    return (
        Field("summary", told, "text", hint="In plain words, and without any child's name."),
        Field(
            "kind",
            "What shows it?",
            "choice",
            options=tuple((one, say.opened(one)) for one in KINDS),
            initial=kind,
            redraws=True,
        ),
        Field("dated", "Date of the evidence", "date", hint="The day it is from, up to today."),
        *(_audit_fields() if kind in AUDITS else ()),
        *_places(question, kind, told),
        Field("shows", "What does it show about children?", "text", optional=True, hint="So what?"),
        Field("caveat", "What is still open?", "text", optional=True),
    )


def _audit_fields() -> tuple[Field, ...]:
    return (
        Field("theme", "Theme of the audit", most=200),
        Field("period", "Period of the records", optional=True, hint=HINT, most=120),
        Field("sample_size", "Records in the sample", "number", optional=True),
        *grade_fields(),
        Field("moderated_by", "Moderated by", optional=True, most=200, hint="A role or team."),
    )


def _places(question: Question, kind: str | None, told: str) -> tuple[Field, ...]:
    settings = settings_of(question)
    hosts = " or ".join(settings.evidence_hosts)
    where = f" It starts with https:// and leads to {hosts}." if hosts else ""
    hint = _TO_LOOK_AT.get(kind or "", _LINK_NEEDED).format(told=told)
    must = kind is not None and kind not in _OR_ELSE and not settings.uploads
    link = Field("link", "Link", "link", optional=not must, hint=f"{hint}{where}")
    return (link, *_FILE) if settings.uploads else (link,)


# What is doubtful in a file shows only once it was fetched, when the form is closed: so whoever
# gives one says beforehand that it names nobody.
_FILE = (
    Field(
        "file",
        "Or a file",
        "file",
        optional=True,
        hint="PDF, Word (.docx), Excel (.xlsx), PNG or JPEG, CSV or plain text, at most 10 MB.",
    ),
    Field(
        FILE_NAMES_NOBODY,
        "If you give a file",
        "ticks",
        optional=True,
        options=(("yes", "The file names no child or family"),),
    ),
)


def areas_served(question: Question, ref: str) -> list[str]:
    """Give the areas an action serves, its main one first."""
    rows = rows_in(question.session, question.id, ActionArea, action_ref=ref)
    rows.sort(key=lambda one: (not one["is_main"], one["position"]))
    return [one["area_slug"] for one in rows]


def add_evidence(
    question: Question, filled: Filled, *, action_ref: str | None, areas: Sequence[str]
) -> Row:
    """Add the evidence that a form's fields give, and give its row; `areas` has the main one first.

    A case audit or dip sample becomes an audit too. Raises Faults by field.
    """
    period = _checked(question, filled)
    file = _kept_file(question, filled)
    audit = _add_audit(question, filled, period, areas) if _is_audit(filled) else None
    facts = {
        "kind": filled.text("kind"),
        "text": filled.text("summary"),
        **columns("dated", stated_day(required(filled, "dated")["dated"])),
        **columns("period", period),
        "link": filled.text("link"),
        "shows": filled.text("shows"),
        "caveat": filled.text("caveat"),
        "audit_ref": audit["ref"] if audit else None,
        **file,
    }
    return keep_evidence(question, facts, action_ref=action_ref, areas=areas)


def keep_evidence(
    question: Question, facts: Row, *, action_ref: str | None, areas: Sequence[str]
) -> Row:
    """Add evidence with these facts, given by the asker now, and give its whole row."""
    session, number, write = question.session, question.id, question.write
    ref = next_of(question, "EV")
    known = {
        "ref": ref,
        "position": next_position(session, number, Evidence),
        "action_ref": action_ref,
        "given_by": f"<@{question.asker.user_id}>",
        "given_at": write.at,
    }
    row = whole(Evidence, known | facts)
    write.insert(Evidence, row)
    place = next_position(session, number, EvidenceArea)
    for index, slug in enumerate(areas):
        serves = {"evidence_ref": ref, "area_slug": slug, "position": place + index}
        write.insert(EvidenceArea, serves | {"is_main": index == 0})
    return row


def _kept_file(question: Question, filled: Filled) -> Row:
    """Keep the file that was given, if any, and give what the evidence says of it.

    The ledger keeps, with all that comes of it, that its giver vouched for what is doubtful in it.
    """
    file, write = filled.file, question.write
    if file is None:
        return {}
    write.attested = tuple(dict.fromkeys((*write.attested, *file.ticks)))
    keep_file(question.session, question.id, file.sha256, file.type, file.content, write.at)
    return {"file_sha256": file.sha256, "file_name": file.name}


def _add_audit(question: Question, filled: Filled, period: StatedDate, areas: Sequence[str]) -> Row:
    return add_audit(
        question,
        filled,
        theme=filled.text("theme"),
        area=areas[0] if areas else None,
        held=filled.day("dated"),
        period=period,
        moderated_by=filled.text("moderated_by"),
    )


def _is_audit(filled: Filled) -> bool:
    return filled.text("kind") in AUDITS


def _checked(question: Question, filled: Filled) -> StatedDate:
    """Give the period, unknown where none is given; raises Faults for every field at once."""
    needed = ("summary", "kind", "dated", *(("theme",) if _is_audit(filled) else ()))
    faults: dict[str, str] = {}
    try:
        required(filled, *needed)
    except Faults as missing:
        faults |= missing.by_field
    day = filled.day("dated")
    if day is not None and day > question.today:
        faults["dated"] = f"That day has not come yet: today is {long_date(question.today)}."
    if _is_audit(filled) and "theme" not in filled.values:  # sent before it was drawn anew
        raise Faults({"kind": "Choose the kind once more: the fields for it had not appeared yet."})
    faults |= _link_faults(question, filled)
    faults |= _file_faults(question, filled)
    faults |= sample_faults(filled) if _is_audit(filled) else {}
    period = StatedDate()
    try:
        period = period_in(question, filled)
    except Faults as unclear:
        faults |= unclear.by_field
    if not faults and not _can_be_looked_at(filled):
        faults["link"] = _NOTHING_TO_LOOK_AT.format(
            or_else=_OR_ELSE.get(filled.text("kind") or "", "")
        )
    if faults:
        raise Faults(faults)
    return period


def _can_be_looked_at(filled: Filled) -> bool:
    if filled.text("link") or filled.text("file"):
        return True
    if _is_audit(filled):
        return bool(filled.number("sample_size") and grades_in(filled))
    return filled.text("kind") == FIGURE and bool(_SAYS_FIGURE.search(filled.text("summary") or ""))


def _link_faults(question: Question, filled: Filled) -> dict[str, str]:
    """Take web addresses of the council's own stores alone, where the settings name them."""
    link = filled.text("link")
    if link is None:
        return {}
    if not LINK.fullmatch(link):
        return {"link": "A link starts with https:// and has no spaces."}
    hosts = settings_of(question).evidence_hosts
    host = _HOST.match(link)
    if host is None:
        return {"link": "A link starts with https:// and a host name in plain letters."}
    if hosts and not any(f".{host[1].lower()}".endswith(f".{one}") for one in hosts):
        return {"link": f"Your council takes links to {' or '.join(hosts)} only."}
    return {}


def _file_faults(question: Question, filled: Filled) -> dict[str, str]:
    """Take a file only from someone who vouches for it, while the settings let files be given."""
    if filled.text("file") is None:
        return {}
    if not settings_of(question).uploads:
        return {"file": "Your council takes no files. Take it out, and give a link instead."}
    if not filled.ticked(FILE_NAMES_NOBODY):
        return {FILE_NAMES_NOBODY: "Look through the file, then tick this; or take the file out."}
    return {}
