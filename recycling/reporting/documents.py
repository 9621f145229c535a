"""A report as a document: written down once, the same in every format."""

from dataclasses import dataclass
from enum import StrEnum

from recycling.schema.columns import Lang


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: words, or a figure with all that is known about it.

    Attributes
    ----------
    text
        As people read it, without the unit.
    number
        The figure as it is shown, rounded; ``None`` for words and for nothing.
    unit
        Unit of ``number``, in the document's language.
    decimals
        Decimals shown.
    exact, exact_unit
        The figure in the unit the books keep (kg, fen, g), not rounded.
    figure_id
        What ``recycling trace`` leads to the tickets and rows behind it by; empty
        for words, for places in an order, and where there is no figure.
    """

    text: str
    number: float | None = None
    unit: str = ""
    decimals: int = 0
    exact: float | None = None
    exact_unit: str = ""
    figure_id: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether it is a figure, not words."""
        return bool(self.exact_unit)


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; the first cell of a row names it.

    Attributes
    ----------
    key, title
        Name for programs, and heading.
    headers, rows
        Cells, the headers' units in their words.
    note
        A line under the table, empty for none.
    """

    key: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def is_traceable(self) -> bool:
        """Whether a figure leads to what it is made from."""
        return any(cell.figure_id for row in self.rows for cell in row)

    @property
    def figure_columns(self) -> frozenset[int]:
        """Places of the columns that hold figures; the others hold words."""
        return frozenset(
            place
            for row in self.rows
            for place, cell in enumerate(row)
            if cell.is_figure
        )


def row_id(row: tuple[Cell, ...]) -> str:
    """Give the name of a row's plainest figure, where all of them find no room.

    The first whose name has the fewest parts: what is split further, like the end of
    a range, is left to formats with room for every name.
    """
    names = (cell.figure_id for cell in row if cell.figure_id)
    return min(names, key=lambda name: name.count("/"), default="")


class ChartKind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    LINES = "lines"
    WATERFALL = "waterfall"


class Role(StrEnum):
    """What a series of a chart stands for; it decides the colour."""

    ACTUAL = "actual"
    PLAN = "plan"
    LOW = "low"
    MEDIAN = "median"
    HIGH = "high"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Series:
    """Values of a chart, one per label; ``None`` where there is none."""

    name: str
    role: Role
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of figures that stand in a table as well.

    Attributes
    ----------
    key, title
        Name for programs, and heading.
    kind
        How it is drawn. Bars compare the actual series with the plan's; lines
        with a low and a high series are a fan; the first and the last value of
        a waterfall are totals, those between are steps from one to the other.
    unit
        Unit of all values.
    labels
        Names of the bars, or of the places on the time axis.
    series
        What is drawn.
    decimals
        Decimals of the values, as in their table.
    """

    key: str
    title: str
    kind: ChartKind
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    decimals: int = 0

    def of(self, role: Role) -> Series | None:
        """Give the series of a role."""
        return next((series for series in self.series if series.role is role), None)


@dataclass(frozen=True, slots=True)
class Note:
    """A line on how the figures came about.

    Attributes
    ----------
    key
        Name for programs: ``freshness``, ``counting``, ``factors``, ``sources`` ...
    label, text
        Heading and words.
    """

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language and one choice of units.

    Attributes
    ----------
    key, title, lang
        Name for programs, heading, language.
    warning
        What must be read first, such as that the figures are made up; empty for
        nothing.
    paragraphs
        The answer in sentences.
    blocks
        Tables and charts in their order.
    notes
        How the figures came about.
    """

    key: str
    title: str
    lang: Lang
    warning: str
    paragraphs: tuple[str, ...]
    blocks: tuple[Table | Chart, ...]
    notes: tuple[Note, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Tables alone."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Charts alone."""
        return tuple(block for block in self.blocks if isinstance(block, Chart))
