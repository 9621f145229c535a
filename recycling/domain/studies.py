"""A siting study: a plan over years with everything a planner asks about it."""

from dataclasses import dataclass
from enum import StrEnum

from recycling.domain.bounds import proven_gap
from recycling.domain.network import Exclusion
from recycling.domain.plans import GREAT_CIRCLE, SiteAction, SitingPlan
from recycling.domain.sites import SiteKind


class ReasonKind(StrEnum):
    """Why a site is what it is under a plan.

    Attributes
    ----------
    AS_IS
        Not up for decision.
    RULED
        A rule or a person decided.
    SAVES
        Its loads would cost more elsewhere than the site does.
    GREEN
        Costs more than it saves, but counts towards the green centres asked for.
    NEEDED
        Costs more than it saves by its own loads; the other open sites are too
        full, or a target, a coverage or a budget asks for it.
    TOO_LITTLE
        Not worth its cost: its loads go elsewhere for less.
    UNUSED
        Nobody would come cheaper than to the sites there are.
    """

    AS_IS = "as_is"
    RULED = "ruled"
    SAVES = "saves"
    GREEN = "green"
    NEEDED = "needed"
    TOO_LITTLE = "too_little"
    UNUSED = "unused"


class DemandKind(StrEnum):
    """What a rule asks the recovered tonnes for.

    Attributes
    ----------
    TARGET
        Tonnes recovered, of everything, a material or a district.
    COVERAGE
        Household tonnes served within the coverage radius.
    EQUITY
        A share of a district's supply.
    """

    TARGET = "target"
    COVERAGE = "coverage"
    EQUITY = "equity"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a site is what it is, in figures of one year.

    Attributes
    ----------
    kind
        The reason.
    saving_fen
        What its loads would cost more at the next cheapest open sites; for a site
        that does not work, what the loads it could take would cost less.
    cost_fen
        What the site costs a year, or would, beyond what it costs closed.
    alone_kg
        Loads that reach no other open site.
    others
        Sites that would take its loads, or take them now, the largest first.
    text
        The rule, where one decided.
    """

    kind: ReasonKind
    saving_fen: int = 0
    cost_fen: int = 0
    alone_kg: int = 0
    others: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class StudySite:
    """A site in one year of a study.

    Attributes
    ----------
    year, site_id, name, kind, district, lon, lat
        Which site, and where.
    action, facility_class, is_green
        What it is under the plan.
    capacity_kg, throughput_kg
        Yearly capacity, and intake from sources and other sites.
    capacity_units, throughput_units
        The same in vehicles, for dismantlers.
    fixed_cost_fen, variable_cost_fen
        Yearly cost.
    capital_fen
        Investment of the year's stretch.
    sources
        Number of sites that supply it.
    reason
        Why.
    """

    year: int
    site_id: str
    name: str
    kind: SiteKind
    district: str
    lon: float
    lat: float
    action: SiteAction
    facility_class: str
    is_green: bool
    capacity_kg: int
    throughput_kg: int
    capacity_units: int
    throughput_units: int
    fixed_cost_fen: int
    variable_cost_fen: int
    capital_fen: int
    sources: int
    reason: Reason

    @property
    def is_open(self) -> bool:
        """Whether it works."""
        return self.action not in {SiteAction.CLOSE, SiteAction.SKIP}

    @property
    def utilisation(self) -> float | None:
        """Intake over capacity; ``None`` without any."""
        return self.throughput_kg / self.capacity_kg if self.capacity_kg else None


@dataclass(frozen=True, slots=True)
class StudyDemand:
    """A rule on recovered tonnes in one year.

    Attributes
    ----------
    year, kind, material, district
        Which rule; material and district are empty where it holds for all.
    minimum_kg, reached_kg
        What is asked for, and what the plan has.
    price_fen_per_t
        What a further tonne would cost a year, by the multipliers; ``None`` without.
    """

    year: int
    kind: DemandKind
    material: str
    district: str
    minimum_kg: int
    reached_kg: int
    price_fen_per_t: int | None


@dataclass(frozen=True, slots=True)
class StudyPart:
    """A material or district in one year.

    Attributes
    ----------
    year, code, name_en, name_zh
        Which one.
    supply_kg, recovered_kg
        What there is, and what is taken.
    target_kg, price_fen_per_t
        What is asked for, and what a further tonne costs; ``None`` without a rule.
    haul_m
        Mean way of its household tonnes; ``None`` without any.
    covered_kg, household_kg
        Household tonnes served within the coverage radius, and all there are.
    """

    year: int
    code: str
    name_en: str
    name_zh: str
    supply_kg: int
    recovered_kg: int
    target_kg: int | None
    price_fen_per_t: int | None
    haul_m: int | None
    covered_kg: int
    household_kg: int


@dataclass(frozen=True, slots=True)
class StudyLeg:
    """What goes on from one site to another in one year.

    Attributes
    ----------
    year, origin, destination, commodity, mode
        Between which sites, of what, and how.
    kg, distance_m
        Mass and way.
    carriage_fen, transfer_fen, co2_g
        Cost of carrying and of changing over (disposal of hazardous outputs
        included), and CO2.
    """

    year: int
    origin: str
    destination: str
    commodity: str
    mode: str
    kg: int
    distance_m: int
    carriage_fen: int
    transfer_fen: int
    co2_g: int


@dataclass(frozen=True, slots=True)
class StudyYear:
    """One year of a study in figures.

    Attributes
    ----------
    year, weight
        The year, and the years it stands for.
    supply_kg, recovered_kg
        What there is, and what is first weighed at a licensed intake.
    coverage_share
        Household tonnes served within the coverage radius over all there are.
    haul_m, worst_decile_m
        Mean way of the served household tonnes, and of the farthest tenth of them.
    haul_co2_g, trunk_co2_g
        CO2 of the ways to the sites, and on from them.
    open_centres, green_centres, green_minimum
        Sorting centres that work, green ones, and how many were asked for.
    capital_fen, budget_fen
        Invested in the stretch, and what may be; ``None`` without a limit.
    fixed_fen, variable_fen, transport_fen, trunk_fen, transfer_fen, carbon_fen, \
