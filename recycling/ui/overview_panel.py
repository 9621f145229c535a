"""Parts of the overview that ask: filters, and the jobs its results come from."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import streamlit as st

from recycling.domain.materials import Stream
from recycling.schema.columns import LANGUAGES
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.job_results import Kept, ask_again
from recycling.services.overview import Overview
from recycling.ui import job_panel
from recycling.ui.i18n import Words
from recycling.ui.overview_choice import Choice, periods, quarter_of

PERIOD, DISTRICT, MATERIAL, STREAM = "period", "district", "material", "stream"
"""Filters, by their names in the address."""

HOUR_S, DAY_S = 3600, 86_400


def choose(overview: Overview, words: Words) -> Choice:
    """Show the filters, and return what they choose."""
    counted = {row.material for row in overview.cells}
    network = overview.network
    options = {
        PERIOD: periods(overview),
        DISTRICT: ["", *sorted(network.districts)],
        MATERIAL: ["", *(code for code in network.materials if code in counted)],
        STREAM: ["", *(stream.value for stream in Stream)],
    }
    chosen = []
    for place, (name, codes) in zip(st.columns(4), options.items(), strict=True):
        _adopt(name, codes, overview)
        with place:
            code = st.selectbox(
                words(f"filter.{name}"),
                codes,
                format_func=partial(option_name, name, overview, words),
                key=name,
                bind="query-params",
            )
        chosen.append(code or codes[0])
    return Choice(*chosen)


def _adopt(name: str, codes: Iterable[str], overview: Overview) -> None:
    """Take a filter from an address written in another language, or by code."""
    asked = st.query_params.get(name, "")
    if not asked or name in st.session_state:
        return
    for code in codes:
        named = (option_name(name, overview, Words(lang), code) for lang in LANGUAGES)
        if asked in {code, *named}:
            st.session_state[name] = code


def option_name(name: str, overview: Overview, words: Words, code: str) -> str:
    """Name an option of a filter."""
    network = overview.network
    match name:
        case _ if not code:
            return words("filter.all")
        case "period":
            return period_name(code, overview, words)
        case "district":
            return words.name(network.districts[code])
        case "material":
            return words.name(network.materials[code])
    return words.label("Stream", code)


def period_name(period: str, overview: Overview, words: Words) -> str:
    """Name a period: a year, the running one to date, a quarter or a month."""
    quarter = quarter_of(period)
    if quarter is not None:
        return words("filter.quarter", year=quarter[0], quarter=quarter[1])
    year, _, month = period.partition("-")
    if month:
        return words("filter.month", year=year, month=month)
    is_running = year == f"{overview.day.year}"
    return words("filter.running_year" if is_running else "filter.year", year=year)


def result_line(
    context: Context, kind: str, kept: Kept[Any] | None, note: str, words: Words
) -> None:
    """Say how old a result is, and offer to work it out again by a worker."""
    age = words("result.none") if kept is None else age_of(kept, words)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.caption(f"{age} {note}".strip(), width="content")
        st.button(
            words("result.make" if kept is None else "result.again"),
            key=f"again_{kind}",
            icon=":material/refresh:",
            on_click=_again,
            args=(context, kind),
        )


def age_of(kept: Kept[Any], words: Words) -> str:
    """Say how long ago a result was made."""
    seconds = max(0, int((utc_now() - kept.made_at).total_seconds()))
    if seconds < HOUR_S:
        return words("result.minutes", count=seconds // 60)
    if seconds < DAY_S:
        return words("result.hours", count=seconds // HOUR_S)
    return words("result.days", count=seconds // DAY_S)


def _again(context: Context, kind: str) -> None:
    job_panel.open_job(ask_again(context, kind).job_id)
