"""The gap cut to parts by hand: two districts, two materials, ten days."""

from dataclasses import replace
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from recycling.domain.gap import GapCause, Loss
from recycling.domain.network import Network
from recycling.domain.site_records import Downtime
from recycling.domain.sites import SiteKind, SiteStatus
from recycling.domain.tickets import Recovered
from recycling.reporting.gap import GapInputs, build_gap
from recycling.reporting.split import Split
from tests.builders import micro_network

DAY = date(2026, 1, 10)
START = date(2026, 1, 1)
DUE = Split(
    1_000,
    {"A": 600, "B": 400},
    {"paper": 700, "steel": 300},
    {
        ("A", "paper"): 400, ("A", "steel"): 200,
        ("B", "paper"): 300, ("B", "steel"): 100,
    },
)  # fmt: skip


def city(capacity_a: int | None, capacity_b: int | None) -> Network:
    """Build the street with one centre open 10 hours a day in A and in B."""
    network = micro_network()
    sites = {
        key: replace(
            network.sites[key],
            kind=SiteKind.SORTING_CENTRE,
            status=SiteStatus.EXISTING,
            capacity_kg_per_year=capacity,
            opens_s=8 * 3600,
            closes_s=18 * 3600,
        )
        for key, capacity in (("C1", capacity_a), ("C2", capacity_b))
    }
    return replace(network, sites=sites)


def row(district: str, material: str, kg: int, site: str = "") -> Recovered:
    return Recovered(START, district, material, "", kg, 0, 1, site=site)


def inputs(**changes) -> GapInputs:
    given_inputs = GapInputs(
        day=DAY,
        network=city(None, None),
        due=DUE,
        reached=[row("A", "paper", 350), row("A", "steel", 210), row("B", "paper", 90)],
        by_site=[row("", "paper", 350, "C1"), row("", "steel", 210, "C1")],
        losses=[],
        downtimes=[],
    )
    return replace(given_inputs, **changes)


def test_without_records_all_is_volume() -> None:
    gap = build_gap(inputs())
    assert (gap.due_kg, gap.reached_kg, gap.gap_kg) == (1_000, 650, 350)
    assert gap.by("cause") == {"volume": 350}
    assert gap.by("district") == {"A": 40, "B": 310}
    assert gap.by("material") == {"paper": 260, "steel": 90}


def test_orders_left_out_explain_a_part_of_their_district_and_material() -> None:
    losses = [
        Loss(GapCause.UNSERVED, "fleet_full", "A", "paper", 30, 2),
        Loss(GapCause.FAILED_VISIT, "failed", "B", "paper", 10, 1),
    ]
    gap = build_gap(inputs(losses=losses))
    assert gap.by("cause") == {"unserved": 30, "failed_visit": 10, "volume": 310}
    assert gap.by("district") == {"A": 40, "B": 310}


def test_hours_down_are_worth_the_mean_of_the_hours_worked() -> None:
    # 100 h of opening in ten days; 20 h down, counted once where they overlap:
    # 20 / 80 of 350 and of 210 kg.
    downtimes = [
        Downtime("C1", datetime(2026, 1, 5), datetime(2026, 1, 6, 18)),
        Downtime("C1", datetime(2026, 1, 6, 9), datetime(2026, 1, 6, 12)),
        Downtime("C1", datetime(2025, 12, 1), datetime(2025, 12, 31)),
        Downtime("gone", datetime(2026, 1, 5), datetime(2026, 1, 6)),
    ]
    gap = build_gap(inputs(downtimes=downtimes))
    down = [part for part in gap.parts if part.cause is GapCause.DOWNTIME]
    assert [(part.material, part.kg, part.events) for part in down] == [
        ("paper", 88, 2),
        ("steel", 52, 0),
    ]
    assert sum(part.kg for part in gap.parts) == 350


def test_what_is_due_beyond_the_licence_is_a_capacity_limit() -> None:
    # B may take 10 / 365 of 7,300 = 200 kg and is due 400: 200 kg are beyond.
    gap = build_gap(inputs(network=city(36_500, 7_300)))
    limited = [part for part in gap.parts if part.cause is GapCause.CAPACITY]
    # Shared out by what is behind: 210 of paper and 100 of steel.
    assert [(p.district, p.material, p.kg) for p in limited] == [
        ("B", "paper", 135),
        ("B", "steel", 65),
    ]
    assert gap.by("cause") == {"capacity": 200, "volume": 150}


def test_full_sites_are_named() -> None:
    # C1 took 560 kg of 10 / 365 x 18,250 = 500.
    (full,) = build_gap(inputs(network=city(18_250, None))).full_sites
    assert (full.site_id, full.intake_kg, full.capacity_kg) == ("C1", 560, 500)
    assert full.utilisation == 1.12


def test_what_belongs_to_no_part_of_the_split_remains() -> None:
    gap = build_gap(inputs(due=Split(1_000)))
    assert gap.by("cause") == {"remainder": 350}
    outside = [*inputs().reached, row("elsewhere", "paper", 50)]
    gap = build_gap(inputs(reached=outside))
    assert gap.by("cause") == {"volume": 350, "remainder": -50}
    assert gap.gap_kg == 300


CELLS = st.sampled_from([*DUE.cells, ("X", "glass")])


@given(
    reached=st.lists(st.tuples(CELLS, st.integers(0, 900)), max_size=8),
    lost=st.lists(st.tuples(CELLS, st.integers(0, 900)), max_size=5),
    capacity=st.one_of(st.none(), st.integers(0, 40_000)),
    hours=st.integers(0, 240),
)
def test_the_parts_add_up_whatever_happened(reached, lost, capacity, hours) -> None:
    gap = build_gap(
        inputs(
            network=city(capacity, capacity),
            reached=[row(*cell, kg) for cell, kg in reached],
            by_site=[row("", cell[1], kg, "C1") for cell, kg in reached],
            losses=[Loss(GapCause.UNSERVED, "r", *cell, kg, 1) for cell, kg in lost],
            downtimes=[
                Downtime(
                    "C1",
                    datetime(2026, 1, 1),
                    datetime(2026, 1, 1 + hours // 24, hours % 24),
                )
            ],
        )
    )
    for name in ("cause", "district", "material", "detail"):
        assert sum(gap.by(name).values()) == gap.gap_kg
