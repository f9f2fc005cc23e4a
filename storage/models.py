"""The record's tables. A plan's rows are known by the names people use for them (MC-3, EV-7).

Everything a row says is what the plan says: an unknown lead or date is NULL, never a guess.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    JSON,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, composite, mapped_column

from storage.times import Instant

GENESIS = "0" * 64  # the hash before a workspace's first ledger row

# A word from a fixed list. Everything else that is text may be free text: a redaction blanks it.
Code = Annotated[str, mapped_column(String(40))]


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date no more precise than its source: "late 2021" is 13 September to 31 December 2021.

    `text` is as stated; `precision` is day, month, quarter, year or stated; `derived` says that
    the calendar reading is ours and not the plan's. All None: the plan gives no date.
    """

    text: str | None = None
    earliest: date | None = None
    latest: date | None = None
    precision: str | None = None
    derived: bool | None = None

    def __bool__(self) -> bool:
        return self.text is not None

    def within(self, start: date, end: date) -> bool:
        """Say whether every day it can mean is in a stretch of days."""
        return (
            self.earliest is not None
            and self.latest is not None
            and start <= self.earliest
            and self.latest <= end
        )


def stated_date(prefix: str) -> Mapped[StatedDate]:
    """Map a StatedDate onto five columns named after `prefix`."""
    return composite(
        StatedDate,
        mapped_column(f"{prefix}_text", Text, nullable=True),
        mapped_column(f"{prefix}_earliest", nullable=True),
        mapped_column(f"{prefix}_latest", nullable=True),
        mapped_column(f"{prefix}_precision", String(20), nullable=True),
        mapped_column(f"{prefix}_derived", nullable=True),
    )


class Base(DeclarativeBase):
    """What every table has in common."""

    type_annotation_map: ClassVar = {
        datetime: Instant,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
        dict[str, Any]: JSON,
        str: Text,
    }


class Workspace(Base):
    """A council, by our own number; Slack's team id is filled in at its first connection.

    The head columns are the end of its ledger chain. `source` is the loaded document's own
    particulars (title, date, recommendation, roles, other commitments). `people_version` goes up
    with what is known of its people, who are named in replies but not in the ledger.
    """

    __tablename__ = "workspace"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str | None]
    time_zone: Mapped[str] = mapped_column(default="Europe/London")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    head_seq: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(default=GENESIS)
    head_at: Mapped[datetime | None]
    people_version: Mapped[int] = mapped_column(default=0, server_default="0")


class Person(Base):
    """A Slack user seen here; guests and people of other organisations are told no.

    A user group that was given a role ("S...") is here for its name.
    """

    __tablename__ = "person"
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    is_guest: Mapped[bool]
    is_stranger: Mapped[bool]
    is_deactivated: Mapped[bool]
    seen_at: Mapped[datetime]


class HandledRequest(Base):
    """A request already dealt with, so that Slack's retries do nothing twice."""

    __tablename__ = "handled_request"
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class File(Base):
    """A file given as evidence, kept once whoever gives it; evidence knows it by its SHA-256."""

    __tablename__ = "file"
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[Code]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    entered_at: Mapped[datetime]


class Post(Base):
    """A piece of work for Slack that a change of the record brings: written with it, done after it.

    `work` is "message" (post it), "replace" (put it in the place of the message that the post
    `key` made), "whisper" (show it to the one person that `content` names) or "fetch" (an uploaded
    file that a form waits for). `content` is what to say, as Slack takes it, or the form, and
    nothing once it is done; `otherwise` is whom to tell where `channel` can't be reached. `ts` is
    where the message is once it was posted.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key", "work"),
        Index("post_due", "workspace_id", "done_at", "due_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    key: Mapped[str]
    work: Mapped[Code]
    channel: Mapped[Code]
    thread_ts: Mapped[Code | None]
    otherwise: Mapped[Code | None]
    content: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    posted_to: Mapped[Code | None]
    ts: Mapped[Code | None]
    fault: Mapped[Code | None]


class PlanBase(Base):
    """A table of the plan: ledgered, and kept in the order of the plan by `position`."""

    __abstract__ = True
    workspace_id: Mapped[int] = mapped_column(
        ForeignKey("workspace.id"), primary_key=True, sort_order=-1
    )


class Inspection(PlanBase):
    """An inspection, focused visit or monitoring visit, with the inspectors' own words."""

    __tablename__ = "inspection"
    slug: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    kind: Mapped[Code]
    label: Mapped[str]
    month: Mapped[StatedDate] = stated_date("month")
    as_written: Mapped[list[dict[str, Any]]]
    judgement: Mapped[str | None]
    judgement_scope: Mapped[str | None]
    judgement_paragraph: Mapped[str | None]
    quote: Mapped[str | None]
    quote_paragraph: Mapped[str | None]
    note: Mapped[str | None]
    outside_note: Mapped[str | None]


