"""Use case: what closes the gap, each measure by running its model again."""

from collections.abc import Collection
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date, timedelta

from recycling.dispatch.catchments import milk_run_vehicles
from recycling.dispatch.measures import (
    with_daily_intake,
    with_longer_hours,
    with_more_vehicles,
    with_more_visits,
    with_second_shift,
)
from recycling.dispatch.planning import unload_sites
from recycling.dispatch.visit_patterns import CYCLE_DAYS
from recycling.domain.errors import InputError, PlanningError
from recycling.domain.gap import Gap, Lever, LeverKind, Levers, NoGain
from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.sites import SiteKind, SiteStatus
from recycling.domain.units import KG_PER_10KT
from recycling.reporting.split import split_target
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.lever_runs import (
    Routed,
    Scope,
    route,
    scope_of,
    site_study,
    studied_run,
)
from recycling.services.report_inputs import baseline_kg
from recycling.services.siting_request import SitingAsk

MOST_DISTRICTS = 3
"""Districts the levers are worked out for where none is named."""

RUNS = 9
"""Runs of models at most: they share the time limit evenly."""

BEFORE, AFTER = "lever-sites-before", "lever-sites-after"
TARGET = "lever-sites-target"
"""Names the siting studies are saved under."""


@dataclass(frozen=True, slots=True)
class LeverAsk:
    """What the levers are asked for.

    Attributes
    ----------
    districts
        Codes; empty for those farthest behind.
    days
        Number of days of the visiting cycle that are routed.
    hours
        Hours a full centre stays open longer.
    visits
        Times as many visits.
    time_limit_s
        Time of all runs together.
    """

    districts: tuple[str, ...] = ()
    days: int = 1
    hours: float = 2.0
    visits: float = 2.0
    time_limit_s: float = 120.0


