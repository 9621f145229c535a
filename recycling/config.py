"""Settings: one frozen section per stage, from a TOML file and the environment.

``[siting] time_limit_s = 60`` in ``recycling.toml`` and
``RECYCLING_SITING__TIME_LIMIT_S=60`` in the environment say the same; the
environment wins. There is no global instance: the composition root loads the
settings and hands each part its section.
"""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from math import inf
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from recycling.domain.errors import ConfigError

ENV_PREFIX = "RECYCLING_"

DATA_DIR = Path(__file__).resolve().parent.parent / "data"
"""Reference and sample data of a checkout."""


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where the database is.

    Attributes
    ----------
    url
        SQLAlchemy address; empty for ``recovery.db`` in the workspace.
    """

    url: str = ""


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """How files are read.

    Attributes
    ----------
    timezone
        Time zone of the city; times without an offset are local.
    min_lon, min_lat, max_lon, max_lat
        Area every position must lie in, WGS-84 degrees; Chongqing unless set.
    max_file_mb
        Largest file that is read, in mebibytes.
    """

    timezone: str = "Asia/Shanghai"
    min_lon: float = 105.2
    min_lat: float = 28.1
    max_lon: float = 110.3
    max_lat: float = 32.3
    max_file_mb: int = 1024


@dataclass(frozen=True, slots=True)
class SitingSettings:
    """How the siting problem is cut and solved.

    Attributes
    ----------
    engine
        Engine by name, or ``auto``.
    time_limit_s, workers, gap
        Limits of the solver.
    nearest_sites, trunk_legs
        Sites each client may be assigned to, and destinations by road of an output.
    cell_km
        Side of squares whose collection points in one district are one client.
    """

    engine: str = "auto"
    time_limit_s: float = 60.0
    workers: int = 2
    gap: float = 0.005
    nearest_sites: int = 6
    trunk_legs: int = 5
    cell_km: float = 10.0


@dataclass(frozen=True, slots=True)
class DispatchSettings:
    """How a day's routes are planned.

    Attributes
    ----------
    engine
        Engine by name, or ``auto``.
    time_limit_s
        Seconds for all catchments together.
    replan_time_limit_s
        Seconds for a depot whose rest of the day is planned anew.
    workers
        Worker processes.
    unload_sites
        Unloading sites offered to a catchment, the nearest ones.
    traffic_rules
        Respect restriction zones and the speeds of the hours: ``yes`` or ``no``.
    crew_rules, range_limits, dock_limits
        Whether crews rest, electric vehicles run low, and docks queue.
    visit_weekdays
        ISO weekdays (1..7) of visits where a collection point names none.
    visit_tolerance_days
        How far the days between two visits may be off even ones.
    """

    engine: str = "auto"
    time_limit_s: float = 110.0
    replan_time_limit_s: float = 6.0
    workers: int = 2
    unload_sites: int = 6
    traffic_rules: bool = True
    crew_rules: bool = True
    range_limits: bool = True
    dock_limits: bool = True
    visit_weekdays: str = "1234567"
    visit_tolerance_days: int = 1


@dataclass(frozen=True, slots=True)
class BookingSettings:
    """Which time slots are offered to customers.

    Attributes
    ----------
    opens_h, closes_h
        Hours of the day between which slots lie.
    slot_h
        Length of a slot.
    days_ahead
        Days after today that slots are offered on.
    lead_min
        Least minutes from now to the begin of a slot: crews on the way are told.
    hold_min
        Minutes an offer holds.
    depots
        Depots asked for a slot, the nearest first, until one can take it.
    most_slots
        Most slots of an offer, the cheapest.
    same_place_m
        An address no farther than this from one booked before is the same place.
    shortest_wish_min
        Shortest time to come in that a customer may ask for.
    """

    opens_h: int = 8
    closes_h: int = 18
    slot_h: int = 2
    days_ahead: int = 3
    lead_min: int = 60
    hold_min: int = 30
    depots: int = 2
    most_slots: int = 12
    same_place_m: int = 25
    shortest_wish_min: int = 30


@dataclass(frozen=True, slots=True)
class RoadSettings:
    """Where travel times come from.

    Attributes
    ----------
    provider
        ``auto`` for the workspace's road graph where one is built and the
        great circle elsewhere; ``great-circle``, ``graph``, ``osrm`` or
        ``valhalla`` to insist. Nothing is asked of a server unless it is named.
    url
        Address of the ``osrm`` or ``valhalla`` server.
    profile
        Vehicle the roads are chosen for: ``truck`` or ``car``.
    max_snap_m
        Farthest a site may lie from the nearest road.
    """

    provider: str = "auto"
    url: str = ""
    profile: str = "truck"
    max_snap_m: int = 1000


@dataclass(frozen=True, slots=True)
class JobSettings:
    """How workers take jobs.

    Attributes
    ----------
    poll_s
        How often a worker without work looks for some.
    silent_s
        A job not heard of for so long is taken from its worker; longer than a writer
        of the database keeps others waiting.
    max_attempts
        How often a job is taken before it is given up: one that ends its worker
        every time would be taken for ever.
    """

    poll_s: float = 1.0
    silent_s: float = 30.0
    max_attempts: int = 10


@dataclass(frozen=True, slots=True)
class AccountingSettings:
    """Which factors turn activity into carbon.

    Attributes
    ----------
    factor_version
        Set of emission factors.
    """

    factor_version: str = "2024"


@dataclass(frozen=True, slots=True)
class ReportingSettings:
    """What the report is measured against.

    Attributes
    ----------
    target_year
        Year of the headline target.
    """

    target_year: int = 2027


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one workspace.

    Attributes
    ----------
    workspace
        Folder for the database, inputs and reports.
    language
        ``zh`` or ``en``: language of messages and reports.
    seed, data_dir
        Seed of every random choice; folder with ``reference/`` and ``chongqing/``.
    """

    workspace: Path = Path("workspace")
    language: str = "zh"
    seed: int = 1
    data_dir: Path = DATA_DIR
    storage: StorageSettings = field(default_factory=StorageSettings)
    intake: IntakeSettings = field(default_factory=IntakeSettings)
    roads: RoadSettings = field(default_factory=RoadSettings)
    siting: SitingSettings = field(default_factory=SitingSettings)
    dispatch: DispatchSettings = field(default_factory=DispatchSettings)
    bookings: BookingSettings = field(default_factory=BookingSettings)
    jobs: JobSettings = field(default_factory=JobSettings)
    accounting: AccountingSettings = field(default_factory=AccountingSettings)
    reporting: ReportingSettings = field(default_factory=ReportingSettings)

    @property
    def database_url(self) -> str:
        """Address of the database, the workspace's own file unless set."""
        if self.storage.url:
            return self.storage.url
        return f"sqlite:///{(self.workspace / 'recovery.db').resolve()}"


