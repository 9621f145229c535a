"""The city's target cut to its districts and materials, exactly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.domain.shares import split_exactly
from recycling.domain.sites import INTAKE_KINDS, SiteStatus
from recycling.domain.targets import Indicator, Target, trajectory
from recycling.domain.units import KG_PER_T
from recycling.reporting.rounding import Cell, split_two_ways
from recycling.schema.said import one_after_another, said

SPLIT = "reporting.split_weight."
ALL = ""
"""Every district, or every material."""


@dataclass(frozen=True, slots=True)
class Split:
    """A figure of the city and its parts; every sum of parts is exact.

    Attributes
    ----------
    whole
        Figure of the city.
    districts, materials, cells
        Parts by district, by material and by both. Empty where nothing says how
        to split.
    """

    whole: int
    districts: Mapping[str, int] = field(default_factory=dict)
    materials: Mapping[str, int] = field(default_factory=dict)
    cells: Mapping[Cell, int] = field(default_factory=dict)


def split_target(
    network: Network,
    targets: Sequence[Target],
    year: int,
    baseline_kg: Mapping[Cell, int] | None = None,
) -> Split | None:
    """Split the city's recovered tonnage of a year over districts and materials.

    A cell weighs ``(alpha x population share + beta x industry share) x share of
    the material + gamma x baseline share`` with the parameters
    ``reporting.split_weight.population``, ``.industry`` and ``.baseline``; a
    missing one counts as 0. Districts and materials with targets of their own keep
    them, the others share the rest.

    Parameters
    ----------
    network
        Districts, materials, sites and parameters.
    targets
        Every dated figure.
    year
        Year of the figure, on the straight line of the plan.
    baseline_kg
        Recovered mass of a past year by district and material. A tonne counts in
        the district whose weighbridge takes it in, so without volumes a district's
        baseline is its part of the licensed intake capacity at work.

    Returns
    -------
    Split or None
        ``None`` when the plan has no figure for recovered tonnage.

    Raises
    ------
    InputError
        When own targets make more than the whole, or leave a rest to nobody.
    """
    recovered = [t for t in targets if t.indicator is Indicator.RECOVERED]
    city = [t for t in recovered if not t.district and not t.material]
    if not city:
        return None
    whole = trajectory(city, year)
    seeds = _seeds(network, baseline_kg or {})
    if not whole or not any(seeds.values()):
        return Split(whole)
    own = _declared(recovered, city, year)
    _check(own, whole, network, year)
    districts = _margin(own, seeds, whole, side=0)
    materials = _margin(own, seeds, whole, side=1)
    cells = _cells(own, seeds, districts, materials, year)
    return Split(whole, districts, materials, cells)


def due_of(split: Split, due: int) -> Split:
    """Split a part of the year's figure as the whole is split.

    Parameters
    ----------
    split
        Split of the year's figure.
    due
        Part of it, for example what is due to date.
    """
    if not split.cells or due <= 0:
        return Split(due)
    districts = split_exactly(due, split.districts)
    materials = split_exactly(due, split.materials)
    cells = split_two_ways(split.cells, districts, materials)
    return Split(due, districts, materials, cells)


def _seeds(network: Network, baseline_kg: Mapping[Cell, int]) -> dict[Cell, float]:
    districts = sorted(network.districts)
    mix = _shares({c: m.share_of_total for c, m in sorted(network.materials.items())})
    population = {code: network.districts[code].population for code in districts}
    industry = {code: network.districts[code].industry_share for code in districts}
    general: dict[str, float] = defaultdict(float)
    for name, amounts in (("population", population), ("industry", industry)):
        for code, share in _shares(amounts).items():
            general[code] += _weight(network, name) * share
    past = {cell: kg for cell, kg in baseline_kg.items() if cell[0] in population}
    if not any(past.values()):
        past_share = {
            (code, material): share * part
            for code, share in _shares(_capacity(network)).items()
            for material, part in mix.items()
        }
    else:
        past_share = _shares(past)
    gamma = _weight(network, "baseline")
    materials = sorted(mix.keys() | {material for _, material in past_share})
    return {
        (code, material): general[code] * mix.get(material, 0.0)
        + gamma * past_share.get((code, material), 0.0)
        for code in districts
        for material in materials
    }


def _weight(network: Network, name: str) -> float:
    parameter = network.parameters.get(f"{SPLIT}{name}")
    return parameter.value if parameter else 0.0


def _shares[K](amounts: Mapping[K, float]) -> dict[K, float]:
    """Shares of a sum; nothing where the sum is zero."""
    whole = sum(amounts.values())
    return {key: amount / whole for key, amount in amounts.items()} if whole else {}


def _capacity(network: Network) -> dict[str, float]:
    capacity = dict.fromkeys(network.districts, 0.0)
    for site in network.sites.values():
        if site.kind in INTAKE_KINDS and site.status is SiteStatus.EXISTING:
            capacity[site.district] += site.capacity_kg_per_year or 0
    return capacity


def _declared(
    recovered: Sequence[Target], city: Sequence[Target], year: int
) -> dict[Cell, int]:
    """Own targets of parts in a year.

    Between dated figures on a straight line; before the first and after the last
    the part keeps its share of the city's figure.
    """
    dated: dict[Cell, list[Target]] = defaultdict(list)
    for target in recovered:
        if target.district or target.material:
            dated[target.district, target.material].append(target)
    own = {}
    for cell, figures in dated.items():
        years = [target.year for target in figures]
        near = min(max(year, min(years)), max(years))
        value = trajectory(figures, near)
        if near != year and (there := trajectory(city, near)):
            value = round(value * trajectory(city, year) / there)
        own[cell] = value
    return own


def _check(own: Mapping[Cell, int], whole: int, network: Network, year: int) -> None:
    """Refuse own targets that cannot be parts of their whole, all faults at once."""
    faults: list[str] = []
    for side, places in ((0, network.districts), (1, network.materials)):
        parts = {c[side]: kg for c, kg in own.items() if c[side] and not c[1 - side]}
        made = sum(parts.values())
        if made > whole:
            own_parts = said("target.own_materials" if side else "target.own_districts")
            faults.append(_too_much(own_parts, parts, whole, said("target.city")))
        elif made < whole and parts.keys() >= set(places):
            faults.append(
                said(
                    "target.left_materials" if side else "target.left_districts",
                    rest=_t(whole - made),
                    whole=_t(whole),
                )
            )
        for code, kg in parts.items():
            inside = {c[1 - side]: v for c, v in own.items() if c[side] == code}
            inside.pop(ALL, None)
            if sum(inside.values()) > kg:
                faults.append(
                    _too_much(said("target.parts", code=code), inside, kg, code)
                )
    if faults:
        msg = said(
            "target.faults",
            value=Indicator.RECOVERED.value,
            year=year,
            faults=_sentences(faults),
        )
        raise InputError(msg)


def _too_much(what: str, parts: Mapping[str, int], whole: int, of: str) -> str:
    listed = ", ".join(f"{code} {_t(kg)}" for code, kg in sorted(parts.items()))
    return said(
        "target.too_much",
        what=what,
        made=_t(sum(parts.values())),
        whole=_t(whole),
        of=of,
        listed=listed,
    )


def _sentences(faults: Iterable[str]) -> str:
    """End every fault as a sentence."""
    return one_after_another(*(said("target.sentence", fault=f) for f in faults))


def _t(kilograms: int) -> str:
    return f"{kilograms / KG_PER_T:,.3f} t"


def _margin(
    own: Mapping[Cell, int], seeds: Mapping[Cell, float], whole: int, side: int
) -> dict[str, int]:
    """Figures of all districts or of all materials: own ones, and shares of the rest.

    A part without a target of its own gets at least what its cells were promised.
    """
    codes = sorted({cell[side] for cell in seeds} | {c[side] for c in own if c[side]})
    fixed = {c[side]: kg for c, kg in own.items() if c[side] and not c[1 - side]}
    least = dict.fromkeys(codes, 0)
    weights = dict.fromkeys(codes, 0.0)
    for cell, seed in seeds.items():
        weights[cell[side]] += seed
    for cell, kg in own.items():
        if all(cell):
            least[cell[side]] += kg
            weights[cell[side]] -= seeds.get(cell, 0.0)
    free = {code: max(0.0, weights[code]) for code in codes if code not in fixed}
    rest = whole - sum(fixed.values()) - sum(least[code] for code in free)
    if rest < 0:
        raise InputError(_promised(least, free, whole - sum(fixed.values())))
    shares = split_exactly(rest, free) if any(free.values()) else dict.fromkeys(free, 0)
    return {c: fixed[c] if c in fixed else least[c] + shares[c] for c in codes}


def _promised(least: Mapping[str, int], free: Iterable[str], left: int) -> str:
    parts = {code: least[code] for code in free if least[code]}
    words = _too_much(said("target.own_parts"), parts, left, said("target.rest"))
    return said(
        "target.of", value=Indicator.RECOVERED.value, faults=_sentences([words])
    )


def _cells(
    own: Mapping[Cell, int],
    seeds: Mapping[Cell, float],
    districts: Mapping[str, int],
    materials: Mapping[str, int],
    year: int,
) -> dict[Cell, int]:
    fixed = {cell: kg for cell, kg in own.items() if all(cell)}
    rows, columns = dict(districts), dict(materials)
    for (district, material), kg in fixed.items():
        rows[district] -= kg
        columns[material] -= kg
    open_seeds = {cell: seed for cell, seed in seeds.items() if cell not in fixed}
    try:
        cells = split_two_ways(open_seeds, rows, columns)
    except ValueError as error:
        msg = said("target.no_split", value=Indicator.RECOVERED.value, year=year)
        raise InputError(msg) from error
    return {**cells, **fixed}
