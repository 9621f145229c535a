"""What a user asks a siting study for, and the rules it becomes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

from recycling.config import Settings
from recycling.domain.errors import InputError
from recycling.domain.materials import Stream
from recycling.domain.network import Exclusion, Network
from recycling.domain.plans import SiteAction
from recycling.domain.targets import Indicator, Target, trajectory
from recycling.domain.units import FEN_PER_CNY, KG_PER_10KT, KG_PER_T
from recycling.schema.said import said
from recycling.siting.facilities import kg_per_vehicle
from recycling.siting.rules import SiteRule, SitingRules, TargetRule

PLAN = "plan"
"""Targets as the table of targets has them."""

CARBON_PRICE = "cost.carbon_fen_per_t"
WORKS = frozenset({SiteAction.KEEP, SiteAction.UPGRADE, SiteAction.OPEN})
GOES = frozenset({SiteAction.CLOSE, SiteAction.SKIP})

type Figures = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SitingAsk:
    """Options of a siting study, in the units of the trade.

    Attributes
    ----------
    scenario
        Name; its plans are called after it.
    years
        Years of the plan; empty for that of the parameters.
    target
        ``plan`` for the table's line, ``plan:95`` for 95 % of it, or 万吨 per year;
        empty for none.
    target_materials, target_districts
        万吨 per year by code.
    green
        Green centres per year; empty for the table's figure.
    budget_10k_cny
        万元 that may be invested in a year; ``None`` for no limit.
    carbon_price_cny
        Yuan for a tonne of CO2; ``None`` for the parameter's.
    max_haul_km, max_haul_min
        Longest way and driving time of collected loads; ``None`` for the parameter's
        and for no limit.
    min_throughput_t
        Least yearly intake of centres that are opened or upgraded, tonnes.
    coverage_pct, equity_pct
        Least share of household tonnes within the radius, and of every district.
    single_source, trunks, outside, dismantlers
        Whether sources are not split, whether what is sorted goes on, whether buyers
        outside take it too, and whether dismantlers are decided about.
    demand_pct, diesel_pct
        Supply and diesel price in per cent of the reference figures.
    keep, close
        Sites that must work, and that must not.
    haul_factors
        Way over the estimate by travel zone.
    exclude
        Areas of this scenario in which nothing may be built: WKT in WGS-84 by name.
    """

    scenario: str = "base"
    years: tuple[int, ...] = ()
    target: str = ""
    target_materials: Mapping[str, Figures] = field(
        default_factory=lambda: MappingProxyType({})
    )
    target_districts: Mapping[str, Figures] = field(
        default_factory=lambda: MappingProxyType({})
    )
    green: tuple[int, ...] = ()
    budget_10k_cny: float | None = None
    carbon_price_cny: float | None = None
    max_haul_km: float | None = None
    max_haul_min: float | None = None
    min_throughput_t: float = 0.0
    coverage_pct: float = 0.0
    equity_pct: float = 0.0
    single_source: bool = False
    trunks: bool = True
    outside: bool = True
    dismantlers: bool = False
    demand_pct: float = 100.0
    diesel_pct: float = 100.0
    keep: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    haul_factors: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({})
    )
    exclude: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def as_text(self) -> tuple[tuple[str, str], ...]:
        """Options that are set, as text by name."""
        plain = SitingAsk()
        return tuple(
            (item.name, _words(self._told(item.name)))
            for item in fields(self)
            if item.name != "scenario"
            and getattr(self, item.name) != getattr(plain, item.name)
        )

    def _told(self, name: str) -> object:
        """Value of an option as people read it: areas by their names alone."""
        value = getattr(self, name)
        return tuple(value) if name == "exclude" else value


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={_words(each)}" for key, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(_words(each) for each in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def rules_of(
    ask: SitingAsk,
    network: Network,
    targets: Sequence[Target],
    excluded: Iterable[Exclusion],
    settings: Settings,
) -> SitingRules:
    """Turn what was asked for into rules.

    Parameters
    ----------
    ask
        Options.
    network
        Reference figures.
    targets
        Dated figures of the plan.
    excluded
        Candidates in exclusion zones.
    settings
        How the problem is cut, and the set of emission factors.

    Raises
    ------
    InputError
        When an option cannot mean anything; the message names it.
    """
    years = ask.years or (int(network.parameter("siting.year")),)
    if list(years) != sorted(set(years)):
        msg = said("siting.periods", years=_words(years))
        raise InputError(msg)
    _check_shares(ask)
    carbon_cny = ask.carbon_price_cny
    carbon = network.parameter(CARBON_PRICE) if carbon_cny is None else None
    budget = ask.budget_10k_cny
    siting = settings.siting
    return SitingRules(
        years=years,
        targets=tuple(_targets(ask, network, targets, years)),
        green_minimum=_per_year("--green", ask.green, years)
        or green_due(targets, years),
        budget_fen_per_year=None if budget is None else _fen(budget * 10_000),
        carbon_price_fen_per_t=_fen(carbon_cny or 0) if carbon is None else int(carbon),
        max_haul_km=ask.max_haul_km,
        max_haul_min=ask.max_haul_min,
        min_throughput_kg=round(ask.min_throughput_t * KG_PER_T),
        coverage_share=ask.coverage_pct / 100,
        equity_share=ask.equity_pct / 100,
        is_single_source=ask.single_source,
        has_trunks=ask.trunks,
        has_outside=ask.outside,
        decides_dismantlers=ask.dismantlers,
        demand_factor=ask.demand_pct / 100,
        diesel_factor=ask.diesel_pct / 100,
        haul_factors=ask.haul_factors,
        sites=(*excluded_rules(excluded), *_fixed(ask, network)),
        factor_version=settings.accounting.factor_version,
        nearest_sites=siting.nearest_sites,
        trunk_legs=siting.trunk_legs,
        cell_km=siting.cell_km,
    )


def _fen(cny: float) -> int:
    return round(cny * FEN_PER_CNY)


def _check_shares(ask: SitingAsk) -> None:
    for name, value, most in (
        ("--min-throughput", ask.min_throughput_t, 1e8),
        ("--coverage", ask.coverage_pct, 100.0),
        ("--equity", ask.equity_pct, 100.0),
        ("--demand", ask.demand_pct, 1000.0),
        ("--diesel", ask.diesel_pct, 1000.0),
        ("--carbon-price", ask.carbon_price_cny or 0.0, 1e6),
        ("--budget", ask.budget_10k_cny or 0.0, 1e9),
    ):
        # A comparison with NaN is False, so this also catches what is no number.
        if not 0 <= value <= most:
            msg = said("siting.range", name=name, most=most, value=value)
            raise InputError(msg)


def _per_year[N: (int, float)](
    name: str, values: tuple[N, ...], years: Sequence[int]
) -> tuple[N, ...]:
    """Give every year a figure; a single one holds for all."""
    if len(values) == 1:
        return values * len(years)
    if values and len(values) != len(years):
        msg = said(
            "siting.per_year", name=name, count=len(years), values=_words(values)
        )
        raise InputError(msg)
    return values


def _targets(
    ask: SitingAsk, network: Network, targets: Sequence[Target], years: Sequence[int]
) -> Iterable[TargetRule]:
    name, _, share = ask.target.partition(":")
    if name == PLAN:
        yield from _of_table(network, targets, years, _share(share))
    elif ask.target:
        yield TargetRule(_kg("--target", _numbers(ask.target), years))
    for code, figures in ask.target_materials.items():
        yield TargetRule(_kg("--target-material", figures, years), material=code)
    for code, figures in ask.target_districts.items():
        yield TargetRule(_kg("--target-district", figures, years), district=code)


def _share(text: str) -> float:
    """Read the per cent of the table's line that are asked for."""
    try:
        share = float(text or 100) / 100
    except ValueError:
        share = -1.0
    if not 0 < share <= 10:
        msg = said("siting.target_share", text=text)
        raise InputError(msg)
    return share


