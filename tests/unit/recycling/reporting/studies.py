"""A tiny siting study made by hand, for what shows studies."""

from recycling.domain.network import Exclusion
from recycling.domain.plans import Assignment, SiteAction, SiteDecision, SitingPlan
from recycling.domain.sites import SiteKind
from recycling.domain.studies import (
    DemandKind,
    Reason,
    ReasonKind,
    SitingStudy,
    StudyDemand,
    StudyLeg,
    StudyPart,
    StudySite,
    StudyYear,
    UsedFigure,
)

YEAR = StudyYear(
    year=2027, weight=1, supply_kg=30_000_000, recovered_kg=20_000_000,
    coverage_share=0.5, haul_m=12_000, worst_decile_m=30_000, haul_co2_g=5_000_000,
    trunk_co2_g=7_000_000, open_centres=1, green_centres=1, green_minimum=1,
    capital_fen=100, budget_fen=None, fixed_fen=1, variable_fen=2, transport_fen=3,
    trunk_fen=4, transfer_fen=5, carbon_fen=6, unserved_fen=7,
)  # fmt: skip


def site(site_id: str, action: SiteAction, reason: Reason) -> StudySite:
    return StudySite(
        year=2027, site_id=site_id, name="", kind=SiteKind.SORTING_CENTRE,
        district="A", lon=106.5, lat=29.5, action=action, facility_class="large",
        is_green=action is SiteAction.OPEN, capacity_kg=20_000_000,
        throughput_kg=10_000_000, capacity_units=0, throughput_units=0,
        fixed_cost_fen=1, variable_cost_fen=2, capital_fen=100, sources=3,
        reason=reason,
    )  # fmt: skip


SITES = (
    site("C1", SiteAction.OPEN, Reason(ReasonKind.SAVES, 500, 300, 1_000, ("C2",))),
    site("C2", SiteAction.CLOSE, Reason(ReasonKind.TOO_LITTLE, 200, 300, 0, ("C1",))),
)

PART = StudyPart(
    2027, "paper", "Paper", "废纸", 30_000_000, 20_000_000, None, None, 12_000, 5, 10
)

PLAN = SitingPlan(
    "siting-hand-2027", 2027, "exact", 1.5, 28, 3, 7, 20, 30_000_000, 10_000_000,
    (SiteDecision("C1", SiteAction.OPEN, "large", True, 20_000_000, 10_000_000, 1, 2),),
    (Assignment("P1", "C1", "paper", "household", 20_000_000, 12_000),),
)  # fmt: skip

STUDY = SitingStudy(
    name="hand",
    options=(("budget_10k_cny", "100"), ("target", "plan")),
    engine="exact",
    seconds=1.5,
    cost_fen=1_000,
    bound_fen=990,
    years=(YEAR,),
    sites=SITES,
    demands=(
        StudyDemand(2027, DemandKind.TARGET, "", "", 20_000_000, 20_000_000, 36_100),
        StudyDemand(2027, DemandKind.EQUITY, "", "A", 1_000, 2_000, 0),
    ),
    materials=(PART,),
    districts=(PART,),
    legs=(StudyLeg(2027, "C1", "K1", "paper.sorted", "water", 1_000, 9_000, 8, 7, 6),),
    excluded=(Exclusion("N1", "Z1", "red zone", "red line", 12, 200),),
    figures=(UsedFigure("parameters", "a", 1.0, "t", "somewhere", "assumption"),),
    plans=(PLAN,),
    missing=("glass.sorted",),
    certified_bound_fen=980,
    whole_bound_fen=970,
)
"""Numbers are made up so that each can be found again."""
