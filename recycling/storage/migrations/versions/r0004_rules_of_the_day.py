"""Plans tell overtime, energy, carbon and their bound; vehicles their charging."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ROUTES = ("overtime_s", "energy_wh", "emission_g", "carbon_cost_fen")


def upgrade() -> None:
    """Add the columns; plans made before knew no such rules, and no bound.

    The defaults stay: SQLite could only drop them by making the tables anew.
    """
    for name in ROUTES:
        op.add_column("routes", _zero(name))
    op.add_column("vehicle_types", _zero("charge_power_kw"))
    op.add_column("route_plans", sa.Column("bound_fen", sa.BigInteger(), nullable=True))


def _zero(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
