"""Scenarios of a day side by side, as tables of text and as a file of figures."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from recycling.domain.scenarios import Comparison, ScenarioFigures
from recycling.domain.units import G_PER_T, KG_PER_T, M_PER_KM, S_PER_H
from recycling.reporting.files import write_csv
from recycling.reporting.tables import NONE, Section, money, percent
from recycling.schema.columns import Lang
from recycling.schema.messages import text

type Figure = Callable[[ScenarioFigures], float | None]
type Written = Callable[[float], str]


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _tenth(value: float) -> str:
    return f"{value:,.1f}"


def _yuan(value: float) -> str:
    return money(round(value))


ROWS: Mapping[str, tuple[Figure, Written]] = MappingProxyType(
    {
        "vehicles": (lambda f: f.vehicles, _whole),
        "trips": (lambda f: f.trips, _whole),
        "served": (lambda f: f.served, _whole),
        "load_t": (lambda f: f.load_kg / KG_PER_T, _tenth),
        "unserved": (lambda f: sum(f.unserved.values()), _whole),
        "unserved_t": (lambda f: f.unserved_kg / KG_PER_T, _tenth),
        "distance_km": (lambda f: f.distance_m / M_PER_KM, _whole),
        "empty_share": (lambda f: f.empty_share, percent),
        "hours": (lambda f: f.duration_s / S_PER_H, _tenth),
        "load_factor": (lambda f: f.load_factor, percent),
        "fill": (lambda f: f.fill, percent),
        "cost": (lambda f: f.cost_fen, _yuan),
        "extra": (lambda f: f.extra_fen, _yuan),
        "cost_per_t": (
            lambda f: f.cost_fen * KG_PER_T / f.load_kg if f.load_kg else None,
            _yuan,
        ),
        "co2_t": (lambda f: f.emission_g / G_PER_T, lambda v: f"{v:,.2f}"),
        "co2_kg_per_t": (
            lambda f: f.emission_g / f.load_kg if f.load_kg else None,
            _tenth,
        ),
    }
)
"""Figures of a scenario, and how each is written."""

_SHARES = frozenset({"empty_share", "load_factor", "fill"})
"""Figures whose difference is one of percentage points."""


def comparison_sections(found: Comparison, lang: Lang) -> list[Section]:
    """Lay scenarios out side by side, with what they differ by from the first.

    Parameters
    ----------
    found
        The scenarios.
    lang
        Language of headings and names.
    """
    return [_figures(found, lang), _unserved(found, lang), _methods(found, lang)]


def _headers(found: Comparison, lang: Lang) -> tuple[str, ...]:
    names = (text(f"scenario.{one.scenario}", lang) for one in found.scenarios)
    return (text("compare.column.figure", lang), *names)


def _figures(found: Comparison, lang: Lang) -> Section:
    first, *_ = found.scenarios
    rows = tuple(
        (
            text(f"compare.figure.{name}", lang),
            *(_cell(name, one, first, lang) for one in found.scenarios),
        )
        for name in ROWS
    )
    note = text(
        "compare.note",
        lang,
        orders=f"{found.orders:,}",
        tonnes=f"{found.load_kg / KG_PER_T:,.1f}",
        seconds=f"{found.time_limit_s / len(found.scenarios):,.0f}",
        travel=found.travel,
    )
    title = text("compare.title", lang, day=found.day)
    return Section("scenarios", title, _headers(found, lang), rows, note)


def _cell(name: str, one: ScenarioFigures, first: ScenarioFigures, lang: Lang) -> str:
    """Write a figure, and below it what it differs by from the first scenario's."""
    figure, written = ROWS[name]
    value, base = figure(one), figure(first)
    if value is None:
        return NONE
    shown = written(value)
    if one is first or base is None:
        return shown
    if name in _SHARES:
        points = text("compare.points", lang, points=f"{100 * (value - base):+.1f}")
        return f"{shown} ({points})"
    return f"{shown} ({(value - base) / base:+.1%})" if base else shown


def _unserved(found: Comparison, lang: Lang) -> Section:
    reasons = sorted({reason for one in found.scenarios for reason in one.unserved})
    rows = tuple(
        (
            text(f"unserved.{reason}", lang),
            *(f"{one.unserved.get(reason, 0):,}" for one in found.scenarios),
        )
        for reason in reasons
    )
    title = text("compare.unserved", lang)
    return Section("scenarios_unserved", title, _headers(found, lang), rows)


def _methods(found: Comparison, lang: Lang) -> Section:
    rows = tuple(
        (
            text(f"scenario.{one.scenario}", lang),
            text(
                f"compare.method.{one.scenario}",
                lang,
                **{name: f"{number:,}" for name, number in one.facts.items()},
            ),
            f"{one.engine or NONE}, {one.seconds:.1f} s",
        )
        for one in found.scenarios
    )
    headers = tuple(
        text(f"compare.column.{name}", lang)
        for name in ("scenario", "method", "engine")
    )
    return Section("scenarios_methods", text("compare.methods", lang), headers, rows)


def write_comparison(found: Comparison, path: Path) -> Path:
    """Write every figure of every scenario as CSV, one line each.

    Parameters
    ----------
    found
        The scenarios.
    path
        File; its folder is made when missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    header = ["day", "scenario", "figure", "value", "difference"]
    return write_csv(path, header, list(_lines(found)))


def _lines(found: Comparison) -> Iterator[list[object]]:
    first, *_ = found.scenarios
    for one in found.scenarios:
        for name, (figure, _) in ROWS.items():
            value, base = figure(one), figure(first)
            change = None if value is None or base is None else value - base
            yield [found.day, one.scenario.value, name, value, change]
        for reason, number in one.unserved.items():
            more = number - first.unserved.get(reason, 0)
            yield [found.day, one.scenario.value, f"unserved.{reason}", number, more]
