"""The coordinate system a user declares, and what a file says against it."""

from maps.crs import ACCEPTED, Crs, parse_crs
from maps.errors import UnknownCrsError
from recycling.intake.faulty import HeaderFault
from recycling.schema.faults import Rule


def declared_crs(
    name: str | None, stored: str | None
) -> tuple[Crs | None, HeaderFault | None]:
    """Read the declared coordinate system.

    Parameters
    ----------
    name
        Name the user gave; ``None`` for none.
    stored
        What the file itself claims; ``None`` for nothing.

    Returns
    -------
    tuple
        The system, ``None`` when it cannot be told, and what is wrong with it.
    """
    if name is None:
        return None, HeaderFault(Rule.CRS_NOT_DECLARED, "", "", ACCEPTED)
    try:
        crs = parse_crs(name)
    except UnknownCrsError as error:
        return None, HeaderFault(Rule.UNKNOWN_CRS, "", "", str(error))
    if stored is not None and contradicts(stored, crs):
        return crs, HeaderFault(Rule.CRS_CONTRADICTS, "", stored, crs.name)
    return crs, None


def contradicts(stored: str, declared: Crs) -> bool:
    """Tell whether a file's own claim rules the declared system out.

    GCJ-02 and BD-09 have no code of their own, so files that hold them claim
    WGS-84; and CGCS2000 is taken as equal to it everywhere.
    """
    try:
        claimed = parse_crs(stored)
    except UnknownCrsError:
        return True
    plain = {"wgs84", "cgcs2000"}
    if claimed.name in plain:
        return declared.epsg is not None and declared.name not in plain
    return claimed.name != declared.name
