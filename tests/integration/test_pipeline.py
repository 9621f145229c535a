"""The main job on the small sample city: everything is conserved, twice is once."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from recycling.bootstrap import build_context
from recycling.config import (
    DispatchSettings,
    Settings,
    SitingSettings,
    StorageSettings,
)
from recycling.demand.generation import estimate_supply
from recycling.dispatch.planning import unload_sites
from recycling.domain.ledger import Account
from recycling.domain.materials import Parameter, Stream
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import PlannedRoute, StopKind
from recycling.domain.tickets import Recovered, Ticket
from recycling.execution.weighing import simulate_route_tickets
from recycling.reporting.files import to_plain
from recycling.services.bookkeeping import make_report, post_books
from recycling.services.context import Context
from recycling.services.gap import explain_gap
from recycling.services.importing import ImportRequest, import_files
from recycling.services.levers import LeverAsk, rank_levers
from recycling.services.operations import simulate_day
from recycling.services.pipeline import PipelineResult, run_pipeline
from recycling.services.planning import plan_routes, plan_siting
from recycling.services.reconciling import reconcile_day
from recycling.services.sampling import Sample, make_sample
from recycling.services.settling import settle_all, statement_of
from tests.integration.conftest import Backend


@dataclass(frozen=True)
class Run:
    """The main job, done once on one kind of database."""

    context: Context
    sample: Sample
    request: ImportRequest
    result: PipelineResult

    @property
    def day(self) -> date:
        return self.sample.plan_day

    @property
    def network(self) -> Network:
        with self.context.unit_of_work() as work:
            return work.inputs.network()

    @property
    def orders(self) -> dict[str, Order]:
        with self.context.unit_of_work() as work:
            return {order.order_id: order for order in work.inputs.orders(self.day)}

    @property
    def tickets(self) -> list[Ticket]:
        with self.context.unit_of_work() as work:
            return work.books.tickets(self.day)

    def recovered(self, *fields: str) -> list[Recovered]:
        with self.context.unit_of_work() as work:
            start = date(self.day.year, 1, 1)
            return work.books.recovered(start, self.day, fields)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def run(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    url = backend.create(empty=True)
    workspace = tmp_path_factory.mktemp("workspace")
    settings = Settings(
        workspace=workspace,
        storage=StorageSettings(url),
        siting=SitingSettings(time_limit_s=2.0),
        dispatch=DispatchSettings(time_limit_s=2.0),
    )
    context = build_context(settings)
    sample = make_sample(context, "small")
    request = ImportRequest(paths=sample.files, crs=sample.crs)
    result = run_pipeline(context, request, sample.plan_day, workspace / "report")
    yield Run(context, sample, request, result)
    backend.drop(url)


def stops_of(run: Run, kind: StopKind) -> list[tuple[PlannedRoute, int]]:
    return [
        (route, place)
        for route in run.result.routes.routes
        for place, stop in enumerate(route.stops)
        if stop.kind is kind
    ]


def test_every_row_of_the_files_is_recorded(run: Run) -> None:
    for count in run.result.imported.counts:
        assert (count.rows, count.skipped) == (count.added, 0)
    with run.context.unit_of_work() as work:
        recorded = work.inputs.counts()
    assert recorded["sites"] > 300
    assert recorded["tickets"] > 1_000


def test_assigned_and_unserved_are_the_supply(run: Run) -> None:
    plan = run.result.siting
    assigned = sum(flow.kg_per_year for flow in plan.assignments)
    assert assigned + plan.unserved_kg == plan.supply_kg > 0
    taken = Counter[str]()
    for flow in plan.assignments:
        taken[flow.site_id] += flow.kg_per_year
    assert {d.site_id: d.throughput_kg for d in plan.decisions} == {
        d.site_id: taken[d.site_id] for d in plan.decisions
    }
    assert set(taken) <= plan.open_site_ids()


def test_every_order_is_served_once_or_left_out_with_a_reason(run: Run) -> None:
    pickups = stops_of(run, StopKind.PICKUP)
    served = [route.stops[place].order_id for route, place in pickups]
    left = [unserved.order_id for unserved in run.result.routes.unserved]
    orders = run.orders
    assert sorted(served + left) == sorted(orders)
    assert len(set(served)) == len(served) > 100
    statuses = {orders[order_id].status for order_id in served}
    assert statuses == {OrderStatus.WEIGHED}


def test_what_is_picked_up_is_unloaded_at_open_centres(run: Run) -> None:
    plan = run.result.routes
    picked = sum(r.stops[p].load_kg for r, p in stops_of(run, StopKind.PICKUP))
    unloads = [r.stops[p] for r, p in stops_of(run, StopKind.UNLOAD)]
    assert picked == -sum(stop.load_kg for stop in unloads) == plan.load_kg
    open_sites = unload_sites(run.network, run.result.siting.open_site_ids())
    assert {s.site_id for s in unloads} <= {s.site_id for s in open_sites}
    for route in plan.routes:
        assert sum(stop.load_kg for stop in route.stops) == 0
        assert sum(stop.load_l for stop in route.stops) == 0


def test_no_trip_is_overloaded_and_no_vehicle_goes_twice(run: Run) -> None:
    network, plan = run.network, run.result.routes
    vehicles = [route.vehicle_id for route in plan.routes]
    assert len(set(vehicles)) == len(vehicles)
    for route in plan.routes:
        vehicle = network.vehicles[route.vehicle_id]
        kind = network.vehicle_types[vehicle.vehicle_type]
        assert vehicle.depot_id == route.catchment
        for stop in route.stops:
            if stop.kind is StopKind.UNLOAD:
                assert -stop.load_kg <= kind.payload_kg
                assert -stop.load_l <= kind.loose_volume_l()
        times = [t for s in route.stops for t in (s.arrival_s, s.departure_s)]
        assert times == sorted(times)
        assert vehicle.shift_start_s <= times[0]
        assert times[-1] <= vehicle.shift_end_s


def test_tickets_weigh_what_was_unloaded_but_for_the_noise(run: Run) -> None:
    by_route = [t for t in run.tickets if not t.origin_site_id]
    assert len(by_route) == run.result.weighed.route_tickets
    weighed_kg = sum(ticket.net_kg for ticket in by_route)
    # 5 % on each of some hundred tickets is far less than 3 % on their sum.
    assert weighed_kg == pytest.approx(run.result.routes.load_kg, rel=0.03)
    code = "execution.load_noise"
    network = run.network
    exact = replace(
        network,
        parameters={**network.parameters, code: Parameter(code, 0, "share")},
    )
    silent = simulate_route_tickets(exact, run.result.routes, run.orders, seed=1)
    assert sum(ticket.net_kg for ticket in silent) == run.result.routes.load_kg


def test_every_ticket_is_labelled_and_balances(run: Run) -> None:
    weighed = run.result.weighed
    assert len(run.tickets) == weighed.added > 0
    assert weighed.added == weighed.route_tickets + weighed.direct_tickets
    for ticket in run.tickets:
        assert ticket.is_simulated
        assert ticket.gross_kg is None or (
            ticket.gross_kg - (ticket.tare_kg or 0) == ticket.net_kg
        )
        is_direct = bool(ticket.origin_site_id)
        assert is_direct != (ticket.stream is Stream.HOUSEHOLD)


def test_the_report_is_the_rollup(run: Run) -> None:
    report = run.result.report
    (total,) = run.recovered()
    assert report.recovered_kg == total.net_kg == report.simulated_kg
    assert report.tickets == total.tickets
    pieces = {row.material: row.units for row in run.recovered("material")}
    assert report.units == pieces["elv"] > 0
    assert total.units == pieces["elv"] + pieces["weee"]
    for parts in (report.districts, report.materials, report.streams):
        assert sum(part.actual_kg for part in parts) == total.net_kg
    assert sum(report.months.values()) == total.net_kg
    by_site = run.recovered("site", "day")
    assert sum(row.net_kg for row in by_site) == total.net_kg
    assert sum(r.net_kg for r in by_site if r.day == run.day) == sum(
        ticket.net_kg for ticket in run.tickets
    )


def test_due_parts_add_up_to_the_plan(run: Run) -> None:
    report = run.result.report
    due_kg = report.progress[0].plan_to_date
    assert due_kg > 0
    assert sum(part.plan_kg or 0 for part in report.districts) == due_kg
    assert sum(part.plan_kg or 0 for part in report.materials) == due_kg


def test_the_ledger_is_the_rollup_and_the_plan(run: Run) -> None:
    start = date(run.day.year, 1, 1)
    with run.context.unit_of_work() as work:
        posted = {
            account: work.books.posted(account, start, run.day) for account in Account
        }
    sums = {account: total[0].amount for account, total in posted.items() if total}
    report = run.result.report
    assert sums[Account.RECOVERED_KG] == report.recovered_kg
    assert sums[Account.ELV_UNITS] == report.units
    assert sums[Account.APPLIANCE_UNITS] > 0
    assert sums[Account.TRANSPORT_COST_FEN] == report.transport_cost.amount
    # Direct loads cost something on top of the routes.
    assert sums[Account.TRANSPORT_COST_FEN] > run.result.routes.cost_fen > 0
    avoided = report.avoided_co2
    assert 0 < avoided.low < avoided.amount < avoided.high
    assert 0 < report.transport_co2.amount < avoided.amount


def test_the_files_hold_the_report(run: Run) -> None:
    files = {path.name: path for path in run.result.files}
    tree = json.loads(files["report.json"].read_text(encoding="utf-8"))
    assert tree == to_plain(run.result.report)
    assert len(files) == 10
    assert all(path.stat().st_size > 0 for path in files.values())


def _supply_change_kg(run: Run) -> int:
    """How much more the learnt rates expect of a year than the estimates."""
    with run.context.unit_of_work() as work:
        learnt = work.rates.in_force()
    assert learnt == sorted(
        (check.update for check in run.result.reconciled.learning.learnt),
        key=lambda update: (update.site_id, update.material, update.stream),
    )
    year = run.result.siting.year
    after = sum(s.kg_per_year for s in estimate_supply(run.network, year, learnt))
    return after - sum(s.kg_per_year for s in estimate_supply(run.network, year))


def test_the_day_reconciles_to_the_kilogram(run: Run) -> None:
    made = run.result.reconciled.reconciliation
    stops = sum(stop.weighed_kg or 0 for stop in made.stops)
    assert stops == made.weighed_kg == sum(route.weighed_kg for route in made.routes)
    assert made.weighed_kg + made.direct_kg == sum(t.net_kg for t in run.tickets)
    assert made.planned_kg == run.result.routes.load_kg
    assert not made.stray_tickets
    assert not made.unweighed
    # One in a hundred stops has no record.
    assert 0 <= len(made.unvisited) < 0.05 * len(made.stops)
    assert made.collected_kg == pytest.approx(made.planned_kg, rel=0.05)


def test_visits_on_record_teach_rates(run: Run) -> None:
    learning = run.result.reconciled.learning
    assert len(learning.learnt) > 20
    for check in learning.learnt:
        update = check.update
        low, high = sorted((update.before_kg_per_day, update.observed_kg_per_day))
        assert low <= update.after_kg_per_day <= high


def test_the_month_before_is_balanced(run: Run) -> None:
    balance = run.result.balance
    assert balance.month == date(2026, 10, 1)
    (october,) = [r for r in run.recovered("month") if r.day == balance.month]
    imports = sum(line.import_kg for site in balance.sites for line in site.lines)
    assert balance.entered_kg == october.net_kg + imports
    assert 0 < len(balance.flagged) < len(balance.sites) / 2
    assert balance.transferred_kg > 0


def test_all_parties_are_settled_to_the_fen(run: Run) -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    march = settle_all(run.context, first, last)
    (tonnes,) = (r for r in run.recovered("month") if r.day == first)
    assert 0 < march.payable_kg + march.unnamed_kg <= tonnes.net_kg
    party = march.amounts[0].party_id
    own = sum(a.amount_fen for a in march.amounts if a.party_id == party)
    assert statement_of(run.context, party, first, last).amount_fen == own > 0
    halves = [
        settle_all(run.context, first, date(2026, 3, 16)),
        settle_all(run.context, date(2026, 3, 17), last),
    ]
    assert sum(half.amount_fen for half in halves) == march.amount_fen


def test_the_gap_is_explained_and_its_levers_rest_on_runs(run: Run) -> None:
    gap = explain_gap(run.context, run.day)
    assert gap.gap_kg == gap.due_kg - sum(r.net_kg for r in run.recovered())
    for name in ("cause", "district", "material"):
        assert sum(gap.by(name).values()) == gap.gap_kg
    levers = rank_levers(
        run.context, gap, LeverAsk(districts=("500103",), time_limit_s=1.8)
    )
    assert len(levers.levers) == 5
    for lever in levers.levers:
        assert not lever.fault
        assert lever.before is not None
        assert lever.after is not None
        assert lever.after.recovered_kg <= lever.after.asked_kg
        assert lever.before.asked_kg == lever.after.asked_kg > 0


# Last in the file: it runs the job's parts again on the same database.
def test_everything_again_changes_nothing(run: Run) -> None:
    orders, tickets = run.orders, run.tickets
    imported = import_files(run.context, run.request)
    assert not [count for count in imported.counts if count.added or count.updated]
    learnt_kg = plan_siting(run.context, run.day).supply_kg - _supply_change_kg(run)
    assert learnt_kg == run.result.siting.supply_kg
    # A weighed day keeps the plan it was driven by.
    assert plan_routes(run.context, run.day) == run.result.routes
    weighed = simulate_day(run.context, run.day)
    assert weighed == replace(run.result.weighed, added=0)
    assert reconcile_day(run.context, run.day).reconciliation == (
        run.result.reconciled.reconciliation
    )
    assert post_books(run.context, run.day).added == 0
    assert (run.orders, run.tickets) == (orders, tickets)
    again = make_report(run.context, run.day)
    assert replace(again, siting=None) == replace(run.result.report, siting=None)
