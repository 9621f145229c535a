"""A route plan as journeys for navigation devices."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from maps.gpx import Journey, Waypoint
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, RoutePlan
from recycling.domain.units import KG_PER_T, M_PER_KM
from recycling.network.export.places import Places
from recycling.schema.columns import Lang
from recycling.schema.messages import text


class Tracks:
    """Makes the journeys of a plan.

    Parameters
    ----------
    network
        Names of the sites and materials.
    orders
        Orders of the day.
    places
        Where the sites are, and the ways between them.
    zone
        Time zone of the city.
    lang
        Language of names and comments.
    """

    def __init__(
        self,
        network: Network,
        orders: Iterable[Order],
        places: Places,
        zone: ZoneInfo,
        lang: Lang,
    ) -> None:
        self._network = network
        self._materials = {order.order_id: order.material for order in orders}
        self._places = places
        self._zone = zone
        self._lang: Lang = lang

    def journeys(self, plan: RoutePlan) -> list[Journey]:
        """Journey of each vehicle that has stops, in the order of the plan."""
        midnight = datetime.combine(plan.day, time(), self._zone)
        return [self._journey(route, midnight) for route in plan.routes if route.stops]

    def _journey(self, route: PlannedRoute, midnight: datetime) -> Journey:
        return Journey(
            name=route.vehicle_id,
            note=text(
                "export.gpx.route",
                self._lang,
                stops=len(route.stops),
                distance=f"{route.distance_m / M_PER_KM:.1f}",
                load=f"{route.load_kg / KG_PER_T:.2f}",
            ),
            kind=self._places.way,
            stops=tuple(self._stops(route, midnight)),
            way=tuple(self._places.line([stop.site_id for stop in route.stops])),
        )

    def _stops(self, route: PlannedRoute, midnight: datetime) -> Iterator[Waypoint]:
        for place, stop in enumerate(route.stops):
            position = self._places.positions.get(stop.site_id)
            if position is not None:
                yield Waypoint(
                    *position,
                    name=f"{place} {self._network.sites[stop.site_id].name}",
                    note=self._note(stop),
                    kind=stop.kind.value,
                    time=midnight + timedelta(seconds=stop.arrival_s),
                )

    def _note(self, stop: PlannedStop) -> str:
        """Say what happens at a stop, with which load, on which trip."""
        code = self._materials.get(stop.order_id, "")
        material = self._network.materials.get(code)
        names = {"en": material.name_en, "zh": material.name_zh} if material else {}
        return text(
            "export.gpx.stop",
            self._lang,
            kind=text(f"export.stop.{stop.kind.value}", self._lang),
            material=names.get(self._lang, ""),
            load=abs(stop.load_kg),
            trip=stop.trip,
        )
