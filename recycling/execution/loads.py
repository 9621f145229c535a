"""Loads that cannot be, which are refused, and unusual ones, which are flagged."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from recycling.domain.tickets import FlagRule, TicketFlag
from recycling.domain.weighing import WeighingLimits

type Columns = Mapping[str, Sequence[Any]]
"""Tickets, column by column."""

type Lane = tuple[str, ...]
"""Site, material and flow: loads of one lane are alike."""

_LANE = ("site_id", "material", "flow")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A ticket whose mass cannot be.

    Attributes
    ----------
    index
        Its place among the tickets.
    attribute
        Mass that is wrong.
    kg, limit_kg
        What it says, and what it is set against.
    is_limit
        The limit is the law's or the vehicle's; else it is the usual load.
    """

    index: int
    attribute: str
    kg: int
    limit_kg: int
    is_limit: bool

    @property
    def times(self) -> int:
        """How many times the limit it is."""
        return round(self.kg / max(1, self.limit_kg))


@dataclass(frozen=True, slots=True)
class _Usual:
    """What loads of a lane weigh, and from where on they are absurd."""

    kg: float
    absurd_kg: float


@dataclass
class LoadJudge:
    """Judges loads against what is usual and what a vehicle can carry.

    Attributes
    ----------
    limits
        When a load is refused or flagged.
    payload_kg
        What each known vehicle carries.
    off_road
        Sites that weigh trains or ships, where no limit of roads holds.
    sums
        Mass and number of the loads of each lane so far; taken on from chunk to
        chunk.
    """

    limits: WeighingLimits
    payload_kg: Mapping[str, int] = field(default_factory=dict)
    off_road: Collection[str] = ()
    sums: dict[Lane, tuple[int, int]] = field(default_factory=dict)

    def judge(self, columns: Columns) -> tuple[list[Refusal], list[TicketFlag]]:
        """Judge some tickets, and take their masses in.

        Parameters
        ----------
        columns
            Tickets of any sites.

        Returns
        -------
        tuple
            Refused tickets by place, and doubts about others.
        """
        groups: dict[Lane, list[int]] = defaultdict(list)
        # No list of lanes is kept: a tuple a row is what costs time here.
        for lane, kg in zip(_lanes(columns), columns["net_kg"], strict=True):
            groups[lane].append(kg)
        suspects = self._suspects(groups)
        refused: dict[int, Refusal] = {}
        flags = []
        for refusal, flag in (
            *self._beyond_limits(columns),
            *(self._against_usual(columns, suspects) if suspects else ()),
        ):
            if refusal is not None:
                refused.setdefault(refusal.index, refusal)
            if flag is not None:
                flags.append(flag)
        self._take_in(groups, columns, refused)
        gone = {(columns["site_id"][i], columns["ticket_no"][i]) for i in refused}
        kept = [flag for flag in flags if (flag.site_id, flag.ticket_no) not in gone]
        return [refused[index] for index in sorted(refused)], kept

    def _suspects(self, groups: Mapping[Lane, list[int]]) -> dict[Lane, _Usual]:
        """Lanes with an odd load, and what is usual there."""
        fewest, high = self.limits.fewest_loads, self.limits.unusual_ratio
        low = 1 / self.limits.absurd_ratio
        found = {}
        for lane, masses in groups.items():
            recorded = self.sums.get(lane)
            if recorded is not None and recorded[1] >= fewest:
                usual = recorded[0] / recorded[1]
            elif len(masses) >= fewest:
                usual = median(masses)
            else:
                continue
            if max(masses) > usual * high or min(masses) < usual * low:
                found[lane] = _Usual(usual, self._absurd_kg(masses, usual))
        return found

    def _absurd_kg(self, masses: Sequence[int], usual: float) -> float:
        """Mass from which a load of a lane is refused.

        A lane of small and large vehicles has loads far from its middle: where
        more than a few are so heavy, or others come near, heavy is usual.
        """
        threshold = usual * self.limits.absurd_ratio
        heavy = sum(kg >= threshold for kg in masses)
        if heavy * self.limits.fewest_loads > len(masses) > 1:
            return float("inf")
        rest = max((kg for kg in masses if kg < threshold), default=0)
        return max(threshold, rest * self.limits.unusual_ratio)

    def _against_usual(
        self, columns: Columns, suspects: Mapping[Lane, _Usual]
    ) -> Iterator[tuple[Refusal | None, TicketFlag | None]]:
        limits = self.limits
        for index, lane in enumerate(_lanes(columns)):
            usual = suspects.get(lane)
            kg = columns["net_kg"][index]
            if usual is None or not kg:
                continue
            if kg >= usual.absurd_kg and not self._is_weighed_twice(columns, index):
                yield (
                    Refusal(index, "net_kg", kg, round(usual.kg), is_limit=False),
                    None,
                )
            elif (
                kg > usual.kg * limits.unusual_ratio
                or kg < usual.kg / limits.absurd_ratio
            ):
                expected = f"~ {round(usual.kg)} kg"
                flag = _flag(columns, index, FlagRule.OUTLIER, f"{kg} kg", expected)
                yield None, flag

    def _is_weighed_twice(self, columns: Columns, index: int) -> bool:
        """Whether gross and tare are those of a vehicle on the road.

        Typed in a wrong unit, an empty vehicle alone would be beyond any limit.
        """
        gross, tare = columns["gross_kg"][index], columns["tare_kg"][index]
        return bool(gross and tare and gross <= self.limits.legal_gross_kg)

    def _beyond_limits(
        self, columns: Columns
    ) -> Iterator[tuple[Refusal | None, TicketFlag | None]]:
        legal_kg = self.limits.legal_gross_kg
        for attribute in ("gross_kg", "net_kg"):
            masses = columns[attribute]
            if max(filter(None, masses), default=0) <= legal_kg:
                continue
            for index, kg in enumerate(masses):
                if (
                    kg
                    and kg > legal_kg
                    and columns["site_id"][index] not in self.off_road
                ):
                    yield self._over(columns, index, attribute, kg, legal_kg)
        if self.payload_kg.keys().isdisjoint(columns["vehicle_id"]):
            return
        for index, vehicle in enumerate(columns["vehicle_id"]):
            payload_kg = self.payload_kg.get(vehicle)
            kg = columns["net_kg"][index]
            if payload_kg and kg > payload_kg * (1 + self.limits.overload_share):
                yield self._over(columns, index, "net_kg", kg, payload_kg)

    def _over(
        self, columns: Columns, index: int, attribute: str, kg: int, limit_kg: int
    ) -> tuple[Refusal | None, TicketFlag | None]:
        if kg >= limit_kg * self.limits.absurd_over_limit:
            return Refusal(index, attribute, kg, limit_kg, is_limit=True), None
        expected = f"<= {limit_kg} kg"
        return None, _flag(columns, index, FlagRule.OVERLOAD, f"{kg} kg", expected)

    def _take_in(
        self,
        groups: Mapping[Lane, list[int]],
        columns: Columns,
        refused: Collection[int],
    ) -> None:
        for lane, masses in groups.items():
            kg, loads = self.sums.get(lane, (0, 0))
            self.sums[lane] = (kg + sum(masses), loads + len(masses))
        for index in refused:
            lane = tuple(columns[name][index] for name in _LANE)
            kg, loads = self.sums[lane]
            self.sums[lane] = (kg - columns["net_kg"][index], loads - 1)


def _lanes(columns: Columns) -> Iterator[Lane]:
    return zip(*(columns[name] for name in _LANE), strict=True)


def _flag(
    columns: Columns, index: int, rule: FlagRule, value: str, expected: str
) -> TicketFlag:
    site_id, ticket_no = columns["site_id"][index], columns["ticket_no"][index]
    return TicketFlag(site_id, ticket_no, rule, value, expected)
