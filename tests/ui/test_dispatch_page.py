"""The dispatcher's page in a session: plan, edit, publish, breakdown, sheets."""

import json
from datetime import datetime, time

import pytest
from streamlit.testing.v1 import AppTest

from recycling import worker
from recycling.domain.edits import Edit, EditKind
from recycling.domain.jobs import Job, JobState
from recycling.domain.orders import OrderStatus
from recycling.domain.plans import PlanState
from recycling.domain.running import DayEventKind
from recycling.services import jobs
from recycling.services.context import Context
from recycling.services.dispatch_view import day_stamp, read_plan
from recycling.services.editing import EditAsk, edit_plan
from recycling.services.plan_checking import check_plan
from recycling.services.planning import plan_routes
from recycling.services.publishing import publish
from recycling.services.sheets import SheetFormat, SheetRequest
from recycling.ui.dispatch_publish import sheet_bytes
from recycling.ui.i18n import Words
from tests.builders import DAY
from tests.ui import dispatch_street, tiny_city
from tests.ui.dispatch_street import PLAN
from tests.workspaces import write_objects

PAGE = "recycling/ui/pages/dispatch.py"
LOCALES = {"zh": "zh-CN", "en": "en-US"}
SCHEDULED = f"S-{DAY:%Y%m%d}-P2-paper"


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def street_workspace(tmp_path_factory):
    return dispatch_street.fill(tmp_path_factory.mktemp("street")).settings.workspace


@pytest.fixture(scope="module")
def planned_workspace(tmp_path_factory):
    made = dispatch_street.planned(tmp_path_factory.mktemp("planned"))
    return made.settings.workspace


@pytest.fixture
def street(tmp_path, street_workspace) -> Context:
    return dispatch_street.copied(street_workspace, tmp_path)


@pytest.fixture
def planned(tmp_path, planned_workspace) -> Context:
    return dispatch_street.copied(planned_workspace, tmp_path)


@pytest.fixture
def open_page(open_app):
    def run(context: Context, lang: str = "en", **params: str) -> AppTest:
        asked = {"day": f"{DAY:%Y-%m-%d}"} | params
        app = open_app(context.settings.workspace, LOCALES[lang], **asked)
        return app.switch_page(PAGE).run()

    return run


def texts(elements) -> str:
    return " ".join(element.value for element in elements).replace("\\", "")


def fine(app: AppTest) -> AppTest:
    assert not app.exception
    assert not app.error, texts(app.error)
    return app


def param(app: AppTest, name: str) -> str:
    found = app.query_params[name]
    return found if isinstance(found, str) else found[0]


def keyed(app: AppTest, start: str):
    found = [box for box in app.selectbox if box.key.startswith(start)]
    assert len(found) == 1, [box.key for box in app.selectbox]
    return found[0]


def view(app: AppTest, name: str) -> AppTest:
    return fine(app.segmented_control("dispatch_view").set_value(name).run())


def vehicle(app: AppTest, vehicle_id: str) -> AppTest:
    return fine(keyed(app, "dispatch_vehicle_").set_value(vehicle_id).run())


def done(context: Context, app: AppTest, kind: str) -> Job:
    """Let a worker do the job of the address."""
    job_id = param(app, "job")
    worker.work(context, lambda _: None, is_once=True)
    job = jobs.find(context, job_id)
    assert job.kind == kind
    assert job.state is JobState.DONE, job.error
    return job


def add(app: AppTest, kind, **told) -> AppTest:
    """Name a change in the form beside the table."""
    app.selectbox("edit_kind").set_value(EditKind(kind)).run()
    for name, value in told.items():
        widget = app.number_input if name == "place" else app.selectbox
        widget(f"edit_{name}").set_value(value)
    return app.button("edit_add").click().run()


def test_an_empty_database_says_what_to_do(empty, open_page, lang):
    app = open_page(empty, lang)
    assert Words(lang)("empty.title") in texts(app.header)
    assert not app.exception


def test_a_broken_database_is_said_in_words(open_page, tmp_path, lang):
    context = tiny_city.make(tmp_path)
    (tmp_path / "recovery.db").write_bytes(b"no database at all" * 100)
    app = open_page(context, lang)
    assert app.error
    assert not app.exception


def test_the_tiny_city_without_vehicles_has_routes_nobody_edits(city, open_page, lang):
    app = open_page(city, lang, day=f"{tiny_city.DAY}")
    fine(app)
    assert len(app.metric) == 6
    for name in ("edit", "left", "events", "publish", "orders"):
        view(app, name)
    view(app, "left")
    assert set(app.dataframe[0].value["order"]) == {"order-CP-1", "order-CP-4"}


