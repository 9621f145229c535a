"""Fixtures every test may use."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Folder of benchmark material beside the checkout; absent for most users."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "README.md").is_file():
        pytest.skip(f"benchmark material is not here: {folder.name}/ is missing")
    return folder
