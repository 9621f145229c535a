"""Taking imports back: what they added goes, what they changed is as it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from recycling.domain.errors import ConflictError, InputError
from recycling.domain.materials import Parameter
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.records import ImportRecord
from recycling.domain.seals import Seal
from recycling.domain.tickets import Ticket
from recycling.storage.database import Database
from recycling.storage.day_tables import every_table
from recycling.storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.samples import SITES, found_city, merge

NOON = datetime(2026, 7, 1, 12, 0)
LATER = datetime(2026, 7, 2, 8, 0)
LOGS = {"imports", "import_changes", "order_changes", "alembic_version"}


def contents(database: Database) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table but the logs."""
    with database.engine.connect() as connection:
        return {
            name: set(map(tuple, connection.execute(select(table))))
            for name, table in every_table.tables.items()
            if name not in LOGS
        }


def imported(work: SqlUnitOfWork, table: str, values: Sequence[Any]) -> int:
    """Merge rows under an import of their own and return its number."""
    number = work.inputs.record_import(
        ImportRecord(f"{table}.csv", "00", table, "", NOON, "li")
    )
    merge(work, table, values, number)
    return number


def ticket(number: str, net_kg: int, day: int = 3, **more: Any) -> Ticket:
    return Ticket("A", number, datetime(2026, 7, day, 9), "paper", net_kg, **more)


def test_rows_added_go_and_rows_changed_are_as_before(database):
    with database.unit_of_work() as work:
        found_city(work)
    before = contents(database)
    changed = replace(SITES[0], name="other", area_m2=3200, lon=106.51)
    with database.unit_of_work() as work:
        number = imported(
            work, "sites", [changed, SITES[1], replace(SITES[1], site_id="N")]
        )
    assert contents(database) != before

    with database.unit_of_work() as work:
        done = work.imports.undo(number, "wang", LATER)

    assert (done.removed, done.restored) == (1, 1)
    assert contents(database) == before
    with database.unit_of_work() as work:
        newest = work.imports.listed(1)[0].record
    assert (newest.added, newest.updated, newest.unchanged) == (1, 1, 1)
    assert (newest.imported_by, newest.undone_by, newest.undone_at) == (
        "li", "wang", LATER,
    )  # fmt: skip


def test_the_sums_follow_a_site_that_moves_back(database):
    with database.unit_of_work() as work:
        found_city(work)
        imported(work, "tickets", [ticket("1", 700)])
    before = contents(database)
    with database.unit_of_work() as work:
        number = imported(work, "sites", [replace(SITES[0], district="500112")])
    with database.unit_of_work() as work:
        work.imports.undo(number, "wang", LATER)
    assert contents(database) == before


def test_tickets_leave_the_sums_and_what_they_corrected_counts_again(database):
    with database.unit_of_work() as work:
        found_city(work)
        imported(work, "tickets", [ticket("1", 700), ticket("2", 300)])
    before = contents(database)
    fix = ticket("1-R1", 650, day=4, corrects="1")
    with database.unit_of_work() as work:
        number = imported(work, "tickets", [fix, ticket("9", 50, day=5)])
    with database.unit_of_work() as work:
        sums = work.books.recovered(date(2026, 7, 1), date(2026, 7, 31))
        assert sum(row.net_kg for row in sums) == 1000

        done = work.imports.undo(number, "wang", LATER)

    assert (done.removed, done.restored) == (2, 0)
    assert contents(database) == before


def test_imports_that_others_built_on_go_last(database):
    with database.unit_of_work() as work:
        first = imported(work, "parameters", [Parameter("a", 1.0, "x")])
        second = imported(work, "parameters", [Parameter("a", 2.5, "x")])
    with (
        pytest.raises(
            ConflictError,
            match=rf"later imports, {second} \(parameters.csv\); undo those",
        ),
        database.unit_of_work() as work,
    ):
        work.imports.undo(first, "wang", LATER)
    with database.unit_of_work() as work:
        change = work.imports.changes(second, 10)[0]
        assert change.key == {"code": "a"}
        assert (change.before, change.after) == ({"value": 1.0}, {"value": 2.5})
        work.imports.undo(second, "wang", LATER)
        assert [p.value for p in work.inputs.rows(Parameter)] == [1.0]
        work.imports.undo(first, "wang", LATER)
        assert work.inputs.rows(Parameter) == []


