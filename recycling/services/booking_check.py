"""Looks at a booking: can it be taken, where is it, which order does it make."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from recycling.dispatch.frequency import loose_l
from recycling.domain.bookings import Wish
from recycling.domain.direct import is_elv
from recycling.domain.errors import InputError
from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.order_states import OPEN
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.sites import INTAKE_KINDS, Site, SiteKind
from recycling.domain.units import KG_PER_T, L_PER_M3, S_PER_H, S_PER_MIN
from recycling.intake.declared import declared_crs
from recycling.intake.positions import Positions
from recycling.intake.texts import shown
from recycling.network.addresses import district_at, site_near
from recycling.schema.messages import text
from recycling.services.booking_words import language
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork

BOOKING = "booking"
PICKUP = "time.home_pickup_s"
LOADING = "time.stop_s_per_t"
ELV_LOADING = "time.elv_load_s"
ELV_MASS = "elv.mass_kg.car"


@dataclass(frozen=True, slots=True)
class Booking:
    """What a customer asks for.

    Attributes
    ----------
    material
        What is to be fetched.
    load_kg, load_units, load_l
        How much of it: mass, vehicles, or loose volume.
    site_id
        Where, if it is a site that is known.
    position, crs
        Where else: longitude and latitude (or easting and northing), and their
        declared coordinate system.
    contact, address, party_id
        Whom to call, where exactly, and who is paid.
    wishes
        When, as `recycling.domain.bookings.Wish` reads it; empty for at any time.
    stream
        Where the load comes from.
    order_id
        Key of the customer's own; the same again is the same booking.
    """

    material: str
    load_kg: int = 0
    load_units: int = 0
    site_id: str = ""
    position: tuple[float, float] | None = None
    crs: str | None = None
    contact: str = ""
    address: str = ""
    party_id: str = ""
    wishes: tuple[str, ...] = ()
    stream: Stream = Stream.HOUSEHOLD
    order_id: str = ""
    load_l: int = 0


class BookingDesk:
    """Looks at one booking.

    Parameters
    ----------
    context
        Settings.
    network
        Sites, materials and parameters as they are recorded now.
    wanted
        What is asked for.
    now
        Local time.
    """

    def __init__(
        self, context: Context, network: Network, wanted: Booking, now: datetime
    ) -> None:
        self.settings = context.settings
        self.network = network
        self.wanted = wanted
        self.now = now
        self.lang = language(context)

    def say(self, key: str, **params: object) -> str:
        """Word a message about bookings."""
        return text(f"booking.{key}", self.lang, **params)

    def faults(self) -> Iterator[str]:
        """Yield every reason not to take it, but whether it is there already."""
        yield from self._place_faults()
        yield from self._material_faults()
        for wish in self.wanted.wishes:
            yield from self.wish_faults(wish)

    def _place_faults(self) -> Iterator[str]:
        wanted = self.wanted
        if wanted.site_id and wanted.position:
            yield self.say("two_places")
        elif wanted.site_id:
            if wanted.site_id not in self.network.sites:
                yield self.say("unknown_site", value=shown(wanted.site_id))
        elif wanted.position is None:
            yield self.say("no_place")
        else:
            yield from self._position_faults(wanted.position)

    def _position_faults(self, position: tuple[float, float]) -> Iterator[str]:
        crs, fault = declared_crs(self.wanted.crs, None)
        if fault is not None:
            yield self._worded(fault.rule, fault.value, fault.detail)
        elif crs is not None:
            *_, faults = self._positions().points([position[0]], [position[1]])
            value = f"{position[0]}, {position[1]}"
            for bad in faults.values():
                yield self._worded(bad.rule, value, bad.detail)

    def _worded(self, rule: str, value: str, detail: str) -> str:
        words = text(f"fault.{rule}", self.lang, value=value, detail=detail)
        return f"{self.say('position')}: {words}"

    def _positions(self) -> Positions:
        crs, _ = declared_crs(self.wanted.crs, None)
        if crs is None:
            msg = "position: looked at before its coordinate system was"
            raise AssertionError(msg)
        area = self.settings.intake
        return Positions(crs, (area.min_lon, area.min_lat, area.max_lon, area.max_lat))

    def _material_faults(self) -> Iterator[str]:
        wanted = self.wanted
        material = self.network.materials.get(wanted.material)
        if material is None:
            known = ", ".join(sorted(self.network.materials))
            yield self.say("unknown_material", value=wanted.material, known=known)
        elif not self._takers():
            yield self.say("nobody_takes", value=wanted.material)
        given = (wanted.load_kg, wanted.load_units, wanted.load_l)
        is_weighed = wanted.load_kg or wanted.load_l
        if min(given) < 0 or not any(given):
            value = f"{wanted.load_kg} kg, {wanted.load_units}, {wanted.load_l} L"
            yield self.say("no_quantity", value=value)
        elif material and wanted.load_units and not is_weighed and not self._is_elv:
            yield self.say("no_mass", value=wanted.load_units, material=wanted.material)

    def _takers(self) -> list[Site]:
        """Sites at work that take the material."""
        found = (site for kind in INTAKE_KINDS for site in self.network.of_kind(kind))
        return [s for s in found if self.wanted.material in self.network.accepted(s)]

    @property
    def _is_elv(self) -> bool:
        return is_elv(self.network, self.wanted.material)

    def wish_faults(self, given: str) -> Iterator[str]:
        """Yield every reason why nobody can come at a wished time."""
        try:
            wish = Wish.parse(given)
        except InputError:
            yield self.say("bad_wish", value=shown(given))
            return
        least_s = self.settings.bookings.shortest_wish_min * S_PER_MIN
        if wish.end_s <= wish.start_s:
            yield self.say("wish_turned", value=wish)
        elif wish.end_s - wish.start_s < least_s:
            minutes = (wish.end_s - wish.start_s) // S_PER_MIN
            least = least_s // S_PER_MIN
            yield self.say("wish_too_short", value=wish, minutes=minutes, least=least)
        if wish.ends_at <= self.now:
            yield self.say("past", value=wish, now=f"{self.now:%Y-%m-%d %H:%M}")

    def wishes(self) -> tuple[str, ...]:
        """Wishes as they are recorded, the earliest first."""
        parsed = map(Wish.parse, self.wanted.wishes)
        ranked = sorted(parsed, key=lambda wish: (wish.day, wish.start_s, wish.end_s))
        return tuple(dict.fromkeys(map(str, ranked)))

    def site(self) -> Site:
        """Site of the booking: the one named, one booked from before, or a new one."""
        if self.wanted.position is None:
            return self.network.sites[self.wanted.site_id]
        x, y = self.wanted.position
        (lon,), (lat,), _ = self._positions().points([x], [y])
        addresses = self.network.of_kind(SiteKind.ADDRESS)
        within_m = self.settings.bookings.same_place_m
        return site_near(addresses, lon, lat, within_m) or Site(
            site_id=f"A-{uuid4().hex[:12]}",
            name=self.wanted.address or f"{lon:.5f}, {lat:.5f}",
            kind=SiteKind.ADDRESS,
            district=district_at(self.network, lon, lat, self.now.date()),
            lon=lon,
            lat=lat,
            source=BOOKING,
        )

    def duplicates(self, work: UnitOfWork, site: Site) -> Iterator[str]:
        """Yield the open bookings of the same material at the site on the same day."""
        order = self.order(site)
        for other in work.orders.listed(order.day, order.day, OPEN):
            if (
                other.source is OrderSource.BOOKING
                and (other.site_id, other.material) == (site.site_id, order.material)
                and (other.contact, other.address) == (order.contact, order.address)
            ):
                yield self.say("duplicate", value=other.order_id, day=order.day)

    def order(self, site: Site) -> Order:
        """Order of the booking at its site."""
        wanted = self.wanted
        load_kg = self._load_kg()
        wishes = self.wishes()
        first = Wish.parse(wishes[0]) if wishes else self._any_time()
        return Order(
            order_id=wanted.order_id or f"B-{self.now:%Y%m%d}-{uuid4().hex[:8]}",
            site_id=site.site_id,
            day=first.day,
            material=wanted.material,
            load_kg=load_kg,
            stream=wanted.stream,
            load_l=wanted.load_l or loose_l(self.network, wanted.material, load_kg),
            load_units=wanted.load_units,
            window_start_s=first.start_s,
            window_end_s=first.end_s,
            service_s=self._service_s(site, load_kg),
            source=OrderSource.BOOKING,
            status=OrderStatus.REQUESTED,
            contact=wanted.contact,
            address=wanted.address,
            party_id=wanted.party_id,
            requested_at=self.now.replace(microsecond=0),
            wishes=wishes,
        )

    def _load_kg(self) -> int:
        """Mass asked for: as told, of its loose volume, or of so many vehicles."""
        wanted = self.wanted
        if wanted.load_kg:
            return wanted.load_kg
        if wanted.load_l:
            density = self.network.materials[wanted.material].density_loose_kg_per_m3
            return max(1, round(wanted.load_l * density / L_PER_M3))
        return round(wanted.load_units * self.network.parameter(ELV_MASS))

    def _any_time(self) -> Wish:
        hours = self.settings.bookings
        return Wish(self.now.date(), hours.opens_h * S_PER_H, hours.closes_h * S_PER_H)

    def _service_s(self, site: Site, load_kg: int) -> int:
        """Work at the stop: a fixed time, and loading by mass or by vehicle."""
        if self.wanted.load_units and self._is_elv:
            return round(self.wanted.load_units * self._figure(ELV_LOADING))
        fixed_s = site.service_s or round(self._figure(PICKUP))
        return fixed_s + round(load_kg * self._figure(LOADING) / KG_PER_T)

    def _figure(self, code: str) -> float:
        parameter = self.network.parameters.get(code)
        return parameter.value if parameter else 0.0
