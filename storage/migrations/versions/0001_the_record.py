"""The record: a workspace, its plan, and the ledger with the triggers that keep it append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SQLITE_TRIGGERS = """
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
--
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
--
CREATE TRIGGER ledger_content_no_delete BEFORE DELETE ON ledger_content
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
--
CREATE TRIGGER ledger_content_only_blanked BEFORE UPDATE ON ledger_content
WHEN NEW.content IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.kept IS NULL OR OLD.content IS NULL
  OR NEW.workspace_id <> OLD.workspace_id OR NEW.seq <> OLD.seq
BEGIN SELECT RAISE(ABORT, 'ledger content can only be blanked, once'); END;
"""

POSTGRESQL_TRIGGERS = """
CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
--
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger
FOR EACH ROW EXECUTE FUNCTION ledger_refuses();
--
CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses();
--
CREATE TRIGGER ledger_content_no_delete BEFORE DELETE ON ledger_content
FOR EACH ROW EXECUTE FUNCTION ledger_refuses();
--
CREATE TRIGGER ledger_content_no_truncate BEFORE TRUNCATE ON ledger_content
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses();
--
CREATE TRIGGER ledger_content_only_blanked BEFORE UPDATE ON ledger_content FOR EACH ROW
WHEN (NEW.content IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.kept IS NULL OR OLD.content IS NULL
  OR NEW.workspace_id <> OLD.workspace_id OR NEW.seq <> OLD.seq)
