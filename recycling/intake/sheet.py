"""One sheet of a file: its blocks checked and turned into batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from maps.crs import parse_crs
from maps.errors import UnknownCrsError
from recycling.domain.errors import Fault
from recycling.domain.records import Batch
from recycling.intake.block import BlockRows
from recycling.intake.cells import ColumnReader
from recycling.intake.grid import Block, Grid
from recycling.intake.header import Layout
from recycling.intake.keys import KnownKeys, RowKeys
from recycling.intake.positions import Positions
from recycling.intake.rules import RULES, Rows
from recycling.schema.cells import ONE, default_value
from recycling.schema.columns import Table
from recycling.schema.faults import Rule


@dataclass(frozen=True, slots=True)
class Chunk:
    """Part of a file, read and checked.

    Attributes
    ----------
    batch
        Rows without a fault; none when the whole file is refused.
    rows
        Rows read, faulty ones included.
    bad_rows
        Rows with a fault.
    faults
        Faults in the order of rows.
    numbers
        Row numbers of the batch as the user counts.
    sheet
        Sheet or layer, empty where the format has none.
    """

    batch: Batch
    rows: int
    bad_rows: int
    faults: tuple[Fault, ...]
    numbers: Sequence[int] = ()
    sheet: str = ""


class SheetReader:
    """Reads the blocks of a sheet one after the other.

    Parameters
    ----------
    file
        Name of the file.
    grid, layout
        The sheet and what its columns mean.
    positions
        Conversion of positions; ``None`` without a usable coordinate system.
    timezone
        Zone of the city.
    known, row_keys
        Keys rows may refer to, and keys seen so far in this table.

    Attributes
    ----------
    repaired
        Shapes mended so far.
    """

    def __init__(
        self,
        file: str,
        grid: Grid,
        layout: Layout,
        positions: Positions | None,
        timezone: str,
        known: KnownKeys,
        row_keys: RowKeys,
    ) -> None:
        self._file = file
        self._grid = grid
        self._layout = layout
        self._positions = positions
        self._known = known
        self._row_keys = row_keys
        self.repaired = 0
        self._readers = {
            name: ColumnReader(bound.column, bound.factor, timezone)
            for name, bound in layout.bound.items()
        }
        self._rounded = frozenset(
            name for name, bound in layout.bound.items() if bound.factor != ONE
        )

    @property
    def table(self) -> Table:
        """Table the sheet is read into."""
        return self._layout.table

    def chunks(self, *, is_refused: bool) -> Iterator[Chunk]:
        """Read the sheet; its batches stay empty when the file is refused."""
        self._row_keys.start_sheet(self._grid.sheet)
        for block in self._grid.blocks:
            yield self._chunk(block, is_refused=is_refused)

    def _chunk(self, block: Block, *, is_refused: bool) -> Chunk:
        """Check one block."""
        rows = BlockRows(
            self._file,
            self._grid.sheet,
            self.table,
            self._layout.bound,
            block,
            self._layout.width,
        )
        self._read_cells(rows)
        raw = self._place(rows)
        self._check_references(rows)
        self._check_rules(rows)
        self._check_keys(rows)
        faults = tuple(rows.faults())
        uneven = len(block.rows) - len(rows)
        bad = uneven + len(rows.bad)
        sheet = self._grid.sheet
        if is_refused:
            none = Batch(self.table.name, {})
            return Chunk(none, len(block.rows), bad, faults, sheet=sheet)
        batch, numbers = self._batch(rows, raw), self._numbers(rows)
        return Chunk(batch, len(block.rows), bad, faults, numbers, sheet)

    def _read_cells(self, rows: BlockRows) -> None:
        """Read every column of the table; one not in the file has its default."""
        for column in self.table.columns:
            name = column.attribute
            texts = rows.column_texts(name)
            if texts is None:
                value = self._layout.filled.get(name, default_value(column))
                rows.values[name] = [value] * len(rows)
                continue
            rows.values[name], faults = self._readers[name].read(texts)
            for index, fault in faults.items():
                rows.fault(index, name, fault.rule, texts[index], fault.detail)

    def _place(self, rows: BlockRows) -> dict[str, list[Any]]:
        """Check and convert positions; return them as they stood in the file."""
        if self._positions is None or not len(rows):
            return {}
        self._check_datums(rows, self._positions.crs.name)
        crs = [self._positions.crs.name] * len(rows)
        if self.table.shape:
            return self._place_shapes(rows, self._positions) | {"crs": crs}
        if {"lon", "lat"} <= self._layout.bound.keys():
            return self._place_points(rows, self._positions) | {"crs": crs}
        return {}

    def _place_points(
        self, rows: BlockRows, positions: Positions
    ) -> dict[str, list[Any]]:
        """Convert points."""
        values = rows.values
        xs, ys = rows.column_texts("lon") or (), rows.column_texts("lat") or ()
        values["lon"], values["lat"], faults = positions.points(
            values["lon"], values["lat"]
        )
        for index, fault in faults.items():
            value = f"{xs[index].strip()}, {ys[index].strip()}"
            rows.fault(index, "lon", fault.rule, value, fault.detail)
        return {
            "raw_x": list(map(str.strip, xs)),
            "raw_y": list(map(str.strip, ys)),
        }

    def _place_shapes(
        self, rows: BlockRows, positions: Positions
    ) -> dict[str, list[Any]]:
        """Convert shapes."""
        name = self.table.shape
        raw = [value or "" for value in rows.values[name]]
        for index, wkt in enumerate(raw):
            if not wkt:
                continue
            placed = positions.shape(wkt)
            rows.values[name][index] = placed.wkt
            self.repaired += placed.is_repaired
            if placed.fault is not None:
                rows.fault(index, name, placed.fault.rule, wkt, placed.fault.detail)
        return {"raw_wkt": raw}

    def _check_datums(self, rows: BlockRows, declared: str) -> None:
        """Refuse rows that name another coordinate system than the declared."""
        place = self._layout.crs_index
        if place is None:
            return
        texts = rows.texts[place]
        wrong = {text for text in set(texts) if not _is_crs(text, declared)}
        header = self._grid.header[place]
        for index, text in enumerate(texts):
            if text in wrong:
                rows.fault_at(index, (place, header), Rule.DATUM_MIX, text, declared)

    def _check_references(self, rows: BlockRows) -> None:
        """Refuse keys of other tables that nobody knows."""
        for column in self.table.columns:
            if column.kind not in {"ref", "list"} or not column.target:
                continue
            values = rows.values[column.attribute]
            unknown = self._known.unknown(column.target, values)
            if not unknown:
                continue
            for index, value in enumerate(values):
                keys = (value,) if isinstance(value, str) else value or ()
                for key in keys:
                    if key in unknown:
                        self._fault_reference(
                            rows, index, column.attribute, column.target, key
                        )

    def _fault_reference(
        self, rows: BlockRows, index: int, attribute: str, table: str, key: str
    ) -> None:
        """Note an unknown key, and the known one it looks like."""
        near = self._known.suggestion(table, key)
        rule = Rule.UNKNOWN_REF_NEAR if near else Rule.UNKNOWN_REF
        detail = f"{table}|{near}" if near else table
        rows.fault(index, attribute, rule, key, detail)

    def _check_rules(self, rows: BlockRows) -> None:
        """Apply the table's row rules."""
        view = Rows(rows.values, self._rounded)
        for rule in RULES.get(self.table.name, ()):
            for broken in rule(view):
                cells = [rows.cell(broken.index, name) for name in broken.against]
                value = rows.cell(broken.index, broken.attribute)
                detail = " - ".join(cells)
                rows.fault(broken.index, broken.attribute, broken.rule, value, detail)

    def _check_keys(self, rows: BlockRows) -> None:
        """Refuse rows whose key occurred before."""
        names = self.table.key
        columns = [rows.values[name] for name in names]
        repeated = self._row_keys.repeated(columns, rows.numbers, rows.bad)
        for index, first in repeated.items():
            value = ", ".join(rows.cell(index, name) for name in names)
            rows.fault(index, names[-1], Rule.DUPLICATE_KEY, value, first)

    def _numbers(self, rows: BlockRows) -> Sequence[int]:
        """Row numbers of the rows without a fault."""
        if not rows.bad:
            return rows.numbers
        return [n for index, n in enumerate(rows.numbers) if index not in rows.bad]

    def _batch(self, rows: BlockRows, raw: dict[str, list[Any]]) -> Batch:
        """Keep the rows without a fault."""
        if not rows.bad:
            return Batch(self.table.name, rows.values, raw)
        good = [index not in rows.bad for index in range(len(rows))]
        return Batch(
            self.table.name,
            {
                name: list(compress(column, good))
                for name, column in rows.values.items()
            },
            {name: list(compress(column, good)) for name, column in raw.items()},
        )


def _is_crs(text: str, declared: str) -> bool:
    """Tell whether a cell names the declared system, or nothing."""
    if not text.strip():
        return True
    try:
        return parse_crs(text.strip()).name == declared
    except UnknownCrsError:
        return False
