"""Verifies sealed months of recycling books; needs Python 3.10 or later, nothing else.

    python -I verify_evidence.py [PACKAGE] [--expect HASH]

PACKAGE is the zip, or the folder it was unpacked into (default: here).
It holds, for every sealed month, ``header.json``, ``document.jsonl``
and ``digests.txt``, and ``chain.json`` with one seal a month:

* a seal's hash is the SHA-256 (FIPS 180-4) of its header, and each header names
  the hash of the month before: no month can be changed, left out or moved alone;
* a header names the SHA-256 of each section of the document, and of the digests;
* the document has one record a line: a JSON list of table and values, without
  spaces, in the order of the text; its columns are in the header;
* the digests have one line a record: the first 16 digits of the SHA-256 of the
  document's line, and the record's table and key. So what was altered, left out,
  added or moved has a name.

Who holds the hash of the last month from another source gives it with
``--expect``: then nobody can have sealed all months anew.

Exit code 0: all is as sealed; 1: each finding is on a line; 2: unreadable.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "recycling-evidence-1"
GENESIS = "0" * 64
"""Previous hash of the first month."""

DIGEST_DIGITS = 16
CHUNK = 2_000
SIGNS = {"tickets": 1, "reversed": -1}
WORDS = {
    "altered": "altered 被改动",
    "missing": "missing 缺失",
    "added": "added 多出",
    "reordered": "reordered 顺序被改动",
    "unreadable": "unreadable 无法读取",
    "unlinked": "does not follow the month before 与上月不衔接",
}


class Breach(NamedTuple):
    """One thing that is not as it was sealed.

    The kind is one of ``WORDS``; the place seal, document, results or database.
    """

    month: str
    kind: str
    place: str
    table: str
    key: str = ""
    field: str = ""
    sealed: str = ""
    found: str = ""


class Link(NamedTuple):
    """A seal as its own row states it; its header should say the same."""

    month: str
    sequence: int
    sealed_at: str
    previous_hash: str
    hash: str
    header: str


def sha256(data: bytes) -> str:
    """Digits of the SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> str:
    """Write the one JSON text of a value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def key_text(key: Iterable[Any]) -> str:
    """Key of a record as people read it."""
    return "|".join(str(part) for part in key)


def check_chain(links: Iterable[Link], expect: str = "") -> list[Breach]:
    """Check that seals follow each other and are what their headers say."""
    found: list[Breach] = []
    before: Link | None = None
    for link in sorted(links, key=lambda link: (link.sequence, link.month)):
        found.extend(_check_seal(link))
        found.extend(_check_place(link, before))
        before = link
    last, month = (before.hash, before.month) if before else ("", "")
    if expect and last != expect:
        row = (month, "altered", "seal", "seals", month, "hash")
        found.append(Breach(*row, expect, last))
    return found


def _check_seal(link: Link) -> Iterator[Breach]:
    """Find what a seal and its header disagree about."""

    def differing(field: str, sealed: Any, found: Any) -> Breach:
        row = (link.month, "altered", "seal", "seals", link.month)
        return Breach(*row, field, str(sealed), str(found))

    computed = sha256(link.header.encode())
    if computed != link.hash:
        yield differing("header", link.hash, computed)
    header = parsed(link.header)
    if not isinstance(header, dict):
        yield Breach(link.month, "unreadable", "seal", "seals", link.month, "header")
        return
    for field in ("month", "sequence", "sealed_at", "previous_hash"):
        if header.get(field) != getattr(link, field):
            yield differing(field, header.get(field), getattr(link, field))


def _check_place(link: Link, before: Link | None) -> Iterator[Breach]:
    """Find what is wrong with a seal's place behind the one before it."""

    def breach(month: str, kind: str, *values: str) -> Breach:
        return Breach(month, kind, "seal", "seals", month, *values)

    if before is None:
        if link.sequence > 1:
            yield breach(shifted(link.month, -1), "missing")
        elif link.previous_hash != GENESIS:
            sealed = ("previous_hash", GENESIS, link.previous_hash)
            yield breach(link.month, "unlinked", *sealed)
        return
    absent = link.sequence - before.sequence - 1
    expected = shifted(before.month, 1 + max(absent, 0))
    if absent < 0:
        yield breach(link.month, "added", "sequence")
        return
    for step in range(absent):
        yield breach(shifted(before.month, 1 + step), "missing")
    if link.month != expected:
        yield breach(link.month, "reordered", "month", expected, link.month)
    if not absent and link.previous_hash != before.hash:
        hashes = ("hash", link.previous_hash, before.hash)
        yield breach(before.month, "unlinked", *hashes)


