"""Sealed months in both databases: what is altered, lost, added or moved is named."""

import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from recycling.accounting.verify_evidence import Breach
from recycling.services.context import Context
from recycling.services.sealing import list_seals, package, verify
from tests.integration.evidence.books import MONTHS

type Change = Callable[..., None]


def found(context: Context) -> set[tuple[str, ...]]:
    return {tuple(breach[:6]) for breach in verify(context).breaches}


def test_what_was_sealed_is_found_as_it_was(context: Context) -> None:
    verified = verify(context)
    assert verified.breaches == ()
    seals = list_seals(context)
    assert [seal.sequence for seal in seals] == [1, 2, 3]
    assert seals[1].previous_hash == seals[0].hash
    assert verified.last_hash == seals[2].hash
    assert verify(context, expect="f" * 64).breaches == (
        Breach(
            "2026-03", "altered", "seal", "seals", "2026-03", "hash",
            "f" * 64, seals[2].hash,
        ),
    )  # fmt: skip


ALTERED = [
    (
        "UPDATE tickets SET net_kg = 1001 WHERE ticket_no = 'A1'",
        ("2026-01", "altered", "database", "tickets", "C1|A1", "net_kg"),
    ),
    (
        "DELETE FROM tickets WHERE ticket_no = 'B1'",
        ("2026-02", "missing", "database", "tickets", "C1|B1", ""),
    ),
    (
        "UPDATE tickets SET ticket_no = 'A9' WHERE ticket_no = 'A2'",
        ("2026-01", "added", "database", "tickets", "C1|A9", ""),
    ),
    (
        "UPDATE stocktakes SET kg = 501",
        ("2026-01", "altered", "database", "stocktakes", "C1|paper|2026-01-31", "kg"),
    ),
    (
        "UPDATE site_energy SET green_share = 0.5",
        (
            "2026-02", "altered", "database", "site_energy", "C1|2026-02-01",
            "green_share",
        ),
    ),
    (
        "UPDATE monthly_rollup SET net_kg = 7 WHERE month = '2026-02-01'",
        (
            "2026-02", "altered", "database", "monthly_rollup",
            "2026-02-01|A|paper|household", "net_kg",
        ),
    ),
    (
        "UPDATE daily_rollup SET net_kg = 7 WHERE day = '2026-02-05'",
        (
            "2026-02", "altered", "database", "daily_rollup", "A|paper|household",
            "net_kg",
        ),
    ),
    (
        "DELETE FROM site_rollup WHERE month = '2026-01-01'",
        (
            "2026-01", "altered", "database", "site_rollup", "A|paper|household",
            "net_kg",
        ),
    ),
    (
        "DELETE FROM postings WHERE account = 'residue_co2_g' AND day = '2026-01-01'",
        ("2026-01", "missing", "database", "postings"),
    ),
    (
        "UPDATE emission_factors SET kg_per_unit = 1 WHERE code = 'grid_kwh'",
        ("2026-03", "altered", "database", "emission_factors", "grid_kwh|micro||0"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "named"), ALTERED)
def test_a_record_that_changed_is_named(
    context: Context, change: Change, statement: str, named: tuple[str, ...]
) -> None:
    change(statement)
    assert any(row[: len(named)] == named for row in found(context))


def test_old_and_new_value_are_told(context: Context, change: Change) -> None:
    change("UPDATE tickets SET net_kg = 25001 WHERE ticket_no = 'R1'")
    (breach,) = verify(context).breaches
    assert (breach.sealed, breach.found) == ("25000", "25001")


def test_a_factor_that_came_later_breaks_nothing(
    context: Context, change: Change
) -> None:
    change(
        "INSERT INTO emission_factors SELECT 'later', version, kg_per_unit, unit, "
        "region, year, low, high, boundary, source, certainty, import_id "
        "FROM emission_factors WHERE code = 'grid_kwh'"
    )
    assert found(context) == set()


SEALS = [
    (
        "UPDATE seals SET header = REPLACE(header, '3000', '9000')",
        {
            ("2026-01", "altered", "seal", "seals", "2026-01", "header"),
            ("2026-01", "altered", "results", "results", "recovered/kg", ""),
        },
    ),
    (
        "DELETE FROM seals WHERE sequence = 2",
        {("2026-02", "missing", "seal", "seals", "2026-02", "")},
    ),
    (
        "DELETE FROM seals WHERE sequence = 1",
        {("2026-01", "missing", "seal", "seals", "2026-01", "")},
    ),
    (
        "UPDATE seals SET sealed_at = '2026-05-01 00:00:00.000000' WHERE sequence = 3",
        {("2026-03", "altered", "seal", "seals", "2026-03", "sealed_at")},
    ),
    (
        "UPDATE seals SET sequence = 5 - sequence WHERE sequence > 1",
        {
            ("2026-02", "altered", "seal", "seals", "2026-02", "sequence"),
            ("2026-03", "altered", "seal", "seals", "2026-03", "sequence"),
            ("2026-02", "reordered", "seal", "seals", "2026-02", "month"),
        },
    ),
    (
        "INSERT INTO seals SELECT '2025-12-01', 1, sealed_at, previous_hash, hash, "
        "header, document, digests FROM seals WHERE sequence = 1",
        {
            ("2025-12", "altered", "seal", "seals", "2025-12", "month"),
            ("2026-01", "added", "seal", "seals", "2026-01", "sequence"),
        },
    ),
]


@pytest.mark.parametrize(("statement", "named"), SEALS)
def test_a_seal_that_changed_is_named(
    context: Context, change: Change, statement: str, named: set[tuple[str, ...]]
) -> None:
    change(statement)
    assert named <= found(context)


def document_of(context: Context, month: date) -> list[str]:
    with context.unit_of_work() as work:
        seal = work.seals.of_month(month)
    assert seal is not None
    return zlib.decompress(seal.document).decode().splitlines()


DOCUMENTS: list[tuple[Callable[[list[str]], list[str]], tuple[str, ...]]] = [
    (
        lambda lines: [lines[0].replace("1000", "1001"), *lines[1:]],
        ("2026-01", "altered", "document", "tickets", "C1|A1", "digest"),
    ),
    (
        lambda lines: lines[1:],
        ("2026-01", "missing", "document", "tickets", "C1|A1", ""),
    ),
    (
        lambda lines: [lines[0].replace("A1", "A0"), *lines],
        ("2026-01", "added", "document", "tickets", "C1|A0", ""),
    ),
    (
        lambda lines: [lines[0], *lines],
        ("2026-01", "added", "document", "tickets", "C1|A1", ""),
    ),
    (
        lambda lines: [lines[1], lines[0], *lines[2:]],
        ("2026-01", "reordered", "document", "tickets", "C1|A2", ""),
    ),
    (
        lambda lines: ["nonsense", *lines[1:]],
        ("2026-01", "unreadable", "document", "line", "1", ""),
    ),
]


@pytest.mark.parametrize(("edit", "named"), DOCUMENTS)
def test_a_line_of_a_stored_document_that_changed_is_named(
    context: Context,
    change: Change,
    edit: Callable[[list[str]], list[str]],
    named: tuple[str, ...],
) -> None:
    lines = edit(document_of(context, MONTHS[0]))
    blob = zlib.compress("".join(f"{line}\n" for line in lines).encode())
    change("UPDATE seals SET document = :blob WHERE sequence = 1", blob=blob)
    assert named in found(context)


def test_a_document_that_is_no_document_is_named(
    context: Context, change: Change
) -> None:
    change("UPDATE seals SET document = :blob WHERE sequence = 1", blob=b"torn")
    assert ("2026-01", "unreadable", "document", "document", "", "") in found(context)


def run_verifier(folder: Path, *arguments: str) -> tuple[int, str]:
    script = folder / "verify_evidence.py"
    done = subprocess.run(  # noqa: S603 - the script that was just unpacked
        [sys.executable, "-I", str(script), *arguments],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
        cwd=folder,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_third_party_finds_and_names_the_same(
    context: Context, tmp_path: Path
) -> None:
    path = package(context, tmp_path / "evidence.zip")
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(path) as file:
        file.extractall(folder)
    last = list_seals(context)[-1].hash
    code, said = run_verifier(folder, str(path), "--expect", last)
    assert code == 0
    assert f"3 months 个月, 0 findings 处不符; {last}" in said

    document = folder / "2026-01" / "document.jsonl"
    lines = document.read_text(encoding="utf-8").splitlines(keepends=True)
    document.write_text(
        "".join([lines[0].replace("1000", "1001"), *lines[2:]]), encoding="utf-8"
    )
    header = folder / "2026-02" / "header.json"
    sealed = header.read_text(encoding="utf-8")
    header.write_text(sealed.replace('"paper":2800', '"paper":2900'), "utf-8")
    code, said = run_verifier(folder)
    assert code == 1
    assert "2026-01 document: tickets C1|A1 digest: altered" in said
    assert "2026-01 document: tickets C1|A2: missing" in said
    assert "2026-02 seal: seals 2026-02 header: altered" in said
    assert "results recovered/by_material/paper: altered" in said
    assert "found 现为 2800" in said
    (folder / "chain.json").write_text("no chain", "utf-8")
    code, said = run_verifier(folder)
    assert code == 2
    assert "unreadable" in said
