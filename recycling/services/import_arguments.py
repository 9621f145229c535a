"""What an import is asked for, as the plain values a job is told."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recycling.intake.adapting import Adapting
from recycling.services.importing import ImportRequest


def arguments_of(request: ImportRequest) -> dict[str, Any]:
    """Write a request down; `request_of` reads it back."""
    return {
        "paths": [str(path.resolve()) for path in request.paths],
        "crs": request.crs,
        "table": request.table,
        "sheet": request.sheet,
        "encoding": request.encoding,
        "skip_bad_rows": request.skip_bad_rows,
        "area": list(request.area) if request.area else None,
        "anywhere": request.anywhere,
        "meanings": dict(request.adapting.meanings),
        "fills": dict(request.adapting.fills),
        "ignore_extra": request.adapting.ignore_extra,
    }


def request_of(told: Mapping[str, Any]) -> ImportRequest:
    """Read what `arguments_of` wrote."""
    area = told.get("area")
    return ImportRequest(
        paths=[Path(path) for path in told["paths"]],
        crs=told.get("crs"),
        table=told.get("table"),
        sheet=told.get("sheet", ""),
        encoding=told.get("encoding", "auto"),
        skip_bad_rows=bool(told.get("skip_bad_rows", False)),
        area=(area[0], area[1], area[2], area[3]) if area else None,
        anywhere=bool(told.get("anywhere", False)),
        adapting=Adapting(
            told.get("meanings", {}),
            told.get("fills", {}),
            bool(told.get("ignore_extra", False)),
        ),
    )
