"""What shows that the plan's claims are so."""

from dataclasses import replace

from commands import wording as say
from commands.arguments import Reference
from commands.permission import leads
from commands.question import PAGE, Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Item, Note, Part, Reply, Said
from storage.models import Area, Evidence
from storage.queries.actions import find_actions
from storage.queries.evidence import find_evidence
from storage.queries.files import find_file

KB, MB = 1024, 1024**2
TYPES = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "png": "PNG", "jpeg": "JPEG", "csv": "CSV"}
HASH = 16  # hex digits: enough to tell files apart by


@command(
    "evidence AREA|REF",
    "The evidence for an area or an action, or one piece of it",
    as_at=True,
    personal=True,
)
def evidence(question: Question, about: str | Reference) -> Reply:
    """List evidence with its own date, not the day it was entered; or give one piece in full."""
    if isinstance(about, Reference):
        piece = about.kind == "evidence"
        return _one_piece(question, about) if piece else _of_reference(question, about)
    area = question.session.get_one(Area, (question.id, about))
    title = f"Evidence: {area.title}"
    return _list(question, title, of="area", key=about) or _none(question, title, "area")


def in_full(question: Question, ref: str) -> Reply:
    """Give all there is of a piece of evidence, but the bytes of its file."""
    found, _ = find_evidence(question.session, question.id, of="ref", key=ref, limit=1)
    evidence = found[0].evidence
    facts = (
        ("What it shows about children", evidence.shows),
        ("Still open", evidence.caveat),
        ("Supports", evidence.action_ref),
        ("Audit", evidence.audit_ref),
        ("File", _file_words(question, evidence)),
        ("Said by", f"<@{evidence.said_by}>" if evidence.said_by else None),
        ("Given by", evidence.given_by),
        ("Besides", evidence.outside_note),
    )
    items = (say.evidence_item(found[0]), *(Item(text, label) for label, text in facts if text))
    return Reply(f"Evidence {ref}", (Bullets(items),), words=question.words)


def _one_piece(question: Question, about: Reference) -> Reply:
    """Offer its file too, to those who may have it."""
    told = in_full(question, about.ref)
    has_file = question.session.get_one(Evidence, (question.id, about.ref)).file_sha256 is not None
    if has_file and (question.asker.has("manager") or leads(question, about)):
        return told.ending(Buttons((Button("Send me the file", f"evidence file {about.ref}"),)))
    return told


def _file_words(question: Question, evidence: Evidence) -> str | None:
    """Give "audit.pdf (PDF, 1.2 MB, SHA-256 0123456789abcdef)"; files are not part of the past."""
    sha256 = evidence.file_sha256
    if sha256 is None:
        return None
    kept = find_file(question.ledger, question.id, sha256)
    what = f"{TYPES.get(kept.type, kept.type)}, {_size(kept.size)}" if kept else "no longer kept"
    return f"{evidence.file_name} ({what}, SHA-256 {sha256[:HASH]})"


def _size(size: int) -> str:
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, round(size / KB)):,} KB"


def _of_reference(question: Question, about: Reference) -> Reply:
    """List an action's own evidence, or where it has none its area's, and say which it is."""
    if about.kind != "action":
        return say.neither("Evidence belongs to areas and actions", about.ref)
    one = find_actions(question.session, question.id, "this", ref=about.ref, limit=1).actions[0]
    title = f"Evidence: {about.ref}"
    own = _list(question, title, of="action", key=about.ref)
    if own:
        return own.ending(Buttons((Button("Its whole area", f"evidence {one.area_slug}"),)))
    opening = Said("The plan names no evidence for this action itself. This is its area's:")
    of_area = replace(question, words=f"evidence {one.area_slug}")  # as its "More" asks on
    whole = _list(of_area, title, opening, of="area", key=one.area_slug)
    if not whole:
        return _none(question, title, "action or its area")
    return replace(whole, words=question.words)


def _list(
    question: Question,
    title: str,
    *opening: Part,
    of: str,
    key: str,
) -> Reply | None:
    found, total = find_evidence(
        question.session,
        question.id,
        of=of,
        key=key,
        limit=PAGE,
        offset=question.offset,
    )
    if not total:
        return None
    return Reply(
        title,
        (
            *opening,
            Bullets(say.evidence_items(found)),
            Note("Dates are those of the evidence itself."),
            *say.more(question, len(found), total),
        ),
        words=question.words,
    )


def _none(question: Question, title: str, what: str) -> Reply:
    said = Said(f"The plan names no evidence for this {what}.")
    return Reply(title, (said,), words=question.words)
