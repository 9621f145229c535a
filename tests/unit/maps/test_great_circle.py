"""The estimate without a road graph, on legs done by hand."""

import numpy as np
import pytest

from maps.errors import GeometryError, TravelError
from maps.great_circle import GreatCircleProvider
from maps.travel import UNREACHABLE, Points, TravelProvider

# 111,195.08 m: one degree of latitude.
SOUTH = (106.5, 29.0)
NORTH = (106.5, 30.0)


def provider() -> GreatCircleProvider:
    return GreatCircleProvider(
        detour_by_zone={"central": 1.4, "rural": 1.6},
        speed_kmh_by_zone={"central": 30.0, "rural": 60.0},
        default_detour=1.5,
        default_speed_kmh=40.0,
    )


def points(*places: tuple[float, float], zone: list[str] | None = None) -> Points:
    lon, lat = np.array(places, dtype=np.float64).reshape(-1, 2).T
    return Points(lon, lat, None if zone is None else np.array(zone))


def test_it_is_a_travel_provider() -> None:
    source: TravelProvider = provider()
    assert source.name == "great-circle"


def test_without_zones_the_defaults_apply() -> None:
    table = provider().table(points(SOUTH), points(NORTH), "truck")
    # 111,195.08 x 1.5 = 166,792.6 m; at 40 km/h 15,011.3 s
    assert table.distance_m.tolist() == [[166_793]]
    assert table.duration_s.tolist() == [[15_011]]


def test_a_leg_inside_one_zone_uses_its_own_figures() -> None:
    ends = points(SOUTH, NORTH, zone=["central", "central"])
    table = provider().table(ends, ends, "truck")
    # 111,195.08 x 1.4 = 155,673.1 m; at 30 km/h 18,680.8 s
    assert table.distance_m.tolist() == [[0, 155_673], [155_673, 0]]
    assert table.duration_s.tolist() == [[0, 18_681], [18_681, 0]]


def test_a_leg_between_zones_takes_each_half_at_its_own_end() -> None:
    table = provider().table(
        points(SOUTH, zone=["central"]), points(NORTH, zone=["rural"]), "truck"
    )
    # detour (1.4 + 1.6) / 2; 83,396.3 m at 30 km/h + 83,396.3 m at 60 km/h
    assert table.distance_m.tolist() == [[166_793]]
    assert table.duration_s.tolist() == [[15_011]]


def test_a_zone_that_is_not_listed_has_the_defaults() -> None:
    unknown = provider().table(
        points(SOUTH, zone=["?"]), points(NORTH, zone=["?"]), "truck"
    )
    assert unknown.distance_m.tolist() == [[166_793]]


def test_half_a_metre_is_rounded_up() -> None:
    plain = GreatCircleProvider({}, {}, 1.0, 3.6)
    metre = 1 / 111_195.0797
    table = plain.table(
        points((0, 0)), points((0, 2.4999 * metre), (0, 2.5001 * metre)), "truck"
    )
    assert table.distance_m.tolist() == [[2, 3]]
    assert table.duration_s.tolist() == [[2, 3]]  # 3.6 km/h is one metre a second


@pytest.mark.parametrize(
    "nowhere", [(np.nan, 29.0), (106.5, np.inf), (29.5, 106.5), (200.0, 29.0)]
)
def test_a_point_that_is_nowhere_is_unreachable_and_spares_the_others(
    nowhere: tuple[float, float],
) -> None:
    ends = points(SOUTH, nowhere, NORTH)
    table = provider().table(ends, ends, "truck")
    for cells in (table.distance_m, table.duration_s):
        assert (cells[1, :] == UNREACHABLE).all()
        assert (cells[:, 1] == UNREACHABLE).all()
        assert (cells[[0, 0, 2, 2], [0, 2, 0, 2]] >= 0).all()


def test_the_longest_slowest_leg_on_earth_fits() -> None:
    slow = GreatCircleProvider({}, {}, 10.0, 1.0)
    table = slow.table(points((0, 0)), points((180, 0)), "truck")
    assert table.distance_m.item() == pytest.approx(200_151_144, abs=1)
    assert table.duration_s.item() == pytest.approx(720_544_119, abs=2)


def test_tables_are_int32_of_the_asked_shape() -> None:
    table = provider().table(points(SOUTH, NORTH), points(SOUTH), "truck")
    assert table.distance_m.shape == table.duration_s.shape == (2, 1)
    assert table.distance_m.dtype == table.duration_s.dtype == np.int32
    empty = provider().table(points(), points(SOUTH), "truck")
    assert empty.distance_m.shape == (0, 1)
    assert provider().table(points(SOUTH), points(), "truck").duration_s.size == 0


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(11)
    zones = np.array(["central", "rural", "?"])[rng.integers(0, 3, 50)]
    ends = Points(rng.uniform(105, 110, 50), rng.uniform(28, 32, 50), zones)
    whole = provider().table(ends, ends, "truck")
    monkeypatch.setattr("maps.great_circle._PAIRS_PER_BLOCK", 120)
    blocks = provider().table(ends, ends, "truck")
    np.testing.assert_array_equal(whole.distance_m, blocks.distance_m)
    np.testing.assert_array_equal(whole.duration_s, blocks.duration_s)


@pytest.mark.parametrize("detour", [0.9, 11.0, float("nan")])
def test_a_senseless_detour_is_refused(detour: float) -> None:
    with pytest.raises(TravelError, match="zone hills, detour: must be between 1 and"):
        GreatCircleProvider({"hills": detour}, {}, 1.5, 40.0)


@pytest.mark.parametrize("speed_kmh", [0.0, -5.0, 900.0, float("nan")])
def test_a_senseless_speed_is_refused(speed_kmh: float) -> None:
    with pytest.raises(TravelError, match="zone default, speed_kmh: must be between"):
        GreatCircleProvider({}, {}, 1.5, speed_kmh)


def test_points_must_be_lists_of_one_length() -> None:
    with pytest.raises(GeometryError, match="one length"):
        Points(np.array([106.5]), np.array([29.0, 30.0]))
    with pytest.raises(GeometryError, match="one length"):
        Points(np.array([106.5]), np.array([29.0]), np.array(["a", "b"]))
    with pytest.raises(GeometryError, match="one length"):
        Points(np.array([[106.5]]), np.array([[29.0]]))


def test_points_take_lists_and_count() -> None:
    ends = Points([106, 107], [29, np.nan], ["a", "b"])  # type: ignore[arg-type]
    assert len(ends) == 2
    assert ends.lon.dtype == np.float64
    assert ends.usable().tolist() == [True, False]
