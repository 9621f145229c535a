"""The sample city: every input file of the product, made up around facts."""

from dataclasses import dataclass, replace
from pathlib import Path

from recycling.domain.fleet import VehicleType
from recycling.domain.materials import EmissionFactor
from recycling.domain.network import Network
from recycling.domain.sites import Site, SiteKind, Supply
from recycling.domain.targets import Target
from recycling.sample.centres import COMPREHENSIVE, candidate_sites, sorting_centres
from recycling.sample.depots import chargers, depots, transfer_stations
from recycling.sample.downtimes import downtimes
from recycling.sample.energy import site_energy
from recycling.sample.fieldwork import fieldwork
from recycling.sample.files import read_table
from recycling.sample.fleet import vehicles
from recycling.sample.history import weigh
from recycling.sample.inputs import REFERENCE, Inputs, Knobs, Scale, read_inputs
from recycling.sample.labels import SiteMaker
from recycling.sample.lanes import history_lanes
from recycling.sample.onward import onward
from recycling.sample.output import CityFiles, write_city
from recycling.sample.past import past_volumes
from recycling.sample.points import collection_points
from recycling.sample.sinks import bases, dismantlers, disposals, gateways, parks
from recycling.sample.supply import direct_supply, elv_supply
from recycling.sample.volumes import Volumes, mean_elv_kg, yearly_volumes
from recycling.sample.zones import (
    DrawnZone,
    exclusion_zones,
    traffic_zones,
    zone_of,
)


@dataclass(frozen=True, slots=True)
class _Network:
    """Made-up sites by what the rest of the generator asks for."""

    points: list[Site]
    intakes: list[Site]
    yards: list[Site]
    others: list[Site]
    supplies: list[Supply]


def generate_city(data_dir: Path, out_dir: Path, scale: Scale, seed: int) -> list[Path]:
    """Write the input files of a synthetic city.

    Parameters
    ----------
    data_dir
        Folder with ``chongqing/`` (facts and knobs) and ``reference/``. The
        caller imports the reference tables first; the targets come from here.
    out_dir
        Folder to write to; made when missing.
    scale
        ``small`` for a few districts, ``full`` for the whole city.
    seed
        Same seed, same files, byte for byte.

    Returns
    -------
    list of Path
        Files in the order to import them, ``README.txt`` last. Positions are
        WGS-84.

    Raises
    ------
    InputError
        When a fact or a knob is missing.
    """
    inputs = read_inputs(data_dir, scale, seed)
    volumes = yearly_volumes(inputs)
    zones = exclusion_zones(inputs)
    network = _network(inputs, volumes, zones)
    sites = [*network.points, *network.intakes, *network.others]
    fleet = vehicles(
        inputs,
        _vehicle_types(data_dir),
        network.yards,
        network.points,
        _comprehensive(network.intakes),
    )
    lanes = history_lanes(inputs, volumes, network.intakes)
    weighings = weigh(inputs, lanes)
    city = CityFiles(
        sites=[*sites, *inputs.known],
        zones=[*zones, *traffic_zones(inputs)],
        vehicles=fleet,
        supplies=network.supplies,
        lanes=lanes,
        weighings=weighings,
        onward=onward(inputs, lanes, weighings, network.intakes),
        fieldwork=fieldwork(inputs, volumes, network.points),
        past=past_volumes(inputs, volumes, lanes),
        downtimes=downtimes(inputs, network.intakes),
        energy=site_energy(inputs, lanes, weighings),
    )
    return write_city(out_dir, inputs, volumes, city)


def sample_network(
    data_dir: Path, scale: Scale, seed: int, points: int | None = None
) -> tuple[Network, tuple[Target, ...]]:
    """Make the sample's sites and supplies without files, with their targets.

    Parameters
    ----------
    data_dir, scale, seed
        As in ``generate_city``.
    points
        Number of collection points; the knob ``points.count`` when not given.
    """
    inputs = read_inputs(data_dir, scale, seed)
    if points is not None:
        knobs = Knobs({**inputs.knobs.values, "points.count": str(points)})
        inputs = replace(inputs, knobs=knobs)
    zones = exclusion_zones(inputs)
    made = _network(inputs, yearly_volumes(inputs), zones)
    sites = [*made.points, *made.intakes, *made.others, *inputs.known]
    factors = data_dir / REFERENCE / "emission_factors.csv"
    network = Network(
        sites={site.site_id: site for site in sites},
        districts={place.code: place.district for place in inputs.places},
        materials=inputs.materials,
        vehicle_types=_vehicle_types(data_dir),
        vehicles={},
        zones={zone.zone_id: zone_of(zone) for zone in zones},
        restrictions={},
        facility_classes={kind.code: kind for kind in inputs.facility_classes},
        parameters=inputs.parameters,
        emission_factors=tuple(read_table("emission_factors", factors, EmissionFactor)),
        supplies=tuple(made.supplies),
    )
    return network, inputs.targets


def _network(inputs: Inputs, volumes: Volumes, zones: list[DrawnZone]) -> _Network:
    """Place every site; the order of the calls numbers them."""
    maker = SiteMaker(inputs)
    points = collection_points(inputs, maker)
    yards = depots(inputs, points, maker)
    quays = gateways(inputs, maker)
    known = [
        s for s in inputs.known if s.kind in {SiteKind.PORT, SiteKind.RAIL_STATION}
    ]
    direct_sites, direct = direct_supply(inputs, volumes, maker)
    elv_sites, elv = elv_supply(inputs, volumes, maker)
    return _Network(
        points=points,
        intakes=[
            *sorting_centres(inputs, points, volumes.share, maker),
            *parks(inputs, maker),
            *bases(inputs, volumes.direct_kg, [*known, *quays], maker),
            *dismantlers(inputs, mean_elv_kg(inputs), maker),
        ],
        yards=yards,
        others=[
            *candidate_sites(inputs, zones, maker),
            *transfer_stations(inputs, points, maker),
            *yards,
            *chargers(inputs, yards, maker),
            *disposals(inputs, maker),
            *quays,
            *direct_sites,
            *elv_sites,
        ],
        supplies=[*direct, *elv],
    )


def _vehicle_types(data_dir: Path) -> dict[str, VehicleType]:
    path = data_dir / REFERENCE / "vehicle_types.csv"
    return {kind.code: kind for kind in read_table("vehicle_types", path, VehicleType)}


def _comprehensive(intakes: list[Site]) -> list[Site]:
    """Centres a milk run can unload everything at."""
    return [
        site
        for site in intakes
        if site.kind is SiteKind.SORTING_CENTRE
        and set(COMPREHENSIVE) <= set(site.materials)
    ]