class Area(PlanBase):
    """An area for improvement in Ofsted's exact words, or something several of them lean on.

    `stated` lists the plan's own sentences about its state; `stated_basis` is "stated",
    "stated as addressed", "inferred" (our reading: the plan gives no status word) or, once a second
    person agreed to it, "signed off here".
    """

    __tablename__ = "area"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "inspection_slug"], ["inspection.workspace_id", "inspection.slug"]
        ),
        Index("area_number", "workspace_id", "number"),
    )
    slug: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    number: Mapped[str | None]
    title: Mapped[str]
    is_cross_cutting: Mapped[bool]
    inspection_slug: Mapped[str | None]
    finding: Mapped[str | None]
    finding_paragraph: Mapped[str | None]
    aliases: Mapped[list[str]]
    lead: Mapped[str | None]
    state: Mapped[Code | None]
    stated: Mapped[list[dict[str, Any]]]
    stated_basis: Mapped[Code | None]
    caveat: Mapped[str | None]
    caveat_paragraph: Mapped[str | None]
    due: Mapped[StatedDate] = stated_date("due")
    due_as_written: Mapped[list[dict[str, Any]]]
    completed: Mapped[StatedDate] = stated_date("completed")


class Action(PlanBase):
    """One action of the plan; `state` is one of `storage.states`, lead and dates as stated."""

    __tablename__ = "action"
    __table_args__ = (
        Index("action_due", "workspace_id", "state", "due_latest", "lead"),
        Index("action_next_step", "workspace_id", "next_step_ref"),
        Index("action_done", "workspace_id", "done_earliest"),
        Index("action_lead", "workspace_id", "lead"),
    )
    ref: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    text: Mapped[str]
    paragraph: Mapped[str | None]
    state: Mapped[Code]
    confidence: Mapped[Code | None]
    lead: Mapped[str | None]
    by_roles: Mapped[list[str]]
    done_by: Mapped[str | None]
    original_due: Mapped[StatedDate] = stated_date("original_due")
    due: Mapped[StatedDate] = stated_date("due")
    due_note: Mapped[str | None]
    moves: Mapped[int]
    started: Mapped[StatedDate] = stated_date("started")
    done: Mapped[StatedDate] = stated_date("done")
    recurs: Mapped[str | None]
    rule: Mapped[str | None]
    note: Mapped[str | None]
    source: Mapped[Code]
    next_step_ref: Mapped[str | None]
    next_step: Mapped[str | None]
    next_step_paragraph: Mapped[str | None]
    audit_ref: Mapped[str | None]  # the audit it arose from
    recheck_due: Mapped[date | None]  # three calendar months after sign-off, or after its audit


class ActionArea(PlanBase):
    """Which areas an action serves; its main one counts it."""

    __tablename__ = "action_area"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "action_ref"], ["action.workspace_id", "action.ref"]),
        ForeignKeyConstraint(["workspace_id", "area_slug"], ["area.workspace_id", "area.slug"]),
        Index("action_area_by_area", "workspace_id", "area_slug", "is_main", "position"),
    )
    action_ref: Mapped[str] = mapped_column(primary_key=True)
    area_slug: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    is_main: Mapped[bool]
    paragraph: Mapped[str | None]


