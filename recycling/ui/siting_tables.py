"""A siting study as cards, tables and charts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import altair as alt
import pandas as pd

from recycling.domain.plans import SiteAction
from recycling.domain.robustness import Robustness, RobustSite, Standing
from recycling.domain.studies import SitingStudy, StudySite, StudyYear
from recycling.domain.units import FEN_PER_CNY
from recycling.reporting.palette import BLUE, GREEN, GREY, ORANGE, PINK, RED, SKY
from recycling.reporting.study_words import reason_text
from recycling.reporting.tables import Section
from recycling.ui.cards import Card
from recycling.ui.figures import Figures, percent
from recycling.ui.siting_map import ACTIONS

PARTS: Final = ("transport", "fixed", "variable", "trunk", "transfer", "carbon",
                "unserved")  # fmt: skip
"""Components of the yearly cost, the largest first as a rule."""

# The axis, its title and the key take this much of the chart; a bar, that much.
_FRAME_PX: Final = 150
_BAR_PX: Final = 44
COLOURS: Final = (BLUE, GREEN, SKY, ORANGE, PINK, RED, GREY)


def study_cards(study: SitingStudy, year: StudyYear, figures: Figures) -> list[Card]:
    """Headline of a year: recovered, cost, centres, green, coverage, haul."""
    words = figures.words
    per_t = year.cost_fen * 1000 // year.recovered_kg if year.recovered_kg else None
    share = year.recovered_kg / year.supply_kg if year.supply_kg else None
    worst = figures.kilometres(year.worst_decile_m)
    changed = sum(
        site.action in {SiteAction.OPEN, SiteAction.UPGRADE}
        for site in study.in_year(year.year)
    )
    return [
        Card(
            words("siting_page.card.recovered"),
            figures.mass(year.recovered_kg),
            words("siting_page.card.share", share=percent(share)),
            words("siting_page.card.supply", mass=figures.mass(year.supply_kg)),
        ),
        Card(
            words("siting_page.card.cost"),
            figures.money(year.cost_fen),
            words("siting_page.card.per_t", money=figures.money(per_t)),
            words("siting_page.card.gap", gap=percent(study.gap)),
        ),
        Card(
            words("siting_page.card.capital"),
            figures.money(year.capital_fen),
            words("siting_page.card.budget", money=figures.money(year.budget_fen)),
            words("siting_page.card.changed", count=f"{changed:,}"),
        ),
        Card(
            words("siting_page.card.centres"),
            f"{year.open_centres:,}",
            words("siting_page.card.green", count=year.green_centres),
            words("siting_page.card.green_asked", count=year.green_minimum),
        ),
        Card(
            words("siting_page.card.coverage"),
            percent(year.coverage_share),
            words("siting_page.card.haul", way=figures.kilometres(year.haul_m)),
            words("siting_page.card.worst", way=worst),
        ),
        Card(
            words("siting_page.card.carbon"),
            figures.carbon(year.haul_co2_g + year.trunk_co2_g),
            words("siting_page.card.engine", engine=study.engine),
            words("siting_page.card.seconds", count=f"{study.seconds:.1f}"),
        ),
    ]


def site_frame(sites: Iterable[StudySite], figures: Figures) -> pd.DataFrame:
    """Sites with decision, use, money and reason; what changes comes first."""
    words = figures.words
    order = {action: place for place, action in enumerate(ACTIONS)}
    rows = [
        {
            "name": site.name,
            "decision": words.label("SiteAction", site.action.value),
            "intake": figures.mass_number(site.throughput_kg),
            "use": site.utilisation if site.is_open else None,
            "cost": (site.fixed_cost_fen + site.variable_cost_fen) / FEN_PER_CNY / 1e4,
            "capital": site.capital_fen / FEN_PER_CNY / 1e4,
            "sources": site.sources,
            "reason": reason_text(site.reason, words.lang),
            "site": site.site_id,
        }
        for site in sorted(sites, key=lambda s: (order[s.action], -s.throughput_kg))
    ]
    columns = ["name", "decision", "intake", "use", "cost", "capital", "sources",
               "reason", "site"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(("intake", "use", "cost", "capital"), "float64"))


def section_frame(section: Section) -> pd.DataFrame:
    """Put a titled table of text into a frame."""
    return pd.DataFrame(section.rows, columns=list(section.headers))


def cost_frame(studies: Sequence[SitingStudy], figures: Figures) -> pd.DataFrame:
    """Yearly cost of scenarios by component, one row each.

    Returns
    -------
    pandas.DataFrame
        ``scenario`` with its year, ``part`` in the language, ``order``, and
        ``cny`` in millions.
    """
    rows = [
        {
            "scenario": f"{study.name} · {year.year}",
            "part": figures.words(f"siting_page.part.{part}"),
            "order": place,
            "cny": getattr(year, f"{part}_fen") / FEN_PER_CNY / 1e6,
        }
        for study in studies
        for year in study.years
        for place, part in enumerate(PARTS)
    ]
    return pd.DataFrame(rows, columns=["scenario", "part", "order", "cny"])


def cost_chart(frame: pd.DataFrame, figures: Figures) -> Any:
    """Scenarios as stacked bars of their yearly cost."""
    words = figures.words
    axis = words("siting_page.axis_cost")
    parts = [words(f"siting_page.part.{part}") for part in PARTS]
    bars = frame["scenario"].nunique()
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            y=alt.Y("scenario:N", sort=None, title=None, axis=alt.Axis(labelLimit=240)),
            x=alt.X("sum(cny):Q", title=axis),
            color=alt.Color(
                "part:N",
                sort=parts,
                scale=alt.Scale(domain=parts, range=list(COLOURS)),
                title=None,
                legend=alt.Legend(orient="bottom", columns=4),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("scenario:N", title=words("siting_page.scenario")),
                alt.Tooltip("part:N", title=words("siting_page.column.part")),
                alt.Tooltip("cny:Q", title=axis, format=",.2f"),
            ],
        )
        .properties(height=_FRAME_PX + _BAR_PX * bars)
    )


def robustness_of(plain: Mapping[str, Any]) -> Robustness:
    """Read back what a job found out about near-optimal plans."""
    return Robustness(
        share=float(plain["share"]),
        sites=tuple(
            RobustSite(
                one["site_id"],
                SiteAction(one["action"]),
                Standing(one["standing"]),
                one["cost_fen"],
                one["bound_fen"],
            )
            for one in plain["sites"]
        ),
        costs_fen=tuple(plain["costs_fen"]),
        common=tuple(plain["common"]),
    )
