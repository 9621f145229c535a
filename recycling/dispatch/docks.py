"""Deals docks and plugs out to catchments, which are planned side by side.

Two catchments that unload at one site at the same time would queue without
knowing. So each dock belongs to one catchment: they choose in turns, the nearest
site first, until each has docks enough for its vehicles, then other sites until
each has as many as the settings offer. Where a catchment would have no site for
one of its materials, a dock is shared by the clock.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from recycling.dispatch.catchments import Catchment
from recycling.domain.network import Network
from recycling.domain.plans import PlannedRoute, StopKind
from recycling.domain.sites import Site
from recycling.domain.units import KG_PER_T, S_PER_H
from routing.vrp.problem import TimeWindow

VEHICLES_PER_DOCK = 3
"""Vehicles that a dock of their own is enough for: four loads a day each, of 25
minutes, keep it busy for half of a long shift."""

SLOT_S = S_PER_H
"""Shortest turn at a dock that catchments share by the clock, on average."""

NEVER = TimeWindow(0, 0)
"""When unloading may start at a site that takes nothing: no vehicle is there then."""

type Stay = tuple[int, int]
"""Begin and end of a stay at a dock or a plug."""


@dataclass(frozen=True, slots=True)
class Dock:
    """What a catchment may use of a site.

    Attributes
    ----------
    number
        Docks that are its own; ``None`` where the site has no limit.
    windows
        When unloading may start.
    """

    number: int | None
    windows: tuple[TimeWindow, ...]


type Docks = dict[str, Dock]
"""Sites a catchment may unload at, nearest first, with what it may use of each."""


def stays(routes: Iterable[PlannedRoute], kind: StopKind) -> dict[str, list[Stay]]:
    """Return when vehicles are at work at each site."""
    found: dict[str, list[Stay]] = defaultdict(list)
    for route in routes:
        for stop in route.stops:
            if stop.kind is kind:
                found[stop.site_id].append((stop.start_s, stop.departure_s))
    return dict(found)


def most_at_once(busy: Sequence[Stay]) -> int:
    """Return how many of some stays overlap at most."""
    ends = sorted([(begin, 1) for begin, _ in busy] + [(end, -1) for _, end in busy])
    present = most = 0
    for _, change in ends:
        present += change
        most = max(most, present)
    return most


@dataclass
class Dealing:
    """Docks of the sites, and who has been given them.

    Attributes
    ----------
    network
        Sites, and the vehicles that come.
    number
        Sites each catchment is offered.
    busy
        Stays that are planned already, by site.
    """

    network: Network
    number: int
    busy: Mapping[str, Sequence[Stay]]
    _holders: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _loads_kg: dict[str, int] = field(default_factory=dict)

    def deal(
        self, catchments: Sequence[Catchment], ranked: Mapping[str, Sequence[Site]]
    ) -> dict[str, Docks]:
        """Give each catchment its docks.

        Parameters
        ----------
        catchments
            The catchments of the day.
        ranked
            Sites that take loads on the day, nearest first, by depot.
        """
        for catchment in catchments:
            load_kg = sum(order.load_kg for order in catchment.orders)
            self._loads_kg[catchment.depot_id] = load_kg
        order = sorted(catchments, key=lambda c: self._rank(c.depot_id))
        given: dict[str, set[str]] = {c.depot_id: set() for c in catchments}
        for catchment in order:
            self._cover(catchment, ranked[catchment.depot_id], given)
        self._meet_needs(order, ranked, given)
        for _ in range(self.number):
            for catchment in order:
                depot = catchment.depot_id
                if len(given[depot]) < self.number:
                    self._choose(depot, ranked[depot], given)
        self._give_rest()
        return {
            depot: self._docks_of(depot, sites, given[depot])
            for depot, sites in ranked.items()
        }

    def _rank(self, depot: str) -> tuple[int, str]:
        """Sort depots by their loads, the largest first."""
        return -self._loads_kg[depot], depot

    def _cover(
        self, catchment: Catchment, ranked: Sequence[Site], given: dict[str, set[str]]
    ) -> None:
        """Give a catchment a site for each of its materials, shared if need be."""
        depot = catchment.depot_id
        accepted = {site.site_id: self.network.accepted(site) for site in ranked}
        materials = {order.material for order in catchment.orders}
        # One that takes everything spares vehicles that carry several materials.
        broad = [site for site in ranked if materials <= accepted[site.site_id]]
        self._choose(depot, broad, given)
        for material in sorted(materials):
            if any(material in accepted[site_id] for site_id in given[depot]):
                continue
            taking = [site for site in ranked if material in accepted[site.site_id]]
            if not self._choose(depot, taking, given) and taking:
                given[depot].add(taking[0].site_id)
                self._holders[taking[0].site_id].append(depot)

    def _meet_needs(
        self,
        order: Sequence[Catchment],
        ranked: Mapping[str, Sequence[Site]],
        given: dict[str, set[str]],
    ) -> None:
        """Give docks in turns, the nearest first, until all vehicles have enough."""
        held = Counter(depot for depots in self._holders.values() for depot in depots)
        needs = {
            c.depot_id: -(-len(c.vehicles) // VEHICLES_PER_DOCK) - held[c.depot_id]
            for c in order
        }
        for turn in range(max(needs.values(), default=0)):
            for depot, need in needs.items():
                site = self._nearest_left(ranked[depot])
                # One without limits takes all of them.
                if turn < need and site is not None and site.docks:
                    given[depot].add(site.site_id)
                    self._holders[site.site_id].append(depot)

    def _nearest_left(self, sites: Sequence[Site]) -> Site | None:
        """Return the nearest site that has a dock left."""
        return next((site for site in sites if self._left(site) > 0), None)

    def _choose(
        self, depot: str, sites: Sequence[Site], given: dict[str, set[str]]
    ) -> bool:
        """Give a depot the nearest site that has something left for it."""
        site = self._nearest_left([s for s in sites if s.site_id not in given[depot]])
        if site is None:
            return False
        given[depot].add(site.site_id)
        self._holders[site.site_id].append(depot)
        return True

    def _left(self, site: Site) -> float:
        """Return the docks of a site that nobody has."""
        if not site.docks:
            return float("inf")
        return self._number(site) - len(self._holders[site.site_id])

    def _number(self, site: Site) -> int:
        """Return the docks there are to give, one where some time is taken."""
        if not self.busy.get(site.site_id):
            return site.docks
        return 1 if self.hours(site) else 0

    def _give_rest(self) -> None:
        """Give docks that are left to who has one there, the busiest first."""
        for site_id, holders in self._holders.items():
            site = self.network.sites[site_id]
            users = sorted(set(holders), key=self._rank)
            spare = self._number(site) - len(holders) if site.docks else 0
            holders += [users[n % len(users)] for n in range(max(0, spare))]

    def _docks_of(
        self, depot: str, ranked: Sequence[Site], given: Collection[str]
    ) -> Docks:
        docks: Docks = {}
        for site in ranked:
            if site.site_id not in given:
                continue
            hours = self.hours(site)
            number: int | None = None
            if site.docks:
                number, hours = self._part(depot, site, hours)
            if hours:
                docks[site.site_id] = Dock(number, tuple(hours))
        return docks

    def _part(
        self, depot: str, site: Site, hours: Sequence[TimeWindow]
    ) -> tuple[int, list[TimeWindow]]:
        """Return the docks of a depot at a site, and when it may use them."""
        holders = self._holders[site.site_id]
        number = self._number(site)
        if len(holders) <= number:
            return Counter(holders)[depot], list(hours)
        users = sorted(set(holders), key=self._rank)
        together = users[users.index(depot) % max(1, number) :: max(1, number)]
        return 1, self._turns(site, together, together.index(depot), hours)

    def _turns(
        self, site: Site, users: Sequence[str], place: int, hours: Sequence[TimeWindow]
    ) -> list[TimeWindow]:
        """Return the turns of one of several users of a dock.

        Turns follow each other again and again through the hours, as long as the
        user's load asks for; what is begun in a turn ends in it.
        """
        longest_s = self._longest_s(site)
        weights = [max(1, self._loads_kg[depot]) for depot in users]
        turns: list[TimeWindow] = []
        for window in hours:
            # Hours tell when unloading may start: the last one ends later.
            span_s = window.end_s - window.start_s + longest_s
            rounds = max(1, span_s // (max(SLOT_S, longest_s) * len(users)))
            before, up_to = sum(weights[:place]), sum(weights[: place + 1])
            for turn in range(rounds):
                begin_s = window.start_s + span_s * turn // rounds
                length_s = span_s // rounds
                first_s = begin_s + length_s * before // sum(weights)
                last_s = begin_s + length_s * up_to // sum(weights) - longest_s
                if first_s <= last_s:
                    turns.append(TimeWindow(first_s, last_s))
        return turns

    def hours(self, site: Site) -> list[TimeWindow]:
        """Return when unloading may start, with what is planned already."""
        busy = self.busy.get(site.site_id)
        if not busy or not site.docks:
            return [TimeWindow(site.opens_s, site.closes_s)]
        longest_s = self._longest_s(site)
        free: list[TimeWindow] = []
        begin_s = site.opens_s
        for first_s, last_s in _taken(busy, site.docks):
            if begin_s <= first_s - longest_s:
                end_s = min(first_s - longest_s, site.closes_s)
                free.append(TimeWindow(begin_s, end_s))
            begin_s = max(begin_s, last_s)
        if begin_s <= site.closes_s:
            free.append(TimeWindow(begin_s, site.closes_s))
        return free

    def _longest_s(self, site: Site) -> int:
        """Return the longest that any vehicle unloads at a site."""
        kinds = {vehicle.vehicle_type for vehicle in self.network.vehicles.values()}
        types = [self.network.vehicle_types[kind] for kind in kinds]
        most_kg = max((kind.payload_kg for kind in types), default=0)
        return site.service_s - (-most_kg * site.unload_s_per_t // KG_PER_T)


def dock_left(
    network: Network, site: Site, busy: Sequence[Stay], own: Sequence[Stay]
) -> Dock:
    """Return what others leave of a site to a catchment that is planned alone.

    All its docks but as many as the others ever use at once; where its own stays
    ask for more, as many as they use, at the hours in which so many are free.

    Parameters
    ----------
    network
        Vehicles that come, for the longest stay.
    site
        The site.
    busy
        Stays of others.
    own
        Stays of the catchment as planned so far.
    """
    if not site.docks:
        return Dock(None, (TimeWindow(site.opens_s, site.closes_s),))
    dealing = Dealing(network, 1, {site.site_id: busy})
    wanted = max(1, most_at_once(own))
    number = max(wanted, site.docks - most_at_once(busy))
    # As many docks are free when others use fewer than what is left of them.
    spare = replace(site, docks=max(1, site.docks - number + 1))
    # A stay that is planned fits between those of others, shorter than the longest.
    planned = [TimeWindow(begin_s, begin_s) for begin_s, _ in own]
    return Dock(number, _merged([*dealing.hours(spare), *planned]) or (NEVER,))


def _merged(windows: Iterable[TimeWindow]) -> tuple[TimeWindow, ...]:
    """Return windows in their order, those that touch as one."""
    merged: list[TimeWindow] = []
    for window in sorted(windows, key=lambda window: window.start_s):
        if merged and window.start_s <= merged[-1].end_s:
            last = merged[-1]
            merged[-1] = TimeWindow(last.start_s, max(last.end_s, window.end_s))
        else:
            merged.append(window)
    return tuple(merged)


def _taken(busy: Sequence[Stay], docks: int) -> list[Stay]:
    """Return the times in which as many stays as docks overlap."""
    changes = [(begin_s, 1) for begin_s, _ in busy] + [(end_s, -1) for _, end_s in busy]
    taken: list[Stay] = []
    present, since_s = 0, 0
    for moment_s, change in sorted(changes):
        before, present = present, present + change
        if before < docks <= present:
            since_s = moment_s
        elif present < docks <= before:
            taken.append((since_s, moment_s))
    return taken
