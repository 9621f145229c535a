"""The command line, run inside the test's process."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from recycling.cli import main
from tests.builders import VERSION


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def mistake(self) -> str:
        """The one line that says what the user can mend.

        Nothing but the lines of running stages may stand before it.
        """
        assert self.code == main.USER_MISTAKE, self.err
        assert self.out == ""
        *stages, line = self.err.splitlines()
        assert all(stage.endswith(" ...") for stage in stages), self.err
        assert line.startswith("recycling"), self.err
        return line


type Recycling = Callable[..., Ended]


@pytest.fixture
def recycling(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Recycling:
    """Run ``recycling`` with arguments, short limits and the street's factors."""
    for name in list(os.environ):
        if name.startswith("RECYCLING_") and not name.startswith("RECYCLING_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RECYCLING_DISPATCH__ENGINE", "insertion")
    monkeypatch.setenv("RECYCLING_DISPATCH__WORKERS", "1")
    monkeypatch.setenv("RECYCLING_ACCOUNTING__FACTOR_VERSION", VERSION)

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["recycling", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main.run()
        captured = capsys.readouterr()
        return Ended(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def street_copy(tmp_path: Path, street_workspace: Path) -> Path:
    return shutil.copytree(street_workspace, tmp_path / "workspace")
