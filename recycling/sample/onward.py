"""What left the sites again in the last whole month, and what lay on their floors.

Recovered tonnes stay as the history has them: nothing here is an intake. Loads go
from centres and dismantlers to parks and bases, some unsorted from centre to
centre, a few come from outside the city; a few tickets are mistyped and corrected.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil

import numpy as np

from recycling.domain.materials import Stream
from recycling.domain.site_records import Stocktake
from recycling.domain.sites import Site, SiteKind
from recycling.domain.tickets import Flow, Ticket
from recycling.domain.units import S_PER_H
from recycling.sample.geography import apportion
from recycling.sample.history import TARE_STEP_KG, Weighings
from recycling.sample.inputs import Inputs
from recycling.sample.labels import generator
from recycling.sample.lanes import Lane
from recycling.sample.volumes import ELV

ELV_OUTPUT = "siting.elv_output."
SINKS = frozenset({SiteKind.PARK, SiteKind.PROCESSING_BASE})
_DAY = timedelta(days=1)
_OPEN_S = 8 * S_PER_H
_WORK_S = 9 * S_PER_H

type _Key = tuple[Site, str, str]
"""Site, material and stream."""


@dataclass(frozen=True, slots=True)
class Onward:
    """Loads between sites and stocks of the last whole month.

    Attributes
    ----------
    tickets
        Transfers, outputs, imports and their corrections, by site and number.
    stocktakes
        Stocks before the month and at its end.
    """

    tickets: Sequence[Ticket]
    stocktakes: Sequence[Stocktake]


def onward(
    inputs: Inputs,
    lanes: Sequence[Lane],
    weighings: Weighings,
    intakes: Sequence[Site],
) -> Onward:
    """Send on what was weighed in the last whole month of the history.

    Parameters
    ----------
    inputs
        Knobs and yields.
    lanes, weighings
        The history.
    intakes
        Centres, dismantlers, parks and bases.
    """
    return _Month(inputs, intakes).sent_on(_arrived(inputs, lanes, weighings))


def last_month(inputs: Inputs) -> tuple[date, date]:
    """First and last day of the last whole month of the history."""
    after = (inputs.knobs.day("scope.as_of_day") + _DAY).replace(day=1)
    return (after - _DAY).replace(day=1), after - _DAY


def _arrived(
    inputs: Inputs, lanes: Sequence[Lane], weighings: Weighings
) -> dict[_Key, int]:
    first, last = (np.datetime64(day) for day in last_month(inputs))
    days = weighings.weighed_at.astype("datetime64[D]")
    kept = (days >= first) & (days <= last)
    sums = np.bincount(
        weighings.lane[kept], weights=weighings.net_kg[kept], minlength=len(lanes)
    )
    arrived: dict[_Key, int] = defaultdict(int)
    for lane, kilograms in zip(lanes, sums.tolist(), strict=True):
        if kilograms and lane.site.kind not in SINKS:
            arrived[lane.site, lane.material, lane.stream] += int(kilograms)
    return arrived


class _Month:
    """The month being made up: its tickets and stocks so far."""

    def __init__(self, inputs: Inputs, intakes: Sequence[Site]) -> None:
        self._inputs = inputs
        self._intakes = intakes
        self._rng = generator(inputs, "onward")
        self._first, self._last = last_month(inputs)
        self._loads: list[Ticket] = []
        self._stocks: list[Stocktake] = []
        self._is_counted: dict[tuple[str, str], bool] = {}
        self._mistyped: set[int] = set()

    def sent_on(self, arrived: Mapping[_Key, int]) -> Onward:
        """Make all of it."""
        knobs = self._inputs.knobs
        sorting = {key: kg for key, kg in arrived.items() if key[1] != ELV}
        writes_own, leaks = self._habits({key[0].site_id for key in arrived})
        self._pass_on(sorting, knobs.count("onward.transfers"), writes_own)
        for key, kilograms in sorted(
            [*sorting.items(), *self._dismantled(arrived)],
            key=lambda item: (item[0][0].site_id, *item[0][1:]),
        ):
            site, material, _ = key
            is_sorted = site.kind is SiteKind.SORTING_CENTRE
            share = self._inputs.materials[material].yield_share if is_sorted else 1.0
            if site.site_id in leaks:
                share *= 1 - knobs.number("onward.leak")
            left_kg = kilograms - self._stock_change(site, material, kilograms)
            self._send(key, round(left_kg * share), own=site.site_id in writes_own)
        self._import(knobs.count("onward.imports"))
        self._mistype(knobs.count("onward.corrections"))
        return Onward(self._numbered(), self._summed_stocks())

    def _habits(self, site_ids: set[str]) -> tuple[set[str], set[str]]:
        """Sites that write output tickets, and those that lose some of them."""
        ordered = sorted(site_ids)
        draws = self._rng.random((2, len(ordered)))
        knobs = self._inputs.knobs
        shares = [knobs.number("onward.own_share"), knobs.number("onward.leak_share")]
        own, leaks = (
            {site for site, draw in zip(ordered, row, strict=True) if draw < share}
            for row, share in zip(draws, shares, strict=True)
        )
        return own, leaks

    def _pass_on(
        self, sorting: dict[_Key, int], number: int, writes_own: set[str]
    ) -> None:
        """Send loads unsorted from one centre to another of its district."""
        share = self._inputs.knobs.number("onward.transfer_share")
        keys = sorted(sorting, key=lambda key: (key[0].site_id, *key[1:]))
        for index in self._rng.permutation(len(keys)).tolist():
            site, material, stream = key = keys[index]
            others = [
                other
                for other in self._intakes
                if other.kind is site.kind is SiteKind.SORTING_CENTRE
                and other.district == site.district
                and other is not site
                and material in other.materials
            ]
            if not (number and others):
                continue
            number -= 1
            other = others[int(self._rng.integers(len(others)))]
            moved_kg = round(sorting[key] * share)
            if site.site_id in writes_own:
                self._weigh(site, key, moved_kg, Flow.OUTPUT, "")
            self._weigh(other, key, moved_kg, Flow.TRANSFER, site.site_id)
            sorting[key] -= moved_kg
            there = (other, material, stream)
            sorting[there] = sorting.get(there, 0) + moved_kg

    def _dismantled(self, arrived: Mapping[_Key, int]) -> Iterator[tuple[_Key, int]]:
        """Materials that vehicles were turned into."""
        shares = {
            code.removeprefix(ELV_OUTPUT): parameter.value
            for code, parameter in sorted(self._inputs.parameters.items())
            if code.startswith(ELV_OUTPUT)
        }
        for (site, material, _), kilograms in arrived.items():
            if material == ELV:
                taken_kg = kilograms - self._stock_change(site, ELV, kilograms)
                parts = apportion(taken_kg, np.array(list(shares.values())))
                for code, part in zip(shares, parts.tolist(), strict=True):
                    if code in self._inputs.materials:
                        yield (site, code, Stream.ELV.value), int(part)

    def _stock_change(self, site: Site, material: str, kilograms: int) -> int:
        """Put a stock on the floor before and after; some forget to count."""
        knobs = self._inputs.knobs
        most = knobs.number("onward.stock_share")
        before, after = (int(kilograms * x) for x in self._rng.uniform(0, most, 2))
        earlier = self._first - _DAY
        self._stocks.append(Stocktake(site.site_id, material, earlier, before))
        is_counted = self._is_counted.setdefault(
            (site.site_id, material),
            self._rng.random() >= knobs.number("onward.missing_stocktakes"),
        )
        if is_counted:
            self._stocks.append(Stocktake(site.site_id, material, self._last, after))
        return after - before

    def _send(self, key: _Key, kilograms: int, *, own: bool) -> None:
        """Weigh loads where they leave, where they arrive, or at both."""
        site, material, _ = key
        sinks = [
            sink
            for sink in self._intakes
            if sink.kind in SINKS and material in sink.materials
        ]
        if own or not sinks:
            self._weigh(site, key, kilograms, Flow.OUTPUT, "")
        if sinks:
            sink = sinks[int(self._rng.integers(len(sinks)))]
            self._weigh(sink, key, kilograms, Flow.TRANSFER, site.site_id)

    def _import(self, number: int) -> None:
        """Weigh loads from outside the city at bases."""
        bases = [s for s in self._intakes if s.kind is SiteKind.PROCESSING_BASE]
        load_kg = self._inputs.knobs.count("history.direct_load")
        for index in self._rng.integers(len(bases), size=number).tolist():
            base = bases[index]
            key = (base, base.materials[0], Stream.INDUSTRIAL.value)
            self._weigh(base, key, load_kg, Flow.IMPORT, "")

    def _weigh(
        self, site: Site, key: _Key, kilograms: int, flow: Flow, origin: str
    ) -> None:
        """Cut a mass into truckloads weighed at a site."""
        load_kg = self._inputs.knobs.number("history.direct_load")
        number = max(1, ceil(kilograms / load_kg))
        parts = apportion(max(0, kilograms), np.ones(number))
        days = (self._last - self._first).days
        # Not on the last days: a mistyped load is corrected within the month.
        chosen = self._rng.integers(days - 1, size=number)
        seconds = self._rng.integers(_WORK_S, size=number)
        tare_kg = (
            round(
                (
                    self._inputs.knobs.number("history.tare_kg")
                    + load_kg * self._inputs.knobs.number("history.tare_share")
                )
                / TARE_STEP_KG
            )
            * TARE_STEP_KG
        )
        midnight = datetime.combine(self._first, datetime.min.time())
        self._loads += [
            Ticket(
                site_id=site.site_id,
                ticket_no="",
                weighed_at=midnight + timedelta(days=day, seconds=_OPEN_S + second),
                material=key[1],
                net_kg=net_kg,
                stream=Stream(key[2]),
                flow=flow,
                gross_kg=net_kg + tare_kg,
                tare_kg=tare_kg,
                origin_site_id=origin,
                is_simulated=True,
            )
            for net_kg, day, second in zip(
                parts.tolist(), chosen.tolist(), seconds.tolist(), strict=True
            )
            if net_kg
        ]

    def _mistype(self, number: int) -> None:
        """Type the figures of some output tickets too high."""
        outputs = [i for i, t in enumerate(self._loads) if t.flow is Flow.OUTPUT]
        self._mistyped = {
            outputs[i] for i in self._rng.permutation(len(outputs))[:number].tolist()
        }

    def _numbered(self) -> list[Ticket]:
        """Tickets with their numbers, and the corrections a day after them."""
        numbers: dict[str, int] = defaultdict(int)
        tickets: list[Ticket] = []

        def number(ticket: Ticket) -> Ticket:
            numbers[ticket.site_id] += 1
            own = f"SYO-{numbers[ticket.site_id]:06d}"
            return replace(ticket, ticket_no=own)

        order = sorted(
            range(len(self._loads)),
            key=lambda i: (self._loads[i].site_id, self._loads[i].weighed_at),
        )
        corrections: list[Ticket] = []
        for index in order:
            right = number(self._loads[index])
            if index in self._mistyped:
                wrong_kg = right.net_kg * 2
                gross_kg = wrong_kg + (right.tare_kg or 0)
                tickets.append(replace(right, net_kg=wrong_kg, gross_kg=gross_kg))
                corrections.append(
                    replace(
                        right,
                        weighed_at=right.weighed_at + _DAY,
                        corrects=right.ticket_no,
                    )
                )
            else:
                tickets.append(right)
        return [*tickets, *map(number, corrections)]

    def _summed_stocks(self) -> list[Stocktake]:
        """Stocks of a material of all its streams together."""
        sums: dict[tuple[str, str, date], int] = defaultdict(int)
        for stock in self._stocks:
            sums[stock.site_id, stock.material, stock.day] += stock.kg
        return [Stocktake(*key, kg) for key, kg in sorted(sums.items())]