EXECUTE FUNCTION ledger_refuses();
"""


def upgrade() -> None:
    """Make the tables, then the triggers of this database's kind."""
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.Text(), nullable=False),
        sa.Column("head_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("team_id"),
    )
    op.create_table(
        "action",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("paragraph", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.String(length=40), nullable=True),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("by_roles", sa.JSON(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("original_due_text", sa.Text(), nullable=True),
        sa.Column("original_due_earliest", sa.Date(), nullable=True),
        sa.Column("original_due_latest", sa.Date(), nullable=True),
        sa.Column("original_due_precision", sa.String(length=20), nullable=True),
        sa.Column("original_due_derived", sa.Boolean(), nullable=True),
        sa.Column("due_text", sa.Text(), nullable=True),
        sa.Column("due_earliest", sa.Date(), nullable=True),
        sa.Column("due_latest", sa.Date(), nullable=True),
        sa.Column("due_precision", sa.String(length=20), nullable=True),
        sa.Column("due_derived", sa.Boolean(), nullable=True),
        sa.Column("due_note", sa.Text(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("started_text", sa.Text(), nullable=True),
        sa.Column("started_earliest", sa.Date(), nullable=True),
        sa.Column("started_latest", sa.Date(), nullable=True),
        sa.Column("started_precision", sa.String(length=20), nullable=True),
        sa.Column("started_derived", sa.Boolean(), nullable=True),
        sa.Column("done_text", sa.Text(), nullable=True),
        sa.Column("done_earliest", sa.Date(), nullable=True),
        sa.Column("done_latest", sa.Date(), nullable=True),
        sa.Column("done_precision", sa.String(length=20), nullable=True),
        sa.Column("done_derived", sa.Boolean(), nullable=True),
        sa.Column("recurs", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("next_step_ref", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("next_step_paragraph", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "ref"),
    )
    op.create_index("action_done", "action", ["workspace_id", "done_earliest"], unique=False)
    op.create_index(
        "action_due", "action", ["workspace_id", "state", "due_latest", "lead"], unique=False
    )
    op.create_index("action_lead", "action", ["workspace_id", "lead"], unique=False)
    op.create_index("action_next_step", "action", ["workspace_id", "next_step_ref"], unique=False)
    op.create_table(
        "ambiguity",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("paragraph", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "ref"),
    )
    op.create_table(
        "evidence",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("action_ref", sa.Text(), nullable=True),
        sa.Column("dated_text", sa.Text(), nullable=True),
        sa.Column("dated_earliest", sa.Date(), nullable=True),
        sa.Column("dated_latest", sa.Date(), nullable=True),
        sa.Column("dated_precision", sa.String(length=20), nullable=True),
        sa.Column("dated_derived", sa.Boolean(), nullable=True),
        sa.Column("period_text", sa.Text(), nullable=True),
        sa.Column("period_earliest", sa.Date(), nullable=True),
        sa.Column("period_latest", sa.Date(), nullable=True),
        sa.Column("period_precision", sa.String(length=20), nullable=True),
        sa.Column("period_derived", sa.Boolean(), nullable=True),
        sa.Column("paragraph", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("given_by", sa.Text(), nullable=True),
        sa.Column("outside_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "ref"),
    )
    op.create_index(
        "evidence_by_action",
        "evidence",
        ["workspace_id", "action_ref"],
        unique=False,
        sqlite_where=sa.text("action_ref IS NOT NULL"),
        postgresql_where=sa.text("action_ref IS NOT NULL"),
    )
    op.create_table(
        "handled_request",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "request_id"),
    )
    op.create_index(op.f("ix_handled_request_at"), "handled_request", ["at"], unique=False)
    op.create_table(
        "inspection",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("month_text", sa.Text(), nullable=True),
        sa.Column("month_earliest", sa.Date(), nullable=True),
        sa.Column("month_latest", sa.Date(), nullable=True),
        sa.Column("month_precision", sa.String(length=20), nullable=True),
        sa.Column("month_derived", sa.Boolean(), nullable=True),
        sa.Column("as_written", sa.JSON(), nullable=False),
        sa.Column("judgement", sa.Text(), nullable=True),
        sa.Column("judgement_scope", sa.Text(), nullable=True),
        sa.Column("judgement_paragraph", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("quote_paragraph", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("outside_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "slug"),
    )
    op.create_table(
        "ledger",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("entered_at", sa.String(27), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "seq"),
    )
    op.create_index("ledger_at", "ledger", ["workspace_id", "at", "seq"], unique=False)
    op.create_index("ledger_entity", "ledger", ["workspace_id", "entity", "seq"], unique=False)
    op.create_table(
        "person",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_stranger", sa.Boolean(), nullable=False),
        sa.Column("is_deactivated", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id"),
    )
    op.create_table(
        "area",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_cross_cutting", sa.Boolean(), nullable=False),
        sa.Column("inspection_slug", sa.Text(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("finding_paragraph", sa.Text(), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=True),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.Column("stated_basis", sa.String(length=40), nullable=True),
        sa.Column("caveat", sa.Text(), nullable=True),
        sa.Column("caveat_paragraph", sa.Text(), nullable=True),
        sa.Column("due_text", sa.Text(), nullable=True),
        sa.Column("due_earliest", sa.Date(), nullable=True),
        sa.Column("due_latest", sa.Date(), nullable=True),
        sa.Column("due_precision", sa.String(length=20), nullable=True),
        sa.Column("due_derived", sa.Boolean(), nullable=True),
        sa.Column("due_as_written", sa.JSON(), nullable=False),
        sa.Column("completed_text", sa.Text(), nullable=True),
        sa.Column("completed_earliest", sa.Date(), nullable=True),
        sa.Column("completed_latest", sa.Date(), nullable=True),
        sa.Column("completed_precision", sa.String(length=20), nullable=True),
        sa.Column("completed_derived", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "inspection_slug"],
            ["inspection.workspace_id", "inspection.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "slug"),
    )
    op.create_index("area_number", "area", ["workspace_id", "number"], unique=False)
    op.create_table(
        "ledger_content",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("kept", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "seq"],
            ["ledger.workspace_id", "ledger.seq"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "seq"),
    )
    op.create_table(
        "action_area",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("action_ref", sa.Text(), nullable=False),
        sa.Column("area_slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("paragraph", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "action_ref"],
            ["action.workspace_id", "action.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "area_slug"],
            ["area.workspace_id", "area.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "action_ref", "area_slug"),
    )
    op.create_index(
        "action_area_by_area",
        "action_area",
        ["workspace_id", "area_slug", "is_main", "position"],
        unique=False,
    )
    op.create_table(
        "ambiguity_area",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("ambiguity_ref", sa.Text(), nullable=False),
        sa.Column("area_slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ambiguity_ref"],
            ["ambiguity.workspace_id", "ambiguity.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "area_slug"],
            ["area.workspace_id", "area.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "ambiguity_ref", "area_slug"),
    )
    op.create_index(
        "ambiguity_area_by_area",
        "ambiguity_area",
        ["workspace_id", "area_slug", "position"],
        unique=False,
    )
    op.create_table(
        "evidence_area",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("evidence_ref", sa.Text(), nullable=False),
        sa.Column("area_slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "area_slug"],
            ["area.workspace_id", "area.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "evidence_ref"],
            ["evidence.workspace_id", "evidence.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "evidence_ref", "area_slug"),
    )
    op.create_index(
        "evidence_area_by_area",
        "evidence_area",
        ["workspace_id", "area_slug", "position"],
        unique=False,
    )
    op.create_table(
        "measure",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("area_slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("better", sa.String(length=40), nullable=False),
        sa.Column("numerator", sa.Text(), nullable=True),
        sa.Column("denominator", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("standard", sa.Text(), nullable=True),
        sa.Column("paragraph", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("outside_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "area_slug"],
            ["area.workspace_id", "area.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "slug"),
    )
    op.create_index(
        "measure_by_area", "measure", ["workspace_id", "area_slug", "position"], unique=False
    )
    op.create_table(
        "reading",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("measure_slug", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_baseline", sa.Boolean(), nullable=False),
        sa.Column("value_text", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("qualifier", sa.String(length=40), nullable=True),
        sa.Column("period_text", sa.Text(), nullable=True),
        sa.Column("period_earliest", sa.Date(), nullable=True),
        sa.Column("period_latest", sa.Date(), nullable=True),
        sa.Column("period_precision", sa.String(length=20), nullable=True),
        sa.Column("period_derived", sa.Boolean(), nullable=True),
        sa.Column("direction", sa.String(length=40), nullable=True),
        sa.Column("change_note", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("paragraph", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "measure_slug"],
            ["measure.workspace_id", "measure.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "measure_slug", "number"),
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for trigger in (POSTGRESQL_TRIGGERS if on_postgresql else SQLITE_TRIGGERS).split("--"):
        op.execute(sa.text(trigger))
