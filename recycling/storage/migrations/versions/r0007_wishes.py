"""What customers wish for, and how much the containers of a point hold."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; nobody had said either before."""
    op.add_column(
        "orders", sa.Column("wishes", sa.Text(), nullable=False, server_default="[]")
    )
    op.add_column("sites", sa.Column("storage_l", sa.BigInteger(), nullable=True))
