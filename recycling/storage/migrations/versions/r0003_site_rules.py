"""Sites say when they are visited, how long unloading takes and what fits a day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; sites known before have no such rules.

    The defaults stay: SQLite could only drop them by making the table anew.
    """
    for column in (
        sa.Column("visit_weekdays", sa.Text(), nullable=False, server_default="[]"),
        sa.Column(
            "unload_s_per_t", sa.BigInteger(), nullable=False, server_default="0"
        ),
        sa.Column("intake_kg_per_day", sa.BigInteger(), nullable=True),
    ):
        op.add_column("sites", column)
