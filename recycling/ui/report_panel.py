"""Choosing a report, showing it, taking it away, and the tickets behind a figure."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO
from itertools import islice
from typing import Any, Final

import streamlit as st

from recycling.domain.parties import Party
from recycling.domain.sites import INTAKE_KINDS
from recycling.reporting.document_files import Format, document_content
from recycling.reporting.documents import Chart, ChartKind, Document, Table
from recycling.reporting.pen import MassUnit, VehicleUnit
from recycling.schema.columns import TABLES
from recycling.schema.messages import text
from recycling.schema.safe import safe_cell
from recycling.services.context import Context
from recycling.services.tracing import traced
from recycling.ui import report_charts, report_frames, widgets
from recycling.ui.i18n import Words
from recycling.ui.report_request import DEFAULT_MASS, KINDS, OF_DAYS, ReportAsk

FORMATS: Final = {
    Format.XLSX: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ":material/table:",
    ),
    Format.PDF: ("application/pdf", ":material/picture_as_pdf:"),
    Format.CSV: ("text/csv", ":material/csv:"),
    Format.JSON: ("application/json", ":material/data_object:"),
}
"""What a report can be taken away as."""

MOST_TICKETS: Final = 200
"""Tickets shown of a figure; the download has all of them."""

_TABLE_HEIGHT_PX: Final = 460


def choose(context: Context, last: date, words: Words) -> ReportAsk:
    """Show what can be chosen, all of it in the address, and read it.

    Parameters
    ----------
    context
        Storage.
    last
        Day of the newest ticket: reports end there unless another is chosen.
    words
        Words of the language.
    """
    kind = (
        st.segmented_control(
            words("reports.kind"),
            list(KINDS),
            default="target",
            required=True,
            format_func=lambda name: words(f"reports.kind_{name}"),
            key="report",
            bind="query-params",
            label_visibility="collapsed",
        )
        or "target"
    )
    first, second, third, fourth = st.columns([3, 3, 2, 2])
    day, days = None, None
    with first:
        if kind in OF_DAYS:
            days = _choose_days(kind, last, words)
        else:
            day = st.date_input(
                words("reports.day"),
                value=last,
                max_value=last,
                format="YYYY-MM-DD",
                key="report_day",
            )
    with second:
        part = _choose_part(context, kind, words)
    with third:
        mass = _choose_mass(kind, words)
    vehicles = fourth.selectbox(
        words("reports.vehicles"),
        list(VehicleUnit),
        format_func=lambda unit: text(f"unit.{unit}_vehicles", words.lang),
        disabled=kind != "target",
        key="report_vehicles",
    )
    return ReportAsk(
        kind,
        words.lang,
        mass,
        vehicles or VehicleUnit.TEN_K,
        day if isinstance(day, date) else None,
        days,
        part,
    )


def _choose_mass(kind: str, words: Words) -> MassUnit:
    masses = list(MassUnit)
    usual = DEFAULT_MASS.get(kind, MassUnit.TEN_KT)
    chosen = st.selectbox(
        words("reports.mass"),
        masses,
        index=masses.index(usual),
        format_func=lambda unit: text(f"unit.{unit}", words.lang),
        disabled=kind == "settlement",
        key=f"report_mass_{kind}",
    )
    return chosen or usual


def _choose_days(kind: str, last: date, words: Words) -> tuple[date, date] | None:
    # Parties are settled with by the month, carbon is stated by the year.
    first = last.replace(day=1) if kind == "settlement" else date(last.year, 1, 1)
    chosen: Any = st.date_input(
        words("reports.days"),
        value=(first, last),
        max_value=last,
        format="YYYY-MM-DD",
        key=f"report_days_{kind}",
    )
    # While a user has chosen the first day only, the last one is not known.
    return (chosen[0], chosen[1]) if len(chosen) == 2 else None


def _choose_part(context: Context, kind: str, words: Words) -> str:
    """Choose one district, site or party, or all of them."""
    if kind not in {"district", "site", "settlement"}:
        st.selectbox(
            words("reports.part"),
            [words("reports.part_city")],
            disabled=True,
            key=f"report_part_{kind}",
        )
        return ""
    with context.unit_of_work() as work:
        if kind == "settlement":
            names = {p.party_id: p.name for p in work.inputs.rows(Party)}
        else:
            network = work.inputs.network()
            names = (
                {code: words.name(d) for code, d in network.districts.items()}
                if kind == "district"
                else {
                    site_id: f"{site.name} ({site_id})"
                    for site_id, site in network.sites.items()
                    if site.kind in INTAKE_KINDS
                }
            )
    return (
        st.selectbox(
            words(f"reports.part_{kind}"),
            ["", *names],
            format_func=lambda code: names.get(code, words("reports.part_all")),
            key=f"report_part_{kind}",
        )
        or ""
    )


def downloads(document: Document, words: Words) -> None:
    """Offer the document in every format; each is made when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        for form, (mime, icon) in FORMATS.items():
            st.download_button(
                form.value.upper(),
                _content(document, form),
                file_name=f"{document.key}.{form.value}",
                mime=mime,
                icon=icon,
                on_click="ignore",
                key=f"report_download_{form.value}",
                help=words("reports.download"),
            )


