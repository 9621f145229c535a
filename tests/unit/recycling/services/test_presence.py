"""Who is there is told by locks: no longer than the process lives."""

import os
import signal
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from recycling.services.presence import (
    FOLDER,
    FORGET_S,
    SUFFIX,
    Presence,
    presence,
    staying,
)

pytest.importorskip("fcntl")


def test_who_stays_is_there_and_who_left_is_not_missed(tmp_path: Path) -> None:
    assert presence(tmp_path) == Presence()
    with staying(tmp_path, "w1"), staying(tmp_path, "w2"):
        found = presence(tmp_path)
        assert found == Presence(frozenset({"w1", "w2"}))
        # What a worker left undone itself it may take up again.
        own = found.seen_by("w1")
        assert (own.there, own.gone) == ({"w2"}, {"w1"})
    assert presence(tmp_path) == Presence()


def test_who_is_killed_is_gone_at_once(tmp_path: Path) -> None:
    spawning = get_context("forkserver")
    began = spawning.Event()
    process = spawning.Process(target=stay, args=(tmp_path, began))
    process.start()
    assert began.wait(30)
    assert presence(tmp_path).there == {"w1"}
    process.kill()
    process.join()
    assert presence(tmp_path) == Presence(gone=frozenset({"w1"}))
    file = tmp_path / FOLDER / f"w1{SUFFIX}"
    old = file.stat().st_mtime - FORGET_S - 1
    os.utime(file, (old, old))
    assert presence(tmp_path).gone == {"w1"}
    assert presence(tmp_path) == Presence()


def stay(workspace: Path, began: Event) -> None:
    with staying(workspace, "w1"):
        began.set()
        signal.pause()
