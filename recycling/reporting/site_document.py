"""The site report: all sites side by side, or one with its months and flows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from recycling.domain.balance import FlowSum
from recycling.domain.figures import Derived, period_of
from recycling.domain.network import Network
from recycling.domain.sites import Site
from recycling.domain.tickets import Flow, Recovered
from recycling.reporting.district_document import (
    materials_table,
    site_cells,
    sites_table,
)
from recycling.reporting.documents import (
    Cell,
    Chart,
    ChartKind,
    Document,
    Role,
    Series,
    Table,
)
from recycling.reporting.figure_names import named
from recycling.reporting.parts import burn_up, headers, months_table
from recycling.reporting.pen import Pen, numbers
from recycling.reporting.provenance import Provenance, provenance_notes, warning
from recycling.schema.enums import label

MOST_BARS = 20
"""Sites drawn; a chart of hundreds says nothing."""


@dataclass(frozen=True, slots=True)
class SiteInputs:
    """What the report of one site is made from.

    Attributes
    ----------
    sums
        Recovered sums by month and material.
    flows
        All loads in and out, by first day of the month.
    """

    sums: Sequence[Recovered]
    flows: Mapping[date, Sequence[FlowSum]]


def sites_document(
    network: Network, sums: Sequence[Recovered], provenance: Provenance, pen: Pen
) -> Document:
    """Write the report of all sites that took something in.

    Parameters
    ----------
    network
        Names and capacities of sites.
    sums
        Sums of the period by site.
    provenance
        Where the figures come from.
    pen
        Language and units.
    """
    period = period_of(provenance.first, provenance.last)
    table = sites_table(pen, network, sums, period)
    return Document(
        key="site",
        title=pen.say("site.title", day=provenance.last),
        lang=pen.lang,
        warning=warning(pen, provenance),
        paragraphs=(),
        blocks=(_largest(pen, table), table),
        notes=provenance_notes(pen, provenance),
    )


def site_document(
    network: Network,
    site: Site,
    inputs: SiteInputs,
    provenance: Provenance,
    pen: Pen,
) -> Document:
    """Write the report of one site: months, materials, all loads in and out.

    Parameters
    ----------
    network
        Names of materials and districts.
    site
        Which one.
    inputs
        Its figures.
    provenance
        Where they come from.
    pen
        Language and units.
    """
    days = provenance.first, provenance.last
    period = period_of(*days)
    reached_kg: dict[date, int] = defaultdict(int)
    for row in inputs.sums:
        reached_kg[row.day] += row.net_kg
    months = months_table(pen, reached_kg, {}, days, site.site_id)
    return Document(
        key="site",
        title=pen.say(
            "site.title_one", name=site.name, code=site.site_id, day=provenance.last
        ),
        lang=pen.lang,
        warning=warning(pen, provenance),
        paragraphs=(),
        blocks=(
            _facts(pen, network, site, inputs, period),
            months,
            burn_up(pen, months),
            materials_table(pen, network, inputs.sums, period, site.site_id),
            _flows(pen, inputs.flows, site.site_id),
        ),
        notes=provenance_notes(pen, provenance),
    )


def _largest(pen: Pen, sites: Table) -> Chart:
    rows = sites.rows[:MOST_BARS]
    amounts = [row[3] for row in rows]
    series = (Series(pen.say("series.reached"), Role.ACTUAL, numbers(amounts)),)
    return Chart(
        "sites",
        pen.say("chart.sites", sites=len(rows)),
        ChartKind.BARS,
        pen.mass_unit,
        tuple(row[0].text for row in rows),
        series,
        amounts[0].decimals if amounts else 0,
    )


def _facts(
    pen: Pen, network: Network, site: Site, inputs: SiteInputs, period: str
) -> Table:
    district = network.districts.get(site.district)
    where = pen.named(district.name_en, district.name_zh) if district else site.district
    taken = sum(r.net_kg for r in inputs.sums), sum(r.tickets for r in inputs.sums)
    capacity = site.capacity_kg_per_year
    cells = site_cells(pen, period, site.site_id, taken, capacity)
    reached, tickets, licensed, use = cells
    facts = {
        "kind": Cell(label("SiteKind", site.kind, pen.lang)),
        "status": Cell(label("SiteStatus", site.status, pen.lang)),
        "district": Cell(where),
        "reached": reached,
        "capacity": licensed,
        "use": use,
        "tickets": tickets,
    }
    names = headers(pen, *facts)
    rows = tuple(zip(map(Cell, names), facts.values(), strict=True))
    return Table("site", pen.say("table.site"), headers(pen, "fact", "value"), rows)


def _flows(pen: Pen, flows: Mapping[date, Sequence[FlowSum]], site: str) -> Table:
    """All loads by month and way; those that count nowhere are among them."""
    rows = []
    for month, sums in sorted(flows.items()):
        kg: dict[Flow, int] = defaultdict(int)
        for one in sums:
            kg[one.flow] += one.net_kg
        period = f"{month:%Y-%m}"
        cells = (
            pen.kilograms(kg[way], named(Derived.FLOW_KG, period, site, detail=way))
            for way in Flow
        )
        rows.append((Cell(f"{month:%Y-%m}"), *cells))
    names = (f"{label('Flow', flow, pen.lang)} ({pen.mass_unit})" for flow in Flow)
    columns = (*headers(pen, "month"), *names)
    title = pen.say("table.flows")
    return Table("flows", title, columns, tuple(rows), pen.say("note.flows"))
