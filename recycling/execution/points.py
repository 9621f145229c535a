"""Green points: counted per load under the version of the rules of its day.

Points are counted for residents alone, on the payable mass: what is taken off for
moisture and dirt earns nothing. They are not redeemed here.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from recycling.domain.errors import InputError
from recycling.domain.parties import Party, PartyKind, PointRule
from recycling.domain.settlement import BookedTicket, PointEntry, PointSum
from recycling.domain.units import KG_PER_T
from recycling.schema.said import said


class RuleBook:
    """Versions of the rules for points.

    A version holds from its first day until the next one begins. A material that
    the version in force does not name earns no points; nor does anything before
    the first version.

    Raises
    ------
    InputError
        When two versions begin on one day; names them all.
    """

    def __init__(self, rules: Iterable[PointRule]) -> None:
        self._rules: dict[str, dict[str, PointRule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.version, {})[rule.material] = rule
        self._begins = sorted(
            (min(rule.valid_from for rule in named.values()), version)
            for version, named in self._rules.items()
        )
        self._refuse_twins()

    def rule(self, material: str, day: date) -> PointRule | None:
        """Rule in force for a material on a day."""
        begun = [version for first, version in self._begins if first <= day]
        return self._rules[begun[-1]].get(material) if begun else None

    def _refuse_twins(self) -> None:
        by_day: dict[date, list[str]] = {}
        for first, version in self._begins:
            by_day.setdefault(first, []).append(version)
        twins = [
            f"{' and '.join(versions)} on {first}"
            for first, versions in by_day.items()
            if len(versions) > 1
        ]
        if twins:
            msg = said("points.versions", twins="; ".join(twins))
            raise InputError(msg)


def point_entries(
    booked: Iterable[BookedTicket], parties: Mapping[str, Party], rules: RuleBook
) -> list[PointEntry]:
    """Count points ticket by ticket, rounded down; a reversal takes them back.

    Parameters
    ----------
    booked
        Tickets as they enter the books.
    parties
        By key; only residents are given points.
    rules
        Versions of the rules.
    """
    entries = []
    for entry in booked:
        ticket = entry.ticket
        party = parties.get(ticket.party_id)
        rule = rules.rule(ticket.material, entry.delivered_on)
        if party is None or party.kind is not PartyKind.RESIDENT or rule is None:
            continue
        points = ticket.payable_kg * rule.points_per_t // KG_PER_T
        entries.append(
            PointEntry(
                party_id=ticket.party_id,
                booked_on=entry.booked_on,
                delivered_on=entry.delivered_on,
                site_id=ticket.site_id,
                ticket_no=ticket.ticket_no,
                material=ticket.material,
                payable_kg=entry.sign * ticket.payable_kg,
                version=rule.version,
                points_per_t=rule.points_per_t,
                points=entry.sign * points,
            )
        )
    return sorted(
        entries, key=lambda e: (e.booked_on, e.site_id, e.ticket_no, e.points)
    )


def sum_points(
    entries: Iterable[PointEntry], sums: Iterable[PointSum] = ()
) -> list[PointSum]:
    """Add entries and sums up by party, material and version."""
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    parts: list[PointSum | PointEntry] = [*sums, *entries]
    for part in parts:
        key = (part.party_id, part.material, part.version)
        kg, points = found.get(key, (0, 0))
        found[key] = (kg + part.payable_kg, points + part.points)
    return [PointSum(*key, *figures) for key, figures in sorted(found.items())]
