"""Use cases of evidence: closing and sealing months, verifying them, packing."""

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from recycling.accounting.costs import ROUTES
from recycling.accounting.evidence import (
    Terms,
    link_of,
    make_seal,
    month_text,
    record_breaches,
    record_lines,
    sealed_sections,
    unpacked,
)
from recycling.accounting.verify_evidence import (
    Breach,
    canonical,
    check_chain,
    check_month,
)
from recycling.domain.errors import ConflictError, InputError, NotReadyError
from recycling.domain.months import last_day, next_month
from recycling.domain.seals import Seal
from recycling.schema.messages import text
from recycling.schema.said import said
from recycling.services.bookkeeping import post_days
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork, UnitOfWorkFactory
from recycling.services.reconciling import balance_of

VERIFIER = "verify_evidence.py"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found.

    Attributes
    ----------
    months
        Sealed months that were checked.
    breaches
        What is not as it was sealed.
    last_hash
        Hash of the last seal, to be compared with a copy kept elsewhere.
    """

    months: int
    breaches: tuple[Breach, ...]
    last_hash: str


def close_month(context: Context, month: date, now: datetime | None = None) -> Seal:
    """Post a month a last time, check it and seal it.

    Parameters
    ----------
    context
        Settings and storage.
    month
        First day.
    now
        Time of sealing, with an offset; the present when not given.

    Returns
    -------
    Seal
        The seal; its header holds the warnings.

    Raises
    ------
    NotReadyError
        When the month is not over, is not the next to be closed, or has no data
        and nothing was sealed before.
    ConflictError
        When it is sealed already, or its sums contradict its tickets.
    """
    context.progress.stage("seal")
    moment = now or datetime.now(UTC)
    today = moment.astimezone(ZoneInfo(context.settings.intake.timezone)).date()
    with context.unit_of_work() as work:
        _check_closable(work, month, today)
        span = (month, last_day(month))
        post_days(context, work, [span], _unposted_days(work, *span))
        # From the first posting on nobody else writes: what was checked before
        # may have changed until then.
        before = _check_closable(work, month, today)
        version = context.settings.accounting.factor_version
        work.seals.keep_terms(month)
        parts = [
            (section, record_lines(section.table, rows))
            for section in work.seals.sections()
            for rows in [work.seals.records(section, month, version)]
        ]
        lines = {section.table: len(found) for section, found in parts}
        warnings = _warnings(work, month, lines["tickets"])
        terms = Terms(version, str(work.books.counting_rule()), tuple(warnings))
        seal, doubts = make_seal(month, before, parts, terms, moment)
        doubts += _rollup_breaches(work, month)
        if doubts:
            raise ConflictError(_contradiction(doubts))
        work.seals.append(seal)
    return seal


def _check_closable(work: UnitOfWork, month: date, today: date) -> Seal | None:
    """Find the seal the month's will follow."""
    name = month_text(month)
    chain = work.seals.chain()
    if any(seal.month == month for seal in chain):
        msg = said("seal.already", name=name)
        raise ConflictError(msg)
    if today <= last_day(month):
        msg = said(
            "seal.not_over", name=name, month=last_day(month), month_2=next_month(month)
        )
        raise NotReadyError(msg)
    first = work.seals.first_ticket_day()
    if not chain and first is None:
        msg = said("seal.no_data", name=name)
        raise NotReadyError(msg)
    due = next_month(chain[-1].month) if chain else (first or month).replace(day=1)
    if month != due:
        msg = said("seal.order", name=name, due=month_text(due))
        raise NotReadyError(msg)
    return chain[-1] if chain else None


def _unposted_days(work: UnitOfWork, first: date, last: date) -> set[date]:
    """Days of a month whose routes were never posted."""
    posted = {
        old.day for old in work.books.live(first, last) if old.source_table == ROUTES
    }
    days = range(last.day)
    return {first.replace(day=1 + day) for day in days} - posted


def _warnings(work: UnitOfWork, month: date, tickets: int) -> Iterator[dict[str, Any]]:
    """Say what is odd about a month, and does not stop it from being sealed."""
    if not tickets:
        yield {"code": "no_tickets"}
    doubted = Counter(
        flag.rule.value for flag, _ in work.weighings.flags(month, last_day(month))
    )
    for rule, count in sorted(doubted.items()):
        yield {"code": "flags", "rule": rule, "tickets": count}
    for site in balance_of(work, month).flagged:
        yield {"code": "mass_balance", "site": site.site_id, "gap_kg": site.gap_kg}


