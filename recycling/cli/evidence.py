"""``recycling evidence``: sealed months, verified and handed to third parties."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from recycling.accounting.verify_evidence import Breach
from recycling.cli.console import (
    JsonOption,
    WorkspaceOption,
    out,
    print_files,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import named_month
from recycling.cli.words import LANG, say
from recycling.domain.seals import Seal
from recycling.domain.units import KG_PER_T
from recycling.reporting.tables import Section
from recycling.schema.enums import label
from recycling.schema.messages import text
from recycling.services.sealing import close_month, list_seals, package, verify

app = typer.Typer(help=say("help.evidence"), no_args_is_help=True)

BROKEN = 1
"""Exit code when something is not as it was sealed."""

PACKAGE = "evidence.zip"


@app.command("close", help=say("help.evidence_close"))
def close(
    month: Annotated[
        str,
        typer.Option("--month", metavar="YYYY-MM", help=say("help.evidence_month")),
    ],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check, post and seal a finished month."""
    first, _ = named_month(month)
    with working(settings_of(workspace)) as context:
        seal = close_month(context, first)
    if as_json:
        print_json(_record(seal))
        return
    header = json.loads(seal.header)
    for warning in header["warnings"]:
        out.print(_warned(month, warning), style="yellow")
    tonnes = header["results"]["recovered"]["kg"] / KG_PER_T
    said = {"month": month, "tonnes": f"{tonnes:,.3f}", "hash": seal.hash}
    out.print(text("evidence.sealed", LANG, **said), soft_wrap=True)


@app.command("verify", help=say("help.evidence_verify"))
def verify_all(
    expect: Annotated[
        str, typer.Option("--expect", help=say("help.evidence_expect"))
    ] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Recompute every sealed month and name what is not as it was sealed."""
    with working(settings_of(workspace)) as context:
        found = verify(context, expect)
    if as_json:
        breaches = [breach._asdict() for breach in found.breaches]
        last = {"months": found.months, "last_hash": found.last_hash}
        print_json({**last, "breaches": breaches})
    else:
        for breach in found.breaches:
            out.print(_worded(breach), style="red", soft_wrap=True)
        state = "broken" if found.breaches else "verified" if found.months else "none"
        said = {"months": found.months, "hash": found.last_hash}
        line = text(f"evidence.{state}", LANG, **said, count=len(found.breaches))
        out.print(line, soft_wrap=True)
    if found.breaches:
        raise typer.Exit(BROKEN)


@app.command("package", help=say("help.evidence_package"))
def pack(
    path: Annotated[
        Path | None, typer.Option("--out", "-o", help=say("help.evidence_out"))
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write all sealed months and a stand-alone verifier script as one zip."""
    settings = settings_of(workspace)
    with working(settings) as context:
        written = package(context, path or settings.workspace / PACKAGE)
    print_files([written])


@app.command("list", help=say("help.evidence_list"))
def list_all(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """List the sealed months."""
    with working(settings_of(workspace)) as context:
        seals = list_seals(context)
    if as_json:
        print_json([_record(seal) for seal in seals])
        return
    if not seals:
        out.print(text("evidence.none", LANG))
        return
    print_section(_section(seals))


def _record(seal: Seal) -> dict[str, Any]:
    """Header of a seal and its hash, for programs."""
    return {"hash": seal.hash, "header": json.loads(seal.header)}


def _warned(month: str, warning: dict[str, Any]) -> str:
    values = {name: value for name, value in warning.items() if name != "code"}
    if "rule" in values:
        values["rule"] = label("FlagRule", values["rule"], LANG)
    return text(f"evidence.warning.{warning['code']}", LANG, month=month, **values)


def _worded(breach: Breach) -> str:
    what = " ".join(part for part in (breach.table, breach.key, breach.field) if part)
    return text(
        f"evidence.breach.{breach.kind}",
        LANG,
        month=breach.month,
        place=text(f"evidence.place.{breach.place}", LANG),
        what=what,
        sealed=breach.sealed,
        found=breach.found,
    )


def _section(seals: list[Seal]) -> Section:
    names = (
        "month", "sequence", "sealed_at", "tonnes", "version", "rule", "warnings",
        "hash",
    )  # fmt: skip
    rows = []
    for seal in seals:
        header = json.loads(seal.header)
        recovered_t = header["results"]["recovered"]["kg"] / KG_PER_T
        rows.append(
            (
                f"{seal.month:%Y-%m}",
                str(seal.sequence),
                f"{seal.sealed_at:%Y-%m-%d %H:%M}",
                f"{recovered_t:,.3f}",
                header["factor_version"],
                header["counting_rule"],
                str(len(header["warnings"])),
                seal.hash,
            )
        )
    return Section(
        key="evidence",
        title=text("evidence.title", LANG),
        headers=tuple(text(f"evidence.{name}", LANG) for name in names),
        rows=tuple(rows),
    )
