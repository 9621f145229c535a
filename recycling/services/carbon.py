"""Use case of carbon: what was posted, and the same under another factor set."""

from collections.abc import Iterable
from datetime import date

from recycling.accounting.carbon import (
    CarbonTotal,
    Totals,
    carbon_statement,
    green_share,
    restated,
)
from recycling.domain.carbon import (
    NOTHING,
    Burden,
    CarbonReport,
    CarbonStatement,
    Grams,
)
from recycling.domain.ledger import Account
from recycling.domain.materials import EmissionFactor, Parameter
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
    price = _price(network)
    return CarbonReport(
        start=start,
        end=end,
        posted=posted,
        restated=again,
        green_share=green_share(_of_days(energy, start, end)),
        kg_by_grade=grades,
        price_fen_per_t=(
            round(price.value if price.low is None else price.low),
            round(price.value),
            round(price.value if price.high is None else price.high),
        ),
        price_source=price.source,
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


def _price(network: Network) -> Parameter:
    network.parameter(PRICE)
    return network.parameters[PRICE]


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
    versions = {
        row.version
        for group in totals.values()
        for row in group
        # Contra entries leave nothing of what they reverse.
        if row.grams != NOTHING
    }
    newest = max(versions, default=context.settings.accounting.factor_version)
    return carbon_statement(totals, mass_kg, factors, newest)


def _of_days(
    energy: Iterable[SiteEnergy], start: date, end: date
) -> Iterable[SiteEnergy]:
    months = set(months_between(start, end))
    return [use for use in energy if use.month.replace(day=1) in months]
