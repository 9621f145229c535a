"""Faults of facilities, periods, limits and fixes."""

from collections import Counter
from collections.abc import Iterator

from routing.siting.facility import Facility, FacilityState, Fix
from routing.siting.problem import PPM, SitingProblem
from routing.siting.validate_columns import MAX_FIGURE, MAX_UNIT_COST, figure_faults

MAX_YEARS = 1000


def state_faults(problem: SitingProblem) -> Iterator[str]:
    """Name every fault of what is written in objects."""
    if not problem.facilities:
        yield "facilities: must not be empty. Add a site that exists or may be opened."
    for j, facility in enumerate(problem.facilities):
        place = f"facilities[{j}] {facility.name!r}"
        yield from _facility_faults(place, facility)
        for state in facility.states:
            where = f"{place}, state {state.name!r}"
            yield from _figure_faults(where, state)
            yield from _yield_faults(where, state, problem.commodities)
    yield from _period_faults(problem)
    yield from _limit_faults(problem)
    for n, fix in enumerate(problem.fixes):
        yield from _fix_faults(f"fixes[{n}] ({fix.reason})", fix, problem)


def _facility_faults(place: str, facility: Facility) -> Iterator[str]:
    if not facility.states:
        yield f"{place}, states: must not be empty. Add at least one state."
    names = Counter(state.name for state in facility.states)
    for name, count in names.items():
        if count > 1:
            yield f"{place}, states: {name!r} occurs twice. Name each state once."
    if facility.initial is not None and facility.initial not in names:
        yield f"{place}, initial: there is no state {facility.initial!r}. Name one."
    moved = {name for pair in facility.transitions or () for name in pair}
    for name in sorted(moved - set(names)):
        yield f"{place}, transitions: there is no state {name!r}. Name one."


def _figure_faults(place: str, state: FacilityState) -> Iterator[str]:
    for name in (
        "capacity_kg",
        "min_throughput_kg",
        "fixed_cost_fen",
        "entry_cost_fen",
        "capital_fen",
    ):
        yield from figure_faults(f"{place}, {name}", getattr(state, name), MAX_FIGURE)
    yield from figure_faults(
        f"{place}, unit_cost_fen_per_t", state.unit_cost_fen_per_t, MAX_UNIT_COST
    )
    if state.min_throughput_kg > state.capacity_kg >= 0:
        yield (
            f"{place}, min_throughput_kg: must be <= capacity_kg "
            f"{state.capacity_kg}, got {state.min_throughput_kg}. "
            "Lower it or raise the capacity."
        )


def _yield_faults(
    place: str, state: FacilityState, commodities: tuple[str, ...]
) -> Iterator[str]:
    total: Counter[str] = Counter()
    for made in state.yields:
        total[made.commodity] += made.ppm
        if made.ppm < 0:
            yield (
                f"{place}, yields: {made.commodity!r} to {made.output!r} must be "
                f">= 0 ppm, got {made.ppm}. Correct it."
            )
        for name in sorted({made.commodity, made.output} - set(commodities)):
            yield f"{place}, yields: there is no commodity {name!r}. Name one."
    pairs = Counter((made.commodity, made.output) for made in state.yields)
    for (commodity, output), count in pairs.items():
        if count > 1:
            yield f"{place}, yields: {commodity!r} to {output!r} occurs twice. Add up."
    for commodity, ppm in total.items():
        if ppm > PPM:
            yield (
                f"{place}, yields: a kilogram of {commodity!r} must not make more than "
                f"{PPM} ppm in all, got {ppm}. Lower the shares."
            )


def _period_faults(problem: SitingProblem) -> Iterator[str]:
    if not problem.periods:
        yield "periods: must not be empty. Give one."
    for t, period in enumerate(problem.periods):
        place = f"periods[{t}] {period.name!r}"
        if not 1 <= period.weight <= MAX_YEARS:
            yield (
                f"{place}, weight: must be within 1 and {MAX_YEARS}, got "
                f"{period.weight}. Give the years it stands for."
            )
        if period.capital_budget_fen is not None:
            budget = period.capital_budget_fen
            yield from figure_faults(f"{place}, capital_budget_fen", budget, MAX_FIGURE)


def _limit_faults(problem: SitingProblem) -> Iterator[str]:
    for tag in problem.tag_limits:
        place = f"tag_limits[{tag!r}]"
        limits = problem.limits_of(tag)
        if len(limits) != len(problem.periods):
            yield (
                f"{place}: must be one limit, or {len(problem.periods)}, one per "
                f"period, got {len(limits)}. Fill it up."
            )
        for limit in dict.fromkeys(limits):
            if limit.minimum < 0:
                yield f"{place}, minimum: must be >= 0, got {limit.minimum}. Give 0."
            if limit.maximum is not None and limit.maximum < limit.minimum:
                yield (
                    f"{place}, maximum: must be >= minimum {limit.minimum}, got "
                    f"{limit.maximum}. Raise it, or give None for no maximum."
                )


def _fix_faults(place: str, fix: Fix, problem: SitingProblem) -> Iterator[str]:
    if not 0 <= fix.facility < len(problem.facilities):
        yield f"{place}: there is no facility number {fix.facility}. Correct it."
        return
    facility = problem.facilities[fix.facility]
    known = {state.name for state in facility.states}
    for name in sorted(fix.states - known):
        yield f"{place}: facility {facility.name!r} has no state {name!r}. Name one."
    if fix.period is not None and not 0 <= fix.period < len(problem.periods):
        yield f"{place}: there is no period number {fix.period}. Correct it."
