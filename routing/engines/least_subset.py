"""The fewest of some rules that contradict each other, by halving."""

from collections.abc import Callable, Sequence


def least_subset[T](
    kept: Sequence[T],
    added: Sequence[T],
    rules: Sequence[T],
    contradict: Callable[[Sequence[T]], bool],
) -> list[T]:
    """Return the fewest of the rules that contradict together with those kept.

    Finds k of n in about k log(n / k) steps (Junker, "QuickXplain", AAAI 2004).

    Parameters
    ----------
    kept
        Rules that hold anyway.
    added
        Those of them added last; nothing is asked as long as there are none.
    rules
        Rules that contradict together with those kept.
    contradict
        Whether some rules contradict.
    """
    if added and contradict(kept):
        return []
    if len(rules) == 1:
        return list(rules)
    first, second = rules[: len(rules) // 2], rules[len(rules) // 2 :]
    late = least_subset((*kept, *first), first, second, contradict)
    early = least_subset((*kept, *late), late, first, contradict)
    return [*early, *late]
