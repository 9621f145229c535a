"""Figures measured against the plan, and those that stand in recorded rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from recycling.accounting.balance import UNIT_ACCOUNTS
from recycling.domain.figures import Derived, FigureId
from recycling.domain.ledger import Account
from recycling.domain.months import months_between
from recycling.domain.season import FESTIVAL, MONTH_WEIGHT
from recycling.domain.targets import Indicator, Target
from recycling.domain.tracing import SourceRow, TicketEntry
from recycling.reporting.figure_names import FLOWS, PlanNames
from recycling.reporting.part_progress import PartProgress
from recycling.reporting.report import standing_sites
from recycling.reporting.split import SPLIT
from recycling.reporting.standing import baseline_year
from recycling.reporting.targets import Progress
from recycling.services.report_inputs import months_so_far
from recycling.services.report_year import ReportYear, due_by_month, report_year
from recycling.services.tracing_parts import FIGURE, Asked, Trace, parameter_rows
from recycling.services.tracing_sums import FIGURES as SUMS


@dataclass(frozen=True, slots=True)
class _Plan:
    """A part of the plan as a report of a day has it."""

    asked: Asked
    indicator: Indicator
    year: ReportYear

    @property
    def names(self) -> PlanNames:
        """Names of its figures over the days that are asked for."""
        figure = self.asked.figure
        first, last = figure.days
        day = self.year.provenance.last
        own = figure.place, figure.material, self.indicator
        return PlanNames(first, last, day, *own)

    @property
    def standing(self) -> PartProgress | Progress | None:
        """Where the part stands; ``None`` without a plan for it."""
        figure, report = self.asked.figure, self.year.report
        code = figure.place or figure.material
        if not code:
            return next(
                (p for p in report.progress if p.indicator is self.indicator), None
            )
        parts = report.districts if figure.place else report.materials
        return next((part for part in parts if part.code == code), None)

    def due(self) -> int | None:
        """Work out what was due over the days that are asked for."""
        at = self.standing
        if at is None:
            return None
        whole = at.plan_to_date if isinstance(at, Progress) else at.plan_kg
        if whole is None or self.asked.figure.days == self.year.days:
            return whole
        by_month = due_by_month(self.year, whole)
        return sum(by_month.get(m, 0) for m in months_between(*self.asked.figure.days))

    def target(self) -> int | None:
        """Figure of the target year."""
        at = self.standing
        if at is None:
            return None
        return at.target if isinstance(at, Progress) else at.target_kg

    def reached(self, sign: int = 1) -> Trace:
        """Tickets, or sites, behind what was reached; taken away with a sign of -1."""
        if self.indicator not in FLOWS:
            return _standing(_with_detail(self.asked, self.indicator.value), sign)
        found = SUMS[self.indicator.value](_with_detail(self.asked, ""))
        return replace(found, entries=_signed(found.entries, sign))

    def reached_amount(self) -> int:
        """Add up what was reached."""
        if self.indicator not in FLOWS:
            return len(standing_sites(self.asked.network, self.indicator))
        return _amount(_with_detail(self.asked, ""), self.indicator.value)

    def rows(self) -> Iterator[SourceRow]:
        """Rows that what is due, and a target, is worked out from."""
        figure, network = self.asked.figure, self.asked.network
        for target in self.year.targets:
            if target.indicator is self.indicator and _is_near(target, figure):
                yield _target_row(target)
        yield from parameter_rows(network, MONTH_WEIGHT, FESTIVAL)
        if figure.place or figure.material:
            yield from parameter_rows(network, SPLIT)
            yield from _shares(self.asked)
            yield from _baseline(self.asked, self.year)


def _with_detail(asked: Asked, detail: str) -> Asked:
    return replace(asked, figure=replace(asked.figure, detail=detail))


def _is_near(target: Target, figure: FigureId) -> bool:
    """Whether a dated figure is the city's, or one of the part asked for."""
    places = {"", figure.place}, {"", figure.material}
    return target.district in places[0] and target.material in places[1]


