"""An answer to a siting problem as ``solution.json`` and ``solution.npz``."""

from dataclasses import fields
from pathlib import Path

from routing.errors import FormatError
from routing.siting.formats.files import Columns, read_files, write_files
from routing.siting.solution import Certificate, SitingSolution

NAME = "solution"
MASSES = ("states", "flow_kg", "unserved_kg", "trunk_kg")
MULTIPLIERS = tuple(f.name for f in fields(Certificate) if f.name != "radius_m")
OPTIONAL = frozenset({"trunk_kg", *MULTIPLIERS})


def dump_solution(solution: SitingSolution, folder: Path) -> None:
    """Write an answer beside its problem.

    Parameters
    ----------
    solution
        The answer.
    folder
        Where to write ``solution.json`` and ``solution.npz``.
    """
    certificate = solution.certificate
    columns: Columns = {
        name: getattr(solution, name)
        for name in MASSES
        if getattr(solution, name) is not None
    }
    if certificate is not None:
        columns |= {name: getattr(certificate, name) for name in MULTIPLIERS}
    record = {
        "engine": solution.engine,
        "seconds": solution.seconds,
        "objective": solution.objective,
        "bound": solution.bound,
        "radius_m": None if certificate is None else certificate.radius_m,
    }
    write_files(folder, NAME, record, columns)


def load_solution(folder: Path) -> SitingSolution:
    """Read an answer; whether it keeps the rules is for ``check_siting`` to say.

    Parameters
    ----------
    folder
        Where ``solution.json`` and ``solution.npz`` are.

    Raises
    ------
    FormatError
        If the files are not what the format asks for.
    """
    record, columns = read_files(folder, NAME, OPTIONAL)
    given = [name for name in MULTIPLIERS if name in columns]
    if given and len(given) < len(MULTIPLIERS):
        missing = sorted(set(MULTIPLIERS) - set(given))
        headline = f"The siting solution in {folder} has half a certificate"
        raise FormatError(
            headline, [f"solution.npz, {name}: is missing. Add it." for name in missing]
        )
    certificate = None
    if given:
        multipliers = {name: columns[name] for name in MULTIPLIERS}
        certificate = Certificate(**multipliers, radius_m=record["radius_m"])
    return SitingSolution(
        states=columns["states"],
        flow_kg=columns["flow_kg"],
        unserved_kg=columns["unserved_kg"],
        objective=record["objective"],
        bound=record["bound"],
        engine=record["engine"],
        seconds=record["seconds"],
        trunk_kg=columns.get("trunk_kg"),
        certificate=certificate,
    )
