"""``recycling plan siting`` and what else is asked about siting plans."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceOption,
    err,
    print_files,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import day_of
from recycling.cli.siting_options import (
    AdoptOption,
    BudgetOption,
    CarbonOption,
    CloseOption,
    CoverageOption,
    DemandOption,
    DieselOption,
    DismantlersOption,
    DistrictTargetOption,
    EquityOption,
    ExcludeOption,
    FolderOption,
    FromOption,
    GreenOption,
    KeepOption,
    LeastOption,
    MaterialTargetOption,
    MaxHaulOption,
    MaxTimeOption,
    OutsideOption,
    PeriodsOption,
    ScenarioOption,
    SensitivityOption,
    SingleSourceOption,
    TargetOption,
    TrunksOption,
    figures_by_code,
    whole_numbers,
)
from recycling.cli.words import LANG, say
from recycling.config import Settings
from recycling.domain.conflicts import NoPlanError
from recycling.domain.studies import SitingStudy
from recycling.network.drawn import areas_of_file
from recycling.reporting.conflict_words import conflict_lines
from recycling.reporting.kpis import siting_figures
from recycling.reporting.study_compare import comparison_sections
from recycling.reporting.study_tables import study_sections
from recycling.reporting.study_words import robustness_section
from recycling.reporting.tables import siting_section
from recycling.reporting.trial_tables import trial_section
from recycling.services.context import Context
from recycling.services.planning import plan_siting
from recycling.services.scenario_files import read_ask
from recycling.services.siting_request import SitingAsk
from recycling.services.siting_studies import (
    compared,
    planned_share,
    robust_siting,
    sensitivity_asks,
    study_siting,
)
from recycling.services.siting_trial import try_siting
from recycling.services.study_exporting import export_study
from recycling.services.study_files import load_study

NO_PLAN = 2
"""Exit code when no plan keeps the rules: the user can ease one."""


def siting(
    called: typer.Context,
    year: Annotated[int | None, typer.Option(help=say("help.year"))] = None,
    day: DateOption = None,
    scenario_file: FromOption = None,
    scenario: ScenarioOption = "",
    periods: PeriodsOption = "",
    target: TargetOption = "",
    target_material: MaterialTargetOption = None,
    target_district: DistrictTargetOption = None,
    green: GreenOption = "",
    budget: BudgetOption = None,
    carbon_price: CarbonOption = None,
    max_haul: MaxHaulOption = None,
    max_minutes: MaxTimeOption = None,
    min_throughput: LeastOption = 0.0,
    coverage: CoverageOption = 0.0,
    equity: EquityOption = 0.0,
    single_source: SingleSourceOption = False,
    trunks: TrunksOption = True,
    outside: OutsideOption = True,
    dismantlers: DismantlersOption = False,
    demand: DemandOption = 100.0,
    diesel: DieselOption = 100.0,
    keep: KeepOption = None,
    close: CloseOption = None,
    exclude: ExcludeOption = None,
    adopt: AdoptOption = False,
    folder: FolderOption = None,
    sensitivity: SensitivityOption = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide which sorting centres to keep, close, upgrade and open."""
    ask = asked(called)
    settings = settings_of(workspace, seed, time_limit)
    today = day_of(day, settings.intake.timezone)
    is_plain = not (scenario or periods or scenario_file)
    is_plain = is_plain and ask == SitingAsk(years=ask.years)
    if is_plain and not sensitivity and folder is None:
        _plain(settings, today, year, as_json=as_json)
        return
    with working(settings) as context:
        asks = [ask]
        if sensitivity:
            asks = sensitivity_asks(ask, planned_share(context))
        studies, files = _studied(context, today, asks, folder, adopt=adopt)
    _show(studies, files, as_json=as_json)


def _plain(settings: Settings, day: date, year: int | None, *, as_json: bool) -> None:
    """Make the plan of one year that the main job makes."""
    with working(settings) as context:
        plan = plan_siting(context, day, year)
    if as_json:
        print_json(plan)
    else:
        print_section(siting_section(siting_figures(plan), LANG))


def asked(called: typer.Context) -> SitingAsk:
    """Read what is asked for: a scenario's file, and the options given on top of it."""
    given = called.params
    path = given["scenario_file"]
    base = read_ask(path) if path else SitingAsk()
    values = {
        "scenario": given["scenario"],
        "years": whole_numbers("--periods", given["periods"])
        or ((given["year"],) if given["year"] else ()),
        "target_materials": figures_by_code(
            "--target-material", given["target_material"]
        ),
        "target_districts": figures_by_code(
            "--target-district", given["target_district"]
        ),
        "green": whole_numbers("--green", given["green"]),
        "keep": tuple(given["keep"] or ()),
        "close": tuple(given["close"] or ()),
        "exclude": {
            name: wkt
            for file in given["exclude"] or ()
            for name, wkt in areas_of_file(file).items()
        },
    }
    chosen = {name: value for name, value in values.items() if value}
    for option, name in NAMES.items():
        source = called.get_parameter_source(option)
        if source is not None and source.name != "DEFAULT":
            chosen[name] = given[option]
    return replace(base, **chosen)


