"""What the command line shows: tables, bars, JSON, and one line for a mistake."""

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from recycling.bootstrap import build_context
from recycling.cli.words import LANG, say
from recycling.config import Settings, load_settings
from recycling.reporting.files import to_json
from recycling.reporting.tables import Section
from recycling.schema.messages import text
from recycling.services.context import Context

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help=say("help.workspace"), show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help=say("help.json"))]
DateOption = Annotated[
    str | None,
    typer.Option("--date", metavar="YYYY-MM-DD", help=say("help.date")),
]
SeedOption = Annotated[int | None, typer.Option("--seed", help=say("help.seed"))]
TimeLimitOption = Annotated[
    float | None, typer.Option("--time-limit", min=0.1, help=say("help.time_limit"))
]
LimitOption = Annotated[
    int, typer.Option("--limit", min=0, help=say("help.trace_limit"))
]
UserOption = Annotated[
    str, typer.Option("--user", help=say("help.user"), show_default=False)
]

_READABLE = 12
"""Characters of a column of names or ids that are enough to read it by."""

_PADDING = 3
"""Characters between the contents of two columns."""

# What is printed are paths, names and values: brackets and colons mean themselves.
out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False)


class StageBars:
    """Shows each stage of a use case as a line with its time, a bar where known."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._label = ""

    def stage(self, key: str) -> None:
        """Begin a stage, ending the one before."""
        self.finish()
        self._label = text(f"stage.{key}", LANG)
        self._task = self._bars.add_task(self._label, total=None)
        if not self._bars.console.is_terminal:
            self._bars.console.print(f"{self._label} ...")

    def advance(self, done: int, total: int) -> None:
        """Move the bar of the running stage."""
        if self._task is not None:
            self._bars.update(self._task, completed=done, total=total)

    def incumbent(self, cost_fen: int, bound_fen: int | None = None) -> None:
        """Show nothing of it: bars have no room for curves."""

    def finish(self) -> None:
        """End the running stage."""
        if self._task is not None:
            task = self._bars.tasks[self._bars.task_ids.index(self._task)]
            total = task.total or 1
            self._bars.update(self._task, completed=total, total=total)
            self._bars.stop_task(self._task)
        self._task = None


@contextmanager
def working(settings: Settings, user: str = "") -> Iterator[Context]:
    """Context of a use case whose progress is shown on standard error.

    Parameters
    ----------
    settings
        All settings.
    user
        Who acts, for the log of changes; who is logged in when it is empty.
    """
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
    )
    with bars:
        progress = StageBars(bars)
        yield build_context(settings, progress, user)
        progress.finish()


def settings_of(
    workspace: Path | None, seed: int | None = None, time_limit_s: float | None = None
) -> Settings:
    """Load the settings of a workspace and put what was asked for on top.

    Use cases speak the terminal's language, as everything around them does.
    """
    settings = replace(load_settings(workspace), language=LANG)
    if seed is not None:
        settings = replace(settings, seed=seed)
    if time_limit_s is not None:
        settings = replace(
            settings,
            siting=replace(settings.siting, time_limit_s=time_limit_s),
            dispatch=replace(settings.dispatch, time_limit_s=time_limit_s),
        )
    return settings


def print_json(value: object) -> None:
    """Print records as JSON on standard output, for programs."""
    sys.stdout.write(to_json(value))


def print_section(section: Section, whole: Collection[int] = ()) -> None:
    """Print a titled table, wider than the terminal where it cannot be read else.

    Parameters
    ----------
    section
        What to print. A column no row says anything in is left out.
    whole
        Columns of figures: others are broken over lines before them.
    """
    table = Table(title=section.title, title_justify="left", title_style="bold")
    shown = [
        column
        for column in range(len(section.headers))
        if column == 0 or not section.rows or any(row[column] for row in section.rows)
    ]
    needed = 1
    for position in shown:
        is_whole = position in whole
        # Its words go below each other, so that the figures decide the width.
        header = section.headers[position]
        header = header.replace(" ", "\n") if is_whole else header
        least = _least_width(header, [row[position] for row in section.rows], is_whole)
        needed += least + _PADDING
        table.add_column(
            header,
            justify="left" if position == 0 else "right",
            no_wrap=is_whole,
            # A long name or id goes on in the next line; cut off, it leads nowhere.
            overflow="ellipsis" if is_whole else "fold",
            min_width=least,
        )
    for row in section.rows:
        table.add_row(*(row[position] for position in shown))
    out.print(table, width=max(out.width, needed), crop=False)
    if section.note:
        out.print(section.note, style="dim")


def _least_width(header: str, cells: Iterable[str], is_whole: bool) -> int:
    """Characters below which a column cannot be read."""
    lines = [line for cell in (header, *cells) for line in cell.splitlines()]
    if is_whole:
        return max(map(cell_len, lines), default=1)
    words = (word for line in lines for word in line.split())
    return min(_READABLE, max(map(cell_len, words), default=1))


def print_files(paths: list[Path]) -> None:
    """Name the files that were written."""
    out.print(say("files_written"))
    for path in paths:
        out.print(f"  {path}", soft_wrap=True)
