"""Domain objects to rows and back."""

from datetime import date

from recycling.domain.plans import RoutePlan, UnservedOrder
from recycling.domain.sites import District
from recycling.storage.rows import from_row, to_batch, to_columns, to_row

DISTRICT = District("500103", "Yuzhong", "渝中区", "central", 106.5, 29.6, 1000, 20.1)
OTHER = District("500112", "Yubei", "渝北区", "central", 106.6, 29.7, 2000, 1452.0)


def test_row_has_every_field():
    assert to_row(DISTRICT)["name_zh"] == "渝中区"
    assert from_row(District, to_row(DISTRICT)) == DISTRICT


def test_columns_without_a_field_are_left_out():
    assert from_row(District, {**to_row(DISTRICT), "import_id": 3}) == DISTRICT


def test_parts_come_from_elsewhere():
    row = {
        "plan_id": "p",
        "day": date(2026, 7, 1),
        "siting_plan_id": "s",
        "engine": "e",
        "seconds": 1.5,
    }
    left_out = UnservedOrder("o", "no vehicle")
    plan = from_row(RoutePlan, row, routes=(), unserved=(left_out,))
    assert plan.unserved == (left_out,)


def test_columns_and_batches_keep_the_order_of_the_objects():
    assert to_columns([DISTRICT, OTHER], ["code"]) == {"code": ["500103", "500112"]}
    batch = to_batch("districts", [DISTRICT, OTHER])
    assert len(batch) == 2
    assert batch.columns["population"] == [1000, 2000]
