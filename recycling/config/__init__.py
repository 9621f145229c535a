"""Settings: one frozen section per stage, from a TOML file and the environment.

``[siting] time_limit_s = 60`` in ``recycling.toml`` and
``RECYCLING_SITING__TIME_LIMIT_S=60`` in the environment say the same; the
environment wins. There is no global instance: the composition root loads the
settings and hands each part its section.
"""

from recycling.config.loading import load_settings
from recycling.config.sections import (
    DATA_DIR,
    AccountingSettings,
    BookingSettings,
    DispatchSettings,
    IntakeSettings,
    JobSettings,
    MapSettings,
    ReportingSettings,
    RoadSettings,
    Settings,
    SitingSettings,
    StorageSettings,
    UserSettings,
)

__all__ = [
    "DATA_DIR",
    "AccountingSettings",
    "BookingSettings",
    "DispatchSettings",
    "IntakeSettings",
    "JobSettings",
    "MapSettings",
    "ReportingSettings",
    "RoadSettings",
    "Settings",
    "SitingSettings",
    "StorageSettings",
    "UserSettings",
    "load_settings",
]