class Measure(PlanBase):
    """What is counted; one without a reading is a figure the plan calls for and does not give."""

    __tablename__ = "measure"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "area_slug"], ["area.workspace_id", "area.slug"]),
        Index("measure_by_area", "workspace_id", "area_slug", "position"),
    )
    slug: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    area_slug: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str | None]
    better: Mapped[Code]
    numerator: Mapped[str | None]
    denominator: Mapped[str | None]
    target: Mapped[str | None]
    standard: Mapped[str | None]
    paragraph: Mapped[str | None]
    note: Mapped[str | None]
    outside_note: Mapped[str | None]


class Reading(PlanBase):
    """A measure's value as stated, for a period as stated, with its hedge (`qualifier`).

    Known by measure and number in the order given; the baseline it is compared with is a row too.
    """

    __tablename__ = "reading"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "measure_slug"], ["measure.workspace_id", "measure.slug"]
        ),
    )
    measure_slug: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    is_baseline: Mapped[bool]
    value_text: Mapped[str]
    value: Mapped[float | None]
    qualifier: Mapped[Code | None]
    period: Mapped[StatedDate] = stated_date("period")
    direction: Mapped[Code | None]
    change_note: Mapped[str | None]
    reason: Mapped[str | None]
    paragraph: Mapped[str | None]
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    source: Mapped[str | None]
    given_by: Mapped[Code | None]
    supersedes: Mapped[int | None]  # the number of the reading that this one corrects
    breaks_series: Mapped[bool | None]  # the definition changed: not comparable with before


class Evidence(PlanBase):
    """What shows that something was done; its date is the evidence's own, not the upload's."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index(  # partial: most evidence belongs to areas alone, and would make it look useless
            "evidence_by_action",
            "workspace_id",
            "action_ref",
            sqlite_where=text("action_ref IS NOT NULL"),
            postgresql_where=text("action_ref IS NOT NULL"),
        ),
    )
    ref: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    kind: Mapped[Code]
    text: Mapped[str]
    action_ref: Mapped[str | None]
    dated: Mapped[StatedDate] = stated_date("dated")
    period: Mapped[StatedDate] = stated_date("period")
    paragraph: Mapped[str | None]
    link: Mapped[str | None]
    given_by: Mapped[str | None]
    outside_note: Mapped[str | None]
    shows: Mapped[str | None]  # what it shows about children ("so what")
    caveat: Mapped[str | None]  # what it leaves open
    audit_ref: Mapped[str | None]
    file_sha256: Mapped[str | None]
    file_name: Mapped[str | None]
    said_by: Mapped[Code | None]  # who wrote the Slack message that it is
    given_at: Mapped[datetime | None]


class EvidenceArea(PlanBase):
    """Which areas a piece of evidence supports."""

    __tablename__ = "evidence_area"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "evidence_ref"], ["evidence.workspace_id", "evidence.ref"]
        ),
        ForeignKeyConstraint(["workspace_id", "area_slug"], ["area.workspace_id", "area.slug"]),
        Index("evidence_area_by_area", "workspace_id", "area_slug", "position"),
    )
    evidence_ref: Mapped[str] = mapped_column(primary_key=True)
    area_slug: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    is_main: Mapped[bool]


class Ambiguity(PlanBase):
    """What the plan itself leaves unclear."""

    __tablename__ = "ambiguity"
    ref: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    text: Mapped[str]
    paragraph: Mapped[str | None]


class AmbiguityArea(PlanBase):
    """Which areas an ambiguity touches."""

    __tablename__ = "ambiguity_area"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "ambiguity_ref"], ["ambiguity.workspace_id", "ambiguity.ref"]
        ),
        ForeignKeyConstraint(["workspace_id", "area_slug"], ["area.workspace_id", "area.slug"]),
        Index("ambiguity_area_by_area", "workspace_id", "area_slug", "position"),
    )
    ambiguity_ref: Mapped[str] = mapped_column(primary_key=True)
    area_slug: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class RoleHolder(PlanBase):
    """Who may do what, and who is behind a role that the plan names.

    `kind` is "grant" (`role` is manager, quality assurance or admin; the holder a user or a user
    group), "holder" or "cover" (`role` is a named role such as "Head of Service").
    """

    __tablename__ = "role_holder"
    kind: Mapped[Code] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[Code] = mapped_column(primary_key=True)


class Audit(PlanBase):
    """A case audit or dip sample: its actions are ordinary actions with its reference."""

    __tablename__ = "audit"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "area_slug"], ["area.workspace_id", "area.slug"]),
    )
    ref: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    theme: Mapped[str]
    area_slug: Mapped[str | None]
    held: Mapped[date]
    period: Mapped[StatedDate] = stated_date("period")
    sample_size: Mapped[int | None]
    moderated_by: Mapped[str | None]
    shows: Mapped[str | None]
    given_by: Mapped[Code]


class AuditGrade(PlanBase):
    """How many of an audit's records were graded green, amber or red."""

    __tablename__ = "audit_grade"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "audit_ref"], ["audit.workspace_id", "audit.ref"]),
    )
    audit_ref: Mapped[str] = mapped_column(primary_key=True)
    grade: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[int]