def test_a_change_of_the_same_import_goes_back_to_before_it(database):
    with database.unit_of_work() as work:
        imported(work, "parameters", [Parameter("a", 1.0, "x")])
        number = imported(work, "parameters", [Parameter("a", 2.0, "x")])
        merge(work, "parameters", [Parameter("a", 3.0, "x")], number)
        work.imports.undo(number, "wang", LATER)
        assert [p.value for p in work.inputs.rows(Parameter)] == [1.0]


def test_what_is_named_elsewhere_stays(database):
    with database.unit_of_work() as work:
        found_city(work)
        number = imported(work, "sites", [replace(SITES[0], site_id="N")])
        imported(work, "orders", [Order("o1", "N", date(2026, 7, 3), "paper", 10)])
    before = contents(database)
    with (
        pytest.raises(
            ConflictError, match=r"1 rows of orders name .* N \(site_id\); undo"
        ),
        database.unit_of_work() as work,
    ):
        work.imports.undo(number, "wang", LATER)
    assert contents(database) == before


def test_an_order_that_went_on_stays(database):
    with database.unit_of_work() as work:
        found_city(work)
        number = imported(
            work, "orders", [Order("o1", "A", date(2026, 7, 3), "paper", 10)]
        )
        work.orders.change(["o1"], OrderStatus.CANCELLED, "li", LATER)
    with (
        pytest.raises(ConflictError, match=r"orders went on since \(o1\); cancel"),
        database.unit_of_work() as work,
    ):
        work.imports.undo(number, "wang", LATER)


def test_a_corrected_ticket_stays(database):
    with database.unit_of_work() as work:
        found_city(work)
        number = imported(work, "tickets", [ticket("1", 700)])
        imported(work, "tickets", [ticket("1-R1", 650, day=4, corrects="1")])
    with (
        pytest.raises(ConflictError, match=r"were corrected \(1 at site A\); cancel"),
        database.unit_of_work() as work,
    ):
        work.imports.undo(number, "wang", LATER)


def test_tickets_of_a_sealed_month_stay(database):
    with database.unit_of_work() as work:
        found_city(work)
        number = imported(work, "tickets", [ticket("1", 700)])
        work.seals.append(Seal(date(2026, 7, 1), 1, NOON, "", "", "{}", b"", b""))
    with (
        pytest.raises(ConflictError, match=r"sealed month .*ticket_no 1 of 2026-07-03"),
        database.unit_of_work() as work,
    ):
        work.imports.undo(number, "wang", LATER)


def test_an_import_is_undone_once(database):
    with database.unit_of_work() as work:
        number = imported(work, "parameters", [Parameter("a", 1.0, "x")])
        work.imports.undo(number, "wang", LATER)
        with pytest.raises(ConflictError, match="undone on 2026-07-02 08:00 UTC"):
            work.imports.undo(number, "wang", LATER)
        with pytest.raises(InputError, match="import 999: is not in the log"):
            work.imports.undo(999, "wang", LATER)


def test_imports_from_before_the_log_kept_rows_cannot_be_undone(database):
    with database.unit_of_work() as work:
        number = imported(work, "parameters", [Parameter("a", 1.0, "x")])
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE imports SET added = NULL"))
    with (
        pytest.raises(ConflictError, match="before the program kept"),
        database.unit_of_work() as work,
    ):
        work.imports.undo(number, "wang", LATER)


def test_the_list_may_leave_out_what_the_program_wrote(database):
    with database.unit_of_work() as work:
        imported(work, "parameters", [Parameter("a", 1.0, "x")])
        work.inputs.record_import(ImportRecord("edit", "", "parameters", "", NOON))
        assert [one.record.file for one in work.imports.listed(5)] == [
            "edit", "parameters.csv",
        ]  # fmt: skip
        files = work.imports.listed(5, only_files=True)
        assert [one.record.file for one in files] == ["parameters.csv"]