def test_a_day_without_a_plan_says_what_to_do(street, open_page, lang):
    app = fine(open_page(street, lang))
    words = Words(lang)
    assert words("dispatch.no_plan") in texts(app.info)
    assert set(app.dataframe[0].value["order"]) == {"b1", "b2"}
    app.button("expected_orders").click().run()
    assert "4" in texts(fine(app).success)
    other = fine(open_page(street, lang, day="2027-03-01"))
    assert words("dispatch.no_orders") in texts(other.caption)


def test_a_day_is_planned_edited_published_and_mended(street, open_page):
    app = fine(open_page(street))
    app.number_input("plan_limit").set_value(5)
    app.button("plan_start").click().run()
    done(street, app, "routes")
    app = vehicle(fine(app.run()), "V1")
    assert (param(app, "plan"), param(app, "vehicle")) == (PLAN, "V1")
    edit_by_hand(app)
    made = read_plan(street, param(app, "plan"))
    assert (made.plan_id, made.based_on) == (f"{PLAN}-v2", PLAN)
    assert {route.vehicle_id for route in made.routes} == {"V1", "V2"}

    view(app, "publish")
    app.button("publish_start").click().run()
    assert f"{PLAN}-v2 is published for 1 depots" in texts(fine(app).success)
    app.button("crews_start").click().run()
    (publication,) = day_stamp(street, DAY).publications
    assert (publication.depot_id, publication.state) == ("D1", PlanState.RUNNING)

    tell_breakdown(app, "V2")
    done(street, app, "replan")
    fine(app.run())
    assert param(app, "plan") == f"{PLAN}-v3"
    view(app, "plan")
    changed = next(f.value for f in app.dataframe if "what" in f.value)
    assert set(changed["order"]) == {SCHEDULED}
    view(app, "publish")
    app.button("publish_start").click().run()
    assert day_stamp(street, DAY).publications[0].plan_id == f"{PLAN}-v3"
    buttons = {button.key for button in fine(app).get("download_button")}
    assert buttons == {"sheet_pdf", "sheet_xlsx", "sheet_gpx", "sheet_geojson"}
    request = SheetRequest(plan_id=f"{PLAN}-v3", form=SheetFormat.GEOJSON)
    assert SCHEDULED in sheet_bytes(street, request).decode()


def edit_by_hand(app: AppTest) -> None:
    """Be told of a broken rule, take it back, and save a change that breaks none."""
    view(app, "edit")
    add(app, "lock", order=SCHEDULED)
    add(app, "move", order=SCHEDULED, vehicle="V2")
    assert "1 rules would be broken" in texts(app.error)
    (broken,) = (f.value for f in app.dataframe if "way_out" in f.value)
    assert broken["order"].tolist() == [SCHEDULED]
    assert app.button("edit_save").disabled
    app.button("edit_undo").click().run()
    app.button("edit_undo").click().run()
    add(app, "move", order=SCHEDULED, vehicle="V2")
    assert "Every rule is kept" in texts(fine(app).success)
    app.button("edit_save").click().run()
    fine(app)


def tell_breakdown(app: AppTest, vehicle_id: str) -> None:
    """Say that a vehicle broke down when it set out, and plan the rest from then."""
    view(app, "events")
    app.selectbox("event_kind").set_value(DayEventKind.VEHICLE_DOWN).run()
    app.selectbox("event_subject_vehicle_down").set_value(vehicle_id)
    app.time_input("event_at").set_value(time(6, 0)).run()
    app.button("event_add").click().run()
    moment = next(t for t in app.time_input if t.key.startswith("replan_at_"))
    moment.set_value(time(6, 1)).run()
    app.button("replan_start").click().run()


def test_a_change_that_cannot_be_made_is_refused(planned, open_page):
    app = view(vehicle(fine(open_page(planned)), "V1"), "edit")
    app = add(app, "move", order=SCHEDULED, vehicle="V1", place=9)
    assert "must be from 1 to 3" in texts(app.error)
    assert not app.exception
    fine(app.run())
    assert app.button("edit_save").disabled


def test_a_refusal_is_told_in_the_language_of_the_page(planned, open_page):
    app = view(vehicle(fine(open_page(planned, "zh")), "V1"), "edit")
    app = add(app, "move", order=SCHEDULED, vehicle="V1", place=9)
    assert "未修改：第 1 项修改（move）：位置 9：" in texts(app.error).replace("\\", "")


def test_every_kind_of_change_can_be_named(planned, open_page):
    app = view(vehicle(fine(open_page(planned)), "V1"), "edit")
    add(app, "swap", order="b1", other=SCHEDULED)
    app.selectbox("edit_kind").set_value(EditKind.REORDER).run()
    app.multiselect("edit_sequence").set_value([SCHEDULED, "b1"])
    app.button("edit_add").click().run()
    add(app, "lock_place", order="b1")
    add(app, "unlock", order="b1")
    add(app, "remove", order="b1")
    add(app, "vehicle", vehicle="V2")
    fine(app)
    listed = app.markdown
    assert "6. V2 drives the route of V1" in texts(listed)
    app.button("edit_discard").click().run()
    assert "No change is waiting" in texts(fine(app).caption)


