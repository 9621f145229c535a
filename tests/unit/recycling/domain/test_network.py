"""Who takes what, and what a network answers about itself."""

from dataclasses import replace

import pytest

from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.domain.sites import SiteKind, SiteStatus


def test_of_kind_is_sorted_and_leaves_candidates_out(micro: Network) -> None:
    shuffled = replace(micro, sites=dict(reversed(micro.sites.items())))
    centres = shuffled.of_kind(SiteKind.SORTING_CENTRE)
    assert [site.site_id for site in centres] == ["C1", "C2", "C3"]


def test_of_kind_answers_any_status_when_asked(micro: Network) -> None:
    any_status = micro.of_kind(SiteKind.SORTING_CENTRE, None)
    candidates = micro.of_kind(SiteKind.SORTING_CENTRE, SiteStatus.CANDIDATE)
    assert [site.site_id for site in any_status] == ["C1", "C2", "C3", "N1"]
    assert [site.site_id for site in candidates] == ["N1"]


def test_a_centre_takes_everything_but_vehicles(micro: Network) -> None:
    assert micro.accepted(micro.sites["C1"]) == {"paper", "steel"}


def test_a_dismantler_takes_vehicles_and_nothing_else(micro: Network) -> None:
    assert micro.accepted(micro.sites["E1"]) == {"elv"}


def test_a_list_of_materials_is_taken_at_its_word(micro: Network) -> None:
    assert micro.accepted(micro.sites["C3"]) == {"paper"}


def test_an_unknown_parameter_is_an_input_error(micro: Network) -> None:
    assert micro.parameter("siting.discount_rate") == 0.06
    with pytest.raises(InputError, match=r"parameters, siting\.nothing: no such row"):
        micro.parameter("siting.nothing")


def test_what_is_divided_by_must_be_positive(micro: Network) -> None:
    assert micro.positive_parameter("dispatch.visit_l") == 10_000
    with pytest.raises(InputError, match=r"demand\.household_share\.elv: must be > 0"):
        micro.positive_parameter("demand.household_share.elv")
