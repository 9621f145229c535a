"""What every use case works with."""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from getpass import getuser

from recycling.config import Settings
from recycling.services.ports import Progress, UnitOfWorkFactory


class Silent:
    """Progress nobody watches."""

    def stage(self, key: str) -> None:
        """Ignore the stage."""

    def advance(self, done: int, total: int) -> None:
        """Ignore the count."""

    def incumbent(self, cost_fen: int, bound_fen: int | None = None) -> None:
        """Ignore the answer."""


def login() -> str:
    """Name of who is logged in, as the system knows it."""
    try:
        return getuser()
    # A container's process may run under a number no account has.
    except (KeyError, OSError):
        return "unknown"


@dataclass(frozen=True, slots=True)
class Context:
    """What the composition root hands to every use case.

    Attributes
    ----------
    settings
        All settings.
    unit_of_work
        Makes transactions.
    executor
        Makes the pool that parallel work runs in; entered once per use.
    progress
        Where to say how far one is.
    user
        Who acts, for the log of changes.
    """

    settings: Settings
    unit_of_work: UnitOfWorkFactory
    executor: Callable[[], AbstractContextManager[Executor]]
    progress: Progress = field(default_factory=Silent)
    user: str = field(default_factory=login)
