"""Lines, digests and seals by hand."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from recycling.accounting.evidence import (
    Terms,
    link_of,
    make_seal,
    record_breaches,
    record_lines,
    section_bytes,
    unpacked,
)
from recycling.accounting.verify_evidence import (
    GENESIS,
    Breach,
    Link,
    check_chain,
    check_month,
    compare_digests,
    shifted,
)
from recycling.domain.seals import Seal, Section

STOCKS = Section("stocktakes", ("site_id", "kg"), ("site_id",))
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
TERMS = Terms("micro", "first_intake")


def sealed(month: date, before: Seal | None, rows: list[tuple[object, ...]]) -> Seal:
    parts = [(STOCKS, record_lines("stocktakes", [rows]))]
    seal, doubts = make_seal(month, before, parts, TERMS, NOON)
    assert doubts == []
    return seal


def chain() -> list[Seal]:
    first = sealed(date(2026, 1, 1), None, [("C1", 500), ("C2", 7)])
    return [first, sealed(date(2026, 2, 1), first, [("C1", 400)])]


def test_lines_are_lists_in_the_order_of_their_text() -> None:
    rows = [("站", 2, None), ("B", 10, 0.5)]
    assert record_lines("t", [rows[:1], [], rows[1:]]) == [
        '["t","B",10,0.5]',
        '["t","站",2,null]',
    ]


@pytest.mark.parametrize("odd", ["],[", 'a"],["b', "[[", "line\nbreak", "\\"])
def test_no_text_of_a_row_parts_it(odd: str) -> None:
    rows = [("A", odd), ("B", "plain")]
    lines = record_lines("t", [rows])
    assert [json.loads(line) for line in lines] == [["t", *row] for row in rows]
    assert len(section_bytes(lines).split(b"\n")) == 3


def test_a_seal_hashes_its_header_and_its_header_the_rest() -> None:
    seal = chain()[0]
    header = json.loads(seal.header)
    assert seal.hash == sha256(seal.header.encode()).hexdigest()
    assert (seal.previous_hash, header["previous_hash"]) == (GENESIS, GENESIS)
    assert (header["month"], header["sequence"]) == ("2026-01", 1)
    assert header["sealed_at"] == "2026-02-01T12:00:00Z"
    document = b'["stocktakes","C1",500]\n["stocktakes","C2",7]\n'
    (section,) = header["sections"]
    assert section == {
        "table": "stocktakes",
        "columns": ["site_id", "kg"],
        "key": ["site_id"],
        "lines": 2,
        "bytes": len(document),
        "sha256": sha256(document).hexdigest(),
    }
    assert (unpacked(seal) or ())[0] == document
    first = sha256(b'["stocktakes","C1",500]').hexdigest()[:16]
    digests = (unpacked(seal) or (b"", b""))[1].decode().splitlines()
    assert digests[0] == f'{first} ["stocktakes","C1"]'
    assert header["digests_sha256"] == sha256((unpacked(seal) or ())[1]).hexdigest()


def test_the_same_month_seals_to_the_same_hash() -> None:
    assert [seal.hash for seal in chain()] == [seal.hash for seal in chain()]
    assert check_chain(map(link_of, chain())) == []


def test_a_month_sealed_anew_breaks_the_chain_where_it_was() -> None:
    _, second = chain()
    forged = sealed(date(2026, 1, 1), None, [("C1", 900)])
    assert check_chain([link_of(forged), link_of(second)]) == [
        Breach(
            "2026-01", "unlinked", "seal", "seals", "2026-01", "hash",
            second.previous_hash, forged.hash,
        )
    ]  # fmt: skip


def test_a_header_without_its_parts_is_unreadable() -> None:
    bad = Link("2026-01", 1, "", GENESIS, sha256(b"[]").hexdigest(), "[]")
    assert [breach.kind for breach in check_chain([bad])] == ["unreadable"]
    assert [breach.kind for breach in check_month(bad, b"", b"")] == ["unreadable"]


def test_records_of_the_database_are_told_apart_by_field() -> None:
    seal = chain()[0]
    same = record_lines("stocktakes", [[("C1", 500), ("C2", 7)]])
    assert record_breaches(seal, STOCKS, same) == []
    other = record_lines("stocktakes", [[("C1", 501), ("C3", None)]])
    assert set(record_breaches(seal, STOCKS, other)) == {
        Breach(
            "2026-01", "altered", "database", "stocktakes", "C1", "kg", "500", "501"
        ),
        Breach("2026-01", "missing", "database", "stocktakes", "C2"),
        Breach("2026-01", "added", "database", "stocktakes", "C3"),
    }


def test_the_fewest_records_that_moved_are_named() -> None:
    keys = [f'["t",{number}]' for number in range(6)]
    sealed_as = dict.fromkeys(keys, "d")
    moved = [keys[5], *keys[:5]]
    (breach,) = compare_digests("m", "document", sealed_as, dict.fromkeys(moved, "d"))
    assert (breach.kind, breach.key) == ("reordered", "5")
    swapped = [keys[0], keys[4], keys[2], keys[3], keys[1], keys[5]]
    found = compare_digests("m", "document", sealed_as, dict.fromkeys(swapped, "d"))
    assert [breach.key for breach in found] == ["1", "4"]


def test_months_are_counted_over_the_years_end() -> None:
    assert shifted("2026-12", 1) == "2027-01"
    assert shifted("2026-01", -1) == "2025-12"