SHORTEST_LIMIT_S = 0.1
"""Least seconds a solver may be given, as on the command line."""

SMALLEST_CELL_KM = 0.1
"""Least side of the squares that group collection points."""

SHORTEST_POLL_S = 0.05
"""Least seconds between two looks for work: every look opens the database."""

SHORTEST_SILENCE_S = 2.0
"""Least seconds of silence: a worker tells of its job about twice a second."""

TOP_LEVEL = ("language", "seed", "data_dir")
SECTIONS = tuple(
    item.name for item in fields(Settings) if item.default_factory is not MISSING
)


def load_settings(
    workspace: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Read the settings of a workspace.

    Parameters
    ----------
    workspace
        Folder of the workspace; ``RECYCLING_WORKSPACE`` or ``workspace`` in
        the current folder when not given.
    environ
        Environment to read instead of the process's own.

    Returns
    -------
    Settings
        Defaults, overlaid by ``recycling.toml`` in the workspace, overlaid by
        the environment.

    Raises
    ------
    ConfigError
        When a section or name is unknown or a value has the wrong type; the
        message names the nearest known one.
    """
    env = os.environ if environ is None else environ
    folder = workspace or Path(env.get(f"{ENV_PREFIX}WORKSPACE", "workspace"))
    settings = Settings(workspace=folder)
    file = folder / "recycling.toml"
    if file.is_file():
        settings = _overlay_file(settings, file)
    return _checked(_overlay_environment(settings, env))


def _overlay_file(settings: Settings, file: Path) -> Settings:
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{file.name}: not a valid TOML file ({error}). Mend or remove it."
        raise ConfigError(msg) from error
    for name, value in tree.items():
        if isinstance(value, dict):
            for key, inner in value.items():
                settings = _with(settings, (name, key), inner, file.name)
        else:
            settings = _with(settings, (name,), value, file.name)
    return settings


def _overlay_environment(settings: Settings, env: Mapping[str, str]) -> Settings:
    for name in sorted(env):
        if not name.startswith(ENV_PREFIX):
            continue
        path = tuple(name.removeprefix(ENV_PREFIX).lower().split("__"))
        # The workspace was read above; RECYCLING_TEST_* steers the tests.
        if path == ("workspace",) or path[0].startswith("test_"):
            continue
        settings = _with(settings, path, env[name], name)
    return settings


def _with(
    settings: Settings, path: tuple[str, ...], value: object, place: str
) -> Settings:
    """Copy of the settings with one value changed, converted to its type."""
    if len(path) == 1 and path[0] in TOP_LEVEL:
        return replace(settings, **{path[0]: _convert(settings, path[0], value, place)})
    if len(path) == 2 and path[0] in SECTIONS:
        section = getattr(settings, path[0])
        known = [item.name for item in fields(section)]
        if path[1] in known:
            changed = _convert(section, path[1], value, place)
            section = replace(section, **{path[1]: changed})
            return replace(settings, **{path[0]: section})
        raise ConfigError(_unknown(place, path[1], known))
    raise ConfigError(_misplaced(place, path))


def _misplaced(place: str, path: tuple[str, ...]) -> str:
    """Say what is wrong with a name that is not where a setting can be."""
    name = path[0]
    if len(path) == 1 and name in SECTIONS:
        return f"{place}: {name} is a section, not a setting. Write [{name}] and names."
    if len(path) > 1 and name in TOP_LEVEL:
        return f"{place}: {name} is a setting, not a section. Write {name} = ..."
    if len(path) > 1 and name in SECTIONS:
        return f"{place}: {'.'.join(path)} is too deep. Write [{name}] and names."
    return _unknown(place, name, [*SECTIONS, *TOP_LEVEL])


def _unknown(place: str, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
    return f"{place}: unknown setting {name!r}. {hint}"


def _convert(section: object, name: str, value: Any, place: str) -> Any:
    kind = type(getattr(section, name))
    if kind is bool and (value is True or value is False):
        return value
    if kind is bool and str(value).lower() in BOOLEANS:
        return BOOLEANS[str(value).lower()]
    try:
        if kind is float and not isinstance(value, bool):
            return float(value)
        if kind is int and not isinstance(value, (bool, float)):
            return int(value)
        if kind is str and isinstance(value, str):
            return value
        if issubclass(kind, Path) and isinstance(value, str):
            return Path(value)
    except (TypeError, ValueError):
        pass
    msg = f"{place}, {name}: must be {kind.__name__}, got {value!r}."
    raise ConfigError(msg)


def _checked(settings: Settings) -> Settings:
    if settings.language not in {"zh", "en"}:
        msg = f"language: must be zh or en, got {settings.language!r}."
        raise ConfigError(msg)
    for place, value, least in _minimums(settings):
        # A comparison with NaN is False, so this also catches what is no number.
        if not least <= value < inf:
            msg = f"{place}: must be >= {least:g}, got {value}."
            raise ConfigError(msg)
    _check_timezone(settings.intake.timezone)
    _check_roads(settings.roads)
    _check_weekdays(settings.dispatch.visit_weekdays)
    _check_bookings(settings.bookings)
    return settings


BOOLEANS = {"yes": True, "true": True, "no": False, "false": False}
ROAD_PROVIDERS = ("auto", "great-circle", "graph", "osrm", "valhalla")
ROAD_PROFILES = ("truck", "car")


def _check_roads(roads: RoadSettings) -> None:
    for name, value, known in (
        ("provider", roads.provider, ROAD_PROVIDERS),
        ("profile", roads.profile, ROAD_PROFILES),
    ):
        if value not in known:
            msg = f"roads.{name}: must be one of {', '.join(known)}, got {value!r}."
            raise ConfigError(msg)
    if roads.provider in {"osrm", "valhalla"} and not roads.url:
        msg = (
            f"roads.url: must be the address of the {roads.provider} server, got "
            "nothing. Write it like http://127.0.0.1:5000."
        )
        raise ConfigError(msg)


def _check_weekdays(days: str) -> None:
    if not days or set(days) - set("1234567"):
        wanted = "must be digits from 1 (Monday) to 7, like 12345"
        msg = f"dispatch.visit_weekdays: {wanted}, got {days!r}."
        raise ConfigError(msg)


def _check_bookings(bookings: BookingSettings) -> None:
    if not bookings.opens_h + bookings.slot_h <= bookings.closes_h <= 24:
        msg = (
            "bookings.closes_h: must be at most 24 and leave a slot of slot_h "
            f"{bookings.slot_h} after opens_h {bookings.opens_h}, got "
            f"{bookings.closes_h}."
        )
        raise ConfigError(msg)


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    # Names that are folders or leave the time zone database end in the others.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"intake.timezone: no time zone {name!r}. Write it like Asia/Shanghai."
        raise ConfigError(msg) from error


def _minimums(settings: Settings) -> Iterator[tuple[str, float, float]]:
    """Name settings with the least they may be."""
    for name, section in (("siting", settings.siting), ("dispatch", settings.dispatch)):
        yield f"{name}.time_limit_s", section.time_limit_s, SHORTEST_LIMIT_S
        yield f"{name}.workers", section.workers, 1
    least = {"gap": 0, "nearest_sites": 1, "trunk_legs": 1, "cell_km": SMALLEST_CELL_KM}
    for name, value in least.items():
        yield f"siting.{name}", getattr(settings.siting, name), value
    yield "jobs.poll_s", settings.jobs.poll_s, SHORTEST_POLL_S
    yield "jobs.silent_s", settings.jobs.silent_s, SHORTEST_SILENCE_S
    yield "jobs.max_attempts", settings.jobs.max_attempts, 1
    yield "dispatch.unload_sites", settings.dispatch.unload_sites, 1
    yield "dispatch.visit_tolerance_days", settings.dispatch.visit_tolerance_days, 0
    for name, value in {
        "opens_h": 0,
        "slot_h": 1,
        "days_ahead": 0,
        "depots": 1,
    }.items():
        yield f"bookings.{name}", getattr(settings.bookings, name), value
    for name in ("lead_min", "hold_min", "same_place_m", "shortest_wish_min"):
        yield f"bookings.{name}", getattr(settings.bookings, name), 0
    yield "bookings.most_slots", settings.bookings.most_slots, 1
    yield "roads.max_snap_m", settings.roads.max_snap_m, 1
    yield "intake.max_file_mb", settings.intake.max_file_mb, 1
