"""Rules that concern several cells of a row, one function each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from recycling.schema.faults import Rule


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that breaks a rule.

    Attributes
    ----------
    index
        Place of the row in the block.
    rule
        Rule it breaks.
    attribute
        Cell to correct.
    against
        Cells the message sets it against, joined by `` - ``.
    """

    index: int
    rule: Rule
    attribute: str
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Values of a block, column by column; ``None`` where there is no value.

    Attributes
    ----------
    columns
        Values by attribute.
    rounded
        Attributes whose figures were given in a larger unit.
    """

    columns: Mapping[str, Sequence[Any]]
    rounded: frozenset[str]


type RowRule = Callable[[Rows], Iterator[Broken]]


def tare_not_over_gross(rows: Rows) -> Iterator[Broken]:
    """Check that a vehicle weighs at least as much full as empty."""
    pairs = zip(rows.columns["gross_kg"], rows.columns["tare_kg"], strict=True)
    for index, (gross, tare) in enumerate(pairs):
        if gross is not None and tare is not None and tare > gross:
            yield Broken(index, Rule.TARE_OVER_GROSS, "tare_kg", ("gross_kg",))


def net_is_gross_less_tare(rows: Rows) -> Iterator[Broken]:
    """Check net weights; those given in tonnes may be a kilogram off."""
    names = ("net_kg", "gross_kg", "tare_kg")
    slack = 1 if rows.rounded.intersection(names) else 0
    weights = zip(*(rows.columns[name] for name in names), strict=True)
    for index, (net, gross, tare) in enumerate(weights):
        if net is None or gross is None or tare is None or tare > gross:
            continue
        if abs(gross - tare - net) > slack:
            yield Broken(
                index, Rule.NET_NOT_GROSS_LESS_TARE, "net_kg", ("gross_kg", "tare_kg")
            )


def zero_corrects(rows: Rows) -> Iterator[Broken]:
    """Check that a ticket without mass takes the place of another, without pieces."""
    names = ("net_kg", "corrects", "units")
    columns = zip(*(rows.columns[name] for name in names), strict=True)
    for index, (net, corrects, units) in enumerate(columns):
        if net == 0 and not corrects:
            yield Broken(index, Rule.ZERO_NOT_A_CORRECTION, "net_kg", ())
        elif net == 0 and units:
            yield Broken(index, Rule.ZERO_WITH_PIECES, "units", ())


def in_order(rule: Rule, *attributes: str) -> RowRule:
    """Make the rule that values given in a row never fall."""

    def check(rows: Rows) -> Iterator[Broken]:
        for low, high in pairwise(attributes):
            pairs = zip(rows.columns[low], rows.columns[high], strict=True)
            for index, (first, second) in enumerate(pairs):
                if first is not None and second is not None and second < first:
                    yield Broken(index, rule, high, (low,))

    return check


_TIMES: Final = Rule.TIME_ENDS_BEFORE_START
_DATES: Final = Rule.ENDS_BEFORE_START
_RANGE: Final = Rule.LOW_OVER_HIGH

RULES: Final[Mapping[str, tuple[RowRule, ...]]] = {
    "sites": (in_order(_TIMES, "opens_s", "closes_s"),),
    "zones": (in_order(_DATES, "valid_from", "valid_to"),),
    "restrictions": (
        in_order(_TIMES, "start_s", "end_s"),
        in_order(_DATES, "valid_from", "valid_to"),
    ),
    "vehicles": (in_order(_TIMES, "shift_start_s", "shift_end_s"),),
    "prices": (in_order(_DATES, "valid_from", "valid_to"),),
    "downtimes": (in_order(_DATES, "starts_at", "ends_at"),),
    "visits": (in_order(_DATES, "arrived_at", "departed_at"),),
    "orders": (in_order(_TIMES, "window_start_s", "window_end_s"),),
    "tickets": (tare_not_over_gross, net_is_gross_less_tare, zero_corrects),
    "materials": (in_order(_RANGE, "price_low_fen_per_t", "price_high_fen_per_t"),),
    "facility_classes": (
        in_order(_RANGE, "min_throughput_kg_per_year", "capacity_kg_per_year"),
    ),
    "parameters": (in_order(_RANGE, "low", "value", "high"),),
    "emission_factors": (in_order(_RANGE, "low", "kg_per_unit", "high"),),
}
"""Row rules by table; a new one needs a line here and a test."""
