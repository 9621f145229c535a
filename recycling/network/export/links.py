"""Links that open the way to a site on a telephone."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from maps.crs import GCJ02
from recycling.domain.sites import Site
from recycling.network.export.places import places_of

NAVIGATION = "https://uri.amap.com/navigation"
"""Amap's URI API (lbs.amap.com, URI API: navigation): ``to`` is lon, lat and name in
GCJ-02, its own system; it opens the app, or the map in a browser without one."""

CALLER = "recycling"
"""Who asks, as the API wants it named."""

_DECIMALS = 6
_MOST_NAME = 12
"""Letters of a name in a link: a longer one makes a code that is hard to scan."""


def amap_links(sites: Iterable[Site]) -> dict[str, str]:
    """Link to the way by car to each site, by site id."""
    listed = list(sites)
    places = places_of(listed, GCJ02)
    return {
        site.site_id: amap_link(*places.positions[site.site_id], site.name)
        for site in listed
    }


def amap_link(lon: float, lat: float, name: str) -> str:
    """Link to the way by car to a position.

    Parameters
    ----------
    lon, lat
        Position in GCJ-02 degrees.
    name
        What the map calls it. A comma would end it.
    """
    shown = " ".join(name.replace(",", " ").split())[:_MOST_NAME].strip()
    to = f"{lon:.{_DECIMALS}f},{lat:.{_DECIMALS}f},{shown}"
    asked = {"to": to, "mode": "car", "src": CALLER}
    # Not every map reads a plus sign as a blank.
    query = urlencode(asked, safe=",", quote_via=quote)
    return f"{NAVIGATION}?{query}"
