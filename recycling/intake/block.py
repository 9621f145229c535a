"""One block of a sheet on its way from texts to checked columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from recycling.domain.errors import Fault
from recycling.intake.grid import Block
from recycling.intake.header import Bound
from recycling.intake.texts import shown
from recycling.schema.columns import Table
from recycling.schema.faults import Rule
from recycling.schema.writing import write_cell


class BlockRows:
    """Cells of a block, what they mean so far, and the faults among them.

    Parameters
    ----------
    file, sheet
        Place of the block.
    table, bound
        Table, and its columns found in the file.
    block
        Rows; those that are not as wide as the header become faults.
    width
        Cells of the header.

    Attributes
    ----------
    numbers
        Row numbers of the rows of the right width.
    texts
        Their cells, column by column.
    values
        What the cells mean, by attribute; ``None`` where there is no value.
    """

    def __init__(
        self,
        file: str,
        sheet: str,
        table: Table,
        bound: Mapping[str, Bound],
        block: Block,
        width: int,
    ) -> None:
        self.table = table
        self.values: dict[str, list[Any]] = {}
        self._bound = bound
        self._file = file
        self._sheet = sheet
        self._faults: list[tuple[int, int, Fault]] = []
        self._bad: set[int] = set()
        rows, self.numbers = self._even(block, width)
        self.texts: Sequence[Sequence[str]] = (
            list(zip(*rows, strict=True)) if rows else [()] * width
        )

    def __len__(self) -> int:
        """Return the number of rows of the right width."""
        return len(self.numbers)

    @property
    def bad(self) -> set[int]:
        """Places of faulty rows."""
        return self._bad

    def column_texts(self, attribute: str) -> Sequence[str] | None:
        """Take the cells of a column as they stand in the file, if it is there."""
        found = self._bound.get(attribute)
        return None if found is None else self.texts[found.index]

    def cell(self, index: int, attribute: str) -> str:
        """Take a cell as it stands in the file; its value when it is empty there."""
        texts = self.column_texts(attribute)
        text = texts[index].strip() if texts is not None else ""
        if text:
            return text
        column = self.table.by_attribute[attribute]
        return str(write_cell(column, self.values[attribute][index]))

    def fault(
        self, index: int, attribute: str, rule: Rule, value: str, detail: str = ""
    ) -> None:
        """Note a fault of one cell."""
        found = self._bound.get(attribute)
        place, header = (found.index, found.header) if found else (-1, attribute)
        self.fault_at(index, (place, header), rule, value, detail)

    def fault_at(
        self,
        index: int,
        place: tuple[int, str],
        rule: Rule,
        value: str,
        detail: str = "",
    ) -> None:
        """Note a fault of a cell by its place in the row and its header."""
        self._bad.add(index)
        self._note(self.numbers[index], place, rule, value, detail)

    def faults(self) -> list[Fault]:
        """List the faults row by row, from left to right."""
        return [found for _, _, found in sorted(self._faults, key=lambda f: f[:2])]

    def _note(
        self, number: int, place: tuple[int, str], rule: Rule, value: str, detail: str
    ) -> None:
        index, header = place
        fault = Fault(
            self._file, self._sheet, number, header, shown(value), rule.value, detail
        )
        self._faults.append((number, index, fault))

    def _even(
        self, block: Block, width: int
    ) -> tuple[Sequence[Sequence[str]], Sequence[int]]:
        """Keep the rows as wide as the header; blank cells beyond it are cut."""
        if set(map(len, block.rows)) <= {width}:
            return block.rows, block.numbers
        rows: list[Sequence[str]] = []
        numbers: list[int] = []
        for row, number in zip(block.rows, block.numbers, strict=True):
            if len(row) < width or any(cell.strip() for cell in row[width:]):
                detail, value = str(width), str(len(row))
                self._note(number, (-1, ""), Rule.RAGGED_ROW, value, detail)
            else:
                rows.append(row[:width])
                numbers.append(number)
        return rows, numbers
