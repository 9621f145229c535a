"""Emissions of recovery, and emissions avoided by it, as postings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from recycling.accounting.balance import ROLLUP, source_of
from recycling.domain.balance import FlowSum
from recycling.domain.carbon import factor_set
from recycling.domain.fleet import Energy, VehicleType
from recycling.domain.ledger import Account, Posting
from recycling.domain.materials import EmissionFactor
from recycling.domain.network import Network
from recycling.domain.plans import RoutePlan
from recycling.domain.site_records import SiteEnergy
from recycling.domain.tickets import Recovered
from recycling.domain.units import G_PER_KG, KG_PER_T, M_PER_KM

DIESEL = "diesel_l"
GRID = "grid_kwh"
ROAD = "road_tkm_heavy_30t"
RESIDUE = "residue_t"
_OF_ENERGY: Mapping[Energy, str] = {Energy.DIESEL: DIESEL, Energy.ELECTRIC: GRID}

type Factors = Mapping[str, EmissionFactor]
"""Factors of one set by code."""


def avoided_code(material: str) -> str:
    """Code of the emissions a tonne of a material avoids."""
    return f"avoided.{material}"


def needed_codes(
    months: Iterable[Recovered],
    energy: Sequence[SiteEnergy],
    has_routes: bool,
    has_hauls: bool,
) -> set[str]:
    """Codes of the factors that posting some activity takes."""
    codes = {avoided_code(group.material) for group in months}
    if codes:
        codes.add(RESIDUE)
    if has_routes or energy:
        codes |= {DIESEL, GRID}
    if has_hauls:
        codes.add(ROAD)
    return codes


def route_emission_postings(
    network: Network, plan: RoutePlan, factors: Factors
) -> Iterator[Posting]:
    """Post the CO2 of each vehicle's day from its energy use.

    ``g = km x (l or kWh per km) x kg CO2 per unit x 1000``, the method by energy
    of GB/T 46531-2025 (carbon emission accounting of commercial road and waterway
    transport). Tank or generation to wheel as the factor's boundary says; every
    kilometre counts, empty ones included.
    """
    for route in plan.routes:
        vehicle = network.vehicles[route.vehicle_id]
        kind = network.vehicle_types[vehicle.vehicle_type]
        activity = route.distance_m / M_PER_KM * _use_per_km(kind)
        route_row = Posting(
            account=Account.TRANSPORT_CO2_G,
            day=plan.day,
            amount=0,
            source_table="routes",
            source_id=route.route_id,
            district=network.sites[route.catchment].district,
        )
        yield _with_carbon(route_row, factors[_OF_ENERGY[kind.energy]], activity)


def vehicle_emissions(network: Network, version: str) -> dict[str, int]:
    """Grams of CO2 per kilometre of each vehicle type, to the whole gram.

    ``g/km = (l or kWh per km) x kg CO2 per unit x 1000``. Empty without the
    factors: a plan can be made before they are imported.
    """
    codes = set(_OF_ENERGY.values())
    if not codes <= {f.code for f in network.emission_factors}:
        return {}
    factors = factor_set(network.emission_factors, version, codes)
    return {
        code: round(
            _use_per_km(kind) * factors[_OF_ENERGY[kind.energy]].kg_per_unit * G_PER_KG
        )
        for code, kind in network.vehicle_types.items()
    }


def _use_per_km(kind: VehicleType) -> float:
    """Litres or kilowatt-hours per kilometre."""
    if kind.energy is Energy.DIESEL:
        return kind.fuel_l_per_km
    return kind.electricity_kwh_per_km


def haul_emission_postings(
    network: Network,
    hauls: Iterable[FlowSum],
    distance_m: Mapping[tuple[str, str], int],
    factors: Factors,
) -> Iterator[Posting]:
    """Post the CO2 of full loads of others: tonnes x kilometres x road factor.

    The method by turnover of GB/T 46531-2025, for vehicles whose energy nobody
    reports. A haul without a known way is not posted.
    """
    for haul in hauls:
        metres = distance_m.get((haul.origin, haul.site))
        if metres is None:
            continue
        tonne_km = haul.net_kg / KG_PER_T * metres / M_PER_KM
        row = haul_posting(network, haul, Account.TRANSPORT_CO2_G)
        yield _with_carbon(row, factors[ROAD], tonne_km)


def haul_posting(network: Network, haul: FlowSum, account: Account) -> Posting:
    """Make a posting of a month's loads from one site to another, still empty."""
    month = f"{haul.month:%Y-%m}"
    parts = (month, haul.site, haul.origin, haul.material, haul.stream, haul.flow)
    return Posting(
        account=account,
        day=haul.month,
        amount=0,
        source_table="flow_rollup",
        source_id="|".join(parts),
        district=network.sites[haul.site].district,
        material=haul.material,
        stream=haul.stream,
    )


