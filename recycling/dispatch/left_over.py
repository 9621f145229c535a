"""What the day of others leaves of sites and chargers to a depot planned alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recycling.config import DispatchSettings
from recycling.dispatch.catchments import milk_run_vehicles, nearest_first
from recycling.dispatch.docks import NEVER, Dock, Stay, dock_left, stays
from recycling.dispatch.shares import Share, plug_shares, unloaded_kg
from recycling.domain.network import Network, Travel
from recycling.domain.plans import PlannedRoute, PlannedStop, StopKind
from recycling.domain.sites import Site


@dataclass(frozen=True, slots=True)
class Use:
    """How vehicles use sites.

    Attributes
    ----------
    routes
        Their stops.
    unloading
        Stays at docks, by site.
    """

    routes: tuple[PlannedRoute, ...]
    unloading: Mapping[str, Sequence[Stay]]

    @classmethod
    def of(cls, days: Iterable[Sequence[PlannedStop]]) -> "Use":
        """Look through days of vehicles, or parts of them."""
        routes = tuple(
            PlannedRoute("", "", "", tuple(stops), 0, 0, 0, 0, 0) for stops in days
        )
        return cls(routes, stays(routes, StopKind.UNLOAD))


def share_left(
    network: Network,
    depot_id: str,
    sites: Sequence[Site],
    travel: Travel,
    settings: DispatchSettings,
    others: Use,
    own: Use,
) -> Share:
    """Return what a depot may use of sites and chargers.

    Parameters
    ----------
    network
        Sites, with their docks and daily intake.
    depot_id
        The depot.
    sites
        Sites that take loads on the day.
    travel
        Travel between sites.
    settings
        How many sites are offered, and whether docks limit anything.
    others
        What others do, and what is done.
    own
        What the depot's vehicles still have to do.
    """
    ranked = nearest_first(depot_id, sites, travel)
    offered = {site.site_id: site for site in ranked[: settings.unload_sites]}
    offered |= {s.site_id: s for s in ranked if s.site_id in own.unloading}
    docks = {
        key: dock_left(
            network,
            site if settings.dock_limits else replace(site, docks=0),
            others.unloading.get(key, []),
            own.unloading.get(key, []),
        )
        for key, site in offered.items()
    }
    # A site that is shut for good is still in the plan.
    known = [key for key in own.unloading if key in network.sites]
    docks |= {key: Dock(None, (NEVER,)) for key in known if key not in docks}
    brought = unloaded_kg(others.routes)
    limits = {key: network.sites[key].intake_kg_per_day for key in docks}
    intake = {
        key: max(0, most_kg - brought[key])
        for key, most_kg in limits.items()
        if most_kg is not None
    }
    depots = sorted({*milk_run_vehicles(network), depot_id})
    plugs = plug_shares(network, depots, travel, others.routes)
    return Share(docks, intake, plugs[depot_id])
