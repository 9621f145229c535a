"""Errors keep their faults on the way out of a worker process."""

import pickle

import pytest

from routing.errors import InvalidProblemError, InvalidSolutionError


@pytest.mark.parametrize("kind", [InvalidProblemError, InvalidSolutionError])
def test_a_list_of_faults_survives_pickling(kind):
    error = kind("problem", [f"fault {number}" for number in range(7)])

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301

    assert type(copy) is kind
    assert copy.faults == error.faults
    assert str(copy) == str(error)
    assert str(copy).endswith("(and 2 more)")
