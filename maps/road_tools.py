"""Runs the engine's tools: nothing they print reaches the terminal."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from maps.errors import RoadsError
from maps.osrm_engine import tool_command, tool_environment

_WAIT_S = 0.2
_LAST_BYTES = 20_000
_NO_SPACE = "No space left"
# What its own lines begin with: a date and a level.
_STAMP = re.compile(r"^\[[^\]]*\] \[(\w+)\]\s*")
_THROWN = "what():"


def run_tool(
    tool: str, arguments: list[str], log: Path, beat: Callable[[], None]
) -> None:
    """Run a tool to its end.

    Parameters
    ----------
    tool
        Such as ``extract``.
    arguments
        Of the command line.
    log
        File its output is added to.
    beat
        Called a few times a second; an exception from it ends the tool.

    Raises
    ------
    RoadsError
        The tool failed; says why as far as its output does.
    """
    with log.open("ab") as output:
        start = output.tell()
        process = subprocess.Popen(  # noqa: S603 - the wheel's own tool, no shell
            [*tool_command(tool), *arguments],
            env=tool_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            code = _wait(process, beat)
        finally:
            # Also when the user interrupts: no tool is left running.
            process.kill()
            process.wait()
    if code:
        raise _failure(tool, code, log, start)


def _wait(process: subprocess.Popen[bytes], beat: Callable[[], None]) -> int:
    while True:
        try:
            return process.wait(timeout=_WAIT_S)
        except subprocess.TimeoutExpired:
            beat()


def _failure(tool: str, code: int, log: Path, start: int) -> RoadsError:
    reason = _reason(log, start)
    if code == -9:
        way_out = "The system ended it, most likely for memory: use a smaller extract"
    elif _NO_SPACE in reason:
        way_out = "Free some space on the disk and run the command again"
    else:
        way_out = "Use another extract, or mend the profile if you changed it"
    return RoadsError(
        f"osrm-{tool}: must end well, got code {code} ({reason}). {way_out}; "
        f"all it said is in {log}."
    )


def _reason(log: Path, start: int) -> str:
    """Find the line of the tool's output that tells most."""
    with log.open("rb") as stream:
        stream.seek(max(start, log.stat().st_size - _LAST_BYTES))
        lines = stream.read().decode("utf-8", "replace").splitlines()
    lines = [line.strip() for line in lines if line.strip()]
    for line in reversed(lines):
        level = _STAMP.match(line)
        if line.startswith(_THROWN) or (level and level[1] == "error"):
            return _STAMP.sub("", line).removeprefix(_THROWN).strip()
    return _STAMP.sub("", lines[-1]) if lines else "it said nothing"
