"""Use case: look parameters up and change them, checked and logged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite
from types import MappingProxyType

from recycling.domain.errors import InputError, RefusedError
from recycling.domain.materials import Certainty, Parameter
from recycling.schema.said import said
from recycling.services.batches import batch_of, log_entry
from recycling.services.context import Context

LOG_NAME = "parameter set"
"""What the log of imports calls a change."""

PARAMETERS = "parameters"

UNIT_LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "share": (0.0, 1.0),
        "1/yr": (-1.0, 1.0),
        "h": (0.0, 24.0),
        "day of year": (1.0, 366.0),
    }
)
"""Least and most a figure of a unit can be; no other is below zero."""

NOT_NEGATIVE = (0.0, inf)


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """What is to become of a parameter; ``None`` leaves a part as it is.

    Attributes
    ----------
    code
        Its key.
    value, low, high
        Figure and range, in the parameter's unit.
    source
        Where they come from; must be said whenever a figure changes.
    note
        What it is for.
    """

    code: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    source: str | None = None
    note: str | None = None


def list_parameters(context: Context, search: str = "") -> list[Parameter]:
    """Read parameters by code.

    Parameters
    ----------
    context
        Storage.
    search
        Words that code, note, unit or source must all hold, in any case.
    """
    words = search.casefold().split()
    with context.unit_of_work() as work:
        found = work.inputs.rows(Parameter)
    return [
        one
        for one in found
        if all(
            word in f"{one.code} {one.note} {one.unit} {one.source}".casefold()
            for word in words
        )
    ]


def set_parameters(
    context: Context, changes: Sequence[ParameterChange]
) -> list[tuple[Parameter, Parameter]]:
    """Change parameters, all of them or none.

    The change is logged like an import and can be undone like one. A figure a user
    changes is an assumption, whatever it was before.

    Parameters
    ----------
    context
        Storage, and who acts.
    changes
        What is to change, each parameter once.

    Returns
    -------
    list of tuple
        Each parameter that changed, before and after.

    Raises
    ------
    InputError
        When there is no such parameter.
    RefusedError
        When figures are out of range or have no source; names them all.
    """
    with context.unit_of_work() as work:
        work.lock()
        known = {one.code: one for one in work.inputs.rows(Parameter)}
        _check_codes(known, changes)
        pairs = [(known[one.code], _changed(known[one.code], one)) for one in changes]
        faults = [
            fault
            for (before, after), change in zip(pairs, changes, strict=True)
            for fault in _faults(before, after, change)
        ]
        if faults:
            headline = said("parameter.refused")
            raise RefusedError(headline, faults)
        moved = [(before, after) for before, after in pairs if before != after]
        if moved:
            number = log_entry(work, LOG_NAME, PARAMETERS, who=context.user)
            rows = [after for _, after in moved]
            work.inputs.merge(batch_of(PARAMETERS, rows), number)
    return moved


def limits_of(parameter: Parameter) -> tuple[float, float]:
    """Least and most a parameter can be, by its unit."""
    return UNIT_LIMITS.get(parameter.unit, NOT_NEGATIVE)


def _check_codes(
    known: Mapping[str, Parameter], changes: Iterable[ParameterChange]
) -> None:
    unknown = [one.code for one in changes if one.code not in known]
    if unknown:
        msg = said("parameter.unknown", unknown=list(unknown))
        raise InputError(msg)


def _changed(before: Parameter, change: ParameterChange) -> Parameter:
    figures = {
        name: getattr(change, name)
        for name in ("value", "low", "high", "source", "note")
        if getattr(change, name) is not None
    }
    after = replace(before, **figures)
    if _figures(after) != _figures(before):
        after = replace(after, certainty=Certainty.ASSUMPTION)
    return after


def _figures(parameter: Parameter) -> tuple[float | None, ...]:
    return parameter.value, parameter.low, parameter.high


def _faults(
    before: Parameter, after: Parameter, change: ParameterChange
) -> Iterator[str]:
    least, most = limits_of(after)
    for name in ("low", "value", "high"):
        figure = getattr(after, name)
        if figure is None:
            continue
        if not isfinite(figure) or not least <= figure <= most:
            wanted = f">= {least:g}" if most == inf else f"{least:g} to {most:g}"
            yield (
                f"{after.code}, {name}: must be {wanted} {after.unit}, got {figure:g}. "
                "Correct it."
            )
    low = -inf if after.low is None else after.low
    high = inf if after.high is None else after.high
    if not low <= after.value <= high:
        yield (
            f"{after.code}, value: must lie in its range {low:g} to {high:g} "
            f"{after.unit}, got {after.value:g}. Correct it, or change the range too."
        )
    if _figures(after) != _figures(before) and not (change.source or "").strip():
        yield f"{after.code}, source: must say where the figure comes from. Give it."
