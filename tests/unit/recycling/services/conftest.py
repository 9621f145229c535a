"""A database of its own for each test of a use case."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from recycling.services.context import Context
from tests.workspaces import open_context, write_objects


@pytest.fixture
def empty(tmp_path: Path, empty_workspace: Path) -> Context:
    """Give a new database."""
    return open_context(shutil.copytree(empty_workspace, tmp_path / "workspace"))


@pytest.fixture
def context(tmp_path: Path, street_workspace: Path) -> Context:
    """Give a database with the street in it."""
    return open_context(shutil.copytree(street_workspace, tmp_path / "workspace"))


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Iterable[Any]], None]:
    """Record domain objects in a table of the test's database, as an import would."""
    return lambda table, objects: write_objects(
        open_context(tmp_path / "workspace"), table, objects
    )
