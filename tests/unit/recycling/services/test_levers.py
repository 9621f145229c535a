"""Levers on the street: each the difference of two runs, worked out by hand."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from recycling.domain.errors import InputError
from recycling.domain.gap import FullSite, Gap, Lever, LeverKind, Levers, NoGain
from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.domain.tickets import Ticket
from recycling.services.context import Context
from recycling.services.levers import LeverAsk, rank_levers
from recycling.services.study_files import load_study
from tests.builders import DAY
from tests.unit.recycling.siting.second_echelon import MORE

type Write = Callable[[str, Iterable[Any]], None]

GAP = Gap(DAY - timedelta(1), 0, 0, ())
ASK = LeverAsk(districts=("A",), days=7, time_limit_s=27.0)


@pytest.fixture
def short(context: Context, write: Write, micro: Network) -> Context:
    """Give the street one truck in A, whose day is over after one point."""
    figures = {**MORE, "cost.carbon_fen_per_t": 0.0}
    write(
        "parameters", [Parameter(code, value, "-") for code, value in figures.items()]
    )
    truck = micro.vehicles["V1"]
    write(
        "vehicles",
        [
            replace(truck, max_duration_s=1_600),
            replace(micro.vehicles["V2"], is_available=False),
        ],
    )
    return context


def by_kind(levers: Levers) -> dict[LeverKind, Lever]:
    return {lever.kind: lever for lever in levers.levers}


def test_what_a_vehicle_and_a_shift_bring_where_one_truck_is_too_few(
    short: Context,
) -> None:
    levers = rank_levers(short, GAP, ASK)
    found = by_kind(levers)
    vehicles, shift = found[LeverKind.VEHICLES], found[LeverKind.SECOND_SHIFT]
    assert vehicles.before is not None
    # 3,000 people x 0.1 kg x 365; the truck fetches three orders of 420 kg of the
    # 2,800 kg that are due on the seven days.
    assert vehicles.before.asked_kg == 109_500
    assert vehicles.before.recovered_kg == 49_275
    assert vehicles.kg_per_year == shift.kg_per_year == 109_500 - 49_275
    # The second truck's days cost what the first one's do; a second shift has no
    # day to pay: three days of 10,000 fen out of seven.
    assert vehicles.cost_fen_per_year == vehicles.before.cost_fen
    saved = vehicles.cost_fen_per_year - shift.cost_fen_per_year
    assert saved == pytest.approx(3 * 10_000 * 365 / 7, abs=2)
    assert shift.cost_fen_per_t == round(
        shift.cost_fen_per_year * 1_000 / shift.kg_per_year
    )
    # The cheapest tonne comes first, what gains nothing last.
    gains = [lever.kg_per_year > 0 for lever in levers.levers]
    assert [lever.kind for lever in levers.levers[:2]] == [
        LeverKind.SECOND_SHIFT,
        LeverKind.VEHICLES,
    ]
    assert gains == [True, True, False, False, False]
    assert (levers.districts, levers.year) == (("A",), 2026)
    assert len(levers.days) == 7


def test_longer_hours_let_a_full_centre_take_more(short: Context, write: Write) -> None:
    # The only centre of A took 400 kg of household loads a day. Orders are of 420 kg
    # of paper and 560 kg of steel; 18 hours instead of 16 let it take 450 kg.
    days = GAP.day.timetuple().tm_yday
    moment = datetime(2026, 2, 1, 9)
    write("tickets", [Ticket("C1", "1", moment, "paper", days * 400)])
    full = replace(GAP, full_sites=(FullSite("C1", "C1", "A", 1, 1),))
    lever = by_kind(rank_levers(short, full, ASK))[LeverKind.OPENING_HOURS]
    assert lever.before is not None
    assert dict(lever.facts)["sites"] == "C1"
    assert lever.after is not None
    assert (lever.before.recovered_kg, lever.after.recovered_kg) == (0, 49_275)


def test_a_further_site_takes_what_nobody_takes(
    short: Context, write: Write, micro: Network
) -> None:
    # G1 has 1,000 t of steel; the park takes 500 t, the candidate 3,000 t.
    write("sites", [replace(micro.sites["K1"], capacity_kg_per_year=500_000)])
    ask = replace(ASK, districts=("C",))
    lever = by_kind(rank_levers(short, GAP, ask))[LeverKind.SITES]
    assert dict(lever.facts) == {"candidates": "1", "opened": "N1"}
    assert lever.before is not None
    assert lever.after is not None
    assert lever.after.recovered_kg == lever.after.asked_kg
    assert lever.kg_per_year == lever.before.asked_kg - lever.before.recovered_kg > 0
    study = load_study(short.settings.workspace, "lever-sites-after")
    assert study.cost_fen == lever.after.cost_fen
    with short.unit_of_work() as work:
        assert work.plans.siting() is None


def test_days_without_orders_claim_nothing(short: Context, write: Write) -> None:
    with short.unit_of_work() as work:
        points = [
            replace(site, visit_weekdays=("7",))
            for site in work.inputs.network().sites.values()
            if site.site_id.startswith("P")
        ]
    write("sites", points)
    found = by_kind(rank_levers(short, GAP, replace(ASK, days=1)))
    for kind in LeverKind:
        if kind is not LeverKind.SITES:
            assert "has no order on these days" in found[kind].fault
            assert found[kind].cost_fen_per_t is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"districts": ("X",)}, "recorded districts, got X. There are A, B, C"),
        ({"days": 15, "hours": 0.0}, "--days: .* got 15; --hours: .* got 0"),
        ({"visits": 1.0}, "--visits"),
        ({"time_limit_s": 0.0}, "--time-limit"),
    ],
)
def test_what_cannot_be_asked_is_refused(short: Context, change, message) -> None:
    with pytest.raises(InputError, match=message):
        rank_levers(short, GAP, replace(ASK, **change))


def test_more_visits_bring_what_overflowed_between_two(
    short: Context, write: Write, micro: Network
) -> None:
    # No variation, and containers that hold half of what a visit finds: 210 kg of
    # paper and 280 kg of steel, where 60 and 40 kg a day come in.
    figures = {"demand.storage_visits": 0.5, "demand.daily_variation": 0.0}
    write(
        "parameters", [Parameter(code, value, "-") for code, value in figures.items()]
    )
    write("vehicles", [micro.vehicles["V1"], micro.vehicles["V2"]])
    found = by_kind(rank_levers(short, GAP, replace(ASK, days=14)))
    lever = found[LeverKind.FREQUENCY]
    assert lever.before is not None
    assert lever.after is not None
    # Seven days bring 420 kg of paper and a fortnight 560 kg of steel: half is kept.
    assert lever.before.recovered_kg == 109_500 // 2
    # Three visits for paper: after 4, 5 and 5 days at P1 and P2, 210 kg each time;
    # after 6, 5 and 3 days at P3, which find 210, 210 and 180 kg. Steel is still
    # fetched once: 2 x 910 + 880 of 4,200 kg.
    assert lever.after.recovered_kg == 109_500 * 2_700 // 4_200
    assert lever.cost_fen_per_year > 0
    why = {kind: one.why for kind, one in found.items()}
    assert why == {
        LeverKind.FREQUENCY: None,
        LeverKind.VEHICLES: NoGain.ALL_SERVED,
        LeverKind.SECOND_SHIFT: NoGain.ALL_SERVED,
        LeverKind.OPENING_HOURS: NoGain.NONE_FULL,
        LeverKind.SITES: NoGain.ALL_TAKEN,
    }
