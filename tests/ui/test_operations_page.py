"""The operations page as a session sees it, without a browser."""

import json

import pytest

from recycling.domain.errors import RecyclingError
from recycling.services.tracking import tracked_day
from recycling.ui import operations_state
from recycling.ui.i18n import Words
from recycling.ui.operations_choice import VIEWS
from tests.builders import DAY
from tests.ui import street_city, tiny_city

PAGE = "recycling/ui/pages/operations.py"
LOCALES = {"zh": "zh-CN", "en": "en-US"}


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def open_page(open_app):
    def run(context, lang="zh", **params):
        app = open_app(context.settings.workspace, LOCALES[lang])
        app.switch_page(PAGE)
        # Another page clears the address.
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Give the street with a plan nobody has driven; only read it."""
    context = street_city.make(tmp_path_factory.mktemp("planned"))
    street_city.plan(context)
    return context


@pytest.fixture
def own(tmp_path):
    context = street_city.make(tmp_path / "own")
    return context, street_city.plan(context)


def texts(elements):
    return " ".join(element.value for element in elements)


def pickups(plan):
    return [(r.vehicle_id, s) for r in plan.routes for s in r.stops if s.order_id]


def record(vehicle_id, stop, number, **more):
    return {
        "visit_id": f"v{number}", "day": f"{DAY}", "vehicle_id": vehicle_id,
        "order_id": stop.order_id, "site_id": stop.site_id,
        "collected_kg": stop.load_kg,
    } | more  # fmt: skip


def upload(app, records):
    content = json.dumps(records).encode()
    app.get("file_uploader")[0].upload("records.json", content).run()
    return app.button("operations_record").click().run()


def test_every_view_of_the_tiny_city_stands(city, open_page, lang):
    app = open_page(city, lang, day=f"{tiny_city.DAY}", view="tickets")
    assert app.segmented_control("operations_view").value == "tickets"
    for view in VIEWS:
        app.segmented_control("operations_view").set_value(view).run()
        assert not app.exception
        # The tiny city has no figures to balance its masses by.
        assert bool(app.error) == (view == "balance")


def test_the_day_is_shown_by_vehicle_and_stop(planned, open_page, lang):
    app = open_page(planned, lang, day=f"{DAY}")
    words = Words(lang)
    assert not app.exception
    assert not app.error
    (first, *_) = app.metric
    stops = sum(len(route.stops) for route in tracked_day(planned, DAY).routes)
    assert first.value == f"0 / {stops}"
    (vehicles,) = app.dataframe
    name = vehicles.value["vehicle"][0]
    assert words("operations.no_records") in texts(app.info)
    app.query_params["vehicle"] = name
    app.run()
    stops = app.dataframe[1].value
    assert list(stops["state"]) == [words("operations.state.open")] * len(stops)


def test_the_newest_planned_day_is_the_first_shown(planned, open_page):
    app = open_page(planned)
    assert app.date_input("operations_day").value == DAY


def test_filters_stand_in_the_address_by_code(planned, open_page):
    app = open_page(planned, day=f"{DAY}", depot="D1", late="30")
    assert app.selectbox("operations_depot").value == "D1"
    assert app.selectbox("operations_late").value == "30"
    assert set(app.dataframe[0].value["depot"]) == {"D1"}
    app.selectbox("operations_depot").set_value("").run()
    assert "depot" not in app.query_params
    assert app.query_params["late"] == "30"


def test_a_file_of_records_is_recorded_and_shown(own, open_page):
    context, plan = own
    app = open_page(context, day=f"{DAY}")
    (vehicle, first), *_ = pickups(plan)
    app = upload(app, [record(vehicle, first, 1, arrived_at=f"{DAY} 09:00:00")])
    assert not app.exception
    assert not app.error
    assert app.metric[0].value == f"1 / {len(pickups(plan))}"
    assert len(app.success) == 1
    # The last record's hour is the hour the day is looked at.
    assert "09:00" in texts(app.caption)


def test_a_foreign_stop_refuses_the_file_in_words(own, open_page, lang):
    context, plan = own
    app = open_page(context, lang, day=f"{DAY}")
    (vehicle, first), *_ = pickups(plan)
    foreign = record(vehicle, first, 2, order_id="o-of-others")
    app = upload(app, [record(vehicle, first, 1), foreign])
    (error,) = app.error
    assert "v2" in error.value
    assert "o-of-others" in error.value.replace("\\", "")
    assert all(route.open for route in tracked_day(context, DAY).routes)


def test_a_stop_is_recorded_by_hand_once(own, open_page):
    context, plan = own
    (vehicle, first), *_ = pickups(plan)
    app = open_page(context, day=f"{DAY}", vehicle=vehicle)
    app.selectbox(f"entry_outcome_{vehicle}_0").set_value("failed")
    app.text_input(f"entry_note_{vehicle}_0").set_value("gate locked")
    app.button(f"entry_save_{vehicle}_0").click().run()
    assert not app.exception
    assert not app.error
    failed = [s for r in tracked_day(context, DAY).routes for s in r.stops if s.note]
    assert [(s.order_id, s.is_failed, s.collected_kg) for s in failed] == [
        (first.order_id, True, 0)
    ]
    # The exceptions have it, too.
    app.segmented_control("operations_view").set_value("exceptions").run()
    (cases,) = app.dataframe
    assert "gate locked" in " ".join(cases.value["detail"])


def test_what_cannot_be_is_refused_with_its_reason(own, open_page):
    context, plan = own
    (vehicle, _), *_ = pickups(plan)
    app = open_page(context, "en", day=f"{DAY}", vehicle=vehicle)
    app.selectbox(f"entry_outcome_{vehicle}_0").set_value("failed")
    app.number_input(f"entry_kg_{vehicle}_0").set_value(50)
    app.button(f"entry_save_{vehicle}_0").click().run()
    (error,) = app.error
    assert "must be 0 where the stop failed" in error.value.replace("\\", "")


def test_a_ticket_is_corrected_on_the_page(tmp_path, open_page):
    context = tiny_city.make(tmp_path / "own")
    day = f"{tiny_city.DAY}"
    app = open_page(context, day=day, view="tickets", ticket="SC-1|T3")
    assert "T3" in texts(app.subheader)
    net_kg = 1_999 * tiny_city.KT
    app.number_input("correct_net_SC-1_T3").set_value(net_kg)
    app.button("correct_save_SC-1_T3").click().run()
    assert not app.exception
    assert not app.error
    assert "T3-R1" in texts(app.success)
    with context.unit_of_work() as work:
        assert work.weighings.find("SC-1", "T3-R1").net_kg == net_kg


def test_nothing_to_correct_is_said(tmp_path, open_page):
    context = tiny_city.make(tmp_path / "own")
    app = open_page(
        context, "en", day=f"{tiny_city.DAY}", view="tickets", ticket="SC-1|T3"
    )
    app.button("correct_save_SC-1_T3").click().run()
    assert "something must change" in texts(app.error)


def test_an_unknown_ticket_in_the_address_is_said(city, open_page):
    app = open_page(city, view="tickets", ticket="SC-1|T99")
    assert not app.exception
    assert "T99" in texts(app.error)


def test_a_day_without_a_plan_says_what_to_do(planned, open_page, lang):
    app = open_page(planned, lang, day="2026-03-01")
    assert not app.exception
    assert "2026-03-01" in texts(app.info)
    assert "recycling plan routes --date 2026-03-01" in texts(app.code)


def test_an_empty_database_says_what_to_do(empty, open_page, lang):
    app = open_page(empty, lang)
    assert not app.exception
    assert Words(lang)("empty.title") in texts(app.header)


def test_a_broken_database_is_said_in_words(planned, open_page, monkeypatch):
    def fail(*_):
        msg = "visits row 3, outcome: must be an outcome, got 'x'. Import it again."
        raise RecyclingError(msg)

    monkeypatch.setattr(operations_state, "progress", fail)
    app = open_page(planned, day=f"{DAY}")
    assert "must be an outcome" in texts(app.error)
    assert not app.exception
