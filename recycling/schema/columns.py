"""The input tables, described once in ``tables/*.csv``.

Readers, templates, reference pages and messages all ask this module what a
column is called, which unit it is in and what it may hold.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Final, Literal

type Lang = Literal["en", "zh"]

LANGUAGES: Final[tuple[Lang, ...]] = ("en", "zh")

_ORDER: Final = (
    "districts",
    "materials",
    "facility_classes",
    "vehicle_types",
    "parameters",
    "emission_factors",
    "sites",
    "zones",
    "restrictions",
    "vehicles",
    "supplies",
    "orders",
    "targets",
    "parties",
    "prices",
    "point_rules",
    "past_volumes",
    "stocktakes",
    "site_energy",
    "downtimes",
    "visits",
    "tickets",
)
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "tickets": ("site_id", "ticket_no"),
    "supplies": ("site_id", "material", "stream"),
    "emission_factors": ("code", "version", "region", "year"),
    "prices": ("price_list", "kind", "material", "valid_from"),
    "point_rules": ("version", "material"),
    "past_volumes": ("month", "district", "material", "stream"),
    "stocktakes": ("site_id", "material", "day"),
    "site_energy": ("site_id", "month"),
    "downtimes": ("site_id", "starts_at"),
}
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Alias:
    """Another header of a column, and what its figures are multiplied by."""

    name: str
    factor: Decimal = _ONE


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an input table.

    Attributes
    ----------
    attribute
        Name of the field, also its header in English files.
    type
        ``id text int float bool date datetime time wkt list``, or ``enum:``,
        ``ref:`` or ``list:`` followed by a name.
    unit
        Unit of the stored figure, empty for none.
    default
        Text an empty or missing cell stands for, empty for no value.
    required
        Every row must have a value.
    rule
        Range of the value: ``>=0``, ``>0``, ``0..1``, ``lon``, ``lat`` and so on.
    description_en, description_zh
        Meaning in a few words.
    aliases
        Other headers the column may have.
    """

    attribute: str
    type: str
    unit: str
    default: str
    required: bool
    rule: str
    description_en: str
    description_zh: str
    aliases: tuple[Alias, ...]

    @property
    def kind(self) -> str:
        """Type without what it points to: ``enum``, ``ref``, ``list``, ``int``."""
        return self.type.partition(":")[0]

    @property
    def target(self) -> str:
        """Enumeration or table the type points to, empty for none."""
        return self.type.partition(":")[2]

    def description(self, lang: Lang) -> str:
        """Meaning in a language."""
        return self.description_en if lang == "en" else self.description_zh

    def header(self, lang: Lang) -> Alias:
        """Header that files written by the product have in a language."""
        if lang == "en":
            return Alias(self.attribute)
        return next(alias for alias in self.aliases if _CHINESE.search(alias.name))


@dataclass(frozen=True)
class Table:
    """One input table.

    Attributes
    ----------
    name
        Name of the table.
    columns
        Its columns in the order of its description.
    key
        Attributes that tell its rows apart.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @cached_property
    def by_attribute(self) -> Mapping[str, Column]:
        """Columns by attribute."""
        return {column.attribute: column for column in self.columns}

    @cached_property
    def headers(self) -> Mapping[str, tuple[Column, Decimal]]:
        """Column and factor by folded header."""
        found: dict[str, tuple[Column, Decimal]] = {}
        for column in self.columns:
            found[fold(column.attribute)] = (column, _ONE)
            for alias in column.aliases:
                found[fold(alias.name)] = (column, alias.factor)
        return found

    @cached_property
    def references(self) -> frozenset[str]:
        """Tables its rows refer to."""
        kinds = {"ref", "list"}
        return frozenset(c.target for c in self.columns if c.kind in kinds and c.target)

    @cached_property
    def has_point(self) -> bool:
        """Rows stand at a longitude and latitude."""
        return {"lon", "lat"} <= self.by_attribute.keys()

    @cached_property
    def shape(self) -> str:
        """Attribute that holds a shape, empty for none."""
        return next((c.attribute for c in self.columns if c.kind == "wkt"), "")

    @property
    def has_position(self) -> bool:
        """Rows have a place, so their file needs a coordinate system."""
        return self.has_point or bool(self.shape)

    def match(self, header: str) -> tuple[Column, Decimal] | None:
        """Column a header of a file means, and the factor of its figures."""
        return self.headers.get(fold(header))


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Reduce a name to what counts in comparisons.

    Case, width, blanks, underscores, hyphens and a byte order mark do not.
    """
    wide = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-\ufeff]", "", wide)


def _alias(text: str) -> Alias:
    """Read ``name`` or ``name*factor``."""
    name, _, factor = text.partition("*")
    return Alias(name, Decimal(factor or 1))


def _column(row: Mapping[str, str]) -> Column:
    """Read one line of a table's description."""
    return Column(
        attribute=row["attribute"],
        type=row["type"],
        unit=row["unit"],
        default=row["default"],
        required=row["required"] == "yes",
        rule=row["rule"],
        description_en=row["description_en"],
        description_zh=row["description_zh"],
        aliases=tuple(_alias(text) for text in row["aliases"].split("|") if text),
    )


def _load(name: str) -> Table:
    """Read the description of a table."""
    source = files("recycling.schema").joinpath("tables", f"{name}.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    columns = tuple(_column(row) for row in rows)
    return Table(name, columns, _KEYS.get(name, (columns[0].attribute,)))


TABLES: Final[Mapping[str, Table]] = {name: _load(name) for name in _ORDER}
"""Every input table; a table comes after the tables it refers to."""
