"""A line per family and solver: the mean gap against the bar."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import fmean

from benchmarks.routing.families import FAMILIES
from benchmarks.routing.results import RoutingLine
from benchmarks.solving import Summary

OWN_BAR_PCT = {"Ghent1": 0.8}
"""Bars of single instances, besides their family's."""

OF_PYVRP = 0.4
"""Part of PyVRP's gap that the gap on a very large instance may be."""

KIM_BARS = {"102_stop": (183.0, 3), "335_stop": (191.0, 6), "804_stop": (634.0, 5)}
"""Miles and vehicles; Kim's vehicles of the method that keeps the daily volume."""

QINGDAO_KM = {300: 4_000, 0: 4_150}
"""Bars by the least seconds they are for."""

OF_ORTOOLS = 0.9
"""Part of the plain OR-Tools model's miles that the other instances may have."""

NOT_ABOVE_PYVRP = frozenset({"cvrp_x", "sdvrptw", "pcvrptw"})


def summaries(lines: Sequence[RoutingLine], limit_s: float) -> Iterator[Summary]:
    """Sum the lines up by family and solver, each solver's own after its family's."""
    groups: dict[tuple[str, bool, str], list[RoutingLine]] = defaultdict(list)
    for line in lines:
        groups[line.family, line.is_peer, line.engine].append(line)
    for family, is_peer, engine in sorted(groups, key=lambda key: key[:2]):
        chosen = groups[family, is_peer, engine]
        others = [line for line in lines if line.family == family and line.is_peer]
        bar, ok = (None, None) if is_peer else _verdict(chosen, others, limit_s)
        gaps = [line.gap_pct for line in chosen if line.gap_pct is not None]
        yield {
            "family": family,
            "engine": engine,
            "is_peer": is_peer,
            "instances": len(chosen),
            "feasible": sum(line.feasible is True for line in chosen),
            "time_limit_s": limit_s,
            "mean_gap_pct": round(fmean(gaps), 4) if gaps else None,
            "bar": bar,
            "ok": ok,
        }


def _verdict(
    lines: Sequence[RoutingLine], peers: Sequence[RoutingLine], limit_s: float
) -> tuple[str | None, bool | None]:
    """Return the bar in words, and whether it is met; ``None`` if that is unknown."""
    if any(line.feasible is not True for line in lines):
        return "feasible", False
    name = lines[0].family
    if name == "waste_kim2006":
        return _kim(lines, peers)
    if name == "qingdao":
        return _qingdao(lines, limit_s)
    parts = list(_gap_parts(name, lines, peers))
    words = "; ".join(word for word, _ in parts) or "feasible"
    verdicts = [verdict for _, verdict in parts if verdict is not None]
    if not verdicts:
        return words, None if parts else True
    return words, all(verdicts)


def _gap_parts(
    name: str, lines: Sequence[RoutingLine], peers: Sequence[RoutingLine]
) -> Iterator[tuple[str, bool | None]]:
    """Each part of the bar on gaps, and whether it is met."""
    gaps = [(line.instance, line.gap_pct) for line in lines if line.gap_pct is not None]
    known = [gap for _, gap in gaps]
    limit = FAMILIES[name].bar_pct
    if limit is not None:
        met = fmean(known) <= limit if known else None
        yield f"mean gap <= {limit} %", met
    for instance, gap in gaps:
        if name == "cvrp_ags" and instance in OWN_BAR_PCT:
            own = OWN_BAR_PCT[instance]
            yield f"{instance} <= {own} %", gap <= own
    pyvrp = {
        line.instance: line.cost
        for line in peers
        if line.engine == "pyvrp" and line.feasible
    }
    if name in NOT_ABOVE_PYVRP:
        yield "mean not above PyVRP's", _not_above(lines, pyvrp)
    if name == "cvrp_ags":
        theirs = {p.instance: p.gap_pct for p in peers if p.engine == "pyvrp"}
        parts = [
            gap <= OF_PYVRP * their
            for instance, gap in gaps
            if (their := theirs.get(instance)) is not None
        ]
        yield f"each <= {OF_PYVRP:.0%} of PyVRP's", all(parts) if parts else None


def _not_above(
    lines: Sequence[RoutingLine], theirs: dict[str, float | None]
) -> bool | None:
    """Whether the mean ratio to a peer's costs is at most one."""
    ratios = [
        line.cost / their
        for line in lines
        if line.cost is not None and (their := theirs.get(line.instance))
    ]
    return fmean(ratios) <= 1 if ratios else None


def _kim(
    lines: Sequence[RoutingLine], peers: Sequence[RoutingLine]
) -> tuple[str, bool | None]:
    """Miles by instance: published ones, else the plain OR-Tools model's."""
    plain = {
        line.instance: line.cost
        for line in peers
        if line.engine == "ortools" and line.feasible
    }
    met = []
    for line in lines:
        bar, vehicles = KIM_BARS.get(line.instance, (None, None))
        if vehicles is not None and line.vehicles is not None:
            met.append(line.vehicles <= vehicles)
        their = plain.get(line.instance)
        if bar is None and their is not None:
            bar = OF_ORTOOLS * their
        if bar is not None and line.cost is not None:
            met.append(line.cost <= bar)
    plain_words = f"{OF_ORTOOLS:.0%} of the plain OR-Tools model's"
    words = f"published miles and vehicles, or {plain_words}"
    return words, all(met) if met else None


def _qingdao(lines: Sequence[RoutingLine], limit_s: float) -> tuple[str, bool]:
    bar = next(km for least_s, km in QINGDAO_KM.items() if limit_s >= least_s)
    return f"<= {bar} km", all(
        line.cost is not None and line.cost <= bar for line in lines
    )
