"""From the text of one cell to the value of its column."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from recycling.domain.units import S_PER_H, S_PER_MIN
from recycling.schema.columns import Column, fold
from recycling.schema.enums import ENUMS, codes
from recycling.schema.faults import Rule
from recycling.schema.safe import unguarded

type Parse = Callable[[str], Any]

ONE: Final = Decimal(1)
LOCAL: Final = "Asia/Shanghai"
YEARS: Final = (1900, 2199)
MAX_INT: Final = 2**53 - 1
"""Largest whole number that every file format carries exactly."""

MAX_CHARS: Final = {"id": 200, "ref": 200, "list": 200, "text": 4_000}
LIST_SEPARATORS: Final = re.compile(r"[;,、|；，]")
LATEST_S: Final = 48 * S_PER_H

_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
# Excel writes long ids this way and has lost their last digits by then.
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d+", re.ASCII)
_FORBIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
_DAY: Final = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_DATE: Final = re.compile(_DAY, re.ASCII)
_DATETIME: Final = re.compile(
    _DAY + r"[ T]*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?", re.ASCII
)
_TIME: Final = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?", re.ASCII)
_BOOLS: Final = {
    **dict.fromkeys(("yes", "true", "1", "是", "有"), True),
    **dict.fromkeys(("no", "false", "0", "否", "无"), False),
}
_EXACT: Final = Context(prec=80)


class CellError(ValueError):
    """A cell that cannot be what its column asks for.

    Parameters
    ----------
    rule
        Code of the broken rule; ``fault.<rule>`` is its message.
    detail
        What the message refers to: a limit, the accepted values.
    """

    def __init__(self, rule: Rule, detail: str = "") -> None:
        self.rule = rule
        self.detail = detail
        super().__init__(rule, detail)


def parse_cell(
    column: Column, text: str, factor: Decimal = ONE, timezone: str = LOCAL
) -> Any:
    """Read one cell.

    Parameters
    ----------
    column
        Column the cell belongs to.
    text
        The cell as it stands in the file.
    factor
        What the figure is multiplied by, from the column's header.
    timezone
        Zone of the city; a time with an offset is stored as its local time.

    Returns
    -------
    Any
        ``str int float bool date datetime`` or a tuple of ``str``; times of
        day are seconds after midnight. An empty optional cell is the column's
        default, which is ``None`` where there is none.

    Raises
    ------
    CellError
        When the text breaks a rule of the column.
    """
    return parser(column, factor, timezone)(text)


@lru_cache(maxsize=1024)
def parser(column: Column, factor: Decimal = ONE, timezone: str = LOCAL) -> Parse:
    """Make the function that reads cells of a column; see `parse_cell`."""
    convert = _converter(column, factor, timezone)
    check = _range_check(column)
    empty = default_value(column)

    def parse(text: str) -> Any:
        plain = unguarded(text.strip()).strip()
        if not plain:
            if column.required:
                raise CellError(Rule.MISSING_VALUE)
            return empty
        value = convert(plain)
        if check is not None:
            check(value)
        return value

    return parse


def default_value(column: Column) -> Any:
    """Value an empty cell of a column stands for."""
    if column.default:
        return _converter(column, ONE, LOCAL)(column.default)
    match column.kind:
        case "id" | "text" | "ref" | "wkt":
            return ""
        case "list":
            return ()
        case _:
            return None


def _converter(column: Column, factor: Decimal, timezone: str) -> Parse:
    """Choose how a text becomes a value, by the column's type."""
    simple: dict[str, Parse] = {
        "id": _id,
        "ref": _id,
        "text": _text,
        "wkt": _text_of_any_length,
        "list": _items,
        "bool": _bool,
        "date": _date,
        "time": _time,
    }
    match column.kind:
        case "int":
            return partial(_int, factor=factor)
        case "float":
            return partial(_float, factor=factor)
        case "datetime":
            return partial(_datetime, zone=ZoneInfo(timezone))
        case "enum":
            return partial(_code, enum=column.target)
        case kind:
            return simple[kind]


def _range_check(column: Column) -> Callable[[Any], None] | None:
    """Make the check of a column's range; positions are checked elsewhere."""
    rule = column.rule
    # The way out differs: an optional figure may simply be left empty.
    code = Rule.OUT_OF_RANGE if column.required else Rule.OUT_OF_RANGE_OR_EMPTY
    if not rule or rule in {"lon", "lat"}:
        return None
    limits = re.fullmatch(r"(>=|>)?(-?\d+)(?:\.\.(-?\d+))?", rule)
    if limits is None:
        msg = f"column {column.attribute}: rule must be a range, got {rule!r}."
        raise ValueError(msg)
    low, high = int(limits[2]), int(limits[3] or MAX_INT)
    is_strict = limits[1] == ">"
    wording = rule.replace(">=", ">= ") if ">=" in rule else rule.replace(">", "> ")

    def check(value: Any) -> None:
        figures = map(_item_figure, value) if isinstance(value, tuple) else (value,)
        for figure in figures:
            if not low <= figure <= high or (is_strict and figure == low):
                raise CellError(code, wording)

    return check


