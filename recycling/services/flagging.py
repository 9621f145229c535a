"""Tickets on their way in: absurd ones refused, odd ones flagged."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import compress
from typing import Any

from recycling.domain.errors import Fault, Notice
from recycling.domain.fleet import Vehicle, VehicleType
from recycling.domain.materials import Parameter
from recycling.domain.records import Batch, ImportCounts
from recycling.domain.sites import Site, SiteKind
from recycling.domain.tickets import TicketFlag
from recycling.domain.weighing import WeighingLimits
from recycling.execution.instruments import TareWatch, expired_calibrations
from recycling.execution.loads import LoadJudge, Refusal
from recycling.execution.numbering import NumberWatch, RepeatWatch, repeat_flags
from recycling.intake.report import IntakeReport
from recycling.intake.sheet import Chunk
from recycling.schema.faults import Rule
from recycling.services.ports import UnitOfWork

TICKETS = "tickets"
FLAGGED = "tickets_flagged"
OFF_ROAD = frozenset({SiteKind.PORT, SiteKind.RAIL_STATION})


@dataclass
class _Judges:
    """What tickets of one import are judged by."""

    loads: LoadJudge
    tares: TareWatch
    numbers: NumberWatch
    repeats: RepeatWatch
    recorded: tuple[date, date] | None


class TicketWatch:
    """Judges the tickets of an import, chunk by chunk and together at its end.

    Parameters
    ----------
    work
        Open transaction; it is asked for what is usual before the first ticket.
    """

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._judges: _Judges | None = None
        self._flags = list[TicketFlag]()
        self._pending: tuple[Batch, list[TicketFlag]] | None = None
        self._report: IntakeReport | None = None

    def check(self, report: IntakeReport, chunk: Chunk) -> Chunk:
        """Take absurd tickets out of a chunk, before it is recorded.

        They are faults of the file like any other; a ticket that is recorded as
        it stands was accepted once and is let through again.
        """
        if chunk.batch.table != TICKETS or not len(chunk.batch):
            return chunk
        if self._judges is None:
            self._judges = _judges(self._work)
        columns = chunk.batch.columns
        refusals, flags = self._judges.loads.judge(columns)
        refusals = [one for one in refusals if not self._is_recorded(columns, one)]
        if refusals:
            faults = tuple(_fault(report, chunk, one) for one in refusals)
            report.add(faults)
            report.bad_rows += len(refusals)
            chunk = _without(chunk, refusals)
            columns = chunk.batch.columns
        if len(chunk.batch):
            flags += expired_calibrations(columns, self._judges.loads.limits)
            flags += self._judges.tares.judge(columns)
            flags += self._judges.numbers.judge(columns)
        self._pending = (chunk.batch, flags)
        self._report = report
        return chunk

    def recorded(self, counts: ImportCounts) -> None:
        """Keep the doubts about the last chunk, now that it is recorded."""
        if self._pending is None or self._judges is None:
            return
        batch, flags = self._pending
        self._pending = None
        if counts.added:
            self._flags += flags
            self._judges.repeats.take(batch.columns)

    def close(self) -> None:
        """Write all doubts, those about weighings recorded twice included."""
        if self._judges is None or self._report is None:
            return
        repeats = self._judges.repeats
        days = repeats.days()
        if self._judges.recorded is not None:
            first, last = self._judges.recorded
            days |= {day for day in repeats.all_days() if first <= day <= last}
        self._flags += repeat_flags(self._work.weighings.repeated(days))
        if not self._flags:
            return
        flagged = self._work.weighings.flag(self._flags)
        if flagged:
            self._report.notices.append(Notice(self._report.file, "", FLAGGED, flagged))

    def _is_recorded(self, columns: Any, one: Refusal) -> bool:
        key = columns["site_id"][one.index], columns["ticket_no"][one.index]
        known = self._work.weighings.find(*key)
        return known is not None and getattr(known, one.attribute) == one.kg


def _judges(work: UnitOfWork) -> _Judges:
    parameters = {one.code: one for one in work.inputs.rows(Parameter)}
    limits = WeighingLimits.of(parameters)
    types = {one.code: one for one in work.inputs.rows(VehicleType)}
    payload_kg = {
        one.vehicle_id: types[one.vehicle_type].payload_kg
        for one in work.inputs.rows(Vehicle)
    }
    off_road = {one.site_id for one in work.inputs.rows(Site) if one.kind in OFF_ROAD}
    weighings = work.weighings
    sums = weighings.usual_loads()
    return _Judges(
        LoadJudge(limits, payload_kg, off_road, sums),
        TareWatch(limits),
        NumberWatch(limits, weighings.number_before),
        RepeatWatch(),
        weighings.day_range(),
    )


def _fault(report: IntakeReport, chunk: Chunk, one: Refusal) -> Fault:
    rule = Rule.OVER_LIMIT if one.is_limit else Rule.ABSURD_LOAD
    return Fault(
        report.file,
        chunk.sheet,
        chunk.numbers[one.index],
        one.attribute,
        str(one.kg),
        rule.value,
        f"{one.times}|{one.limit_kg}",
    )


def _without(chunk: Chunk, refusals: list[Refusal]) -> Chunk:
    """Copy of a chunk with the refused tickets left out."""
    gone = {one.index for one in refusals}
    keeps = [index not in gone for index in range(len(chunk.batch))]
    columns = {
        name: list(compress(values, keeps))
        for name, values in chunk.batch.columns.items()
    }
    return replace(
        chunk,
        batch=replace(chunk.batch, columns=columns),
        bad_rows=chunk.bad_rows + len(gone),
        numbers=list(compress(chunk.numbers, keeps)),
    )
