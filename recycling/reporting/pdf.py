"""Documents as PDF, set by Typst; words reach it as data, never as markup."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import typst

from recycling.domain.errors import NotReadyError
from recycling.reporting.charts import chart_svg
from recycling.reporting.documents import Chart, Document, Table, row_id
from recycling.schema.columns import Lang
from recycling.schema.messages import text

CHINESE_FAMILIES: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Serif CJK SC",
    "SimSun",
)
"""Families with simplified Chinese on Linux, Windows and macOS, best first."""

LATIN_FAMILY: Final = "Libertinus Serif"
"""What Typst brings along, for documents without Chinese."""

_FIRST_CJK: Final = 0x2E80
"""First code point of the CJK radicals; Chinese and its punctuation lie above."""


def document_pdf(document: Document) -> bytes:
    """Set a document as PDF.

    Raises
    ------
    NotReadyError
        When it has Chinese words and no font for them is installed; the message
        names the package that brings one.
    """
    tree: dict[str, Any] = {
        "title": document.title,
        "language": document.lang,
        "warning": document.warning,
        "paragraphs": document.paragraphs,
        "notes": [{"label": n.label, "text": n.text} for n in document.notes],
        "blocks": [_block(block) for block in document.blocks],
    }
    family = family_for(tree, document.lang)
    for block, shown in zip(document.blocks, tree["blocks"], strict=True):
        if isinstance(block, Chart):
            shown["svg"] = chart_svg(block, family)
    return set_pages("report.typ", tree, family)


def set_pages(layout: str, tree: Mapping[str, Any], family: str) -> bytes:
    """Set words by one of the layouts beside this module.

    Parameters
    ----------
    layout
        File name of the layout; it reads ``sys.inputs.document``.
    tree
        The words, as plain values.
    family
        Family they are set in; see `family_for`.
    """
    template = files("recycling.reporting").joinpath(layout).read_bytes()
    inputs = {"document": json.dumps({**tree, "fonts": [family]}, ensure_ascii=False)}
    return typst.compile(template, sys_inputs=inputs, font_paths=_system_fonts())


def family_for(tree: Mapping[str, Any], lang: Lang) -> str:
    """Pick the family of all words; those with Chinese have Latin letters too.

    Raises
    ------
    NotReadyError
        When there are Chinese words and no font for them is installed.
    """
    has_chinese = any(
        ord(letter) >= _FIRST_CJK for letter in json.dumps(tree, ensure_ascii=False)
    )
    installed = font_families()
    for family in CHINESE_FAMILIES:
        if family in installed:
            return family
    if has_chinese:
        raise NotReadyError(text("document.no_font", lang))
    return LATIN_FAMILY


def font_families() -> frozenset[str]:
    """Families Typst finds on this system."""
    return frozenset(_system_fonts().families())


@lru_cache(maxsize=1)
def _system_fonts() -> typst.Fonts:
    """Search the system's fonts, once: it takes longer than setting a page."""
    return typst.Fonts()


def _block(block: Table | Chart) -> dict[str, Any]:
    if isinstance(block, Chart):
        labels = [*block.labels, *(series.name for series in block.series)]
        return {"kind": "chart", "title": block.title, "words": labels}
    return {
        "kind": "table",
        "title": block.title,
        "headers": block.headers,
        "left": sorted({*range(len(block.headers))} - block.figure_columns),
        "rows": [
            {"cells": [cell.text for cell in row], "id": row_id(row)}
            for row in block.rows
        ],
        "note": block.note,
    }
