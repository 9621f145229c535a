"""One small bad file per rule: the message says place, rule, value and way out."""

import gzip
from typing import Any

import pytest

from recycling.schema.faults import Rule

CASES: dict[str, list[str]] = {
    "materials.low_over_high.csv": [
        " row 2, price_high_fen_per_t: must not be less than 150000, got "
        "120000. Exchange the two or correct one.",
    ],
    "orders.time_ends_before_start.csv": [
        " row 2, window_end_s: must not be before 14:00, got 09:00. "
        "Exchange the two; a time on the next day counts on, 02:00 is "
        "26:00.",
    ],
    "sites.bad_geo_file.geojson": [
        ": cannot be read, it may be truncated or damaged (Failed to read "
        "GeoJSON data; At line 1, character 12: Unterminated array). "
        "Export or upload it again.",
    ],
    "sites.bad_gzip.csv.gz": [
        ": is not a complete gzip file. Copy or compress it again.",
    ],
    "sites.bad_quote.csv": [
        " row 3: has a quotation mark that is never closed, or text after "
        "a closing one (unexpected end of data). Double every quotation "
        "mark inside a quoted cell.",
    ],
    "sites.bad_workbook.xlsx": [
        ": is not a workbook that can be read (File is not a zip file). "
        "Save it as .xlsx without a password, or as CSV UTF-8.",
    ],
    "sites.bad_year.csv": [
        " row 2, permit_valid_to: must be in the years 1900..2199, got "
        "0026-11-05. Correct the year.",
    ],
    "sites.binary_file.csv": [
        ": must be text, but holds binary data from byte 1 on. Save the "
        "table as CSV UTF-8 or .xlsx.",
    ],
    "sites.control_character.csv": [
        " row 2, site_id: must not hold invisible control characters, got "
        "SC-\\u200b001. Type the text again.",
    ],
    "sites.coordinates_swapped.csv": [
        " row 2, lon: longitude and latitude are exchanged, got 29.60, "
        "106.55. Exchange the two columns.",
    ],
    "sites.crs_not_declared.csv": [
        ": the coordinate system must be declared, there is no default. "
        "Name it with --crs: wgs84, gcj02, bd09, cgcs2000 or "
        "EPSG:<number>; ask the sender of the file which one it is.",
    ],
    "sites.datum_header.csv": [
        " row 1, lon_gcj02: the column names another coordinate system "
        "than the declared wgs84. Declare that system, or leave the column "
        "out: remove it, or put # before its name, or import with "
        "--ignore-extra when another column gives the position.",
        " row 1, lat_gcj02: the column names another coordinate system "
        "than the declared wgs84. Declare that system, or leave the column "
        "out: remove it, or put # before its name, or import with "
        "--ignore-extra when another column gives the position.",
    ],
    "sites.datum_mix.csv": [
        " row 3, district: must be in the table districts, got 500212. Did "
        "you mean 500112?",
        " row 3, 坐标系: must be the declared coordinate system wgs84, got "
        "GCJ-02. Import the rows of each system from a file of their own.",
    ],
    "sites.duplicate_column.csv": [
        " row 1, 经度: means the same column as lon. Keep one of the two: put "
        '# before the other\'s name, or leave it out with --map "经度=".',
    ],
    "sites.duplicate_key.csv": [
        " row 3, site_id: must be unique, got SC-001 again after row 2. "
        "Remove one of the two rows.",
    ],
    "sites.file_empty.csv": [
        ": is empty. Export or upload it again.",
    ],
    "sites.file_type.pdf": [
        ": must end in .csv .csv.gz .xlsx .geojson .json .gpkg .shp .zip, "
        "got .pdf. Save it as one of these.",
    ],
    "sites.looks_geographic.csv": [
        " row 2, lon: must be easting and northing in EPSG:4545, got "
        "106.55, 29.60, which looks like degrees. Declare wgs84, gcj02, "
        "bd09 or cgcs2000.",
    ],
    "sites.looks_projected.csv": [
        " row 2, lon: must be degrees in wgs84, got 358772.1, 3275644.8, "
        "which looks like metres. Declare the projected system as "
        "EPSG:<number>.",
    ],
    "sites.missing_column.csv": [
        " row 1, lat: the column is missing. Add it under one of the names "
        "lat, 纬度, latitude, y.",
    ],
    "sites.missing_value.csv": [
        " row 2, site_id: must have a value, got an empty cell. Fill it in.",
    ],
    "sites.no_place.csv": [
        " row 2, lon: has no place on earth when read as wgs84, got "
        "206.55, 129.60. Check the declared coordinate system.",
    ],
    "sites.not_a_date.csv": [
        " row 2, permit_valid_to: must be a date such as 2026-11-05, got "
        "05.11.2026. Write year, month and day.",
    ],
    "sites.not_a_number.csv": [
        " row 2, lon: must be a number, got 106,55. Write digits with a "
        "decimal point, without separators or units.",
    ],
    "sites.not_a_time.csv": [
        " row 2, closes_s: must be a time of day from 00:00 to 48:00, got "
        "24:70. Write it as 08:30.",
    ],
    "sites.not_yes_no.csv": [
        " row 2, is_green: must be yes or no, got maybe. Write yes, no, 是 or 否.",
    ],
    "sites.out_of_range_or_empty.csv": [
        " row 2, capacity_kg_per_year: must be >= 0, got -5. Correct the "
        "value or leave the cell empty.",
    ],
    "sites.outside_area.csv": [
        " row 2, lon: must lie in the area 105.2..110.3, 28.1..32.3, got "
        "116.40, 39.90. Check the position and the declared coordinate "
        "system.",
    ],
    "sites.ragged_row.csv": [
        " row 3: must have 6 cells like the header, got 8. Check for a "
        "separator inside a cell that is not quoted.",
    ],
    "sites.time_ends_before_start.csv": [
        " row 2, closes_s: must not be before 22:00, got 06:00. Exchange "
        "the two; a time on the next day counts on, 02:00 is 26:00.",
    ],
    "sites.too_large.csv": [
        " row 2, 年处理能力(万吨): must be at most 9007199254740991, got "
        "99999999999. Check the unit.",
    ],
    "sites.too_long.csv": [
        " row 2, site_id: must have at most 200 characters, got "
        "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS"
        "SSSSSSSSSSSSS…. Shorten it.",
    ],
    "sites.unknown_code.csv": [
        " row 2, kind: must be one of collection_point, transfer_station, "
        "sorting_centre, dismantler, park, processing_base, depot, "
        "disposal, charger, port, rail_station, generator, address, got "
        "warehouse. "
        "Write the code or its label.",
    ],
    "sites.unknown_column.csv": [
        " row 1, capcity_kg_per_year: the table sites has no such column. "
        "Rename it (the nearest is capacity_kg_per_year), say what it means "
        "with --map, or leave it out: remove it, put # before its name, or "
        "import with --ignore-extra.",
    ],
    "sites.unknown_crs.csv": [
        ": coordinate system: must be one of wgs84, gcj02, bd09, cgcs2000 "
        "or EPSG:<number>, got 'beijing54'. Ask the sender of the file "
        "which one it is.",
    ],
    "sites.unknown_ref.csv": [
        " row 2, district: must be in the table districts, got 999999. "
        "Import that table first or correct the value.",
    ],
    "sites.unknown_ref_near.csv": [
        " row 2, district: must be in the table districts, got 50012. Did "
        "you mean 500112?",
    ],
    "sites.wrong_encoding.csv": [
        ": is not UTF-8 / GB18030 text from byte 52 on. Save it as CSV UTF-8.",
    ],
    "sites.wrong_encoding_declared.csv": [
        ": is not utf-8 text from byte 43 on. Save it as CSV UTF-8.",
    ],
    "tickets.duplicate_key.csv": [
        " row 3, ticket_no: must be unique, got SC-001, T1 again after row "
        "2. Remove one of the two rows.",
    ],
    "tickets.lost_digits.csv": [
        " row 2, ticket_no: must be written in full, got 2.0260105E+14: "
        "the spreadsheet dropped digits. Format the column as text and "
        "enter the number again.",
    ],
    "tickets.net_not_gross_less_tare.csv": [
        " row 2, net_kg: must be gross less tare, 3000 - 1700, got 1200. "
        "Correct the weight that is wrong.",
    ],
    "tickets.not_a_datetime.csv": [
        " row 2, weighed_at: must be a date and time such as 2026-11-05 "
        "08:30, got yesterday. Write year, month, day and time.",
    ],
    "tickets.not_an_integer.csv": [
        " row 2, net_kg: must be a whole number, got 1,200. Write digits "
        "without separators or units.",
    ],
    "tickets.out_of_range.csv": [
        " row 2, net_kg: must be >= 0, got -5. Correct the value.",
    ],
    "tickets.out_of_range_negative_gross.csv": [
        " row 2, gross_kg: must be >= 0, got -3000. Correct the value or "
        "leave the cell empty.",
    ],
    "tickets.tare_over_gross.csv": [
        " row 2, tare_kg: must not be above the gross weight 500, got "
        "1700. Exchange gross and tare or correct one.",
    ],
    "tickets.unknown_ref.csv": [
        " row 2, material: must be in the table materials, got kryptonite. "
        "Import that table first or correct the value.",
        " row 3, site_id: must be in the table sites, got DC-900. Import "
        "that table first or correct the value.",
    ],
    "tickets.zero_not_a_correction.csv": [
        " row 2, net_kg: must be above 0, got 0. Zero is for a ticket that "
        "cancels another: name that one.",
    ],
    "tickets.zero_with_pieces.csv": [
        " row 2, units: must be 0 where the net mass is 0, got 2: such a ticket "
        "cancels another, and nothing was delivered. Write the mass of the pieces, "
        "or no pieces.",
    ],
    "whatever.unknown_table.csv": [
        ": cannot tell which table this is. Name it with the command, or "
        "name the file or sheet after one of districts, materials, "
        "facility_classes, vehicle_types, parameters, emission_factors, "
        "sites, zones, restrictions, vehicles, supplies, orders, targets, "
        "parties, prices, point_rules, past_volumes, stocktakes, site_energy, "
        "downtimes, visits, tickets.",
    ],
    "zones.bad_geometry.csv": [
        " row 2, geometry_wkt: has no area. Leave the row out or draw the shape.",
        ' row 3, geometry_wkt: is not WKT ("ParseException: Unknown type: '
        "'AROUND'\"). Write it as in POLYGON ((106.5 29.5, 106.6 29.5, "
        "106.6 29.6, 106.5 29.5)).",
    ],
    "zones.ends_before_start.csv": [
        " row 2, valid_to: must not be before 2026-06-01, got 2026-05-01. "
        "Exchange the two or correct one.",
    ],
    "zones.not_a_polygon.csv": [
        " row 2, geometry_wkt: must be a POLYGON or MULTIPOLYGON, got "
        "POINT (106.5 29.5). Draw the area.",
    ],
}
OPTIONS: dict[str, dict[str, Any]] = {
    "sites.crs_not_declared.csv": {"crs": None},
    "sites.unknown_crs.csv": {"crs": "beijing54"},
    "sites.looks_geographic.csv": {"crs": "EPSG:4545"},
    "sites.wrong_encoding_declared.csv": {"encoding": "utf-8"},
}

