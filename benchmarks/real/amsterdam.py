"""Real weighings of Amsterdam's underground containers as sites and tickets.

Source: ``shared/real/amsterdam_weighings`` (City of Amsterdam, "afvalwegingen",
CC-BY): 6,309 containers and 649,706 weighings of 2020 and 2021.

- **The weighing site is the container.** The scale hangs on the truck's crane, so
  the weighing takes place where the container stands, and no weighbridge site is
  made up. A container is a ``collection_point`` that gives ``rest``.
- **A ticket is known by container and second**: ``site_id`` is the container,
  ``ticket_no`` the time of the weighing as the source writes it (UTC). A crane
  cannot lift one container twice in a second.
- **Every row is kept, in its order**, so that row ``n`` of ``tickets.csv`` is line
  ``n`` of the source. 9,213 rows weigh nothing or less. 344 rows repeat the
  container and second of the row above: 342 word for word, two with a weight that
  differs by 5 kg. The product must find both; nothing is mended here.
- ``origin_site_id`` stays empty: origin and weighing site are one, and only loads
  hauled from elsewhere name it.
- **Residual waste counts as intake here.** The source has no recyclables, and the
  tonnage report must be exercised on real weighings; the material ``rest`` exists
  in such a workspace only.

The folder also gets a ``recycling.toml`` with the city's time zone and area, so it
can be used as a workspace.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.real.inputs import write_reference, write_settings, write_table

DISTRICT = "GM0363"
MATERIAL = "rest"
TIMEZONE = "Europe/Amsterdam"
AREA = (4.7, 52.2, 5.1, 52.5)

_DISTRICT_ROW = {
    "code": DISTRICT,
    "name_en": "Amsterdam",
    "name_zh": "阿姆斯特丹",
    "zone": "Amsterdam",
    "lon": "4.8936",
    "lat": "52.3731",
    "population": "872757",
    "area_km2": "219.3",
    "source": "code and figures of Statistics Netherlands for 2020, from memory",
    "certainty": "assumption",
}
_MATERIAL_ROW = {
    "name_en": "Residual waste",
    "name_zh": "其他垃圾",
    "category": MATERIAL,
    "density_loose_kg_per_m3": "125",
    "source": "only fraction of the City of Amsterdam's weighings; density assumed",
    "certainty": "assumption",
}
_SITE_HEADER = (
    *("site_id", "name", "kind", "district", "lon", "lat"),
    *("materials", "source", "certainty"),
)
_TICKET_HEADER = ("site_id", "ticket_no", "weighed_at", "material", "net_kg", "stream")


def convert(source: Path, out: Path) -> list[Path]:
    """Convert the published weighings.

    Parameters
    ----------
    source
        Folder with ``containers.csv`` and ``weighings_2020_2021.csv.gz``.
    out
        Folder for the input files; made when missing.

    Returns
    -------
    list of Path
        Input files in the order of import.
    """
    containers = _rows(source / "containers.csv")
    weighings = _rows(source / "weighings_2020_2021.csv.gz")
    origin = "City of Amsterdam, afvalwegingen, CC-BY"
    return write_city(out, containers, weighings, origin)


def write_city(
    out: Path,
    containers: Iterable[Sequence[str]],
    weighings: Iterable[Sequence[str]],
    origin: str,
) -> list[Path]:
    """Write containers and weighings as input files.

    Parameters
    ----------
    out
        Folder for the input files; made when missing.
    containers
        Id, latitude and longitude of each.
    weighings
        Container, time with its offset, and net kilograms of each.
    origin
        Where the containers come from.
    """
    out.mkdir(parents=True, exist_ok=True)
    write_settings(out, TIMEZONE, AREA)
    sites = (
        (
            *(key, f"Container {key}", "collection_point", DISTRICT, lon, lat),
            *(MATERIAL, origin, "published"),
        )
        for key, lat, lon in containers
    )
    tickets = (
        (container, moment, moment, MATERIAL, kilograms, "household")
        for container, moment, kilograms in weighings
    )
    return [
        write_table(
            out / "districts.csv", list(_DISTRICT_ROW), [list(_DISTRICT_ROW.values())]
        ),
        write_reference(out, "materials", {MATERIAL: _MATERIAL_ROW}),
        write_reference(out, "parameters", {}),
        write_table(out / "sites.csv", _SITE_HEADER, sites),
        write_table(out / "tickets.csv", _TICKET_HEADER, tickets),
    ]


def _rows(path: Path) -> Iterator[list[str]]:
    """Rows of a CSV file, plain or gzipped, without its header."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
