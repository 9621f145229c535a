"""Writes the sample city as ordinary input files."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from recycling.domain.fleet import Vehicle
from recycling.domain.materials import Certainty
from recycling.domain.site_records import Downtime, PastVolume, SiteEnergy
from recycling.domain.sites import Site, SiteKind, SiteStatus, Supply
from recycling.domain.targets import Indicator, Target
from recycling.domain.units import KG_PER_10KT
from recycling.sample.fieldwork import Fieldwork
from recycling.sample.files import write_table
from recycling.sample.history import Weighings, write_weighings
from recycling.sample.inputs import Inputs
from recycling.sample.lanes import Lane
from recycling.sample.onward import Onward
from recycling.sample.parties import (
    delivering,
    sample_parties,
    sample_point_rules,
    sample_prices,
)
from recycling.sample.volumes import Volumes
from recycling.sample.zones import DrawnZone, write_zones
from recycling.schema.columns import TABLES

COUNTED: Final = {
    Indicator.COLLECTION_POINTS: SiteKind.COLLECTION_POINT,
    Indicator.SORTING_CENTRES: SiteKind.SORTING_CENTRE,
    Indicator.PARKS: SiteKind.PARK,
}
"""Kind of site that a target counts."""


@dataclass(frozen=True, slots=True)
class CityFiles:
    """What the generator made, ready to be written."""

    sites: Sequence[Site]
    zones: Sequence[DrawnZone]
    vehicles: Sequence[Vehicle]
    supplies: Sequence[Supply]
    lanes: Sequence[Lane]
    weighings: Weighings
    onward: Onward
    fieldwork: Fieldwork
    past: Sequence[PastVolume]
    energy: Sequence[SiteEnergy]
    downtimes: Sequence[Downtime]


def write_city(
    out_dir: Path, inputs: Inputs, volumes: Volumes, city: CityFiles
) -> list[Path]:
    """Write every file, each table after the tables it refers to.

    Returns
    -------
    list of Path
        Files in the order to import them, ``README.txt`` last.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    districts = [place.district for place in inputs.places]
    targets = _targets(inputs, volumes, city.sites)
    parties = sample_parties(inputs)

    def table(name: str, objects: Sequence[object], part: str = "") -> Path:
        attributes = tuple(TABLES[name].by_attribute)
        return write_table(out_dir / f"{name}{part}.csv", name, objects, attributes)

    return [
        table("districts", districts),
        table("sites", city.sites),
        write_zones(out_dir / "zones.geojson", city.zones),
        _copy(out_dir / "restrictions.csv", inputs.restrictions),
        table("vehicles", city.vehicles),
        table("supplies", city.supplies),
        table("targets", targets),
        table("past_volumes", city.past),
        table("parties", parties),
        table("prices", sample_prices(inputs)),
        table("point_rules", sample_point_rules(inputs)),
        write_weighings(
            out_dir / "tickets_history.csv",
            city.lanes,
            city.weighings,
            delivering(parties, [(ln.site.district, ln.stream) for ln in city.lanes]),
        ),
        table("tickets", city.onward.tickets, "_onward"),
        table("stocktakes", city.onward.stocktakes),
        table("site_energy", city.energy),
        table("downtimes", city.downtimes),
        table("orders", city.fieldwork.orders, "_served"),
        table("visits", city.fieldwork.visits),
        _readme(out_dir / "README.txt", inputs, volumes, city),
    ]


def _targets(inputs: Inputs, volumes: Volumes, sites: Sequence[Site]) -> list[Target]:
    """Targets of the city, cut to the sample's share where it is a part."""
    if len(inputs.places) == len(inputs.city):
        return list(inputs.targets)
    return [
        replace(
            target,
            value=_part(target, volumes, sites),
            source=f"{inputs.source}; share of the city's figure; {target.source}",
            certainty=Certainty.SYNTHETIC,
        )
        for target in inputs.targets
    ]


def _part(target: Target, volumes: Volumes, sites: Sequence[Site]) -> int:
    """Value of a target for the sample: by share, or by count of its sites."""
    if target.indicator in COUNTED:
        kind = COUNTED[target.indicator]
        return sum(s.kind is kind and s.status is SiteStatus.EXISTING for s in sites)
    share = volumes.share
    if target.indicator is Indicator.ELV_UNITS:
        share = volumes.elv_share
    return max(1, round(target.value * share))


def _copy(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """Write the published traffic rules as they stand in the facts."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if rows:
            writer.writerow(rows[0])
            writer.writerows(row.values() for row in rows)
    return path


def _readme(path: Path, inputs: Inputs, volumes: Volumes, city: CityFiles) -> Path:
    """Say what the files are and what they are not."""
    text = f"""合成样例城市 / Synthetic sample city
scale {inputs.scale}, seed {inputs.seed}, WGS-84

本目录由程序合成,用于演示和测试,不是真实数据。除人口、规划目标、限行规则和已公布的
公共设施外,所有站点、车辆、产生量和过磅单均为合成(certainty = synthetic,
is_simulated = yes);车牌均为不存在的号牌。

Made by the program for demonstrations and tests; not real data. Census
population, targets of the plan, traffic rules and named public facilities are
carried over with their source. Every other site, vehicle, amount and weighing
is made up and says so (certainty = synthetic, is_simulated = yes). Plates do
not exist. Nothing is simulated at the named public facilities.

districts {len(inputs.places)}
sites {len(city.sites)}
vehicles {len(city.vehicles)}
parties and price lists: synthetic; prices from the ranges in materials.csv
tickets {len(city.weighings.lane)}
supply of {volumes.year} {volumes.total_kg / KG_PER_10KT:.2f} 万吨
vehicles scrapped in {volumes.year} {volumes.elv_units}
history up to {inputs.knobs.text("scope.as_of_day")}
"""
    path.write_text(text, encoding="utf-8")
    return path
