"""Settings as they are used: one frozen section per stage."""

from dataclasses import dataclass, field
from pathlib import Path

DATA_DIR = Path(__file__).resolve().parents[2] / "data"
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
        Seconds for a day's plan, from reading what it is made of to recording it.
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
    replan_time_limit_s: float = 5.0
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
class MapSettings:
    """What lies under the maps of the app.

    Attributes
    ----------
    basemap
        ``none``, ``style`` for a style of one's own, ``tianditu`` or ``amap``. With
        any but ``none`` the browser asks another machine for the tiles it shows.
    style_url
        Address of a MapLibre style, for ``style``.
    key
        Key of the service, for ``tianditu``; browsers see it.
    """

    basemap: str = "none"
    style_url: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class UserSettings:
    """Who works with the app.

    Attributes
    ----------
    names
        ``name=role`` with semicolons between; roles are planner, dispatcher, manager
        and admin. Empty for whoever is logged in on the machine.
    """

    names: str = ""


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
    maps: MapSettings = field(default_factory=MapSettings)
    users: UserSettings = field(default_factory=UserSettings)

    @property
    def database_url(self) -> str:
        """Address of the database, the workspace's own file unless set."""
        if self.storage.url:
            return self.storage.url
        return f"sqlite:///{(self.workspace / 'recovery.db').resolve()}"
