"""The verifiers of the waste families: every planted violation is found."""

from pathlib import Path

import pytest

from benchmarks.faults import FormatError
from benchmarks.routing.kim_verify import verify_kim
from benchmarks.routing.pvrpif_file import day_patterns
from benchmarks.routing.pvrpif_verify import verify_pvrpif
from benchmarks.routing.qingdao_verify import verify_qingdao
from benchmarks.routing.verdict import Verdict
from tests.unit.benchmarks.routing.tiny import (
    KIM,
    KIM_ARRIVALS,
    KIM_MILES,
    KIM_VISITS,
    PVRPIF_MINUTES,
    QINGDAO_ARRIVALS,
    QINGDAO_KM,
    QINGDAO_VISITS,
    pvrpif_json,
    route_json,
    write_pvrpif,
    write_qingdao,
    write_text,
)


def judge_kim(folder: Path, answer: str, text: str = KIM) -> Verdict:
    instance = write_text(folder / "kim.txt", text)
    return verify_kim(instance, write_text(folder / "kim.json", answer))


def kim(visits: list[int] = KIM_VISITS, arrivals: list[int] = KIM_ARRIVALS) -> str:
    return route_json(visits=visits, arrivals=arrivals)


def test_a_good_collection_day_has_its_miles(tmp_path: Path) -> None:
    assert judge_kim(tmp_path, kim()) == Verdict(KIM_MILES, 1, 2, ())


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (kim([0, 22, 1, 0], [25200, 25290, 26160, 27660]), "stop 33 is visited 0"),
        (
            kim(
                [0, 22, 33, 1, 0],
                [25200, 25290, 25440, 26220, 27720],
            ),
            "carries 12.0 yards at 33, more than 10.0",
        ),
        (
            kim([0, 22, 1, 33, 0], [25200, 25290, 26160, 27480, 27720]),
            "returns with 6.0 yards",
        ),
        (kim(arrivals=[25200, 25289, 26160, 27480, 28260, 29760]), "cannot be at 22"),
        (kim(arrivals=[x - 11_000 for x in KIM_ARRIVALS]), "leaves before the depot"),
        (kim(arrivals=[x + 26_000 for x in KIM_ARRIVALS]), "is at 0 at 55760 s"),
        (kim(arrivals=[x + 20_000 for x in KIM_ARRIVALS]), "is at 33 at 47480 s"),
        (kim(arrivals=[x + 16_000 for x in KIM_ARRIVALS]), "takes no lunch"),
        (kim([22, 1, 33, 1, 0], KIM_ARRIVALS[1:]), "does not start and end"),
        (
            kim(
                [0, 22, 1, 0, 33, 1, 0],
                [25200, 25290, 26160, 27660, 27840, 28620, 30120],
            ),
            "passes the depot",
        ),
        (kim([0, 22, 1, 33, 1, 7], KIM_ARRIVALS), "does not exist"),
    ],
)
def test_a_broken_collection_day_is_found(
    tmp_path: Path, answer: str, fault: str
) -> None:
    faults = judge_kim(tmp_path, answer).faults
    assert any(fault in found for found in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("20.0\t", "11.0\t", "picks up 12.0 yards in a day, more than 11.0"),
        ("2\t\t\t\t// total number", "1\t\t\t\t// total number", "serves 2 stops"),
    ],
)
def test_a_broken_limit_of_a_day_is_found(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    assert old in KIM
    faults = judge_kim(tmp_path, kim(), KIM.replace(old, new)).faults
    assert any(fault in found for found in faults), faults


def test_two_routes_of_one_vehicle_are_found(tmp_path: Path) -> None:
    answer = (
        '{"routes": [{"vehicle": 0, "day": 0, "visits": [0, 22, 1, 0],'
        '"arrivals": [25200, 25290, 26160, 27660]}, {"vehicle": 0, "day": 0,'
        '"visits": [0, 33, 1, 0], "arrivals": [25200, 25380, 26160, 27660]}]}'
    )
    assert judge_kim(tmp_path, answer).faults == ("vehicle 0 has 2 routes",)


# Lunch at the landfill: its work is over at 11:00, and at 12:00:01.
@pytest.mark.parametrize(("ready", "is_kept"), [(39_600, True), (43_201, False)])
def test_lunch_begins_between_eleven_and_twelve(
    tmp_path: Path, ready: int, is_kept: bool
) -> None:
    shift = ready - 26_760
    times = [x + shift + 3600 * (i > 2) for i, x in enumerate(KIM_ARRIVALS)]
    text = KIM.replace("0700 1300", "0700 1500")
    assert judge_kim(tmp_path, kim(arrivals=times), text).is_feasible is is_kept


def test_lunch_may_follow_the_way(tmp_path: Path) -> None:
    # Ready at 10:50, twelve minutes of driving, lunch before the stop's work.
    shift = 39_000 - 26_760
    times = [x + shift + 3600 * (i > 2) for i, x in enumerate(KIM_ARRIVALS)]
    assert judge_kim(tmp_path, kim(arrivals=times)).is_feasible


def judge_pvrpif(folder: Path, answer: str) -> Verdict:
    instance = write_pvrpif(folder / "p.geojson")
    return verify_pvrpif(instance, write_text(folder / "p.json", answer))


def test_a_good_horizon_has_its_minutes(tmp_path: Path) -> None:
    verdict = judge_pvrpif(tmp_path, pvrpif_json())
    assert verdict == Verdict(PVRPIF_MINUTES, vehicles=1, served=2, faults=())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"visits": [0, 2, 3, 0], "minutes": [0, 10, 25, 30]}, "customer 1 is visited"),
        ({"day": 1}, "customer 2 is visited on days (1, 1)"),
        ({"day": 1}, "day 1 has 2 routes, more than 1"),
        ({"day": 1}, "day 1 has two routes of one vehicle"),
        ({"day": 2}, "a route has an unknown day or place"),
        ({"visits": [0, 1, 9, 3, 0]}, "a route has an unknown day or place"),
        ({"visits": [0, 1, 2, 0], "minutes": [0, 10, 18, 33]}, "returns with 5.0"),
        ({"visits": [3, 1, 2, 3, 0]}, "does not start and end at the depot"),
        ({"minutes": [0, 10, 17, 33, 38]}, "cannot be at 2 at 1020 s"),
        ({"minutes": [0, 10, 18, 33, 61]}, "is away for 61.0 min"),
        (
            {"visits": [0, 1, 2, 0, 3, 0], "minutes": [0, 10, 18, 33, 37, 42]},
            "passes the depot",
        ),
        (
            {
                "visits": [0, 3, 1, 2, 3, 0],
                "minutes": [0, 5, 15, 23, 38, 43],
            },
            "",
        ),
        (
            {
                "visits": [0, 1, 3, 1, 2, 3, 0],
                "minutes": [0, 10, 25, 35, 43, 58, 63],
            },
            "lasts 63.0 min, more than 60.0",
        ),
    ],
)
def test_a_broken_horizon_is_found(
    tmp_path: Path, changes: dict[str, object], fault: str
) -> None:
    faults = judge_pvrpif(tmp_path, pvrpif_json(**changes)).faults
    assert any(fault in found for found in faults) if fault else not faults, faults


