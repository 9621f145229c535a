"""A correction takes the old ticket back on its own day, and is checked first."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.errors import ConflictError
from recycling.domain.materials import Stream
from recycling.domain.tickets import ElvClass, Pieces, Recovered
from tests.integration.storage.samples import found_city, merge, ticket, undone

FIRST = ticket("A", 1, "2026-07-30 08:00", 1_000, units=2)
OTHER = ticket("B", 1, "2026-07-30 09:00", 500)
BETTER = ticket("A", 2, "2026-08-03 08:00", 900, material="steel", corrects="1")
JULY = (date(2026, 7, 1), date(2026, 7, 31))
AUGUST = (date(2026, 8, 1), date(2026, 8, 31))
SUMMER = (JULY[0], AUGUST[1])


def kilograms(work, days, by=("material",)):
    return {
        tuple(str(getattr(row, name)) for name in by): row.net_kg
        for row in work.books.recovered(*days, by)
    }


@pytest.fixture(scope="module")
def city(shared_database):
    """Hold a city; every test undoes what it does to it."""
    with shared_database.unit_of_work() as work:
        found_city(work)
        merge(work, "tickets", [FIRST, OTHER])
    return shared_database


@pytest.mark.parametrize("together", [True, False])
def test_the_old_is_reversed_on_the_day_of_the_new(city, together):
    with undone(city) as work:
        if together:
            # In one batch, the correction before what it corrects.
            first = replace(FIRST, ticket_no="7")
            merge(work, "tickets", [replace(BETTER, corrects="7"), first])
            gone = replace(FIRST, ticket_no="8", net_kg=0, units=0, corrects="1")
            merge(work, "tickets", [gone])
        else:
            merge(work, "tickets", [BETTER])
        assert kilograms(work, JULY)[("paper",)] == 1_500
        assert kilograms(work, AUGUST) == {("paper",): -1_000, ("steel",): 900}
        assert kilograms(work, SUMMER, ("site", "district")) == {
            ("A", "500103"): 900,
            ("B", "500103"): 500,
        }
        (total,) = work.books.recovered(*SUMMER)
        assert total == Recovered(JULY[0], "", "", "", 1_400, 0, 2)


def test_a_mass_of_zero_cancels(city):
    gone = ticket("A", 2, "2026-07-30 08:00", 0, corrects="1")
    with undone(city) as work:
        merge(work, "tickets", [gone])
        (total,) = work.books.recovered(*JULY)
        assert (total.net_kg, total.units, total.tickets) == (500, 0, 1)
        assert work.books.pieces(*JULY) == []
        by_site = work.books.recovered(*JULY, ["site"])
        assert [row.site for row in by_site] == ["B"]


def test_a_chain_of_corrections_leaves_the_last(city):
    again = ticket("A", 3, "2026-08-04 08:00", 950, corrects="2")
    back = ticket("A", 4, "2026-09-01 08:00", 975, corrects="3")
    with undone(city) as work:
        merge(work, "tickets", [BETTER])
        merge(work, "tickets", [back, again])
        assert kilograms(work, SUMMER) == {("paper",): 1_450}
        whole = work.books.recovered(JULY[0], date(2026, 9, 30))
        assert [(row.net_kg, row.tickets) for row in whole] == [(1_475, 2)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"corrects": "9"}, "recorded ticket of the same site, got 2 for 9 at site A"),
        ({"site_id": "B", "corrects": "2"}, "got 2 for 2 at site B. Let the last"),
        ({"site_id": "C"}, "got 2 for 1 at site C. Import that ticket first"),
        (
            {"weighed_at": FIRST.weighed_at.replace(hour=7)},
            "no earlier than the ticket it corrects, got 2 for 1 at site A",
        ),
    ],
)
def test_what_it_names_must_be_there_and_older(city, change, message):
    with (
        pytest.raises(ConflictError, match=message),
        undone(city) as work,
    ):
        merge(work, "tickets", [OTHER, replace(BETTER, **change)])
    with undone(city) as work:
        assert kilograms(work, SUMMER) == {("paper",): 1_500}
        assert work.inputs.counts()["tickets"] == 2


def test_a_ticket_is_corrected_once(city):
    twice = replace(BETTER, ticket_no="3")
    with undone(city) as work:
        merge(work, "tickets", [BETTER])
        with pytest.raises(ConflictError, match="no other corrects, got 3 for 1"):
            merge(work, "tickets", [twice])


def test_every_kind_of_fault_is_named_at_once(city):
    bad = [
        replace(BETTER, corrects="9"),
        ticket("B", 2, "2026-07-01 09:00", 5, corrects="1"),
        ticket("A", 5, "2026-08-01 08:00", 5, corrects="6"),
        ticket("A", 6, "2026-08-01 08:00", 5, corrects="5"),
        ticket("A", 7, "2026-08-01 08:00", 5, corrects="1"),
        ticket("A", 8, "2026-08-01 08:00", 5, corrects="1"),
    ]
    with pytest.raises(ConflictError) as caught, undone(city) as work:
        merge(work, "tickets", bad)
    said = str(caught.value)
    assert "got 2 for 9 at site A. Import" in said
    assert "got 7 for 1 at site A, 8 for 1 at site A. Correct the newest" in said
    assert "got 2 for 1 at site B. Give it the time" in said
    assert "got 5 for 6 at site A, 6 for 5 at site A. Let the last" in said


def test_the_same_correction_again_changes_nothing(city):
    with undone(city) as work:
        merge(work, "tickets", [BETTER])
        merge(work, "tickets", [BETTER, FIRST])
        assert kilograms(work, SUMMER) == {("paper",): 500, ("steel",): 900}


def test_pieces_are_told_by_class(city):
    vehicles = [
        ticket("C", number, "2026-07-02 08:00", 1_350, material="steel", units=1,
               elv_class=elv_class, stream=Stream.ELV)
        for number, elv_class in enumerate([ElvClass.CAR, ElvClass.CAR, ElvClass.BUS])
    ]  # fmt: skip
    month = JULY[0]
    with undone(city) as work:
        merge(work, "tickets", vehicles)
        assert work.books.pieces(date(2026, 7, 9), date(2026, 7, 10)) == [
            Pieces(month, "500103", "paper", "", 2, 1_000, 1),
            Pieces(month, "500112", "steel", "bus", 1, 1_350, 1),
            Pieces(month, "500112", "steel", "car", 2, 2_700, 2),
        ]
        assert work.books.pieces(*AUGUST) == []
