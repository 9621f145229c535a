"""Plans say where their travel times come from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

PLANS = ("siting_plans", "route_plans")


def upgrade() -> None:
    """Add the column; older plans used the great circle, the only source then.

    The default stays: SQLite could only drop it by making the table anew, and
    dropping the old one would take the plans' parts with it.
    """
    for table in PLANS:
        column = sa.Column(
            "travel", sa.Text(), nullable=False, server_default="great-circle"
        )
        op.add_column(table, column)
