"""What a dispatcher looks at: a day's orders, plans, and what is in force."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from recycling.domain.errors import InputError
from recycling.domain.explanations import Explanation
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan
from recycling.domain.running import DayEvent, Lock, PlanVersion, Publication
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.depot_day import plan_named
from recycling.services.exporting import REPORTS
from recycling.services.plain import from_plain
from recycling.services.plan_records import plan_name
from recycling.services.planning import read_day


@dataclass(frozen=True, slots=True)
class DayStamp:
    """A day without its orders and routes; another one when anything of it changed.

    Attributes
    ----------
    day
        The day.
    versions
        Its plans in the order they were saved; those of scenarios are left out.
    publications
        What crews drive by, by depot.
    events, locks
        What happened, and what is not to be changed.
    last_change, last_import
        Numbers of the newest change of any order and of the newest import.
    """

    day: date
    versions: tuple[PlanVersion, ...]
    publications: tuple[Publication, ...]
    events: tuple[DayEvent, ...]
    locks: tuple[Lock, ...]
    last_change: int
    last_import: int

    def version(self, plan_id: str) -> PlanVersion | None:
        """Plan of the day by id."""
        return next((v for v in self.versions if v.plan_id == plan_id), None)

    def publication(self, depot: str) -> Publication | None:
        """Tell what crews of a depot drive by."""
        return next((p for p in self.publications if p.depot_id == depot), None)

    def covering(self, depots: Collection[str]) -> tuple[PlanVersion, ...]:
        """Plans that are for one of some depots, or for the city; all for no depot."""
        return tuple(
            v
            for v in self.versions
            if not depots or not v.depots or set(v.depots) & set(depots)
        )

    def in_force(self, depots: Collection[str]) -> PlanVersion | None:
        """Plan that counts for some depots: published there, else saved last.

        For the whole city it is the plan most depots drive by.
        """
        names = [p.plan_id for p in self.publications]
        if depots:
            names = [p.plan_id for p in self.publications if p.depot_id in depots]
        known = [version for name in names if (version := self.version(name))]
        if known:
            return max(known, key=lambda v: names.count(v.plan_id))
        covering = self.covering(depots)
        return covering[-1] if covering else None


def day_stamp(context: Context, day: date) -> DayStamp:
    """Read where a day stands; a matter of milliseconds for a whole city."""
    name = plan_name(day)
    with context.unit_of_work() as work:
        return DayStamp(
            day,
            tuple(v for v in work.plans.versions(day) if v.plan_id.startswith(name)),
            tuple(work.publications.of_day(day).values()),
            tuple(work.events.of_day(day)),
            tuple(work.locks.of_day(day)),
            work.orders.last_change(),
            work.inputs.last_import(),
        )


def last_planned_day(context: Context) -> date | None:
    """Read the last day that has a plan; ``None`` before the first."""
    with context.unit_of_work() as work:
        return work.plans.last_day()


def recorded_network(context: Context) -> Network:
    """Read all that is recorded of sites and vehicles."""
    with context.unit_of_work() as work:
        return work.inputs.network()


def recorded_orders(context: Context, day: date) -> tuple[Order, ...]:
    """Read the orders recorded for a day, whatever their state."""
    with context.unit_of_work() as work:
        return tuple(work.orders.listed(day, day))


def expected_orders(context: Context, day: date) -> tuple[Order, ...]:
    """Read the orders that planning a day would serve, those of the cycle included.

    For a whole city this takes seconds.
    """
    return read_day(context, day, plan_name(day)).orders


def read_plan(context: Context, plan_id: str) -> RoutePlan:
    """Read a route plan.

    Raises
    ------
    NotReadyError
        When there is none of that id.
    """
    with context.unit_of_work() as work:
        return plan_named(work, plan_id)


def kept_explanation(context: Context, plan_id: str) -> Explanation | None:
    """Read what the job ``explain`` found out about a plan; ``None`` before it.

    Raises
    ------
    InputError
        When the file is not what the job wrote.
    """
    name = f"explanation-{plan_id}.json"
    path = context.settings.workspace / REPORTS / name
    if not path.is_file():
        return None
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        found: Explanation = from_plain(Explanation, plain)
    except (ValueError, KeyError, TypeError) as error:
        msg = said("explanation.bad", name=name, error=error)
        raise InputError(msg) from error
    return found
