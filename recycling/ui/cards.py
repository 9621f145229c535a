"""Headline cards: where the city stands, in words."""

from dataclasses import dataclass
from datetime import date

from recycling.domain.targets import Indicator, required_growth
from recycling.reporting.report import Report
from recycling.reporting.targets import Progress
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