unserved_fen
        Yearly cost by component.
    """

    year: int
    weight: int
    supply_kg: int
    recovered_kg: int
    coverage_share: float
    haul_m: int
    worst_decile_m: int
    haul_co2_g: int
    trunk_co2_g: int
    open_centres: int
    green_centres: int
    green_minimum: int
    capital_fen: int
    budget_fen: int | None
    fixed_fen: int
    variable_fen: int
    transport_fen: int
    trunk_fen: int
    transfer_fen: int
    carbon_fen: int
    unserved_fen: int

    @property
    def unserved_kg(self) -> int:
        """Supply nobody takes."""
        return self.supply_kg - self.recovered_kg

    @property
    def cost_fen(self) -> int:
        """Yearly cost of all components."""
        return (
            self.fixed_fen
            + self.variable_fen
            + self.transport_fen
            + self.trunk_fen
            + self.transfer_fen
            + self.carbon_fen
            + self.unserved_fen
        )


@dataclass(frozen=True, slots=True)
class UsedFigure:
    """A reference figure a study rests on.

    Attributes
    ----------
    table, code
        Its row.
    value, unit, source, certainty
        As in the row.
    """

    table: str
    code: str
    value: float
    unit: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class SitingStudy:
    """A siting plan over years, checked, with what a planner asks about it.

    Attributes
    ----------
    name
        Name of the scenario.
    options
        What was asked for, as text by name.
    engine, seconds, travel
        What solved it, how long that took, and where the ways come from.
    cost_fen, bound_fen
        Cost of all years by their weights, and its proven lower bound.
    certified_bound_fen
        The bound that anybody can recompute from the multipliers, ``None`` without;
        a solver may vouch for a higher one.
    whole_bound_fen
        The certified bound over every way in reach, not only the nearest sites that
        were considered; ``None`` where it was not worked out.
    years, sites, demands, materials, districts, legs
        Figures by year.
    excluded
        Candidates in exclusion zones, with zone, rule and metres.
    figures
        Reference figures used.
    plans
        One plan per year, for maps and routes.
    missing
        Outputs that no site in reach takes: they leave the model where they are
        made, at no cost.
    """

    name: str
    options: tuple[tuple[str, str], ...]
    engine: str
    seconds: float
    cost_fen: int
    bound_fen: int | None
    years: tuple[StudyYear, ...]
    sites: tuple[StudySite, ...]
    demands: tuple[StudyDemand, ...]
    materials: tuple[StudyPart, ...]
    districts: tuple[StudyPart, ...]
    legs: tuple[StudyLeg, ...]
    excluded: tuple[Exclusion, ...]
    figures: tuple[UsedFigure, ...]
    plans: tuple[SitingPlan, ...] = ()
    travel: str = GREAT_CIRCLE
    missing: tuple[str, ...] = ()
    certified_bound_fen: int | None = None
    whole_bound_fen: int | None = None

    @property
    def gap(self) -> float | None:
        """Most the cost can be above the least there is, as a share of itself."""
        return proven_gap(self.cost_fen, self.bound_fen)

    @property
    def certified_gap(self) -> float | None:
        """The gap to the certified bound."""
        return proven_gap(self.cost_fen, self.certified_bound_fen)

    def in_year(self, year: int) -> tuple[StudySite, ...]:
        """Sites of one year."""
        return tuple(site for site in self.sites if site.year == year)

    def price_fen_per_t(self, year: int) -> int | None:
        """Price a further recovered tonne of a year by the total target."""
        for demand in self.demands:
            is_total = not demand.material and not demand.district
            if demand.year == year and demand.kind is DemandKind.TARGET and is_total:
                return demand.price_fen_per_t
        return None
