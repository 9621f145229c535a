"""Cheap improvements of one trip: turn a section round, unload elsewhere."""

import numpy as np

from routing.vrp.insertion import earliest_starts
from routing.vrp.openroute import OpenRoute
from routing.vrp.view import CLOSED, Floats

TRIES = 5
"""Best section turns tried before a trip counts as done."""

MOST_TURNED = 1000
"""Stops of a trip up to which sections are turned: their pairs are looked at."""

GAIN_PARTS = 1e-6


def polish_trip(route: OpenRoute, trip: int) -> None:
    """Improve a trip until no section turn helps, then choose its site again."""
    while _turn_section(route, trip):
        pass
    if _move_unloading(route, trip):
        while _turn_section(route, trip):
            pass


def _turn_section(route: OpenRoute, trip: int) -> bool:
    """Make the best feasible 2-opt move inside a trip, if one saves cost."""
    stops = route.trips[trip].stops
    if not 2 <= len(stops) <= MOST_TURNED:
        return False
    saved = _turn_gains(route, trip)
    before = route.cost_parts()
    for flat in np.argsort(saved, axis=None)[:TRIES]:
        first, last = np.unravel_index(int(flat), saved.shape)
        if saved[first, last] >= -GAIN_PARTS:
            return False
        section = slice(int(first), int(last) + 1)
        stops[section] = stops[section][::-1]
        if route.refresh() and route.cost_parts() < before - GAIN_PARTS:
            return True
        stops[section] = stops[section][::-1]
        route.refresh()
    return False


def _turn_gains(route: OpenRoute, trip: int) -> Floats:
    """Return the change of cost per section ``first..last`` turned round.

    With way costs c, forward sums F and backward sums B along the trip, turning
    i..j round changes the cost by c(i-1, j) + c(i, j+1) - c(i-1, i) - c(j, j+1)
    + (B_j - B_i) - (F_j - F_i), in asymmetric tables too.
    """
    begin, size = route.begin_of(trip), len(route.trips[trip].stops)
    nodes = np.array(route.nodes[begin : begin + size + 2])
    leave = np.array(route.departure_s[begin : begin + size + 2])
    way = route.travel(nodes[:, None], nodes[None, :], leave[:, None])[2]
    inner = np.arange(1, size + 1)
    forward = np.concatenate([[0.0], np.cumsum(way[inner[:-1], inner[1:]])])
    backward = np.concatenate([[0.0], np.cumsum(way[inner[1:], inner[:-1]])])
    reversal = backward - forward
    change: Floats = (
        way[inner - 1][:, inner]
        + way[inner][:, inner + 1]
        - way[inner - 1, inner][:, None]
        - way[inner, inner + 1][None, :]
        + reversal[None, :]
        - reversal[:, None]
    )
    change[np.tril_indices(size)] = np.inf
    return change


def _move_unloading(route: OpenRoute, trip: int) -> bool:
    """Unload the trip at the cheapest site it can, if that saves cost."""
    view, current = route.view, route.trips[trip].site
    if current is None or view.num_sites < 2:
        return False
    stops = route.trips[trip].stops
    position = route.begin_of(trip) + len(stops)
    ends = np.array([route.nodes[position]]), np.array([route.nodes[position + 2]])
    sites = view.num_stops + np.arange(view.num_sites)
    leave = np.array([route.departure_s[position]])
    _, to_s, to = route.travel(ends[0], sites, leave)
    arrival = (leave + to_s)[:, None]
    start = earliest_starts(view, route.vehicle_type, sites, arrival)[:, 0]
    _, on_s, on = route.travel(sites, ends[1], start + view.service_s[sites])
    done = start + view.service_s[sites] + on_s
    cost = to + on
    cost[~view.accepted[stops].all(axis=0) | (to_s + on_s >= CLOSED)] = np.inf
    cost[done > route.latest_s[position + 2]] = np.inf
    best = int(cost.argmin())
    if cost[best] >= cost[current - view.num_stops] - GAIN_PARTS:
        return False
    route.trips[trip].site = int(sites[best])
    if route.refresh():
        return True
    route.trips[trip].site = current
    route.refresh()
    return False
