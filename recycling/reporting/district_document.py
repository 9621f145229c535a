"""The district report: all districts side by side, or one with its months."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from recycling.domain.figures import Derived, period_of
from recycling.domain.network import Network
from recycling.domain.sites import District
from recycling.domain.tickets import Recovered
from recycling.reporting.documents import Cell, Chart, Document, Table
from recycling.reporting.figure_names import named
from recycling.reporting.part_progress import PartProgress
from recycling.reporting.parts import (
    MASS,
    burn_up,
    headers,
    months_table,
    parts_chart,
    parts_table,
)
from recycling.reporting.pen import Pen
from recycling.reporting.provenance import Provenance, provenance_notes, warning


@dataclass(frozen=True, slots=True)
class DistrictInputs:
    """What the district report is made from.

    Attributes
    ----------
    target_year
        Year of the target.
    districts
        Districts against their part of the target, the best first.
    by_material
        Sums of the period by district and material.
    by_month
        Sums by month and district.
    by_site
        Sums by site.
    due_kg
        Mass due in each month, by its first day, from the one district the report
        is about; empty without a part of the target.
    """

    target_year: int
    districts: Sequence[PartProgress]
    by_material: Sequence[Recovered]
    by_month: Sequence[Recovered]
    by_site: Sequence[Recovered] = ()
    due_kg: Mapping[date, int] | None = None


def city_document(
    network: Network, inputs: DistrictInputs, provenance: Provenance, pen: Pen
) -> Document:
    """Write the report of all districts.

    Parameters
    ----------
    network
        Names of districts and materials.
    inputs
        Figures of all districts.
    provenance
        Where the figures come from.
    pen
        Language and units.
    """
    days = provenance.first, provenance.last
    table = parts_table(pen, "districts", inputs.districts, days, inputs.target_year)
    return Document(
        key="district",
        title=pen.say("district.title", day=provenance.last),
        lang=pen.lang,
        warning=warning(pen, provenance),
        paragraphs=_ranking(pen, inputs.districts),
        blocks=(
            table,
            parts_chart(pen, table),
            _matrix(pen, network, inputs, period_of(*days)),
        ),
        notes=provenance_notes(pen, provenance),
    )


def district_document(
    network: Network,
    district: District,
    inputs: DistrictInputs,
    provenance: Provenance,
    pen: Pen,
) -> Document:
    """Write the report of one district: months, materials and sites.

    Parameters
    ----------
    network
        Names of materials and sites.
    district
        Which one.
    inputs
        Figures; those of other districts are left out.
    provenance
        Where the figures come from.
    pen
        Language and units.
    """
    days = provenance.first, provenance.last
    code, period = district.code, period_of(*days)
    reached = {row.day: row.net_kg for row in inputs.by_month if row.district == code}
    months = months_table(pen, reached, inputs.due_kg or {}, days, code)
    standing = [part for part in inputs.districts if part.code == code]
    materials = _materials(pen, network, inputs, code, period)
    blocks: list[Table | Chart] = [
        parts_table(pen, "districts", standing, days, inputs.target_year),
        months,
        burn_up(pen, months),
        materials,
        sites_table(pen, network, inputs.by_site, period),
    ]
    name = pen.named(district.name_en, district.name_zh)
    return Document(
        key="district",
        title=pen.say("district.title_one", name=name, day=provenance.last),
        lang=pen.lang,
        warning=warning(pen, provenance),
        paragraphs=(),
        blocks=tuple(blocks),
        notes=provenance_notes(pen, provenance),
    )


def _ranking(pen: Pen, districts: Sequence[PartProgress]) -> tuple[str, ...]:
    """Who leads and who lags, in a sentence."""
    judged = [part for part in districts if part.achievement is not None]
    if len(judged) < 2:
        return ()
    on_plan = sum((part.achievement or 0) >= 1 for part in judged)
    first, last = judged[0], judged[-1]
    sentence = pen.say(
        "district.ranking",
        on_plan=on_plan,
        districts=len(judged),
        first=pen.named(first.name_en, first.name_zh),
        best=pen.share(first.achievement).text,
        last=pen.named(last.name_en, last.name_zh),
        worst=pen.share(last.achievement).text,
    )
    return (sentence,)


def _matrix(pen: Pen, network: Network, inputs: DistrictInputs, period: str) -> Table:
    """Districts by materials, with sums both ways."""
    kg = {(row.district, row.material): row.net_kg for row in inputs.by_material}
    materials = sorted({material for _, material in kg})
    rows = []
    for part in inputs.districts:
        amounts = [kg.get((part.code, material), 0) for material in materials]
        figure = named(MASS, period, part.code)
        cells = (
            pen.kilograms(amount, named(MASS, period, part.code, material))
            for material, amount in zip(materials, amounts, strict=True)
        )
        rows.append(
            (
                Cell(pen.named(part.name_en, part.name_zh)),
                *cells,
                pen.kilograms(sum(amounts), figure),
            )
        )
    sums = [
        sum(amount for (_, code), amount in kg.items() if code == material)
        for material in materials
    ]
    below = (
        pen.kilograms(amount, named(MASS, period, material=material))
        for material, amount in zip(materials, sums, strict=True)
    )
    whole = pen.kilograms(sum(sums), named(MASS, period))
    rows.append((Cell(pen.say("total")), *below, whole))
    names = (_material(pen, network, material) for material in materials)
    columns = (*headers(pen, "name"), *names, pen.say("total"))
    title = pen.say("table.district_materials", mass=pen.mass_unit)
    return Table("district_materials", title, columns, tuple(rows))


def _materials(
    pen: Pen, network: Network, inputs: DistrictInputs, code: str, period: str
) -> Table:
    rows = [row for row in inputs.by_material if row.district == code]
    return materials_table(pen, network, rows, period, code)


def materials_table(
    pen: Pen, network: Network, sums: Iterable[Recovered], period: str, place: str
) -> Table:
    """Write materials of a place, the most first, with their shares.

    Parameters
    ----------
    pen
        Language and units.
    network
        Names of materials.
    sums
        Sums with their material; several of one material are added up.
    period, place
        Period and place of the figures, for their ids.
    """
    kg: dict[str, int] = defaultdict(int)
    for row in sums:
        kg[row.material] += row.net_kg
    whole = sum(kg.values())
    rows = tuple(
        (
            Cell(_material(pen, network, code)),
            pen.kilograms(amount, named(MASS, period, place, code)),
            pen.share(
                amount / whole if whole else None,
                named(Derived.SHARE, period, place, code),
            ),
        )
        for code, amount in sorted(kg.items(), key=lambda item: (-item[1], item[0]))
    )
    columns = headers(pen, "name", "reached", "share")
    return Table("materials", pen.say("table.materials"), columns, rows)


def sites_table(
    pen: Pen, network: Network, sums: Iterable[Recovered], period: str
) -> Table:
    """Write sites, the most first, with the use of their capacity so far.

    The capacity of a year is shared out by days: so much of it had passed.
    """
    rows = []
    for row in sorted(sums, key=lambda row: (-row.net_kg, row.site)):
        site = network.sites.get(row.site)
        capacity = site.capacity_kg_per_year if site else None
        rows.append(
            (
                Cell(site.name if site else row.site),
                Cell(row.site),
                Cell(_district(pen, network, site.district if site else "")),
                *site_cells(pen, period, row.site, (row.net_kg, row.tickets), capacity),
            )
        )
    columns = headers(
        pen, "name", "site", "district", "reached", "tickets", "capacity", "use"
    )
    return Table("sites", pen.say("table.sites"), columns, tuple(rows))


def site_cells(
    pen: Pen, period: str, site: str, taken: tuple[int, int], capacity: int | None
) -> tuple[Cell, ...]:
    """Write what a site took, on how many tickets, its capacity and the use of it."""
    net_kg, tickets = taken
    return (
        pen.kilograms(net_kg, named(MASS, period, site)),
        pen.count(tickets, named(Derived.TICKETS, period, site)),
        pen.kilograms(capacity, named(Derived.CAPACITY_KG, period, site)),
        pen.share(
            net_kg / capacity if capacity else None, named(Derived.USE, period, site)
        ),
    )


def _material(pen: Pen, network: Network, code: str) -> str:
    material = network.materials.get(code)
    return pen.named(material.name_en, material.name_zh) if material else code


def _district(pen: Pen, network: Network, code: str) -> str:
    district = network.districts.get(code)
    return pen.named(district.name_en, district.name_zh) if district else code
