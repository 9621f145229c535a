"""A siting plan tested by routing, as a table of text."""

from recycling.domain.trials import SitingTrial
from recycling.domain.units import KG_PER_T, M_PER_KM
from recycling.reporting.tables import NONE, Section, mass_10kt
from recycling.schema.columns import Lang
from recycling.schema.enums import label
from recycling.schema.messages import text

COLUMNS = ("name", "days", "mass", "estimated", "routed", "factor")


def trial_section(trial: SitingTrial, lang: Lang) -> Section:
    """Lay estimated and routed transport work side by side, by travel zone."""
    rows = tuple(
        (
            label("TravelZone", zone.zone, lang) if zone.zone else NONE,
            f"{zone.days}",
            mass_10kt(zone.load_kg),
            _tkm(zone.estimated_kg_m),
            _tkm(zone.routed_kg_m),
            NONE if zone.factor is None else f"{zone.factor:.3f}",
        )
        for zone in trial.zones
    )
    return Section(
        "siting_trial",
        text("study.title.routed", lang),
        tuple(text(f"study.column.{name}", lang) for name in COLUMNS),
        rows,
        text("study.trial_note", lang, days=", ".join(map(str, trial.days))),
    )


def _tkm(kg_m: int) -> str:
    return f"{kg_m / KG_PER_T / M_PER_KM:,.0f}"
