"""Which booking is looked at, and what was told since the last run."""

import streamlit as st

ORDER_PARAM = "order"
"""Parameter of the address that names the booking looked at."""

_TOLD_KEY = "bookings_told"


def order_id() -> str:
    """Booking of the address, empty for none."""
    return st.query_params.get(ORDER_PARAM, "")


def open_order(order: str) -> None:
    """Put a booking into the address."""
    st.query_params[ORDER_PARAM] = order


def close_order() -> None:
    """Take the booking out of the address."""
    st.query_params.pop(ORDER_PARAM, None)


def tell(line: str, *, is_warning: bool = False) -> None:
    """Keep a line for the next run."""
    st.session_state.setdefault(_TOLD_KEY, []).append((line, is_warning))


def show_told() -> None:
    """Show the lines kept for this run."""
    for line, is_warning in st.session_state.pop(_TOLD_KEY, []):
        if is_warning:
            st.warning(line, icon=":material/warning:")
        else:
            st.success(line, icon=":material/check_circle:")
