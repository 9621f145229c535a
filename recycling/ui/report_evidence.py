"""Sealed months on a page: the chain, whether it still holds, and the package."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st

from recycling.accounting.verify_evidence import Breach
from recycling.domain.seals import Seal
from recycling.domain.units import KG_PER_T
from recycling.schema.messages import text
from recycling.services.context import Context
from recycling.services.sealing import list_seals, package, verify
from recycling.ui import widgets
from recycling.ui.i18n import Words

_NAMES = (
    "month", "sequence", "sealed_at", "tonnes", "version", "rule", "warnings", "hash",
)  # fmt: skip


def seal_frame(seals: list[Seal]) -> pd.DataFrame:
    """List sealed months with what they were sealed under, the newest first."""
    rows = []
    for seal in reversed(seals):
        header = json.loads(seal.header)
        rows.append(
            {
                "month": f"{seal.month:%Y-%m}",
                "sequence": seal.sequence,
                "sealed_at": seal.sealed_at,
                "tonnes": header["results"]["recovered"]["kg"] / KG_PER_T,
                "version": header["factor_version"],
                "rule": header["counting_rule"],
                "warnings": len(header["warnings"]),
                "hash": seal.hash,
            }
        )
    return pd.DataFrame(rows, columns=list(_NAMES))


def breach_words(breach: Breach, words: Words) -> str:
    """Say what is not as it was sealed."""
    what = " ".join(part for part in (breach.table, breach.key, breach.field) if part)
    return text(
        f"evidence.breach.{breach.kind}",
        words.lang,
        month=breach.month,
        place=text(f"evidence.place.{breach.place}", words.lang),
        what=what,
        sealed=breach.sealed,
        found=breach.found,
    )


def show(context: Context, words: Words) -> None:
    """Show the chain of sealed months; verify it and hand it over when asked."""
    seals = list_seals(context)
    if not seals:
        st.info(text("evidence.none", words.lang), icon=":material/lock_open:")
        st.code("recycling evidence close --month YYYY-MM", language="sh")
        return
    st.dataframe(
        seal_frame(seals),
        hide_index=True,
        column_config={
            name: st.column_config.Column(text(f"evidence.{name}", words.lang))
            for name in _NAMES
        },
        key="evidence_seals",
        alt=text("evidence.title", words.lang),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        wants = st.button(
            words("reports.verify"), key="evidence_verify", icon=":material/verified:"
        )
        st.download_button(
            words("reports.package"),
            lambda: package_bytes(context),
            file_name="evidence.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            on_click="ignore",
            key="evidence_package",
        )
    if not wants:
        return
    with st.spinner(words("reports.verifying"), show_time=True):
        found = verify(context)
    state = "broken" if found.breaches else "verified"
    said = text(
        f"evidence.{state}",
        words.lang,
        months=found.months,
        hash=found.last_hash,
        count=len(found.breaches),
    )
    tell = st.error if found.breaches else st.success
    tell(widgets.literal(said), icon=":material/verified:")
    for breach in found.breaches:
        st.markdown(f"- {widgets.literal(breach_words(breach, words))}")


def package_bytes(context: Context) -> bytes:
    """Zip of all sealed months and the script that verifies them."""
    with TemporaryDirectory() as folder:
        return package(context, Path(folder) / "evidence.zip").read_bytes()
