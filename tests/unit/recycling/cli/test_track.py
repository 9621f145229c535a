"""``recycling track`` on the street, and the door for devices."""

import json
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from recycling.cli.track_server import MOST_BYTES, build_server
from recycling.domain.errors import FaultsError, InputError, RefusedError
from recycling.services.tracking import Recorded
from tests.workspaces import open_context

type Recycling = Callable[..., Any]
TOKEN = "a token of sixteen and more"  # noqa: S105
DATE = ("--date", "2026-11-02")


@pytest.fixture
def planned(recycling: Recycling, street_copy: Path) -> Path:
    """Plan the street's day."""
    for subject in ("siting", "routes"):
        ended = recycling(
            "plan", subject, *DATE, "--time-limit", "1", "-w", street_copy
        )
        assert ended.code == 0, ended.err
    return street_copy


@pytest.fixture
def record(planned: Path) -> dict[str, Any]:
    """Give the record of a first stop, ten minutes late."""
    with open_context(planned).unit_of_work() as work:
        plan = work.plans.routes()
    assert plan is not None
    first = next(s for s in plan.routes[0].stops if s.order_id)
    minutes = first.arrival_s // 60 + 10
    return {
        "visit_id": "v1",
        "day": "2026-11-02",
        "vehicle_id": plan.routes[0].vehicle_id,
        "order_id": first.order_id,
        "site_id": first.site_id,
        "collected_kg": first.load_kg + 7,
        "arrived_at": f"2026-11-02 {minutes // 60:02d}:{minutes % 60:02d}",
    }


def test_a_file_is_recorded_and_shown(
    recycling: Recycling, planned: Path, record: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "v.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    ended = recycling("track", "import", file, "-w", planned, "--json")
    assert ended.code == 0, ended.err
    told = {"added": 1, "unchanged": 0, "collected": 1, "failed": 0}
    assert json.loads(ended.out) == told
    ended = recycling("track", "import", file, "-w", planned)
    assert "0 visits recorded, 1 known already" in ended.out
    ended = recycling("track", "show", *DATE, "-w", planned, "--json")
    routes = json.loads(ended.out)["routes"]
    (route,) = (r for r in routes if r["vehicle_id"] == record["vehicle_id"])
    stop = next(s for s in route["stops"] if s["visit_id"] == "v1")
    assert stop["collected_kg"] - stop["planned_kg"] == 7
    assert "+10" in recycling("track", "show", *DATE, "-w", planned).out
    of_one = ("--vehicle", record["vehicle_id"])
    ended = recycling("track", "show", *DATE, *of_one, "-w", planned)
    assert ended.out.splitlines()[0].startswith("Under way on 2026-11-02 V1")
    assert "Collected" in ended.out


def test_mistakes(
    recycling: Recycling, planned: Path, record: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "v.json"
    bad = [{**record, "vehicle_id": "V9"}, {**record, "order_id": "o-9"}]
    file.write_text(json.dumps([{**each, "visit_id": i} for i, each in enumerate(bad)]))
    ended = recycling("track", "import", file, "-w", planned)
    assert ended.code == 2
    assert "vehicle_id: must be a vehicle of the fleet, got V9" in ended.err
    assert "order_id: must be a recorded order, got o-9" in ended.err
    file.write_text("{")
    assert "must be JSON" in recycling("track", "import", file, "-w", planned).mistake
    missing = tmp_path / "none.json"
    assert "none.json" in recycling("track", "import", missing, "-w", planned).mistake
    missing = tmp_path / "none.csv"
    assert "none.csv" in recycling("track", "import", missing, "-w", planned).mistake
    other = ("--date", "2026-11-03")
    ended = recycling("track", "show", *other, "-w", planned)
    assert "no routes are planned for the day" in ended.mistake
    ended = recycling("track", "serve", "--token", "short", "-w", planned)
    assert "--token: must have at least 16" in ended.mistake


class Door:
    """A served door that remembers what came in."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.error: Exception | None = None
        self.server = build_server("127.0.0.1", 0, TOKEN, self.record)

    def record(self, body: bytes, source: str, most: int) -> Recorded:
        assert source == "device 127.0.0.1"
        assert most == 1000
        self.bodies.append(body)
        if self.error is not None:
            raise self.error
        return Recorded(1, 0, 1, 0)

    def ask(
        self,
        method: str = "POST",
        path: str = "/visits",
        body: bytes = b"{}",
        **headers: str,
    ) -> tuple[int, Any]:
        shown = {"Authorization": f"Bearer {TOKEN}", **headers}
        connection = HTTPConnection("127.0.0.1", self.server.server_port, timeout=5)
        connection.request(method, path, body, shown)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        connection.close()
        return answer.status, told


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    serving = threading.Thread(target=door.server.serve_forever, args=(0.01,))
    serving.start()
    yield door
    door.server.shutdown()
    serving.join()
    door.server.server_close()


def test_a_device_with_the_token_is_heard(door: Door) -> None:
    told = {"added": 1, "unchanged": 0, "collected": 1, "failed": 0}
    assert door.ask(body=b'{"visit_id": "v1"}') == (200, told)
    assert door.bodies == [b'{"visit_id": "v1"}']


@pytest.mark.parametrize(
    "shown", ["", "Bearer", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}", "Bearer \xfc"]
)
def test_without_the_token_nothing_is_read(door: Door, shown: str) -> None:
    status, told = door.ask(Authorization=shown)
    assert (status, told["error"]) == (401, "a valid token is required")
    assert door.bodies == []


def test_limits(door: Door) -> None:
    # The size is refused by what is announced: nothing of it is sent.
    sizes = {"Content-Length": str(MOST_BYTES + 1)}
    assert door.ask(body=b"", **sizes)[0] == 413
    assert door.ask(body=b"", **{"Content-Length": "9" * 5000})[0] == 413
    assert door.ask(body=b"", **{"Content-Length": "-1"})[0] == 411
    assert door.ask(path="/other")[0] == 404
    assert door.ask("GET", body=b"")[0] == 405
    assert door.bodies == []


def test_reasons_are_told(door: Door) -> None:
    door.error = RefusedError("refused", ["visits, v1: no", "visits, v2: no"])
    told = {"error": "refused", "faults": ["visits, v1: no", "visits, v2: no"]}
    assert door.ask() == (422, told)
    door.error = FaultsError("bad cells", [])
    assert door.ask() == (422, {"error": "bad cells", "faults": []})
    door.error = InputError("must be JSON")
    assert door.ask() == (400, {"error": "must be JSON", "faults": []})


def test_a_port_that_is_taken(door: Door) -> None:
    with pytest.raises(InputError, match="Choose another"):
        build_server("127.0.0.1", door.server.server_port, TOKEN, door.record)