def _contradiction(doubts: list[Breach]) -> str:
    shown = "; ".join(
        f"{doubt.table} {doubt.key}: {doubt.found} kg instead of {doubt.sealed}"
        for doubt in doubts[:_SHOWN]
    )
    return said("seal.contradiction", month=doubts[0].month, shown=shown)


def verify(context: Context, expect: str = "") -> Verified:
    """Check every sealed month against its document and the database.

    Parameters
    ----------
    context
        Storage; the pool that months are checked in, side by side.
    expect
        Hash of the last seal as kept elsewhere; empty when there is no copy.
    """
    context.progress.stage("verify")
    with context.unit_of_work() as work:
        chain = work.seals.chain()
    breaches = check_chain(map(link_of, chain), expect)
    months = [seal.month for seal in chain]
    with context.executor() as pool:
        tasks = [pool.submit(verify_month, context.unit_of_work, m) for m in months]
        for done, task in enumerate(tasks, 1):
            breaches.extend(task.result())
            context.progress.advance(done, len(tasks))
    return Verified(len(chain), tuple(breaches), chain[-1].hash if chain else "")


def verify_month(factory: UnitOfWorkFactory, month: date) -> list[Breach]:
    """Check a sealed month against its document and the database."""
    with factory() as work:
        seal = work.seals.of_month(month)
        if seal is None:
            return [Breach(month_text(month), "missing", "seal", "seals")]
        version, sections = sealed_sections(seal)
        breaches = _document_breaches(seal)
        for section in sections:
            try:
                rows = work.seals.records(section, month, version)
                lines = record_lines(section.table, rows)
            except KeyError:
                # Only a header somebody else wrote names what there never was.
                row = (month_text(month), "unreadable", "seal", "seals")
                breaches.append(Breach(*row, month_text(month), section.table))
                continue
            breaches.extend(record_breaches(seal, section, lines))
        breaches.extend(_rollup_breaches(work, month))
    return breaches


def _rollup_breaches(work: UnitOfWork, month: date) -> list[Breach]:
    """Name sums reports stand on that do not add up to the sealed ones."""
    row = (month_text(month), "altered", "database")
    return [
        Breach(
            *row,
            apart.table,
            "|".join(apart.key),
            "net_kg",
            str(apart.monthly_kg),
            str(apart.kg),
        )
        for apart in work.seals.sums_apart(month)
    ]


def _document_breaches(seal: Seal) -> list[Breach]:
    parts = unpacked(seal)
    if parts is None:
        row = (month_text(seal.month), "unreadable", "document", "document")
        return [Breach(*row)]
    return check_month(link_of(seal), *parts)


def list_seals(context: Context) -> list[Seal]:
    """All seals in their order; documents and digests are left empty."""
    with context.unit_of_work() as work:
        return work.seals.chain()


def package(context: Context, path: Path) -> Path:
    """Write all sealed months and a script that verifies them as one zip.

    Parameters
    ----------
    context
        Storage.
    path
        File to write; nothing is left behind when it cannot be written in full.

    Raises
    ------
    NotReadyError
        When nothing is sealed yet.
    InputError
        When a sealed month cannot be read any more.
    """
    context.progress.stage("package")
    chain = list_seals(context)
    if not chain:
        msg = said("seal.none")
        raise NotReadyError(msg)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.part")
    try:
        _write_package(context, chain, partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _write_package(context: Context, chain: list[Seal], path: Path) -> None:
    verifier = files("recycling.accounting").joinpath(VERIFIER)
    fields = ("month", "sequence", "sealed_at", "previous_hash", "hash")
    seals = [{name: getattr(link_of(s), name) for name in fields} for s in chain]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(VERIFIER, verifier.read_bytes())
        file.writestr("README.txt", _readme())
        file.writestr("chain.json", canonical({"seals": seals}))
        for done, short in enumerate(chain, 1):
            with context.unit_of_work() as work:
                seal = work.seals.of_month(short.month)
            parts = None if seal is None else unpacked(seal)
            name = month_text(short.month)
            if parts is None:
                msg = said("seal.unreadable", name=name)
                raise InputError(msg)
            file.writestr(f"{name}/header.json", short.header)
            file.writestr(f"{name}/document.jsonl", parts[0])
            file.writestr(f"{name}/digests.txt", parts[1])
            context.progress.advance(done, len(chain))


def _readme() -> str:
    """How to verify, in both languages: who gets it speaks one of them."""
    return "\n\n".join(text("evidence.readme", lang) for lang in ("en", "zh")) + "\n"
