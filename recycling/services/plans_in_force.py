"""Which plan counts on a day, depot by depot: published, else the newest draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from recycling.domain.plans import PlannedRoute, PlanState, RoutePlan
from recycling.domain.running import Publication
from recycling.services.plan_records import plan_name
from recycling.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class PlansInForce:
    """The plans of a day that count.

    Attributes
    ----------
    day
        The day.
    plans
        Plan by depot; depots without any are not named.
    publications
        What crews drive by, by depot.
    """

    day: date
    plans: Mapping[str, RoutePlan]
    publications: Mapping[str, Publication]

    def routes(self, depot: str) -> tuple[PlannedRoute, ...]:
        """Routes of a depot."""
        plan = self.plans.get(depot)
        routes = plan.routes if plan else ()
        return tuple(route for route in routes if route.catchment == depot)

    def others(self, depot: str) -> list[PlannedRoute]:
        """Routes of all other depots."""
        return [r for own in self.plans if own != depot for r in self.routes(own)]

    def is_closed(self, depot: str) -> bool:
        """Whether nothing is planned for a depot any more."""
        publication = self.publications.get(depot)
        return publication is not None and publication.state is PlanState.CLOSED


def plans_in_force(work: UnitOfWork, day: date, depots: Iterable[str]) -> PlansInForce:
    """Read the plans of a day that count for some depots.

    Plans of scenarios have names of their own and do not count.
    """
    own_name = plan_name(day)
    published = work.publications.of_day(day)
    names: dict[str, str] = {}
    versions = [v for v in work.plans.versions(day) if v.plan_id.startswith(own_name)]
    for depot in depots:
        if depot in published:
            names[depot] = published[depot].plan_id
            continue
        covering = [v for v in versions if not v.depots or depot in v.depots]
        if covering:
            names[depot] = covering[-1].plan_id
    read = {plan_id: work.plans.routes(plan_id) for plan_id in set(names.values())}
    plans = {depot: read[plan_id] for depot, plan_id in names.items()}
    return PlansInForce(
        day, {depot: plan for depot, plan in plans.items() if plan}, published
    )
