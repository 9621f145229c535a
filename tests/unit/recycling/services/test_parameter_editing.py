"""Changing parameters: ranges by unit, all faults at once, all or none."""

from pathlib import Path

import pytest

from recycling.bootstrap import build_context
from recycling.config import Settings
from recycling.domain.errors import RefusedError
from recycling.domain.materials import Certainty, Parameter
from recycling.services.batches import batch_of, log_entry
from recycling.services.context import Context
from recycling.services.import_history import list_imports, undo_imports
from recycling.services.parameter_editing import (
    ParameterChange,
    list_parameters,
    set_parameters,
)

SEED = Certainty.SEED_PLAN
GIVEN = (
    Parameter("a.share", 0.5, "share", source="plan", certainty=SEED),
    Parameter("b.speed", 30.0, "km/h", 20.0, 40.0, "how fast", "plan", SEED),
    Parameter("c.hour", 7.0, "h", source="plan"),
)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    made = build_context(Settings(workspace=tmp_path), user="li")
    with made.unit_of_work() as work:
        number = log_entry(work, "test", "parameters")
        work.inputs.merge(batch_of("parameters", GIVEN), number)
    return made


def test_a_changed_figure_is_an_assumption_with_its_own_source(context):
    change = ParameterChange("b.speed", value=35.0, source="count of 2026")
    ((before, after),) = set_parameters(context, [change])
    assert before == GIVEN[1]
    assert (after.value, after.certainty) == (35.0, Certainty.ASSUMPTION)
    assert list_parameters(context, "SPEED fast") == [after]
    assert list_imports(context)[0].record.imported_by == "li"


def test_a_new_note_leaves_the_certainty(context):
    ((_, after),) = set_parameters(context, [ParameterChange("a.share", note="new")])
    assert (after.note, after.certainty) == ("new", SEED)


def test_every_fault_is_said_and_nothing_is_changed(context):
    changes = [
        ParameterChange("a.share", value=1.5, source="x"),
        ParameterChange("b.speed", value=50.0, source="x"),
        ParameterChange("c.hour", value=float("nan"), source="x"),
    ]
    with pytest.raises(RefusedError) as refused:
        set_parameters(context, [*changes, ParameterChange("b.speed", low=30.0)])
    said = "\n".join(refused.value.lines)
    assert "a.share, value: must be 0 to 1 share, got 1.5" in said
    assert "b.speed, value: must lie in its range 20 to 40 km/h, got 50" in said
    assert "c.hour, value: must be 0 to 24 h, got nan" in said
    assert "b.speed, source: must say where" in said
    assert list_parameters(context) == list(GIVEN)


def test_a_change_is_undone_like_an_import(context):
    set_parameters(context, [ParameterChange("a.share", value=0.6, source="x")])
    undo_imports(context, [list_imports(context)[0].import_id])
    assert list_parameters(context) == list(GIVEN)


def test_the_same_figures_again_are_no_change(context):
    assert set_parameters(context, [ParameterChange("a.share", value=0.5)]) == []
    assert len(list_imports(context)) == 1
