"""Jobs and published plans from the command line."""

import json
from pathlib import Path

from tests.builders import DAY
from tests.unit.recycling.cli.conftest import Recycling

TODAY = f"{DAY:%Y-%m-%d}"
PLAN = f"routes-{TODAY}"


def test_a_plan_is_queued_done_and_looked_at(
    recycling: Recycling, street_copy: Path
) -> None:
    place = ("-w", street_copy)
    assert "No jobs yet" in recycling("jobs", "list", *place).out
    queued = recycling(
        "plan", "routes", "--date", TODAY, "--job", "--user", "li", "--json",
        "--time-limit", "1", *place,
    )  # fmt: skip
    job = json.loads(queued.out)
    assert (job["state"], job["kind"], job["created_by"]) == ("queued", "routes", "li")
    assert job["arguments"] == {"day": TODAY, "depots": [], "time_limit_s": 1.0}
    worked = recycling("worker", "--once", *place)
    assert worked.code == 0
    assert f"{job['job_id']}: done" in worked.err
    watched = recycling("jobs", "watch", job["job_id"], "--json", *place)
    shown = json.loads(watched.out)
    assert (watched.code, shown["state"], shown["result"]) == (
        0, "done", {"plan": PLAN}
    )  # fmt: skip
    assert shown["curve"][-1][1] == shown["cost_fen"]
    (row,) = json.loads(recycling("jobs", "list", "--json", *place).out)
    assert row == shown
    table = recycling("jobs", "show", job["job_id"], *place).out
    assert f"plan {PLAN}" in table


def test_a_job_that_waits_is_cancelled(recycling: Recycling, street_copy: Path) -> None:
    place = ("-w", street_copy)
    queued = recycling("plan", "routes", "--date", TODAY, "--job", "--json", *place)
    job_id = json.loads(queued.out)["job_id"]
    assert "cancelled" in recycling("jobs", "cancel", job_id, *place).out
    assert recycling("worker", "--once", *place).code == 0
    shown = json.loads(recycling("jobs", "show", job_id, "--json", *place).out)
    assert (shown["state"], shown["attempts"]) == ("cancelled", 0)
    assert "job j9: there is none" in recycling("jobs", "show", "j9", *place).mistake


def test_a_job_that_failed_says_why_and_ends_watching_with_a_code(
    recycling: Recycling, tmp_path: Path
) -> None:
    place = ("-w", tmp_path / "empty")
    queued = recycling("plan", "routes", "--date", TODAY, "--job", "--json", *place)
    job_id = json.loads(queued.out)["job_id"]
    recycling("worker", "--once", *place)
    watched = recycling("jobs", "watch", job_id, *place)
    assert watched.code == 1
    assert "sites: no rows yet" in watched.out


def test_a_day_is_published_started_and_closed(
    recycling: Recycling, street_copy: Path
) -> None:
    place = ("-w", street_copy)
    day = ("--date", TODAY)
    assert "No plan for" in recycling("plan", "versions", *day, *place).out
    recycling("plan", "routes", *day, "--time-limit", "1", *place)
    done = recycling("plan", "publish", PLAN, "--user", "wang", "--json", *place)
    published = json.loads(done.out)
    assert [p["published_by"] for p in published["publications"]] == ["wang"]
    assert published["waiting"] == []
    listed = recycling("plan", "versions", *day, "--json", *place)
    (plan,) = json.loads(listed.out)["plans"]
    assert (plan["plan_id"], plan["state"]) == (PLAN, "published")
    assert "running" in recycling("plan", "start", *day, *place).out
    unheard = recycling("plan", "close", *day, *place).mistake
    assert "must say what became of every order" in unheard
    closed = recycling("plan", "close", *day, "--fail-open", *place)
    assert (closed.code, "closed" in closed.out) == (0, True)
    again = recycling("plan", "publish", PLAN, *place).mistake
    assert "it is closed for D1" in again


def test_a_broken_plan_is_refused_with_every_rule(
    recycling: Recycling, street_copy: Path, tmp_path: Path
) -> None:
    place = ("-w", street_copy)
    recycling("plan", "routes", "--date", TODAY, "--time-limit", "1", *place)
    table = tmp_path / "vehicles.csv"
    table.write_text(
        "vehicle_id,vehicle_type,depot_id,is_available\n"
        "V1,truck,D1,no\nV2,van,D1,no\nV3,truck,D2,no\n",
        encoding="utf-8",
    )
    assert recycling("import", table, *place).code == 0
    refused = recycling("plan", "publish", PLAN, *place)
    assert refused.code == 2
    assert "the vehicle is out of service" in refused.err
    assert "must keep every rule as things stand now" in refused.err


def test_depots_that_cannot_be_planned_are_named(
    recycling: Recycling, street_copy: Path
) -> None:
    place = ("-w", street_copy)
    routes = ("plan", "routes", "--date", TODAY, "--time-limit", "1")
    alone = recycling(*routes, "--depot", "D1", "--json", *place)
    assert json.loads(alone.out)["depots"] == ["D1"]
    assert "D9. There are D1, D2" in recycling(*routes, "--depot", "D9", *place).mistake
    wrong = recycling(*routes, "--district", "nowhere", *place).mistake
    assert "must be one with a depot that has vehicles, got 'nowhere'" in wrong
