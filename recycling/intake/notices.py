"""What is odd about a file but stops nothing: made and worded here."""

from collections.abc import Sequence
from typing import Any, Final

from recycling.domain.errors import Notice
from recycling.intake.grid import Grid
from recycling.intake.texts import shown
from recycling.schema.columns import Lang
from recycling.schema.messages import text

COLUMNS_IGNORED: Final = "columns_ignored"
READER_NOTE: Final = "reader_note"
SHAPES_REPAIRED: Final = "shapes_repaired"

_MAX_NOTES: Final = 5
_MAX_NAMES: Final = 20
_CODES: Final = ("direction", "evidence")
"""Facts that are codes with a wording of their own, in the order they are worded:
the wording of evidence may refer to the direction."""


def sheet_notices(
    file: str, grid: Grid, ignored: Sequence[str], repaired: int
) -> list[Notice]:
    """Say what was left out, mended or doubted while a sheet was read.

    Parameters
    ----------
    file
        Name of the file.
    grid
        The sheet, with the notes of the library that read it.
    ignored
        Headers that mean nothing and were left out.
    repaired
        Shapes that crossed themselves and were mended.
    """
    found = [
        Notice(file, grid.sheet, READER_NOTE, 1, {"note": shown(note)})
        for note in grid.notes[:_MAX_NOTES]
    ]
    beyond = len(grid.notes) - _MAX_NOTES
    if beyond > 0:
        found.append(Notice(file, grid.sheet, "more_notes", beyond))
    if ignored:
        names = ", ".join(map(shown, ignored[:_MAX_NAMES]))
        facts = {"names": names if len(ignored) <= _MAX_NAMES else f"{names} ..."}
        found.append(Notice(file, grid.sheet, COLUMNS_IGNORED, len(ignored), facts))
    if repaired:
        found.append(Notice(file, grid.sheet, SHAPES_REPAIRED, repaired))
    return found


def notice_message(notice: Notice, lang: Lang) -> str:
    """Word a notice: place, what was seen, and what to do, in one line."""
    facts: dict[str, object] = {**notice.facts, "count": notice.count}
    for name in _CODES:
        if name in facts:
            facts[name] = text(f"warning.{name}.{facts[name]}", lang, **facts)
    place = notice.file
    if notice.sheet:
        place += text("intake.place.sheet", lang, sheet=notice.sheet)
    place += text("intake.place.end", lang)
    return place + text(f"warning.{notice.rule}", lang, **facts)


def notice_dict(notice: Notice, lang: Lang) -> dict[str, Any]:
    """Give a notice as plain values for JSON."""
    return {
        "file": notice.file,
        "sheet": notice.sheet,
        "rule": notice.rule,
        "count": notice.count,
        "facts": dict(notice.facts),
        "message": notice_message(notice, lang),
    }
