"""A reconciled day and a balanced month as titled tables of text."""

from collections.abc import Iterable, Iterator

from recycling.domain.balance import BalanceLine, Doubt, MonthBalance, SiteBalance
from recycling.domain.reconciliation import (
    FillCheck,
    GroupCheck,
    Learning,
    Reconciliation,
)
from recycling.domain.units import KG_PER_T
from recycling.reporting.tables import NONE, Section, percent
from recycling.schema.columns import Lang
from recycling.schema.messages import text

SHOWN = 10
"""Rows of a table on a terminal; JSON has all of them."""

type _Row = tuple[str, ...]


def reconcile_sections(
    found: Reconciliation, learning: Learning, lang: Lang
) -> list[Section]:
    """Lay a reconciled day out as tables.

    Parameters
    ----------
    found
        Plan against visits and tickets.
    learning
        What the day's visits taught.
    lang
        Language of headings.
    """
    routes = sorted(found.routes, key=lambda r: (-abs(_difference_kg(r)), r.key))
    rates = sorted(
        learning.learnt,
        key=lambda c: -abs(c.update.after_kg_per_day - c.update.before_kg_per_day),
    )
    return [
        _section("day", lang, _COUNTS, [_counts(found)], day=found.day),
        _section("routes", lang, _ROUTE, [_route(found, route) for route in routes]),
        _section("exceptions", lang, _EXCEPTION, list(_exceptions(found, lang))),
        _section(
            "rates",
            lang,
            _RATE,
            [_rate(check) for check in rates],
            learnt=len(learning.learnt),
            doubtful=len(learning.doubtful),
            first=learning.first_visits,
            partial=learning.partial,
            known=learning.known,
        ),
    ]


_COUNTS = ("stops", "visited", "planned_kg", "collected_kg", "weighed_kg", "difference")
_ROUTE = ("route", *_COUNTS)
_EXCEPTION = ("exception", "where", "what", "kg")
_RATE = (
    "site", "material", "days", "observed", "learnt",
    "fill_before", "fill_observed", "fill_after",
)  # fmt: skip


def _section(
    key: str, lang: Lang, columns: Iterable[str], rows: list[_Row], **facts: object
) -> Section:
    shown = rows[:SHOWN]
    left = len(rows) - len(shown)
    return Section(
        key,
        text(f"reconcile.{key}", lang, **facts),
        tuple(text(f"reconcile.column.{column}", lang) for column in columns),
        tuple(shown),
        text("reconcile.more", lang, count=f"{left:,}") if left else "",
    )


def _counts(found: Reconciliation) -> _Row:
    weighed = found.weighed_kg
    difference = weighed / found.planned_kg - 1 if found.planned_kg else None
    return (
        f"{len(found.stops):,}",
        f"{len(found.stops) - len(found.unvisited):,}",
        f"{found.planned_kg:,}",
        f"{found.collected_kg:,}",
        f"{weighed:,}",
        percent(difference),
    )


def _difference_kg(group: GroupCheck) -> int:
    return group.weighed_kg - group.planned_kg


def _route(found: Reconciliation, route: GroupCheck) -> _Row:
    share = _difference_kg(route) / route.planned_kg if route.planned_kg else None
    return (
        route.key.removeprefix(f"{found.plan_id}-"),
        f"{route.stops:,}",
        f"{route.visited:,}",
        f"{route.planned_kg:,}",
        f"{route.collected_kg:,}",
        f"{route.weighed_kg:,}",
        percent(share),
    )


def _exceptions(found: Reconciliation, lang: Lang) -> Iterator[_Row]:
    def row(kind: str, where: str, what: str, kilograms: int) -> _Row:
        return text(f"reconcile.{kind}", lang), where, what, f"{kilograms:,}"

    for ticket in found.stray_tickets:
        yield row("stray_ticket", ticket.site_id, ticket.ticket_no, ticket.net_kg)
    for load in found.unweighed:
        what = f"{load.trip} {load.material}"
        yield row("unweighed", load.route_id, what, load.planned_kg)
    for visit in found.stray_visits:
        yield row("stray_visit", visit.site_id, visit.order_id, visit.collected_kg)
    for stop in found.unvisited:
        yield row("unvisited", stop.site_id, stop.order_id, stop.planned_kg)


def _rate(check: FillCheck) -> _Row:
    update = check.update
    return (
        update.site_id,
        update.material,
        str(check.days),
        f"{update.observed_kg_per_day:,.1f}",
        f"{update.before_kg_per_day:,.1f} > {update.after_kg_per_day:,.1f}",
        f"{check.fill_before_kg:,}",
        f"{check.fill_observed_kg:,}",
        f"{check.fill_after_kg:,}",
    )


_MASSES = ("in_t", "out_t", "stock_t", "used_t", "residue_t", "gap_t", "gap")


def balance_sections(
    balance: MonthBalance, lang: Lang, site_id: str = ""
) -> list[Section]:
    """Lay a balanced month out as tables.

    Parameters
    ----------
    balance
        Masses of every site.
    lang
        Language of headings.
    site_id
        Site to show material by material; the flagged ones when empty.
    """
    facts = {
        "month": f"{balance.month:%Y-%m}",
        "rule": text(f"balance.rule.{balance.rule}", lang),
        "tolerance": percent(balance.tolerance),
        "sites": f"{len(balance.sites):,}",
        "flagged": f"{len(balance.flagged):,}",
        "entered": _tonnes(balance.entered_kg),
        "transferred": _tonnes(balance.transferred_kg),
    }
    chosen = [site for site in balance.sites if site.site_id == site_id]
    if site_id:
        columns: _Row = ("material", *_MASSES, "doubts")
        rows = [_line(line, lang) for site in chosen for line in site.lines]
    else:
        columns = ("site", *_MASSES, "doubts")
        rows = [_site(site, lang) for site in balance.flagged]
    found = _section("balance", lang, columns, rows, **facts)
    note = text("balance.note", lang, **facts)
    more = f"{found.note} {note}" if found.note else note
    return [Section(found.key, found.title, found.headers, found.rows, more)]


def _masses(line: BalanceLine | SiteBalance, stock_kg: int | None) -> _Row:
    masses = (line.in_kg, line.out_kg, stock_kg, line.used_kg, line.residue_kg)
    return *map(_tonnes, masses), _tonnes(line.gap_kg), percent(line.gap_share)


def _tonnes(kilograms: int | None) -> str:
    return NONE if kilograms is None else f"{kilograms / KG_PER_T:,.1f}"


def _line(line: BalanceLine, lang: Lang) -> _Row:
    masses = _masses(line, line.stock_change_kg)
    return line.material, *masses, _doubts(line.doubts, lang)


def _site(site: SiteBalance, lang: Lang) -> _Row:
    doubts = dict.fromkeys(doubt for line in site.lines for doubt in line.doubts)
    masses = _masses(site, site.stock_change_kg)
    return site.site_id, *masses, _doubts(doubts, lang)


def _doubts(doubts: Iterable[Doubt], lang: Lang) -> str:
    words = [text(f"balance.doubt.{doubt}", lang) for doubt in doubts]
    return "; ".join(words) or NONE
