"""The siting problem of the whole sample city, and an answer to it.

``python -m benchmarks.siting_city JOB OUTCOME`` does what a job file says in a
process of its own; ``benchmarks.siting_city_command`` prints the line.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.jobs import read_json
from recycling.config import DATA_DIR
from recycling.demand.generation import estimate_supply
from recycling.domain.network import Network
from recycling.domain.sites import SiteKind, SiteStatus
from recycling.domain.targets import Indicator, Target, trajectory
from recycling.network.travel import great_circle_travel
from recycling.network.zones import excluded_candidates
from recycling.sample.city import sample_network
from recycling.services.siting_request import excluded_rules, green_due
from recycling.siting.phased import PhasedSiting, build_phased
from recycling.siting.rules import SitingRules, TargetRule
from recycling.siting.whole import StudyInputs, bound_of_all
from routing.errors import RoutingError
from routing.options import SolveOptions
from routing.siting.formats.problem_file import dump_problem
from routing.siting.formats.solution_file import dump_solution
from routing.solve import solve_siting

DAY = date(2026, 11, 2)
"""Day on which exclusion zones are judged."""

YEARS = {1: (2027,), 3: (2025, 2027, 2030)}
FACTORS = "2024"
CARBON_FEN_PER_T = 6_000
TARGET_SHARE = 0.95
"""Share of the plan's line that is asked for: the made-up supply grows by 4 % a year
and stays below the whole of it in 2027."""

BUDGET_FEN_PER_YEAR = 40_000_000_000
"""Most that may be invested in a year, 400 million CNY."""

MOST_PAIRS = 10**9
"""No limit on what is laid out to prove the answer over all ways."""

NEAREST_SITES = 10
TRUNK_LEGS = 8


@dataclass(frozen=True, slots=True)
class CityJob:
    """Which city to build, and how long to solve.

    Attributes
    ----------
    points
        Collection points; generators and places for vehicles come on top.
    periods
        1 for 2027; 3 for 2025, 2027 and 2030 with targets and a budget.
    time_limit_s
        Seconds of the solver; ``None`` builds only.
    workers, seed, engine
        Options of the solver.
    dump
        Folder for problem and answer; empty for none.
    all_ways
        Prove the answer over every way and leg in reach as well.
    """

    points: int
    periods: int
    time_limit_s: float | None
    workers: int
    seed: int
    engine: str
    dump: str
    all_ways: bool = False


def city_rules(
    network: Network, targets: Sequence[Target], periods: int
) -> SitingRules:
    """Return what the city's plan has to keep to."""
    years = YEARS[periods]
    return SitingRules(
        years=years,
        targets=(_total(targets, years),) if periods > 1 else (),
        green_minimum=green_due(targets, years),
        budget_fen_per_year=BUDGET_FEN_PER_YEAR if periods > 1 else None,
        carbon_price_fen_per_t=CARBON_FEN_PER_T,
        has_trunks=True,
        decides_dismantlers=True,
        sites=tuple(excluded_rules(excluded_candidates(network, DAY))),
        factor_version=FACTORS,
        nearest_sites=NEAREST_SITES,
        trunk_legs=TRUNK_LEGS,
        cell_km=0,
    )


def city_problem(
    points: int, periods: int, seed: int
) -> tuple[StudyInputs, PhasedSiting]:
    """Build the problem of the city.

    Parameters
    ----------
    points
        Collection points.
    periods
        1 or 3.
    seed
        Seed of the sample.
    """
    network, targets = sample_network(DATA_DIR, "full", seed, points)
    rules = city_rules(network, targets, periods)
    supplies = [estimate_supply(network, year) for year in rules.years]
    inputs = StudyInputs(network, supplies, great_circle_travel(network))
    return inputs, build_phased(network, supplies, inputs.travel, rules)


def _total(targets: Sequence[Target], years: Sequence[int]) -> TargetRule:
    dated = [target for target in targets if target.indicator is Indicator.RECOVERED]
    line = (trajectory(dated, year) for year in years)
    return TargetRule(tuple(round(TARGET_SHARE * kg) for kg in line))


def run_job(job: CityJob) -> dict[str, Any]:
    """Build, solve and dump; return the figures of the line."""
    started = perf_counter()
    inputs, built = city_problem(job.points, job.periods, job.seed)
    figures = {**_size(built), "build_s": round(perf_counter() - started, 2)}
    if job.dump:
        dump_problem(built.problem, Path(job.dump))
    if job.time_limit_s is None:
        return figures
    options = SolveOptions(
        engine=job.engine,
        time_limit_s=job.time_limit_s,
        workers=job.workers,
        seed=job.seed,
    )
    started = perf_counter()
    try:
        result = solve_siting(built.problem, options)
    except RoutingError as error:
        seconds = round(perf_counter() - started, 2)
        return {**figures, "seconds": seconds, "reason": str(error)}
    seconds = round(perf_counter() - started, 2)
    if job.dump:
        dump_solution(result.solution, Path(job.dump))
    report = result.report
    gap = report.certified_gap
    whole = bound_of_all(inputs, built, result, MOST_PAIRS) if job.all_ways else None
    return {
        **figures,
        "bound_all_ways": whole,
        "objective": report.objective,
        "bound": report.certified_bound,
        "certified_gap_pct": None if gap is None else round(100 * gap, 4),
        "seconds": seconds,
        "open": _open(built, result.solution.states[-1]),
        "feasible": not report.violations,
        "solver": result.solution.engine,
    }


def _size(built: PhasedSiting) -> dict[str, int]:
    problem = built.problem
    centres = [s.site for s in built.sites if s.site.kind is SiteKind.SORTING_CENTRE]
    candidates = sum(site.status is SiteStatus.CANDIDATE for site in centres)
    points = {group.site_id for group in built.groups[0] if not group.is_direct}
    return {
        "points": len(points),
        "clients": len(problem.clients),
        "existing": len(centres) - candidates,
        "candidates": candidates,
        "facilities": len(problem.facilities),
        "commodities": len(problem.commodities),
        "arcs": len(problem.arcs),
        "legs": len(problem.trunks),
        "periods": len(problem.periods),
    }


def _open(built: PhasedSiting, states: Sequence[int]) -> int:
    """Sorting centres that work at the end."""
    return sum(
        site.site.kind is SiteKind.SORTING_CENTRE
        and site.facility.states[state].capacity_kg > 0
        for site, state in zip(built.sites, states, strict=True)
    )


def main() -> None:
    """Run the job of the command line."""
    told, tells = map(Path, sys.argv[1:])
    job = read_json(told, CityJob)
    tells.write_text(json.dumps({**asdict(job), **run_job(job)}), encoding="utf-8")


if __name__ == "__main__":
    main()
