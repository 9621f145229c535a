"""Runs a command in a process of its own and measures what it took.

Commands are measured from the outside, start of the interpreter included, the way
a user waits for them. Memory is read from ``/proc`` while they run, not from the
resource usage at their end: Linux starts that figure at the peak of the process a
command was started from.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import IO

REPOSITORY = Path(__file__).resolve().parent.parent
GB = 1e9
"""Bytes in a gigabyte; the decimal one, so that a bar is met with either."""

_SAMPLE_S = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took and said.

    Attributes
    ----------
    seconds
        From its start to its end.
    process_gb
        Peak resident memory of its largest process, as the kernel keeps it.
    tree_gb
        Peak of the sum over the command and all its children, sampled; pages
        they share count for each of them.
    code
        Exit code.
    output, error
        What it wrote.
    is_overdue
        It was ended because its time was up.
    """

    seconds: float
    process_gb: float
    tree_gb: float
    code: int
    output: str
    error: str
    is_overdue: bool = False

    @property
    def complaint(self) -> str:
        """That it was overdue, or the last line of what it wrote."""
        if self.is_overdue:
            return f"overdue: ended after {self.seconds:.0f} s"
        lines = self.error.strip().splitlines() or self.output.strip().splitlines()
        return f"exit code {self.code}: {lines[-1] if lines else 'no message'}"


def product(*arguments: str) -> list[str]:
    """Command line of ``recycling`` in the environment of this interpreter."""
    return [str(Path(sys.executable).with_name("recycling")), *arguments]


def module(*arguments: str) -> list[str]:
    """Command line of a module in this interpreter."""
    return [sys.executable, "-m", *arguments]


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    timeout_s: float | None = None,
) -> Run:
    """Run a command in the repository and measure it.

    Parameters
    ----------
    command
        Program and arguments.
    environment
        Variables added to this process's own.
    timeout_s
        When to end it and all its children; ``None`` for never.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
        started = perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            command,
            cwd=REPOSITORY,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=error,
            start_new_session=True,
        )
        watch = _Watch(process.pid)
        watch.start()
        is_overdue = False
        try:
            code = process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            code, is_overdue = process.wait(), True
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        seconds = perf_counter() - started
        watch.stop()
        texts = _text(output), _text(error)
    peaks = watch.process_bytes / GB, watch.tree_bytes / GB
    return Run(seconds, *peaks, code, *texts, is_overdue)


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


class _Watch(threading.Thread):
    """Samples the memory of a process and its descendants.

    Attributes
    ----------
    process_bytes, tree_bytes
        Peaks of the largest process and of all together.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process_bytes = 0
        self.tree_bytes = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        """Sample until stopped."""
        while not self._ended.wait(_SAMPLE_S):
            family = _family(self._pid)
            peaks = (process.peak_bytes for process in family)
            self.process_bytes = max(self.process_bytes, *peaks, 0)
            resident = sum(process.resident_bytes for process in family)
            # Between two samples the sum is unknown; one process alone is not.
            self.tree_bytes = max(self.tree_bytes, resident, self.process_bytes)

    def stop(self) -> None:
        """Stop sampling."""
        self._ended.set()
        self.join()


@dataclass(frozen=True, slots=True)
class _Process:
    """Memory of a process: now, and at most since it began."""

    resident_bytes: int
    peak_bytes: int


def _family(root: int) -> list[_Process]:
    """Find a process and its descendants."""
    children: dict[int, list[int]] = defaultdict(list)
    found: dict[int, _Process] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "status").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        pid = int(folder.name)
        children[_figure(text, "PPid:")].append(pid)
        resident, peak = _figure(text, "VmRSS:"), _figure(text, "VmHWM:")
        found[pid] = _Process(resident * 1024, peak * 1024)
    family, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        family += [found[pid]] if pid in found else []
        waiting += children[pid]
    return family


def _figure(status: str, label: str) -> int:
    """Read a figure; kernel threads and zombies have no memory."""
    _, _, rest = status.partition(f"\n{label}")
    return int(rest.split(maxsplit=1)[0]) if rest else 0
