"""What imports changed, so that they can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the log's columns and the rows before; none was kept until now."""
    for name in ("imported_by", "undone_by"):
        op.add_column(
            "imports", sa.Column(name, sa.Text(), nullable=False, server_default="")
        )
    # Empty for imports made before: nobody counted what they did.
    for name in ("added", "updated", "unchanged"):
        op.add_column("imports", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("imports", sa.Column("undone_at", sa.DateTime(), nullable=True))
    op.create_table(
        "import_changes",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("before_import_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_import_changes"),
    )
    for name in ("import_id", "before_import_id"):
        op.create_index(f"ix_import_changes_{name}", "import_changes", [name])
