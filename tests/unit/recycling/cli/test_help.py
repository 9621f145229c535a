"""Every command explains itself in both languages."""

import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from recycling.schema.columns import LANGUAGES
from recycling.schema.messages import text

LIST_HELP = """
import json, sys
import typer
from typer.testing import CliRunner
from recycling.cli.main import app

def walk(command, path=()):
    yield path
    command = getattr(command, "loaded", command)
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, (*path, name))

runner = CliRunner()
found = {}
for path in walk(typer.main.get_command(app)):
    result = runner.invoke(app, [*path, "--help"])
    found[" ".join(path)] = [result.exit_code, result.output]
json.dump(found, sys.stdout)
"""
LOAD = """
import sys
from recycling.cli.entry import run

sys.argv = ["recycling", *sys.argv[1:]]
try:
    run()
except SystemExit:
    heavy = "ortools", "numba", "statsmodels", "streamlit", "geopandas", "pyvrp"
    print("loaded", [name for name in heavy if name in sys.modules])
    mine = [name for name in sys.modules if name.startswith("recycling.cli.")]
    print(sorted(name.rpartition(".")[2] for name in mine))
"""
COMMANDS = {
    "": "recycling", "app": "app", "demo": "demo", "import": "import", "init": "init",
    "evidence": "evidence", "evidence close": "evidence_close",
    "evidence list": "evidence_list", "evidence package": "evidence_package",
    "evidence verify": "evidence_verify",
    "export": "export", "export routes": "export_routes",
    "export siting": "export_siting", "export sites": "export_sites",
    "export sheets": "export_sheets", "export trunks": "export_trunks",
    "forecast": "forecast",
    "plan": "plan", "plan routes": "plan_routes", "plan siting": "plan_siting",
    "plan direct": "plan_direct", "plan trunk": "plan_trunk",
    "plan siting-compare": "plan_siting_compare",
    "plan siting-robust": "plan_siting_robust",
    "plan siting-show": "plan_siting_show", "plan siting-trial": "plan_siting_trial",
    "plan compare": "plan_compare", "plan explain": "plan_explain",
    "plan gaps": "plan_gaps",
    "imports": "imports", "imports list": "imports_list",
    "imports undo": "imports_undo",
    "parameter": "parameter", "parameter list": "parameter_list",
    "parameter set": "parameter_set",
    "gap": "gap", "points": "points", "settle": "settle",
    "report": "report", "report carbon": "report_carbon",
    "report district": "report_district", "report settlement": "report_settlement",
    "report site": "report_site", "report target": "report_target",
    "roads": "roads", "roads build": "roads_build",
    "reconcile": "reconcile", "balance": "balance",
    "site": "site", "site edit": "site_edit",
    "sample": "sample", "solve": "solve", "solve routing": "solve_routing",
    "solve convert": "solve_convert",
    "jobs": "jobs", "jobs cancel": "jobs_cancel", "jobs list": "jobs_list",
    "jobs show": "jobs_show", "jobs watch": "jobs_watch", "worker": "worker",
    "plan edit": "plan_edit", "plan insert": "plan_insert",
    "plan replan": "plan_replan",
    "plan publish": "plan_publish", "plan start": "plan_start",
    "plan close": "plan_close", "plan versions": "plan_versions",
    "order": "order", "order accept": "order_accept", "order book": "order_book",
    "order cancel": "order_cancel", "order decline": "order_decline",
    "order confirm": "order_confirm", "order fail": "order_fail",
    "order history": "order_history", "order list": "order_list",
    "order offer": "order_offer", "order show": "order_show",
    "template": "template",
    "tickets": "tickets", "tickets post": "tickets_post",
    "tickets simulate": "tickets_simulate", "tickets correct": "tickets_correct",
    "tickets flags": "tickets_flags", "tickets recount": "tickets_recount",
    "trace": "trace",
    "track": "track", "track import": "track_import", "track serve": "track_serve",
    "track show": "track_show",
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_has_help(lang: str) -> None:
    # A process of its own: help is worded when the program starts.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RECYCLING_")
    }
    environment |= {
        "RECYCLING_LANGUAGE": lang, "COLUMNS": "300", "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    ended = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", LIST_HELP],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    pages: dict[str, tuple[int, str]] = json.loads(ended.stdout)
    assert set(pages) == set(COMMANDS)
    for command, (code, page) in pages.items():
        assert code == 0
        key = f"cli.help.{COMMANDS[command]}"
        wording = text(key, "zh" if lang == "zh" else "en").split("\\n")[0].strip()
        assert wording in page, command
        assert "\\n" not in page


def test_an_unknown_option_is_a_user_s_mistake() -> None:
    script = "from recycling.cli.entry import run; run()"
    command = [sys.executable, "-c", script, "init", "--nope"]
    ended = subprocess.run(  # noqa: S603 - our own interpreter and script
        command, capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 2
    assert "--nope" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (["--help"], ["entry", "late", "main", "words"]),
        (["--version"], ["entry", "late", "main", "words"]),
        (["order", "offer", "--help"], None),
    ],
)
def test_help_waits_for_nothing_that_takes_long_to_load(
    arguments: list[str], modules: list[str] | None
) -> None:
    ended = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", LOAD, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    *_, heavy, loaded = ended.stdout.splitlines()
    assert heavy == "loaded []"
    assert modules is None or loaded == str(modules)


def test_the_version_is_said() -> None:
    ended = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", LOAD, "--version"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ended.stdout.startswith(f"recycling {version('recovery-network')}\n")