def rank_levers(context: Context, gap: Gap, ask: LeverAsk) -> Levers:
    """Run every measure's model with and without it, and rank the measures.

    Parameters
    ----------
    context
        Settings, storage and worker processes.
    gap
        The gap: where it is largest, and which sites are full. The days after its
        last one are routed.
    ask
        Options.

    Raises
    ------
    InputError
        When an option cannot mean anything.
    """
    context.progress.stage("levers")
    districts = _districts(context, gap, ask)
    _check(ask)
    days = tuple(
        gap.day + timedelta(1 + place * CYCLE_DAYS // ask.days)
        for place in range(ask.days)
    )
    full = [site.site_id for site in gap.full_sites]
    scope = scope_of(context, districts, days, ask.time_limit_s / RUNS, full)
    with context.executor() as executor:
        levers = [
            *_sites(context, scope),
            *_routing(context, scope, gap, ask, executor),
        ]
    return Levers(
        day=gap.day,
        year=scope.year,
        districts=districts,
        days=days,
        time_limit_s=ask.time_limit_s,
        levers=tuple(sorted(levers, key=_rank)),
    )


def _explained(lever: Lever, why: NoGain) -> Lever:
    """Say why a measure gains nothing, where it does not."""
    is_none = lever.before is not None and lever.kg_per_year <= 0
    return replace(lever, why=why) if is_none else lever


def _rank(lever: Lever) -> tuple[bool, float, str]:
    per_t = lever.cost_fen_per_t
    return per_t is None, per_t or 0.0, lever.kind


def _check(ask: LeverAsk) -> None:
    faults = [
        f"{name}: must be {rule}, got {value:g}"
        for name, rule, value, is_good in (
            (
                "--days",
                f"from 1 to {CYCLE_DAYS}",
                ask.days,
                1 <= ask.days <= CYCLE_DAYS,
            ),
            ("--hours", "above 0 and up to 24", ask.hours, 0 < ask.hours <= 24),
            (
                "--visits",
                "above 1 and up to 14",
                ask.visits,
                1 < ask.visits <= CYCLE_DAYS,
            ),
            ("--time-limit", "above 0", ask.time_limit_s, ask.time_limit_s > 0),
        )
        if not is_good
    ]
    if faults:
        msg = said("lever.faults", faults="; ".join(faults))
        raise InputError(msg)


def _districts(context: Context, gap: Gap, ask: LeverAsk) -> tuple[str, ...]:
    """Districts that were named, or those farthest behind."""
    with context.unit_of_work() as work:
        known = work.inputs.keys("districts")
    unknown = sorted(set(ask.districts) - known)
    if unknown:
        msg = said(
            "lever.district", unknown=list(unknown), known=sorted(known) or said("none")
        )
        raise InputError(msg)
    behind = gap.by("district")
    first = sorted(known, key=lambda code: (-behind.get(code, 0), code))
    return tuple(sorted(ask.districts or first[:MOST_DISTRICTS]))


def _sites(context: Context, scope: Scope) -> list[Lever]:
    """Compare the best plan with the centres of today and one with candidates.

    A third is asked for what the plan wants of these districts, as far as there is
    supply: the multiplier of that target is the price of one more tonne. Where no
    plan reaches it there is no price, and the lever says so.
    """
    candidates = tuple(
        site.site_id
        for site in scope.network.of_kind(SiteKind.SORTING_CENTRE, SiteStatus.CANDIDATE)
    )
    ask = SitingAsk(scenario=BEFORE, years=(scope.year,), trunks=False)
    try:
        before = site_study(context, scope, replace(ask, close=candidates))
        after = site_study(context, scope, replace(ask, scenario=AFTER))
    except PlanningError as error:
        return [Lever(LeverKind.SITES, (), None, None, fault=str(error))]
    price, fault = _price(context, scope, replace(ask, scenario=TARGET))
    opened = [
        site.site_id
        for site in after.sites
        if site.site_id in candidates and site.is_open
    ]
    lever = Lever(
        kind=LeverKind.SITES,
        facts=(
            ("candidates", f"{len(candidates)}"),
            ("opened", ", ".join(opened) or "0"),
        ),
        before=studied_run(before),
        after=studied_run(after),
        price_fen_per_t=price,
        fault=fault,
    )
    run = studied_run(before)
    is_all = run.recovered_kg >= run.asked_kg
    return [_explained(lever, NoGain.ALL_TAKEN if is_all else NoGain.OTHER_LIMIT)]


def _price(context: Context, scope: Scope, ask: SitingAsk) -> tuple[int | None, str]:
    """Price of one more tonne where the plan's target is asked for, or why none."""
    target = _wanted(context, scope)
    if not target:
        return None, ""
    try:
        study = site_study(context, scope, replace(ask, target=target))
    except PlanningError as error:
        return None, str(error)
    return study.price_fen_per_t(scope.year), ""


def _wanted(context: Context, scope: Scope) -> str:
    """Target of the year for a scope in 万吨, at most its supply; empty for none."""
    with context.unit_of_work() as work:
        network, targets = work.inputs.network(), work.inputs.targets()
        baseline = baseline_kg(work, targets, scope.days[0])
    split = split_target(network, targets, scope.year, baseline)
    if split is None:
        return ""
    due_kg = sum(split.districts.get(code, 0) for code in scope.network.districts)
    supply_kg = sum(supply.kg_per_year for supply in scope.supplies)
    kg = min(due_kg, supply_kg)
    # Rounded down to what the option can say: ten tonnes.
    return f"{kg * 1000 // KG_PER_10KT / 1000:.3f}" if kg else ""


def _routing(
    context: Context,
    scope: Scope,
    gap: Gap,
    ask: LeverAsk,
    executor: Executor | None,
) -> list[Lever]:
    """Work out the measures of a dispatcher, against the same days without any."""

    def run(name: str, network: Network) -> Routed:
        return route(context, scope, name, network, executor)

    network = scope.routed
    try:
        base = run("as it is", network)
    except PlanningError as error:
        kinds = [kind for kind in LeverKind if kind is not LeverKind.SITES]
        return [Lever(kind, (), None, None, fault=str(error)) for kind in kinds]
    left = (
        ("orders", f"{base.orders}"),
        ("left_out", f"{base.left}"),
        ("kept", f"{base.kept:.2%}"),
    )
    served = NoGain.OTHER_LIMIT if base.left else NoGain.ALL_SERVED
    kept = NoGain.OTHER_LIMIT if base.kept < 1 else NoGain.NOTHING_OVERFLOWS
    depots = base.short_depots or frozenset(milk_run_vehicles(network))
    more = with_more_vehicles(network, depots)
    second = with_second_shift(network)
    often = with_more_visits(network, ask.visits)
    changes = (
        (LeverKind.VEHICLES, more, ("vehicles", _added(network, more)), served),
        (LeverKind.SECOND_SHIFT, second, ("shifts", _added(network, second)), served),
        (LeverKind.FREQUENCY, often, ("visits", f"x {ask.visits:g}"), kept),
    )
    levers = [_hours(context, scope, gap, ask, executor, base)]
    for kind, changed, fact, why in changes:
        facts = (fact, *left)
        try:
            after = run(kind.value, changed)
            levers.append(_explained(Lever(kind, facts, base.run, after.run), why))
        except PlanningError as error:
            levers.append(Lever(kind, facts, None, None, fault=str(error)))
    return levers


def _added(before: Network, after: Network) -> str:
    added = [key for key in sorted(after.vehicles) if key not in before.vehicles]
    return f"+{len(added)}"


def _hours(
    context: Context,
    scope: Scope,
    gap: Gap,
    ask: LeverAsk,
    executor: Executor | None,
    base: Routed,
) -> Lever:
    """Keep the full centres open longer, or the fullest where none is full.

    A full centre with no recorded daily limit takes what it took: its mean household
    intake of a day so far. Longer hours raise that in proportion; both runs keep it.
    """
    network = scope.routed
    centres = unload_sites(network, scope.open_site_ids)
    own = [site for site in centres if site.district in scope.network.districts]
    working = {site.site_id for site in own or centres}
    full = [site.site_id for site in gap.full_sites if site.site_id in working]
    taken = _household_per_day(context, gap, working)
    chosen = full or sorted(working, key=lambda key: (-taken.get(key, 0), key))[:1]
    if not chosen:
        fault = "levers, opening hours: no sorting centre works in these districts."
        return Lever(LeverKind.OPENING_HOURS, (), None, None, fault=fault)
    limits = {
        key: taken[key]
        for key in full
        if network.sites[key].intake_kg_per_day is None and taken.get(key)
    }
    limited = with_daily_intake(network, limits)
    longer = with_longer_hours(limited, chosen, ask.hours)
    before = (
        route(context, scope, "full centres at their limit", limited, executor)
        if limits
        else base
    )
    after = route(context, scope, LeverKind.OPENING_HOURS.value, longer, executor)
    facts = (
        ("sites", ", ".join(chosen)),
        ("hours", f"+{ask.hours:g}"),
        ("full", f"{len(full)}"),
        ("left_out", f"{before.left}"),
    )
    lever = Lever(LeverKind.OPENING_HOURS, facts, before.run, after.run)
    if not full:
        return _explained(lever, NoGain.NONE_FULL)
    return _explained(lever, NoGain.OTHER_LIMIT if before.left else NoGain.OTHERS_TAKE)


def _household_per_day(
    context: Context, gap: Gap, site_ids: Collection[str]
) -> dict[str, int]:
    """Mean household intake of a day so far, by site."""
    start = date(gap.day.year, 1, 1)
    days = (gap.day - start).days + 1
    with context.unit_of_work() as work:
        rows = work.books.recovered(start, gap.day, ("site", "stream"))
    return {
        row.site: row.net_kg // days
        for row in rows
        if row.site in site_ids and row.stream == Stream.HOUSEHOLD.value
    }
