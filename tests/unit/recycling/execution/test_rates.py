"""Learning by hand: what a visit shows, and what it must not teach."""

from dataclasses import replace
from datetime import date

from recycling.domain.materials import Stream
from recycling.domain.reconciliation import Learning, StopCheck
from recycling.domain.site_records import VisitOutcome
from recycling.execution.rates import Past, learn

DAY = date(2026, 11, 2)
KEY = ("P1", "paper", "household")
STOP = StopCheck(
    "r1", "V1", 1, 0, "P1", "o1", "paper", Stream.HOUSEHOLD, 100,
    visit_id="v1", outcome=VisitOutcome.COLLECTED, collected_kg=130, weighed_kg=140,
)  # fmt: skip
PAST = Past(rate_kg_per_day=10.0, emptied_on=date(2026, 10, 26))


def taught(past: Past, *stops: StopCheck, alpha: float = 0.25) -> Learning:
    return learn(DAY, stops, {KEY: past}, alpha, doubtful_factor=5)


def test_a_quarter_of_the_way_to_what_was_weighed() -> None:
    # 140 kg in 7 days are 20 kg a day; 10 + 0.25 x (20 - 10) = 12.5.
    (check,) = taught(PAST, STOP).learnt
    update = check.update
    assert (update.observed_kg_per_day, update.after_kg_per_day) == (20.0, 12.5)
    assert (check.days, check.fill_before_kg, check.fill_observed_kg) == (7, 70, 140)
    assert check.fill_after_kg == 88  # 7 x 12.5 = 87.5, to the even kilogram
    assert (update.source_table, update.source_id) == ("visits", "v1")


def test_the_crews_mass_stands_in_for_a_missing_ticket() -> None:
    (check,) = taught(PAST, replace(STOP, weighed_kg=None)).learnt
    assert check.fill_observed_kg == 130


def test_partial_visits_wait_for_the_next_emptying() -> None:
    partial = replace(STOP, outcome=VisitOutcome.PARTIAL)
    made = taught(PAST, partial)
    assert (made.learnt, made.partial) == ((), 1)
    # 70 kg were fetched by a partial visit before: (70 + 140) / 7 = 30 a day.
    (check,) = taught(replace(PAST, carried_kg=70), STOP).learnt
    assert check.update.observed_kg_per_day == 30.0


def test_a_load_fetched_in_parts_is_one_visit() -> None:
    other = replace(STOP, trip=2, visit_id="v2", weighed_kg=70)
    part = replace(STOP, outcome=VisitOutcome.PARTIAL)
    (check,) = taught(PAST, other, part).learnt
    assert check.update.observed_kg_per_day == 30.0
    assert check.update.source_id == "v2"


def test_a_first_visit_only_starts_the_clock() -> None:
    made = taught(replace(PAST, emptied_on=None), STOP)
    assert (made.learnt, made.first_visits) == ((), 1)


def test_a_day_is_learnt_from_once() -> None:
    made = taught(replace(PAST, learnt_on=DAY), STOP)
    assert (made.learnt, made.known) == ((), 1)


def test_tonnes_typed_as_kilograms_teach_nothing() -> None:
    made = taught(PAST, replace(STOP, weighed_kg=140_000))
    assert made.learnt == ()
    assert made.doubtful[0].update.observed_kg_per_day == 20_000.0


def test_stops_without_a_record_teach_nothing() -> None:
    unvisited = replace(STOP, visit_id="", outcome=None, collected_kg=None)
    assert taught(PAST, unvisited) == Learning(DAY, (), (), 0, 0, 0)


def test_a_rate_of_nothing_can_be_learnt_from() -> None:
    (check,) = taught(replace(PAST, rate_kg_per_day=0.0), STOP).learnt
    assert check.update.after_kg_per_day == 5.0
