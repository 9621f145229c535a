"""Mass balance of every site, month and material.

``gap = in + made - out - stock change - used - residue``; it is flagged where it
is more than the tolerance of what came in (facts of the trade: |in - out - stock
change| / in <= 2 %).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from recycling.domain.balance import (
    BalanceLine,
    Doubt,
    FlowSum,
    MonthBalance,
    OutRule,
    SiteBalance,
)
from recycling.domain.materials import HazardClass
from recycling.domain.network import Network
from recycling.domain.shares import split_exactly
from recycling.domain.site_records import Stocktake
from recycling.domain.sites import INTAKE_KINDS, Site, SiteKind
from recycling.domain.tickets import Flow

TOLERANCE = "reporting.mass_balance_tolerance"
STOCKTAKE_DAYS = "reporting.stocktake_days"
ELV_OUTPUT = "siting.elv_output."
HOLDERS = INTAKE_KINDS | {SiteKind.TRANSFER_STATION}
"""Kinds of sites that take loads in and send them on."""

SINKS = frozenset({SiteKind.PARK, SiteKind.PROCESSING_BASE})
"""Kinds of sites that turn material into products nobody weighs as material."""

SORTERS = frozenset({SiteKind.TRANSFER_STATION, SiteKind.SORTING_CENTRE})
"""Kinds of sites that what comes unsorted is passed on to."""

_DAY = timedelta(days=1)

type _Key = tuple[str, str]
"""Site and material."""


@dataclass(slots=True)
class _Sums:
    """What tickets and stocktakes say of a site and a material."""

    by_flow: Counter[Flow] = field(default_factory=Counter)
    output_tickets: int = 0
    named_kg: int = 0
    unsorted_kg: int = 0
    opening_kg: int | None = None
    closing_kg: int | None = None

    def out_kg(self, rule: OutRule) -> int:
        """Mass that left, by a rule."""
        is_own = rule is OutRule.OWN or (
            rule is OutRule.OWN_ELSE_ARRIVALS and self.output_tickets > 0
        )
        return self.by_flow[Flow.OUTPUT] if is_own else self.named_kg

    @property
    def stock_change_kg(self) -> int | None:
        """Stock at the end less stock at the beginning, where both are known."""
        if self.opening_kg is None or self.closing_kg is None:
            return None
        return self.closing_kg - self.opening_kg


def month_end_days(month: date) -> tuple[date, date]:
    """Last day before a month and its own last day: when stocks are wanted."""
    first = month.replace(day=1)
    return first - _DAY, (first + timedelta(days=31)).replace(day=1) - _DAY


def month_balance(
    network: Network,
    month: date,
    flows: Iterable[FlowSum],
    stocktakes: Iterable[Stocktake],
    rule: OutRule = OutRule.OWN_ELSE_ARRIVALS,
) -> MonthBalance:
    """Balance every site that takes loads in and sends them on.

    Sorting leaves residue by the material's yield, of what was not passed on
    unsorted to another centre or station. Dismantling turns vehicles into the
    shares ``siting.elv_output.*``: what is a material is made at the site, the
    rest is residue. Parks and processing bases use up what neither left nor lies
    on the floor, so that only a surplus of outputs shows there.

    Parameters
    ----------
    network
        Sites, yields and parameters.
    month
        First day of the month.
    flows
        Sums of the month's tickets.
    stocktakes
        Stocktakes around the first and the last day; the nearest within
        ``reporting.stocktake_days`` of each is used.
    rule
        What tells the outputs.
    """
    tolerance = network.parameter(TOLERANCE)
    sums: dict[_Key, _Sums] = defaultdict(_Sums)
    _add_flows(network, sums, flows)
    _add_stocks(network, sums, month, stocktakes)
    by_site: dict[str, dict[str, _Sums]] = defaultdict(dict)
    for (site_id, material), own in sums.items():
        site = network.sites.get(site_id)
        if site is not None and site.kind in HOLDERS:
            by_site[site_id][material] = own
    balances = []
    for site_id, own_sums in sorted(by_site.items()):
        lines = _site_lines(network, site_id, own_sums, rule)
        site = network.sites[site_id]
        balances.append(_site_balance(site, month, lines, tolerance))
    return MonthBalance(month, rule, tolerance, tuple(balances))


def _add_flows(
    network: Network, sums: Mapping[_Key, _Sums], flows: Iterable[FlowSum]
) -> None:
    arrivals = {Flow.INTAKE, Flow.TRANSFER}
    for flow in flows:
        own = sums[flow.site, flow.material]
        own.by_flow[flow.flow] += flow.net_kg
        if flow.flow is Flow.OUTPUT:
            own.output_tickets += flow.tickets
        elif flow.flow in arrivals and flow.origin and flow.origin != flow.site:
            origin = sums[flow.origin, flow.material]
            origin.named_kg += flow.net_kg
            site = network.sites.get(flow.site)
            if site is not None and site.kind in SORTERS:
                origin.unsorted_kg += flow.net_kg


def _add_stocks(
    network: Network,
    sums: Mapping[_Key, _Sums],
    month: date,
    stocktakes: Iterable[Stocktake],
) -> None:
    within = timedelta(days=network.parameter(STOCKTAKE_DAYS))
    taken: dict[_Key, list[Stocktake]] = defaultdict(list)
    for stock in stocktakes:
        taken[stock.site_id, stock.material].append(stock)
    for key, stocks in taken.items():
        found: list[int | None] = []
        for wanted in month_end_days(month):
            away, _, kg = min((abs(s.day - wanted), s.day, s.kg) for s in stocks)
            found.append(kg if away <= within else None)
        sums[key].opening_kg, sums[key].closing_kg = found


def _site_lines(
    network: Network, site_id: str, sums: Mapping[str, _Sums], rule: OutRule
) -> list[BalanceLine]:
    lines = []
    made: Counter[str] = Counter()
    vehicles = [
        code
        for code in sorted(sums)
        if code in network.materials
        and network.materials[code].hazard is HazardClass.ELV
    ]
    for material in vehicles:
        line, outputs = _dismantled(
            network, _plain_line(site_id, material, sums[material], rule)
        )
        lines.append(line)
        made.update(outputs)
    for material in sorted({*sums, *made} - set(vehicles)):
        own = sums.get(material, _Sums())
        line = replace(
            _plain_line(site_id, material, own, rule), made_kg=made[material]
        )
        lines.append(_transformed(network, line, own))
    return lines


def _plain_line(site_id: str, material: str, own: _Sums, rule: OutRule) -> BalanceLine:
    """Balance as the tickets and stocktakes tell it, nothing transformed."""
    doubts = []
    if own.opening_kg is None:
        doubts.append(Doubt.NO_OPENING_STOCK)
    if own.closing_kg is None:
        doubts.append(Doubt.NO_CLOSING_STOCK)
    return BalanceLine(
        site_id=site_id,
        material=material,
        intake_kg=own.by_flow[Flow.INTAKE],
        transfer_kg=own.by_flow[Flow.TRANSFER],
        import_kg=own.by_flow[Flow.IMPORT],
        made_kg=0,
        out_kg=own.out_kg(rule),
        stock_change_kg=own.stock_change_kg,
        used_kg=0,
        residue_kg=0,
        doubts=tuple(doubts),
    )


def _dismantled(
    network: Network, line: BalanceLine
) -> tuple[BalanceLine, dict[str, int]]:
    """Turn the vehicles that neither left nor stand there into outputs.

    Only a dismantler may do so; elsewhere they stay vehicles.
    """
    shares = {
        code.removeprefix(ELV_OUTPUT): parameter.value
        for code, parameter in network.parameters.items()
        if code.startswith(ELV_OUTPUT) and parameter.value > 0
    }
    total_kg = max(0, line.gap_kg)
    is_dismantler = network.sites[line.site_id].kind is SiteKind.DISMANTLER
    if not (is_dismantler and shares and total_kg):
        return line, {}
    parts = split_exactly(total_kg, shares)
    made = {code: kg for code, kg in parts.items() if code in network.materials}
    used_kg = sum(made.values())
    return replace(line, used_kg=used_kg, residue_kg=total_kg - used_kg), made


def _transformed(network: Network, line: BalanceLine, own: _Sums) -> BalanceLine:
    """Account for what sorting left over and what was turned into products."""
    kind = network.sites[line.site_id].kind
    material = network.materials.get(line.material)
    loss = 1 - material.yield_share if material else 0.0
    # Before residue and use, the gap of a sink is what it used up.
    if kind in SINKS:
        used_kg = max(0, line.gap_kg)
        residue_kg = _half_up(used_kg * loss)
        return replace(line, used_kg=used_kg - residue_kg, residue_kg=residue_kg)
    if kind is SiteKind.SORTING_CENTRE:
        sorted_kg = line.in_kg - (line.stock_change_kg or 0) - own.unsorted_kg
        line = replace(line, residue_kg=_half_up(max(0, sorted_kg) * loss))
    if line.in_kg + line.made_kg > 0 and not line.out_kg:
        line = replace(line, doubts=(*line.doubts, Doubt.NOTHING_LEFT))
    return line


def _site_balance(
    site: Site, month: date, lines: Iterable[BalanceLine], tolerance: float
) -> SiteBalance:
    judged = tuple(
        replace(line, doubts=(Doubt.BEYOND_TOLERANCE, *line.doubts))
        if abs(line.gap_kg) > tolerance * max(0, line.in_kg + line.made_kg)
        else line
        for line in lines
    )
    balance = SiteBalance(
        site.site_id, site.name, site.kind, site.district, month, judged,
        is_flagged=False,
    )  # fmt: skip
    is_flagged = abs(balance.gap_kg) > tolerance * max(0, balance.in_kg) or any(
        Doubt.BEYOND_TOLERANCE in line.doubts for line in judged
    )
    return replace(balance, is_flagged=is_flagged)


def _half_up(value: float) -> int:
    return int(value + 0.5)
