"""Blank what should never have been written."""

from collections.abc import Iterator

from commands import wording as say
from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Button, Buttons, Note, Part, Reply, Said
from commands.workspace_settings import settings_of
from storage.models import (
    Action,
    Ambiguity,
    Area,
    Audit,
    Evidence,
    EvidenceArea,
    Measure,
    PlanBase,
)
from storage.redaction import Redacted
from storage.redaction import redact as blank
from storage.rows import REMOVED, Row, rows_in

TABLES: dict[str, type[PlanBase]] = {
    "action": Action,
    "evidence": Evidence,
    "ambiguity": Ambiguity,
    "audit": Audit,
}
MOST_BUTTONS = 25  # in a row of them: nobody presses more


@command(
    "redact REF|NAME|AREA because REASON",
    "Remove text that should never have been written",
    role="admin",
    writes=True,
)
def redact(question: Question, about: Reference | str, reason: str) -> Reply:
    """Blank a thing's text, and what people said of it, in the plan and in its whole history.

    Dates, states and who did what stay. Done again it blanks what came after, an earlier
    redaction's reason among it.
    """
    question.write.reason = reason
    table, row = _thing(question, about)
    name = about.ref if isinstance(about, Reference) else about
    done = blank(question.write, table, row)
    entries = say.number(done.entries, "ledger entry", "ledger entries")
    return Reply(
        f"{name} is redacted",
        (
            Said(
                f"All its text (wording, notes, reasons, names) is gone from the plan and from "
                f"{entries}; its dates and state stay, as does who did what, and the ledger still "
                "verifies."
            ),
            *_dropped(done),
            *_not_its_own(question, table, row, name),
            Said(_in_slack(question, done)),
            Note(
                "The plan file it was loaded from and backups may still hold it: remove it there "
                "too."
            ),
        ),
    )


def _thing(question: Question, about: Reference | str) -> tuple[type[PlanBase], Row]:
    """Give what is to be blanked."""
    session, workspace_id = question.session, question.id
    if isinstance(about, Reference):
        table = TABLES[about.kind]
        return table, rows_in(session, workspace_id, table, ref=about.ref)[0]
    table = Measure if about in {one.key for one in question.measures} else Area
    return table, rows_in(session, workspace_id, table, slug=about)[0]


def _dropped(done: Redacted) -> Iterator[Said]:
    if done.messages:
        were = "was" if done.messages == 1 else "were"
        yield Said(
            f"{say.number(done.messages, 'message')} of it that waited to be posted {were} dropped."
        )
    if done.forms_of:
        who = say.listed([f"<@{one}>" for one in done.forms_of])
        yield Said(
            f"A form about it by {who} that waited for its file was dropped: please have it filled "
            "in again."
        )


def _not_its_own(question: Question, table: type[PlanBase], row: Row, name: str) -> Iterator[Part]:
    """Offer to redact what is tied to it and has a reference and text of its own."""
    refs = [one["ref"] for one in _tied(question, table, row) if one["text"] != REMOVED]
    if not refs:
        return
    keep = "keeps its" if len(refs) == 1 else "keep their"
    yield Said(f"Tied to it, {say.listed(refs)} {keep} own text. If that has to go too:")
    yield Buttons(
        tuple(
            Button(f"Redact {ref}", f"redact {ref} because {name} was redacted")
            for ref in refs[:MOST_BUTTONS]
        )
    )


def _tied(question: Question, table: type[PlanBase], row: Row) -> Iterator[Row]:
    """Give the evidence for an action, or by people here for an area; what came of an audit."""
    session, workspace_id = question.session, question.id
    if table is Action:
        yield from rows_in(session, workspace_id, Evidence, action_ref=row["ref"])
    elif table is Audit:
        yield from rows_in(session, workspace_id, Evidence, audit_ref=row["ref"])
        yield from rows_in(session, workspace_id, Action, audit_ref=row["ref"])
    elif table is Area:
        serving = rows_in(session, workspace_id, EvidenceArea, area_slug=row["slug"])
        refs = {one["evidence_ref"] for one in serving}
        given = rows_in(session, workspace_id, Evidence, action_ref=None)
        yield from (one for one in given if one["ref"] in refs and one["given_at"])


def _in_slack(question: Question, done: Redacted) -> str:
    """Say where in Slack it may still stand: there we can't know what people were shown."""
    beyond = "I can't take back what Slack shows already"
    if not done.places:
        return f"{beyond}: please delete messages about it there, if there are any."
    places = dict.fromkeys(_place(question, one) for one in done.places)
    return (
        f"{beyond}: messages about it are in {say.listed([*places])}, and notes of changes stand "
        "where those were made. Please delete them there."
    )


def _place(question: Question, place: str) -> str:
    if place.startswith(("U", "W")):
        return f"my direct messages to <@{place}>"
    channel = settings_of(question).sign_off_channel
    if channel is not None and channel.id == place:
        return channel.name or "the sign-off channel"
    return "another channel"