def _target_row(target: Target, part: int | None = None) -> SourceRow:
    where = "/".join(filter(None, (target.district, target.material)))
    unit = "kg" if target.indicator is Indicator.RECOVERED else ""
    says = f"{target.indicator} {target.year} {where}: {target.value:,} {unit}"
    key = target.target_id
    return SourceRow("targets", key, " ".join(says.split()), target.source, part)


def _shares(asked: Asked) -> Iterator[SourceRow]:
    district = asked.network.districts.get(asked.figure.place)
    if district is not None:
        says = f"{district.population:,} / {district.industry_share:g}"
        yield SourceRow("districts", district.code, says)
    material = asked.network.materials.get(asked.figure.material)
    if material is not None:
        yield SourceRow("materials", material.code, f"{material.share_of_total:g}")


def _baseline(asked: Asked, year: ReportYear) -> Iterator[SourceRow]:
    """Say what the part recovered in the year the split starts from."""
    figure = asked.figure
    rows = months_so_far(asked.work, year.provenance.last)
    base = baseline_year(year.targets, rows)
    if base is None:
        return
    days = date(base, 1, 1), date(base, 12, 31)
    kg = sum(
        row.net_kg
        for row in rows
        if row.day.year == base
        and figure.place in {"", row.district}
        and figure.material in {"", row.material}
    )
    if asked.work.past.recovered(*days):
        place = "/".join((str(base), figure.place or "-", figure.material or "-"))
        yield SourceRow("past_volumes", place, f"{kg:,} kg")
    else:
        own = FigureId(Account.RECOVERED_KG, f"{base}", figure.place, figure.material)
        yield SourceRow(FIGURE, str(own), f"{kg:,} kg")


def _plan(asked: Asked) -> _Plan:
    """Read the plan's part a figure belongs to, as of the day in its detail."""
    name, _, text = asked.figure.detail.partition("@")
    try:
        indicator, day = Indicator(name), date.fromisoformat(text)
    except ValueError:
        asked.refuse_detail(f"one of {', '.join(Indicator)}, @ and a day")
    return _Plan(asked, indicator, report_year(asked.context, asked.work, day))


def _of_days(asked: Asked, days: tuple[date, date]) -> Asked:
    wanted = replace(asked.wanted, start=days[0], end=days[1])
    return replace(asked, wanted=wanted)


def _due(asked: Asked) -> Trace:
    plan = _plan(asked)
    return Trace(asked.figure, sources=tuple(plan.rows()), amount=plan.due())


def _target(asked: Asked) -> Trace:
    plan = _plan(asked)
    return Trace(asked.figure, sources=tuple(plan.rows()), amount=plan.target())


def _gap(asked: Asked) -> Trace:
    """Take the tickets from what was due: they add up to the gap."""
    plan = _plan(asked)
    due = plan.due()
    if due is None:
        return Trace(asked.figure)
    reached = plan.reached(-1)
    row = SourceRow(FIGURE, plan.names.due, f"{due:,}", part=due)
    amount = due - plan.reached_amount()
    return replace(
        reached, figure=asked.figure, sources=(row, *reached.sources), amount=amount
    )


def _achievement(asked: Asked) -> Trace:
    plan = _plan(asked)
    due, names = plan.due(), plan.names
    return _ratio(plan.reached(), asked, plan.reached_amount(), due, names.due)


def _growth(asked: Asked) -> Trace:
    """Yearly growth: from the year's reached tonnes, run on to its end, to a target."""
    plan = _plan(asked)
    year = replace(asked.figure, period=f"{plan.year.days[0]}..{plan.year.days[1]}")
    own = replace(plan, asked=_of_days(replace(asked, figure=year), plan.year.days))
    at, target = plan.standing, plan.target()
    reached = own.reached()
    rows = (
        SourceRow(FIGURE, own.names.reached, f"{own.reached_amount():,}"),
        SourceRow(FIGURE, plan.names.target(asked.figure.days[0].year), f"{target:,}"),
        *parameter_rows(asked.network, MONTH_WEIGHT, FESTIVAL),
    )
    amount = at.required_growth if at else None
    return replace(
        reached, figure=asked.figure, sources=(*rows, *reached.sources), amount=amount
    )


