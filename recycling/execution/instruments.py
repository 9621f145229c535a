"""Doubts about weighbridges and about what vehicles weigh empty."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from recycling.domain.tickets import FlagRule, TicketFlag
from recycling.domain.weighing import WeighingLimits

type Columns = Mapping[str, Sequence[Any]]
"""Tickets, column by column."""


def expired_calibrations(
    columns: Columns, limits: WeighingLimits
) -> Iterator[TicketFlag]:
    """Flag tickets of weighbridges whose verification was over, or yet to come."""
    if not any(columns["calibrated_on"]):
        return
    days = [moment.date() for moment in columns["weighed_at"]]
    pairs = zip(columns["calibrated_on"], days, strict=True)
    expired = {
        (calibrated_on, day)
        for calibrated_on, day in set(pairs)
        if calibrated_on is not None
        and not 0 <= (day - calibrated_on).days <= limits.calibration_days
    }
    if not expired:
        return
    for index, pair in enumerate(zip(columns["calibrated_on"], days, strict=True)):
        if pair in expired:
            yield TicketFlag(
                columns["site_id"][index],
                columns["ticket_no"][index],
                FlagRule.CALIBRATION_EXPIRED,
                f"{pair[0]}",
                f"{limits.calibration_days} d before {pair[1]}",
            )


@dataclass
class TareWatch:
    """Knows what vehicles weigh empty.

    Attributes
    ----------
    limits
        When a vehicle is off its usual mass.
    usual_kg
        What each vehicle was found to weigh; taken on from chunk to chunk.
    """

    limits: WeighingLimits
    usual_kg: dict[str, float] = field(default_factory=dict)

    def judge(self, columns: Columns) -> Iterator[TicketFlag]:
        """Flag tickets whose tare is not what the vehicle weighs."""
        if not any(columns["tare_kg"]) or not any(columns["vehicle_id"]):
            return
        tares: dict[str, list[int]] = defaultdict(list)
        for vehicle, tare in zip(
            columns["vehicle_id"], columns["tare_kg"], strict=True
        ):
            if vehicle and tare:
                tares[vehicle].append(tare)
        drifted = set()
        for vehicle, masses in tares.items():
            if len(masses) >= self.limits.fewest_loads:
                self.usual_kg[vehicle] = median(masses)
            usual = self.usual_kg.get(vehicle)
            if usual and any(self._is_off(tare, usual) for tare in set(masses)):
                drifted.add(vehicle)
        if drifted:
            yield from self._flags(columns, drifted)

    def _is_off(self, tare_kg: int, usual_kg: float) -> bool:
        return abs(tare_kg - usual_kg) > usual_kg * self.limits.tare_drift_share

    def _flags(self, columns: Columns, vehicles: set[str]) -> Iterator[TicketFlag]:
        # A vehicle with several materials is weighed after each of them: what is
        # left on board is the tare of one ticket and the gross of the next.
        left = set(zip(columns["vehicle_id"], columns["gross_kg"], strict=True))
        rows = zip(columns["vehicle_id"], columns["tare_kg"], strict=True)
        for index, (vehicle, tare) in enumerate(rows):
            if vehicle not in vehicles or not tare or (vehicle, tare) in left:
                continue
            usual = self.usual_kg[vehicle]
            if self._is_off(tare, usual):
                yield TicketFlag(
                    columns["site_id"][index],
                    columns["ticket_no"][index],
                    FlagRule.TARE_DRIFT,
                    f"{tare} kg",
                    f"~ {round(usual)} kg",
                )
