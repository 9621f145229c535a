"""What each catchment may use of the sites it has in common with others.

Catchments are planned side by side: together they must not bring more than a
site takes, nor stand at more docks and plugs than there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from recycling.dispatch.catchments import Catchment, nearest_depots, nearest_first
from recycling.dispatch.docks import Dealing, Dock, Docks, most_at_once, stays
from recycling.domain.network import Network, Travel
from recycling.domain.plans import PlannedRoute, StopKind
from recycling.domain.sites import Site, SiteKind

CHARGERS_EACH = 4
"""Most chargers offered to a catchment, the nearest ones."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one catchment may use.

    Attributes
    ----------
    docks
        Sites it may unload at, nearest first.
    intake_kg
        Most that sites take from it; the others take everything.
    plugs
        Plugs of the chargers it may use, by site.
    """

    docks: Mapping[str, Dock]
    intake_kg: Mapping[str, int] = field(default_factory=dict)
    plugs: Mapping[str, int] = field(default_factory=dict)


def share_sites(
    network: Network,
    catchments: Sequence[Catchment],
    sites: Sequence[Site],
    travel: Travel,
    number: int,
    earlier: Sequence[PlannedRoute],
    *,
    limits: bool,
) -> dict[str, Share]:
    """Divide sites and chargers among catchments.

    Parameters
    ----------
    network
        Sites, with their docks and daily intake.
    catchments
        The catchments of the day.
    sites
        Sites that take loads on the day.
    travel
        Travel between sites.
    number
        Sites offered to a catchment.
    earlier
        Routes that are planned already.
    limits
        Whether docks limit how many vehicles unload at a time.

    Returns
    -------
    dict
        Shares by depot.
    """
    if not limits:
        sites = [replace(site, docks=0) for site in sites]
    depots = [catchment.depot_id for catchment in catchments]
    ranked = {depot: nearest_first(depot, sites, travel) for depot in depots}
    dealing = Dealing(network, number, stays(earlier, StopKind.UNLOAD))
    docks = dealing.deal(catchments, ranked)
    intake_kg = intake_shares(network, catchments, docks, unloaded_kg(earlier))
    plugs = plug_shares(network, depots, travel, earlier)
    return {
        depot: Share(docks[depot], intake_kg[depot], plugs[depot]) for depot in depots
    }


def unloaded_kg(routes: Iterable[PlannedRoute]) -> Counter[str]:
    """Return what routes bring to each site."""
    brought: Counter[str] = Counter()
    for route in routes:
        for stop in route.stops:
            if stop.kind is StopKind.UNLOAD:
                brought[stop.site_id] -= stop.load_kg
    return brought


def intake_shares(
    network: Network,
    catchments: Sequence[Catchment],
    docks: Mapping[str, Docks],
    taken_kg: Mapping[str, int],
) -> dict[str, dict[str, int]]:
    """Divide what sites may still take among the catchments that may unload there.

    In proportion to the kilograms of their orders, rounded down.

    Parameters
    ----------
    network
        Sites, with their daily intake.
    catchments
        The catchments of the day.
    docks
        Sites each may unload at, by depot.
    taken_kg
        What sites have been given already.

    Returns
    -------
    dict
        Kilograms by site, by depot; sites without a limit are not named.
    """
    shares: dict[str, dict[str, int]] = {c.depot_id: {} for c in catchments}
    waiting_kg = {c.depot_id: sum(o.load_kg for o in c.orders) for c in catchments}
    for site_id in {site for own in docks.values() for site in own}:
        limit_kg = network.sites[site_id].intake_kg_per_day
        if limit_kg is None:
            continue
        left_kg = max(0, limit_kg - taken_kg.get(site_id, 0))
        users = [depot for depot in shares if site_id in docks[depot]]
        total_kg = sum(waiting_kg[depot] for depot in users)
        for depot in users:
            shares[depot][site_id] = left_kg * waiting_kg[depot] // max(1, total_kg)
    return shares


def plug_shares(
    network: Network,
    depots: Sequence[str],
    travel: Travel,
    earlier: Sequence[PlannedRoute],
) -> dict[str, dict[str, int]]:
    """Give each charger's free plugs to the depot it is nearest to."""
    own: dict[str, dict[str, int]] = {depot: {} for depot in depots}
    chargers = [s for s in network.of_kind(SiteKind.CHARGER) if s.power_kw > 0]
    if not chargers or not depots:
        return own
    near: dict[str, list[Site]] = defaultdict(list)
    owners = nearest_depots([s.site_id for s in chargers], depots, travel)
    for charger, position in zip(chargers, owners, strict=True):
        near[depots[position]].append(charger)
    taken = stays(earlier, StopKind.CHARGE)
    for depot, sites in near.items():
        for site in nearest_first(depot, sites, travel)[:CHARGERS_EACH]:
            # A charger is open all day: its plugs cannot be free for a while.
            free = max(1, site.docks) - most_at_once(taken.get(site.site_id, []))
            if free > 0:
                own[depot][site.site_id] = free
    return own
