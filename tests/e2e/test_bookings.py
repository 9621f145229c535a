"""A request for a collection, from the form to a promised slot."""

import re

from playwright.sync_api import expect

from recycling.domain.orders import OrderStatus
from recycling.domain.sites import SiteKind
from recycling.services.bookings import recorded_order
from tests.e2e.visits import visiting

DISTRICT = "500120"
"""A district all of whose streets are open to lorries all day."""


def test_a_request_is_offered_slots_and_confirmed(browser, app, city):
    with city.unit_of_work() as work:
        network = work.inputs.network()
    point = next(
        site
        for site in network.of_kind(SiteKind.COLLECTION_POINT)
        if site.district == DISTRICT
    )
    paper = network.materials["paper"]
    with visiting(browser, app, "en") as visit:
        visit.open("bookings")
        visit.choose("bookings_view", visit.words("bookings.view_new"))
        visit.fill("booking_place_q_0", point.site_id)
        visit.pick("booking_material_0", visit.words.name(paper))
        visit.fill("booking_amount_0", "120")
        visit.fill("booking_contact_0", "13800000000")
        visit.press("booking_submit_0")
        card = visit.keyed("booking_card")
        expect(card).to_be_visible()
        visit.expect_no_error()
        order_id = re.search(r"order=([^&]+)", visit.page.url)
        assert order_id is not None
        card.locator("[class*=st-key-slot_]").last.get_by_role("button").click()
        visit.settle()
        confirmed = visit.words.label("OrderStatus", OrderStatus.CONFIRMED.value)
        expect(card).to_contain_text(confirmed)
        with city.unit_of_work() as work:
            order = recorded_order(work, order_id[1])
        # Its place in the plan comes with the promise.
        assert order.status is OrderStatus.PLANNED
        assert order.site_id == point.site_id
        visit.expect_no_error()