def site_energy_postings(
    network: Network, energy: Iterable[SiteEnergy], factors: Factors
) -> Iterator[Posting]:
    """Post the CO2 of the energy sites use in a month.

    ``g = kWh x (1 - green share) x grid factor x 1000`` and ``g = l x diesel factor
    x 1000``. Power with certificates counts as free of emissions, and is told apart
    as the green share.
    """
    for use in energy:
        row = Posting(
            account=Account.SITE_ENERGY_CO2_G,
            day=use.month.replace(day=1),
            amount=0,
            source_table="site_energy",
            source_id=f"{use.site_id}|{use.month}",
            district=network.sites[use.site_id].district,
        )
        grid_kwh = use.electricity_kwh * (1 - use.green_share)
        for code, activity in ((GRID, grid_kwh), (DIESEL, use.diesel_l)):
            if activity:
                yield _with_carbon(row, factors[code], activity)


def avoided_postings(
    network: Network, months: Iterable[Recovered], factors: Factors
) -> Iterator[Posting]:
    """Post the emissions that recovery avoided, with their range.

    ``g = t x yield x kg CO2e avoided per tonne x 1000``. Burdens are posted apart
    and not subtracted here.

    Parameters
    ----------
    network
        Materials with their yields.
    months
        Sums of the rollup split by month, district, material and stream.
    factors
        A factor per material, per tonne of what leaves sorting.
    """
    for group in months:
        useful_kg = group.net_kg * network.materials[group.material].yield_share
        row = _group_posting(group, Account.AVOIDED_CO2_G)
        chosen = factors[avoided_code(group.material)]
        yield _with_carbon(row, chosen, useful_kg / KG_PER_T)


def residue_postings(
    network: Network, months: Iterable[Recovered], factors: Factors
) -> Iterator[Posting]:
    """Post the emissions of disposing of what sorting leaves over.

    ``g = t x (1 - yield) x kg CO2e per tonne disposed of x 1000``.
    """
    for group in months:
        residue_kg = group.net_kg * (1 - network.materials[group.material].yield_share)
        if residue_kg:
            row = _group_posting(group, Account.RESIDUE_CO2_G)
            yield _with_carbon(row, factors[RESIDUE], residue_kg / KG_PER_T)


def _group_posting(group: Recovered, account: Account) -> Posting:
    return Posting(
        account=account,
        day=group.day,
        amount=0,
        source_table=ROLLUP,
        source_id=source_of(group),
        district=group.district,
        material=group.material,
        stream=group.stream,
    )


def _with_carbon(row: Posting, chosen: EmissionFactor, activity: float) -> Posting:
    """Copy of a posting with the carbon of an activity and its range."""

    def grams(kg_per_unit: float) -> int:
        return round(activity * kg_per_unit * G_PER_KG)

    return replace(
        row,
        amount=grams(chosen.kg_per_unit),
        low=None if chosen.low is None else grams(chosen.low),
        high=None if chosen.high is None else grams(chosen.high),
        factor_code=chosen.code,
        factor_version=chosen.version,
    )