def _item_figure(item: str) -> int:
    """Figure of a list's item, out of every range when it is none."""
    is_plain = item.isascii() and item.isdecimal() and str(int(item)) == item
    return int(item) if is_plain else -1


def _id(text: str) -> str:
    """Read a key: printable, not too long, all its digits there."""
    if not text.isprintable():
        raise CellError(Rule.CONTROL_CHARACTER)
    if len(text) > MAX_CHARS["id"]:
        raise CellError(Rule.TOO_LONG, str(MAX_CHARS["id"]))
    if _SCIENTIFIC.fullmatch(text):
        raise CellError(Rule.LOST_DIGITS)
    return text


def _text(text: str) -> str:
    """Read words, with one kind of line break."""
    if len(text) > MAX_CHARS["text"]:
        raise CellError(Rule.TOO_LONG, str(MAX_CHARS["text"]))
    return _text_of_any_length(text)


def _text_of_any_length(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(plain):
        raise CellError(Rule.CONTROL_CHARACTER)
    return plain


def _items(text: str) -> tuple[str, ...]:
    """Read a list, each item once."""
    items = (item.strip() for item in LIST_SEPARATORS.split(text))
    return tuple(dict.fromkeys(_id(item) for item in items if item))


def _decimal(text: str, rule: Rule) -> Decimal:
    """Read a figure exactly."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if len(plain) > 40 or not _NUMBER.fullmatch(plain):
        raise CellError(rule)
    return Decimal(plain)


def _int(text: str, factor: Decimal) -> int:
    """Read a whole number; only a larger unit is rounded, half up."""
    value = _EXACT.multiply(_decimal(text, Rule.NOT_AN_INTEGER), factor)
    if value.adjusted() > 20 or abs(value) > MAX_INT:
        raise CellError(Rule.TOO_LARGE, str(MAX_INT))
    whole = value.to_integral_value(ROUND_HALF_UP)
    if whole != value and factor == ONE:
        raise CellError(Rule.NOT_AN_INTEGER)
    return int(whole)


def _float(text: str, factor: Decimal) -> float:
    """Read a finite figure."""
    value = float(_EXACT.multiply(_decimal(text, Rule.NOT_A_NUMBER), factor))
    if abs(value) > 1e300:
        raise CellError(Rule.TOO_LARGE, "1e300")
    return value


def _bool(text: str) -> bool:
    value = _BOOLS.get(text.casefold())
    if value is None:
        raise CellError(Rule.NOT_YES_NO)
    return value


def _code(text: str, enum: str) -> str:
    """Read a code of an enumeration, written as code or label."""
    value = codes(enum).get(fold(text))
    if value is None:
        raise CellError(Rule.UNKNOWN_CODE, ", ".join(ENUMS[enum]))
    return value


def _date(text: str) -> date:
    """Read a day, year first; a midnight that a workbook adds is dropped."""
    plain = text.removesuffix("T00:00:00").removesuffix(" 00:00:00")
    found = _DATE.fullmatch(plain)
    try:
        if found is None:
            value = date.fromisoformat(plain)
        else:
            value = date(*map(int, found.groups()))
    except ValueError:
        raise CellError(Rule.NOT_A_DATE) from None
    _check_year(value)
    return value


def _datetime(text: str, zone: ZoneInfo) -> datetime:
    """Read a moment as local time of the city."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value = _loose_datetime(text)
    _check_year(value)
    if value.tzinfo is not None:
        value = value.astimezone(zone).replace(tzinfo=None)
    return value


def _loose_datetime(text: str) -> datetime:
    """Read ``2026/11/5 8:30``, as spreadsheets write it."""
    found = _DATETIME.fullmatch(text) or _DATE.fullmatch(text)
    if found is None:
        raise CellError(Rule.NOT_A_DATETIME)
    year, month, day, *clock = (int(part or 0) for part in found.groups())
    hour, minute, second = clock or (0, 0, 0)
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise CellError(Rule.NOT_A_DATETIME) from None


def _check_year(value: date) -> None:
    first, last = YEARS
    if not first <= value.year <= last:
        raise CellError(Rule.BAD_YEAR, f"{first}..{last}")


def _time(text: str) -> int:
    """Read a time of day as seconds after midnight; the next day counts on."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise CellError(Rule.NOT_A_TIME)
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * S_PER_H + minutes * S_PER_MIN + seconds
    if minutes > 59 or seconds > 59 or total > LATEST_S:
        raise CellError(Rule.NOT_A_TIME)
    return total
