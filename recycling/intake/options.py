"""What the user says about a file, and the limits it must keep."""

from dataclasses import dataclass, field

from recycling.intake.adapting import Adapting
from recycling.schema.columns import Lang


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """How files are read.

    Attributes
    ----------
    crs
        Coordinate system the user declares; ``None`` when none was declared,
        which refuses every table with positions.
    sheet
        Sheet or layer to read, empty to go by names.
    encoding
        Encoding of text files; ``auto`` tells UTF-8 from GB18030.
    skip_bad_rows
        Leave faulty rows out instead of refusing the file.
    timezone
        Zone of the city; times with an offset are stored as its local time.
    area
        Smallest and largest longitude and latitude of the city, as ``min_lon,
        min_lat, max_lon, max_lat`` in WGS-84 degrees; ``None`` for anywhere.
    max_file_bytes
        Largest file that is read, compressed or not.
    chunk_rows
        Rows handled at a time.
    max_faults
        Faults kept for the report; the rest are only counted.
    language
        Language of messages.
    adapting
        How columns of a foreign file are made to fit.
    """

    crs: str | None = None
    sheet: str = ""
    encoding: str = "auto"
    skip_bad_rows: bool = False
    timezone: str = "Asia/Shanghai"
    area: tuple[float, float, float, float] | None = None
    max_file_bytes: int = 2**30
    chunk_rows: int = 50_000
    max_faults: int = 50_000
    language: Lang = "zh"
    adapting: Adapting = field(default_factory=Adapting)
