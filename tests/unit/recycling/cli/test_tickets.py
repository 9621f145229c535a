"""Tickets on the command line: refused, flagged, corrected, recounted, traced."""

import csv
import io
import json

import pytest

HEAD = "site_id,ticket_no,weighed_at,material,net_kg,vehicle_id"
USUAL = [f"C1,N-{n:03},2026-10-05 08:{n:02},paper,500," for n in range(10)]


@pytest.fixture
def city(recycling, street_copy, tmp_path):
    """Give the command with a workspace that holds ten usual tickets."""

    def run(*arguments):
        return recycling(*arguments, "--workspace", street_copy)

    def load(*rows, code=0):
        path = tmp_path / "tickets.csv"
        path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
        ended = run("import", path)
        assert ended.code == code, ended.err
        return ended

    load(*USUAL)
    run.load = load
    return run


def traced(city, figure, *options):
    ended = city("trace", figure, "--format", "json", *options)
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def test_kilograms_typed_as_tonnes_are_refused_in_words(city):
    ended = city.load(USUAL[0], "C1,N-010,2026-10-05 09:00,paper,500000,", code=2)
    assert "row 3, net_kg: must be what a vehicle can weigh or carry" in " ".join(
        ended.err.split()
    )
    assert "Kilograms typed as tonnes?" in " ".join(ended.err.split())
    assert len(traced(city, "recovered_kg/2026/-/-/-")["tickets"]) == 10


def test_doubts_are_told_and_listed(city):
    ended = city.load(
        "C1,N-011,2026-10-05 09:00,paper,6000,",
        "C1,N-012,2026-10-05 07:00,paper,400,",
        "C1,N-013,2026-10-05 09:30,paper,410,V9",
        "C1,N-014,2026-10-05 09:30,paper,410,V9",
    )
    assert "3 doubts about tickets" in " ".join(ended.out.split() + ended.err.split())
    found = city("tickets", "flags", "--month", "2026-10", "--json")
    assert {(f["ticket_no"], f["rule"]) for f in json.loads(found.out)} == {
        ("N-011", "outlier"),
        ("N-012", "out_of_order"),
        ("N-014", "duplicate"),
    }
    # The same file again adds no doubt; a corrected ticket is no doubt any more.
    fix = ("--net", 600, "--at", "2026-10-06 09:00")
    assert city("tickets", "correct", "C1", "N-011", *fix).code == 0
    found = city(
        "tickets", "flags", "--month", "2026-10", "--rule", "outlier", "--json"
    )
    assert json.loads(found.out) == []


def test_a_correction_shows_with_its_reversal(city):
    done = city(
        "tickets", "correct", "C1", "N-003", "--net", 450, "--at", "2026-11-02 09:00"
    )
    assert done.code == 0, done.err
    assert "500 kg before, 450 kg now" in " ".join(done.out.split())
    rows = traced(city, "recovered_kg/2026-11/C1/paper/-")["tickets"]
    assert [(r["ticket_no"], r["net_kg"], r["reversed_by"]) for r in rows] == [
        ("N-003", -500, "N-003-R1"),
        ("N-003-R1", 450, ""),
    ]
    again = city("tickets", "correct", "C1", "N-003", "--cancel")
    assert "that no other corrects" in again.mistake
    gone = city(
        "tickets", "correct", "C1", "N-003-R1", "--cancel", "--at", "2026-12-01 09:00"
    )
    assert gone.code == 0, gone.err
    rows = traced(city, "recovered_kg/2026/A/-/household")["tickets"]
    assert sum(row["net_kg"] for row in rows) == 9 * 500


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("C1", "X", "--net", 5), "no ticket 'X' is recorded at site 'C1'"),
        (("C1", "N-001"), "something must change, got nothing"),
        (("C1", "N-001", "--net", 0), "the net mass must be above 0, got 0 kg"),
        (("C1", "N-001", "--net", 5, "--at", "now"), "--at: must be a local time"),
        (
            ("C1", "N-001", "--net", 5, "--at", "2026-10-04 08:00"),
            "no earlier than the ticket it corrects, got N-001-R1 for N-001",
        ),
    ],
)
def test_what_cannot_be_corrected_is_said(city, arguments, message):
    assert message in city("tickets", "correct", *arguments).mistake


def test_a_trace_is_cut_where_asked(city):
    table = city("trace", "recovered_kg/2026-10-05/A/-/-", "--limit", 3)
    assert "The first 3 rows: 1,500 kg" in table.out
    rows = csv.DictReader(
        io.StringIO(
            city("trace", "recovered_kg/2026/-/-/-", "-f", "csv", "--limit", 0).out
        )
    )
    assert sum(int(row["net_kg"]) for row in rows) == 5_000


def test_what_is_no_ticket_is_listed_beside_them(city):
    # 5,000 kg of the ten tickets: what was due less these is the gap.
    figure = "gap/2026-01-01..2026-10-05/-/-/-/recovered_kg@2026-10-05"
    table = city("trace", figure, "--limit", 0)
    assert table.code == 0, table.err
    assert "their parts add up to -5,000" in " ".join(table.out.split())
    found = traced(city, figure)
    parts = [row["part"] for row in found["tickets"]]
    (due,) = (row for row in found["sources"] if row["part"] is not None)
    assert found["amount"] == due["part"] + sum(parts)
    rows = list(csv.DictReader(io.StringIO(city("trace", due["key"], "-f", "csv").out)))
    assert {row["table"] for row in rows} >= {"targets"}
    assert {row["ticket_no"] for row in rows} == {""}


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ("tonnes/2026/-/-/-", "account: must be one of recovered_kg"),
        ("recovered_kg/2026/Z/-/-", "place: must be a district or a site, got 'Z'"),
        ("recovered_kg/2026/A/gold/-", "material: must be one of"),
        ("gap/2026/-/-/-/trees@2026-10-05", "detail: must be one of recovered_kg"),
        ("flow_kg/2026/C1/-/-/up", "detail: must be one of intake, transfer"),
        ("use/2026/A/-/-", "place: must be a site, got 'A'"),
        ("recovered_kg/2026", "must be account/period/place/material/stream"),
    ],
)
def test_a_figure_that_is_none_is_said(city, figure, message):
    assert message in city("trace", figure).mistake


def test_figures_of_postings_lead_to_tickets(city):
    posted = city("tickets", "post", "--date", "2026-10-31")
    assert posted.code == 0, posted.err
    found = traced(city, "avoided_co2_g/2026-10/A/paper/-")
    assert [p["source_table"] for p in found["postings"]] == ["daily_rollup"]
    assert sum(row["net_kg"] for row in found["tickets"]) == 5_000
    assert traced(city, "elv_units/2026/-/-/-")["tickets"] == []
    assert traced(city, "purchase_fen/2026/nobody/-/-")["tickets"] == []


def test_the_counting_rule_is_chosen(city):
    done = city("tickets", "recount", "--rule", "gate:3", "--json")
    assert json.loads(done.out) == {"rule": "gate:3"}
    assert traced(city, "recovered_kg/2026/-/-/-")["tickets"] == []
    wrong = city("tickets", "recount", "--rule", "gate:9")
    assert "counting rule: must be one of first_intake, gate:0" in wrong.mistake
