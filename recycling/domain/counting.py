"""Which weighing of a load counts as recovered, so that none counts twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from recycling.domain.errors import InputError
from recycling.domain.sites import SiteKind
from recycling.domain.tickets import Flow

LEVELS: Mapping[SiteKind, int] = MappingProxyType(
    {
        SiteKind.COLLECTION_POINT: 0,
        SiteKind.TRANSFER_STATION: 1,
        SiteKind.SORTING_CENTRE: 2,
        SiteKind.DISMANTLER: 3,
        SiteKind.PARK: 3,
        SiteKind.PROCESSING_BASE: 3,
    }
)
"""How far down the chain of the network a kind of site stands.

A dismantler ends the chain of a vehicle: what leaves it are its outputs.
"""

_FIRST_INTAKE = "first_intake"
_GATE = "gate:"


@dataclass(frozen=True, slots=True)
class CountingRule:
    """Rule that decides which tickets count as recovered.

    Imports and outputs never count, nor does what leaves a dismantler under a
    gate: it was counted as a vehicle.

    Attributes
    ----------
    gate_level
        ``None``: a load counts at its first licensed intake, as its flow says.
        Else it counts where it comes through the gate: at a site of this level or
        a higher one, from a site of a lower level or from outside the network. A
        transfer counts only where its origin is a recorded site, since any other
        may have come through the gate before.
    """

    gate_level: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a rule: ``first_intake`` or ``gate:<level>``.

        Raises
        ------
        InputError
            When there is no such rule.
        """
        levels = sorted(set(LEVELS.values()))
        rules = [cls(None), *map(cls, levels)]
        named = {str(rule): rule for rule in rules}
        if text not in named:
            msg = (
                f"counting rule: must be one of {', '.join(named)}, got {text!r}. "
                "Levels: 0 collection point, 1 transfer station, 2 sorting centre, "
                "3 dismantler, park or processing base."
            )
            raise InputError(msg)
        return named[text]

    def __str__(self) -> str:
        """Spell the rule as `parse` reads it."""
        if self.gate_level is None:
            return _FIRST_INTAKE
        return f"{_GATE}{self.gate_level}"

    def counts(self, flow: Flow, kind: SiteKind, origin: SiteKind | None) -> bool:
        """Whether a load counts as recovered where it is weighed.

        Parameters
        ----------
        flow
            Which way it goes.
        kind
            Kind of the site that weighs it.
        origin
            Kind of the site it comes from; ``None`` when that is not recorded.
        """
        if self.gate_level is None:
            return flow is Flow.INTAKE
        if flow not in {Flow.INTAKE, Flow.TRANSFER} or origin is SiteKind.DISMANTLER:
            return False
        if origin is None:
            below = flow is Flow.INTAKE
        else:
            below = LEVELS.get(origin, -1) < self.gate_level
        return below and LEVELS.get(kind, -1) >= self.gate_level
