"""What holds for every table of the great-circle provider."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maps.geometry import great_circle_m
from maps.great_circle import GreatCircleProvider
from maps.travel import Points

places = st.lists(
    st.tuples(
        st.floats(-180, 180), st.floats(-90, 90), st.sampled_from(["a", "b", "unknown"])
    ),
    min_size=1,
    max_size=12,
)
provider = GreatCircleProvider({"a": 1.25, "b": 1.65}, {"a": 75, "b": 22}, 1.4, 35)


@given(rows=places)
def test_tables_are_symmetric_zero_on_the_diagonal_and_within_their_bounds(
    rows: list[tuple[float, float, str]],
) -> None:
    lon, lat, zone = zip(*rows, strict=True)
    ends = Points(np.array(lon), np.array(lat), np.array(zone))
    table = provider.table(ends, ends, "any")
    straight_m = great_circle_m(
        ends.lon[:, None], ends.lat[:, None], ends.lon, ends.lat
    )
    for cells in (table.distance_m, table.duration_s):
        np.testing.assert_array_equal(cells, cells.T)
        assert not cells.diagonal().any()
    # Antipodes lose a decimetre to rounding inside the square root.
    assert (table.distance_m >= 1.25 * straight_m - 1.0).all()
    assert (table.distance_m <= 1.65 * straight_m + 1.0).all()
    assert (table.duration_s >= table.distance_m / (75 / 3.6) - 1.0).all()
    assert (table.duration_s <= table.distance_m / (22 / 3.6) + 1.0).all()
