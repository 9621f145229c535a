"""Names of figures lead both ways."""

from datetime import date

import pytest

from recycling.domain.errors import InputError
from recycling.domain.figures import FigureId, parse_figure, period_of


def test_a_name_reads_back_as_the_figure() -> None:
    figure = FigureId("recovered_kg", "2026-03", "500112", "steel")
    assert str(figure) == "recovered_kg/2026-03/500112/steel/-"
    assert parse_figure(str(figure)) == figure


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (date(2026, 3, 15), date(2026, 3, 15), "2026-03-15"),
        (date(2026, 1, 1), date(2026, 11, 2), "2026-01-01..2026-11-02"),
        (date(2025, 1, 1), date(2026, 12, 31), "2025-01-01..2026-12-31"),
    ],
)
def test_a_period_names_its_days(first: date, last: date, period: str) -> None:
    assert period_of(first, last) == period
    assert FigureId("recovered_kg", period).days == (first, last)


@pytest.mark.parametrize(
    "name",
    [
        "", "recovered_kg", "recovered_kg/2026/-/-", "-/2026/-/-/-",
        "recovered_kg/-/-/-/-", "recovered_kg/March/-/-/-",
        "recovered_kg/2026-13/-/-/-", "recovered_kg/2026-00/-/-/-",
        "recovered_kg/2026-02-30/-/-/-", "recovered_kg/2026-02-00/-/-/-",
        "recovered_kg/2026-03..2026-02/-/-/-",
    ],
)  # fmt: skip
def test_what_is_no_figure_is_said_in_words(name: str) -> None:
    with pytest.raises(InputError, match="figure "):
        parse_figure(name)
