"""What visits teach about generation rates: simple exponential smoothing.

``after = before + alpha (observed - before)``, 0 <= alpha <= 1: the rate moves a
part of the way to what a visit showed, so it always lies between the two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from recycling.domain.materials import Stream
from recycling.domain.reconciliation import (
    FillCheck,
    Learning,
    SourceKey,
    StopCheck,
)
from recycling.domain.site_records import RateUpdate, VisitOutcome

ALPHA = "demand.rate_smoothing"
DOUBTFUL = "demand.rate_doubtful_factor"
VISITS = "visits"


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a stop before the day.

    Attributes
    ----------
    rate_kg_per_day
        Rate in force.
    emptied_on
        Day it was last emptied; ``None`` without a visit on record.
    carried_kg
        Mass fetched since then by visits that did not empty it.
    learnt_on
        Day of the newest visit learnt from, if any.
    """

    rate_kg_per_day: float
    emptied_on: date | None
    carried_kg: int = 0
    learnt_on: date | None = None


def smoothed(before: float, observed: float, alpha: float) -> float:
    """Rate after an observation, between the rate before and the one observed."""
    # Two products instead of a difference: the rounded sum cannot leave the range.
    after = (1 - alpha) * before + alpha * observed
    low, high = sorted((before, observed))
    return min(max(after, low), high)


def learn(
    day: date,
    stops: Iterable[StopCheck],
    past: Mapping[SourceKey, Past],
    alpha: float,
    doubtful_factor: float,
) -> Learning:
    """Learn a day's generation rates, once per site, material and stream.

    The observed rate is the mass fetched since the stop was last emptied over the
    days since then. Only a visit that empties the stop shows it: what a partial
    visit fetched counts with the next emptying.

    Parameters
    ----------
    day
        Day of the visits.
    stops
        Stops of the day as reconciled.
    past
        What is known of each of them.
    alpha
        Weight of the observation, 0 to 1.
    doubtful_factor
        An observation of more than this many times the rate in force is listed
        and not learnt from: kilograms typed as tonnes must not teach anything.
    """
    learnt: list[FillCheck] = []
    doubtful: list[FillCheck] = []
    first_visits = partial = known = 0
    for key, visited in sorted(_visited(stops).items()):
        before = past[key]
        if before.learnt_on is not None and before.learnt_on >= day:
            known += 1
        elif visited[-1].outcome is not VisitOutcome.COLLECTED:
            partial += 1
        elif before.emptied_on is None:
            first_visits += 1
        else:
            days = (day - before.emptied_on).days
            update = _observed(day, key, visited, before, days, alpha)
            limit = before.rate_kg_per_day * doubtful_factor
            is_doubtful = 0 < limit < update.observed_kg_per_day
            (doubtful if is_doubtful else learnt).append(FillCheck(update, days))
    return Learning(day, tuple(learnt), tuple(doubtful), first_visits, partial, known)


def _visited(stops: Iterable[StopCheck]) -> dict[SourceKey, list[StopCheck]]:
    """Visited stops by whose rate they tell about.

    A load larger than a truck is fetched in parts: together they are one visit.
    It emptied the stop when one of them says so; that one comes last.
    """
    groups: dict[SourceKey, list[StopCheck]] = {}
    for stop in stops:
        if stop.visit_id:
            groups.setdefault(stop.source, []).append(stop)
    for group in groups.values():
        group.sort(
            key=lambda s: (s.outcome is VisitOutcome.COLLECTED, s.trip, s.visit_id)
        )
    return groups


def _observed(
    day: date,
    key: SourceKey,
    visited: list[StopCheck],
    before: Past,
    days: int,
    alpha: float,
) -> RateUpdate:
    site_id, material, stream = key
    fetched_kg = before.carried_kg + sum(stop.best_kg or 0 for stop in visited)
    observed = fetched_kg / days
    return RateUpdate(
        site_id=site_id,
        material=material,
        stream=Stream(stream),
        day=day,
        before_kg_per_day=before.rate_kg_per_day,
        observed_kg_per_day=observed,
        after_kg_per_day=smoothed(before.rate_kg_per_day, observed, alpha),
        weight=alpha,
        source_table=VISITS,
        source_id=visited[-1].visit_id,
    )