def _content(document: Document, form: Format) -> Callable[[], str | bytes]:
    return lambda: document_content(document, form)


def show(document: Document, words: Words) -> str:
    """Show a document as it would be printed.

    Returns
    -------
    str
        The figure a user has chosen in a table, empty for none.
    """
    chosen = ""
    if document.warning:
        st.warning(widgets.literal(document.warning), icon=":material/science:")
    for paragraph in document.paragraphs:
        st.markdown(widgets.literal(paragraph))
    if any(table.is_traceable for table in document.tables):
        st.caption(words("reports.trace_hint"))
    for block in document.blocks:
        with st.container(border=True):
            if isinstance(block, Chart):
                _show_chart(block)
            else:
                chosen = _show_table(document, block) or chosen
    with st.expander(words("reports.notes"), key="report_notes"):
        for note in document.notes:
            st.markdown(
                f"**{widgets.literal(note.label)}** {widgets.literal(note.text)}"
            )
    return chosen


def _show_chart(chart: Chart) -> None:
    st.markdown(f"**{widgets.literal(chart.title)}**")
    # The colours of a waterfall are its totals, and steps up and down.
    if chart.kind is not ChartKind.WATERFALL:
        widgets.colour_key(report_charts.chart_colours(chart))
    st.altair_chart(
        report_charts.report_chart(chart),
        key=f"report_chart_{chart.key}",
        alt=chart.title,
    )


def _show_table(document: Document, table: Table) -> str:
    """Show a table, and give the figure whose cell is selected."""
    st.markdown(f"**{widgets.literal(table.title)}**")
    figures = table.figure_columns
    columns = {
        f"c{place}": st.column_config.TextColumn(
            header,
            alignment="right" if place in figures else "left",
            pinned=place == 0,
        )
        for place, header in enumerate(table.headers)
    }
    frame = report_frames.table_frame(table)
    height = min(_TABLE_HEIGHT_PX, 38 + 35 * max(1, len(frame)))
    key = f"report_table_{document.key}_{table.key}"
    if not table.is_traceable:
        st.dataframe(
            frame,
            hide_index=True,
            height=height,
            column_config=columns,
            key=key,
            alt=table.title,
        )
        cells = []
    else:
        event: Any = st.dataframe(
            frame,
            hide_index=True,
            height=height,
            column_config=columns,
            on_select="rerun",
            selection_mode="single-cell",
            key=key,
            alt=table.title,
        )
        cells = event["selection"]["cells"]
    if table.note:
        st.caption(widgets.literal(table.note))
    return next(
        (report_frames.figure_at(table, row, int(name[1:])) for row, name in cells), ""
    )


def show_trace(context: Context, figure: str, words: Words) -> None:
    """Show the tickets behind a figure."""
    with traced(context, figure) as found:
        entries = list(islice(found.entries, MOST_TICKETS))
        is_whole = next(found.entries, None) is None
        postings, sources = len(found.postings), found.sources
    st.markdown(f"**{words('reports.behind')}** `{figure}`")
    st.caption(
        words(
            "reports.behind_note" if is_whole else "reports.behind_part",
            tickets=f"{len(entries):,}",
            postings=f"{postings:,}",
            kg=f"{sum(entry.net_kg for entry in entries):,}",
        )
    )
    if sources:
        st.dataframe(
            report_frames.source_frame(sources),
            hide_index=True,
            height=min(_TABLE_HEIGHT_PX, 38 + 35 * len(sources)),
            column_config={
                name: words(f"reports.{name}") for name in report_frames.SOURCE_COLUMNS
            },
            key="report_sources",
            alt=words("reports.sources"),
        )
    named = TABLES["tickets"].by_attribute
    st.dataframe(
        report_frames.entry_frame(entries, words),
        hide_index=True,
        height=min(_TABLE_HEIGHT_PX, 38 + 35 * max(1, len(entries))),
        column_config={
            name: st.column_config.Column(
                named[name].header(words.lang).name
                if name in named
                else words(f"reports.{name}")
            )
            for name in report_frames.TICKET_COLUMNS
        },
        key="report_tickets",
        alt=words("reports.behind"),
    )
    st.download_button(
        words("reports.behind_download"),
        lambda: tickets_csv(context, figure, words),
        file_name="tickets.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="report_tickets_download",
    )


def tickets_csv(context: Context, figure: str, words: Words) -> bytes:
    """Write all tickets behind a figure; no value in it runs as a formula."""
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(report_frames.TICKET_COLUMNS)
    with traced(context, figure) as found:
        frame = report_frames.entry_frame(found.entries, words)
    for row in frame.itertuples(index=False):
        writer.writerow([safe_cell(cell) for cell in row])
    return stream.getvalue().encode("utf-8-sig")
