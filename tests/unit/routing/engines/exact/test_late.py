"""A solver that does not keep its limit is left alone."""

import threading
import time
from collections.abc import Iterator

import pytest

from routing.engines import listening
from routing.errors import InfeasibleError
from routing.options import SolveOptions
from routing.solve import solve_siting
from tests.engines.siting_rule_instances import RULE_INSTANCES

LONG_S = 30.0


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every solver run on whatever its limit, until the test is over."""
    over = threading.Event()

    def never(*_: object, **__: object) -> None:
        over.wait(LONG_S)

    monkeypatch.setattr(listening.mathopt, "solve", never)
    yield
    over.set()


@pytest.mark.usefixtures("deaf")
@pytest.mark.parametrize("engine", ["exact", "network"])
def test_the_bound_so_far_is_said_in_time(engine: str) -> None:
    began = time.monotonic()
    options = SolveOptions(engine=engine, time_limit_s=0.2)
    with pytest.raises(InfeasibleError, match=r"no answer in time; one costs at least"):
        solve_siting(RULE_INSTANCES[0].problem, options)
    assert time.monotonic() - began < LONG_S / 3
