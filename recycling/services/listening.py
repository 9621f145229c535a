"""From what a solver tells to what is shown to people."""

from recycling.services.ports import Progress
from routing.options import Progress as Told
from routing.options import ProgressCallback


def listening(progress: Progress) -> ProgressCallback:
    """Make the callback that passes a solver's best answer on as it gets better."""

    def hear(message: Told) -> None:
        if message.cost_fen is not None:
            progress.incumbent(message.cost_fen)

    return hear
