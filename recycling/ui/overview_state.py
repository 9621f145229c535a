"""What the overview keeps between runs: read once per state of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import cast

import streamlit as st

from recycling.domain.gap import Levers
from recycling.domain.jobs import Job
from recycling.domain.ledger import Posting
from recycling.domain.tracing import TicketEntry
from recycling.reporting.forecast_records import Forecast
from recycling.services.context import Context
from recycling.services.job_results import Kept, kept_result, newest_job
from recycling.services.overview import Overview, read_overview
from recycling.services.tracing import traced
from recycling.ui.data_version import DataVersion
from recycling.ui.overview_map import district_areas

MOST_ROWS = 200
"""Rows of a list on the page; the command line has all of them."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The beginning of what stands behind a figure.

    Attributes
    ----------
    entries, postings
        First tickets and postings.
    is_whole
        There are no more tickets.
    all_postings
        Number of postings.
    """

    entries: tuple[TicketEntry, ...]
    postings: tuple[Posting, ...]
    is_whole: bool
    all_postings: int


def overview(context: Context, state: DataVersion, day: date) -> Overview:
    """Everything the overview's figures are summed from."""
    return _overview(context, state, day)


def areas(context: Context, state: DataVersion, day: date) -> Mapping[str, str]:
    """Areas of the districts."""
    return _areas(context, state, day)


def forecast(context: Context) -> Kept[Forecast] | None:
    """Newest forecast a job made; ``None`` before the first."""
    return cast("Kept[Forecast] | None", _newest(context, "forecast"))


def levers(context: Context) -> Kept[Levers] | None:
    """Newest ranking of measures a job made; ``None`` before the first."""
    return cast("Kept[Levers] | None", _newest(context, "levers"))


def _newest(context: Context, kind: str) -> Kept[object] | None:
    job = newest_job(context, kind)
    return None if job is None else _result(job)


def behind(context: Context, state: DataVersion, figure: str) -> Behind:
    """Tickets and postings behind a figure, the first of them."""
    return _behind(context, state, figure)


# Nothing in these changes, so sessions share them. A plan made anew under its old id
# leaves the version as it was, hence the time limit; nobody waits for that reading.
@st.cache_resource(
    ttl="2m",
    max_entries=4,
    show_spinner=False,
    refresh_mode="background",
    hash_funcs={DataVersion: repr},
)
def _overview(_context: Context, state: DataVersion, day: date) -> Overview:
    del state
    return read_overview(_context, day)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs={DataVersion: repr})
def _areas(_context: Context, state: DataVersion, day: date) -> Mapping[str, str]:
    return district_areas(_overview(_context, state, day).network)


@st.cache_resource(
    max_entries=8, show_spinner=False, hash_funcs={Job: lambda job: job.job_id}
)
def _result(job: Job) -> Kept[object] | None:
    return kept_result(job)


@st.cache_resource(
    ttl="2m", max_entries=64, show_spinner=False, hash_funcs={DataVersion: repr}
)
def _behind(_context: Context, state: DataVersion, figure: str) -> Behind:
    del state
    with traced(_context, figure) as found:
        entries = tuple(islice(found.entries, MOST_ROWS))
        is_whole = next(found.entries, None) is None
    return Behind(entries, found.postings[:MOST_ROWS], is_whole, len(found.postings))
