"""Which state an order may go to from which: the one table of it."""

from collections.abc import Mapping
from types import MappingProxyType

from recycling.domain.orders import OrderStatus

_S = OrderStatus

TRANSITIONS: Mapping[OrderStatus, frozenset[OrderStatus]] = MappingProxyType(
    {
        # A slot is offered, or the day is given at once; nobody has to take it.
        _S.REQUESTED: frozenset({_S.OFFERED, _S.CONFIRMED, _S.CANCELLED, _S.FAILED}),
        # Offers run out: the request stands, and is offered anew.
        _S.OFFERED: frozenset({_S.REQUESTED, _S.CONFIRMED, _S.CANCELLED, _S.FAILED}),
        # A promise that cannot be kept is offered anew.
        _S.CONFIRMED: frozenset({_S.OFFERED, _S.PLANNED, _S.CANCELLED, _S.FAILED}),
        # A plan leaves it out again; a crew that needs no plan collects it.
        _S.PLANNED: frozenset(
            {
                _S.OFFERED,
                _S.CONFIRMED,
                _S.ON_ROUTE,
                _S.COLLECTED,
                _S.WEIGHED,
                _S.CANCELLED,
                _S.FAILED,
            }
        ),
        # Re-planning takes it from the vehicle that is out.
        _S.ON_ROUTE: frozenset(
            {
                _S.CONFIRMED,
                _S.PLANNED,
                _S.COLLECTED,
                _S.WEIGHED,
                _S.CANCELLED,
                _S.FAILED,
            }
        ),
        _S.COLLECTED: frozenset({_S.WEIGHED}),
        _S.WEIGHED: frozenset({_S.SETTLED}),
        # A stop that was not served is tried again, or given up.
        _S.FAILED: frozenset({_S.OFFERED, _S.CONFIRMED, _S.CANCELLED}),
        _S.CANCELLED: frozenset(),
        _S.SETTLED: frozenset(),
    }
)
"""States an order may go to, by the state it is in.

From the request to the settled load: requested, offered, confirmed, planned, on
route, collected, weighed, settled; or cancelled, or failed. A new order may begin in
any of them: a crew's records of a day come with orders that are weighed.
"""


def is_allowed(before: OrderStatus, after: OrderStatus) -> bool:
    """Whether an order may go from one state to another; staying is no change."""
    return after in TRANSITIONS[before]


OPEN = frozenset({_S.REQUESTED, _S.OFFERED, _S.CONFIRMED, _S.PLANNED, _S.ON_ROUTE})
"""States of orders of which nothing was collected yet and that still can be."""

ENDED = frozenset(_S) - OPEN
"""States of orders a day has an answer for."""

SERVED_BY_PLANS = frozenset({_S.CONFIRMED, _S.PLANNED, _S.ON_ROUTE})
"""States of orders a plan serves: promised, and not done."""


def is_advance(before: OrderStatus, after: OrderStatus) -> bool:
    """Whether an order goes on by the change, and not back.

    A file that was exported yesterday says of an order what it was yesterday:
    from files states go forward only.
    """
    return is_allowed(before, after) and _RANKS[after] > _RANKS[before]


_RANKS: Mapping[OrderStatus, int] = MappingProxyType(
    {state: rank for rank, state in enumerate(OrderStatus)}
)
