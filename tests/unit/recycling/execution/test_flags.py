"""What is odd about tickets: each judge alone, with tickets one can do by hand."""

from datetime import date, datetime, timedelta

import pytest

from recycling.domain.errors import InputError
from recycling.domain.materials import Parameter
from recycling.domain.tickets import Flow, Ticket
from recycling.domain.weighing import WeighingLimits
from recycling.execution.instruments import TareWatch, expired_calibrations
from recycling.execution.loads import LoadJudge
from recycling.execution.numbering import NumberWatch, RepeatWatch, repeat_flags

LIMITS = WeighingLimits()
START = datetime(2026, 3, 2, 8)
FIELDS = Ticket.__dataclass_fields__


def ticket(number, net_kg=500, minutes=None, **rest):
    at = START + timedelta(minutes=number if minutes is None else minutes)
    values = {"site_id": "A", "material": "paper", **rest}
    return Ticket(ticket_no=f"N-{number:03}", weighed_at=at, net_kg=net_kg, **values)


def columns(tickets):
    return {name: [getattr(one, name) for one in tickets] for name in FIELDS}


def usual(count=10, net_kg=500, **rest):
    return [ticket(number, net_kg, **rest) for number in range(count)]


def said(flags):
    return [(flag.ticket_no, str(flag.rule)) for flag in flags]


@pytest.mark.parametrize(
    ("tickets", "refused", "flagged"),
    [
        ([*usual(), ticket(90, 5_000)], [], []),
        ([*usual(), ticket(90, 5_001)], [], [("N-090", "outlier")]),
        ([*usual(), ticket(90, 4)], [], [("N-090", "outlier")]),
        # Kilograms typed as tonnes, and the same where too few say what is usual.
        ([*usual(), ticket(90, 500_000)], [10], []),
        ([*usual(9), ticket(90, 40_000)], [], [("N-090", "outlier")]),
        ([*usual(8), ticket(90, 40_000)], [], []),
        ([*usual(), ticket(90, 50_000)], [10], []),
        # A truck weighed full and empty, where residents bring a few kilograms.
        (
            [*usual(net_kg=5), ticket(90, 9_000, gross_kg=21_000, tare_kg=12_000)],
            [],
            [("N-090", "outlier")],
        ),
        # Several heavy ones are usual as well; a flow of its own is none of them.
        (
            [*usual(net_kg=5), ticket(90, 9_000), ticket(91, 8_000)],
            [],
            [("N-090", "outlier"), ("N-091", "outlier")],
        ),
        ([*usual(net_kg=5), ticket(90, 9_000, flow=Flow.OUTPUT)], [], []),
        # What the law lets on the road, five times of which no weighbridge shows.
        ([ticket(1, 49_001)], [], [("N-001", "overload")]),
        ([ticket(1, 245_000)], [0], []),
        ([ticket(1, 9, gross_kg=245_000, tare_kg=244_991)], [0], []),
        ([ticket(1, 1_000_000, site_id="port")], [], []),
        # A van carries 1 t and a tenth more without a word.
        ([ticket(1, 1_100, vehicle_id="van")], [], []),
        ([ticket(1, 1_101, vehicle_id="van")], [], [("N-001", "overload")]),
        ([ticket(1, 5_000, vehicle_id="van")], [0], []),
    ],
)
def test_loads(tickets, refused, flagged):
    judge = LoadJudge(LIMITS, {"van": 1_000}, {"port"})
    refusals, flags = judge.judge(columns(tickets))
    assert [one.index for one in refusals] == refused
    assert said(flags) == flagged


def test_what_is_recorded_says_what_is_usual():
    judge = LoadJudge(LIMITS, sums={("A", "paper", "intake"): (5_000, 10)})
    refusals, _ = judge.judge(columns([ticket(1, 500_000)]))
    assert [(one.kg, one.limit_kg, one.times) for one in refusals] == [
        (500_000, 49_000, 10)
    ]
    (small,), _ = judge.judge(columns([ticket(1, 50_000)]))
    assert (small.limit_kg, small.times, small.is_limit) == (500, 100, False)
    # What was refused says nothing.
    assert judge.sums == {("A", "paper", "intake"): (5_000, 10)}


