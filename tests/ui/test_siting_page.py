"""The siting page in a session: form, job, result, comparison, near-optimal, export."""

import json
import os
import shutil
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from recycling import worker
from recycling.domain.jobs import JobState
from recycling.domain.materials import Parameter
from recycling.services import jobs
from recycling.services.context import Context
from recycling.services.siting_request import SitingAsk
from recycling.services.siting_studies import study_siting
from recycling.services.study_files import study_path
from recycling.services.study_results import study_archive, study_map
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.siting_map import action_key, study_deck
from recycling.ui.siting_tables import cost_frame, study_cards
from tests.builders import DAY, micro_network
from tests.unit.recycling.siting.second_echelon import MORE
from tests.workspaces import open_context, street_tables, write_objects

ASK = SitingAsk(
    trunks=False, carbon_price_cny=0.0, target="0.05", green=(1,), years=(2027,)
)
PAGE = "recycling/ui/pages/siting.py"
LOCALES = {"zh": "zh-CN", "en": "en-US"}


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def street_workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("street")
    context = open_context(folder)
    for table, objects in street_tables(micro_network()).items():
        if objects:
            write_objects(context, table, objects)
    figures = {**MORE, "cost.carbon_fen_per_t": 0}
    more = [Parameter(code, value, "-") for code, value in figures.items()]
    write_objects(context, "parameters", more)
    return folder


@pytest.fixture
def street(tmp_path, street_workspace) -> Context:
    return open_context(shutil.copytree(street_workspace, tmp_path / "workspace"))


@pytest.fixture(scope="module")
def planned(tmp_path_factory, street_workspace) -> Context:
    folder = tmp_path_factory.mktemp("planned") / "workspace"
    context = open_context(shutil.copytree(street_workspace, folder))
    study_siting(context, DAY, ASK)
    study_siting(context, DAY, replace(ASK, scenario="green", years=(2027, 2030)))
    return context


@pytest.fixture
def open_page(open_app):
    def run(context: Context, lang: str = "zh") -> AppTest:
        app = open_app(context.settings.workspace, LOCALES[lang])
        return app.switch_page(PAGE).run()

    return run


def texts(elements):
    return " ".join(element.value for element in elements)


def layers(app):
    (chart,) = app.get("deck_gl_json_chart")
    return {layer["id"] for layer in json.loads(chart.proto.json)["layers"]}


def test_without_a_scenario_the_form_is_open(street, open_page, lang):
    app = open_page(street, lang)
    assert not app.exception
    assert not app.error
    assert app.text_input("siting_name").value == "scenario-1"
    assert Words(lang)("siting_page.none") in texts(app.info)


def test_a_scenario_runs_as_a_job_and_shows_its_result(street, open_page):
    app = open_page(street)
    app.selectbox("siting_goal").set_value("cost").run()
    app.toggle("siting_trunks").set_value(False).run()
    app.text_area("siting_corners").set_value(
        "106.80, 29.4\n106.90, 29.4\n106.90, 29.6\n106.80, 29.6"
    ).run()
    assert "1" in texts(app.caption)
    app.button("siting_start").click().run()
    assert not app.exception
    assert not app.error
    (job,) = jobs.listed(street)
    assert job.job_id in app.query_params["job"]
    told = json.loads(job.arguments)
    assert told["ask"]["scenario"] == "scenario-1"
    assert len(told["ask"]["exclude"]) == 1
    worker.work(street, lambda _: None, is_once=True)
    ended = jobs.find(street, job.job_id)
    assert ended.state is JobState.DONE, ended.error
    app.run()
    assert not app.exception
    assert app.selectbox("scenario_scenario-1").value == "scenario-1"
    # The candidate stands at 34 km, inside the area.
    study = app.dataframe[0].value
    assert "N1" in set(study["site"])
    # A later name in the alphabet is not a later scenario.
    study_siting(street, DAY, replace(ASK, scenario="zzz"))
    made_at = study_path(street.settings.workspace, "scenario-1").stat().st_mtime
    before = (made_at - 60, made_at - 60)
    os.utime(study_path(street.settings.workspace, "zzz"), before)
    app.button("job_close").click().run()
    assert app.selectbox("scenario_scenario-1").value == "scenario-1"
    assert "drawn" in " ".join(study["reason"])


