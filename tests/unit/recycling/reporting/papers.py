"""Documents written by hand, with the figures they must show."""

from recycling.reporting.documents import (
    Cell,
    Chart,
    ChartKind,
    Document,
    Note,
    Role,
    Series,
    Table,
)
from recycling.reporting.pen import MassUnit, Pen
from recycling.schema.columns import Lang

NAMES = {"en": ("Wushan *and* #more", "=Banan"), "zh": ("巫山 *和* #其他", "=巴南")}
IDS = ("recovered_kg/2026/500237/-/-", "recovered_kg/2026/500113/-/-")


def paper(lang: Lang, mass: MassUnit = MassUnit.TEN_KT) -> Document:
    """Two districts, 1,234,567 kg and nothing, against 2,000,000 kg."""
    pen = Pen(lang, mass)
    first, second = NAMES[lang]
    rows = (
        (
            Cell(first),
            pen.kilograms(1_234_567, IDS[0]),
            pen.kilograms(2_000_000),
            pen.share(1_234_567 / 2_000_000),
        ),
        (Cell(second), pen.kilograms(0, IDS[1]), pen.kilograms(None), pen.share(None)),
    )
    table = Table("districts", "Districts", ("Name", "Is", "Due", "Share"), rows, "N1")
    bars = Chart(
        "bars", "Bars & more", ChartKind.BARS, pen.mass_unit, (first, second),
        (
            Series("is", Role.ACTUAL, tuple(row[1].number for row in rows)),
            Series("due", Role.PLAN, tuple(row[2].number for row in rows)),
        ),
        3,
    )  # fmt: skip
    fan = Chart(
        "fan", "Fan", ChartKind.LINES, "t", ("2025", "2026", "2027"),
        (
            Series("low", Role.LOW, (None, 1.0, 2.0)),
            Series("high", Role.HIGH, (None, 3.0, 6.0)),
            Series("median", Role.MEDIAN, (None, 2.0, 4.0)),
            Series("is", Role.ACTUAL, (1.0, None, None)),
            Series("target", Role.TARGET, (5.0, 5.0, 5.0)),
        ),
    )  # fmt: skip
    fall = Chart(
        "fall", "Fall", ChartKind.WATERFALL, "t", ("plan", "less", "more", "is"),
        (Series("steps", Role.ACTUAL, (10.0, -4.0, 1.0, 7.0)),),
    )  # fmt: skip
    return Document(
        "district", "Recovered", lang, "Made up", ("A sentence.",),
        (bars, table, fan, fall), (Note("freshness", "Data to", "2026-11-02"),),
    )  # fmt: skip
