"""How far a cost may be above the least there is."""


def proven_gap(cost_fen: int, bound_fen: int | None) -> float | None:
    """Most a cost can be above the least there is, as a share of itself.

    ``(cost - bound) / cost``, as in mixed-integer programming; ``None`` without a
    positive bound, which would prove nothing.
    """
    if bound_fen is None or bound_fen <= 0 or cost_fen <= 0:
        return None
    return max(0.0, (cost_fen - bound_fen) / cost_fen)
