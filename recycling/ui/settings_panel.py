"""The settings page's parts: parameters, maps, people and the rest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import streamlit as st

from recycling.config import Settings
from recycling.domain.errors import RefusedError
from recycling.domain.materials import Parameter
from recycling.services.context import Context
from recycling.services.parameter_editing import (
    ParameterChange,
    list_parameters,
    set_parameters,
)
from recycling.ui import people, refusals, session, settings_frames, widgets
from recycling.ui.figures import NONE
from recycling.ui.i18n import LANGUAGE_NAMES, Words

if TYPE_CHECKING:
    import pandas as pd

SNIPPETS: Final = {
    "none": '[maps]\nbasemap = "none"',
    "style": '[maps]\nbasemap = "style"\nstyle_url = "http://127.0.0.1:8080/style.json"',
    "tianditu": '[maps]\nbasemap = "tianditu"\nkey = "..."',
    "amap": '[maps]\nbasemap = "amap"',
}
"""Lines of ``recycling.toml`` that choose a basemap."""

USERS_SNIPPET: Final = '[users]\nnames = "Li Lei=planner; Wang Fang=dispatcher"'
LOGIN_SNIPPET: Final = (
    "[auth]\n"
    'redirect_uri = "https://example.org/oauth2callback"\n'
    'cookie_secret = "..."\n'
    'client_id = "..."\n'
    'client_secret = "..."\n'
    'server_metadata_url = "https://example.org/.well-known/openid-configuration"'
)

_ROUND_KEY = "settings_round"
_SAVED_KEY = "settings_saved"
_HEIGHT_PX: Final = 520


def parameters(context: Context, words: Words) -> None:
    """Search parameters, change them, save them together."""
    saved = st.session_state.pop(_SAVED_KEY, "")
    if saved:
        st.success(saved, icon=":material/check_circle:")
    everything = list_parameters(context)
    if not everything:
        st.info(words("settings.no_parameters"), icon=":material/tune:")
        return
    search, groups = _filter(everything, words)
    shown = [
        one
        for one in list_parameters(context, search)
        if not groups or one.code.partition(".")[0] in groups
    ]
    st.caption(
        words("settings.shown", shown=f"{len(shown):,}", all=f"{len(everything):,}")
    )
    before = settings_frames.parameter_frame(shown, words)
    # Another choice of rows is another table: edits belong to their rows.
    choice = f"{search}_{'-'.join(sorted(groups))}_{words.lang}"
    after = _edit(before, choice, words)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    source = left.text_input(
        words("settings.new_source"),
        placeholder=words("settings.new_source_hint"),
        key="settings_source",
    )
    changes = settings_frames.parameter_changes(before, after, source)
    if right.button(
        words("settings.save", count=len(changes)),
        key="settings_save",
        type="primary",
        icon=":material/save:",
        disabled=not changes,
        width="stretch",
    ):
        _save(context, changes, words)


def _filter(everything: Sequence[Parameter], words: Words) -> tuple[str, Sequence[str]]:
    """Ask which parameters are to be shown."""
    first, second = st.columns([2, 3], vertical_alignment="bottom")
    search = first.text_input(
        words("settings.search"),
        placeholder=words("settings.search_hint"),
        key="settings_search",
        bind="query-params",
    )
    groups = second.pills(
        words("settings.groups"),
        settings_frames.groups_of(everything),
        format_func=lambda name: (
            words(f"settings.group_{name}") if name in KNOWN_GROUPS else name
        ),
        selection_mode="multi",
        key="settings_groups",
        label_visibility="collapsed",
    )
    return search or "", groups


def _edit(before: "pd.DataFrame", choice: str, words: Words) -> "pd.DataFrame":
    """Let a user change figures, sources and notes in a table."""
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    number_of = st.session_state.setdefault(_ROUND_KEY, 0)
    return st.data_editor(
        before,
        hide_index=True,
        height=min(_HEIGHT_PX, 38 + 35 * max(1, len(before))),
        disabled=["code", "unit", "certainty"],
        column_config={
            "code": text(words("settings.code"), pinned=True),
            "value": number(words("settings.value")),
            "unit": text(words("settings.unit"), width="small"),
            "low": number(words("settings.low")),
            "high": number(words("settings.high")),
            "source": text(words("settings.source"), width="medium"),
            "note": text(words("settings.note"), width="medium"),
            "certainty": text(words("settings.certainty")),
        },
        placeholder=NONE,
        key=f"settings_table_{number_of}_{choice}",
        alt=words("settings.parameters_alt"),
    )


def _save(context: Context, changes: Sequence[ParameterChange], words: Words) -> None:
    """Save changes, or say everything that speaks against it."""
    try:
        moved = set_parameters(context, changes)
    except RefusedError as error:
        st.error(
            "\n".join(
                f"- {widgets.literal(line)}" for line in refusals.lines_of(error, words)
            ),
            title=words("settings.refused"),
            icon=":material/error:",
        )
        return
    st.session_state[_SAVED_KEY] = words("settings.saved", count=len(moved))
    st.session_state[_ROUND_KEY] += 1
    session.forget_version()
    st.rerun()


KNOWN_GROUPS: Final = (
    "carbon", "cost", "demand", "dispatch", "elv", "execution", "fleet", "reporting",
    "siting", "standard", "time", "travel", "weighing",
)  # fmt: skip
"""First words of codes that have a name of their own."""


def basemap(settings: Settings, words: Words) -> None:
    """Say what lies under maps, and how to change it."""
    now = settings.maps.basemap
    st.markdown(words("settings.map_now", name=words(f"settings.map_{now}")))
    tell = st.success if now == "none" else st.warning
    tell(
        words("settings.map_offline" if now == "none" else "settings.map_online"),
        icon=":material/lock:" if now == "none" else ":material/public:",
    )
    wanted = st.radio(
        words("settings.map_want"),
        list(SNIPPETS),
        index=list(SNIPPETS).index(now),
        format_func=lambda name: words(f"settings.map_{name}"),
        captions=[words(f"settings.map_{name}_note") for name in SNIPPETS],
        key="settings_map",
    )
    st.caption(
        words("settings.map_how", file=f"`{settings.workspace / 'recycling.toml'}`")
    )
    st.code(SNIPPETS[wanted or now], language="toml")


def users(settings: Settings, words: Words) -> None:
    """Say who there is and who this is."""
    known = people.users_of(settings)
    name = people.logged_in()
    if name:
        st.success(words("settings.logged_in", name=name), icon=":material/person:")
        st.button(words("settings.logout"), key="settings_logout", on_click=st.logout)
    elif people.has_login():
        st.button(words("settings.login"), key="settings_login", on_click=st.login)
    left, right = st.columns(2)
    with left:
        if known:
            st.dataframe(
                settings_frames.user_frame(known, words),
                hide_index=True,
                column_config={
                    "name": st.column_config.TextColumn(words("settings.name")),
                    "role": st.column_config.TextColumn(words("settings.role")),
                },
                key="settings_users",
                alt=words("settings.tab_users"),
            )
        else:
            st.info(words("settings.no_users"), icon=":material/group:")
        if not name:
            names = [user.name for user in known] or [people.who(settings)]
            who = people.who(settings)
            st.selectbox(
                words("settings.who"),
                names,
                index=names.index(who) if who in names else None,
                placeholder=words("settings.who_hint", name=who),
                help=words("settings.who_help"),
                key=people.WHO_KEY,
                persist_state="session",
            )
    with right:
        st.markdown(words("settings.users_how"))
        st.code(USERS_SNIPPET, language="toml")
        st.markdown(words("settings.login_how"))
        st.code(LOGIN_SNIPPET, language="toml")


def general(settings: Settings, words: Words) -> None:
    """Show the language and every other setting as it is."""
    st.markdown(
        words(
            "settings.language",
            here=LANGUAGE_NAMES[words.lang],
            usual=dict(LANGUAGE_NAMES).get("en" if settings.language == "en" else "zh"),
        )
    )
    text = st.column_config.TextColumn
    st.dataframe(
        settings_frames.setting_frame(settings),
        hide_index=True,
        height=_HEIGHT_PX,
        column_config={
            "name": text(words("settings.setting")),
            "value": text(words("settings.value"), width="large"),
            "is_changed": st.column_config.CheckboxColumn(words("settings.changed")),
        },
        key="settings_all",
        alt=words("settings.tab_general"),
    )
    st.caption(
        words("settings.general_how", file=f"`{settings.workspace / 'recycling.toml'}`")
    )
