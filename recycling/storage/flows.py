"""What went where in a month, and what lay on the floors."""

from datetime import date

from sqlalchemy import select

from recycling.domain.balance import FlowSum
from recycling.domain.site_records import Stocktake
from recycling.domain.tickets import Flow
from recycling.storage.rows import from_row
from recycling.storage.tables import INPUTS, flow_rollup
from recycling.storage.transaction import Transaction

_stocktakes = INPUTS["stocktakes"].table


class FlowTables:
    """Sums of all flows, and stocktakes."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def flows(self, month: date, site: str = "") -> list[FlowSum]:
        """Read the sums of a month by its first day, in the order of their key.

        Those of one site that weighed the loads, or of all when it is empty.
        """
        statement = select(flow_rollup).where(flow_rollup.c.month == month)
        if site:
            statement = statement.where(flow_rollup.c.site == site)
        rows = self._transaction.read().execute(statement).mappings()
        found = [from_row(FlowSum, {**row, "flow": Flow(row["flow"])}) for row in rows]
        return sorted(
            found, key=lambda f: (f.site, f.origin, f.material, f.stream, f.flow)
        )

    def stocktakes(self, start: date, end: date) -> list[Stocktake]:
        """Stocktakes of some days, both ends counted, by site, material and day."""
        statement = select(_stocktakes).where(_stocktakes.c.day.between(start, end))
        rows = self._transaction.read().execute(statement).mappings()
        return sorted(
            (from_row(Stocktake, row) for row in rows),
            key=lambda stock: (stock.site_id, stock.material, stock.day),
        )