MADE_BY_TESTS = {
    Rule.ABSURD_LOAD,
    Rule.CRS_CONTRADICTS,
    Rule.FILE_MISSING,
    Rule.FILE_TOO_LARGE,
    Rule.FILE_UNREADABLE,
    Rule.MAP_NO_COLUMN,
    Rule.MAP_NO_HEADER,
    Rule.OVER_LIMIT,
    Rule.SET_NO_COLUMN,
    Rule.SET_TWICE,
    Rule.SHEET_TOO_LARGE,
    Rule.UNKNOWN_SHEET,
}
"""Rules whose bad file is too large or too odd to keep in the repository, rules of
what the user says about a file's columns, and what only other tickets tell."""


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_says_place_rule_value_and_way_out(read, data, name):
    found = read(data / name, **OPTIONS.get(name, {}))
    assert found.messages == [name + message for message in CASES[name]]


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_hands_out_no_faulty_row(read, data, name):
    found = read(data / name, **OPTIONS.get(name, {}))
    report = found.reader.report
    good = 0 if report.is_refused else report.rows - report.bad_rows
    kept = max(map(len, found.columns.values()), default=0)
    # A broken quotation mark is met only after the rows above it.
    assert kept == good or name == "sites.bad_quote.csv"
    assert report.is_rejected


