"""What the use cases ask of storage; ``recycling.storage`` satisfies it by shape."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Literal, Protocol

from recycling.domain.counting import CountingRule
from recycling.domain.ledger import Account, Posting
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlanState, RoutePlan, SitingPlan
from recycling.domain.records import Batch, ImportCounts, ImportRecord, PostingTotal
from recycling.domain.running import PlanVersion
from recycling.domain.targets import Target
from recycling.domain.tickets import Pieces, Recovered, Ticket
from recycling.services.balance_ports import Flows, Rates
from recycling.services.day_ports import (
    Events,
    Jobs,
    Locks,
    Offers,
    Orders,
    Publications,
)
from recycling.services.gap_ports import Losses
from recycling.services.import_ports import Imports
from recycling.services.past_ports import Past
from recycling.services.sealing_ports import Seals
from recycling.services.settling_ports import Settlements
from recycling.services.weighing_ports import Weighings

type RollupField = Literal["day", "month", "site", "district", "material", "stream"]
"""What recovered amounts can be split by."""

type PostingField = Literal[
    "day",
    "month",
    "district",
    "material",
    "stream",
    "factor_code",
    "factor_version",
]
"""What postings can be split by."""


class Inputs(Protocol):
    """The input tables, as the last import left them."""

    def merge(self, batch: Batch, import_id: int) -> ImportCounts:
        """Add or update rows by their natural key.

        Rows equal to what is recorded count as unchanged. A ticket already
        recorded with other values is a ``ConflictError``: tickets are
        corrected by new tickets, never overwritten; so is one of a sealed month,
        and one that corrects what it may not. The sums follow new tickets
        inside the same transaction.
        """

    def record_import(self, record: ImportRecord) -> int:
        """Write the log entry of an import and return its id."""

    def last_import(self) -> int:
        """Id of the newest log entry, 0 before the first."""

    def keys(self, table: str) -> frozenset[str]:
        """All keys of an input table with a single key attribute."""

    def network(self) -> Network:
        """Everything planning starts from."""

    def orders(self, day: date) -> list[Order]:
        """Orders for a day, by id."""

    def targets(self) -> list[Target]:
        """Every dated figure, by year and id."""

    def rows[T](self, record: type[T]) -> list[T]:
        """All rows of the input table of a domain class, in the order of its key."""

    def counts(self) -> dict[str, int]:
        """Rows per input table."""


class Plans(Protocol):
    """Siting and route plans."""

    def save_siting(self, plan: SitingPlan) -> None:
        """Write a plan; a plan of the same id is replaced."""

    def siting(self, plan_id: str | None = None) -> SitingPlan | None:
        """Read a plan by id, or the one saved last."""

    def open_site_ids(self) -> frozenset[str] | None:
        """Sites that the siting plan saved last has open; ``None`` without one."""

    def save_routes(self, plan: RoutePlan) -> None:
        """Write a plan; a draft of the same id is replaced.

        A ``ConflictError`` when the plan of that id is published.
        """

    def routes(self, plan_id: str | None = None) -> RoutePlan | None:
        """Read a plan by id, or the one saved last that is not of direct loads."""

    def set_state(self, plan_id: str, state: PlanState) -> None:
        """Change where a route plan stands."""

    def last_day(self) -> date | None:
        """Read the last day that has a route plan; ``None`` before the first."""

    def versions(self, day: date) -> list[PlanVersion]:
        """Route plans of a day without their routes, in the order they were saved."""


class Books(Protocol):
    """Recovered amounts and the ledger."""

    def recovered(
        self,
        start: date,
        end: date,
        by: Sequence[RollupField] = (),
        site: str = "",
    ) -> list[Recovered]:
        """Sum what the counting rule counts, from the rollup.

        Parameters
        ----------
        start, end
            First and last day, both counted.
        by
            What to split by; rows come in the order of these fields.
        site
            Sum this site's tickets alone; all sites' when empty.
        """

    def pieces(self, start: date, end: date) -> list[Pieces]:
        """Sum vehicles by class and appliances, month by month, both counted."""

    def open_days(self, start: date, end: date) -> list[tuple[date, date]]:
        """Stretches of days of open months between two days, both counted."""

    def counting_rule(self) -> CountingRule:
        """Rule of what counts as recovered."""

    def tickets(self, day: date) -> list[Ticket]:
        """Tickets weighed on a day, by site and number."""

    def last_ticket_day(self) -> date | None:
        """Day of the newest intake ticket."""

    def post(self, postings: Iterable[Posting]) -> int:
        """Append postings and return how many were new.

        A posting is known by account, day, source, factor and what it is
        counted under. The same posting again changes nothing; one whose
        amount differs reverses the old by a contra entry and adds the new.
        """

    def live(self, start: date, end: date) -> list[Posting]:
        """Read the postings in force of some days: not reversed, and not zero."""

    def posted(
        self,
        account: Account,
        start: date,
        end: date,
        by: Sequence[PostingField] = (),
    ) -> list[PostingTotal]:
        """Sum postings of an account over days, both ends counted."""


class UnitOfWork(AbstractContextManager["UnitOfWork"], Protocol):
    """One transaction: committed when the block ends well, else undone."""

    def lock(self) -> None:
        """Wait for other writers: what is read from now on stays so to the end."""

    def take_back(self) -> None:
        """Undo all that was written so far in the block; others may write now."""

    @property
    def inputs(self) -> Inputs:
        """The input tables."""

    @property
    def imports(self) -> Imports:
        """The log of imports, and the way back."""

    @property
    def plans(self) -> Plans:
        """Siting and route plans."""

    @property
    def books(self) -> Books:
        """Recovered amounts and the ledger."""

    @property
    def seals(self) -> Seals:
        """Seals of closed months, and the records behind them."""

    @property
    def settlements(self) -> Settlements:
        """Deliveries of parties, their prices and their points."""

    @property
    def losses(self) -> Losses:
        """Orders left out and visits that failed."""

    @property
    def rates(self) -> Rates:
        """Visits of crews, and the rates learnt from them."""

    @property
    def flows(self) -> Flows:
        """Sums of all flows, and stocktakes."""

    @property
    def past(self) -> Past:
        """Volumes of months before there were tickets."""

    @property
    def weighings(self) -> Weighings:
        """Tickets one by one, and doubts about them."""

    @property
    def jobs(self) -> Jobs:
        """Long work as rows."""

    @property
    def orders(self) -> Orders:
        """Orders by key, their states, and the log of both."""

    @property
    def publications(self) -> Publications:
        """What crews drive by: one plan per day and depot."""

    @property
    def locks(self) -> Locks:
        """What dispatchers do not want changed."""

    @property
    def events(self) -> Events:
        """What went wrong, or came late, while routes were under way."""

    @property
    def offers(self) -> Offers:
        """Slots on offer."""


class Progress(Protocol):
    """Shows a person how far a use case is."""

    def stage(self, key: str) -> None:
        """Begin a stage; its wording is the message ``stage.<key>``."""

    def advance(self, done: int, total: int) -> None:
        """Say how much of the stage is done."""

    def incumbent(self, cost_fen: int, bound_fen: int | None = None) -> None:
        """Say what the best answer so far costs, and what none can cost less than.

        Raises ``SearchStopped`` where the search is to end with it.
        """


type UnitOfWorkFactory = Callable[[], UnitOfWork]