def shifted(month: str, months: int) -> str:
    """Month some months later, as YYYY-MM."""
    year, _, number = month.partition("-")
    total = int(year) * 12 + int(number) - 1 + months
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def parsed(text: str) -> Any:
    """Value of a JSON text, ``None`` for what is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def check_document(
    month: str, header: Any, document: bytes, digests: bytes
) -> list[Breach]:
    """Name the records of a month's document that are not as they were sealed."""
    found: list[Breach] = []
    if sha256(digests) != header["digests_sha256"]:
        found.append(Breach(month, "altered", "document", "digests"))
    rest = document
    for section in header["sections"]:
        part, rest = rest[: section["bytes"]], rest[section["bytes"] :]
        if sha256(part) != section["sha256"]:
            break
    else:
        if not rest:
            return found
    named = [] if found else _compared(month, header, document, digests)
    return found + (named or [Breach(month, "altered", "document", "document")])


def sealed_digests(digests: bytes) -> dict[str, str]:
    """Digest of every record by its key, in the order of the document."""
    lines = digests.decode().split("\n")[:-1]
    return {line[DIGEST_DIGITS + 1 :]: line[:DIGEST_DIGITS] for line in lines}


def _compared(month: str, header: Any, document: bytes, digests: bytes) -> list[Breach]:
    named: dict[str, str] = {}
    found: list[Breach] = []
    keys = {part["table"]: key_places(part) for part in header["sections"]}
    for number, line in enumerate(document.split(b"\n")[:-1], 1):
        record = parsed(line.decode("utf-8", "replace"))
        try:
            key = canonical([record[0], *(record[at] for at in keys[record[0]])])
        except (IndexError, KeyError, TypeError):
            found.append(Breach(month, "unreadable", "document", "line", str(number)))
            continue
        if key in named:
            found.append(_record_breach(month, "added", "document", key))
        named[key] = sha256(line)[:DIGEST_DIGITS]
    return found + compare_digests(month, "document", sealed_digests(digests), named)


def key_places(section: Any) -> list[int]:
    """Places of a record's key in its line; the table comes first."""
    return [1 + section["columns"].index(name) for name in section["key"]]


def compare_digests(
    month: str, place: str, sealed: dict[str, str], found: dict[str, str]
) -> list[Breach]:
    """Name what differs between sealed digests and those found, by key."""
    breaches = [
        _record_breach(month, "missing", place, key) for key in sealed.keys() - found
    ]
    moved = _moved([key for key in found if key in sealed], list(sealed))
    for key, digest in found.items():
        if key not in sealed:
            breaches.append(_record_breach(month, "added", place, key))
        elif sealed[key] != digest:
            digests = (sealed[key], digest)
            breaches.append(_record_breach(month, "altered", place, key, *digests))
        elif key in moved:
            breaches.append(_record_breach(month, "reordered", place, key))
    return sorted(breaches)


def _moved(found: list[str], sealed: list[str]) -> set[str]:
    """Find the fewest keys that stand elsewhere: all but the longest rising part."""
    order = {key: number for number, key in enumerate(sealed)}
    ends: list[int] = []
    lengths = []
    for key in found:
        length = bisect_left(ends, order[key])
        ends[length : length + 1] = [order[key]]
        lengths.append(length)
    kept: set[str] = set()
    for key, length in zip(reversed(found), reversed(lengths), strict=True):
        if length == len(ends) - 1 - len(kept):
            kept.add(key)
    return set(found) - kept


def _record_breach(
    month: str, kind: str, place: str, key: str, sealed: str = "", found: str = ""
) -> Breach:
    table, *parts = json.loads(key)
    field = "digest" if sealed else ""
    return Breach(month, kind, place, table, key_text(parts), field, sealed, found)


def records(header: Any, document: bytes) -> Iterator[tuple[dict[str, int], list[Any]]]:
    """Read a document: places of the columns, and the line, of every record."""
    places = {
        part["table"]: {name: 1 + at for at, name in enumerate(part["columns"])}
        for part in header["sections"]
    }
    lines = document.decode().split("\n")[:-1]
    for start in range(0, len(lines), CHUNK):
        # Many lines at once take a third of the time.
        for line in json.loads(f"[{','.join(lines[start : start + CHUNK])}]"):
            yield places[line[0]], line


