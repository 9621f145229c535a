"""Seals of closed months: the records of a month as one text, and its header.

What a seal is, and how it is checked, is written down in `verify_evidence`, the
script third parties get; what is sealed here is checked by the same functions.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from recycling.accounting.verify_evidence import (
    DIGEST_DIGITS,
    FORMAT,
    GENESIS,
    Breach,
    Link,
    canonical,
    check_results,
    compare_digests,
    key_places,
    key_text,
    parsed,
    results,
    sealed_digests,
    sha256,
)
from recycling.domain.seals import Seal, Section

type Chunks = Iterable[Sequence[tuple[Any, ...]]]
"""Rows of plain values (text, whole number, fraction or nothing), some at a time."""

_SPLIT = "],["
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a month is sealed under.

    Attributes
    ----------
    factor_version, counting_rule
        Set of emission factors, and rule of what counts as recovered.
    warnings
        What was odd about the month when it was closed, as codes and figures.
    """

    factor_version: str
    counting_rule: str
    warnings: tuple[Mapping[str, Any], ...] = ()


def month_text(month: date) -> str:
    """Month as YYYY-MM."""
    return f"{month:%Y-%m}"


def record_lines(table: str, chunks: Chunks) -> list[str]:
    """Lines of a document for the rows of a table, in the order of the text."""
    prefix = canonical(table)
    lines: list[str] = []
    for rows in chunks:
        lines.extend(f"[{prefix},{body}]" for body in _bodies(rows))
    lines.sort()
    return lines


