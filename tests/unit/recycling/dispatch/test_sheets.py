"""Driver sheets: what a crew reads of a route."""

from dataclasses import replace

from recycling.dispatch.sheets import driver_sheets
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlanState, RoutePlan, StopKind
from recycling.domain.sheets import DriverSheet
from tests.builders import DAY, HOUR_S
from tests.routes import route, stop

LINKS = {"D1": "depot", "P1": "one", "P2": "two", "E1": "dismantler"}
PAPER = Order(
    "o1", "P1", DAY, "paper", 900, window_start_s=8 * HOUR_S,
    window_end_s=10 * HOUR_S, address="Lane 1", contact="Wang 138",
)  # fmt: skip
CARS = Order("o2", "P2", DAY, "elv", 2700, load_units=2)

DAY_OUT = route(
    "V1",
    stop(StopKind.DEPOT, "D1", 7.0),
    stop(StopKind.PICKUP, "P1", 7.5, order_id="o1", load_kg=400, wait_s=1800),
    stop(StopKind.BREAK, "P1", 8.5, work_s=1800),
    stop(StopKind.PICKUP, "P2", 9.5, order_id="o2", load_kg=2700),
    stop(StopKind.UNLOAD, "E1", 11.0, load_kg=-3100),
    stop(StopKind.DEPOT, "D1", 13.0, trip=2),
)


def sheet_of(network: Network, *orders: Order) -> DriverSheet:
    plan = RoutePlan("routes-x", DAY, "", "", 0.0, (DAY_OUT,), ())
    by_id = {order.order_id: order for order in orders}
    (sheet,) = driver_sheets(network, plan, by_id, LINKS)
    return sheet


def test_stops_say_what_the_order_says(micro: Network) -> None:
    sheet = sheet_of(micro, PAPER, CARS)
    paper = sheet.stops[1]
    assert (paper.material, paper.address, paper.contact) == (
        "paper", "Lane 1", "Wang 138",
    )  # fmt: skip
    assert paper.has_window
    assert paper.wait_s == 1800
    # 400 of 900 kg: the rest comes by another load.
    assert paper.is_part
    assert not sheet.stops[3].is_part
    assert not sheet.stops[3].has_window


def test_loads_and_vehicles_on_board_add_up(micro: Network) -> None:
    sheet = sheet_of(micro, PAPER, CARS)
    assert [s.on_board_kg for s in sheet.stops] == [0, 400, 400, 3100, 0, 0]
    assert [s.units for s in sheet.stops] == [0, 0, 0, 2, -2, 0]
    assert (sheet.pickups, sheet.trips, sheet.units) == (2, 1, 2)
    assert sheet.pause_s == 1800


def test_a_part_of_an_order_has_its_part_of_the_vehicles(micro: Network) -> None:
    sheet = sheet_of(micro, PAPER, replace(CARS, load_kg=8100, load_units=6))
    assert [s.units for s in sheet.stops] == [0, 0, 0, 2, -2, 0]


def test_a_break_leads_nowhere(micro: Network) -> None:
    links = [s.link for s in sheet_of(micro, PAPER, CARS).stops]
    assert links == ["depot", "one", "", "two", "dismantler", "depot"]


def test_an_order_that_is_gone_leaves_what_the_plan_says(micro: Network) -> None:
    sheet = sheet_of(micro, CARS)
    assert sheet.stops[1].order_id == "o1"
    assert (sheet.stops[1].material, sheet.stops[1].load_kg) == ("", 400)
    assert not sheet.stops[1].is_part


def test_what_the_network_lost_keeps_its_id(micro: Network) -> None:
    sites = {key: site for key, site in micro.sites.items() if key != "P1"}
    sheet = sheet_of(replace(micro, sites=sites, vehicles={}), PAPER, CARS)
    assert sheet.stops[1].name == "P1"
    assert (sheet.plate, sheet.vehicle_type) == ("", "")
    assert sheet.state is PlanState.DRAFT


def test_a_vehicle_that_stays_has_no_sheet(micro: Network) -> None:
    idle = replace(DAY_OUT, stops=())
    plan = RoutePlan("routes-x", DAY, "", "", 0.0, (idle,), ())
    assert driver_sheets(micro, plan, {}, LINKS) == ()
