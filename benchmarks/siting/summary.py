"""A line per set, model and solver: the gaps against the bar."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.siting.families import CENTER, CFLP, MEDIAN, SSCFLP, TWO_STAGE
from benchmarks.siting.results import SitingLine
from benchmarks.solving import Summary

OPTIMAL_PCT = 0.001
"""A gap from which an answer counts as the best: costs of the public sets are whole,
or printed in ten figures, and bounds are found in floating point."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What the answers to a set must reach; ``None`` where nothing is asked.

    Attributes
    ----------
    mean_gap_pct
        Most the mean gap to the best known cost may be.
    certified_gap_pct
        Most every certified gap may be.
    optimal_share
        Least share of answers of the best known cost.
    """

    mean_gap_pct: float | None = None
    certified_gap_pct: float | None = None
    optimal_share: float | None = None


_PROVED = Bar(certified_gap_pct=OPTIMAL_PCT, optimal_share=1.0)
_YANG = Bar(mean_gap_pct=0.10, certified_gap_pct=1.0)
_MEDIAN = Bar(mean_gap_pct=0.1, optimal_share=0.9)

BARS: Mapping[tuple[str, str], Bar] = {
    ("holmberg", SSCFLP): _PROVED,
    ("delmaire", SSCFLP): _PROVED,
    ("orlib_small", SSCFLP): _PROVED,
    ("yang_30x200", SSCFLP): _YANG,
    ("yang_60x200", SSCFLP): _YANG,
    ("yang_60x300", SSCFLP): _YANG,
    ("yang_80x400", SSCFLP): _YANG,
    ("tbed1_300x300", SSCFLP): Bar(certified_gap_pct=1.0),
    ("tbed1_TB3", SSCFLP): Bar(certified_gap_pct=1.0),
    ("tbed1_300x300", CFLP): Bar(certified_gap_pct=0.1),
    ("tbed1_TB3", CFLP): Bar(certified_gap_pct=0.3),
    ("capa-c", CFLP): Bar(mean_gap_pct=0.1, certified_gap_pct=0.5),
    ("fl_orlib_pmed", MEDIAN): _MEDIAN,
    ("fl_orlib_pmed", CENTER): _MEDIAN,
    ("fl_tscflp", TWO_STAGE): Bar(mean_gap_pct=0.5),
}
"""Bars by set and model; other sets must only be feasible."""


def summaries(lines: Sequence[SitingLine], limit_s: float) -> Iterator[Summary]:
    """Sum the lines up by set, model and solver, the product's before its peers'."""
    groups: dict[tuple[str, str, bool, str], list[SitingLine]] = defaultdict(list)
    for line in lines:
        groups[line.set, line.model, line.is_peer, line.engine].append(line)
    for part, model, is_peer, engine in sorted(groups, key=lambda key: key[:3]):
        chosen = groups[part, model, is_peer, engine]
        gaps = [line.gap_pct for line in chosen if line.gap_pct is not None]
        bar, ok = (None, None) if is_peer else _verdict(chosen)
        yield {
            "family": chosen[0].family,
            "set": part,
            "model": model,
            "engine": engine,
            "is_peer": is_peer,
            "instances": len(chosen),
            "feasible": sum(line.feasible is True for line in chosen),
            "optimal": sum(gap <= OPTIMAL_PCT for gap in gaps),
            "time_limit_s": limit_s,
            "mean_gap_pct": round(fmean(gaps), 4) if gaps else None,
            **_worst("certified_gap_pct", [x.certified_gap_pct for x in chosen]),
            **_worst("multiplier_gap_pct", [x.multiplier_gap_pct for x in chosen]),
            "bar": bar,
            "ok": ok,
        }


def _worst(key: str, gaps: Sequence[float | None]) -> dict[str, float | None]:
    """Return the largest gap; ``None`` where one is missing."""
    known = [gap for gap in gaps if gap is not None]
    return {f"worst_{key}": max(known) if len(known) == len(gaps) else None}


def _verdict(lines: Sequence[SitingLine]) -> tuple[str, bool | None]:
    """Return the bar in words, and whether it is met; ``None`` if that is unknown."""
    if any(line.feasible is not True for line in lines):
        return "feasible", False
    parts = list(_parts(BARS.get((lines[0].set, lines[0].model), Bar()), lines))
    words = "; ".join(word for word, _ in parts) or "feasible"
    verdicts = [verdict for _, verdict in parts if verdict is not None]
    if not verdicts:
        return words, None if parts else True
    return words, all(verdicts)


def _parts(bar: Bar, lines: Sequence[SitingLine]) -> Iterator[tuple[str, bool | None]]:
    """Each part of a bar, and whether it is met."""
    gaps = [line.gap_pct for line in lines if line.gap_pct is not None]
    if bar.optimal_share is not None:
        best = sum(gap <= OPTIMAL_PCT for gap in gaps)
        met = best >= bar.optimal_share * len(gaps) if gaps else None
        yield f"optimal in {bar.optimal_share:.0%}", met
    if bar.mean_gap_pct is not None:
        met = fmean(gaps) <= bar.mean_gap_pct if gaps else None
        yield f"mean gap <= {bar.mean_gap_pct} %", met
    if bar.certified_gap_pct is not None:
        certified = [line.certified_gap_pct for line in lines]
        met = all(gap is not None and gap <= bar.certified_gap_pct for gap in certified)
        yield f"certified gap <= {bar.certified_gap_pct} %", met
