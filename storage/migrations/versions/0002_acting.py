"""What people here do: claims and their sign-off, re-checks, notes, audits, roles, files, posts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the new tables, and the new columns of the old ones; the ledger is left alone."""
    op.create_table(
        "file",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("entered_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "sha256"),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("work", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("thread_ts", sa.String(length=40), nullable=True),
        sa.Column("otherwise", sa.String(length=40), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.String(27), nullable=False),
        sa.Column("leased_until", sa.String(27), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.String(27), nullable=True),
        sa.Column("posted_to", sa.String(length=40), nullable=True),
        sa.Column("ts", sa.String(length=40), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace_id", "key", "work"),
    )
    op.create_index("post_due", "post", ["workspace_id", "done_at", "due_at"], unique=False)
    op.create_table(
        "progress_note",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "about", "number"),
    )
    op.create_table(
        "role_holder",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "kind", "role", "holder"),
    )
    op.create_table(
        "sign_off",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("asks_for", sa.String(length=40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence_ref", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.Column("led_by", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.String(27), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "about", "number"),
    )
    op.create_table(
        "review",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("action_ref", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("shown_by", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=40), nullable=False),
        sa.Column("reviewed_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "action_ref"],
            ["action.workspace_id", "action.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "action_ref", "number"),
    )
    op.create_table(
        "audit",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("area_slug", sa.Text(), nullable=True),
        sa.Column("held", sa.Date(), nullable=False),
        sa.Column("period_text", sa.Text(), nullable=True),
        sa.Column("period_earliest", sa.Date(), nullable=True),
        sa.Column("period_latest", sa.Date(), nullable=True),
        sa.Column("period_precision", sa.String(length=20), nullable=True),
        sa.Column("period_derived", sa.Boolean(), nullable=True),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("moderated_by", sa.Text(), nullable=True),
        sa.Column("shows", sa.Text(), nullable=True),
        sa.Column("given_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "area_slug"],
            ["area.workspace_id", "area.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "ref"),
    )
    op.create_table(
        "audit_grade",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("audit_ref", sa.Text(), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "audit_ref"],
            ["audit.workspace_id", "audit.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "audit_ref", "grade"),
    )
    op.add_column(
        "workspace",
        sa.Column("people_version", sa.Integer(), server_default="0", nullable=False),
    )
    op.add_column("action", sa.Column("audit_ref", sa.Text(), nullable=True))
    op.add_column("action", sa.Column("recheck_due", sa.Date(), nullable=True))
    op.add_column("evidence", sa.Column("shows", sa.Text(), nullable=True))
    op.add_column("evidence", sa.Column("caveat", sa.Text(), nullable=True))
    op.add_column("evidence", sa.Column("audit_ref", sa.Text(), nullable=True))
    op.add_column("evidence", sa.Column("file_sha256", sa.Text(), nullable=True))
    op.add_column("evidence", sa.Column("file_name", sa.Text(), nullable=True))
    op.add_column("evidence", sa.Column("said_by", sa.String(length=40), nullable=True))
    op.add_column("evidence", sa.Column("given_at", sa.String(27), nullable=True))
    op.add_column("reading", sa.Column("numerator", sa.Integer(), nullable=True))
    op.add_column("reading", sa.Column("denominator", sa.Integer(), nullable=True))
    op.add_column("reading", sa.Column("source", sa.Text(), nullable=True))
    op.add_column("reading", sa.Column("given_by", sa.String(length=40), nullable=True))
    op.add_column("reading", sa.Column("supersedes", sa.Integer(), nullable=True))
    op.add_column("reading", sa.Column("breaks_series", sa.Boolean(), nullable=True))