def test_a_search_keeps_changes_and_locks(planned, open_page):
    app = view(vehicle(fine(open_page(planned)), "V1"), "edit")
    add(app, "lock", order="b1")
    app.button("edit_search").click().run()
    done(planned, app, "edit")
    fine(app.run())
    assert param(app, "plan") == f"{PLAN}-v2"
    assert [lock.order_id for lock in day_stamp(planned, DAY).locks] == ["b1"]
    assert "No change is waiting" in texts(app.caption)


def test_events_wait_until_a_plan_knows_of_them(planned, open_page):
    app = view(fine(open_page(planned)), "events")
    app.button("event_add").click().run()
    app.button("event_add").click().run()
    waiting = "12:00 · Vehicle broken down · V1"
    assert texts(app.markdown).count(waiting) == 1
    app.button("replan_start").click().run()
    worker.work(planned, lambda _: None, is_once=True)
    # V1 is home long before noon: the event is refused, in words, and stays.
    assert jobs.listed(planned)[0].state is JobState.FAILED
    app.run()
    assert "not on the road any more" in texts(app.error)
    assert waiting in texts(app.markdown)
    app.button("event_clear").click().run()
    assert waiting not in texts(app.markdown)


def test_who_publishes_second_sees_what_the_first_changed(planned, open_page, lang):
    words = Words(lang)
    app = fine(open_page(planned, lang, area="D1"))
    first = edit_plan(planned, PLAN, moved("V2")).plan.plan_id
    mine = edit_plan(planned, PLAN, EditAsk((), depot_id="D1")).plan.plan_id
    publish(planned, first, check_plan)
    app = fine(open_page(planned, lang, area="D1", plan=mine))
    view(app, "publish")
    app.button("publish_start").click().run()
    assert words("dispatch.publish.overtaken") in texts(app.error)
    (table,) = (f.value for f in app.dataframe if "what" in f.value)
    assert table["order"].tolist() == [SCHEDULED]
    app.button("publish_replace").click().run()
    fine(app)
    assert day_stamp(planned, DAY).publications[0].plan_id == mine


def moved(vehicle_id: str) -> EditAsk:
    return EditAsk((Edit(EditKind.MOVE, (SCHEDULED,), vehicle_id),))


def test_a_plan_that_breaks_rules_now_is_not_published(planned, open_page, lang):
    app = fine(open_page(planned, lang))
    with planned.unit_of_work() as work:
        at = datetime(DAY.year, DAY.month, DAY.day)
        work.orders.change(["b1"], OrderStatus.CANCELLED, "somebody", at, "called")
    view(app, "publish")
    app.button("publish_start").click().run()
    assert Words(lang)("dispatch.publish.broken", count=1) in texts(app.error)
    (broken,) = (f.value for f in app.dataframe if "way_out" in f.value)
    assert broken["order"].tolist() == ["b1"]
    assert not app.exception


def test_what_is_left_out_is_explained_by_a_job(street, open_page, lang):
    write_objects(street, "orders", [dispatch_street.NIGHT])
    plan_routes(street, DAY)
    app = view(fine(open_page(street, lang)), "left")
    assert app.dataframe[0].value["order"].tolist() == ["b3"]
    app.button("explain_start").click().run()
    job = done(street, app, "explain")
    assert json.loads(job.result)["file"].endswith(f"explanation-{PLAN}.json")
    fine(app.run())
    assert len(app.dataframe) >= 2
    assert "b3" in " ".join(map(str, app.dataframe[1].value.to_numpy().ravel()))


def test_an_address_says_day_area_plan_and_vehicle(planned, open_page):
    app = fine(open_page(planned, area="D2", vehicle="V3"))
    assert app.selectbox("area").value == "D2"
    assert keyed(app, "dispatch_vehicle_").value == "V3"
    assert (param(app, "day"), param(app, "area")) == (f"{DAY}", "D2")
    app.selectbox("area").set_value("D1").run()
    assert param(fine(app), "area") == "D1"
    assert keyed(app, "dispatch_vehicle_").value == ""
    app.selectbox("area").set_value("").run()
    app.selectbox("depot").set_value("D2").run()
    assert param(fine(app), "depot") == "D2"
    assert "area" not in app.query_params


def test_an_address_of_nothing_there_is_shows_the_usual(planned, open_page):
    nowhere = {"area": "no", "depot": "no", "vehicle": "no", "plan": "no"}
    app = fine(open_page(planned, **nowhere, day="someday"))
    assert app.date_input("day").value == DAY
    assert len(app.metric) == 6