def test_every_rule_has_a_bad_file(read, data):
    broken = set()
    for name in CASES:
        faults = read(data / name, **OPTIONS.get(name, {})).reader.report.faults
        broken |= {fault.rule for fault in faults}
    assert broken == set(Rule) - MADE_BY_TESTS


def test_every_bad_file_is_used(data):
    unused = {path.name for path in data.iterdir()} - set(CASES)
    assert unused == {"sites.header_only.csv"}


def test_a_header_without_rows_is_fine(read, data):
    found = read(data / "sites.header_only.csv")
    assert (found.messages, found.reader.report.rows) == ([], 0)


def test_a_missing_file(read, tmp_path):
    found = read(tmp_path / "sites.csv")
    assert found.messages == ["sites.csv: is not there. Check the path."]


def test_a_folder_is_no_file(read, tmp_path):
    folder = tmp_path / "sites.csv"
    folder.mkdir()
    assert read(folder).messages == [
        "sites.csv: cannot be opened (Is a directory). Check that it is a file and "
        "may be read."
    ]


def test_a_file_of_two_gigabytes_is_refused_unread(read, tmp_path):
    path = tmp_path / "tickets.csv"
    with path.open("wb") as stream:
        stream.truncate(2 * 2**30)
    assert read(path).messages == [
        "tickets.csv: must be at most 1073741824 bytes, got 2147483648. Split it "
        "into several files."
    ]


