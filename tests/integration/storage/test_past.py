"""Volumes of past months, summed over their streams."""

from datetime import date

from recycling.domain.materials import Certainty, Stream
from recycling.domain.site_records import PastVolume
from tests.integration.storage.samples import found_city, merge

JANUARY, MARCH = date(2025, 1, 1), date(2025, 3, 1)


def volume(month: date, stream: Stream, kg: int, certainty: Certainty) -> PastVolume:
    return PastVolume(month, "500103", "steel", stream, kg, 1, "by hand", certainty)


def test_streams_are_summed_and_made_up_volumes_told_apart(database) -> None:
    with database.unit_of_work() as work:
        found_city(work)
        merge(
            work,
            "past_volumes",
            [
                volume(JANUARY, Stream.HOUSEHOLD, 5, Certainty.PUBLISHED),
                volume(JANUARY, Stream.INDUSTRIAL, 7, Certainty.SYNTHETIC),
                volume(MARCH, Stream.INDUSTRIAL, 11, Certainty.SYNTHETIC),
            ],
        )
    with database.unit_of_work() as work:
        (first,) = work.past.recovered(JANUARY, date(2025, 2, 28))
        assert (first.day, first.district, first.material) == (
            JANUARY,
            "500103",
            "steel",
        )
        assert (first.net_kg, first.units, first.simulated_kg) == (12, 2, 7)
        assert len(work.past.recovered(date(2000, 1, 1), date.max)) == 2
