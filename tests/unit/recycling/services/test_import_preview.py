"""Previews, uploads, looks and the quality of data, on files of a few rows."""

from datetime import date, datetime
from pathlib import Path

import pytest

from recycling.bootstrap import build_context
from recycling.config import Settings
from recycling.domain.errors import FaultsError, InputError
from recycling.domain.materials import Material, Parameter
from recycling.domain.sites import District, Site, SiteKind
from recycling.domain.tickets import Ticket
from recycling.intake.adapting import Adapting
from recycling.services.batches import batch_of, log_entry
from recycling.services.context import Context
from recycling.services.data_quality import data_quality
from recycling.services.import_arguments import arguments_of, request_of
from recycling.services.import_history import list_imports
from recycling.services.importing import (
    ImportRequest,
    import_files,
    preview_files,
)
from recycling.services.uploads import KEPT, keep_upload, look_into_files

HEAD = "code,value,unit,source\n"


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return build_context(Settings(workspace=tmp_path), user="li")


def parameters(folder: Path, *rows: str, head: str = HEAD) -> ImportRequest:
    path = folder / "parameters.csv"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return ImportRequest([path])


def test_a_preview_says_what_would_change_and_changes_nothing(context, tmp_path):
    import_files(context, parameters(tmp_path, "a,1,x,s", "b,2,x,s"))
    request = parameters(tmp_path, "a,1.5,x,s", "b,2,x,s", "c,3,x,s")
    seen = preview_files(context, request)
    (count,) = seen.result.counts
    assert (count.added, count.updated, count.unchanged) == (1, 1, 1)
    (change,) = seen.changes["parameters"]
    assert (change.key, change.before, change.after) == (
        {"code": "a"}, {"value": 1.0}, {"value": 1.5},
    )  # fmt: skip
    with context.unit_of_work() as work:
        assert [p.value for p in work.inputs.rows(Parameter)] == [1.0, 2.0]
    assert len(list_imports(context)) == 1
    assert import_files(context, request).counts == seen.result.counts


def test_a_preview_refuses_what_the_import_would(context, tmp_path):
    with pytest.raises(FaultsError):
        preview_files(context, parameters(tmp_path, "a,one,x,s"))


def test_a_request_survives_being_told_to_a_worker(tmp_path):
    request = ImportRequest(
        [tmp_path / "a.csv"], "gcj02", "sites", "s", "utf-8", True, (1, 2, 3, 4),
        adapting=Adapting({"x": "name"}, {"kind": "depot"}, ignore_extra=True),
    )  # fmt: skip
    assert request_of(arguments_of(request)) == request
    plain = ImportRequest([tmp_path / "a.csv"])
    assert request_of(arguments_of(plain)) == plain


def test_uploads_keep_their_names_and_leave_the_folder_of_the_browser(context):
    first = keep_upload(context, {r"C:\mine\sites.csv": b"1", "../up.csv": b"2"})
    assert [path.name for path in first] == ["sites.csv", "up.csv"]
    assert [path.read_bytes() for path in first] == [b"1", b"2"]
    root = context.settings.workspace / "uploads"
    assert all(path.parent.parent == root for path in first)
    assert (
        keep_upload(context, {r"C:\mine\sites.csv": b"1", "../up.csv": b"2"}) == first
    )
    assert keep_upload(context, {"sites.csv": b"3"})[0] != first[0]
    with pytest.raises(InputError, match="must have a file name"):
        keep_upload(context, {"..": b""})


def test_old_uploads_go(context):
    for number in range(KEPT + 3):
        keep_upload(context, {"a.csv": f"{number}".encode()})
    assert len(list((context.settings.workspace / "uploads").iterdir())) == KEPT


def test_a_look_tells_what_headers_mean_and_what_is_missing(context, tmp_path):
    head = "\u53c2\u6570\u4ee3\u7801,value,what,source\n"
    request = parameters(tmp_path, "a,1,kg,s", "b,2,kg,s", head=head)
    (look,) = look_into_files(context, request)["parameters.csv"]
    assert [(h.name, h.attribute) for h in look.headers][1:] == [
        ("value", "value"), ("what", ""), ("source", "source"),
    ]  # fmt: skip
    assert look.headers[0].attribute == "code"
    assert look.headers[0].examples == ("a", "b")
    assert (look.table, look.missing, look.has_position) == (
        "parameters", ("unit",), False,
    )  # fmt: skip
    lost = ImportRequest([tmp_path / "lost.csv"])
    assert look_into_files(context, lost) == {"lost.csv": ()}


def test_quality_names_months_without_tickets(context):
    rows = {
        "districts": [District("1", "a", "a", "z", 106.5, 29.6, 1, 1.0)],
        "materials": [Material("paper", "p", "p", "paper")],
        "sites": [Site("A", "A", SiteKind.SORTING_CENTRE, "1", 106.5, 29.6)],
        "tickets": [
            Ticket("A", "1", at(1), "paper", 700),
            Ticket("A", "2", at(3), "paper", 300, is_simulated=True),
        ],
    }
    assert data_quality(context).months == ()
    with context.unit_of_work() as work:
        for table, values in rows.items():
            work.inputs.merge(batch_of(table, values), log_entry(work, "test", table))
    quality = data_quality(context)
    assert quality.missing_months == (date(2026, 2, 1),)
    assert [m.net_kg for m in quality.months] == [700, 0, 300]
    assert [m.simulated_kg for m in quality.months] == [0, 0, 300]
    assert (quality.last_day, quality.grades_kg) == (
        date(2026, 3, 5), {"measured": 1000},
    )  # fmt: skip


def at(month: int) -> datetime:
    return datetime(2026, month, 5, 9)