def _bodies(rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """Write values of each row: all rows at once, which takes a third of the time."""
    bodies = canonical(rows)[2:-2].split(_SPLIT) if rows else []
    if len(bodies) == len(rows):
        return bodies
    # A text of some row holds the very characters that part two rows.
    return [canonical(row)[1:-1] for row in rows]


def section_bytes(lines: Sequence[str]) -> bytes:
    """Text of a section of a document, every line ended."""
    return "".join(f"{line}\n" for line in lines).encode()


def make_seal(
    month: date,
    before: Seal | None,
    parts: Sequence[tuple[Section, Sequence[str]]],
    terms: Terms,
    sealed_at: datetime,
) -> tuple[Seal, list[Breach]]:
    """Seal a month.

    Parameters
    ----------
    month
        First day.
    before
        Seal of the month before, ``None`` for the first.
    parts
        Sections in their order, and their lines.
    terms
        What it is sealed under.
    sealed_at
        Time of sealing, with an offset.

    Returns
    -------
    tuple
        The seal, and where the rollups and the tickets disagree; a month for
        which they do must not be sealed.
    """
    texts = [section_bytes(lines) for _, lines in parts]
    document = b"".join(texts)
    digests = _digest_text(parts)
    header: dict[str, Any] = {
        "format": FORMAT,
        "month": month_text(month),
        "sequence": before.sequence + 1 if before else 1,
        "sealed_at": f"{sealed_at.astimezone(UTC):{_INSTANT}}",
        "previous_hash": before.hash if before else GENESIS,
        "factor_version": terms.factor_version,
        "counting_rule": terms.counting_rule,
        "warnings": list(terms.warnings),
        "digests_sha256": sha256(digests),
        "sections": [
            _section_header(section, lines, text)
            for (section, lines), text in zip(parts, texts, strict=True)
        ],
    }
    header["results"] = results(header, document)
    written = canonical(header)
    seal = Seal(
        month=month,
        sequence=header["sequence"],
        sealed_at=sealed_at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        previous_hash=header["previous_hash"],
        hash=sha256(written.encode()),
        header=written,
        document=zlib.compress(document),
        digests=zlib.compress(digests),
    )
    return seal, check_results(header["month"], header, document)


def _section_header(
    section: Section, lines: Sequence[str], text: bytes
) -> dict[str, Any]:
    return {
        "table": section.table,
        "columns": list(section.columns),
        "key": list(section.key),
        "lines": len(lines),
        "bytes": len(text),
        "sha256": sha256(text),
    }


def _digest_text(parts: Sequence[tuple[Section, Sequence[str]]]) -> bytes:
    lines = [
        f"{digest} {key}\n"
        for section, records in parts
        for key, digest in keyed_digests(section, records)
    ]
    return "".join(lines).encode()


def keyed_digests(section: Section, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Key and digest of each record of a section."""
    places = key_places({"columns": section.columns, "key": section.key})
    for line in lines:
        record = json.loads(line)
        key = canonical([section.table, *(record[place] for place in places)])
        yield key, sha256(line.encode())[:DIGEST_DIGITS]


def link_of(seal: Seal) -> Link:
    """Seal as the check of the chain takes it."""
    return Link(
        month_text(seal.month),
        seal.sequence,
        f"{seal.sealed_at:{_INSTANT}}",
        seal.previous_hash,
        seal.hash,
        seal.header,
    )


def unpacked(seal: Seal) -> tuple[bytes, bytes] | None:
    """Document and digests of a seal, ``None`` when they cannot be read."""
    try:
        return zlib.decompress(seal.document), zlib.decompress(seal.digests)
    except zlib.error:
        return None


def sealed_sections(seal: Seal) -> tuple[str, tuple[Section, ...]]:
    """Factor set and sections a month was sealed with.

    Nothing when the header cannot be read.
    """
    header = parsed(seal.header)
    try:
        return str(header["factor_version"]), tuple(
            Section(part["table"], tuple(part["columns"]), tuple(part["key"]))
            for part in header["sections"]
        )
    except (KeyError, TypeError):
        return "", ()


def record_breaches(seal: Seal, section: Section, lines: Sequence[str]) -> list[Breach]:
    """Name what differs between a sealed section and the database.

    Records are told apart by the digests; where the document still holds the
    sealed line, the fields that differ are named, with old and new value. The
    factors of a set may become more: those that were used must stay.
    """
    if _is_unchanged(seal, section, lines):
        return []
    named = _named_breaches(seal, section, lines)
    if section.table == "emission_factors":
        return [breach for breach in named if breach.kind != "added"]
    return named or [
        Breach(month_text(seal.month), "altered", "database", section.table)
    ]


def _is_unchanged(seal: Seal, section: Section, lines: Sequence[str]) -> bool:
    return any(
        part["table"] == section.table
        and part["sha256"] == sha256(section_bytes(lines))
        for part in parsed(seal.header)["sections"]
    )


def _named_breaches(seal: Seal, section: Section, lines: Sequence[str]) -> list[Breach]:
    month = month_text(seal.month)
    document, digests = unpacked(seal) or (b"", b"")
    own = f"[{canonical(section.table)},"
    sealed = {
        key: digest
        for key, digest in sealed_digests(digests).items()
        if key.startswith(own)
    }
    found = dict(keyed_digests(section, lines))
    breaches = compare_digests(month, "database", sealed, found)
    old = _by_digest(document, own)
    new = {sha256(line.encode())[:DIGEST_DIGITS]: line for line in lines}
    named: list[Breach] = []
    for breach in breaches:
        fields = _fields(section, breach, old, new)
        named.extend(fields or [breach])
    return named


def _by_digest(document: bytes, own: str) -> dict[str, str]:
    lines = document.decode("utf-8", "replace").split("\n")
    return {
        sha256(line.encode())[:DIGEST_DIGITS]: line
        for line in lines
        if line.startswith(own)
    }


def _fields(
    section: Section, breach: Breach, old: Mapping[str, str], new: Mapping[str, str]
) -> list[Breach]:
    """One finding per field of an altered record, none where a line is lost."""
    if breach.kind != "altered" or breach.sealed not in old:
        return []
    sealed, found = json.loads(old[breach.sealed]), json.loads(new[breach.found])
    return [
        breach._replace(field=name, sealed=_shown(one), found=_shown(other))
        for name, one, other in zip(section.columns, sealed[1:], found[1:], strict=True)
        if one != other
    ]


def _shown(value: object) -> str:
    return key_text([] if value is None else [value])