def test_a_goal_out_of_reach_is_explained_with_the_way_out(street, open_page, lang):
    app = open_page(street, lang)
    app.selectbox("siting_goal").set_value("tonnes").run()
    app.toggle("siting_trunks").set_value(False).run()
    app.button("siting_start").click().run()
    worker.work(street, lambda _: None, is_once=True)
    (job,) = jobs.listed(street)
    assert job.state is JobState.FAILED
    app.run()
    told = texts(app.error).replace("\\", "")
    assert "1,000,000 t" in told
    way_out = {"zh": "请降低目标", "en": "Lower the target"}
    assert way_out[lang] in told
    assert way_out["en"] in job.error


def test_a_mistake_is_said_in_words_and_nothing_is_queued(street, open_page, lang):
    app = open_page(street, lang)
    app.text_input("siting_name").set_value("a b/c").run()
    app.button("siting_start").click().run()
    named = {"zh": "须为字母、数字", "en": "must be letters, digits"}
    assert named[lang] in texts(app.error)
    app.text_input("siting_name").set_value("good").run()
    app.text_area("siting_corners").set_value("106.8, 29.4").run()
    drawn = {"zh": "须至少有三个角点", "en": "must have at least three corners"}
    assert drawn[lang] in texts(app.error).replace("\\", "")
    assert jobs.listed(street) == []


def test_results_comparison_and_export(planned, open_page, lang):
    app = open_page(planned, lang)
    assert not app.exception
    assert not app.error
    assert len(app.metric) == 6
    assert "decided" in layers(app)
    app.selectbox("scenario_green").set_value("base").run()
    app.segmented_control("siting_view").set_value("compare").run()
    # Sections of the comparison: options and figures, and sites where they differ.
    assert len(app.dataframe) >= 2
    app.segmented_control("siting_view").set_value("export").run()
    assert not app.exception
    assert app.get("download_button")


def test_near_optimal_plans_are_a_job(planned, open_page, lang):
    app = open_page(planned, lang)
    app.segmented_control("siting_view").set_value("robust").run()
    app.number_input("robust_sites").set_value(1).run()
    app.selectbox("siting_goal").set_value("cost").run()
    app.toggle("siting_trunks").set_value(False).run()
    app.button("robust_start").click().run()
    job = jobs.listed(planned)[0]
    assert job.kind == "siting_robust"
    worker.work(planned, lambda _: None, is_once=True)
    ended = jobs.find(planned, job.job_id)
    assert ended.state is JobState.DONE, ended.error
    app.run()
    assert not app.exception
    assert not app.error


def test_an_empty_database_says_what_to_do(empty, open_page, lang):
    app = open_page(empty, lang)
    assert Words(lang)("empty.title") in texts(app.header)
    assert not app.exception


def test_a_broken_scenario_file_is_said_in_words(street, open_page, lang):
    folder = street.settings.workspace / "siting"
    folder.mkdir()
    (folder / "bad.json").write_text("{", encoding="utf-8")
    app = open_page(street, lang)
    told = {"zh": "不是选址研究", "en": "not a siting study"}
    assert told[lang] in texts(app.error)
    assert not app.exception


def test_the_map_has_a_hull_per_decided_centre(planned):
    study = study_siting(planned, DAY, replace(ASK, scenario="again"))
    year = study.years[0].year
    drawn = study_map(planned, study, year)
    assert set(drawn.sources) <= {site.site_id for site in study.in_year(year)}
    figures = Figures(Words("en"))
    spec = json.loads(study_deck(study, year, drawn, figures).to_json())
    by_id = {layer["id"]: layer["data"] for layer in spec["layers"]}
    hulls = {row["id"] for row in by_id.get("catchments", [])}
    decided = {row["id"] for row in by_id["decided"]}
    assert hulls <= decided
    assert sum(int(k.rsplit(" ", 1)[1]) for k in action_key(study.sites, figures)) == (
        len(study.sites)
    )
    assert len(study_cards(study, study.years[0], figures)) == 6
    frame = cost_frame([study], figures)
    assert frame["cny"].sum() == pytest.approx(study.years[0].cost_fen / 1e8)


def test_the_archive_holds_every_file(planned):
    assert study_archive(planned, "base", "en")[:2] == b"PK"
