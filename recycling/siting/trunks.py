"""Legs from centres to parks, bases and disposal by road, rail and water."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Network, Travel
from recycling.domain.sites import SiteKind
from recycling.siting.facilities import SiteOptions
from recycling.siting.modes import MODES, Floats, Ints, Ways, ways_by_mode
from recycling.siting.outputs import HAZARDOUS
from recycling.siting.rules import SitingRules
from routing.siting.problem import Trunks

DISPOSAL_COST = "siting.residue_disposal_fen_per_t"
HAZARDOUS_COST = "siting.hazardous_disposal_fen_per_t"


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
    ways = ways_by_mode(network, from_ids, to_ids, travel, rules)
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
    ways: Sequence[Ways],
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
