"""Headline cards and plan cards: the report's figures in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from recycling.domain.plans import SiteAction
from recycling.domain.targets import Indicator, required_growth
from recycling.reporting.kpis import RouteFigures, SitingFigures
from recycling.reporting.report import Report
from recycling.reporting.targets import Progress
from recycling.schema.messages import text
from recycling.ui.figures import Figures, percent


@dataclass(frozen=True, slots=True)
class Card:
    """One headline figure; every card has the same parts.

    Attributes
    ----------
    label, value
        What it is and how much.
    delta, note
        A difference, and what it is a difference to.
    is_signed
        A difference above zero is good and one below is bad.
    """

    label: str
    value: str
    delta: str
    note: str
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a figure."""

    name: str
    value: str


def progress_of(report: Report, indicator: Indicator) -> Progress | None:
    """Progress of an indicator; ``None`` where the plan has no figure for it."""
    return next((p for p in report.progress if p.indicator is indicator), None)


def headline(report: Report, figures: Figures, today: date) -> list[Card]:
    """Cards of the headline: those the plan has figures for, and the data's age."""
    cards: list[Card] = []
    recovered = progress_of(report, Indicator.RECOVERED)
    if recovered:
        cards += _recovered_cards(recovered, figures)
    elv = progress_of(report, Indicator.ELV_UNITS)
    if elv:
        cards.append(_elv_card(elv, figures))
    green = progress_of(report, Indicator.GREEN_CENTRES)
    if green:
        cards.append(_green_card(green, figures))
    cards.append(_freshness_card(report, figures, today))
    return cards


def _recovered_cards(progress: Progress, figures: Figures) -> list[Card]:
    words = figures.words
    year = progress.target_year
    planned = required_growth(progress.plan_year, progress.target, year - progress.year)
    return [
        Card(
            words("headline.recovered"),
            figures.mass(progress.actual_to_date),
            figures.mass(-progress.gap_to_date, signed=True),
            words("headline.recovered_note", plan=figures.mass(progress.plan_to_date)),
            is_signed=progress.gap_to_date != 0,
        ),
        Card(
            words("headline.annualised"),
            figures.mass(progress.annualised),
            figures.mass(progress.annualised - progress.target, signed=True),
            words(
                "headline.annualised_note",
                year=year,
                target=figures.mass(progress.target),
            ),
            is_signed=progress.annualised != progress.target,
        ),
        Card(
            words("headline.growth"),
            percent(progress.required_growth, signed=True),
            words("headline.growth_delta", growth=percent(planned, signed=True)),
            words("headline.growth_note", year=year),
        ),
    ]


def _elv_card(progress: Progress, figures: Figures) -> Card:
    words = figures.words

    def amount(value: int, *, signed: bool = False) -> str:
        return figures.amount(Indicator.ELV_UNITS, value, signed=signed)

    return Card(
        words("headline.elv"),
        amount(progress.actual_to_date),
        amount(-progress.gap_to_date, signed=True),
        words(
            "headline.elv_note",
            plan=amount(progress.plan_to_date),
            year=progress.target_year,
            target=amount(progress.target),
        ),
        is_signed=progress.gap_to_date != 0,
    )


def _green_card(progress: Progress, figures: Figures) -> Card:
    words = figures.words
    missing = progress.actual_to_date - progress.target
    return Card(
        words("headline.green"),
        f"{progress.actual_to_date:,} / {progress.target:,}",
        figures.amount(Indicator.GREEN_CENTRES, missing, signed=True),
        words(
            "headline.green_note",
            year=progress.target_year,
            target=progress.target,
        ),
        is_signed=missing != 0,
    )


def target_sentence(progress: Progress, figures: Figures) -> str:
    """Where recovered tonnage stands, in one sentence."""
    return figures.words(
        "section.target_note",
        actual=figures.mass(progress.actual_to_date),
        plan=figures.mass(progress.plan_to_date),
        achievement=percent(progress.achievement),
        plan_year=figures.mass(progress.plan_year),
        year=progress.target_year,
        target=figures.mass(progress.target),
    )


def simulated_share(report: Report) -> float:
    """Part of the recovered mass that stands on simulated tickets."""
    return report.simulated_kg / report.recovered_kg if report.recovered_kg else 0.0


def _freshness_card(report: Report, figures: Figures, today: date) -> Card:
    words = figures.words
    days = (today - report.day).days
    age = words("headline.freshness_days", days=days)
    return Card(
        words("headline.freshness"),
        f"{report.day:%Y-%m-%d}",
        age if days > 0 else words("headline.freshness_today"),
        words(
            "headline.freshness_note",
            tickets=f"{report.tickets:,}",
            share=percent(simulated_share(report)),
        ),
    )


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
    yield Fact(words("routes.cost"), figures.money(routes.cost_fen))
    yield Fact(words("routes.cost_per_t"), figures.money(routes.cost_fen_per_t))
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