def _of_table(
    network: Network, targets: Sequence[Target], years: Sequence[int], share: float
) -> Iterable[TargetRule]:
    """Lines of the table: tonnes by material and district, vehicles as their mass."""
    recovered = [t for t in targets if t.indicator is Indicator.RECOVERED]
    parts = sorted({(t.material, t.district) for t in recovered})
    for material, district in parts:
        own = [t for t in recovered if (t.material, t.district) == (material, district)]
        line = tuple(round(share * trajectory(own, year)) for year in years)
        yield TargetRule(line, material, district)
    vehicles = [t for t in targets if t.indicator is Indicator.ELV_UNITS]
    kg_per_unit = kg_per_vehicle(network)
    for district in sorted({t.district for t in vehicles}):
        own = [t for t in vehicles if t.district == district]
        units = (trajectory(own, year) for year in years)
        line = tuple(round(share * kg_per_unit * number) for number in units)
        if any(line):
            yield TargetRule(line, Stream.ELV.value, district)


def _numbers(text: str) -> Figures:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        msg = said("siting.target", text=text)
        raise InputError(msg) from error


def _kg(name: str, figures: Figures, years: Sequence[int]) -> tuple[int, ...]:
    per_year = _per_year(name, figures, years)
    if not all(0 <= figure < 1e6 for figure in per_year):
        msg = said("siting.figures", name=name, figures=_words(figures))
        raise InputError(msg)
    return tuple(round(figure * KG_PER_10KT) for figure in per_year)


def green_due(targets: Iterable[Target], years: Sequence[int]) -> tuple[int, ...]:
    """Green centres that are due in each year: the last dated figure."""
    dated = [
        target
        for target in targets
        if target.indicator is Indicator.GREEN_CENTRES and not target.district
    ]
    return tuple(
        max((t.value for t in dated if t.year <= year), default=0) for year in years
    )


def excluded_rules(excluded: Iterable[Exclusion]) -> Iterable[SiteRule]:
    """Rule candidates in exclusion zones out, one rule for all zones of a site."""
    by_site: dict[str, list[Exclusion]] = {}
    for hit in excluded:
        by_site.setdefault(hit.site_id, []).append(hit)
    for site_id, hits in by_site.items():
        reason = "; ".join(
            f"{hit.rule}: {hit.zone_name} ({hit.zone_id}), {hit.distance_m} m "
            f"(<= {hit.buffer_m} m)"
            for hit in hits
        )
        yield SiteRule(site_id, GOES, reason)


def _fixed(ask: SitingAsk, network: Network) -> Iterable[SiteRule]:
    both = sorted(set(ask.keep) & set(ask.close))
    if both:
        msg = said("siting.both", both=list(both))
        raise InputError(msg)
    for name, site_ids, actions in (
        ("--keep", ask.keep, WORKS),
        ("--close", ask.close, GOES),
    ):
        for site_id in site_ids:
            if site_id not in network.sites:
                msg = said("siting.no_site", name=name, site_id=site_id)
                raise InputError(msg)
            yield SiteRule(site_id, actions, f"{name} {site_id}")


def varied(ask: SitingAsk, name: str, **changes: object) -> SitingAsk:
    """Copy of the options under another name, with some of them changed."""
    return replace(ask, scenario=f"{ask.scenario}-{name}", **changes)  # type: ignore[arg-type]
