"""Direct loads and trunk legs of the small sample city: masses, licences, tickets."""

from collections import Counter
from datetime import date

import pytest

from recycling.bootstrap import build_context
from recycling.config import (
    DispatchSettings,
    Settings,
    SitingSettings,
)
from recycling.domain.direct import goes_direct, is_elv
from recycling.domain.figures import parse_figure
from recycling.domain.plans import StopKind
from recycling.domain.sites import SiteKind
from recycling.services.context import Context
from recycling.services.direct import DirectPlan, plan_direct
from recycling.services.importing import ImportRequest, import_files
from recycling.services.sampling import make_sample
from recycling.services.trunks import plan_trunks

DAY = date(2026, 11, 5)
SEPTEMBER = date(2026, 9, 1), date(2026, 9, 30)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Context:
    settings = Settings(
        workspace=tmp_path_factory.mktemp("city"),
        siting=SitingSettings(time_limit_s=5.0),
        dispatch=DispatchSettings(time_limit_s=1.0),
    )
    context = build_context(settings)
    sample = make_sample(context, "small")
    import_files(context, ImportRequest(paths=sample.files, crs=sample.crs))
    return context


@pytest.fixture(scope="module")
def direct(city: Context) -> DirectPlan:
    return plan_direct(city, DAY)


def test_every_direct_load_is_on_a_truck_or_has_a_reason(direct: DirectPlan) -> None:
    orders = {order.order_id: order for order in direct.orders}
    assert all(goes_direct(direct.network, order) for order in orders.values())
    fetched = Counter[str]()
    for route in direct.plan.routes:
        for stop in route.stops:
            if stop.order_id:
                fetched[stop.order_id] += stop.load_kg
    left = {unserved.order_id for unserved in direct.plan.unserved}
    assert left | fetched.keys() == orders.keys()
    for key in fetched.keys() - left:
        assert fetched[key] == orders[key].load_kg
    assert direct.plan.load_kg == fetched.total() > 0


def test_loads_end_where_they_may(direct: DirectPlan) -> None:
    network = direct.network
    materials = {order.order_id: order.material for order in direct.orders}
    brought = Counter[str]()
    for route in direct.plan.routes:
        on_board: set[str] = set()
        for stop in route.stops:
            if stop.kind is StopKind.PICKUP:
                on_board.add(materials[stop.order_id])
            elif stop.kind is StopKind.UNLOAD:
                site = network.sites[stop.site_id]
                assert on_board <= network.accepted(site)
                is_dismantler = site.kind is SiteKind.DISMANTLER
                assert all(is_elv(network, m) is is_dismantler for m in on_board)
                brought[stop.site_id] -= stop.load_kg
                on_board = set()
        assert not on_board
    for site_id, kg in brought.items():
        capacity_kg = network.sites[site_id].capacity_kg_per_year
        if capacity_kg is not None:
            assert direct.taken.get(site_id, (0, 0))[0] + kg <= capacity_kg


def test_bales_of_a_month_are_all_told_and_traced(city: Context) -> None:
    plan = plan_trunks(city, *SEPTEMBER)
    bales_kg = sum(source.bales_kg for source in plan.weighed)
    assert plan.kg + sum(left.kg for left in plan.unserved) == bales_kg > 10_000_000
    with city.unit_of_work() as work:
        for source in plan.weighed:
            figure = parse_figure(source.figure)
            sums = work.books.recovered(*figure.days, ("material",), site=figure.place)
            weighed = {each.material: each.net_kg for each in sums}
            assert weighed[figure.material] == source.weighed_kg
    for flow in plan.flows:
        assert flow.chosen.fen_per_t == min(way.fen_per_t for way in flow.ways)