@pytest.mark.parametrize(
    ("calibrated_on", "count"),
    [
        (None, 0),
        (date(2026, 3, 2), 0),
        (date(2025, 3, 1), 0),
        (date(2025, 2, 28), 1),
        (date(2026, 3, 3), 1),
    ],
)
def test_a_verification_holds_a_year(calibrated_on, count):
    rows = columns([ticket(1), ticket(2, calibrated_on=calibrated_on)])
    flags = said(expired_calibrations(rows, LIMITS))
    assert flags == [("N-002", "calibration_expired")] * count


def test_an_empty_vehicle_weighs_what_it_weighs():
    van = [ticket(n, vehicle_id="van", gross_kg=2_500, tare_kg=2_000) for n in range(9)]
    full = ticket(20, vehicle_id="van", gross_kg=3_400, tare_kg=2_500)
    light = ticket(21, vehicle_id="van", gross_kg=2_099, tare_kg=1_599)
    watch = TareWatch(LIMITS)
    assert said(watch.judge(columns([*van[:8], light]))) == []
    # The 2,500 kg left after the first material are the gross of the second.
    assert said(watch.judge(columns([*van, full, light]))) == [("N-021", "tare_drift")]
    assert said(watch.judge(columns([light]))) == [("N-021", "tare_drift")]
    assert said(watch.judge(columns([ticket(1)]))) == []


@pytest.mark.parametrize(
    ("tickets", "flagged"),
    [
        (usual(), []),
        (usual()[::-1], []),
        ([*usual(9), ticket(9, minutes=3)], ["N-009"]),
        ([ticket(0, minutes=99), *usual()[1:]], ["N-000"]),
        ([*usual(), ticket(4, minutes=500, site_id="B")], []),
        # Numbers that follow no time at all, and tickets without numbers.
        ([ticket(n, minutes=n * 7 % 10) for n in range(10)], []),
        (
            [Ticket("A", "X", START, "paper", 1), Ticket("A", "W", START, "paper", 1)],
            [],
        ),
    ],
)
def test_numbers_follow_time(tickets, flagged):
    watch = NumberWatch(LIMITS, lambda *_: None)
    found = said(watch.judge(columns(tickets)))
    assert found == [(number, "out_of_order") for number in flagged]


def test_numbers_go_on_from_what_is_recorded():
    watch = NumberWatch(LIMITS, lambda *_: ticket(5, minutes=60))
    assert said(watch.judge(columns([ticket(6, minutes=50)]))) == [
        ("N-006", "out_of_order")
    ]
    assert said(watch.judge(columns([ticket(7, minutes=61)]))) == []
    assert said(watch.judge(columns([ticket(8, minutes=55)]))) == [
        ("N-008", "out_of_order")
    ]


def test_weighings_recorded_twice_are_looked_for_on_their_days():
    watch = RepeatWatch()
    assert watch.days() == set()
    watch.take(columns(usual()))
    watch.take(columns([ticket(90, minutes=2_000)]))
    assert watch.days() == set()
    assert watch.all_days() == {date(2026, 3, 2), date(2026, 3, 3)}
    watch.take(columns([ticket(91, minutes=2_000)]))
    assert watch.days() == {date(2026, 3, 3)}
    again = (ticket(90), ticket(91), ticket(92))
    assert said(repeat_flags([again])) == [
        ("N-091", "duplicate"),
        ("N-092", "duplicate"),
    ]


def test_limits_are_those_of_the_parameters():
    rows = {
        "weighing.fewest_loads": Parameter("weighing.fewest_loads", 3.0, "loads"),
        "weighing.absurd_ratio": Parameter("weighing.absurd_ratio", 50.5, "ratio"),
    }
    limits = WeighingLimits.of(rows)
    assert (limits.fewest_loads, limits.absurd_ratio) == (3, 50.5)
    assert WeighingLimits.of({}) == LIMITS
    wrong = {"weighing.absurd_ratio": Parameter("weighing.absurd_ratio", 0.0, "")}
    with pytest.raises(InputError, match="above 0, got 0"):
        WeighingLimits.of(wrong)