NAMES = {
    "target": "target",
    "budget": "budget_10k_cny",
    "carbon_price": "carbon_price_cny",
    "max_haul": "max_haul_km",
    "max_minutes": "max_haul_min",
    "min_throughput": "min_throughput_t",
    "coverage": "coverage_pct",
    "equity": "equity_pct",
    "single_source": "single_source",
    "trunks": "trunks",
    "outside": "outside",
    "dismantlers": "dismantlers",
    "demand": "demand_pct",
    "diesel": "diesel_pct",
}
"""Options of the command line that are taken as they are, by name."""


def _studied(
    context: Context,
    day: date,
    asks: Sequence[SitingAsk],
    folder: Path | None,
    *,
    adopt: bool,
) -> tuple[list[SitingStudy], list[Path]]:
    """Make each study; where no plan keeps the rules, say why and go on."""
    studies: list[SitingStudy] = []
    files: list[Path] = []
    for ask in asks:
        try:
            study = study_siting(context, day, ask, adopt=adopt and ask is asks[0])
        except NoPlanError as error:
            _explain(ask, error)
            continue
        studies.append(study)
        if folder is not None:
            own = folder / study.name if len(asks) > 1 else folder
            files += export_study(context, study, own, LANG)
    return studies, files


def _explain(ask: SitingAsk, error: NoPlanError) -> None:
    """Say which rules contradict each other."""
    err.print(say("no_plan", name=ask.scenario), style="red")
    lines = conflict_lines(error.conflicts, LANG)
    for line in lines or [str(error)]:
        err.print(f"  {line}", soft_wrap=True)


def _show(
    studies: Sequence[SitingStudy], files: Sequence[Path], *, as_json: bool
) -> None:
    if not studies:
        raise typer.Exit(NO_PLAN)
    if as_json:
        print_json(studies[0] if len(studies) == 1 else studies)
        return
    sections = (
        comparison_sections(studies, LANG)
        if len(studies) > 1
        else study_sections(studies[0], LANG, is_whole=False)
    )
    for section in sections:
        print_section(section)
    if files:
        print_files(list(files))


def siting_compare(
    names: Annotated[list[str], typer.Argument(help=say("help.scenarios"))],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lay scenarios side by side."""
    studies = compared(settings_of(workspace).workspace, names)
    sections = comparison_sections(studies, LANG)
    if as_json:
        print_json(sections)
        return
    for section in sections:
        print_section(section)


def siting_show(
    name: Annotated[str, typer.Argument(help=say("help.scenario"))],
    whole: Annotated[bool, typer.Option("--all", help=say("help.all_sites"))] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a scenario that was saved."""
    study = load_study(settings_of(workspace).workspace, name)
    if as_json:
        print_json(study)
        return
    for section in study_sections(study, LANG, is_whole=whole):
        print_section(section)


def siting_robust(
    within: Annotated[float, typer.Option(help=say("help.within"))] = 1.0,
    sites: Annotated[int, typer.Option(help=say("help.robust_sites"))] = 10,
    scenario_file: FromOption = None,
    periods: PeriodsOption = "",
    target: TargetOption = "",
    budget: BudgetOption = None,
    trunks: TrunksOption = True,
    day: DateOption = None,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find out which choices stay whatever happens."""
    ask = _short_ask(scenario_file, periods, target, budget, trunks=trunks)
    settings = settings_of(workspace, seed, time_limit)
    today = day_of(day, settings.intake.timezone)
    with working(settings) as context:
        found = robust_siting(context, today, ask, within / 100, sites)
    if as_json:
        print_json(found)
    else:
        print_section(robustness_section(found, LANG))


def siting_trial(
    days: Annotated[int, typer.Option(help=say("help.trial_days"))] = 3,
    scenario_file: FromOption = None,
    scenario: ScenarioOption = "",
    periods: PeriodsOption = "",
    target: TargetOption = "",
    budget: BudgetOption = None,
    trunks: TrunksOption = True,
    day: DateOption = None,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Route sampled days of a plan, correct its ways, and plan again."""
    ask = _short_ask(scenario_file, periods, target, budget, trunks=trunks)
    ask = replace(ask, scenario=scenario or ask.scenario)
    settings = settings_of(workspace, seed, time_limit)
    today = day_of(day, settings.intake.timezone)
    with working(settings) as context:
        trial = try_siting(context, today, ask, days)
    if as_json:
        print_json(trial)
        return
    print_section(trial_section(trial, LANG))
    for section in comparison_sections([trial.before, trial.after], LANG):
        print_section(section)


def _short_ask(
    path: Path | None, periods: str, target: str, budget: float | None, *, trunks: bool
) -> SitingAsk:
    """Read a scenario's file, with the options given on top of it."""
    base = read_ask(path) if path else SitingAsk()
    return replace(
        base,
        years=whole_numbers("--periods", periods) or base.years,
        target=target or base.target,
        budget_10k_cny=base.budget_10k_cny if budget is None else budget,
        trunks=base.trunks and trunks,
    )
