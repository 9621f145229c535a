"""Legs from centres to parks, bases and disposal by road, rail and water."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Network, Travel
from recycling.domain.sites import SiteKind, SiteStatus
from recycling.domain.units import G_PER_KG, KG_PER_T, M_PER_KM
from recycling.siting.facilities import SiteOptions
from recycling.siting.outputs import HAZARDOUS
from recycling.siting.rates import ROAD_TRUNK, emission_kg_per_tkm, road_trunk_rate
from recycling.siting.rules import SitingRules
from recycling.siting.ways import FAR_M, great_circle_m, road_m
from routing.siting.problem import Trunks

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]

GATEWAY_KM = "siting.gateway_km"
HANDLING = "cost.handling_fen_per_t"
DISPOSAL_COST = "siting.residue_disposal_fen_per_t"
HAZARDOUS_COST = "siting.hazardous_disposal_fen_per_t"
TRANSFERS = 2
"""Changes between modes on a leg by rail or water: from the road, and back."""

MODES = ("road", "rail", "water")
GATEWAYS = {"rail": SiteKind.RAIL_STATION, "water": SiteKind.PORT}


@dataclass(frozen=True, slots=True)
class _Ways:
    """All pairs of origins and sinks by one mode.

    Attributes
    ----------
    fen_per_t, transfer_fen_per_t
        Carriage (infinite where no way leads), and changing between modes.
    metres, co2_g_per_t
        Whole way, and CO2 of one tonne.
    """

    fen_per_t: Floats
    transfer_fen_per_t: int
    metres: Floats
    co2_g_per_t: Floats

    def full_fen_per_t(self, carbon_fen_per_t: int) -> Floats:
        """Cost of one tonne, the price of its carbon included."""
        carbon = self.co2_g_per_t * carbon_fen_per_t / (G_PER_KG * KG_PER_T)
        return self.fen_per_t + self.transfer_fen_per_t + carbon


def trunk_legs(
    network: Network,
    sites: Sequence[SiteOptions],
    commodities: Sequence[str],
    travel: Travel,
    rules: SitingRules,
) -> Trunks:
    """Offer every output of every site its cheapest destinations.

    By road as many as ``rules.trunk_legs``; by rail and by water the cheapest one,
    where it costs less than the road to the same place.

    Parameters
    ----------
    network
        Stations, ports and parameters.
    sites
        Sites with their states and outputs.
    commodities
        Names of all commodities.
    travel
        Travel on roads.
    rules
        Legs considered, carbon and diesel prices.
    """
    origins = [f for f, s in enumerate(sites) if _outputs(s)]
    sinks = [
        f
        for f, s in enumerate(sites)
        if s.site.kind in _ENDS and s.site.site_id in network.sites
    ]
    if not origins or not sinks:
        return Trunks.none()
    from_ids = [sites[f].site.site_id for f in origins]
    to_ids = [sites[f].site.site_id for f in sinks]
    ways = _by_mode(network, from_ids, to_ids, travel, rules)
    carbon = rules.carbon_price_fen_per_t
    full = [way.full_fen_per_t(carbon) for way in ways]
    legs: list[tuple[int, int, int, int]] = []
    for g, output in enumerate(commodities):
        makers = np.array([output in _outputs(sites[f]) for f in origins])
        takers = np.array([_takes(sites[f], output) for f in sinks])
        legs += [
            (row, column, g, mode)
            for mode, row, column in _cheapest(full, makers, takers, rules.trunk_legs)
            if origins[row] != sinks[column]
        ]
    trunks = _columns(legs, ways, np.array(origins), np.array(sinks))
    return _with_hazard(network, trunks, commodities)


def without_missing(
    sites: Sequence[SiteOptions], commodities: Sequence[str], trunks: Trunks
) -> tuple[list[SiteOptions], tuple[str, ...]]:
    """Drop outputs that cannot leave: they stay out of the model.

    Parameters
    ----------
    sites
        Sites with their outputs.
    commodities
        Names of all commodities.
    trunks
        Legs there are.

    Returns
    -------
    The sites, and the names of outputs that were dropped at some of them.
    """
    names = np.array(commodities, np.str_)[trunks.commodity]
    leaving = set(zip(trunks.origin.tolist(), names.tolist(), strict=True))
    kept, missing = [], set()
    for f, site in enumerate(sites):
        missing |= {name for name in _outputs(site) if (f, name) not in leaving}
        states = tuple(
            replace(
                state,
                yields=tuple(y for y in state.yields if (f, y.output) in leaving),
            )
            for state in site.facility.states
        )
        facility = replace(site.facility, states=states)
        kept.append(replace(site, facility=facility))
    return kept, tuple(sorted(missing))


def _with_hazard(
    network: Network, trunks: Trunks, commodities: Sequence[str]
) -> Trunks:
    """Charge what disposal of hazardous outputs costs beyond that of residue."""
    if HAZARDOUS not in commodities:
        return trunks
    more = network.parameter(HAZARDOUS_COST) - network.parameter(DISPOSAL_COST)
    is_hazardous = trunks.commodity == commodities.index(HAZARDOUS)
    transfer = trunks.transfer_cost_fen_per_t + is_hazardous * round(more)
    return replace(trunks, transfer_cost_fen_per_t=transfer)


_ENDS = frozenset({SiteKind.PARK, SiteKind.PROCESSING_BASE, SiteKind.DISPOSAL})


def _outputs(options: SiteOptions) -> frozenset[str]:
    states = options.facility.states
    return frozenset(each.output for state in states for each in state.yields)


def _takes(options: SiteOptions, output: str) -> bool:
    return any(state.accepts(output) for state in options.facility.states)


def _cheapest(
    full: Sequence[Floats],
    makers: NDArray[np.bool_],
    takers: NDArray[np.bool_],
    number: int,
) -> list[tuple[int, int, int]]:
    """Mode, row and column of the legs worth considering for one output."""
    columns = np.flatnonzero(takers)
    chosen: list[tuple[int, int, int]] = []
    if not columns.size:
        return chosen
    for row in np.flatnonzero(makers).tolist():
        road = full[0][row, columns]
        order = np.argsort(road, kind="stable")[:number]
        chosen += [(0, row, int(columns[i])) for i in order if np.isfinite(road[i])]
        for mode in range(1, len(full)):
            other = full[mode][row, columns]
            best = int(np.argmin(other))
            if other[best] < road[best]:
                chosen.append((mode, row, int(columns[best])))
    return chosen


def _columns(
    legs: Sequence[tuple[int, int, int, int]],
    ways: Sequence[_Ways],
    origins: Ints,
    sinks: Ints,
) -> Trunks:
    row, column, commodity, mode = np.array(legs, np.int64).reshape(-1, 4).T

    def taken(values: Sequence[Floats]) -> Ints:
        return np.rint(np.stack(values)[mode, row, column]).astype(np.int64)

    transfer = np.array([way.transfer_fen_per_t for way in ways], np.int64)
    return Trunks(
        origin=origins[row].astype(np.int32),
        destination=sinks[column].astype(np.int32),
        commodity=commodity.astype(np.int32),
        mode=mode.astype(np.int32),
        unit_cost_fen_per_t=taken([way.fen_per_t for way in ways]),
        transfer_cost_fen_per_t=transfer[mode],
        distance_m=taken([way.metres for way in ways]).astype(np.int32),
        co2_g_per_t=taken([way.co2_g_per_t for way in ways]),
        modes=MODES,
    )


def _by_mode(
    network: Network,
    from_ids: Sequence[str],
    to_ids: Sequence[str],
    travel: Travel,
    rules: SitingRules,
) -> list[_Ways]:
    metres = road_m(travel, from_ids, to_ids)
    rate = road_trunk_rate(network, rules.diesel_factor)
    road_kg = emission_kg_per_tkm(network, ROAD_TRUNK, rules)
    ways = [
        _Ways(
            np.where(metres < FAR_M, rate * metres / M_PER_KM, np.inf),
            0,
            metres,
            _grams(metres, road_kg),
        )
    ]
    return [
        *ways,
        *(
            _by_gateways(network, from_ids, to_ids, travel, rules, mode)
            for mode in MODES[1:]
        ),
    ]


def _by_gateways(
    network: Network,
    from_ids: Sequence[str],
    to_ids: Sequence[str],
    travel: Travel,
    rules: SitingRules,
    mode: str,
) -> _Ways:
    """By road to a station or port, along the rails or the river, and by road."""
    gates = network.of_kind(GATEWAYS[mode], SiteStatus.EXISTING)
    if len(gates) < 2:
        shape = len(from_ids), len(to_ids)
        return _Ways(np.full(shape, np.inf), 0, np.zeros(shape), np.zeros(shape))
    gate_ids = [gate.site_id for gate in gates]
    limit_m = network.parameter(GATEWAY_KM) * M_PER_KM
    before = road_m(travel, from_ids, gate_ids)
    after = road_m(travel, gate_ids, to_ids)
    before[before > limit_m] = np.inf
    after[after > limit_m] = np.inf
    between = great_circle_m(gates, gates)
    between *= network.parameter(f"siting.detour.{mode}")
    np.fill_diagonal(between, np.inf)
    rate = road_trunk_rate(network, rules.diesel_factor)
    own = network.parameter(f"cost.trunk_{mode}_fen_per_tkm")
    first, last = _gates(rate * before, own * between, rate * after)
    road = before[np.arange(len(from_ids))[:, None], first]
    road = road + after[last, np.arange(len(to_ids))]
    along = between[first, last]
    road_kg = emission_kg_per_tkm(network, ROAD_TRUNK, rules)
    own_kg = emission_kg_per_tkm(network, f"{mode}_tkm", rules)
    whole = road + along
    return _Ways(
        (rate * road + own * along) / M_PER_KM,
        TRANSFERS * round(network.parameter(HANDLING)),
        np.where(np.isfinite(whole), whole, 0.0),
        _grams(road, road_kg) + _grams(along, own_kg),
    )


def _gates(before: Floats, between: Floats, after: Floats) -> tuple[Ints, Ints]:
    """First and last gateway of the cheapest way of every pair."""
    to_last = before[:, :, None] + between[None]
    best_first = to_last.argmin(axis=1)
    reached = to_last.min(axis=1)
    last = (reached[:, :, None] + after[None]).argmin(axis=1)
    first = best_first[np.arange(len(before))[:, None], last]
    return first.astype(np.int64), last.astype(np.int64)


def _grams(metres: Floats, kg_per_tkm: float) -> Floats:
    finite = np.where(np.isfinite(metres), metres, 0.0)
    return finite / M_PER_KM * kg_per_tkm * G_PER_KG
