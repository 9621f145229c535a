"""Siting: make scenarios as jobs, see them on the map, compare and export them."""

import streamlit as st

from recycling.ui import job_panel, notices, session, siting_form, siting_panel

words = session.words()
context = session.context()
state = session.version(context)
if state.missing:
    notices.missing_data(state, context.settings.workspace, words)
    st.stop()
today = session.today(context.settings)
network = session.network(context, state, today)
figures = session.figures()
saved = session.studies(context)

notices.heading("siting", words, is_synthetic=network.is_synthetic)
st.caption(words("siting_page.intro"))

names = [study.name for study in saved]
form = siting_form.show(context, network.state, names, today, words)
titles = {
    kind: words(f"siting_page.job.{kind}")
    for kind in (siting_form.STUDY, siting_form.ROBUST)
}
job = job_panel.watch(context, figures, titles)

if not saved:
    st.info(words("siting_page.none"), icon=":material/info:")
else:
    place, _ = st.columns([2, 3])
    with place:
        newest = siting_panel.newest_of(job) or session.newest_study(context)
        study = siting_panel.choose_study(saved, newest, words)
    view = st.segmented_control(
        words("siting_page.view"),
        siting_panel.VIEWS,
        default=siting_panel.VIEWS[0],
        required=True,
        format_func=lambda name: words(f"siting_page.tab.{name}"),
        key="siting_view",
        label_visibility="collapsed",
    )
    match view:
        case "compare":
            siting_panel.show_comparison(saved, figures)
        case "robust":
            siting_panel.show_robust(context, job, form, today, figures)
        case "export":
            siting_panel.show_export(context, study, words)
        case _:
            siting_panel.show_result(context, study, figures)
