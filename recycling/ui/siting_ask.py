"""What a planner fills in becomes the options of a study, as any other way would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from recycling.domain.errors import InputError
from recycling.services.scenario_files import ask_of

COST, PLAN, TONNES, COVERAGE = "cost", "plan", "tonnes", "coverage"
GOALS: Final = (PLAN, TONNES, COVERAGE, COST)
"""What a scenario has to reach at the least cost; the last has only the cost."""


@dataclass(frozen=True, slots=True)
class ScenarioForm:
    """The form of a scenario, in the units it shows.

    Attributes
    ----------
    name, years
        Name, and years with commas between them; empty for that of the parameters.
    goal, plan_pct, target_10kt, coverage_pct, equity_pct
        Goal with its figure, and the share every district is to have.
    green
        Green centres per year; ``None`` for the table's.
    budget_10k_cny, carbon_price_cny, max_haul_km
        Limits and price; ``None`` for none and the parameters'.
    min_throughput_t
        Least intake of what is opened or upgraded.
    demand_pct, diesel_pct
        Per cent of the reference figures.
    single_source, trunks, outside, dismantlers
        Switches as of ``SitingAsk``.
    keep, close, exclude
        Sites that must work, that must not, and areas nothing is built in.
    """

    name: str
    years: str = ""
    goal: str = PLAN
    plan_pct: float = 100.0
    target_10kt: float = 0.0
    coverage_pct: float = 0.0
    equity_pct: float = 0.0
    green: int | None = None
    budget_10k_cny: float | None = None
    carbon_price_cny: float | None = None
    max_haul_km: float | None = None
    min_throughput_t: float = 0.0
    demand_pct: float = 100.0
    diesel_pct: float = 100.0
    single_source: bool = False
    trunks: bool = True
    outside: bool = True
    dismantlers: bool = False
    keep: Sequence[str] = ()
    close: Sequence[str] = ()
    exclude: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def options_of(form: ScenarioForm) -> dict[str, Any]:
    """Options of a study that differ from its defaults, as plain values by name.

    Raises
    ------
    InputError
        When a figure cannot be one.
    """
    told: dict[str, Any] = {"scenario": form.name.strip()}
    if form.years.strip():
        told["years"] = _years(form.years)
    told |= _goal(form)
    if form.green is not None:
        told["green"] = [form.green]
    plain = ScenarioForm("")
    for name in _PLAIN:
        value = getattr(form, name)
        if value != getattr(plain, name):
            told[name] = value
    for name in ("keep", "close"):
        if getattr(form, name):
            told[name] = list(getattr(form, name))
    if form.exclude:
        told["exclude"] = dict(form.exclude)
    ask_of(told, "scenario")
    return told


def _goal(form: ScenarioForm) -> dict[str, Any]:
    """Option of the goal, with its figure."""
    match form.goal:
        case "plan":
            return {"target": f"plan:{form.plan_pct:g}"}
        case "tonnes":
            return {"target": f"{form.target_10kt:g}"}
        case "coverage":
            return {"coverage_pct": float(form.coverage_pct)}
        case _:
            return {}


_PLAIN: Final = (
    "equity_pct",
    "budget_10k_cny",
    "carbon_price_cny",
    "max_haul_km",
    "min_throughput_t",
    "demand_pct",
    "diesel_pct",
    "single_source",
    "trunks",
    "outside",
    "dismantlers",
)
"""Fields whose value is the option's."""


def _years(text: str) -> list[int]:
    try:
        return [int(part) for part in text.replace("\uff0c", ",").split(",")]
    except ValueError as error:
        msg = f"--periods: must be years like 2025, 2027, 2030, got {text!r}."
        raise InputError(msg) from error


def free_name(taken: Sequence[str], stem: str = "scenario") -> str:
    """Suggest a name no scenario has."""
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
