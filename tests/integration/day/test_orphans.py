"""Processes of a killed worker do not outlive it."""

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

PARENT = """
import os, time
from routing.decompose.workers import processes

if __name__ == "__main__":
    with processes(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""
PATIENCE_S = 30.0


def is_alive(pid: int) -> bool:
    status = Path("/proc", str(pid), "stat")
    try:
        # A zombie is dead, and waits for whoever inherited it to take notice.
        return status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="needs /proc")
def test_processes_of_a_killed_worker_end(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    command = [sys.executable, str(script)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
        parent.wait()
    patient_until = monotonic() + PATIENCE_S
    while is_alive(child):
        assert monotonic() < patient_until
        sleep(0.05)
