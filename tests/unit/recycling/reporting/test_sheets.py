"""Driver sheets as PDF and workbook: all a crew needs, in either language."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from recycling.domain.network import Network
from recycling.domain.plans import PlanState, StopKind
from recycling.domain.sheets import DriverSheet, SheetStop
from recycling.reporting.document_files import Format, document_content
from recycling.reporting.pdf import CHINESE_FAMILIES, font_families
from recycling.reporting.qr import qr_svg
from recycling.reporting.sheet_document import sheets_document
from recycling.reporting.sheet_pdf import sheets_pdf
from recycling.schema.columns import LANGUAGES, Lang
from tests.builders import DAY, HOUR_S

needs_chinese = pytest.mark.skipif(
    not font_families() & set(CHINESE_FAMILIES), reason="no Chinese font is installed"
)
LINK = "https://uri.amap.com/navigation?to=106.5,29.5,P1&mode=car&src=recycling"
PICKUP = SheetStop(
    sequence=1,
    kind=StopKind.PICKUP,
    site_id="P1",
    name="龙溪站",
    trip=1,
    arrival_s=7 * HOUR_S,
    start_s=8 * HOUR_S,
    departure_s=8 * HOUR_S + 600,
    load_kg=1350,
    on_board_kg=1350,
    distance_m=12_300,
    units=1,
    order_id="o1",
    material="elv",
    address="红锦大道 88 号",
    contact="王 13800000000",
    whole_kg=2700,
    window_start_s=8 * HOUR_S,
    window_end_s=10 * HOUR_S,
    link=LINK,
)
STOPS = (
    replace(PICKUP, sequence=0, kind=StopKind.DEPOT, site_id="D1", name="Yard",
            order_id="", material="", load_kg=0, units=0),
    PICKUP,
    replace(PICKUP, sequence=2, kind=StopKind.BREAK, name="", order_id="", link="",
            load_kg=0, units=0, start_s=9 * HOUR_S, departure_s=9 * HOUR_S + 1800),
    replace(PICKUP, sequence=3, kind=StopKind.UNLOAD, site_id="E1", name="Smelter",
            order_id="", material="", load_kg=-1350, units=-1),
)  # fmt: skip
SHEET = DriverSheet(
    "routes-x", PlanState.PUBLISHED, DAY, "r1", "V1", "渝A-S0001", "truck", "Yard",
    STOPS, 24_600, 2 * HOUR_S, 1350,
)  # fmt: skip

SAID: dict[Lang, tuple[str, ...]] = {
    "en": (
        "VehicleV1", "routes-x(Published)", "pickup", "Address:", "lunchbreak",
        "unloading", "End-of-lifevehicles", "1vehicles", "waituntil08:00",
        "partof2,700kg", "1pickups,1unloadings,1,350kg,24.6km,2.0h,breaks30min",
    ),
    "zh": (
        "车辆V1", "routes-x(已发布)", "收运", "地址：", "用餐休息", "卸货",
        "报废机动车", "1台", "等候至08:00", "共2,700千克", "24.6公里", "休息30分钟",
    ),
}  # fmt: skip


def words_of(sheets: list[DriverSheet], network: Network, lang: Lang) -> list[str]:
    """Text of each page, without spaces: a PDF sets them where it likes."""
    reader = PdfReader(BytesIO(sheets_pdf(sheets, network, "Sheets", lang)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


@needs_chinese
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_says_all_a_crew_needs(micro: Network, lang: Lang) -> None:
    (page,) = words_of([SHEET], micro, lang)
    for words in (
        *SAID[lang], "渝A-S0001", "龙溪站", "红锦大道88号", "王13800000000", "1,350",
        "-1,350", "08:00-10:00", "2026-11-02", "12.3km", "P1·o1",
    ):  # fmt: skip
        assert words in page


@needs_chinese
def test_each_sheet_begins_on_a_page_of_its_own(micro: Network) -> None:
    other = replace(SHEET, vehicle_id="V2", state=PlanState.DRAFT)
    first, second = words_of([SHEET, other], micro, "en")
    assert "V2" not in first
    assert "Draft:notpublished" not in first
    assert "VehicleV2" in second
    assert "Draft:notpublished" in second


@needs_chinese
def test_a_long_day_goes_on_with_its_header(micro: Network) -> None:
    stops = tuple(replace(PICKUP, sequence=n, name=f"Stop{n}") for n in range(1, 31))
    pages = words_of([replace(SHEET, stops=stops)], micro, "en")
    assert len(pages) > 1
    text = "".join(pages)
    assert all(f"Stop{n}" in text for n in range(1, 31))
    assert all("ArrivalPlaceMaterial" in page for page in pages)


def test_a_code_is_drawn_of_squares_that_scale() -> None:
    drawing = qr_svg(LINK)
    assert 'viewBox="0 0' in drawing
    assert "<path" in drawing
    assert drawing != qr_svg(LINK + "&x")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_has_a_sheet_for_each_vehicle(micro: Network, lang: Lang) -> None:
    other = replace(SHEET, vehicle_id="V2", plate="")
    document = sheets_document([SHEET, other], micro, "Sheets", lang)
    content = document_content(document, Format.XLSX)
    assert isinstance(content, bytes)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["Sheets", "V1 渝A-S0001", "V2"]
    _, depot, pickup, *_ = book.get_sheet_by_name("V2").to_python()
    assert depot[0] == 0
    for cell in (1350.0, "08:00-10:00", "o1", LINK, "红锦大道 88 号"):
        assert cell in pickup
