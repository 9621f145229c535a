"""Headline cards: where the city, or part of it, stands, in words."""

from dataclasses import dataclass
from datetime import date

from recycling.domain.ledger import Account
from recycling.domain.materials import HazardClass
from recycling.domain.sites import SiteKind
from recycling.domain.targets import Indicator
from recycling.domain.units import KG_PER_T
from recycling.reporting.forecast_records import Forecast, Landing
from recycling.reporting.report import Report
from recycling.reporting.targets import Progress
from recycling.services.overview import RECENT_DAYS, Overview
from recycling.ui.figures import NONE, Figures, decimal, percent
from recycling.ui.overview_choice import Choice
from recycling.ui.overview_sums import Standing

LANDING, PACE, GREEN = "landing", "pace", "green"
"""Cards behind which there is another list than tickets."""


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
    key
        Which card it is; empty where nothing can be opened.
    figure
        Name of the figure, by which its tickets are found; empty where another list
        stands behind it.
    """

    label: str
    value: str
    delta: str
    note: str
    is_signed: bool = False
    key: str = ""
    figure: str = ""


def progress_of(report: Report, indicator: Indicator) -> Progress | None:
    """Progress of an indicator; ``None`` where the plan has no figure for it."""
    return next((p for p in report.progress if p.indicator is indicator), None)


def headline(
    overview: Overview,
    standing: Standing,
    forecast: Forecast | None,
    figures: Figures,
    today: date,
) -> list[Card]:
    """Ten cards, whatever is chosen and known; what is not known is a dash.

    Parameters
    ----------
    overview
        What was read of the city.
    standing
        Where the choice stands.
    forecast
        The newest forecast; ``None`` before the first.
    figures
        How to write figures.
    today
        Day the age of the data is counted to.
    """
    return [
        _recovered_card(standing, figures),
        _share_card(overview, standing, figures),
        _pace_card(standing, figures),
        _landing_card(overview, standing.choice, forecast, figures),
        _growth_card(overview, figures),
        _elv_card(overview, standing.choice, figures),
        _green_card(overview, standing.choice, figures),
        _cost_card(overview, figures),
        _carbon_card(overview, figures),
        _freshness_card(overview.report, figures, today),
    ]


def _recovered_card(standing: Standing, figures: Figures) -> Card:
    words = figures.words
    gap = None if standing.due_kg is None else standing.actual_kg - standing.due_kg
    return Card(
        words("headline.recovered"),
        figures.mass(standing.actual_kg),
        figures.mass(gap, signed=True),
        words("headline.recovered_note", plan=figures.mass(standing.due_kg)),
        is_signed=bool(gap),
        key="recovered",
        figure=standing.choice.figure(),
    )


def _share_card(overview: Overview, standing: Standing, figures: Figures) -> Card:
    """Tell the part of the year's plan that is reached, and of what is due."""
    words, plan = figures.words, standing.plan_year_kg
    year = standing.choice.days[0].year
    return Card(
        words("headline.share", year=year),
        percent(standing.year_kg / plan if plan else None),
        words("headline.share_delta", share=percent(standing.achievement)),
        words(
            "headline.share_note",
            plan=figures.mass(plan),
            target_year=overview.report.target_year,
            target=figures.mass(standing.target_kg),
        ),
        key="share",
        figure=standing.choice.narrowed(period=f"{year}").figure(),
    )


def _pace_card(standing: Standing, figures: Figures) -> Card:
    words = figures.words
    needed, pace = standing.needed_kg_per_day, standing.pace_kg_per_day
    missing = None if needed is None or pace is None else pace - needed
    return Card(
        words("headline.needed"),
        _per_day(needed, figures),
        _per_day(missing, figures, signed=True),
        words("headline.pace_note", pace=_per_day(pace, figures), days=RECENT_DAYS),
        is_signed=bool(missing),
        key=PACE,
    )


def _per_day(kilograms: float | None, figures: Figures, *, signed: bool = False) -> str:
    if kilograms is None:
        return NONE
    mass = decimal(kilograms / KG_PER_T, signed=signed)
    return figures.words("headline.per_day", mass=mass)


def landing_of(
    overview: Overview, choice: Choice, forecast: Forecast | None
) -> Landing | None:
    """Forecast of the target year for a choice; of streams there is none."""
    if forecast is None or choice.stream:
        return None
    year = overview.report.target_year
    return forecast.landing(year, choice.district, choice.material)


