"""Volumes of the months before the sample's tickets."""

from collections import Counter

import pytest

from recycling.sample.files import read_rows


@pytest.mark.parametrize("scale", ["small", "full"])
def test_years_lead_from_the_baseline_to_the_tickets(
    request: pytest.FixtureRequest, scale: str
) -> None:
    files = request.getfixturevalue(f"{scale}_files")
    rows = read_rows(files["past_volumes.csv"])
    assert {row["certainty"] for row in rows} == {"synthetic"}
    kg: Counter[str] = Counter()
    units: Counter[str] = Counter()
    months: set[str] = set()
    for row in rows:
        kg[row["month"][:4]] += int(row["kg"])
        units[row["month"][:4]] += int(row["units"])
        months.add(row["month"])
    assert len(months) == 36
    assert (min(months), max(months)) == ("2023-01-01", "2025-12-01")
    assert kg["2023"] < kg["2024"] < kg["2025"]
    if scale == "full":
        # 900 万吨 and 240,000 vehicles in the baseline year; three even steps lead
        # to 1,034.25 万吨 in 2026, so 2025 is 9,000 x (1,034.25 / 900)^(2/3).
        assert kg["2023"] == 9_000_000_000
        assert units["2023"] == 240_000
        assert kg["2025"] == pytest.approx(9e9 * (1034.25 / 900) ** (2 / 3), rel=1e-9)
