"""What serving a stop is worth, from the price of a further recovered tonne."""

from collections.abc import Iterable
from dataclasses import replace

from recycling.domain.orders import Order, OrderSource
from recycling.domain.units import KG_PER_T


def with_prizes(orders: Iterable[Order], price_fen_per_t: int) -> list[Order]:
    """Make the orders of the visiting cycle optional, each worth its tonnes.

    What somebody booked stays required.

    Parameters
    ----------
    orders
        Orders of a day.
    price_fen_per_t
        Worth of a recovered tonne: the dual price of the target of a siting plan.
    """
    return [_with_prize(order, price_fen_per_t) for order in orders]


def _with_prize(order: Order, price_fen_per_t: int) -> Order:
    if order.source is not OrderSource.SCHEDULE:
        return order
    prize_fen = order.load_kg * price_fen_per_t // KG_PER_T
    return replace(order, is_required=False, prize_fen=prize_fen)
