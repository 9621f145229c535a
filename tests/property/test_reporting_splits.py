"""Splits add up both ways, and so does every path of a forecast."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng

from recycling.domain.shares import split_exactly
from recycling.reporting.forecast import sample_years
from recycling.reporting.forecast_history import (
    Source,
    build_history,
    months_from,
    next_month,
)
from recycling.reporting.rounding import split_two_ways
from tests.unit.recycling.reporting.past import monthly

COUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=8)


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, int]]:
    rows = {f"r{i}": kg for i, kg in enumerate(draw(COUNTS))}
    weights = {f"c{i}": w + 1 for i, w in enumerate(draw(COUNTS))}
    return rows, split_exactly(sum(rows.values()), weights)


@given(tables=tables(), seed=st.integers(0, 10))
def test_rows_and_columns_add_up(
    tables: tuple[dict[str, int], dict[str, int]], seed: int
) -> None:
    rows, columns = tables
    rng = default_rng(seed)
    seeds = {(r, c): float(rng.uniform(0.01, 1)) for r in rows for c in columns}
    cells = split_two_ways(seeds, rows, columns)
    assert min(cells.values()) >= 0
    for row, kg in rows.items():
        assert sum(v for (r, _), v in cells.items() if r == row) == kg
    for column, kg in columns.items():
        assert sum(v for (_, c), v in cells.items() if c == column) == kg


@given(tables=tables())
def test_cells_of_a_product_are_rounded_by_less_than_one(
    tables: tuple[dict[str, int], dict[str, int]],
) -> None:
    rows, columns = tables
    whole = sum(rows.values())
    seeds = {(r, c): 1.0 * a * b for r, a in rows.items() for c, b in columns.items()}
    cells = split_two_ways(seeds, rows, columns)
    for (row, column), kg in cells.items():
        quota = rows[row] * columns[column] / whole if whole else 0.0
        assert abs(kg - quota) < 1 + 1e-3


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), months=st.integers(2, 30), parts=st.integers(1, 4))
def test_every_path_adds_up(seed: int, months: int, parts: int) -> None:
    rng = default_rng(seed)
    span = months_from(date(2024, 1, 1), date(2027, 1, 1))[:months]
    rows = [
        monthly(month, f"D{d}", f"m{m}", int(rng.integers(0, 10**6)) + 1)
        for month in span
        for d in range(parts)
        for m in range(3)
    ]
    day = next_month(span[-1]) - timedelta(days=1)
    history = build_history(Source([], rows, None, day), {})
    ahead = months_from(next_month(day), date(2027, 12, 1))
    city = rng.uniform(1, 10**7, (5, len(ahead)))
    _, cells = sample_years(history, ahead, city, (2024, 2027), rng)
    for year, table in cells.items():
        assert table.shape == (5, parts, 3)
        assert table.dtype == np.int64
        assert (table >= 0).all()
        ahead_kg = sum(
            city[:, place] for place, month in enumerate(ahead) if month.year == year
        )
        known = sum(row.net_kg for row in rows if row.day.year == year)
        # Each cell is rounded to the kilogram on its own.
        assert np.abs(table.sum(axis=(1, 2)) - known - ahead_kg).max() <= 3 * parts
