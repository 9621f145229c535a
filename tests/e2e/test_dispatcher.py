"""A dispatcher's day in a browser: plan, edit, publish, a breakdown, driver sheets."""

import re
from datetime import date

from playwright.sync_api import expect
from pypdf import PdfReader

from recycling.domain.edits import Edit, EditKind
from recycling.domain.plans import RoutePlan, StopKind
from recycling.domain.running import DayEventKind
from recycling.domain.sites import SiteKind
from recycling.services.dispatch_view import day_stamp, read_plan
from recycling.services.editing import EditAsk, edit_plan
from recycling.ui.dispatch_records import vehicles_of
from tests.e2e.visits import Visit, visiting

DAY = date(2026, 11, 3)
"""The day after the one the sample is planned for."""


def newest_plan(city, day: date) -> RoutePlan:
    """Read the plan of a day that was saved last."""
    return read_plan(city, day_stamp(city, day).versions[-1].plan_id)


def wait_for_the_job(visit: Visit) -> None:
    """Wait until the job that was just started is done."""
    expect(visit.page).to_have_url(re.compile("job="))
    expect(visit.keyed("job_close")).to_be_visible()
    visit.settle()
    visit.expect_no_error()
    visit.press("job_close")


def view(visit: Visit, name: str) -> None:
    """Open one of the views of the page."""
    visit.choose("dispatch_view", visit.words(f"dispatch.tab.{name}"))


def vehicle_that_may_not(city, plan: RoutePlan, depot: str, vehicle: str) -> str:
    """Find a vehicle of a depot that would break a rule on another one's route."""
    with city.unit_of_work() as work:
        network = work.inputs.network()
    for other in vehicles_of(network, depot):
        edit = Edit(EditKind.VEHICLE, vehicle_id=vehicle, to_vehicle_id=other)
        ask = EditAsk((edit,), is_trial=True, depot_id=depot)
        if other != vehicle and edit_plan(city, plan.plan_id, ask).broken:
            return other
    raise LookupError(depot)


def edit_a_route(visit: Visit, vehicle: str, unfit: str) -> None:
    """Have an unfit vehicle drive the route, take it back, save a sequence."""
    words = visit.words
    view(visit, "edit")
    visit.pick("edit_kind", words("dispatch.edit_kind.vehicle"))
    visit.pick("edit_vehicle", unfit)
    visit.press("edit_add")
    save = visit.keyed("edit_save").get_by_role("button")
    expect(visit.keyed("edit_force")).to_be_visible()
    expect(save).to_be_disabled()
    visit.press("edit_discard")
    visit.pick("edit_kind", words("dispatch.edit_kind.move"))
    visit.pick("edit_vehicle", vehicle)
    visit.fill("edit_place", "2")
    visit.press("edit_add")
    expect(visit.page.get_by_text(words("dispatch.edit.keeps_all"))).to_be_visible()
    visit.press("edit_save")
    # Nothing waits to be saved once it is.
    expect(visit.keyed("edit_discard")).to_have_count(0)
    visit.settle()


def test_a_dispatcher_plans_edits_publishes_and_handles_a_breakdown(
    browser, app, city, tmp_path
):
    day = DAY
    with city.unit_of_work() as work:
        depots = work.inputs.network().of_kind(SiteKind.DEPOT)
    depot = min(site.site_id for site in depots)
    with visiting(browser, app, "zh") as visit:
        words, page = visit.words, visit.page
        visit.open(f"dispatch?day={day}&area={depot}")
        expect(page.get_by_text(words("dispatch.no_plan"))).to_be_visible()
        visit.press("dispatch_plan_open")
        visit.fill("plan_limit", "5")
        visit.press("plan_start")
        wait_for_the_job(visit)
        first = newest_plan(city, day)
        expect(page.get_by_text(first.plan_id).first).to_be_visible()
        vehicle = first.routes[0].vehicle_id
        visit.open(f"dispatch?day={day}&area={depot}&vehicle={vehicle}")
        edit_a_route(visit, vehicle, vehicle_that_may_not(city, first, depot, vehicle))
        edited = newest_plan(city, day)
        assert edited.plan_id != first.plan_id
        view(visit, "publish")
        visit.press("publish_start")
        told = words("dispatch.publish.published", plan=edited.plan_id, count=1)
        expect(page.get_by_text(told).first).to_be_visible()

        view(visit, "events")
        visit.pick("event_kind", words.label("DayEventKind", "vehicle_down"))
        visit.pick(f"event_subject_{DayEventKind.VEHICLE_DOWN.value}", vehicle)
        visit.press("event_add")
        visit.keyed("replan_publish").locator("label").click()
        visit.settle()
        visit.press("replan_start")
        wait_for_the_job(visit)
        after = newest_plan(city, day)
        assert after.plan_id != edited.plan_id
        publication = day_stamp(city, day).publication(depot)
        assert publication.plan_id == after.plan_id

        check_the_sheet(visit, city, after, day, tmp_path)
        visit.expect_no_error()


def check_the_sheet(visit: Visit, city, plan: RoutePlan, day: date, folder) -> None:
    """Take the sheets away and find every stop in its sequence."""
    route = max(plan.routes, key=lambda one: len(one.stops))
    visit.open(
        f"dispatch?day={day}&area={route.catchment}&plan={plan.plan_id}"
        f"&vehicle={route.vehicle_id}"
    )
    view(visit, "publish")
    pdf = visit.download("sheet_pdf", folder)
    text = squeezed("".join(p.extract_text() for p in PdfReader(pdf).pages))
    assert squeezed(route.vehicle_id) in text
    with city.unit_of_work() as work:
        sites = work.inputs.network().sites
    places = [sites[s.site_id] for s in route.stops if s.kind is StopKind.PICKUP]
    # A site with several loads is there several times.
    reached = 0
    for site in places:
        reached = text.index(squeezed(site.name), reached) + 1


def squeezed(text: str) -> str:
    """Text without the blanks and breaks a page puts into it."""
    return re.sub(r"\s", "", text)
