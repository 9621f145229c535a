"""Bookings on the command line: taken, offered, promised, called off."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Recycling = Callable[..., Any]

NOW = ("--now", "2026-11-01 09:00")


@pytest.fixture
def order(recycling: Recycling, street_copy: Path) -> Recycling:
    """Run ``recycling order`` on the street."""

    def run(*arguments: object) -> Any:
        return recycling("order", *arguments, "-w", street_copy)

    return run


def record(ended: Any) -> Any:
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def booked(order: Recycling, *more: object) -> str:
    ended = order(
        "book", "--material", "paper", "--kg", 80, "--at", "106.52,29.5",
        "--crs", "wgs84", "--contact", "Li", "--address", "1 Street", *more, *NOW,
        "--json",
    )  # fmt: skip
    return str(record(ended)["order"]["order_id"])


def test_from_the_booking_to_the_promise(order: Recycling) -> None:
    order_id = booked(order, "--wish", "2026-11-02 09:00-11:00", "--user", "Mei")
    found = record(order("offer", order_id, *NOW, "--json"))
    slot = found["slots"][0]
    assert (slot["day"], slot["position"], slot["state"]) == ("2026-11-02", 1, "open")
    shown = order("offer", order_id, *NOW)
    assert "09:00-11:00" in shown.out
    # The offer before that one was withdrawn.
    withdrawn = order("confirm", slot["offer_id"], 1, *NOW)
    assert "was withdrawn" in withdrawn.mistake
    slot = record(order("offer", order_id, *NOW, "--json"))["slots"][0]
    done = order("confirm", slot["offer_id"], 1, *NOW)
    assert done.code == 0
    assert f"{order_id} is promised for 2026-11-02 09:00-11:00" in done.out
    steps = record(order("history", order_id, "--json"))
    assert [(s["before"], s["after"]) for s in steps] == [
        ("", "requested"),
        ("requested", "offered"),
        ("offered", "confirmed"),
        ("confirmed", "planned"),
    ]
    assert steps[0]["who"] == "Mei"
    assert all(step["at"] and step["who"] for step in steps)
    story = record(order("show", order_id, "--json"))
    assert story["order"]["status"] == "planned"
    assert story["site"]["kind"] == "address"


def test_the_same_place_is_one_site_and_the_same_key_one_booking(
    order: Recycling,
) -> None:
    first = booked(order, "--id", "mine")
    again = order(
        "book", "--material", "paper", "--kg", 80, "--at", "106.52001,29.5",
        "--crs", "wgs84", "--id", first, *NOW,
    )  # fmt: skip
    assert "was booked already" in again.out
    other = order(
        "book", "--material", "steel", "--kg", 5, "--at", "106.5201,29.5",
        "--crs", "wgs84", *NOW, "--json",
    )  # fmt: skip
    assert not record(other)["is_new_site"]
    listed = record(order("list", "--from", "2026-11-01", "--json"))
    assert len({entry["site_id"] for entry in listed}) == 1
    assert len(listed) == 2


def test_a_declared_datum_moves_the_place(order: Recycling) -> None:
    ended = order(
        "book", "--material", "paper", "--kg", 8, "--at", "106.5239,29.4973",
        "--crs", "gcj02", *NOW, "--json",
    )  # fmt: skip
    site = record(ended)["site"]
    assert site["lon"] == pytest.approx(106.52, abs=0.002)
    assert site["lon"] != 106.5239


def test_every_fault_of_a_booking_at_once_and_nothing_recorded(
    order: Recycling,
) -> None:
    ended = order(
        "book", "--material", "gold", "--at", "106.52,29.5",
        "--wish", "2026-10-31 09:00-10:00", "--wish", "2026-11-02 09:00-09:01",
        "--wish", "soon", *NOW,
    )  # fmt: skip
    said = ended.mistake
    for part in (
        "coordinate system must be declared",
        "material: must be one of elv, paper, steel, got gold",
        "quantity: must be kilograms, units or litres above zero",
        "must end after now, 2026-11-01 09:00, got 2026-10-31 09:00-10:00",
        "must be 30 minutes or longer, got 2026-11-02 09:00-09:01, which is 1",
        "got soon",
    ):
        assert part in said
    assert record(order("list", "--from", "2026-10-01", "--json")) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "position: must be given"),
        (("--site", "P9"), "site: must be one that is recorded, got P9"),
        (("--site", "P1", "--at", "1,2"), "must be a known site or a position"),
        (
            ("--at", "29.5,106.52", "--crs", "wgs84"),
            "longitude and latitude are exchanged",
        ),
        (("--at", "0,0", "--crs", "wgs84"), "must lie in the area"),
        (("--at", "here", "--crs", "wgs84"), "--at: must be two numbers"),
    ],
)
def test_a_place_that_is_none(
    order: Recycling, arguments: tuple[str, ...], said: str
) -> None:
    ended = order("book", "--material", "paper", "--kg", 9, *arguments, *NOW)
    assert said in ended.mistake


def test_a_material_that_no_site_takes(
    order: Recycling, recycling: Recycling, street_copy: Path, tmp_path: Path
) -> None:
    closed = tmp_path / "sites.csv"
    closed.write_text(
        "site_id,name,kind,district,lon,lat,status\n"
        "E1,E1,dismantler,C,106.9,29.5,closed\n",
        encoding="utf-8",
    )
    loaded = recycling("import", closed, "--crs", "wgs84", "-w", street_copy)
    assert loaded.code == 0, loaded.err
    ended = order("book", "--material", "elv", "--units", 1, "--site", "G1", *NOW)
    assert "must be taken by some site at work, got elv" in ended.mistake


def test_the_same_customer_twice_is_a_duplicate(order: Recycling) -> None:
    first = booked(order)
    ended = order(
        "book", "--material", "paper", "--kg", 80, "--at", "106.52,29.5",
        "--crs", "wgs84", "--contact", "Li", "--address", "1 Street", *NOW,
    )  # fmt: skip
    assert f"booked already on 2026-11-01 as {first}" in ended.mistake


def test_calling_off_all_or_none(order: Recycling) -> None:
    order_id = booked(order)
    assert "must be recorded, got nope" in order("cancel", order_id, "nope").mistake
    ended = order("cancel", order_id, "--note", "moved away")
    assert "1 orders are now: Cancelled" in ended.out
    assert record(order("history", order_id, "--json"))[-1]["note"] == "moved away"
    failed = order("fail", order_id)
    assert "failed must come after" in failed.mistake


def test_bookings_of_a_file_get_slots_too(
    order: Recycling, recycling: Recycling, street_copy: Path, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,site_id,day,material,load_kg,source,status,contact,wishes\n"
        "w1,P1,2026-11-02,paper,90,booking,requested,Li,2026-11-02 10:00-12:00\n"
        "w2,P2,2026-11-02,paper,90,booking,confirmed,Wang,\n",
        encoding="utf-8",
    )
    assert recycling("import", path, "-w", street_copy).code == 0
    found = record(order("offer", "w1", *NOW, "--json"))
    assert [slot["window_start_s"] for slot in found["slots"]] == [36_000]
    done = order("confirm", found["slots"][0]["offer_id"], 1, *NOW, "--json")
    assert record(done)["order"]["status"] == "planned"
    # The same file again: states go forward only.
    assert recycling("import", path, "-w", street_copy).code == 0
    listed = record(order("list", "--from", "2026-11-01", "--json"))
    # The other was promised without a slot: it has its place in the plan as well.
    assert {entry["order_id"]: entry["status"] for entry in listed} == {
        "w1": "planned",
        "w2": "planned",
    }


@pytest.mark.parametrize(
    ("lang", "promised", "refused", "step"),
    [
        ("en", "is promised for", "slots are offered for bookings", "Requested"),
        ("zh", "已确认：", "只为尚未确认的预约提供时段", "已申请"),
    ],
)
def test_words_are_the_terminal_s(
    order: Recycling,
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    promised: str,
    refused: str,
    step: str,
) -> None:
    for module in ("words", "console", "order"):
        monkeypatch.setattr(f"recycling.cli.{module}.LANG", lang)
    order_id = booked(order, "--wish", "2026-11-02")
    assert order("list", "--from", "2026-11-01").code == 0
    slot = record(order("offer", order_id, *NOW, "--json"))["slots"][0]
    assert promised in order("confirm", slot["offer_id"], 1, *NOW).out
    assert refused in order("offer", order_id, *NOW).mistake
    assert step in order("history", order_id).out
    assert "Li" in order("show", order_id).out


def test_slots_are_declined_and_the_request_stands(order: Recycling) -> None:
    ended = order(
        "book", "--material", "paper", "--litres", 400, "--site", "P1", *NOW, "--json"
    )
    made = record(ended)["order"]
    assert made["load_l"] == 400
    order("offer", made["order_id"], *NOW)
    declined = record(order("decline", made["order_id"], "--json"))
    assert declined["status"] == "requested"
    assert made["order_id"] in order("decline", made["order_id"]).out
    slots = record(order("show", made["order_id"], "--json"))["offers"]
    assert {slot["state"] for slot in slots} == {"withdrawn"}
