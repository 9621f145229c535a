"""Made-up parties, the standard price lists and the rules for green points."""

from collections.abc import Mapping, Sequence
from datetime import date

from recycling.domain.materials import Certainty, Material, Stream
from recycling.domain.parties import Party, PartyKind, PointRule, Price, PriceKind
from recycling.domain.units import FEN_PER_CNY
from recycling.sample.inputs import Inputs

STANDARD, RESIDENT = "standard", "resident"
"""Price lists: of suppliers, and of residents."""

_LABELS: Mapping[PartyKind, tuple[str, str, str]] = {
    PartyKind.SUPPLIER: ("SU", "合成交售方", STANDARD),
    PartyKind.RESIDENT: ("RE", "合成居民户", RESIDENT),
}


def sample_parties(inputs: Inputs) -> list[Party]:
    """Make up suppliers and households in every district; their names say so."""
    return [
        Party(
            party_id=f"{prefix}-{place.code}-{number:03d}",
            name=f"{word}-{place.short_name}-{number:03d}",
            kind=kind,
            district=place.code,
            price_list=price_list,
            certainty=Certainty.SYNTHETIC,
        )
        for place in inputs.places
        for kind, (prefix, word, price_list) in _LABELS.items()
        for number in range(1, inputs.knobs.count(f"settlement.parties.{kind}") + 1)
    ]


def delivering(
    parties: Sequence[Party], streams: Sequence[tuple[str, str]]
) -> list[list[str]]:
    """Parties that may deliver on each lane.

    Parameters
    ----------
    parties
        All of them.
    streams
        District of the weighbridge and stream, by lane: households deliver what
        comes from homes, suppliers all the rest.
    """
    groups: dict[tuple[str, bool], list[str]] = {}
    for party in parties:
        is_home = party.kind is PartyKind.RESIDENT
        groups.setdefault((party.district, is_home), []).append(party.party_id)
    return [
        groups[district, stream == Stream.HOUSEHOLD.value]
        for district, stream in streams
    ]


def sample_prices(inputs: Inputs) -> list[Price]:
    """Price lists from the reference ranges, in whole yuan.

    A list pays ``low + place x (high - low)`` of a material's published range;
    low-value materials have a subsidy on top.
    """
    knobs, begins = inputs.knobs, _begins(inputs)
    places = {
        STANDARD: knobs.number("history.price_position"),
        RESIDENT: knobs.number("settlement.resident_position"),
    }
    granted = knobs.count("settlement.low_value_subsidy")
    made = []
    for price_list, place in places.items():
        for material in inputs.materials.values():
            low, high = material.price_low_fen_per_t, material.price_high_fen_per_t
            source = (
                f"{inputs.source}; {place:g} of the way from {low} to {high} fen/t, "
                f"the range of materials.csv: {material.source}"
            )
            fen = round((low + place * (high - low)) / FEN_PER_CNY) * FEN_PER_CNY
            key = (price_list, PriceKind.PURCHASE, material.code, begins)
            made.append(Price(*key, fen, None, source, Certainty.SYNTHETIC))
            if material.is_low_value:
                key = (price_list, PriceKind.SUBSIDY, material.code, begins)
                source = f"{inputs.source}; assumption"
                made.append(Price(*key, granted, None, source, Certainty.SYNTHETIC))
    return made


def sample_point_rules(inputs: Inputs) -> list[PointRule]:
    """One version of the rules: a point a kilogram, more for low-value materials."""
    begins = _begins(inputs)
    return [
        PointRule(
            version=f"sample-{begins.year}",
            material=material.code,
            points_per_t=_points_per_t(inputs, material),
            valid_from=begins,
            source=f"{inputs.source}; assumption",
            certainty=Certainty.SYNTHETIC,
        )
        for material in inputs.materials.values()
    ]


def _points_per_t(inputs: Inputs, material: Material) -> int:
    kind = "low_value" if material.is_low_value else "per_t"
    return inputs.knobs.count(f"settlement.points.{kind}")


def _begins(inputs: Inputs) -> date:
    return date(inputs.knobs.day("scope.as_of_day").year, 1, 1)
