"""What a browser session works with: language, settings, cached data."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from recycling.bootstrap import build_context
from recycling.config import Settings, load_settings
from recycling.domain.errors import RecyclingError
from recycling.domain.studies import SitingStudy
from recycling.reporting.documents import Document
from recycling.schema.columns import Lang
from recycling.services.context import Context
from recycling.services.data_quality import DataQuality, data_quality
from recycling.services.network_state import (
    SiteHistory,
    network_state,
    site_history,
)
from recycling.services.study_files import load_study
from recycling.services.study_results import StudyMap, study_stamps
from recycling.services.study_results import study_map as read_study_map
from recycling.ui import basemap, people
from recycling.ui.data_version import DataVersion, read_version
from recycling.ui.figures import MASS_UNITS, Figures, MassUnit
from recycling.ui.i18n import LANGUAGE_NAMES, Words
from recycling.ui.network_records import NetworkView, network_sites
from recycling.ui.report_request import ReportAsk, make_document

LANG_KEY = "lang"
UNIT_KEY = "unit"


def initial_language(locale: str | None) -> Lang:
    """Language a session starts in.

    Parameters
    ----------
    locale
        What the browser speaks, for example ``zh-CN``.

    Returns
    -------
    Lang
        The browser's language where the app has it, else that of the settings.
    """
    spoken = (locale or "").split("-")[0].lower()
    for lang in LANGUAGE_NAMES:
        if spoken == lang:
            return lang
    try:
        configured = load_settings().language
    except RecyclingError:
        # The page asks for the settings again and shows what is wrong with them.
        configured = ""
    return "en" if configured == "en" else "zh"


def words() -> Words:
    """Words of the language the user chose."""
    return Words(st.session_state[LANG_KEY])


def figures() -> Figures:
    """Figures in the language and unit the user chose."""
    unit: MassUnit = st.session_state.get(UNIT_KEY) or MASS_UNITS[0]
    return Figures(words(), unit)


def context() -> Context:
    """Context of the workspace's database, built once per process.

    Who acts is who works in this session.
    """
    settings = load_settings()
    return replace(_context(settings), user=people.who(settings))


def speaking(current: Context) -> Context:
    """Context of which use cases word their messages in the session's language."""
    spoken = replace(current.settings, language=words().lang)
    return replace(current, settings=spoken)


def version(current: Context) -> DataVersion:
    """State of the database, at most a few seconds old."""
    return _version(current, current.settings.database_url)


def network(current: Context, state: DataVersion, day: date) -> NetworkView:
    """Everything the network page shows of a state of the database."""
    return _network(current, state, day)


def site(current: Context, state: DataVersion, site_id: str, day: date) -> SiteHistory:
    """Read the history of one site in a state of the database."""
    return _site(current, state, site_id, day)


def quality(current: Context, state: DataVersion) -> DataQuality:
    """How good the data of a state of the database is."""
    return _quality(current, state)


def document(current: Context, state: DataVersion, ask: ReportAsk) -> Document:
    """Report of a state of the database."""
    return _document(current, state, ask)


def on_basemap(deck: Any) -> Any:
    """Put a map on the basemap of the settings; on none unless they name one."""
    return basemap.on_basemap(deck, load_settings().maps)


def forget_version() -> None:
    """Look at the database anew at once: this session has just changed it."""
    _version.clear()


def studies(current: Context) -> list[SitingStudy]:
    """All scenarios that were saved, by name; the same file is read once."""
    folder = str(current.settings.workspace)
    stamps = study_stamps(current)
    return [_study(current, folder, name, at) for name, at in stamps.items()]


def newest_study(current: Context) -> str:
    """Name of the scenario that was saved last, empty before the first."""
    stamps = study_stamps(current)
    return max(stamps, key=stamps.__getitem__, default="")


def study_map(current: Context, study: SitingStudy, year: int) -> StudyMap:
    """Catchments of a scenario's year; saved anew it is another one."""
    return _study_map(current, study, year)


def today(settings: Settings) -> date:
    """Today in the city."""
    return datetime.now(ZoneInfo(settings.intake.timezone)).date()


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={Settings: repr})
def _context(settings: Settings) -> Context:
    return build_context(settings)


# Counting millions of tickets takes a moment, a click should not.
@st.cache_data(ttl="10s", max_entries=2, show_spinner=False)
def _version(_context: Context, address: str) -> DataVersion:
    del address
    return read_version(_context)


@st.cache_resource(
    ttl="10m", max_entries=2, show_spinner=False, hash_funcs={DataVersion: repr}
)
def _network(_context: Context, state: DataVersion, day: date) -> NetworkView:
    del state
    found = network_state(_context, day)
    return NetworkView(found, network_sites(found))


@st.cache_resource(
    ttl="10m", max_entries=64, show_spinner=False, hash_funcs={DataVersion: repr}
)
def _site(
    _context: Context, state: DataVersion, site_id: str, day: date
) -> SiteHistory:
    del state
    return site_history(_context, site_id, day)


@st.cache_resource(
    ttl="10m", max_entries=2, show_spinner=False, hash_funcs={DataVersion: repr}
)
def _quality(_context: Context, state: DataVersion) -> DataQuality:
    del state
    return data_quality(_context)


# What was posted may change without a new import, hence the time limit.
@st.cache_resource(
    ttl="2m",
    max_entries=16,
    show_spinner=False,
    hash_funcs={DataVersion: repr, ReportAsk: repr},
)
def _document(_context: Context, state: DataVersion, ask: ReportAsk) -> Document:
    del state
    return make_document(_context, ask)


@st.cache_resource(ttl="1h", max_entries=24, show_spinner=False)
def _study(_context: Context, folder: str, name: str, saved_ns: int) -> SitingStudy:
    del folder, saved_ns
    return load_study(_context.settings.workspace, name)


def _making(study: SitingStudy) -> tuple[str, float, int]:
    """Tell a study from others: no two solves take the same microseconds."""
    return study.name, study.seconds, study.cost_fen


@st.cache_resource(
    ttl="10m", max_entries=8, show_spinner=False, hash_funcs={SitingStudy: _making}
)
def _study_map(_context: Context, study: SitingStudy, year: int) -> StudyMap:
    return read_study_map(_context, study, year)
