"""Entry point of the ``recycling`` command."""

import sys
from typing import NoReturn

import typer

from recycling.cli import (
    evidence,
    export,
    imports,
    jobs,
    order,
    parameter,
    plan,
    report,
    roads,
    site,
    solve,
    tickets,
    track,
)
from recycling.cli.app import app as open_app
from recycling.cli.console import err
from recycling.cli.data import init, sample, template
from recycling.cli.demo import demo
from recycling.cli.forecast import forecast
from recycling.cli.gap import gap
from recycling.cli.importing import import_
from recycling.cli.reconcile import balance, reconcile
from recycling.cli.settle import points, settle
from recycling.cli.trace import trace
from recycling.cli.words import say
from recycling.cli.worker import worker
from recycling.domain.errors import RecyclingError

USER_MISTAKE = 2
"""Exit code when the user can mend what went wrong."""

app = typer.Typer(
    # A message is one line of its file; its paragraphs are spelled out.
    help=say("help.recycling").replace("\\n", "\n"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command("init", help=say("help.init"))(init)
app.command("sample", help=say("help.sample"))(sample)
app.command("import", help=say("help.import"))(import_)
app.add_typer(imports.app, name="imports")
app.add_typer(parameter.app, name="parameter")
app.command("template", help=say("help.template"))(template)
app.add_typer(plan.app, name="plan")
app.add_typer(order.app, name="order")
app.add_typer(jobs.app, name="jobs")
app.command("worker", help=say("help.worker"))(worker)
app.add_typer(tickets.app, name="tickets")
app.add_typer(export.app, name="export")
app.add_typer(roads.app, name="roads")
app.add_typer(solve.app, name="solve")
app.add_typer(site.app, name="site")
app.add_typer(track.app, name="track")
app.command("reconcile", help=say("help.reconcile"))(reconcile)
app.command("balance", help=say("help.balance"))(balance)
app.command("gap", help=say("help.gap"))(gap)
app.command("forecast", help=say("help.forecast"))(forecast)
app.command("settle", help=say("help.settle"))(settle)
app.command("points", help=say("help.points"))(points)
app.add_typer(evidence.app, name="evidence")
app.add_typer(report.app, name="report")
app.command("trace", help=say("help.trace"))(trace)
app.command("demo", help=say("help.demo"))(demo)
app.command("app", help=say("help.app"))(open_app)


def run() -> None:
    """Run the command line: one line and exit code 2 for a user's mistake.

    A file or folder that cannot be used is the user's to mend as well.
    """
    try:
        app()
    except RecyclingError as error:
        _explain(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        reason = error.strerror or type(error).__name__
        _explain(f"{error.filename}: {reason}. Check the path and its permissions.")


def _explain(message: str) -> NoReturn:
    line = say("mistake", message=" ".join(message.split()))
    err.print(line, style="red", soft_wrap=True)
    sys.exit(USER_MISTAKE)
