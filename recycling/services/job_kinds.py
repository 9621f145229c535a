"""What can be asked for as a job: every kind with the use case that does it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from recycling.domain.errors import BrokenPlanError
from recycling.reporting.files import to_json, write_report, write_whole
from recycling.schema.said import said
from recycling.services.bookkeeping import make_report
from recycling.services.context import Context
from recycling.services.edit_files import edits_of, events_of, seconds_of
from recycling.services.editing import EditAsk, edit_plan
from recycling.services.explaining import WhyNotAsk, explain
from recycling.services.forecasting import forecast_of
from recycling.services.gap import explain_gap
from recycling.services.import_arguments import request_of
from recycling.services.importing import import_files
from recycling.services.job_handle import JobHandle
from recycling.services.levers import LeverAsk, rank_levers
from recycling.services.planning import last_plans, plan_routes, plan_siting
from recycling.services.replanning import ReplanAsk, replan
from recycling.services.scenario_files import ask_of
from recycling.services.sealing import close_month
from recycling.services.siting_studies import robust_siting, study_siting
from recycling.services.study_files import study_path

REPORTS = "reports"
"""Folder of the workspace that reports go to."""

EXPLAIN_S = 60.0
"""Time for changes that are tried, where none is told."""

type Arguments = Mapping[str, Any]
"""What a job is told: plain values by name."""

type Kind = Callable[[Context, Arguments, JobHandle], Mapping[str, Any]]
"""Does a job and returns what came of it, as plain values by name."""


def _routes(context: Context, told: Arguments, handle: JobHandle) -> Mapping[str, Any]:
    plan = plan_routes(
        _limited(context, told),
        _day(told["day"]),
        told.get("prize_fen_per_t"),
        depots=tuple(told.get("depots", ())),
        handle=handle,
    )
    return {"plan": plan.plan_id}


def _replan(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    day, at_s = _day(told["day"]), seconds_of(told["at"], "at")
    ask = ReplanAsk(
        day,
        at_s,
        tuple(told.get("depots", ())),
        events_of(told.get("events", ()), day, at_s, "events"),
        is_in_force=bool(told.get("publish", False)),
    )
    made = replan(_limited(context, told), ask)
    return {"plans": [one.plan.plan_id for one in made]}


def _edit(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    at_s = seconds_of(told["at"], "at") if told.get("at") else 0
    ask = EditAsk(
        edits_of(told.get("edits", ()), "edits"),
        at_s,
        reoptimise=bool(told.get("reoptimise", True)),
        depot_id=str(told.get("depot", "")),
    )
    done = edit_plan(_limited(context, told), str(told["plan"]), ask)
    if not done.is_saved:
        msg = said("edit.still_broken", plan=told["plan"], count=len(done.broken))
        raise BrokenPlanError(msg, done.broken)
    return {"plan": done.plan.plan_id}


def _explain(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    ask = WhyNotAsk(
        plan_id=str(told["plan"]),
        order_id=str(told.get("order", "")),
        time_limit_s=float(told.get("time_limit_s", EXPLAIN_S)),
        has_fixes=bool(told.get("fixes", True)),
    )
    found = explain(context, ask)
    return _kept(context, f"explanation-{found.plan_id}.json", found)


def _siting(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    plan = plan_siting(_limited(context, told), _day(told["day"]), told.get("year"))
    return {"plan": plan.plan_id}


def _siting_study(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    ask = ask_of(told.get("ask", {}), "ask")
    study = study_siting(
        _limited(context, told),
        _day(told["day"]),
        ask,
        adopt=bool(told.get("adopt", False)),
    )
    file = study_path(context.settings.workspace, study.name)
    return {"scenario": study.name, "file": str(file)}


def _siting_robust(
    context: Context, told: Arguments, _: JobHandle
) -> Mapping[str, Any]:
    ask = ask_of(told.get("ask", {}), "ask")
    found = robust_siting(
        _limited(context, told),
        _day(told["day"]),
        ask,
        float(told.get("within", 0.01)),
        int(told.get("sites", 10)),
    )
    return {"scenario": ask.scenario, "robustness": asdict(found)}


def _forecast(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    made = forecast_of(context, _maybe_day(told.get("day"))).forecast
    return _kept(context, f"forecast-{made.day:%Y-%m-%d}.json", made)


def _levers(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    found = explain_gap(context, _maybe_day(told.get("day")))
    ask = LeverAsk(districts=tuple(told.get("districts", ())))
    if "time_limit_s" in told:
        ask = replace(ask, time_limit_s=float(told["time_limit_s"]))
    ranked = rank_levers(context, found, ask)
    return _kept(context, f"levers-{ranked.day:%Y-%m-%d}.json", ranked)


def _kept(context: Context, name: str, record: object) -> Mapping[str, Any]:
    """Write a result among the reports, where it is read again."""
    folder = context.settings.workspace / REPORTS
    folder.mkdir(parents=True, exist_ok=True)
    return {"file": str(write_whole(folder / name, to_json(record)))}


def _report(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    report = make_report(context, _maybe_day(told.get("day")))
    folder = context.settings.workspace / REPORTS
    files = write_report(report, folder, *last_plans(context))
    return {"files": [str(file) for file in files]}


def _evidence(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    month = date.fromisoformat(f"{told['month']}-01")
    return {"month": told["month"], "hash": close_month(context, month).hash}


def _import(context: Context, told: Arguments, _: JobHandle) -> Mapping[str, Any]:
    done = import_files(context, request_of(told))
    return {"counts": [asdict(count) for count in done.counts]}


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "routes": _routes,
        "replan": _replan,
        "edit": _edit,
        "explain": _explain,
        "siting": _siting,
        "siting_study": _siting_study,
        "siting_robust": _siting_robust,
        "forecast": _forecast,
        "levers": _levers,
        "report": _report,
        "evidence_close": _evidence,
        "import": _import,
    }
)
"""Kinds of jobs by name."""


def _limited(context: Context, told: Arguments) -> Context:
    """Context with the seed and the time limit the job is told, if it is."""
    settings = context.settings
    if "seed" in told:
        settings = replace(settings, seed=int(told["seed"]))
    if "time_limit_s" in told:
        limit_s = float(told["time_limit_s"])
        settings = replace(
            settings,
            siting=replace(settings.siting, time_limit_s=limit_s),
            dispatch=replace(settings.dispatch, time_limit_s=limit_s),
        )
    return replace(context, settings=settings)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _maybe_day(text: str | None) -> date | None:
    return _day(text) if text else None