def test_a_small_archive_of_a_large_file_is_refused(read, tmp_path):
    path = tmp_path / "sites.csv.gz"
    with gzip.open(path, "wb") as stream:
        stream.write(b"site_id\n" * 200_000)
    assert read(path, max_file_bytes=1_000_000).messages == [
        "sites.csv.gz: must be at most 1000000 bytes, got > 1000000. Split it into "
        "several files."
    ]


def test_a_fault_beyond_the_limit_is_only_counted(read, tmp_path):
    path = tmp_path / "tickets.csv"
    rows = [f"SC-001,T{i},2026-01-05T08:30,paper,-1" for i in range(5)]
    header = "site_id,ticket_no,weighed_at,material,net_kg"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    report = read(path, max_faults=3).reader.report
    assert (len(report.faults), report.fault_count, report.bad_rows) == (3, 5, 5)


def test_all_faults_come_at_once_in_the_order_of_rows(read, tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(
        "site_id,ticket_no,weighed_at,material,net_kg,colour\n"
        "SC-001,T1,soon,paper,-5,red\n"
        "SC-001,T2,2026-01-05T08:30,paper,7,red\n"
        "SC-009,T3,2026-01-05T08:30,gold,9,red\n"
        "SC-001,T2,2026-01-05T08:30,paper,7,red\n",
        encoding="utf-8",
    )
    faults = read(path).reader.report.faults
    assert [(fault.row, fault.column, fault.rule) for fault in faults] == [
        (1, "colour", Rule.UNKNOWN_COLUMN),
        (2, "weighed_at", Rule.NOT_A_DATETIME),
        (2, "net_kg", Rule.OUT_OF_RANGE),
        (4, "site_id", Rule.UNKNOWN_REF_NEAR),
        (4, "material", Rule.UNKNOWN_REF),
        (5, "ticket_no", Rule.DUPLICATE_KEY),
    ]


def test_rows_are_counted_as_a_spreadsheet_does(read, tmp_path):
    path = tmp_path / "materials.csv"
    path.write_text(
        "\ncode,name_en,name_zh,category,source\n"
        'a,A,甲,a,"two\nlines"\n'
        "\n,,,,\n"
        "b,B,乙,,test\n",
        encoding="utf-8",
    )
    assert [fault.row for fault in read(path).reader.report.faults] == [6]
