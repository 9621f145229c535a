"""A second source of travel for when the first cannot be had."""

from collections.abc import Callable

from maps.errors import RoadsError
from maps.travel import Points, TravelProvider, TravelTable


class FallbackProvider:
    """Answer from the first provider, and from the second once the first failed.

    It changes over once and stays there: a plan is not mixed from both more than it
    must be, and a dead server is not waited for again with every table.

    Parameters
    ----------
    first, second
        Providers, the better one first.
    warn
        Told, once, why the second is used.
    """

    def __init__(
        self,
        first: TravelProvider,
        second: TravelProvider,
        warn: Callable[[str], None],
    ) -> None:
        self._current = first
        self._second = second
        self._warn = warn

    @property
    def name(self) -> str:
        """Name of the provider that is used now."""
        return self._current.name

    def table(self, origins: Points, destinations: Points, profile: str) -> TravelTable:
        """Answer the table of all pairs.

        Raises
        ------
        RoadsError
            The second provider fails as well.
        """
        if self._current is not self._second:
            try:
                return self._current.table(origins, destinations, profile)
            except RoadsError as error:
                self._warn(f"{error} Travel is taken from {self._second.name} instead.")
                self._current = self._second
        return self._second.table(origins, destinations, profile)
