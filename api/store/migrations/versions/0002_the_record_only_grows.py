"""The record only grows: the database itself refuses to change or to delete a step of it."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put up the triggers that refuse."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION record_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the record only grows'; END $$"
        )
        op.execute(
            "CREATE TRIGGER record_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON record "
            "FOR EACH STATEMENT EXECUTE FUNCTION record_only_grows()"
        )
        return
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER record_only_grows_{what.lower()} BEFORE {what} ON record "
            "BEGIN SELECT RAISE(ABORT, 'the record only grows'); END"
        )


def downgrade() -> None:
    """Take the triggers away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER record_only_grows ON record")
        op.execute("DROP FUNCTION record_only_grows()")
        return
    for what in ("update", "delete"):
        op.execute(f"DROP TRIGGER record_only_grows_{what}")
