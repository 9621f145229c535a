"""Volumes of months before there were tickets, summed over their streams."""

from datetime import date
from operator import attrgetter

from sqlalchemy import BigInteger, case, cast, func, literal, select

from recycling.domain.materials import Certainty
from recycling.domain.tickets import Recovered
from recycling.storage.rows import from_row
from recycling.storage.tables import INPUTS
from recycling.storage.transaction import Transaction

volumes = INPUTS["past_volumes"].table


class PastTables:
    """Volumes of past months from statistics."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def recovered(self, start: date, end: date) -> list[Recovered]:
        """Sum the volumes of months by month, district and material.

        Made-up volumes count as simulated.

        Parameters
        ----------
        start, end
            First days of months lie between them, both counted.
        """
        groups = (
            volumes.c.month.label("day"),
            volumes.c.district,
            volumes.c.material,
        )
        is_made_up = volumes.c.certainty == Certainty.SYNTHETIC
        made_up_kg = case((is_made_up, volumes.c.kg), else_=0)
        # PostgreSQL sums 64-bit integers as decimals.
        figures = (
            cast(func.sum(volumes.c.kg), BigInteger).label("net_kg"),
            cast(func.sum(volumes.c.units), BigInteger).label("units"),
            cast(func.sum(made_up_kg), BigInteger).label("simulated_kg"),
        )
        nothing = (literal("").label("stream"), literal(0).label("tickets"))
        statement = (
            select(*groups, *figures, *nothing)
            .where(volumes.c.month.between(start, end))
            .group_by(volumes.c.month, volumes.c.district, volumes.c.material)
        )
        rows = self._transaction.read().execute(statement).mappings()
        found = [from_row(Recovered, row) for row in rows]
        return sorted(found, key=attrgetter("day", "district", "material"))
