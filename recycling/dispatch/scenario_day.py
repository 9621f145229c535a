"""A day's orders with what they are planned with, and what a scenario made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from recycling.config import DispatchSettings
from recycling.dispatch.planning import RouteRequest
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, UnservedOrder


@dataclass(frozen=True, slots=True)
class Day:
    """A day's orders and what they are planned with.

    Attributes
    ----------
    network, orders, travel
        Sites with vehicles, orders at sites of the network, and ways.
    settings, request
        Limits of the solver, and what holds on the day.
    """

    network: Network
    orders: Sequence[Order]
    travel: Travel
    settings: DispatchSettings
    request: RouteRequest


@dataclass(frozen=True, slots=True)
class Planned:
    """A day planned under a scenario.

    Attributes
    ----------
    network
        The network as the scenario changed it: its vehicles drive the routes.
    routes, unserved
        The plan.
    extra_fen
        What the scenario costs besides its routes; negative what it saves.
    facts
        What was changed, in numbers by name.
    engine, seconds
        What planned it, and how long that took.
    """

    network: Network
    routes: tuple[PlannedRoute, ...]
    unserved: tuple[UnservedOrder, ...]
    engine: str
    seconds: float
    extra_fen: int = 0
    facts: Mapping[str, int] = field(default_factory=dict)
