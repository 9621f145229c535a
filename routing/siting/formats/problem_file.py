"""A whole siting problem as ``problem.json`` and ``problem.npz``."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from routing.errors import FormatError
from routing.siting.formats.facility_record import (
    facility_of,
    facility_record,
    fix_of,
    fix_record,
    limit_of,
    limit_record,
)
from routing.siting.formats.files import Columns, read_files, write_files
from routing.siting.laying import floors_of
from routing.siting.problem import (
    Arcs,
    Clients,
    Floor,
    Objective,
    Period,
    Scale,
    SitingProblem,
    Trunks,
)

NAME = "problem"
OPTIONAL = frozenset({"arc_co2_g_per_t"})
FLOOR_COLUMNS = {
    "floor_of_arc": "arc_floor",
    "floor_arc": "arc",
    "floor_arc_ppm": "arc_ppm",
    "floor_of_trunk": "trunk_floor",
    "floor_trunk": "trunk",
    "floor_trunk_ppm": "trunk_ppm",
}


def dump_problem(problem: SitingProblem, folder: Path) -> None:
    """Write a problem, so that anybody's program can read it.

    The fields are described in ``docs/reference/siting-format.en.md``.

    Parameters
    ----------
    problem
        A valid problem.
    folder
        Where to write ``problem.json`` and ``problem.npz``.
    """
    floors = floors_of(problem.floors, len(problem.periods))
    columns: Columns = {
        **_columns("client", problem.clients),
        **_columns("arc", problem.arcs),
        **_columns("trunk", problem.trunks),
        **{name: getattr(floors, key) for name, key in FLOOR_COLUMNS.items()},
    }
    columns["client_names"] = np.array(problem.clients.names, np.str_)
    del columns["trunk_modes"]
    write_files(folder, NAME, _record(problem), columns)


def load_problem(folder: Path) -> SitingProblem:
    """Read a problem; whether it makes sense is for ``validate_problem`` to say.

    Parameters
    ----------
    folder
        Where ``problem.json`` and ``problem.npz`` are.

    Raises
    ------
    FormatError
        If the files are not what the format asks for.
    """
    record, columns = read_files(folder, NAME, OPTIONAL)
    try:
        return _problem_of(record, columns)
    except (KeyError, TypeError, ValueError) as error:
        headline = f"The siting problem in {folder} cannot be understood"
        raise FormatError(headline, [f"{type(error).__name__}: {error}"]) from error


def _record(problem: SitingProblem) -> dict[str, Any]:
    return {
        "objective": problem.objective.value,
        "single_source": problem.single_source,
        "carbon_price_fen_per_t": problem.carbon_price_fen_per_t,
        "scale": asdict(problem.scale),
        "commodities": list(problem.commodities),
        "modes": list(problem.trunks.modes),
        "periods": [asdict(period) for period in problem.periods],
        "facilities": [facility_record(facility) for facility in problem.facilities],
        "tag_limits": {
            tag: limit_record(limits) for tag, limits in problem.tag_limits.items()
        },
        "floors": [
            {"name": floor.name, "minimum_kg": list(floor.minimum_kg)}
            for floor in problem.floors
        ],
        "fixes": [fix_record(fix) for fix in problem.fixes],
    }


def _problem_of(record: dict[str, Any], columns: Columns) -> SitingProblem:
    names = tuple(columns["client_names"].tolist())
    clients = _without(_part("client", columns), "names")
    return SitingProblem(
        clients=Clients(names=names, **clients),
        facilities=tuple(map(facility_of, record["facilities"])),
        arcs=Arcs(**_part("arc", columns)),
        commodities=tuple(record["commodities"]),
        tag_limits={tag: limit_of(own) for tag, own in record["tag_limits"].items()},
        trunks=Trunks(**_part("trunk", columns), modes=tuple(record["modes"])),
        periods=tuple(Period(**period) for period in record["periods"]),
        floors=_floors_of(record["floors"], columns),
        fixes=tuple(map(fix_of, record["fixes"])),
        single_source=record["single_source"],
        objective=Objective(record["objective"]),
        carbon_price_fen_per_t=record["carbon_price_fen_per_t"],
        scale=Scale(**record["scale"]),
    )


def _floors_of(
    records: Sequence[dict[str, Any]], columns: Columns
) -> tuple[Floor, ...]:
    own = {key: columns[name] for name, key in FLOOR_COLUMNS.items()}
    return tuple(
        Floor(
            name=record["name"],
            minimum_kg=tuple(record["minimum_kg"]),
            arc=own["arc"][own["arc_floor"] == n],
            arc_ppm=own["arc_ppm"][own["arc_floor"] == n],
            trunk=own["trunk"][own["trunk_floor"] == n],
            trunk_ppm=own["trunk_ppm"][own["trunk_floor"] == n],
        )
        for n, record in enumerate(records)
    )


def _columns(prefix: str, table: Clients | Arcs | Trunks) -> Columns:
    named = {f"{prefix}_{f.name}": getattr(table, f.name) for f in fields(table)}
    return {name: column for name, column in named.items() if column is not None}


def _part(prefix: str, columns: Columns) -> Columns:
    start = f"{prefix}_"
    return {
        name.removeprefix(start): column
        for name, column in columns.items()
        if name.startswith(start)
    }


def _without(columns: Columns, name: str) -> Columns:
    return {key: column for key, column in columns.items() if key != name}
