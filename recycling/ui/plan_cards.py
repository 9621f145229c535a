"""Plan cards: what the plans do and cost, and the carbon they save, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from recycling.domain.plans import SiteAction
from recycling.reporting.kpis import RouteFigures, SitingFigures
from recycling.reporting.report import Report
from recycling.schema.messages import text
from recycling.ui.figures import Figures, percent


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a figure."""

    name: str
    value: str


def siting_facts(siting: SitingFigures | None, figures: Figures) -> Iterator[Fact]:
    """Figures of the siting plan; none without one."""
    if siting is None:
        return
    words = figures.words
    yield Fact(words("siting.year"), str(siting.year))
    for action in SiteAction:
        count = words("siting.sites", count=f"{siting.actions[action.value]:,}")
        yield Fact(words.label("SiteAction", action.value), count)
    green = words("siting.sites", count=f"{siting.green_centres:,}")
    yield Fact(words("siting.green"), green)
    yield Fact(words("siting.cost"), figures.money(siting.cost_fen))
    yield Fact(words("siting.bound"), figures.money(siting.bound_fen))
    yield Fact(words("siting.gap"), percent(siting.gap))
    yield Fact(words("siting.supply"), figures.mass(siting.supply_kg))
    yield Fact(words("siting.unserved"), figures.mass(siting.unserved_kg))
    yield Fact(words("siting.engine"), _engine(siting, figures))


def route_facts(routes: RouteFigures | None, figures: Figures) -> Iterator[Fact]:
    """Figures of the route plan; none without one."""
    if routes is None:
        return
    words = figures.words
    empty = routes.empty_m / routes.distance_m if routes.distance_m else None
    yield Fact(words("routes.day"), f"{routes.day:%Y-%m-%d}")
    yield Fact(words("routes.routes"), f"{routes.routes:,}")
    yield Fact(words("routes.trips"), f"{routes.trips:,}")
    yield Fact(words("routes.served"), f"{routes.served:,}")
    yield Fact(words("routes.unserved"), f"{sum(routes.unserved.values()):,}")
    for reason, count in routes.unserved.items():
        yield Fact(f"· {text(f'unserved.{reason}', words.lang)}", f"{count:,}")
    yield Fact(words("routes.load"), figures.tonnes(routes.load_kg))
    yield Fact(words("routes.distance"), figures.kilometres(routes.distance_m))
    yield Fact(words("routes.empty"), percent(empty))
    yield Fact(words("routes.pauses"), figures.hours(routes.pause_s))
    yield Fact(words("routes.overtime"), figures.hours(routes.overtime_s))
    yield Fact(words("routes.charges"), f"{routes.charges:,}")
    yield Fact(words("routes.cost"), figures.money(routes.cost_fen))
    yield Fact(words("routes.cost_per_t"), figures.money(routes.cost_fen_per_t))
    yield Fact(words("routes.bound"), figures.money(routes.bound_fen))
    yield Fact(words("routes.gap"), percent(routes.gap))
    yield Fact(words("routes.engine"), _engine(routes, figures))


def _engine(plan: SitingFigures | RouteFigures, figures: Figures) -> str:
    return figures.words(
        "routes.engine_value", engine=plan.engine, seconds=f"{plan.seconds:.1f}"
    )


def carbon_frame(report: Report, figures: Figures) -> pd.DataFrame:
    """Transport cost and emissions and avoided emissions, with their ranges.

    Returns
    -------
    pandas.DataFrame
        One row each, columns item, low, default, high under titles in the
        language. Net is avoided less transport; its low end sets the low
        avoided against the high transport.
    """
    words = figures.words
    cost, transport, avoided = (
        report.transport_cost,
        report.transport_co2,
        report.avoided_co2,
    )
    carbon = (
        ("transport", transport.low, transport.amount, transport.high),
        ("avoided", avoided.low, avoided.amount, avoided.high),
        (
            "net",
            avoided.low - transport.high,
            avoided.amount - transport.amount,
            avoided.high - transport.low,
        ),
    )
    rows = [
        [
            words("carbon_card.cost"),
            *map(figures.money, (cost.low, cost.amount, cost.high)),
        ]
    ]
    rows += [
        [words(f"carbon_card.{name}"), *map(figures.carbon, amounts)]
        for name, *amounts in carbon
    ]
    titles = [words(f"column.{name}") for name in ("item", "low", "default", "high")]
    return pd.DataFrame(rows, columns=titles)
