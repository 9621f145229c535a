"""The carbon of some days as a titled table."""

from collections.abc import Callable

from recycling.domain.carbon import (
    NOTHING,
    Burden,
    CarbonReport,
    CarbonStatement,
    Grams,
)
from recycling.domain.tickets import Grade
from recycling.domain.units import FEN_PER_CNY, G_PER_T, KG_PER_T
from recycling.reporting.tables import NONE, Section
from recycling.schema.columns import Lang
from recycling.schema.messages import text

type _Cell = Callable[[CarbonStatement], str]


def carbon_section(report: CarbonReport, lang: Lang) -> Section:
    """Lay out avoided emissions, burdens, net, indicative value and data quality.

    Parameters
    ----------
    report
        What to show; a second column where it was worked out again.
    lang
        Language of headings and names.
    """
    posted, again = report.posted, report.restated
    headers = [text("carbon.figure", lang), text("carbon.posted", lang)]
    if again is not None:
        headers.append(text("carbon.restated", lang, version=again.version))
    statements = [posted] if again is None else [posted, again]
    rows = [
        (text(f"carbon.{key}", lang), *(cell(statement) for statement in statements))
        for key, cell in _cells(report)
    ]
    rest = [NONE] * (len(statements) - 1)
    share = report.green_share
    green = NONE if share is None else f"{share:.1%}"
    rows.append((text("carbon.green_share", lang), green, *rest))
    for grade in Grade:
        mass_t = report.kg_by_grade.get(grade.value, 0) / KG_PER_T
        rows.append((text(f"carbon.grade.{grade}", lang), f"{mass_t:,.1f} t", *rest))
    return Section(
        key="carbon",
        title=text("carbon.title", lang, start=report.start, end=report.end),
        headers=tuple(headers),
        rows=tuple(rows),
        note=_note(report, lang),
    )


def _cells(report: CarbonReport) -> list[tuple[str, _Cell]]:
    """Figures of a statement by the key of their name."""

    def burden(kind: Burden) -> _Cell:
        return lambda statement: _tonnes(statement.burdens[kind])

    return [
        ("avoided", lambda statement: _tonnes(statement.avoided)),
        *((kind.value, burden(kind)) for kind in Burden),
        ("subtracted", lambda s: _tonnes(sum(s.subtracted.values(), NOTHING))),
        ("net", lambda statement: _tonnes(statement.net)),
        ("value", lambda statement: _value(statement.net, report)),
    ]


def _tonnes(grams: Grams) -> str:
    low, middle, high = (
        f"{value / G_PER_T:,.1f}" for value in (grams.low, grams.amount, grams.high)
    )
    return f"{middle} ({low} - {high})"


def _value(net: Grams, report: CarbonReport) -> str:
    """Net avoided tonnes times the price, and the widest range of both."""
    low, middle, high = report.price_fen_per_t
    ends = [
        grams / G_PER_T * price / FEN_PER_CNY
        for grams in (net.low, net.high)
        for price in (low, high)
    ]
    mean = net.amount / G_PER_T * middle / FEN_PER_CNY
    return f"{mean:,.0f} ({min(ends):,.0f} - {max(ends):,.0f})"


def _note(report: CarbonReport, lang: Lang) -> str:
    low, middle, high = (
        f"{price / FEN_PER_CNY:,.0f}" for price in report.price_fen_per_t
    )
    lines = [
        text(
            "carbon.note",
            lang,
            low=low,
            price=middle,
            high=high,
            source=report.price_source,
        )
    ]
    if report.sealed_until is not None:
        lines.append(text("carbon.sealed", lang, day=report.sealed_until))
    return "\n".join(lines)
