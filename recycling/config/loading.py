"""Reading settings: a TOML file of the workspace, overlaid by the environment."""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from math import inf
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from recycling.config.sections import (
    BookingSettings,
    MapSettings,
    RoadSettings,
    Settings,
)
from recycling.domain.errors import ConfigError
from recycling.domain.users import parse_users

ENV_PREFIX = "RECYCLING_"

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
    _check_maps(settings.maps)
    parse_users(settings.users.names)
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


BASEMAPS = ("none", "style", "tianditu", "amap")


def _check_maps(maps: MapSettings) -> None:
    if maps.basemap not in BASEMAPS:
        known = ", ".join(BASEMAPS)
        msg = f"maps.basemap: must be one of {known}, got {maps.basemap!r}."
        raise ConfigError(msg)
    needed = {"style": "style_url", "tianditu": "key"}.get(maps.basemap)
    if needed and not getattr(maps, needed):
        msg = (
            f"maps.{needed}: must be given for the basemap {maps.basemap}, got "
            "nothing. Give it, or set basemap to none."
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
