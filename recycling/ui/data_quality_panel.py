"""How good the data is: freshness, months, doubts, grades and checks."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import streamlit as st

from recycling.reporting.palette import RED
from recycling.services.context import Context
from recycling.services.data_quality import DataQuality
from recycling.services.network_state import NetworkState
from recycling.ui import data_frames, network_tables, widgets
from recycling.ui.cards import Card
from recycling.ui.charts import ACTUAL
from recycling.ui.figures import NONE, Figures, percent
from recycling.ui.i18n import Words

SHOWN_FLAGS = 500
"""Doubts in the table, the newest."""

_LOW_HEIGHT_PX = 120


def quality_cards(
    context: Context,
    quality: DataQuality,
    state: NetworkState | None,
    figures: Figures,
    today: date,
) -> list[Card]:
    """Cards of what a user looks at first."""
    words = figures.words
    errors = sum(f.severity.value == "error" for f in state.findings) if state else 0
    findings = len(state.findings) if state else 0
    total = sum(quality.grades_kg.values())
    missing = quality.missing_months
    return [
        _freshness_card(context, quality, words, today),
        Card(
            words("data.missing_months"),
            f"{len(missing)}",
            words("data.of_months", months=len(quality.months)),
            words.join([f"{month:%Y-%m}" for month in missing[-6:]]) or NONE,
        ),
        Card(
            words("data.flags"),
            f"{len(quality.flags):,}",
            words("data.last_year"),
            _most_frequent(quality, words),
        ),
        Card(
            words("data.findings"),
            f"{findings:,}",
            words("data.finding_errors", count=f"{errors:,}"),
            words("data.findings_note"),
        ),
        Card(
            words("data.measured"),
            percent(quality.grades_kg.get("measured", 0) / total if total else None),
            words("data.last_year"),
            words("data.measured_note"),
        ),
    ]


def _freshness_card(
    context: Context, quality: DataQuality, words: Words, today: date
) -> Card:
    zone = ZoneInfo(context.settings.intake.timezone)
    age = (today - quality.last_day).days if quality.last_day else None
    imported = quality.newest_import
    at = f"{data_frames.local(imported, zone):%Y-%m-%d %H:%M}" if imported else NONE
    return Card(
        words("headline.freshness"),
        f"{quality.last_day}" if quality.last_day else NONE,
        "" if age is None else words("data.days_ago", days=age),
        words("data.last_import", at=at),
    )


def _most_frequent(quality: DataQuality, words: Words) -> str:
    rules = [
        f"{words.label('FlagRule', rule.value)} {count:,}"
        for rule, count in list(quality.flags_by_rule().items())[:2]
    ]
    return words.join(rules) or NONE


def month_chart(quality: DataQuality, figures: Figures) -> Any:
    """Bars of tickets by month; months without any are marked."""
    frame = data_frames.month_frame(quality, figures)
    frame = frame.assign(is_missing=frame["tickets"] == 0)
    words = figures.words
    base = alt.Chart(frame).encode(
        x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    )
    tips = [
        alt.Tooltip("month:O", title=words("column.month")),
        alt.Tooltip("tickets:Q", title=words("data.tickets"), format=","),
        alt.Tooltip("state:N", title=words("data.state")),
    ]
    bars = base.mark_bar(color=ACTUAL, cornerRadiusEnd=2).encode(
        y=alt.Y("tickets:Q", title=words("data.tickets"), axis=alt.Axis(format="~s")),
        tooltip=tips,
    )
    gaps = (
        base.transform_filter(alt.datum.is_missing)
        .mark_point(shape="cross", size=90, color=RED, filled=True)
        .encode(y=alt.value(_LOW_HEIGHT_PX - 8), tooltip=tips)
    )
    return (
        alt.layer(bars, gaps)
        .properties(
            height=_LOW_HEIGHT_PX, usermeta={"embedOptions": {"actions": False}}
        )
        .configure_view(strokeWidth=0)
    )


def show(
    context: Context,
    quality: DataQuality,
    state: NetworkState | None,
    figures: Figures,
    today: date,
) -> None:
    """Show cards, months, grades, doubts and findings."""
    words = figures.words
    widgets.metric_cards(quality_cards(context, quality, state, figures, today))
    if quality.months:
        left, right = st.columns([3, 2])
        with left.container(border=True, height="stretch"):
            _months(quality, figures)
        with right.container(border=True, height="stretch"):
            _grades(quality, figures)
    with st.container(border=True):
        _flags(quality, words)
    if state is not None:
        with st.container(border=True):
            _findings(state, words)


def _months(quality: DataQuality, figures: Figures) -> None:
    words = figures.words
    st.subheader(words("data.months"), anchor=False)
    st.altair_chart(
        month_chart(quality, figures),
        key="data_months_chart",
        alt=words("data.months_alt"),
    )
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    with st.expander(words("section.table"), key="data_months_expander"):
        st.dataframe(
            data_frames.month_frame(quality, figures),
            hide_index=True,
            column_config={
                "month": text(words("column.month")),
                "tickets": number(words("data.tickets"), format="localized"),
                "mass": number(
                    words("column.actual", unit=figures.mass_unit_name()),
                    format="localized",
                ),
                "simulated": number(words("data.simulated"), format="percent"),
                "state": text(words("data.state")),
            },
            key="data_months",
            alt=words("data.months_alt"),
        )


def _grades(quality: DataQuality, figures: Figures) -> None:
    words = figures.words
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.subheader(words("data.grades"), anchor=False)
    st.caption(words("data.grades_note"))
    st.dataframe(
        data_frames.grade_frame(quality, figures),
        hide_index=True,
        column_config={
            "grade": text(words("data.grade")),
            "mass": number(
                words("column.actual", unit=figures.mass_unit_name()),
                format="localized",
            ),
            "share": st.column_config.ProgressColumn(
                words("data.share"), format="percent", min_value=0.0, max_value=1.0
            ),
        },
        key="data_grades",
        alt=words("data.grades"),
    )


def _flags(quality: DataQuality, words: Words) -> None:
    st.subheader(words("data.flags"), anchor=False)
    if not quality.flags:
        st.caption(words("data.flags_none"))
        return
    rules = quality.flags_by_rule()
    chosen = st.pills(
        words("data.rule"),
        list(rules),
        format_func=lambda rule: f"{words.label('FlagRule', rule.value)} {rules[rule]}",
        selection_mode="multi",
        key="data_flag_rules",
        label_visibility="collapsed",
    )
    flags = [pair for pair in quality.flags if not chosen or pair[0].rule in chosen]
    text = st.column_config.TextColumn
    st.dataframe(
        data_frames.flag_frame(flags, words, SHOWN_FLAGS),
        hide_index=True,
        height=min(360, 38 + 35 * len(flags)),
        column_config={
            "day": st.column_config.DateColumn(words("data.day")),
            "site": text(words("data.site")),
            "ticket": text(words("data.ticket")),
            "rule": text(words("data.rule")),
            "value": text(words("data.value")),
            "expected": text(words("data.expected")),
        },
        key="data_flags",
        alt=words("data.flags"),
    )
    st.caption(words("data.flags_way_out"))


def _findings(state: NetworkState, words: Words) -> None:
    st.subheader(words("data.findings"), anchor=False)
    frame = network_tables.finding_frame(state, words)
    if not len(frame):
        st.caption(words("data.findings_none"))
        return
    st.dataframe(
        frame,
        hide_index=True,
        height=min(320, 38 + 35 * len(frame)),
        column_config={
            name: st.column_config.TextColumn(words(f"data.finding_{name}"))
            for name in frame.columns
        },
        key="data_findings",
        alt=words("data.findings"),
    )
