"""Plan cards: what the plans do and cost, and the carbon they save, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from recycling.domain.carbon import CarbonStatement
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


def carbon_frame(
    report: Report, carbon: CarbonStatement | None, figures: Figures
) -> pd.DataFrame:
    """Transport cost, and carbon as posted, with their ranges.

    Returns
    -------
    pandas.DataFrame
        One row each, columns item, low, default, high under titles in the
        language. Net is avoided less the emissions no factor holds already.
    """
    words, cost = figures.words, report.transport_cost
    rows = [
        [
            words("carbon_card.cost"),
            *map(figures.money, (cost.low, cost.amount, cost.high)),
        ]
    ]
    if carbon is not None:
        grams = {"avoided": carbon.avoided}
        grams |= {burden.value: row for burden, row in carbon.burdens.items()}
        grams["net"] = carbon.net
        rows += [
            [
                words(f"carbon_card.{name}"),
                *map(figures.carbon, (row.low, row.amount, row.high)),
            ]
            for name, row in grams.items()
        ]
    titles = [words(f"column.{name}") for name in ("item", "low", "default", "high")]
    return pd.DataFrame(rows, columns=titles)
