"""Sites as the network page lists, filters and colours them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from recycling.domain.compliance import Compliance
from recycling.domain.network import Severity
from recycling.network.compliance import check_list, missed
from recycling.services.network_state import NetworkState
from recycling.ui.map_records import MapSite, map_sites
from recycling.ui.site_groups import GROUP_KINDS, POINTS, site_group

LOW_SHARE, HIGH_SHARE = 0.5, 0.9
"""Use below which a site is half empty, and from which it is nearly full."""

UNKNOWN: Final = "unknown"
COVERAGE_BANDS: Final = MappingProxyType(
    {"most": 0.9, "many": 0.7, "half": 0.5, "few": 0.0}
)
"""Bands of covered people, and the share each begins at."""


@dataclass(frozen=True, slots=True)
class NetworkSite:
    """A site with how it is used and what is wrong with it.

    Attributes
    ----------
    place
        Name, kind, position and capacity.
    kg_per_year, units_per_year, share
        First licensed intake of a year and its share of the capacity; ``None``
        where nothing was weighed or no capacity is known.
    standing, missed
        The worst standing on its check-list, ``None`` for sites without one; and how
        many rules it misses.
    errors, warnings
        Findings of the checks about it.
    """

    place: MapSite
    kg_per_year: int | None
    units_per_year: int | None
    share: float | None
    standing: Compliance | None
    missed: int
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The network as it stands, and its sites ready to be shown."""

    state: NetworkState
    sites: tuple[NetworkSite, ...]

    @property
    def is_synthetic(self) -> bool:
        """Some sites come from the synthetic sample."""
        return self.state.network.is_synthetic


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """What a user wants to see; empty sets are everything.

    Attributes
    ----------
    groups, states, districts
        Groups of kinds, codes of states, codes of districts.
    query
        Part of a name or id.
    """

    groups: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    query: str = ""


DEFAULT_GROUPS: Final = tuple(group for group in GROUP_KINDS if group != POINTS)
"""Groups shown at first: thousands of points would hide the rest."""


def network_sites(state: NetworkState) -> tuple[NetworkSite, ...]:
    """All sites by id with their use, check-list and findings."""
    found: Counter[tuple[str, Severity]] = Counter(
        (finding.subject_id, finding.severity) for finding in state.findings
    )
    return tuple(
        _network_site(state, place, found)
        for place in map_sites(state.network, state.siting)
    )


def _network_site(
    state: NetworkState, place: MapSite, found: Mapping[tuple[str, Severity], int]
) -> NetworkSite:
    use = state.throughput.get(place.site_id)
    site = state.network.sites[place.site_id]
    items = check_list(state.network, site, state.day)
    standings = {item.standing for item in items}
    order = (Compliance.MISSED, Compliance.UNKNOWN, Compliance.MET)
    return NetworkSite(
        place=place,
        kg_per_year=use.kg_per_year if use else None,
        units_per_year=use.units_per_year if use else None,
        share=use.share if use else None,
        standing=next((one for one in order if one in standings), None),
        missed=missed(items),
        errors=found.get((place.site_id, Severity.ERROR), 0),
        warnings=found.get((place.site_id, Severity.WARNING), 0),
    )


def chosen_sites(
    sites: Iterable[NetworkSite], choice: NetworkChoice
) -> list[NetworkSite]:
    """Sites that keep all filters; a query looks through every kind."""
    wanted = choice.query.strip().casefold()
    return [
        site
        for site in sites
        if (not choice.states or site.place.status in choice.states)
        and (not choice.districts or site.place.district in choice.districts)
        and (
            _matches(site.place, wanted)
            if wanted
            else not choice.groups or site_group(site.place.kind) in choice.groups
        )
    ]


def _matches(place: MapSite, wanted: str) -> bool:
    return wanted in place.site_id.casefold() or wanted in place.name.casefold()


def use_band(share: float | None) -> str:
    """Band a site's use falls into."""
    if share is None:
        return UNKNOWN
    if share > 1:
        return "over"
    if share >= HIGH_SHARE:
        return "high"
    return "normal" if share >= LOW_SHARE else "low"


def coverage_band(share: float | None) -> str:
    """Band a district's covered share falls into."""
    if share is None:
        return UNKNOWN
    return next(band for band, least in COVERAGE_BANDS.items() if share >= least)


def covered_share(state: NetworkState) -> float | None:
    """Part of all people with a collection point who are covered."""
    served = sum(one.served for one in state.coverage)
    return sum(one.covered for one in state.coverage) / served if served else None
