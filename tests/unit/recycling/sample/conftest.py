"""The small and the full sample city, made once."""

from pathlib import Path

import pytest

from recycling.sample.city import generate_city
from recycling.sample.inputs import Inputs, read_inputs

DATA = Path(__file__).resolve().parents[4] / "data"
SEED = 7


@pytest.fixture(scope="session")
def data_dir() -> Path:
    return DATA


@pytest.fixture(scope="session")
def small_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("small")
    return {p.name: p for p in generate_city(DATA, folder, "small", SEED)}


@pytest.fixture(scope="session")
def full_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("full")
    return {p.name: p for p in generate_city(DATA, folder, "full", SEED)}


@pytest.fixture(scope="session")
def small_inputs() -> Inputs:
    return read_inputs(DATA, "small", SEED)


@pytest.fixture(scope="session")
def full_inputs() -> Inputs:
    return read_inputs(DATA, "full", SEED)
