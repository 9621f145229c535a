"""Direct flows: loads that need no milk run, straight from where they arise."""

from dataclasses import dataclass

from recycling.domain.fleet import VehicleRole
from recycling.domain.materials import HazardClass
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.sites import SiteKind

HEAVY = frozenset({VehicleRole.TRUNK, VehicleRole.CONTAINER, VehicleRole.TRANSFER})
"""Roles of the vehicles that fetch one full load at a time."""

CARRIERS = frozenset({VehicleRole.ELV})
"""Roles of the vehicles that fetch end-of-life vehicles, some from each place."""


def is_elv(network: Network, material: str) -> bool:
    """Whether a material is end-of-life vehicles."""
    known = network.materials.get(material)
    return known is not None and known.hazard is HazardClass.ELV


def goes_direct(network: Network, order: Order) -> bool:
    """Whether an order is fetched straight to where it is taken, by no milk run.

    What arises at a generator comes in full loads; end-of-life vehicles go to a
    dismantler on carriers of their own (Decree 715).
    """
    site = network.sites.get(order.site_id)
    is_generator = site is not None and site.kind is SiteKind.GENERATOR
    return is_generator or is_elv(network, order.material)


@dataclass(frozen=True, slots=True)
class Shortage:
    """Direct loads left out for want of vehicles: full loads, or vehicles carried.

    Attributes
    ----------
    is_elv
        Whether they are end-of-life vehicles.
    loads, left
        Orders of the day, and those of them left out in whole or in part.
    left_kg
        What is left of these.
    vehicles
        Vehicles that may fetch them.
    most
        Orders that these could fetch at the most, by a bound that no plan beats.
    vehicle_type
        Type of which the fewest more would do.
    needed
        How many of it are needed at the least: the shortest times of what is left, over
        the hours of one.
    """

    is_elv: bool
    loads: int
    left: int
    left_kg: int
    vehicles: int
    most: int
    vehicle_type: str
    needed: int
