"""Word between a plan's parts, which are solved in other processes, and who waits.

A folder is all they have in common: it outlives neither a killed process nor the
job, and every start method of processes can be told its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from routing.options import Progress, SearchStopped

MOST_FEN = 10**15
"""Most that is a cost. More is the weight of stops left out so far, and the sum of such
goes into no column of a database: no heartbeat with it was written."""

_STOP = "stop"
_COST = ".fen"


@dataclass(frozen=True, slots=True)
class PartSignals:
    """A folder in which parts tell their cost, and are told to stop.

    Attributes
    ----------
    folder
        Folder of one run alone.
    """

    folder: Path

    def stop(self) -> None:
        """Ask all parts, also those not begun, to end with the best they have."""
        (self.folder / _STOP).touch()

    def watch(self, name: str) -> Callable[[Progress], None]:
        """Give the callback for the search of a part."""
        return _Relay(self, name)

    def tell(self, name: str, cost_fen: int) -> None:
        """Say what the answer of a part costs so far."""
        own = self.folder / sha256(name.encode()).hexdigest()
        written = own.with_suffix(".new")
        written.write_text(str(cost_fen), encoding="ascii")
        # Renamed, so that nobody reads half a number.
        written.replace(own.with_suffix(_COST))

    def cost_fen(self) -> int | None:
        """Cost of all parts that have an answer; ``None`` where none has."""
        found = [
            int(file.read_text(encoding="ascii"))
            for file in self.folder.glob(f"*{_COST}")
        ]
        return sum(found) if found else None


@dataclass(frozen=True, slots=True)
class _Relay:
    """Callback of one part; it can be sent to another process."""

    signals: PartSignals
    name: str

    def __call__(self, message: Progress) -> None:
        """Tell the cost, and stop the search if that is wanted."""
        if message.cost_fen is not None and message.cost_fen <= MOST_FEN:
            self.signals.tell(self.name, message.cost_fen)
        if (self.signals.folder / _STOP).exists():
            raise SearchStopped
