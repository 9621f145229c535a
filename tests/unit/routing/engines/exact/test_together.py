"""Whole clients from an answer that divides one of them."""

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from routing.engines.exact.columns import Columns
from routing.engines.exact.finish import open_arcs
from routing.engines.exact.model import ExactModel
from routing.engines.exact.together import put_together
from routing.siting.laying import arrays_of
from routing.siting.solution import SitingSolution
from tests.engines.siting_instances import problem, state

ARCS = [(i, j, 1 + i + j) for i in range(4) for j in range(2)]


def divided_answer() -> SitingSolution:
    """Send 6 t to f0, 6 t to both (4 and 2), 4 t and 4 t to f1: both are full."""
    flow = [6_000, 0, 4_000, 2_000, 0, 4_000, 0, 4_000]
    return SitingSolution(
        states=np.zeros((1, 2), np.int64),
        flow_kg=np.array([flow]),
        unserved_kg=np.zeros((1, 4), np.int64),
        objective=0,
        bound=None,
        engine="network",
    )


@pytest.mark.parametrize("required", [True, False])
def test_others_make_room_for_a_client_that_fits_nowhere(required: bool) -> None:
    """6 + 4 and 6 + 4 fill both sites; left out, 6 t would cost 600."""
    sites = [[state("open", 10)], [state("open", 10)]]
    whole = problem([6, 6, 4, 4], sites, ARCS, required=required, single_source=True)
    columns = Columns(arrays_of(whole), is_whole=True)
    model = ExactModel.of(columns, open_arcs(columns, None), counts=True, links=False)
    value = put_together(
        model,
        divided_answer(),
        lambda: 10.0,
        mathopt.SolveParameters(),
        lambda: False,
    )
    assert value is not None
    share = np.rint(columns.values("x", value)[0]).reshape(4, 2)
    assert (share.sum(axis=1) == 1).all()
    assert (np.array([6, 6, 4, 4]) @ share).tolist() == [10, 10]
    assert not columns.values("u", value).round().any()
