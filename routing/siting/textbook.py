"""Textbook location models as siting problems.

Names and options are those of PySAL's spopt (``spopt.locate``, ``from_cost_matrix``)
where it has the model: a cost matrix has clients as rows and facilities as columns,
``predefined_facilities_arr`` is 1 for facilities that must be in the answer. An
infinite cost says that there is no way. How figures become whole kilograms and fen,
and what is lost, is written in ``routing.siting.textbook_scale``; the objective in
units of the source is the problem's divided by ``scale.fen`` (``scale.m`` for
``p_center``).

A facility has the states ``closed`` and ``open``, a predefined one ``open`` only; the
tag ``OPEN`` counts those that are open.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from routing.siting.arrays import KG_PER_T, Floats
from routing.siting.facility import Facility, Yield
from routing.siting.problem import PPM, Objective, Scale, SitingProblem, Trunks
from routing.siting.textbook_parts import (
    GOODS,
    SUPPLIED,
    Sites,
    arcs_of,
    clients_of,
    exactly,
    figures_of,
    room_kg,
)
from routing.siting.textbook_scale import (
    fen_scale,
    kg_scale,
    m_scale,
    matrix_of,
    whole,
)


def p_median(
    cost_matrix: ArrayLike,
    weights: ArrayLike,
    p_facilities: int,
    predefined_facilities_arr: ArrayLike | None = None,
    facility_capacities: ArrayLike | None = None,
    *,
    fulfill_predefined_fac: bool = False,
) -> SitingProblem:
    """Open p facilities so that the weighted cost of serving all is least.

    Parameters
    ----------
    cost_matrix
        Cost of a unit of weight, clients by facilities.
    weights
        Demand by client.
    p_facilities
        Facilities to open.
    predefined_facilities_arr
        1 for each facility that must be open.
    facility_capacities
        Most demand of each facility; every client then goes to one in whole.
    fulfill_predefined_fac
        Whether predefined facilities must be used to capacity.
    """
    cost, weight = figures_of(cost_matrix, weights)
    has_room = facility_capacities is not None
    kg = kg_scale(weight)
    fen = fen_scale([cost], [], kg, is_divided=False)
    sites = Sites.of(
        cost.shape[1],
        predefined_facilities_arr,
        room_kg(facility_capacities, cost.shape[1], weight, kg),
        is_filled=fulfill_predefined_fac,
    )
    return SitingProblem(
        clients=clients_of(weight, kg),
        facilities=sites.facilities(),
        arcs=arcs_of(cost, fen * KG_PER_T / kg),
        tag_limits=exactly(p_facilities),
        single_source=has_room,
        scale=Scale(fen=fen, kg=kg),
    )


def p_center(
    cost_matrix: ArrayLike,
    p_facilities: int,
    predefined_facilities_arr: ArrayLike | None = None,
) -> SitingProblem:
    """Open p facilities so that the largest distance to serve a client is least.

    Parameters
    ----------
    cost_matrix
        Distance, clients by facilities.
    p_facilities
        Facilities to open.
    predefined_facilities_arr
        1 for each facility that must be open.
    """
    away = matrix_of("cost_matrix", cost_matrix, (None, None))
    ones, m = np.ones(len(away)), m_scale(away)
    sites = Sites.of(
        away.shape[1], predefined_facilities_arr, room_kg(None, away.shape[1], ones)
    )
    return SitingProblem(
        clients=clients_of(ones, KG_PER_T),
        facilities=sites.facilities(),
        arcs=arcs_of(away, 0.0, m),
        tag_limits=exactly(p_facilities),
        objective=Objective.LARGEST_DISTANCE,
        scale=Scale(kg=KG_PER_T, m=m),
    )


def mclp(
    cost_matrix: ArrayLike,
    weights: ArrayLike,
    service_radius: float,
    p_facilities: int,
    predefined_facilities_arr: ArrayLike | None = None,
) -> SitingProblem:
    """Open p facilities so that most weight is within a radius of one.

    The objective is the weight NOT covered: all weight less the objective is what
    is.

    Parameters
    ----------
    cost_matrix
        Distance, clients by facilities.
    weights
        Demand by client.
    service_radius
        Largest distance at which a client counts as covered.
    p_facilities
        Facilities to open.
    predefined_facilities_arr
        1 for each facility that must be open.
    """
    away, weight = figures_of(cost_matrix, weights)
    kg = kg_scale(weight)
    # One unit of weight left costs one unit of money.
    fen = max(1.0, kg / KG_PER_T)
    price = round(fen * KG_PER_T / kg)
    sites = Sites.of(
        away.shape[1],
        predefined_facilities_arr,
        room_kg(None, away.shape[1], weight, kg),
    )
    return SitingProblem(
        clients=clients_of(weight, kg, unserved=price),
        facilities=sites.facilities(),
        arcs=arcs_of(
            np.where(away <= service_radius, away, np.inf), 0.0, m_scale(away)
        ),
        tag_limits=exactly(p_facilities),
        scale=Scale(fen=fen, kg=kg, m=m_scale(away)),
    )


def lscp(
    cost_matrix: ArrayLike,
    service_radius: float,
    predefined_facilities_arr: ArrayLike | None = None,
    demand_quantity_arr: ArrayLike | None = None,
    facility_capacity_arr: ArrayLike | None = None,
) -> SitingProblem:
    """Open the fewest facilities so that every client is within a radius of one.

    Parameters
    ----------
    cost_matrix
        Distance, clients by facilities.
    service_radius
        Largest distance at which a client counts as covered.
    predefined_facilities_arr
        1 for each facility that must be open.
    demand_quantity_arr
        Demand by client, where capacities matter; it may be divided.
    facility_capacity_arr
        Most demand of each facility.
    """
    away = matrix_of("cost_matrix", cost_matrix, (None, None))
    demand = np.ones(len(away))
    if demand_quantity_arr is not None:
        demand = matrix_of("demand_quantity_arr", demand_quantity_arr, (len(away),))
    kg = kg_scale(demand)
    count = away.shape[1]
    sites = Sites.of(
        count,
        predefined_facilities_arr,
        room_kg(facility_capacity_arr, count, demand, kg),
        np.ones(count, np.int64),
    )
    return SitingProblem(
        clients=clients_of(demand, kg),
        facilities=sites.facilities(),
        arcs=arcs_of(
            np.where(away <= service_radius, away, np.inf), 0.0, m_scale(away)
        ),
        scale=Scale(kg=kg, m=m_scale(away)),
    )


def cflp(
    cost_matrix: ArrayLike,
    weights: ArrayLike,
    facility_capacities: ArrayLike,
    facility_costs: ArrayLike,
    p_facilities: int | None = None,
    predefined_facilities_arr: ArrayLike | None = None,
    *,
    single_source: bool = False,
) -> SitingProblem:
    """Open facilities so that fixed costs and the cost of serving all are least.

    Parameters
    ----------
    cost_matrix
        Cost of a unit of demand, clients by facilities. Costs of serving a client
        wholly are to be divided by its demand.
    weights
        Demand by client.
    facility_capacities, facility_costs
        Most demand of each facility, and its cost when open.
    p_facilities
        Facilities to open, ``None`` for as many as pay.
    predefined_facilities_arr
        1 for each facility that must be open.
    single_source
        Whether every client goes to one facility in whole.
    """
    cost, weight = figures_of(cost_matrix, weights)
    count = cost.shape[1]
    fixed = matrix_of("facility_costs", facility_costs, (count,))
    kg = kg_scale(weight)
    fen = fen_scale([cost], [fixed], kg, is_divided=not single_source)
    sites = Sites.of(
        count,
        predefined_facilities_arr,
        room_kg(facility_capacities, count, weight, kg),
        whole(fixed, fen),
    )
    return SitingProblem(
        clients=clients_of(weight, kg),
        facilities=sites.facilities(),
        arcs=arcs_of(cost, fen * KG_PER_T / kg),
        tag_limits={} if p_facilities is None else exactly(p_facilities),
        single_source=single_source,
        scale=Scale(fen=fen, kg=kg),
    )


def sscflp(
    cost_matrix: ArrayLike,
    weights: ArrayLike,
    facility_capacities: ArrayLike,
    facility_costs: ArrayLike,
    p_facilities: int | None = None,
    predefined_facilities_arr: ArrayLike | None = None,
) -> SitingProblem:
    """Return ``cflp`` with every client served by one facility in whole."""
    return cflp(
        cost_matrix,
        weights,
        facility_capacities,
        facility_costs,
        p_facilities,
        predefined_facilities_arr,
        single_source=True,
    )


def tscflp(
    cost_matrix: ArrayLike,
    weights: ArrayLike,
    facility_capacities: ArrayLike,
    facility_costs: ArrayLike,
    plant_cost_matrix: ArrayLike,
    plant_capacities: ArrayLike,
    plant_costs: ArrayLike,
    *,
    single_source: bool = False,
) -> SitingProblem:
    """Open plants and the facilities they supply, which serve all, at least cost.

    Plants come first among the problem's facilities. Goods are thought of as going
    the other way, from clients through facilities to plants: the costs are the same.

    Parameters
    ----------
    cost_matrix
        Cost of a unit of demand, clients by facilities.
    weights
        Demand by client.
    facility_capacities, facility_costs
        Most demand of each facility, and its cost when open.
    plant_cost_matrix
        Cost of a unit of demand, facilities by plants.
    plant_capacities, plant_costs
        Most demand of each plant, and its cost when open.
    single_source
        Whether every client goes to one facility in whole.
    """
    cost, weight = figures_of(cost_matrix, weights)
    count = cost.shape[1]
    trunk = matrix_of("plant_cost_matrix", plant_cost_matrix, (count, None))
    plants = trunk.shape[1]
    fixed = matrix_of("facility_costs", facility_costs, (count,))
    plant_fixed = matrix_of("plant_costs", plant_costs, (plants,))
    kg = kg_scale(weight)
    fen = fen_scale([cost, trunk], [fixed, plant_fixed], kg, is_divided=True)
    room = room_kg(facility_capacities, count, weight, kg)
    plant_room = room_kg(plant_capacities, plants, weight, kg)
    sources = Sites.of(plants, None, plant_room, whole(plant_fixed, fen))
    sites = Sites.of(count, None, room, whole(fixed, fen))
    arcs = arcs_of(cost, fen * KG_PER_T / kg)
    makes = (Yield(SUPPLIED, GOODS, PPM),)
    return SitingProblem(
        clients=clients_of(weight, kg),
        facilities=(
            *(_taking(plant, GOODS) for plant in sources.facilities("plant")),
            *(_taking(site, SUPPLIED, makes) for site in sites.facilities()),
        ),
        arcs=replace(arcs, facility=(arcs.facility + plants).astype(np.int32)),
        commodities=(SUPPLIED, GOODS),
        trunks=_legs(trunk, fen * KG_PER_T / kg),
        single_source=single_source,
        scale=Scale(fen=fen, kg=kg),
    )


def _taking(site: Facility, takes: str, makes: tuple[Yield, ...] = ()) -> Facility:
    """Let a facility take one commodity only, and make what is given of it."""
    states = tuple(
        replace(state, commodities=frozenset({takes}), yields=makes)
        if state.capacity_kg > 0
        else state
        for state in site.states
    )
    return replace(site, states=states)


def _legs(cost: Floats, fen_per_t: float) -> Trunks:
    """Legs from facilities to plants, which stand before them."""
    site, plant = np.nonzero(np.isfinite(cost))
    count, none = len(site), np.zeros(len(site), np.int64)
    return Trunks(
        origin=(site + cost.shape[1]).astype(np.int32),
        destination=plant.astype(np.int32),
        commodity=np.full(count, 1, np.int32),
        mode=none.astype(np.int32),
        unit_cost_fen_per_t=whole(cost[site, plant], fen_per_t),
        transfer_cost_fen_per_t=none,
        distance_m=none.astype(np.int32),
        co2_g_per_t=none,
    )
