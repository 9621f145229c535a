"""What every use case works with."""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from recycling.config import Settings
from recycling.services.ports import Progress, UnitOfWorkFactory


class Silent:
    """Progress nobody watches."""

    def stage(self, key: str) -> None:
        """Ignore the stage."""

    def advance(self, done: int, total: int) -> None:
        """Ignore the count."""


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
    """

    settings: Settings
    unit_of_work: UnitOfWorkFactory
    executor: Callable[[], AbstractContextManager[Executor]]
    progress: Progress = field(default_factory=Silent)
