"""Prices and price lists as they were when a month was sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the tables, and fill them for sealed months with what is recorded today.

    What held when those months were sealed was not written down; from now on it
    cannot change any more. No seal covers these rows of earlier months.
    """
    op.create_table(
        "sealed_prices",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("price_list", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("fen_per_t", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "price_list", "kind", "material", "valid_from",
            name="pk_sealed_prices",
        ),
    )  # fmt: skip
    op.create_table(
        "sealed_parties",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("price_list", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("month", "party_id", name="pk_sealed_parties"),
    )
    op.execute(
        "INSERT INTO sealed_prices (month, price_list, kind, material, valid_from, "
        "fen_per_t, valid_to, source, certainty) "
        "SELECT s.month, p.price_list, p.kind, p.material, p.valid_from, p.fen_per_t, "
        "p.valid_to, p.source, p.certainty FROM seals s CROSS JOIN prices p "
        "WHERE p.kind = 'purchase' OR p.material IN "
        "(SELECT code FROM materials WHERE is_low_value)"
    )
    # Every party that ever delivered: those of other months are never asked for.
    op.execute(
        "INSERT INTO sealed_parties (month, party_id, price_list) "
        "SELECT s.month, p.party_id, p.price_list FROM seals s CROSS JOIN parties p "
        "WHERE p.party_id IN (SELECT party_id FROM tickets WHERE party_id <> '')"
    )
