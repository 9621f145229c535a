"""The form that changes a site: a field per column, checked like an import."""

from collections.abc import Iterable
from datetime import date
from typing import Final

import streamlit as st

from recycling.domain.errors import FaultsError
from recycling.domain.sites import Site
from recycling.intake.report import fault_message
from recycling.schema.columns import TABLES, Column
from recycling.schema.enums import ENUMS
from recycling.services.context import Context
from recycling.services.network_state import NetworkState
from recycling.services.site_editing import (
    SITES,
    edit_site,
    editable,
    site_cells,
)
from recycling.ui import session, widgets
from recycling.ui.i18n import Words

_GROUPS: Final = {
    "basics": ("name", "kind", "district", "status", "lon", "lat", "materials"),
    "size": (
        "facility_class",
        "capacity_kg_per_year",
        "capacity_units_per_year",
        "intake_kg_per_day",
        "area_m2",
        "is_green",
    ),
    "compliance": (
        "permit_no",
        "permit_valid_to",
        "has_weighbridge",
        "has_hazardous_store",
        "has_dust_control",
        "has_noise_control",
    ),
    "source": ("source", "certainty"),
}


def groups() -> dict[str, tuple[str, ...]]:
    """Columns by part of the form; those with no part of their own are about work."""
    placed = {name for names in _GROUPS.values() for name in names}
    rest = tuple(name for name in editable() if name not in placed)
    return {**_GROUPS, "work": rest}


SAVED_KEY = "site_saved"
_YES_NO: Final = ("no", "yes")


def show(context: Context, state: NetworkState, site: Site, words: Words) -> None:
    """Show the form; saving runs the checks and tells every fault."""
    told = st.session_state.pop(SAVED_KEY, "")
    if told:
        st.success(told, icon=":material/check_circle:")
    cells = site_cells(site)
    columns = TABLES[SITES].by_attribute
    with st.form(f"site_form_{site.site_id}", border=False):
        given: dict[str, str] = {}
        for group, names in groups().items():
            st.markdown(f"**{words(f'network.form.{group}')}**")
            left, right = st.columns(2)
            for place, name in enumerate(names):
                with left if place % 2 == 0 else right:
                    key = f"edit_{site.site_id}_{name}"
                    given[name] = _field(columns[name], cells[name], state, words, key)
        is_saved = st.form_submit_button(
            words("network.form.save"), type="primary", icon=":material/save:"
        )
    if is_saved:
        _save(context, site, changed(cells, given), words)


def changed(before: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """Cells of a form that differ from what is recorded."""
    return {
        name: cell.strip()
        for name, cell in given.items()
        if cell.strip() != before[name]
    }


def _save(context: Context, site: Site, changes: dict[str, str], words: Words) -> None:
    if not changes:
        st.info(words("network.form.same"), icon=":material/info:")
        return
    try:
        edit_site(context, site.site_id, changes)
    except FaultsError as error:
        lines = [fault_message(fault, words.lang) for fault in error.faults]
        body = "\n".join(f"- {widgets.literal(line)}" for line in lines)
        st.error(body, title=words("network.form.refused"), icon=":material/error:")
        return
    names = (TABLES[SITES].by_attribute[n].description(words.lang) for n in changes)
    st.session_state[SAVED_KEY] = words(
        "network.form.saved", columns=words.join(list(names)), user=context.user
    )
    session.forget_version()
    st.rerun()


def _field(
    column: Column, cell: str, state: NetworkState, words: Words, key: str
) -> str:
    """Show the field of a column and return its cell."""
    label = column.description(words.lang)
    if column.unit and column.kind != "time":
        label = f"{label} ({column.unit})"
    if column.kind == "bool":
        is_on = st.toggle(label, value=cell == _YES_NO[True], key=key)
        return _YES_NO[is_on]
    if column.kind == "date":
        day = date.fromisoformat(cell) if cell else None
        given = st.date_input(label, value=day, format="YYYY-MM-DD", key=key)
        return f"{given:%Y-%m-%d}" if isinstance(given, date) else ""
    if column.kind == "list" and column.target:
        codes = list(state.network.materials)
        names = {c: words.name(m) for c, m in state.network.materials.items()}
        own = [code for code in cell.split(";") if code in names]
        chosen = st.multiselect(
            label,
            codes,
            default=own,
            format_func=names.__getitem__,
            placeholder=words("network.form.all"),
            key=key,
        )
        return ";".join(chosen)
    known = _known(column, state, words)
    if known is not None:
        if cell not in known:
            known = {cell: cell, **known}
        place = list(known).index(cell)
        picked = st.selectbox(
            label, list(known), index=place, format_func=known.__getitem__, key=key
        )
        return str(picked)
    return st.text_input(label, value=cell, key=key)


def _known(column: Column, state: NetworkState, words: Words) -> dict[str, str] | None:
    """Cells a column may hold with their names; ``None`` where it is free."""
    if column.kind == "enum":
        return {code: words.label(column.target, code) for code in ENUMS[column.target]}
    if column.target == "districts":
        return _named(state.network.districts.items(), words)
    if column.target == "facility_classes":
        return {"": words("network.form.none")} | _named(
            state.network.facility_classes.items(), words
        )
    return None


def _named(things: Iterable[tuple[str, object]], words: Words) -> dict[str, str]:
    return {code: words.name(thing) for code, thing in things}  # type: ignore[arg-type]