def test_a_load_above_the_capacity_is_found(tmp_path: Path) -> None:
    visits = [0, 2, 1, 2, 3, 0]
    answer = pvrpif_json(visits=visits, minutes=[0, 10, 18, 26, 41, 46])
    faults = judge_pvrpif(tmp_path, answer).faults
    assert any("carries 7.0 at 2, more than 5.0" in fault for fault in faults), faults


def test_day_patterns_are_equally_spaced() -> None:
    assert day_patterns(6, 2) == ((0, 3), (1, 4), (2, 5))
    assert day_patterns(4, 4) == ((0, 1, 2, 3),)
    with pytest.raises(FormatError, match="frequency 4 does not divide"):
        day_patterns(6, 4)


def judge_qingdao(folder: Path, answer: str) -> Verdict:
    source = write_qingdao(folder / "sites")
    return verify_qingdao(source, write_text(folder / "q.json", answer))


def qingdao(
    visits: list[str] = QINGDAO_VISITS,
    arrivals: list[int] = QINGDAO_ARRIVALS,
    vehicle: int = 0,
) -> str:
    return route_json(visits=visits, arrivals=arrivals, vehicle=vehicle)


def test_a_good_day_in_qingdao_has_its_kilometres(tmp_path: Path) -> None:
    verdict = judge_qingdao(tmp_path, qingdao())
    assert verdict == Verdict(pytest.approx(QINGDAO_KM, abs=0.01), 1, 2, ())


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (
            qingdao(["home", "a", "tip", "home"], [28_000, 28_116, 28_408, 28_756]),
            "site b is visited 0 times",
        ),
        (
            qingdao(
                ["home", "a", "b", "tip", "home"],
                [28_000, 28_116, 28_292, 28_468, 28_816],
            ),
            "carries 80000 at b, more than 72000",
        ),
        (
            qingdao(
                ["home", "a", "tip", "b", "home"],
                [28_000, 28_116, 28_408, 28_524, 28_816],
            ),
            "returns with 40000",
        ),
        (qingdao(arrivals=[28_000, 28_114, *QINGDAO_ARRIVALS[2:]]), "cannot be at a"),
        (qingdao(arrivals=[*QINGDAO_ARRIVALS[:-1], 56_801]), "is away for 28801 s"),
        (qingdao(arrivals=[x + 35_000 for x in QINGDAO_ARRIVALS]), "after its window"),
        (qingdao(vehicle=1), "unknown vehicle or place"),
        (qingdao(["home", "a", "tip", "b", "tip", "x"]), "unknown vehicle or place"),
        (qingdao(["home", "a", "tip", "b", "tip", "tip"]), "start and end at its home"),
        (
            qingdao(
                ["home", "a", "home", "tip", "b", "tip", "home"],
                [28_000, 28_116, 28_292, 28_640, 28_756, 28_932, 29_280],
            ),
            "passes home",
        ),
    ],
)
def test_a_broken_day_in_qingdao_is_found(
    tmp_path: Path, answer: str, fault: str
) -> None:
    faults = judge_qingdao(tmp_path, answer).faults
    assert any(fault in found for found in faults), faults


@pytest.mark.parametrize(
    "answer",
    [
        "{}",
        "not JSON",
        route_json(visits=["home", "a"], arrivals=[1]),
        route_json(visits=["home"], arrivals=[1]),
        route_json(visits=["home", "a"]),
    ],
)
def test_an_answer_of_another_shape_is_refused(tmp_path: Path, answer: str) -> None:
    with pytest.raises(FormatError, match=r"q\.json"):
        judge_qingdao(tmp_path, answer)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (KIM.replace("10.0 ", "ten ", 1), "the first five lines"),
        (KIM.replace("22 5280.00", "22"), "eight figures are expected"),
        (KIM.replace("9999 0\n", "9999 2\n", 1), "exactly one depot"),
    ],
)
def test_an_unreadable_instance_of_kim_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        judge_kim(tmp_path, kim(), text)
