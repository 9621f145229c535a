"""Net carbon of some days from the books, under the posted or another factor set."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from recycling.accounting.emissions import avoided_code
from recycling.domain.carbon import (
    NOTHING,
    Burden,
    CarbonStatement,
    Grams,
    factor_set,
)
from recycling.domain.materials import EmissionFactor
from recycling.domain.site_records import SiteEnergy


@dataclass(frozen=True, slots=True)
class CarbonTotal:
    """Sum of the postings of one account, material and factor.

    Attributes
    ----------
    material, code, version
        What the sum was split by; no material where transport or energy has none.
    grams
        The sum.
    """

    material: str
    code: str
    version: str
    grams: Grams


type Totals = Mapping[Burden | None, Sequence[CarbonTotal]]
"""Sums by burden; those of avoided emissions under ``None``."""


def restated(
    totals: Totals, factors: tuple[EmissionFactor, ...], version: str
) -> Totals:
    """Work out sums again under another set of factors.

    A posting is activity x factor, so the activity behind a sum is the sum over
    the factor it was posted with: ``g' = g / f x f'``. No record is read again and
    nothing sealed is touched.

    Raises
    ------
    InputError
        When a set lacks factors; names all that are missing in it.
    """
    rows = [row for group in totals.values() for row in group if row.grams != NOTHING]
    new = factor_set(factors, version, {row.code for row in rows})
    old = {
        posted: factor_set(
            factors, posted, {row.code for row in rows if row.version == posted}
        )
        for posted in {row.version for row in rows}
    }
    return {
        burden: [
            _restated(row, old[row.version][row.code], new)
            for row in group
            if row.grams != NOTHING
        ]
        for burden, group in totals.items()
    }


def _restated(
    total: CarbonTotal, old: EmissionFactor, new: Mapping[str, EmissionFactor]
) -> CarbonTotal:
    chosen = new[total.code]
    if chosen.kg_per_unit == old.kg_per_unit and _range(chosen) == _range(old):
        grams = total.grams
    else:
        # A factor of zero leaves no activity to tell, and posts nothing.
        units = total.grams.amount / old.kg_per_unit if old.kg_per_unit else 0.0
        low, high = _range(chosen)
        grams = Grams(
            round(units * low), round(units * chosen.kg_per_unit), round(units * high)
        )
    return CarbonTotal(total.material, total.code, chosen.version, grams)


def _range(factor: EmissionFactor) -> tuple[float, float]:
    """Low and high of a factor, itself where it has no range."""
    middle = factor.kg_per_unit
    return (
        middle if factor.low is None else factor.low,
        middle if factor.high is None else factor.high,
    )


def carbon_statement(
    totals: Totals,
    recovered_kg: Mapping[str, int],
    factors: tuple[EmissionFactor, ...],
    version: str,
) -> CarbonStatement:
    """State avoided emissions, burdens and what of them is subtracted.

    A burden of one material is subtracted unless the boundary of the material's
    factor says that it is inside. One of no material, as a route's, is
    shared out by recovered mass, and the shares of such materials are left out.

    Parameters
    ----------
    totals
        Sums under one set.
    recovered_kg
        Recovered mass by material.
    factors
        Every factor; those of avoided emissions name their boundary.
    version
        The set.
    """
    inside = materials_inside(recovered_kg, factors, version)
    burdens, subtracted = {}, {}
    for burden in Burden:
        rows = totals.get(burden, ())
        burdens[burden] = _sum(row.grams for row in rows)
        subtracted[burden] = _sum(outside(rows, inside[burden], recovered_kg))
    return CarbonStatement(
        version=version,
        avoided=_sum(row.grams for row in totals.get(None, ())),
        burdens=burdens,
        subtracted=subtracted,
    )


def materials_inside(
    recovered_kg: Mapping[str, int], factors: tuple[EmissionFactor, ...], version: str
) -> dict[Burden, set[str]]:
    """Materials whose factors of avoided emissions hold a burden already.

    Raises
    ------
    InputError
        When the set lacks a factor.
    """
    codes = {avoided_code(material) for material in recovered_kg}
    avoided = factor_set(factors, version, codes)
    return {
        burden: {
            material
            for material in recovered_kg
            if burden.is_inside(avoided[avoided_code(material)])
        }
        for burden in Burden
    }


def outside(
    rows: Iterable[CarbonTotal], inside: set[str], recovered_kg: Mapping[str, int]
) -> Iterator[Grams]:
    """Give the part of each sum of a burden that is subtracted, in their order.

    A sum of a material inside gives nothing.
    """
    whole_kg = sum(recovered_kg.values())
    inside_kg = sum(recovered_kg[material] for material in inside)
    share = 1 - inside_kg / whole_kg if whole_kg > 0 else 1.0
    for row in rows:
        if not row.material:
            yield row.grams.scaled(share)
        else:
            yield NOTHING if row.material in inside else row.grams


def _sum(grams: Iterable[Grams]) -> Grams:
    return sum(grams, NOTHING)


def green_share(energy: Iterable[SiteEnergy]) -> float | None:
    """Certified green power over all electricity of sites, ``None`` without any."""
    uses = list(energy)
    total_kwh = sum(use.electricity_kwh for use in uses)
    if not total_kwh:
        return None
    return sum(use.electricity_kwh * use.green_share for use in uses) / total_kwh
