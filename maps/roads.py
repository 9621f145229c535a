"""Builds road graphs from OpenStreetMap extracts and finds those that are there.

A graph lies in a folder named by what it was made of, so the same extract, profile
and rules are built once. Each step works in a folder of its own and renames it when
it is done: a killed build goes on after its last finished step, and a folder with
the final name is always complete.
"""

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import uuid4

from maps.errors import RoadsError
from maps.osm_files import check_extract, file_hash
from maps.osrm_engine import (
    BASE,
    engine_version,
    open_engine,
    profiles_dir,
    tool_command,
)
from maps.road_graph import (
    CARD,
    RoadGraph,
    RoadProfile,
    node_places,
    read_card,
    write_card,
)
from maps.road_tools import run_tool

__all__ = ["STEPS", "RoadGraph", "RoadProfile", "build_roads", "find_roads"]

STEPS: Final = ("check", "extract", "contract", "open")
"""Steps of a build as `build_roads` reports them, in order."""

type Progress = Callable[[str, int, int], None]
"""Takes the step at work, and how many of how many steps are done."""

_HASH_CHARS = 16
_RULES_CHARS = 12
_EXTRACTED = ".extracted"


def build_roads(
    pbf: Path, folder: Path, profile: RoadProfile, lua_dir: Path, progress: Progress
) -> RoadGraph:
    """Build the road graph of an extract, or take the one that is there.

    Parameters
    ----------
    pbf
        Extract: ``.osm.pbf``, ``.osm`` or ``.osm.bz2``.
    folder
        Where graphs are kept; made when it is missing.
    profile
        Kind of vehicle.
    lua_dir
        Folder with ``<profile>.lua``; without that file the engine's own profile of
        this name is taken.
    progress
        Told the step at work (one of `STEPS`), the steps done and their number,
        again and again while it lasts. An exception from it ends the build, which
        can be taken up again later.

    Raises
    ------
    RoadsError
        The extract is missing, cut or of another kind, the engine is missing, the
        folder cannot be written, or a tool failed.
    """
    try:
        return _build(pbf, folder, profile, lua_dir, progress)
    except OSError as error:
        msg = (
            f"{error.filename or folder}: must be readable and writable with space "
            f"left, got {error.strerror or error}. Choose another folder, or free "
            "some space, and run the command again."
        )
        raise RoadsError(msg) from error


def find_roads(folder: Path, profile: RoadProfile) -> RoadGraph | None:
    """Find the graph of a profile that was built or asked for last.

    Returns
    -------
    None when there is none, or none of the installed version of the engine.

    Raises
    ------
    RoadsError
        The engine is not installed, or a graph's description cannot be read.
    """
    cards = sorted(folder.glob(f"*-{profile}-*/{CARD}"))
    # A dot marks the folder of a build that is not finished.
    graphs = [read_card(c.parent) for c in cards if "." not in c.parent.name]
    usable = [graph for graph in graphs if graph.engine == engine_version()]
    return max(usable, key=lambda graph: graph.chosen_s, default=None)


@dataclass(frozen=True, slots=True)
class _Job:
    """What one build needs to know."""

    pbf: Path
    folder: Path
    key: str
    profile: RoadProfile
    rules: Path
    progress: Progress

    @property
    def final(self) -> Path:
        return self.folder / self.key

    @property
    def extracted(self) -> Path:
        return self.folder / f"{self.key}{_EXTRACTED}"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.key}.log"

    def step(self, name: str) -> Callable[[], None]:
        """Begin a step and return what says that it is still at work."""
        done = STEPS.index(name)

        def beat() -> None:
            self.progress(name, done, len(STEPS))

        beat()
        return beat

    def attempt(self) -> Path:
        """Make a folder for one attempt at a step."""
        work = self.folder / f"{self.key}.work-{uuid4().hex[:8]}"
        work.mkdir()
        return work


def _build(
    pbf: Path, folder: Path, profile: RoadProfile, lua_dir: Path, progress: Progress
) -> RoadGraph:
    progress(STEPS[0], 0, len(STEPS))
    check_extract(pbf)
    rules = _rules(lua_dir, profile)
    folder.mkdir(parents=True, exist_ok=True)
    key = f"{file_hash(pbf)[:_HASH_CHARS]}-{profile}-{_rules_hash(rules)}"
    job = _Job(pbf, folder.resolve(), key, profile, rules, progress)
    if not job.final.exists():
        try:
            if not job.extracted.exists():
                _extract(job)
            _contract(job)
        except (RoadsError, OSError):
            # Another build of the same graph was quicker and cleared up.
            if not job.final.exists():
                raise
    graph = replace(read_card(job.final), chosen_s=time.time())
    write_card(graph, job.final)
    progress(STEPS[-1], len(STEPS), len(STEPS))
    return graph


def _extract(job: _Job) -> None:
    """Turn the extract into the files of a graph without short cuts."""
    beat = job.step("extract")
    work = job.attempt()
    try:
        arguments = ["-p", str(job.rules), str(job.pbf), "-o", str(work / BASE)]
        run_tool("extract", arguments, job.log, beat)
        _publish(work, job.extracted)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _contract(job: _Job) -> None:
    """Add the short cuts, look whether the graph opens, and publish it."""
    beat = job.step("contract")
    work = job.attempt()
    try:
        # The tool writes between the files it reads, so it gets a copy.
        shutil.copytree(job.extracted, work, dirs_exist_ok=True)
        run_tool("contract", [str(work / BASE)], job.log, beat)
        job.step("open")
        open_engine(work)
        write_card(_describe(job, work), work)
        _publish(work, job.final)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for leftover in job.folder.glob(f"{job.key}.*/"):
        shutil.rmtree(leftover, ignore_errors=True)


def _publish(work: Path, name: Path) -> None:
    """Give a finished folder its name, unless another build was quicker."""
    try:
        work.rename(name)
    except OSError:
        if not name.exists():
            raise


def _describe(job: _Job, work: Path) -> RoadGraph:
    places = node_places(work)
    west, south = places.min(axis=0).tolist()
    east, north = places.max(axis=0).tolist()
    return RoadGraph(
        folder=job.final,
        profile=job.profile,
        source=job.pbf.name,
        engine=engine_version(),
        chosen_s=time.time(),
        west=west,
        south=south,
        east=east,
        north=north,
    )


def _rules(lua_dir: Path, profile: RoadProfile) -> Path:
    """Find the Lua file of a profile."""
    # Asked first: without the wheel that is the message to give.
    tool_command("extract")
    own = lua_dir / f"{profile}.lua"
    rules = own if own.is_file() else profiles_dir() / f"{profile}.lua"
    if not rules.is_file():
        msg = (
            f"{own}: must be the profile of a {profile}, and it is not there. Name "
            "the folder of the profiles, or build for another kind of vehicle."
        )
        raise RoadsError(msg)
    return rules.resolve()


def _rules_hash(rules: Path) -> str:
    """Hash what decides how the graph comes out, besides the extract."""
    content = engine_version().encode() + b"\0" + rules.read_bytes()
    return hashlib.sha256(content).hexdigest()[:_RULES_CHARS]
