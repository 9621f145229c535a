"""Use case of carbon: what was posted, and the same under another factor set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from recycling.accounting.carbon import (
    CarbonTotal,
    Totals,
    carbon_statement,
    green_share,
    materials_inside,
    restated,
)
from recycling.domain.carbon import (
    DEFAULT,
    HIGH,
    LOW,
    NOTHING,
    Burden,
    CarbonReport,
    CarbonStatement,
    Grams,
)
from recycling.domain.ledger import Account
from recycling.domain.materials import EmissionFactor
from recycling.domain.months import last_day, months_between
from recycling.domain.network import Network
from recycling.domain.records import PostingTotal
from recycling.domain.site_records import SiteEnergy
from recycling.services.context import Context
from recycling.services.ports import PostingField, UnitOfWork

PRICE = "carbon.price_fen_per_t"

_BY: tuple[PostingField, ...] = ("material", "factor_code", "factor_version")


def report_carbon(
    context: Context, start: date, end: date, version: str | None = None
) -> CarbonReport:
    """State the carbon of some days as posted, and under a set if one is chosen.

    What is posted and sealed stays as it is: another set only shows what the same
    activity comes to.

    Parameters
    ----------
    context
        Settings and storage.
    start, end
        First and last day, both counted.
    version
        Set of emission factors to recompute under; ``None`` for none.

    Raises
    ------
    InputError
        When a set lacks a factor; names all that are missing in it.
    """
    context.progress.stage("carbon")
    with context.unit_of_work() as work:
        network = work.inputs.network()
        factors = network.emission_factors
        totals, mass_kg = _totals(work, start, end), _mass_kg(work, start, end)
        posted = _posted(context, totals, mass_kg, factors)
        again = None
        if version is not None:
            moved = restated(totals, factors, version)
            again = carbon_statement(moved, mass_kg, factors, version)
        energy = work.inputs.rows(SiteEnergy)
        grades = work.seals.grades(start, end)
        chain = work.seals.chain()
    ends = price_ends(network)
    return CarbonReport(
        start=start,
        end=end,
        posted=posted,
        restated=again,
        green_share=green_share(of_days(energy, start, end)),
        kg_by_grade=grades,
        price_fen_per_t=(ends[LOW], ends[DEFAULT], ends[HIGH]),
        price_source=network.parameters[PRICE].source,
        sealed_until=last_day(chain[-1].month) if chain else None,
    )


def posted_carbon(
    context: Context, work: UnitOfWork, network: Network, start: date, end: date
) -> CarbonStatement | None:
    """Read the carbon of some days as posted; ``None`` where no tonne is posted.

    Parameters
    ----------
    context
        Settings.
    work
        Open transaction.
    network
        Emission factors.
    start, end
        First and last day, both counted.
    """
    mass_kg = _mass_kg(work, start, end)
    if not mass_kg:
        return None
    totals = _totals(work, start, end)
    return _posted(context, totals, mass_kg, network.emission_factors)


def _mass_kg(work: UnitOfWork, start: date, end: date) -> dict[str, int]:
    """Sum the posted mass by material."""
    rows = work.books.posted(Account.RECOVERED_KG, start, end, ("material",))
    return {row.group[0]: row.amount for row in rows if row.amount}


def price_ends(network: Network) -> dict[str, int]:
    """Give low, middle and high price of a tonne CO2e in fen."""
    network.parameter(PRICE)
    price = network.parameters[PRICE]
    low = price.value if price.low is None else price.low
    high = price.value if price.high is None else price.high
    return {LOW: round(low), DEFAULT: round(price.value), HIGH: round(high)}


@dataclass(frozen=True, slots=True)
class CarbonSums:
    """Sums a statement is made from, for those who look for what stands behind it.

    Attributes
    ----------
    pairs
        Sums as posted, each beside what it comes to in the statement, by burden.
    kg
        Recovered mass by material.
    inside
        Materials whose factors hold a burden already.
    """

    pairs: Mapping[Burden | None, Sequence[tuple[CarbonTotal, CarbonTotal]]]
    kg: Mapping[str, int]
    inside: Mapping[Burden, set[str]]


def carbon_sums(
    context: Context,
    work: UnitOfWork,
    network: Network,
    start: date,
    end: date,
    version: str = "",
) -> CarbonSums:
    """Read the sums behind a statement, as posted or under another set.

    Parameters
    ----------
    context
        Settings.
    work
        Open transaction.
    network
        Emission factors.
    start, end
        First and last day, both counted.
    version
        Set of emission factors; empty for the books as they are.

    Raises
    ------
    InputError
        When a set lacks a factor.
    """
    factors, mass_kg = network.emission_factors, _mass_kg(work, start, end)
    totals = _totals(work, start, end)
    old: Totals = {
        burden: [row for row in rows if row.grams != NOTHING]
        for burden, rows in totals.items()
    }
    new = restated(old, factors, version) if version else old
    named = version or _newest(context, totals)
    return CarbonSums(
        pairs={
            burden: tuple(zip(rows, new[burden], strict=True))
            for burden, rows in old.items()
        },
        kg=mass_kg,
        inside=materials_inside(mass_kg, factors, named),
    )


def _totals(work: UnitOfWork, start: date, end: date) -> Totals:
    """Sum carbon by material and factor, as posted."""
    accounts: dict[Burden | None, Account] = {None: Account.AVOIDED_CO2_G}
    accounts |= {burden: burden.account for burden in Burden}
    return {
        burden: [_total(row) for row in work.books.posted(account, start, end, _BY)]
        for burden, account in accounts.items()
    }


def _total(row: PostingTotal) -> CarbonTotal:
    material, code, version = row.group
    return CarbonTotal(material, code, version, Grams(row.low, row.amount, row.high))


def _posted(
    context: Context,
    totals: Totals,
    mass_kg: dict[str, int],
    factors: tuple[EmissionFactor, ...],
) -> CarbonStatement:
    """Statement as posted; the boundaries are those of the newest set it holds."""
    return carbon_statement(totals, mass_kg, factors, _newest(context, totals))


def _newest(context: Context, totals: Totals) -> str:
    versions = {
        row.version
        for group in totals.values()
        for row in group
        # Contra entries leave nothing of what they reverse.
        if row.grams != NOTHING
    }
    return max(versions, default=context.settings.accounting.factor_version)


def of_days(
    energy: Iterable[SiteEnergy], start: date, end: date
) -> Iterable[SiteEnergy]:
    """Pick the energy of the months that some days lie in."""
    months = set(months_between(start, end))
    return [use for use in energy if use.month.replace(day=1) in months]
