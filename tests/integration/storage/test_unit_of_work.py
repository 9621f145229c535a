"""One transaction: all of it or nothing, one writer at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from recycling.domain.errors import InputError, RecyclingError
from recycling.storage.database import open_database
from tests.integration.storage.samples import (
    DISTRICTS,
    SITES,
    found_city,
    merge,
    tally,
    ticket,
)


class UndoError(Exception):
    """Ends a unit of work badly."""


def test_what_was_done_is_kept(database):
    with database.unit_of_work() as work:
        found_city(work)
    with database.unit_of_work() as work:
        assert work.inputs.counts()["sites"] == len(SITES)


@pytest.mark.parametrize("error", [UndoError, KeyboardInterrupt])
def test_any_error_undoes_all_of_it(database, error):
    def fail():
        with database.unit_of_work() as work:
            found_city(work)
            merge(work, "tickets", [ticket("A", 1, "2026-07-01 08:00", 100)])
            raise error

    with pytest.raises(error):
        fail()
    with database.unit_of_work() as work:
        assert set(work.inputs.counts().values()) == {0}
        assert work.books.last_ticket_day() is None


def test_repositories_work_inside_the_block_only(database):
    work = database.unit_of_work()
    with pytest.raises(RuntimeError, match="outside its `with` block"):
        work.inputs.counts()
    with work:
        work.inputs.counts()
    with pytest.raises(RuntimeError, match="outside its `with` block"):
        work.inputs.counts()


def test_a_unit_of_work_can_be_used_again(database):
    work = database.unit_of_work()
    with work:
        merge(work, "districts", DISTRICTS[:1])
    with work:
        assert tally(merge(work, "districts", DISTRICTS)) == (1, 0, 1)


def add_tickets(database, numbers):
    for number in numbers:
        with database.unit_of_work() as work:
            # Reads first: the write that follows must not build on a stale view.
            work.books.last_ticket_day()
            merge(work, "tickets", [ticket("A", number, "2026-07-01 08:00", 10)])


def test_writers_take_turns_and_every_sum_is_counted(database):
    with database.unit_of_work() as work:
        found_city(work)
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(add_tickets, database, range(start, start + 5))
            for start in range(0, 20, 5)
        ]
        for job in jobs:
            job.result(30)
    with database.unit_of_work() as work:
        day = work.books.last_ticket_day()
        (total,) = work.books.recovered(day, day)
        assert (total.net_kg, total.tickets) == (200, 20)


def test_readers_do_not_wait_for_a_writer(database):
    with database.unit_of_work() as writer:
        merge(writer, "districts", DISTRICTS)
        with database.unit_of_work() as reader:
            assert reader.inputs.counts()["districts"] == 0


def test_a_writer_that_waited_too_long_says_so(database):
    url = database.engine.url.render_as_string(hide_password=False)
    hasty = open_database(url, busy_timeout_s=1)
    is_held, is_done = Event(), Event()

    def hold():
        with database.unit_of_work() as work:
            merge(work, "districts", DISTRICTS)
            is_held.set()
            is_done.wait(30)

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(hold)
        is_held.wait(30)
        try:
            with (
                pytest.raises(RecyclingError, match="another process is writing"),
                hasty.unit_of_work() as work,
            ):
                merge(work, "districts", DISTRICTS)
        finally:
            is_done.set()
        holder.result(30)


def test_a_value_the_database_cannot_hold(database):
    too_much = replace(DISTRICTS[0], population=2**70)
    with (
        pytest.raises(InputError, match=r"does not fit|64 bits"),
        database.unit_of_work() as work,
    ):
        merge(work, "districts", [too_much])
    with database.unit_of_work() as work:
        assert work.inputs.counts()["districts"] == 0
