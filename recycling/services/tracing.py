"""Use case: the tickets and rows behind a reported figure."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType

from recycling.domain.errors import InputError
from recycling.domain.figures import Derived, FigureId, Settled, parse_figure
from recycling.domain.ledger import Account
from recycling.domain.network import Network
from recycling.domain.tracing import TicketFilter
from recycling.schema.said import said
from recycling.services import (
    tracing_carbon,
    tracing_plan,
    tracing_settled,
    tracing_sums,
)
from recycling.services.context import Context
from recycling.services.tracing_parts import Asked, Trace

__all__ = ["Trace", "traced"]

_FIGURES: Mapping[str, Callable[[Asked], Trace]] = MappingProxyType(
    {
        **dict.fromkeys(Account, tracing_carbon.posted),
        **tracing_sums.FIGURES,
        **tracing_carbon.FIGURES,
        **tracing_plan.FIGURES,
        **dict.fromkeys(Settled, tracing_settled.settled),
    }
)
"""What finds the parts of a figure, by its account."""


@contextmanager
def traced(context: Context, name: str) -> Iterator[Trace]:
    """Find what stands behind a figure while the block runs.

    Parameters
    ----------
    context
        Settings and storage.
    name
        ``account/period/site, district or party/material/stream[/detail]``.

    Raises
    ------
    InputError
        When there is no such figure, place, material or detail.
    """
    figure = parse_figure(name)
    if figure.account not in _FIGURES:
        msg = said(
            "trace.account", name=name, figures=list(_FIGURES), account=figure.account
        )
        raise InputError(msg)
    with context.unit_of_work() as work:
        network = work.inputs.network()
        wanted = _filter(figure, network)
        yield _FIGURES[figure.account](Asked(context, work, network, figure, wanted))


def _filter(figure: FigureId, network: Network) -> TicketFilter:
    if figure.material and figure.material not in network.materials:
        msg = said(
            "trace.material",
            figure=figure,
            materials=list(network.materials),
            material=figure.material,
        )
        raise InputError(msg)
    wanted = TicketFilter(
        *figure.days,
        materials=(figure.material,) if figure.material else (),
        stream=figure.stream,
    )
    if figure.account in set(Settled):
        return replace(wanted, party_id=figure.place)
    is_site, is_site_only = figure.place in network.sites, figure.account in _OF_SITES
    if figure.place in network.districts and not is_site_only:
        return replace(wanted, district=figure.place)
    if not is_site and (figure.place or is_site_only):
        what = "a site" if is_site_only else "a district or a site"
        msg = said("trace.place", figure=figure, what=what, place=figure.place)
        raise InputError(msg)
    return replace(wanted, site_id=figure.place)


_OF_SITES = frozenset({Derived.CAPACITY_KG, Derived.USE})
"""Figures that only a site has."""