def results(header: Any, document: bytes) -> dict[str, Any]:
    """Add up a month's results from its records.

    Recovered mass comes from the monthly rollup, weighed mass from the tickets
    less those corrected in the month, carbon and money from the postings.
    """
    recovered: dict[str, Any] = {"kg": 0, "units": 0, "tickets": 0, "simulated_kg": 0}
    splits: dict[str, dict[str, int]] = {"district": {}, "material": {}, "stream": {}}
    names = ("flow", "grade", "material", "stream")
    weighed: dict[str, dict[str, int]] = {name: {} for name in names}
    accounts: dict[str, list[int]] = {}
    for at, line in records(header, document):
        table = line[0]
        if table in SIGNS:
            net_kg = SIGNS[table] * line[at["net_kg"]]
            for name in names if line[at["is_counted"]] else names[:1]:
                _add(weighed[name], line[at[name]], net_kg)
        elif table == "monthly_rollup":
            recovered["kg"] += line[at["net_kg"]]
            for name in ("units", "tickets", "simulated_kg"):
                recovered[name] += line[at[name]]
            for name, sums in splits.items():
                _add(sums, line[at[name]], line[at["net_kg"]])
        elif table == "postings":
            total = accounts.setdefault(line[at["account"]], [0, 0, 0])
            for end, name in enumerate(("amount", "low", "high")):
                value = line[at[name]]
                total[end] += line[at["amount"]] if value is None else value
    return {
        "recovered": {**recovered, **{f"by_{name}": s for name, s in splits.items()}},
        "weighed": {f"kg_by_{name}": sums for name, sums in weighed.items()},
        "accounts": accounts,
    }


def _add(sums: dict[str, int], name: str, value: int) -> None:
    sums[name] = sums.get(name, 0) + value


def check_results(month: str, header: Any, document: bytes) -> list[Breach]:
    """Compare a header's results with those its document adds up to."""
    again = results(header, document)
    row = (month, "altered", "results")
    found = [*_unequal((*row, "results"), flat(header["results"]), flat(again))]
    for split in ("by_material", "by_stream"):
        tickets, rollup = again["weighed"][f"kg_{split}"], again["recovered"][split]
        found += _unequal((*row, "monthly_rollup"), flat(tickets), flat(rollup))
    return found


def flat(tree: Any, path: str = "") -> dict[str, Any]:
    """Figures of a tree by their paths; zero is left out, it is as good as nothing."""
    if not isinstance(tree, dict):
        return {path: tree} if tree else {}
    below = (flat(part, f"{path}/{name}") for name, part in tree.items())
    return {name: value for part in below for name, value in part.items()}


def _unequal(row: tuple[str, str, str, str], one: Any, other: Any) -> Iterator[Breach]:
    for path in sorted({*one, *other}):
        sealed, again = str(one.get(path, 0)), str(other.get(path, 0))
        if sealed != again:
            yield Breach(*row, path.strip("/"), "", sealed, again)


def check_package(path: Path, expect: str = "") -> tuple[list[Link], list[Breach]]:
    """Check everything in a package, packed or not."""
    root = path if path.is_dir() else zipfile.Path(path)
    chain = json.loads((root / "chain.json").read_text(encoding="utf-8"))
    links = []
    found: list[Breach] = []
    for seal in chain["seals"]:
        folder = root / seal["month"]
        if not folder.is_dir():
            found.append(Breach(seal["month"], "missing", "document", "document"))
            continue
        header = (folder / "header.json").read_bytes().decode()
        links.append(Link(header=header, **seal))
        names = ("document.jsonl", "digests.txt")
        found += check_month(links[-1], *((folder / n).read_bytes() for n in names))
    months = {link.month for link in links}
    found += [
        Breach(folder.name, "added", "document", "document")
        for folder in root.iterdir()
        if folder.is_dir() and folder.name not in months
    ]
    return links, check_chain(links, expect) + found


def check_month(link: Link, document: bytes, digests: bytes) -> list[Breach]:
    """Check a month's document, and its results where the document is whole."""
    header = parsed(link.header)
    try:
        broken = check_document(link.month, header, document, digests)
        return broken or check_results(link.month, header, document)
    except (KeyError, TypeError, ValueError):
        return [Breach(link.month, "unreadable", "seal", "seals", link.month)]


def worded(breach: Breach) -> str:
    """One line for a person."""
    what = " ".join(part for part in (breach.table, breach.key, breach.field) if part)
    line = f"{breach.month} {breach.place}: {what}: {WORDS[breach.kind]}"
    if breach.sealed or breach.found:
        line += f" (sealed 封存 {breach.sealed}, found 现为 {breach.found})"
    return line


def main() -> int:
    """Check a package and say what was found."""
    parser = argparse.ArgumentParser(description="Verify sealed months. 核验封存月份。")
    parser.add_argument("package", nargs="?", type=Path, default=Path())
    parser.add_argument("--expect", default="", help="last month's hash 末月哈希")
    options = parser.parse_args()
    try:
        links, found = check_package(options.package, options.expect)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        sys.stdout.write(f"{options.package}: unreadable 无法读取 ({error})\n")
        return 2
    for breach in found:
        sys.stdout.write(worded(breach) + "\n")
    state = "NOT as sealed 与封存不符" if found else "as sealed 与封存一致"
    count = f"{len(links)} months 个月, {len(found)} findings 处不符"
    sys.stdout.write(f"{state}: {count}; {links[-1].hash if links else GENESIS}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
