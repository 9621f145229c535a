"""``recycling solve``: routing problems from files, for other programs' users."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from recycling.cli.console import JsonOption, err, out, print_json
from recycling.cli.words import LANG, say
from recycling.domain.errors import RefusedError
from recycling.schema.messages import text
from recycling.schema.said import worded
from recycling.services.converting import TARGETS, convert_file
from recycling.services.problem_files import FORMATS, ProblemFile
from recycling.services.solving import (
    Solved,
    SolveNews,
    SolveRequest,
    solve_file,
    solve_options,
)

app = typer.Typer(help=say("help.solve"), no_args_is_help=True)

LINE_EVERY_S = 10.0
"""Least time between two lines of progress where no terminal redraws one."""

ProblemArgument = Annotated[Path, typer.Argument(help=say("help.solve_problem"))]
OutOption = Annotated[Path, typer.Option("--out", "-o", help=say("help.solve_out"))]
EngineOption = Annotated[str, typer.Option(help=say("help.solve_engine"))]
LimitOption = Annotated[
    float, typer.Option("--time-limit", min=0.1, help=say("help.time_limit"))
]
WorkersOption = Annotated[int, typer.Option(min=1, help=say("help.solve_workers"))]
SeedOption = Annotated[int, typer.Option(help=say("help.seed"))]
FormatOption = Annotated[
    str,
    typer.Option("--format", help=say("help.solve_format", formats=", ".join(FORMATS))),
]
RoundingOption = Annotated[str, typer.Option(help=say("help.solve_rounding"))]
DetourOption = Annotated[float, typer.Option(help=say("help.solve_detour"))]
SpeedOption = Annotated[float, typer.Option(help=say("help.solve_speed"))]


ConvertedOption = Annotated[
    Path, typer.Option("--out", "-o", help=say("help.convert_out"))
]
TargetOption = Annotated[
    str, typer.Option("--to", help=say("help.convert_to", formats=", ".join(TARGETS)))
]


@app.command("routing", help=say("help.solve_routing"))
def routing(
    problem: ProblemArgument,
    target: OutOption,
    engine: EngineOption = "auto",
    time_limit: LimitOption = 30.0,
    workers: WorkersOption = 2,
    seed: SeedOption = 1,
    file_format: FormatOption = "auto",
    rounding: RoundingOption = "round",
    detour: DetourOption = 1.3,
    speed_kmh: SpeedOption = 60.0,
    as_json: JsonOption = False,
) -> None:
    """Solve a routing problem from a file."""
    options = solve_options(engine, time_limit, workers, seed)
    file = ProblemFile(problem, file_format, rounding, detour, speed_kmh)
    request = SolveRequest(file, target, options)
    try:
        with err.status(say("solve_begins", file=problem.name)) as status:
            line = ProgressLine(status.update)
            with stopping(line):
                solved = solve_file(request, line.show)
    except RefusedError as error:
        _refuse(problem, error)
    for note in solved.notes:
        line_of_note = say("notice", message=note)
        err.print(line_of_note, style="yellow", soft_wrap=True, highlight=False)
    if as_json:
        print_json(solved)
    else:
        _print(solved, target)


@app.command("convert", help=say("help.solve_convert"))
def convert(
    problem: ProblemArgument,
    target: ConvertedOption,
    to: TargetOption = "auto",
    file_format: FormatOption = "auto",
    rounding: RoundingOption = "round",
    detour: DetourOption = 1.3,
    speed_kmh: SpeedOption = 60.0,
    as_json: JsonOption = False,
) -> None:
    """Write a routing problem in another format."""
    file = ProblemFile(problem, file_format, rounding, detour, speed_kmh)
    try:
        converted = convert_file(file, target, to)
    except RefusedError as error:
        _refuse(problem, error)
    if as_json:
        print_json(converted)
    else:
        _print_file(target)


def _refuse(problem: Path, error: RefusedError) -> NoReturn:
    """Print a line for every fault of a file, and end."""
    for fault in error.lines:
        message = say("mistake", message=f"{problem.name}: {worded(fault, LANG)}")
        err.print(message, style="red", soft_wrap=True, highlight=False)
    raise typer.Exit(2) from error


class ProgressLine:
    """Shows how far a search is: one line that changes, or now and then a line."""

    def __init__(self, update: Callable[[str], None]) -> None:
        self._update = update
        self._told_s = time.monotonic()
        self._go_on = True

    def stop(self, *interruption: object) -> None:
        """End the search with the best found so far, at its next message."""
        del interruption
        self._go_on = False

    def show(self, news: SolveNews) -> bool:
        """Show a message of the search, and return whether it shall go on."""
        phase = text(f"phase.{news.phase}", LANG)
        cost = "-" if news.cost is None else f"{news.cost:,.2f}"
        line = say("solve_news", phase=phase, seconds=f"{news.seconds:.0f}", cost=cost)
        self._update(line)
        now_s = time.monotonic()
        if not err.is_terminal and now_s - self._told_s >= LINE_EVERY_S:
            self._told_s = now_s
            err.print(line, soft_wrap=True, highlight=False)
        return self._go_on


@contextmanager
def stopping(line: ProgressLine) -> Iterator[None]:
    """Let Ctrl-C end a search with the best found so far; twice ends all."""

    def stop(*interruption: object) -> None:
        line.stop(*interruption)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _print(solved: Solved, target: Path) -> None:
    """Print what became of a problem, and where the answer is."""
    bound = say("solve_no_bound")
    if solved.lower_bound is not None:
        bound = f"{solved.lower_bound:,.2f}"
    line = say(
        "solve_done",
        cost=f"{solved.cost:,.2f} {solved.unit}".strip(),
        vehicles=solved.vehicles,
        unserved=solved.unserved,
        bound=bound,
        engine=solved.engine,
    )
    out.print(line, soft_wrap=True, highlight=False)
    _print_file(target)


def _print_file(target: Path) -> None:
    out.print(say("files_written"))
    out.print(f"  {target}", soft_wrap=True)
