"""Links to Amap: its own coordinates, a name that ends nothing."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from maps.crs import to_wgs84
from recycling.domain.network import Network
from recycling.network.export.links import amap_link, amap_links


def test_a_link_has_the_shifted_position(micro: Network) -> None:
    site = replace(micro.sites["P1"], name="龙溪街道, 一号")
    link = amap_links([site])["P1"]
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path) == (
        "https", "uri.amap.com", "/navigation",
    )  # fmt: skip
    asked = parse_qs(parts.query)
    assert (asked["mode"], asked["src"]) == (["car"], ["recycling"])
    lon, lat, name = asked["to"][0].split(",")
    assert name == "龙溪街道 一号"
    # Hundreds of metres beside the true position, and back to it within a metre.
    assert abs(float(lon) - site.lon) > 0.002
    back = [float(axis[0]) for axis in to_wgs84([float(lon)], [float(lat)], "gcj02")]
    assert back == pytest.approx([site.lon, site.lat], abs=1e-5)


def test_a_long_name_is_cut_and_signs_are_escaped() -> None:
    link = amap_link(106.5, 29.5, "a&b=c#d very long indeed")
    assert link.endswith(
        "to=106.500000,29.500000,a%26b%3Dc%23d%20very&mode=car&src=recycling"
    )
