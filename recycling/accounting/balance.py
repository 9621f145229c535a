"""Recovered tonnes and scrapped vehicles as postings."""

from collections.abc import Iterable, Iterator

from recycling.domain.ledger import Account, Posting
from recycling.domain.tickets import Recovered

ROLLUP = "daily_rollup"


def recovered_postings(months: Iterable[Recovered]) -> Iterator[Posting]:
    """Post what was recovered, by month, district, material and stream.

    The rollup holds first intakes only, so nothing is counted twice:
    transfers, imports and outputs never enter it.

    Parameters
    ----------
    months
        Sums of the rollup split by month, district, material and stream.
    """
    for group in months:
        yield _posting(Account.RECOVERED_KG, group, group.net_kg)
        if group.units:
            yield _posting(Account.ELV_UNITS, group, group.units)


def _posting(account: Account, group: Recovered, amount: int) -> Posting:
    return Posting(
        account=account,
        day=group.day,
        amount=amount,
        source_table=ROLLUP,
        source_id=source_of(group),
        district=group.district,
        material=group.material,
        stream=group.stream,
    )


def source_of(group: Recovered) -> str:
    """Key of the rollup rows a monthly sum was made from."""
    month = f"{group.day:%Y-%m}"
    return "|".join((month, group.district, group.material, group.stream))
