"""Cells that no spreadsheet takes for a formula, and the way back.

A text that begins with ``= + - @``, a tab or a line break is run as a formula by
spreadsheet programs (OWASP, "CSV Injection"). An apostrophe in front stops that.
Taking exactly that apostrophe off again makes what was written read as it was.
"""

import re
from typing import Final

_FORMULA: Final = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_GUARDED: Final = re.compile(r"'+(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)


def safe_cell[T](value: T) -> T | str:
    """Guard a text against being run as a formula; numbers stay numbers.

    Examples
    --------
    >>> safe_cell("=cmd|' /C calc'!A0")
    "'=cmd|' /C calc'!A0"
    >>> safe_cell(-5), safe_cell("-5")
    (-5, '-5')
    """
    if not isinstance(value, str) or not _FORMULA.match(value):
        return value
    if _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def unguarded(text: str) -> str:
    """Take off the apostrophe that ``safe_cell`` put in front."""
    return text[1:] if _GUARDED.match(text) else text
