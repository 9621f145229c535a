"""The network as tables: sites, findings, coverage, and a site's own."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import altair as alt
import pandas as pd

from recycling.domain.balance import SiteBalance
from recycling.domain.compliance import Compliance, ComplianceItem
from recycling.domain.network import Finding, Severity
from recycling.domain.tickets import Recovered
from recycling.domain.units import KG_PER_T, M_PER_KM
from recycling.schema.messages import text
from recycling.services.network_state import NetworkState, SiteHistory
from recycling.ui.cards import Card
from recycling.ui.figures import NONE, Figures, decimal, percent
from recycling.ui.i18n import Words
from recycling.ui.network_records import NetworkSite, covered_share
from recycling.ui.plan_cards import Fact

MAX_ROWS: Final = 1_000
"""Sites a table shows at once; filters and search narrow it down."""

MARKS: Final = {
    Compliance.MET: ":material/check_circle:",
    Compliance.MISSED: ":material/cancel:",
    Compliance.UNKNOWN: ":material/help:",
    Compliance.NOT_ASKED: ":material/remove:",
}
COLOURS: Final = {
    Compliance.MET: "green",
    Compliance.MISSED: "red",
    Compliance.UNKNOWN: "orange",
    Compliance.NOT_ASKED: "gray",
}


def network_cards(
    state: NetworkState, sites: Sequence[NetworkSite], figures: Figures
) -> list[Card]:
    """Headline of the network: sites, centres, use, coverage, findings."""
    words = figures.words
    working = [s for s in sites if s.place.status == "existing"]
    centres = [s for s in working if s.place.kind == "sorting_centre"]
    green = sum(site.place.is_green for site in centres)
    shares = sorted(site.share for site in centres if site.share is not None)
    middle = shares[len(shares) // 2] if shares else None
    over = sum(share > 1 for share in shares)
    missed = sum(site.standing is Compliance.MISSED for site in centres)
    candidates = sum(site.place.status == "candidate" for site in sites)
    intake_kg = sum(site.kg_per_year or 0 for site in working)
    capacity_kg = sum(site.place.capacity_kg or 0 for site in working)
    return [
        Card(
            words("network.card.sites"),
            f"{len(working):,}",
            words("network.card.candidates", count=f"{candidates:,}"),
            words("network.card.sites_note", districts=len(state.coverage)),
        ),
        Card(
            words("network.card.centres"),
            f"{len(centres):,}",
            words("network.card.green", count=f"{green:,}"),
            words("network.card.missed", count=f"{missed:,}"),
        ),
        Card(
            words("network.card.intake"),
            figures.mass(intake_kg),
            words("network.card.capacity", mass=figures.mass(capacity_kg)),
            words("network.card.use_note", days=state.days),
        ),
        Card(
            words("network.card.use"),
            percent(middle),
            words("network.card.over", count=f"{over:,}"),
            words("network.card.middle_note", count=f"{len(shares):,}"),
        ),
        *_state_cards(state, words),
    ]


def _state_cards(state: NetworkState, words: Words) -> list[Card]:
    """Coverage of people, and findings of the checks."""
    errors = sum(finding.severity is Severity.ERROR for finding in state.findings)
    return [
        Card(
            words("network.card.coverage"),
            percent(covered_share(state)),
            words("network.card.radius", radius=_radius_km(state)),
            words("network.card.coverage_note"),
        ),
        Card(
            words("network.card.findings"),
            f"{len(state.findings):,}",
            words("network.card.errors", count=f"{errors:,}"),
            words("network.card.findings_note", day=f"{state.day:%Y-%m-%d}"),
        ),
    ]


def _radius_km(state: NetworkState) -> str:
    row = state.network.parameters.get("siting.coverage_radius_km")
    return decimal(row.value) if row else NONE


def site_frame(
    sites: Iterable[NetworkSite], state: NetworkState, words: Words
) -> pd.DataFrame:
    """Sites, one row each, the largest intake first, not more than `MAX_ROWS`."""
    largest = sorted(sites, key=lambda site: -(site.kg_per_year or 0))
    rows = [
        {
            "site": site.place.site_id,
            "name": site.place.name,
            "kind": words.label("SiteKind", site.place.kind),
            "status": words.label("SiteStatus", site.place.status),
            "district": _district(state, site.place.district, words),
            "capacity": _tonnes(site.place.capacity_kg),
            "throughput": _tonnes(site.kg_per_year),
            "share": site.share,
            "standing": words(f"network.standing.{site.standing.value}")
            if site.standing
            else "",
            "findings": site.errors + site.warnings,
        }
        for site in largest[:MAX_ROWS]
    ]
    columns = [
        "site", "name", "kind", "status", "district", "capacity", "throughput", "share",
        "standing", "findings",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(("capacity", "throughput", "share"), "float64"))


def finding_frame(state: NetworkState, words: Words) -> pd.DataFrame:
    """List findings of the checks, errors first."""
    order = {Severity.ERROR: 0, Severity.WARNING: 1}
    found = sorted(
        state.findings, key=lambda f: (order[f.severity], f.check, f.subject_id)
    )
    rows = [
        {
            "severity": words(f"network.severity.{finding.severity.value}"),
            "check": text(f"finding.{finding.check}", words.lang),
            "subject": finding.subject_id,
            "name": _name(state, finding.subject_id, words),
            "value": finding.value,
            "detail": finding.detail,
        }
        for finding in found
    ]
    columns = ["severity", "check", "subject", "name", "value", "detail"]
    return pd.DataFrame(rows, columns=columns)


def finding_words(finding: Finding, words: Words) -> str:
    """Say what a check noticed."""
    name = text(f"finding.{finding.check}", words.lang)
    facts = " · ".join(part for part in (finding.value, finding.detail) if part)
    return f"{name}: {facts}" if facts else name


def coverage_frame(state: NetworkState, words: Words) -> pd.DataFrame:
    """Coverage by district, the worst first; districts without points last."""
    rows = [
        {
            "district": _district(state, one.district, words),
            "share": one.share,
            "served_share": one.served_share,
            "population": one.population,
            "uncovered": one.served - one.covered,
            "km": None if one.mean_m is None else one.mean_m / M_PER_KM,
        }
        for one in state.coverage
    ]
    columns = ["district", "share", "served_share", "population", "uncovered", "km"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.astype(dict.fromkeys(("share", "served_share", "km"), "float64"))
    return frame.sort_values("share", na_position="last", kind="stable")


def site_facts(history: SiteHistory, state: NetworkState, words: Words) -> list[Fact]:
    """Say what is recorded of a site; empty cells are left out."""
    site = history.site
    kind = state.network.facility_classes.get(site.facility_class)
    use = state.throughput.get(site.site_id)
    facts = [
        ("id", site.site_id),
        ("status", words.label("SiteStatus", site.status.value)),
        ("district", _district(state, site.district, words)),
        ("place", f"{site.lon:.5f}, {site.lat:.5f}"),
        ("class", words.name(kind) if kind else site.facility_class),
        ("capacity", _amount(site.capacity_kg_per_year, words("network.unit.t_year"))),
        ("units", _plain(site.capacity_units_per_year, words("network.unit.units"))),
        ("throughput", _amount(use.kg_per_year, words("network.unit.t_year"))
         if use else ""),
        ("use", percent(use.share) if use and use.share is not None else ""),
        ("area", _plain(site.area_m2, words("network.unit.m2"))),
        ("docks", f"{site.docks}" if site.docks else ""),
        ("permit", site.permit_no),
        ("permit_to", str(site.permit_valid_to or "")),
        ("people", f"{site.population_served:,}" if site.population_served else ""),
        ("source", f"{site.source} ({words.label('Certainty', site.certainty.value)})"),
    ]  # fmt: skip
    return [
        Fact(words(f"network.fact.{name}"), value) for name, value in facts if value
    ]


def item_value(item: ComplianceItem, words: Words) -> str:
    """Say what a site has and what is asked of it."""
    value = _shown(item.value, item.unit, words)
    if item.limit is None or isinstance(item.limit, date):
        return value
    limit = _shown(item.limit, item.unit, words)
    return words(f"network.limit.{item.rule.value}", value=value, limit=limit)


def _shown(value: int | str | date | None, unit: str, words: Words) -> str:
    if value is None:
        return words("network.not_recorded")
    if isinstance(value, int):
        if unit == "kg/yr":
            return _amount(value, words("network.unit.t_year"))
        return _plain(value, words("network.unit.m2"))
    if value in {"yes", "no"}:
        return words(f"network.{value}")
    return str(value)


def month_chart(
    months: Iterable[Recovered], figures: Figures, names: dict[str, str]
) -> Any:
    """Tonnes of a site by month, stacked by material."""
    words = figures.words
    rows = [
        {
            "month": f"{one.day:%Y-%m}",
            "t": one.net_kg / KG_PER_T,
            "material": names.get(one.material, one.material),
        }
        for one in months
    ]
    frame = pd.DataFrame(rows, columns=["month", "t", "material"])
    order = (
        frame.groupby("material")["t"].sum().sort_values(ascending=False).index.tolist()
    )
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=-45)),
            y=alt.Y("t:Q", title=words("network.axis_t"), axis=alt.Axis(format="~s")),
            color=alt.Color(
                "material:N",
                sort=order,
                title=None,
                scale=alt.Scale(scheme="tableau10"),
                legend=alt.Legend(orient="bottom", columns=3),
            ),
            tooltip=[
                alt.Tooltip("month:O", title=words("column.month")),
                alt.Tooltip("material:N", title=words("column.material")),
                alt.Tooltip("t:Q", title=words("unit.t"), format=",.1f"),
            ],
        )
        .properties(height=220)
    )


def balance_facts(balance: SiteBalance, words: Words) -> list[Fact]:
    """Mass balance of a site's last month, line by line."""
    lines = (
        ("in", balance.in_kg),
        ("out", balance.out_kg),
        ("stock", balance.stock_change_kg),
        ("used", balance.used_kg),
        ("residue", balance.residue_kg),
        ("gap", balance.gap_kg),
    )
    unit = words("unit.t")
    facts = [
        Fact(words(f"network.balance.{name}"), f"{decimal(kg / KG_PER_T)} {unit}")
        for name, kg in lines
    ]
    share = percent(balance.gap_share)
    return [*facts, Fact(words("network.balance.gap_share"), share)]


def _tonnes(kilograms: int | None) -> float | None:
    return None if kilograms is None else kilograms / KG_PER_T


def _amount(kilograms: int | None, unit: str) -> str:
    return "" if kilograms is None else f"{decimal(kilograms / KG_PER_T)} {unit}"


def _plain(number: int | None, unit: str) -> str:
    return "" if number is None else f"{number:,} {unit}"


def _district(state: NetworkState, code: str, words: Words) -> str:
    district = state.network.districts.get(code)
    return words.name(district) if district else code


def _name(state: NetworkState, subject: str, words: Words) -> str:
    site = state.network.sites.get(subject)
    if site is not None:
        return site.name
    material = state.network.materials.get(subject)
    return words.name(material) if material else ""