class SignOff(PlanBase):
    """A claim that waits for a second person, and what they decided.

    `about` is an action's reference or an area's slug (`about_kind`), `asks_for` the state it
    shall have then, `led_by` the user ids of those behind its lead when it was claimed: they can't
    decide, whoever leads by then. `decision` is "signed off", "sent back" or, while it waits, NULL.
    """

    __tablename__ = "sign_off"
    about: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[Code]
    asks_for: Mapped[Code]
    why: Mapped[str]
    evidence_ref: Mapped[str | None]
    asked_by: Mapped[Code]
    asked_at: Mapped[datetime]
    led_by: Mapped[list[str]]
    decision: Mapped[Code | None]
    decided_by: Mapped[Code | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class Review(PlanBase):
    """A re-check: whether what was done is still in place ("embedded", "reopened", "not done")."""

    __tablename__ = "review"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "action_ref"], ["action.workspace_id", "action.ref"]),
    )
    action_ref: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    due: Mapped[date | None]
    outcome: Mapped[Code]
    shown_by: Mapped[str]
    reviewed_by: Mapped[Code]
    reviewed_at: Mapped[datetime]


class ProgressNote(PlanBase):
    """What someone said of an action's or area's progress (`about_kind`)."""

    __tablename__ = "progress_note"
    about: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[Code]
    text: Mapped[str]
    by: Mapped[Code]
    at: Mapped[datetime]


class Ledger(Base):
    """The append-only chain: one row a change of one entity. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "ledger"
    __table_args__ = (
        Index("ledger_entity", "workspace_id", "entity", "seq"),
        Index("ledger_at", "workspace_id", "at", "seq"),
    )
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    entered_at: Mapped[datetime]
    actor: Mapped[str]
    entity: Mapped[str]
    content_hash: Mapped[str]
    hash: Mapped[str]


class LedgerContent(Base):
    """What a ledger row says, apart from the chain so that a redaction can blank it.

    `content` and `salt` are NULL once redacted; `kept` is then what is left of it.
    """

    __tablename__ = "ledger_content"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "seq"], ["ledger.workspace_id", "ledger.seq"]),
    )
    workspace_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str | None]
    salt: Mapped[str | None]
    kept: Mapped[str | None]


# In the order in which rows can be inserted: a row's foreign keys come before it.
PLAN_TABLES: tuple[type[PlanBase], ...] = (
    Inspection,
    Area,
    Action,
    ActionArea,
    Measure,
    Reading,
    Evidence,
    EvidenceArea,
    Ambiguity,
    AmbiguityArea,
)
# Everything that the ledger holds: the plan, and what people here said and decided about it.
LEDGERED: tuple[type[PlanBase], ...] = (
    *PLAN_TABLES,
    RoleHolder,
    Audit,
    AuditGrade,
    SignOff,
    Review,
    ProgressNote,
)
