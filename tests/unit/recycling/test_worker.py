"""A worker shows that it is there, and no longer when it has gone."""

from dataclasses import replace
from pathlib import Path

from recycling.bootstrap import build_context
from recycling.cli.app import WORKER
from recycling.config import Settings
from recycling.services.jobs import submit
from recycling.worker import is_present, work


def test_a_worker_is_present_while_it_works(tmp_path: Path) -> None:
    context = build_context(Settings(workspace=tmp_path))
    submit(context, "report", {})
    seen: list[bool] = []
    assert not is_present(tmp_path)
    done = work(context, lambda _: seen.append(is_present(tmp_path)), is_once=True)
    assert (done, seen) == (1, [True])
    assert not is_present(tmp_path)


def test_two_workers_may_be_there_at_once(tmp_path: Path) -> None:
    context = build_context(Settings(workspace=tmp_path))
    submit(context, "report", {})
    inner = replace(context, user="other")

    def another(_: object) -> None:
        assert work(inner, lambda _: None, is_once=True) == 0

    assert work(context, another, is_once=True) == 1


def test_the_app_starts_the_worker_by_the_command_line() -> None:
    code = compile(WORKER, "worker", "exec")
    assert {"recycling.cli.entry", "run"} <= set(code.co_names)
