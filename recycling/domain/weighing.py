"""Limits of what a weighbridge ticket may say."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from recycling.domain.errors import InputError
from recycling.domain.materials import Parameter

_PREFIX = "weighing."


@dataclass(frozen=True, slots=True)
class WeighingLimits:
    """When a ticket is refused, and when it is only given a second look.

    The figures are those of the reference parameters; they hold where none are
    imported.

    Attributes
    ----------
    legal_gross_kg
        Most a road vehicle may weigh loaded: 49 t with six axles or more
        (Ministry of Transport of China, order 62 of 2016; GB 1589-2016).
    absurd_over_limit
        A mass so many times what the law or the vehicle allows is refused. The
        largest truck weighbridges end at 150 to 200 t, four times the law's limit
        (qicheheng168.com, scope of JJG 539).
    absurd_ratio
        A load so many times the usual one is refused. Kilograms typed as tonnes
        are a thousand times too much, an honest load is ten times off at times;
        this is the geometric middle (assumption).
    unusual_ratio
        A load so many times the usual one is flagged (assumption).
    fewest_loads
        Loads of a site, material and flow that say what is usual, and weighings
        of a vehicle that say what it weighs empty (assumption).
    overload_share
        Share above what the vehicle carries before a load is flagged (assumption).
    tare_drift_share
        Share an empty vehicle may be off its usual mass before it is flagged: fuel,
        crew and equipment of a light truck (assumption).
    calibration_days
        Days the verification of a weighbridge holds: a year (JJG 539, as recalled).
    unordered_share
        Share of a site's numbers against time above which they follow no time, and
        none is flagged (assumption).
    """

    legal_gross_kg: int = 49_000
    absurd_over_limit: float = 5.0
    absurd_ratio: float = 100.0
    unusual_ratio: float = 10.0
    fewest_loads: int = 10
    overload_share: float = 0.1
    tare_drift_share: float = 0.2
    calibration_days: int = 366
    unordered_share: float = 0.2

    @classmethod
    def of(cls, parameters: Mapping[str, Parameter]) -> Self:
        """Limits as the parameters ``weighing.<name>`` say; else those here.

        Raises
        ------
        InputError
            When a parameter is not above zero.
        """
        given: dict[str, Any] = {}
        for field in fields(cls):
            found = parameters.get(f"{_PREFIX}{field.name}")
            if found is None:
                continue
            if not found.value > 0:
                msg = (
                    f"parameters, {found.code}: must be above 0, got {found.value:g}. "
                    "Correct the row."
                )
                raise InputError(msg)
            is_whole = isinstance(field.default, int)
            given[field.name] = round(found.value) if is_whole else found.value
        return cls(**given)
