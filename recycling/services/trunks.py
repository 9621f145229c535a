"""Use case: what goes on from centres in a month, where to and by which mode."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.figures import FigureId, period_of
from recycling.domain.ledger import Account
from recycling.domain.network import Network
from recycling.domain.sites import SiteKind
from recycling.domain.tickets import Recovered
from recycling.domain.trunks import TRUNK, TrunkPlan, TrunkSource, TrunkSupply
from recycling.network.export.files import GEOJSON, GPKG, write_export
from recycling.network.export.places import parse_datum
from recycling.network.export.trunks import trunks_export
from recycling.reporting.files import to_json, write_whole
from recycling.schema.columns import Lang
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.exporting import REPORTS
from recycling.services.listening import listening
from recycling.services.plain import from_plain
from recycling.services.planning import checked_network
from recycling.services.roads import travel_of
from recycling.siting.outputs import SINKS
from recycling.siting.trunk_plan import TrunkRequest, bales_of
from recycling.siting.trunk_plan import plan_trunks as solve_trunks

FOLDER = "trunks"
"""Folder of the workspace's trunk plans."""

MONTHS = 12


def plan_trunks(
    context: Context, first: date, last: date, carbon_price_fen_per_t: int = 0
) -> TrunkPlan:
    """Plan where the bales of a month go on to, and save the plan.

    What goes on is what the tickets of the month say centres and dismantlers weighed,
    less what sorting leaves behind. Parks and bases take a twelfth of their yearly
    licence, less what they weighed themselves.

    Parameters
    ----------
    context
        Settings and storage.
    first, last
        First and last day of the month.
    carbon_price_fen_per_t
        What a tonne of CO2 weighs in the choice.

    Raises
    ------
    NotReadyError
        When nothing that goes on was weighed in the month.
    """
    context.progress.stage("network")
    with context.unit_of_work() as work:
        network, _ = checked_network(work, last)
        recovered = work.books.recovered(first, last, ("site", "material"))
    supplies, sources = _supplies(network, recovered, period_of(first, last))
    if not supplies:
        msg = said("trunk.nothing", first=first)
        raise NotReadyError(msg)
    context.progress.stage("siting")
    network, travel = travel_of(context, network)
    request = TrunkRequest(
        plan_id=f"{TRUNK}{first:%Y-%m}",
        month=first,
        rooms_kg=_rooms_kg(network, recovered),
        carbon_price_fen_per_t=carbon_price_fen_per_t,
        factor_version=context.settings.accounting.factor_version,
        seed=context.settings.seed,
    )
    found = solve_trunks(
        network,
        travel,
        supplies,
        context.settings.siting,
        request,
        listening(context.progress),
    )
    plan = replace(found, weighed=sources)
    path = trunk_path(context, plan.plan_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, to_json(plan))
    return plan


def load_trunks(context: Context, plan_id: str) -> TrunkPlan:
    """Read a trunk plan that was saved.

    Raises
    ------
    NotReadyError
        When there is none of that name.
    InputError
        When the file is not one.
    """
    path = trunk_path(context, plan_id)
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.json"))) or "none"
        msg = said("trunk.plan", plan_id=plan_id, known=known)
        raise NotReadyError(msg)
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        plan: TrunkPlan = from_plain(TrunkPlan, plain)
    except (ValueError, KeyError, TypeError) as error:
        msg = said("trunk.bad", name=path.name, error=error)
        raise InputError(msg) from error
    return plan


def export_trunks(
    context: Context, plan_id: str, path: Path | None, lang: Lang
) -> Path:
    """Write a trunk plan as lines, GeoJSON or GeoPackage by the file's name.

    Parameters
    ----------
    context
        Settings and storage.
    plan_id
        Which plan.
    path
        File; GeoJSON with the workspace's reports when not given.
    lang
        Language of the title.
    """
    plan = load_trunks(context, plan_id)
    export = trunks_export(network_of(context), plan, parse_datum("wgs84"), lang)
    folder = context.settings.workspace / REPORTS / plan_id
    target = path or folder / export.file_name(GEOJSON)
    file_format = target.suffix.lower().removeprefix(".")
    if file_format not in {GEOJSON, GPKG}:
        msg = said("trunk.ending", geojson=GEOJSON, gpkg=GPKG, name=target.name)
        raise InputError(msg)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_export(export, file_format, target)
    return target


def network_of(context: Context) -> Network:
    """Read the network, for the names in a plan."""
    with context.unit_of_work() as work:
        return work.inputs.network()


def trunk_path(context: Context, plan_id: str) -> Path:
    """File of a trunk plan.

    Raises
    ------
    InputError
        When the id cannot be that of one.
    """
    month = plan_id.removeprefix(TRUNK)
    if month == plan_id or not month.replace("-", "").isalnum():
        msg = said("trunk.name", trunk=TRUNK, plan_id=plan_id)
        raise InputError(msg)
    return context.settings.workspace / FOLDER / f"{plan_id}.json"


def _supplies(
    network: Network, recovered: Iterable[Recovered], period: str
) -> tuple[list[TrunkSupply], tuple[TrunkSource, ...]]:
    """Sum up the bales by site and material, and tell what they are made of."""
    bales_kg: dict[tuple[str, str], int] = defaultdict(int)
    figures: dict[tuple[str, str], list[str]] = defaultdict(list)
    sources = []
    for each in recovered:
        site = network.sites.get(each.site)
        if site is None or each.material not in network.materials or each.net_kg <= 0:
            continue
        made = bales_of(network, site, each.material, each.net_kg)
        figure = str(FigureId(Account.RECOVERED_KG, period, each.site, each.material))
        for material, kg in made.items():
            bales_kg[each.site, material] += kg
            figures[each.site, material].append(figure)
        if made:
            kg = sum(made.values())
            sources.append(
                TrunkSource(each.site, each.material, each.net_kg, kg, figure)
            )
    supplies = [
        TrunkSupply(*key, kg, tuple(figures[key]))
        for key, kg in sorted(bales_kg.items())
        if kg > 0
    ]
    return supplies, tuple(sources)


def _rooms_kg(network: Network, recovered: Iterable[Recovered]) -> dict[str, int]:
    """Work out what parks and bases may still take in a month; by licence."""
    own_kg: dict[str, int] = defaultdict(int)
    for each in recovered:
        own_kg[each.site] += each.net_kg
    return {
        site.site_id: max(0, site.capacity_kg_per_year // MONTHS - own_kg[site.site_id])
        for kind in sorted(SINKS, key=str)
        for site in network.of_kind(SiteKind(kind))
        if site.capacity_kg_per_year is not None
    }