def _landing_card(
    overview: Overview, choice: Choice, forecast: Forecast | None, figures: Figures
) -> Card:
    words, year = figures.words, overview.report.target_year
    landing = landing_of(overview, choice, forecast)
    if landing is None:
        key = "headline.landing_none" if forecast is None else "headline.landing_stream"
        return Card(words("headline.landing", year=year), NONE, NONE, words(key))
    return Card(
        words("headline.landing", year=year),
        figures.mass(landing.p50),
        words("headline.landing_delta", share=percent(landing.probability)),
        words(
            "headline.landing_note",
            low=figures.mass(landing.p10),
            high=figures.mass(landing.p90),
            target=figures.mass(landing.target),
        ),
        key=LANDING,
    )


def _growth_card(overview: Overview, figures: Figures) -> Card:
    words = figures.words
    progress = progress_of(overview.report, Indicator.RECOVERED)
    if progress is None:
        return Card(words("headline.growth"), NONE, NONE, words("headline.no_target"))
    year = overview.day.year
    return Card(
        words("headline.growth"),
        percent(progress.required_growth, signed=True),
        words("headline.growth_delta", mass=figures.mass(progress.annualised)),
        words("headline.growth_note", year=progress.target_year),
        key="growth",
        figure=Choice(f"{year}").figure(),
    )


def _elv_card(overview: Overview, choice: Choice, figures: Figures) -> Card:
    """Scrapped vehicles of the year, in the chosen district; the plan is the city's."""
    words = figures.words
    progress = progress_of(overview.report, Indicator.ELV_UNITS)

    def amount(value: int | None, *, signed: bool = False) -> str:
        if value is None:
            return NONE
        return figures.amount(Indicator.ELV_UNITS, value, signed=signed)

    place = Choice(f"{overview.day.year}", district=choice.district)
    units = vehicles(overview, place)
    gap = None
    if progress is not None and not choice.district:
        gap = units - progress.plan_to_date
    return Card(
        words("headline.elv"),
        amount(units),
        amount(gap, signed=True),
        words(
            "headline.elv_note",
            plan=amount(progress.plan_to_date if progress else None),
            year=progress.target_year if progress else overview.report.target_year,
            target=amount(progress.target if progress else None),
        ),
        is_signed=bool(gap),
        key="elv",
        figure=place.figure(Account.ELV_UNITS),
    )


def vehicles(overview: Overview, choice: Choice) -> int:
    """Scrapped vehicles of a period and district."""
    first, last = choice.days
    materials = overview.network.materials
    return sum(
        row.units
        for row in overview.cells
        if first <= row.day <= last
        and choice.district in {"", row.district}
        and row.material in materials
        and materials[row.material].hazard is HazardClass.ELV
    )


def _green_card(overview: Overview, choice: Choice, figures: Figures) -> Card:
    words = figures.words
    progress = progress_of(overview.report, Indicator.GREEN_CENTRES)
    count = sum(
        site.is_green and choice.district in {"", site.district}
        for site in overview.network.of_kind(SiteKind.SORTING_CENTRE)
    )
    if progress is None:
        return Card(words("headline.green"), f"{count:,}", NONE,
                    words("headline.no_target"), key=GREEN)  # fmt: skip
    missing = count - progress.target
    return Card(
        words("headline.green"),
        f"{count:,} / {progress.target:,}",
        figures.amount(Indicator.GREEN_CENTRES, missing, signed=True),
        words("headline.green_note", year=progress.target_year, target=progress.target),
        is_signed=missing != 0,
        key=GREEN,
    )


def _cost_card(overview: Overview, figures: Figures) -> Card:
    """Cost per tonne of the day planned last: only planned days have one."""
    words, routes = figures.words, overview.report.routes
    if routes is None:
        return Card(words("headline.cost"), NONE, NONE, words("routes.none"))
    account = Account.TRANSPORT_COST_FEN
    return Card(
        words("headline.cost"),
        figures.money(routes.cost_fen_per_t),
        words("headline.cost_delta", cost=figures.money(routes.cost_fen)),
        words("headline.cost_note", day=f"{routes.day:%Y-%m-%d}"),
        key="cost",
        figure=Choice(f"{routes.day:%Y-%m-%d}").figure(account),
    )


def _carbon_card(overview: Overview, figures: Figures) -> Card:
    words, carbon = figures.words, overview.carbon
    if carbon is None:
        return Card(words("headline.carbon"), NONE, NONE, words("headline.carbon_none"))
    net = carbon.net
    return Card(
        words("headline.carbon"),
        figures.carbon(net.amount),
        words("headline.carbon_delta", version=carbon.version),
        words(
            "headline.carbon_note",
            low=figures.carbon(net.low),
            high=figures.carbon(net.high),
        ),
        key="carbon",
        figure=Choice(f"{overview.day.year}").figure(Account.AVOIDED_CO2_G),
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
        key="freshness",
        figure=Choice(f"{report.day:%Y-%m-%d}").figure(),
    )
