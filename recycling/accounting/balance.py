"""Recovered tonnes, scrapped vehicles and appliances as postings."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from recycling.domain.ledger import Account, Posting
from recycling.domain.materials import HazardClass, Material
from recycling.domain.tickets import Recovered

ROLLUP = "daily_rollup"

UNIT_ACCOUNTS: Mapping[HazardClass, Account] = MappingProxyType(
    {
        HazardClass.ELV: Account.ELV_UNITS,
        HazardClass.WEEE: Account.APPLIANCE_UNITS,
    }
)
"""What the pieces of a material are; of others none are counted."""


def recovered_postings(
    months: Iterable[Recovered], materials: Mapping[str, Material]
) -> Iterator[Posting]:
    """Post what was recovered, by month, district, material and stream.

    The rollup holds what the counting rule counts, so nothing is counted twice.
    Vehicles and appliances are counted apart, by the material's hazard class.

    Parameters
    ----------
    months
        Sums of the rollup split by month, district, material and stream.
    materials
        Materials by code.
    """
    for group in months:
        yield _posting(Account.RECOVERED_KG, group, group.net_kg)
        pieces = UNIT_ACCOUNTS.get(materials[group.material].hazard)
        if group.units and pieces is not None:
            yield _posting(pieces, group, group.units)


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