def _share(asked: Asked) -> Trace:
    """Part of the recovered mass of a place, or of the city."""
    figure = asked.figure
    whole = FigureId(Account.RECOVERED_KG, figure.period, figure.place)
    wanted = replace(asked.wanted, materials=(), stream="")
    kg = _amount(replace(asked, figure=whole, wanted=wanted), whole.account)
    part = _amount(asked, whole.account)
    found = SUMS[Account.RECOVERED_KG](asked)
    return _ratio(found, asked, part, kg, str(whole))


def _use(asked: Asked) -> Trace:
    figure = asked.figure
    capacity = asked.network.sites[figure.place].capacity_kg_per_year
    of = FigureId(Derived.CAPACITY_KG, figure.period, figure.place)
    part = _amount(asked, Account.RECOVERED_KG)
    return _ratio(SUMS[Account.RECOVERED_KG](asked), asked, part, capacity, str(of))


def _ratio(found: Trace, asked: Asked, part: int, whole: int | None, of: str) -> Trace:
    """Divide: the tickets are those of the dividend, the divisor is a figure."""
    rows = (SourceRow(FIGURE, of, "" if whole is None else f"{whole:,}"),)
    amount = part / whole if whole else None
    return replace(
        found, figure=asked.figure, sources=(*found.sources, *rows), amount=amount
    )


def _amount(asked: Asked, account: str) -> int:
    """Sum tickets, from the sums that are kept: they are those of the tickets."""
    wanted, days = asked.wanted, (asked.wanted.start, asked.wanted.end)
    if asked.figure.detail:
        return asked.work.seals.grades(*days).get(asked.figure.detail, 0)
    rows = asked.work.books.recovered(
        *days, ("district", "material", "stream"), wanted.site_id
    )
    materials = asked.network.materials
    return sum(
        row.net_kg if account == Account.RECOVERED_KG else row.units
        for row in rows
        if wanted.district in {"", row.district}
        and wanted.stream in {"", row.stream}
        and (not wanted.materials or row.material in wanted.materials)
        and (
            account == Account.RECOVERED_KG
            or UNIT_ACCOUNTS.get(materials[row.material].hazard) == account
        )
    )


def _signed(entries: Iterator[TicketEntry], sign: int) -> Iterator[TicketEntry]:
    for entry in entries:
        yield replace(entry, part=sign * entry.part)


def _standing(asked: Asked, sign: int = 1) -> Trace:
    """Sites an indicator counts, one by one."""
    if asked.figure.detail not in set(Indicator):
        asked.refuse_detail(f"one of {', '.join(Indicator)}")
    sites = standing_sites(asked.network, Indicator(asked.figure.detail))
    rows = tuple(SourceRow("sites", s.site_id, s.name, part=sign) for s in sites)
    return Trace(asked.figure, sources=rows, amount=sign * len(rows))


def _stated(asked: Asked) -> Trace:
    """Give a dated figure as the plan states it."""
    rows = tuple(
        _target_row(target, target.value)
        for target in asked.work.inputs.targets()
        if target.indicator == asked.figure.detail
        and target.year == asked.figure.days[0].year
        and not target.district
        and not target.material
    )
    amount = rows[0].part if rows else None
    return Trace(asked.figure, sources=rows[:1], amount=amount)


def _capacity(asked: Asked) -> Trace:
    site = asked.network.sites[asked.figure.place]
    kg = site.capacity_kg_per_year
    row = SourceRow("sites", site.site_id, f"{kg or 0:,} kg/a", part=kg)
    return Trace(asked.figure, sources=(row,), amount=kg)


FIGURES: Mapping[str, Callable[[Asked], Trace]] = MappingProxyType(
    {
        Derived.DUE: _due,
        Derived.GAP: _gap,
        Derived.ACHIEVEMENT: _achievement,
        Derived.TARGET: _target,
        Derived.GROWTH: _growth,
        Derived.SHARE: _share,
        Derived.USE: _use,
        Derived.STANDING: _standing,
        Derived.STATED: _stated,
        Derived.CAPACITY_KG: _capacity,
    }
)
"""Figures worked out from others or recorded, by account."""
