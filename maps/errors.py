"""The errors of this library, one tree.

::

    MapsError
    ├── UnknownCrsError   a coordinate system that is not known or not accepted
    ├── GeometryError     coordinates or shapes that cannot be used
    ├── GeoFileError      a geodata file that cannot be read or written
    ├── TravelError       travel parameters that make no sense
    └── RoadsError        a road graph or a road server that cannot be had

Every message names the place, the rule, the offending value and the way out.
"""


class MapsError(Exception):
    """Base of every error a caller of this library may want to catch."""


class UnknownCrsError(MapsError):
    """A coordinate system is unknown, or known and refused."""


class GeometryError(MapsError):
    """Coordinates or a shape cannot be used."""


class GeoFileError(MapsError):
    """A geodata file cannot be read or written."""


class TravelError(MapsError):
    """A travel parameter lies outside the range in which it makes sense."""


class RoadsError(MapsError):
    """A road graph cannot be built or opened, or a server of roads is dead."""
