"""Runs a command in a process of its own and measures what it took.

Commands are measured from the outside, start of the interpreter included, the way
a user waits for them. The measuring process itself stays small on purpose: Linux
lets a child start with the peak of the process it came from.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

REPOSITORY = Path(__file__).resolve().parent.parent
GB = 1e9
"""Bytes in a gigabyte; the decimal one, so that a bar is met with either."""

_SAMPLE_S = 0.1
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took and said.

    Attributes
    ----------
    seconds
        From its start to its end.
    process_gb
        Peak resident memory of its largest process, as the kernel counted it.
    tree_gb
        Peak of the sum over the command and all its children, sampled; pages
        they share count for each of them.
    code
        Exit code.
    output, error
        What it wrote.
    """

    seconds: float
    process_gb: float
    tree_gb: float
    code: int
    output: str
    error: str

    @property
    def complaint(self) -> str:
        """Last line of what it wrote to standard error."""
        lines = self.error.strip().splitlines() or self.output.strip().splitlines()
        return f"exit code {self.code}: {lines[-1] if lines else 'no message'}"


def product(*arguments: str) -> list[str]:
    """Command line of ``recycling`` in the environment of this interpreter."""
    return [str(Path(sys.executable).with_name("recycling")), *arguments]


def module(*arguments: str) -> list[str]:
    """Command line of a module in this interpreter."""
    return [sys.executable, "-m", *arguments]


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command in the repository and measure it.

    Parameters
    ----------
    command
        Program and arguments.
    environment
        Variables added to this process's own.
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
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - started
        # Popen did not reap it; it must not try to.
        process.returncode = os.waitstatus_to_exitcode(status)
        peak_bytes = usage.ru_maxrss * 1024
        tree_bytes = max(watch.stop(), peak_bytes)
        texts = [_text(stream.fileno()) for stream in (output, error)]
    return Run(seconds, peak_bytes / GB, tree_bytes / GB, process.returncode, *texts)


def _text(descriptor: int) -> str:
    with os.fdopen(os.dup(descriptor), "rb") as stream:
        stream.seek(0)
        return stream.read().decode("utf-8", "replace")


class _Watch(threading.Thread):
    """Samples the memory of a process and its descendants."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self._peak_bytes = 0

    def run(self) -> None:
        """Sample until stopped."""
        while not self._ended.wait(_SAMPLE_S):
            self._peak_bytes = max(self._peak_bytes, _tree_bytes(self._pid))

    def stop(self) -> int:
        """Stop sampling and return the peak."""
        self._ended.set()
        self.join()
        return self._peak_bytes


def _tree_bytes(root: int) -> int:
    """Resident bytes of a process and its descendants, summed."""
    children: dict[int, list[int]] = defaultdict(list)
    resident: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name, the only field with blanks, is left out with its bracket.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(folder.name)
        children[int(fields[1])].append(pid)
        resident[pid] = int(fields[21]) * _PAGE_BYTES
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += resident.get(pid, 0)
        waiting += children[pid]
    return total
