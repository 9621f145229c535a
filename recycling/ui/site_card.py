"""The card of one site: what it is, how it was used, what it lacks; and its form."""

import streamlit as st

from recycling.services.context import Context
from recycling.services.network_state import NetworkState, SiteHistory
from recycling.ui import network_panel, network_tables, site_form, widgets
from recycling.ui.figures import Figures

VIEWS = ("facts", "history", "checks", "edit")
"""What a card can show, one at a time."""

_MOST_FLAGS = 20


def show(
    context: Context, state: NetworkState, history: SiteHistory, figures: Figures
) -> None:
    """Show the card of a site."""
    words, site = figures.words, history.site
    with st.container(border=True, key="site_card"):
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
        ):
            st.subheader(widgets.literal(site.name), anchor=False, width="content")
            st.button(
                words("network.close"),
                icon=":material/close:",
                type="tertiary",
                key="site_close",
                on_click=network_panel.leave_site,
            )
        with st.container(horizontal=True):
            st.badge(words.label("SiteKind", site.kind.value), color="blue")
            if site.is_green:
                st.badge(words("network.green"), icon=":material/eco:", color="green")
            if history.flags:
                count = f"{len(history.flags):,}"
                st.badge(words("network.flags_badge", count=count), color="orange")
        view = st.segmented_control(
            words("network.view"),
            VIEWS,
            default=VIEWS[0],
            required=True,
            format_func=lambda name: words(f"network.view_{name}"),
            key="site_view",
            label_visibility="collapsed",
        )
        match view:
            case "history":
                _history(state, history, figures)
            case "checks":
                _checks(history, figures)
            case "edit":
                site_form.show(context, state, site, words)
            case _:
                _facts(state, history, figures)


def _facts(state: NetworkState, history: SiteHistory, figures: Figures) -> None:
    words = figures.words
    for fact in network_tables.site_facts(history, state, words):
        left, right = st.columns([2, 3], gap="small")
        left.caption(fact.name)
        right.markdown(widgets.literal(fact.value))
    own = [f for f in state.findings if f.subject_id == history.site.site_id]
    for finding in own:
        text = network_tables.finding_words(finding, words)
        st.warning(widgets.literal(text), icon=":material/warning:")


def _history(state: NetworkState, history: SiteHistory, figures: Figures) -> None:
    words = figures.words
    if not history.months:
        st.caption(words("network.no_tickets"))
        return
    names = {code: words.name(m) for code, m in state.network.materials.items()}
    st.altair_chart(
        network_tables.month_chart(history.months, figures, names),
        key="site_months",
        alt=words("network.months_alt", site=history.site.name),
    )
    if history.balance is not None:
        month = f"{history.balance.month:%Y-%m}"
        st.markdown(f"**{words('network.balance.title', month=month)}**")
        facts = network_tables.balance_facts(history.balance, words)
        st.caption(" · ".join(f"{f.name} {widgets.literal(f.value)}" for f in facts))
        if history.balance.is_flagged:
            st.warning(words("network.balance.flagged"), icon=":material/warning:")
    st.markdown(f"**{words('network.flags', count=f'{len(history.flags):,}')}**")
    for flag, ticket in history.flags[:_MOST_FLAGS]:
        rule = words.label("FlagRule", flag.rule.value)
        line = f"{ticket.weighed_at:%Y-%m-%d} {flag.ticket_no}: {rule}"
        st.caption(widgets.literal(f"{line} ({flag.value}; {flag.expected})"))


def _checks(history: SiteHistory, figures: Figures) -> None:
    words = figures.words
    if not history.items:
        st.caption(words("network.no_checks"))
        return
    for item in history.items:
        mark = network_tables.MARKS[item.standing]
        colour = network_tables.COLOURS[item.standing]
        rule = words(f"network.rule.{item.rule.value}")
        standing = words(f"network.standing.{item.standing.value}")
        st.markdown(f":{colour}[{mark}] **{rule}** · {standing}")
        value = network_tables.item_value(item, words)
        source = words("network.source", source=item.source) if item.source else ""
        st.caption(widgets.literal("  ".join(part for part in (value, source) if part)))
