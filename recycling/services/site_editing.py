"""Use case: change what is recorded of a site, checked and logged like an import."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from recycling.domain.errors import InputError
from recycling.domain.records import Batch
from recycling.domain.sites import Site
from recycling.intake.export import write_csv
from recycling.schema.columns import TABLES
from recycling.schema.said import said
from recycling.schema.writing import write_cell
from recycling.services.batches import batch_of
from recycling.services.context import Context
from recycling.services.importing import ImportRequest, ImportResult, import_files

SITES = "sites"
STORED_CRS = "wgs84"
"""Positions are kept in it, so a site that is written out is in it."""

FIXED = frozenset({"site_id"})
"""What tells the site from others: another id is another site."""


def edit_site(
    context: Context, site_id: str, changes: Mapping[str, str]
) -> tuple[Site, ImportResult]:
    """Change columns of a site.

    The row is written as a file of one line and imported, so that every check of an
    import holds, in the same words, and the log names who changed which site.

    Parameters
    ----------
    context
        Settings, storage, and who acts.
    site_id
        The site.
    changes
        Cells by attribute, as text; an empty one is the column's default.

    Returns
    -------
    tuple
        The site as it is recorded now, and what the import noticed.

    Raises
    ------
    InputError
        When there is no such site or column, or nothing is to be changed.
    FaultsError
        When a cell breaks a rule; nothing is changed.
    """
    _check_names(changes)
    with context.unit_of_work() as work:
        site = work.inputs.network().sites.get(site_id)
    if site is None:
        msg = said("site.edit_unknown", site_id=site_id)
        raise InputError(msg)
    with TemporaryDirectory() as folder:
        # The name is what the log keeps, and what faults are said of.
        path = Path(folder) / f"edit by {_file_name(context.user)}.csv"
        _write(path, batch_of(SITES, [site]), changes)
        result = import_files(
            context, ImportRequest([path], crs=STORED_CRS, table=SITES)
        )
    with context.unit_of_work() as work:
        return work.inputs.network().sites[site_id], result


def editable() -> tuple[str, ...]:
    """Attributes of a site that can be changed, in the order of its table."""
    known = {field.name for field in fields(Site)}
    names = (column.attribute for column in TABLES[SITES].columns)
    return tuple(name for name in names if name in known - FIXED)


def site_cells(site: Site) -> dict[str, str]:
    """Cells of a site by attribute, as they would stand in an English file."""
    columns = TABLES[SITES].by_attribute
    return {
        name: str(write_cell(columns[name], getattr(site, name)))
        for name in (*FIXED, *editable())
    }


def _check_names(changes: Mapping[str, str]) -> None:
    known = editable()
    unknown = sorted(set(changes) - set(known))
    if unknown:
        msg = said("site.column", unknown=list(unknown), known=list(known))
        raise InputError(msg)
    if not changes:
        msg = said("site.nothing")
        raise InputError(msg)


def _write(path: Path, row: Batch, changes: Mapping[str, str]) -> None:
    columns = TABLES[SITES].columns
    cells = [
        changes[column.attribute]
        if column.attribute in changes
        else write_cell(column, row.columns[column.attribute][0])
        for column in columns
    ]
    write_csv(path, [column.attribute for column in columns], [cells])


def _file_name(user: str) -> str:
    """Name of a user as it can stand in a file's name."""
    return "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in user)
