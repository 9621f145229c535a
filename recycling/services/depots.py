"""Which depots a dispatcher means: some by name, or those of a district."""

from collections.abc import Iterable

from recycling.dispatch.catchments import milk_run_vehicles
from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.schema.said import said
from recycling.services.context import Context


def chosen_depots(
    context: Context, depots: Iterable[str], district: str = ""
) -> tuple[str, ...]:
    """Name the depots that are meant; none at all means the whole city.

    Parameters
    ----------
    context
        Storage.
    depots
        Depots by id.
    district
        Code or name of a district: all depots in it that have vehicles.

    Raises
    ------
    InputError
        When a depot has no vehicle to plan with, or a district no such depot; names
        those there are.
    """
    named = set(depots)
    if not named and not district:
        return ()
    with context.unit_of_work() as work:
        network = work.inputs.network()
    able = set(able_depots(network))
    if named - able:
        msg = said("depot.unable", value=sorted(named - able), able=sorted(able))
        raise InputError(msg)
    if district:
        named |= _of_district(network, able, district)
    return tuple(sorted(named))


def _of_district(network: Network, able: set[str], district: str) -> set[str]:
    codes = [
        code
        for code, row in network.districts.items()
        if district in {code, row.name_zh, row.name_en}
    ]
    found = {depot for depot in able if network.sites[depot].district in codes}
    if not found:
        others = sorted({network.sites[depot].district for depot in able})
        msg = said("district.no_depot", district=district, others=list(others))
        raise InputError(msg)
    return found


def able_depots(network: Network) -> tuple[str, ...]:
    """Name the depots that have vehicles for milk runs, by id."""
    return tuple(sorted(set(milk_run_vehicles(network)) & network.sites.keys()))
