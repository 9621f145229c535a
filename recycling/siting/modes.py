"""Ways between sites by road, rail and water: what a tonne costs and emits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Network, Travel
from recycling.domain.sites import SiteKind, SiteStatus
from recycling.domain.units import G_PER_KG, KG_PER_T, M_PER_KM
from recycling.siting.rates import ROAD_TRUNK, emission_kg_per_tkm, road_trunk_rate
from recycling.siting.rules import SitingRules
from recycling.siting.ways import FAR_M, great_circle_m, road_m

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]

GATEWAY_KM = "siting.gateway_km"
HANDLING = "cost.handling_fen_per_t"
TRANSFERS = 2
"""Changes between modes on a leg by rail or water: from the road, and back."""

MODES = ("road", "rail", "water")
GATEWAYS = {"rail": SiteKind.RAIL_STATION, "water": SiteKind.PORT}


@dataclass(frozen=True, slots=True)
class Ways:
    """All pairs of origins and sinks by one mode.

    Attributes
    ----------
    fen_per_t, transfer_fen_per_t
        Carriage (infinite where no way leads), and changing between modes.
    metres, co2_g_per_t
        Whole way, and CO2 of one tonne.
    gate_ids, first, last
        Stations or ports, and by pair the positions of the first and the last one
        used; ``None`` by road.
    """

    fen_per_t: Floats
    transfer_fen_per_t: int
    metres: Floats
    co2_g_per_t: Floats
    gate_ids: tuple[str, ...] = ()
    first: Ints | None = None
    last: Ints | None = None

    def full_fen_per_t(self, carbon_fen_per_t: int) -> Floats:
        """Cost of one tonne, the price of its carbon included."""
        carbon = self.co2_g_per_t * carbon_fen_per_t / (G_PER_KG * KG_PER_T)
        return self.fen_per_t + self.transfer_fen_per_t + carbon


def ways_by_mode(
    network: Network,
    from_ids: Sequence[str],
    to_ids: Sequence[str],
    travel: Travel,
    rules: SitingRules,
) -> list[Ways]:
    """Work out all pairs of origins and sinks by each of `MODES`.

    Parameters
    ----------
    network
        Stations, ports, rates and factors.
    from_ids, to_ids
        Origins and sinks.
    travel
        Travel on roads.
    rules
        Carbon and diesel prices.
    """
    metres = road_m(travel, from_ids, to_ids)
    rate = road_trunk_rate(network, rules.diesel_factor)
    road_kg = emission_kg_per_tkm(network, ROAD_TRUNK, rules)
    ways = [
        Ways(
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
) -> Ways:
    """By road to a station or port, along the rails or the river, and by road."""
    gates = network.of_kind(GATEWAYS[mode], SiteStatus.EXISTING)
    if len(gates) < 2:
        shape = len(from_ids), len(to_ids)
        return Ways(np.full(shape, np.inf), 0, np.zeros(shape), np.zeros(shape))
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
    return Ways(
        (rate * road + own * along) / M_PER_KM,
        TRANSFERS * round(network.parameter(HANDLING)),
        np.where(np.isfinite(whole), whole, 0.0),
        _grams(road, road_kg) + _grams(along, own_kg),
        tuple(gate_ids),
        first,
        last,
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
