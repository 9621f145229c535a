"""The bookings page as a session sees it: from a request to its end."""

import pytest

from recycling.domain.errors import RecyclingError
from recycling.domain.orders import OrderSource, OrderStatus
from recycling.services.bookings import bookings_found, order_story
from recycling.ui import bookings_list
from recycling.ui.i18n import Words
from tests.builders import DAY
from tests.ui import street_city

PAGE = "recycling/ui/pages/bookings.py"
LOCALES = {"zh": "zh-CN", "en": "en-US"}
CONTACT = "Li 13812345678"


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def open_page(open_app):
    def run(context, lang="zh", **params):
        app = open_app(context.settings.workspace, LOCALES[lang])
        app.switch_page(PAGE)
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


@pytest.fixture
def street(tmp_path):
    return street_city.make(tmp_path / "street")


def texts(elements):
    return " ".join(element.value for element in elements)


def booked(context):
    with context.unit_of_work() as work:
        return work.orders.listed(
            DAY.replace(year=2020),
            DAY.replace(year=2040),
            (),
            (OrderSource.BOOKING,),
        )


def request(app, *, kg=40, place="P2"):
    app.segmented_control("bookings_view").set_value("new").run()
    app.text_input("booking_place_q_0").set_value(place).run()
    app.selectbox("booking_material_0").set_value("paper")
    app.number_input("booking_amount_0").set_value(kg)
    app.text_input("booking_contact_0").set_value(CONTACT)
    return app.button("booking_submit_0").click().run()


def slots(app):
    return [button for button in app.button if str(button.key).startswith("slot_")]


def test_a_request_is_offered_confirmed_and_cancelled(street, open_page, lang):
    app = request(open_page(street, lang))
    assert not app.exception
    assert not app.error
    assert len(app.success) == 2
    (order,) = booked(street)
    assert order.status is OrderStatus.OFFERED
    offered = slots(app)
    assert offered
    offered[0].click()
    app.run()
    assert not app.exception
    assert not slots(app)
    (order,) = booked(street)
    assert order.status in {OrderStatus.CONFIRMED, OrderStatus.PLANNED}
    assert CONTACT in texts(app.markdown)
    app.text_input("booking_cancel_note").set_value("moved away")
    app.button("booking_cancel").click().run()
    assert not app.exception
    (order,) = booked(street)
    assert order.status is OrderStatus.CANCELLED
    assert order_story(street, order.order_id).changes[-1].note == "moved away"
    history = next(f.value for f in app.dataframe if "who" in f.value)
    assert Words(lang).label("OrderStatus", "cancelled") in list(history["after"])


def test_a_reload_books_nothing_anew(street, open_page):
    app = request(open_page(street))
    (order,) = booked(street)
    again = open_page(street, order=order.order_id)
    assert not again.exception
    assert len(slots(again)) == len(slots(app)) > 0
    assert len(booked(street)) == 1


def test_a_slot_clicked_twice_is_promised_once(street, open_page):
    first = request(open_page(street))
    (order,) = booked(street)
    second = open_page(street, order=order.order_id)
    key = slots(first)[0].key
    slots(first)[0].click().run()
    # The other session shows the slot still.
    second.button(key).click().run()
    assert not second.exception
    assert not second.warning
    assert len(second.success) == 1
    story = order_story(street, order.order_id)
    assert sum(slot.state == "taken" for slot in story.offers) == 1


def test_offers_are_declined_and_made_anew(street, open_page):
    app = request(open_page(street))
    app.button("booking_decline").click().run()
    assert not app.exception
    (order,) = booked(street)
    assert order.status is OrderStatus.REQUESTED
    assert not slots(app)
    app.button("booking_offer").click().run()
    assert slots(app)


def test_a_time_is_promised_without_a_slot(street, open_page):
    app = request(open_page(street))
    app.button("booking_accept").click().run()
    assert not app.exception
    (order,) = booked(street)
    assert order.status is OrderStatus.CONFIRMED


def test_all_faults_of_a_request_are_told_at_once(street, open_page, lang):
    app = open_page(street, lang)
    app.segmented_control("bookings_view").set_value("new").run()
    app.segmented_control("booking_how_0").set_value("typed").run()
    app.text_input("booking_position_0").set_value("somewhere")
    app.text_input("booking_other_0").set_value("2020-01-01 09:00-09:01")
    app.button("booking_submit_0").click().run()
    (error,) = app.error
    # The position, the quantity, the short window, and the day that is over.
    assert error.value.count("\n") == 3
    assert "somewhere" in error.value
    assert not booked(street)
    # What was typed stays for another try.
    assert app.text_input("booking_position_0").value == "somewhere"


def test_litres_are_booked_by_their_density(street, open_page):
    app = open_page(street)
    app.segmented_control("bookings_view").set_value("new").run()
    app.text_input("booking_place_q_0").set_value("P3").run()
    app.selectbox("booking_material_0").set_value("paper")
    app.number_input("booking_amount_0").set_value(500)
    app.selectbox("booking_unit_0").set_value("litres")
    app.button("booking_submit_0").click().run()
    (order,) = booked(street)
    with street.unit_of_work() as work:
        paper = work.inputs.network().materials["paper"]
    assert order.load_l == 500
    assert order.load_kg == round(0.5 * paper.density_loose_kg_per_m3)


def test_the_list_masks_contacts_and_is_searched(street, open_page):
    request(open_page(street))
    (order,) = booked(street)
    app = open_page(street)
    (table,) = app.dataframe
    assert CONTACT not in table.value.to_string()
    assert order.order_id in list(table.value["order"])
    app.text_input("booking_q").set_value("13812345").run()
    assert len(app.dataframe[0].value) == 1
    app.text_input("booking_q").set_value("nobody").run()
    assert not app.dataframe
    app.text_input("booking_q").set_value("").run()
    app.multiselect("booking_states").set_value(["cancelled"]).run()
    assert not app.dataframe
    assert not app.exception


def test_an_id_is_found_on_any_day(street, open_page):
    request(open_page(street))
    (order,) = booked(street)
    long_ago = order.day.replace(year=2020)
    assert bookings_found(street, long_ago, long_ago, (), order.order_id) == [order]
    assert bookings_found(street, long_ago, long_ago) == []


def test_an_unknown_booking_is_said_in_words(street, open_page, lang):
    app = open_page(street, lang, order="B-1")
    assert not app.exception
    told = {"zh": "订单 B-1：没有登记。", "en": "order B-1: is not recorded."}
    assert told[lang] in texts(app.error).replace("\\", "")


def test_an_empty_database_says_what_to_do(empty, open_page, lang):
    app = open_page(empty, lang)
    assert not app.exception
    assert Words(lang)("empty.title") in texts(app.header)


def test_a_broken_database_is_said_in_words(street, open_page, monkeypatch):
    def fail(*_):
        msg = "orders row 3, status: must be a state, got 'x'. Import it again."
        raise RecyclingError(msg)

    monkeypatch.setattr(bookings_list, "bookings_found", fail)
    app = open_page(street)
    assert "must be a state" in texts(app.error)
    assert not app.exception


def test_the_tiny_city_has_no_bookings_yet(city, open_page, lang):
    app = open_page(city, lang)
    assert not app.exception
    assert Words(lang)("bookings.none") in texts(app.info)
