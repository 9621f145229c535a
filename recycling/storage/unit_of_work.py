"""One transaction over all repositories."""

from types import TracebackType

from sqlalchemy import Engine

from recycling.storage.books import BookTables
from recycling.storage.failures import explained
from recycling.storage.flows import FlowTables
from recycling.storage.import_log import ImportTables
from recycling.storage.inputs import InputTables
from recycling.storage.jobs import JobTables
from recycling.storage.losses import LossTables
from recycling.storage.order_log import OrderTables
from recycling.storage.past import PastTables
from recycling.storage.plans import PlanTables
from recycling.storage.rates import RateTables
from recycling.storage.running import (
    EventTables,
    LockTables,
    OfferTables,
    PublicationTables,
)
from recycling.storage.seals import SealTables
from recycling.storage.settlement import SettlementTables
from recycling.storage.transaction import Transaction
from recycling.storage.weighings import WeighingTables


class SqlUnitOfWork:
    """Committed when its ``with`` block ends well, else undone.

    Attributes
    ----------
    inputs, imports, plans, books, seals, settlements, losses, rates, flows, past,
    weighings, jobs, orders, publications, locks, events, offers
        Repositories of the transaction; usable inside the block only.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._transaction = Transaction(engine)
        self.inputs = InputTables(self._transaction)
        self.imports = ImportTables(self._transaction)
        self.plans = PlanTables(self._transaction)
        self.books = BookTables(self._transaction)
        self.seals = SealTables(self._transaction)
        self.settlements = SettlementTables(self._transaction)
        self.losses = LossTables(self._transaction)
        self.rates = RateTables(self._transaction)
        self.flows = FlowTables(self._transaction)
        self.past = PastTables(self._transaction)
        self.weighings = WeighingTables(self._transaction)
        self.jobs = JobTables(self._transaction)
        self.orders = OrderTables(self._transaction)
        self.publications = PublicationTables(self._transaction)
        self.locks = LockTables(self._transaction)
        self.events = EventTables(self._transaction)
        self.offers = OfferTables(self._transaction)

    def lock(self) -> None:
        """Wait for other writers: what is read from now on stays so to the end."""
        self._transaction.write()

    def take_back(self) -> None:
        """Undo all that was written so far in the block; others may write now."""
        self._transaction.take_back()

    def __enter__(self) -> "SqlUnitOfWork":
        try:
            self._transaction.__enter__()
        except Exception as error:
            self._explain(error)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._transaction.__exit__(kind, error, trace)
        except Exception as failure:
            self._explain(failure)
            raise
        if error is not None:
            self._explain(error)

    def _explain(self, error: BaseException) -> None:
        """Raise what a user can mend in the product's words."""
        place = self._engine.url.render_as_string(hide_password=True)
        shown = explained(error, place)
        if shown is not None:
            raise shown from error
