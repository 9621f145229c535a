"""From the imported tables to the network that planning uses."""

from collections.abc import Iterable
from dataclasses import replace

from recycling.domain.network import Finding, Network, Severity


def build_network(imported: Network, findings: Iterable[Finding]) -> Network:
    """Leave out what the checks found unusable, and what depends on it.

    Parameters
    ----------
    imported
        Network as the tables hold it.
    findings
        What the checks noticed; only errors take something out.

    Returns
    -------
    Network
        Network without the sites and vehicles that errors name, and without
        vehicles and supplies of sites that went. Everything stays in the
        database: planning skips it until it is mended.
    """
    errors = {f.subject_id for f in findings if f.severity is Severity.ERROR}
    sites = {key: site for key, site in imported.sites.items() if key not in errors}
    vehicles = {
        key: vehicle
        for key, vehicle in imported.vehicles.items()
        if key not in errors and vehicle.depot_id in sites
    }
    supplies = tuple(s for s in imported.supplies if s.site_id in sites)
    return replace(imported, sites=sites, vehicles=vehicles, supplies=supplies)
