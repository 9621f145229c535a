"""Ticket numbers against time, and weighings recorded twice."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter, le
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from recycling.domain.tickets import FlagRule, Ticket, TicketFlag
from recycling.domain.weighing import WeighingLimits

type Columns = Mapping[str, Sequence[Any]]
"""Tickets, column by column."""

_DIGITS = "0123456789"


class _Numbered(NamedTuple):
    serial: int
    weighed_at: datetime
    ticket_no: str


@dataclass
class NumberWatch:
    """Follows the numbers each site issues.

    Attributes
    ----------
    limits
        When numbers are taken to follow time.
    before
        Reads the recorded ticket with the next lower number of a site.
    """

    limits: WeighingLimits
    before: Callable[[str, str], Ticket | None]
    _newest: dict[tuple[str, str], _Numbered] = field(default_factory=dict)

    def judge(self, columns: Columns) -> Iterator[TicketFlag]:
        """Flag tickets with a number above that of a later weighing.

        Numbers are digits at the end, behind the same text. Of the tickets of a
        site the fewest are flagged whose leaving out makes time follow the
        numbers.
        """
        numbers, moments = columns["ticket_no"], columns["weighed_at"]
        last = dict(zip(columns["site_id"], numbers, strict=True))
        heads = {
            site_id: head
            for site_id, number in last.items()
            if len(head := number.rstrip(_DIGITS)) < len(number)
        }
        if not heads:
            return
        places: dict[str, list[int]] = {site_id: [] for site_id in last}
        for place, site_id in enumerate(columns["site_id"]):
            places[site_id].append(place)
        for site_id, head in heads.items():
            own = itemgetter(*places[site_id], places[site_id][0])
            yield from self._judge_site(
                site_id, head, own(numbers)[:-1], own(moments)[:-1]
            )

    def _judge_site(
        self,
        site_id: str,
        head: str,
        numbers: Sequence[str],
        moments: Sequence[datetime],
    ) -> Iterator[TicketFlag]:
        in_order = _is_in_order(head, numbers, moments)
        picked = (0, -1) if in_order else range(len(numbers))
        series = _series(head, ((numbers[i], moments[i]) for i in picked))
        first = self._newest.get((site_id, head)) or self._recorded(
            site_id, head, series[0].ticket_no
        )
        self._newest[site_id, head] = series[-1]
        if first is None or first.serial >= series[0].serial:
            if in_order:
                return
        elif in_order and first.weighed_at <= series[0].weighed_at:
            return
        else:
            series = [first, *_series(head, zip(numbers, moments, strict=True))]
        odd = _against_time([one.weighed_at for one in series])
        if series[0] is first and 0 in odd:
            # It was accepted before: what is new has to fit it.
            odd = [
                i for i, one in enumerate(series) if one.weighed_at < first.weighed_at
            ]
        if len(odd) > max(1, len(series) * self.limits.unordered_share):
            return
        for place in odd:
            one, other = series[place], _contradicted(series, place)
            yield TicketFlag(
                site_id,
                one.ticket_no,
                FlagRule.OUT_OF_ORDER,
                f"{one.weighed_at}",
                f"{other.ticket_no}: {other.weighed_at}",
            )

    def _recorded(self, site_id: str, head: str, ticket_no: str) -> _Numbered | None:
        """Read the recorded ticket whose number comes before a first one."""
        found = self.before(site_id, ticket_no)
        if found is None:
            return None
        return next(iter(_series(head, [(found.ticket_no, found.weighed_at)])), None)


def _contradicted(series: Sequence[_Numbered], place: int) -> _Numbered:
    """Find the nearest ticket whose number and time disagree with one's own."""
    one = series[place]
    later = (
        other for other in series[place + 1 :] if other.weighed_at < one.weighed_at
    )
    earlier = (
        other for other in series[:place][::-1] if other.weighed_at > one.weighed_at
    )
    neighbour = series[place - 1 if place else 1]
    return next(earlier, None) or next(later, None) or neighbour


def _is_in_order(
    head: str, numbers: Sequence[str], moments: Sequence[datetime]
) -> bool:
    """Whether numbers of one length rise with time, as they mostly do."""
    return (
        numbers[0].startswith(head)
        and len(set(map(len, numbers))) == 1
        and all(map(le, numbers, numbers[1:]))
        and all(map(le, moments, moments[1:]))
    )


def _series(head: str, rows: Iterable[tuple[str, datetime]]) -> list[_Numbered]:
    """Tickets whose number goes on behind a text with digits, by number."""
    cut = len(head)
    return sorted(
        _Numbered(int(number[cut:]), moment, number)
        for number, moment in rows
        if number.startswith(head) and number[cut:].isdecimal()
    )


def _against_time(moments: Sequence[datetime]) -> list[int]:
    """Fewest places whose leaving out lets times never fall.

    The others are a longest subsequence that does not fall (Fredman 1975, On
    computing the length of longest increasing subsequences): n log n.
    """
    ends: list[datetime] = []
    end_places: list[int] = []
    before: list[int] = []
    for place, moment in enumerate(moments):
        length = bisect_right(ends, moment)
        before.append(end_places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(moment)
            end_places.append(place)
        else:
            ends[length], end_places[length] = moment, place
    kept = set()
    place = end_places[-1]
    while place >= 0:
        kept.add(place)
        place = before[place]
    return [place for place in range(len(moments)) if place not in kept]


class RepeatWatch:
    """Finds the days on which a weighing may have been recorded twice.

    A weighing is known by site, time, material, flow, mass and vehicle. Of each a
    hash is kept, 64 bits, with its day: some millions take little room, and a
    day with two equal hashes is looked at again by who can read it.
    """

    def __init__(self) -> None:
        self._hashes: list[npt.NDArray[np.int64]] = []
        self._days: list[npt.NDArray[np.int32]] = []

    def take(self, columns: Columns) -> None:
        """Take some tickets in."""
        known_by = ("site_id", "weighed_at", "material", "flow", "net_kg", "vehicle_id")
        moments = columns["weighed_at"]
        rows = zip(*(columns[name] for name in known_by), strict=True)
        count = len(moments)
        self._hashes.append(np.fromiter(map(hash, rows), np.int64, count))
        ordinals = map(datetime.toordinal, moments)
        self._days.append(np.fromiter(ordinals, np.int32, count))

    def all_days(self) -> set[date]:
        """Days of all tickets."""
        found = {int(day) for days in self._days for day in np.unique(days)}
        return set(map(date.fromordinal, found))

    def days(self) -> set[date]:
        """Days with tickets that look the same."""
        if not self._hashes:
            return set()
        hashes, days = np.concatenate(self._hashes), np.concatenate(self._days)
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        again = order[1:][ordered[1:] == ordered[:-1]]
        return {date.fromordinal(int(day)) for day in np.unique(days[again])}


def repeat_flags(weighings: Sequence[Sequence[Ticket]]) -> Iterator[TicketFlag]:
    """Flag all tickets of a weighing but the first.

    Parameters
    ----------
    weighings
        Tickets of one weighing each, by number.
    """
    for first, *others in weighings:
        for other in others:
            yield TicketFlag(
                other.site_id,
                other.ticket_no,
                FlagRule.DUPLICATE,
                f"{other.net_kg} kg {other.weighed_at}",
                first.ticket_no,
            )
