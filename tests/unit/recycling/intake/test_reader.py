import pytest

from recycling.domain.errors import InputError

HEADER = "site_id,ticket_no,weighed_at,material,net_kg"


def test_a_table_nobody_knows_is_the_caller_s_mistake(read, tmp_path):
    with pytest.raises(InputError, match="got 'palaces'"):
        read(tmp_path / "x.csv", "palaces")


def test_columns_that_are_not_there_have_their_default(read, tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(f"{HEADER}\nSC-001,T1,2026-01-05,paper,5\n", encoding="utf-8")
    columns = read(path).columns
    assert columns["stream"] == ["household"]
    assert columns["gross_kg"] == [None]
    assert columns["is_simulated"] == [False]


def test_good_rows_are_handed_out_beside_bad_ones(read, tmp_path):
    path = tmp_path / "tickets.csv"
    rows = [f"SC-001,T{i},2026-01-05,paper,{i - 2}" for i in range(6)]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    found = read(path, chunk_rows=4)
    assert found.columns["net_kg"] == [1, 2, 3]
    assert [fault.row for fault in found.reader.report.faults] == [2, 3, 4]
    assert (found.reader.report.rows, found.reader.report.bad_rows) == (6, 3)


def test_a_refused_file_hands_out_nothing(read, tmp_path):
    path = tmp_path / "tickets.csv"
    row = "SC-001,T1,2026-01-05,paper,5,red"
    path.write_text(f"{HEADER},colour\n{row}\n", encoding="utf-8")
    found = read(path, skip_bad_rows=True)
    assert found.columns == {}
    assert found.reader.report.is_rejected


def test_blank_cells_beyond_the_header_are_cut(read, tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(f"{HEADER}\nSC-001,T1,2026-01-05,paper,5,, \n", encoding="utf-8")
    assert read(path).messages == []


def test_a_block_of_uneven_rows_only(read, tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(f"{HEADER}\nSC-001\nSC-002\n", encoding="utf-8")
    report = read(path).reader.report
    assert (report.rows, report.bad_rows, report.fault_count) == (2, 2, 2)


def test_moments_that_need_a_closer_look_agree_with_those_that_do_not(read, tmp_path):
    path = tmp_path / "tickets.csv"
    texts = [
        "2026-01-05T00:30:00Z",
        "2026-01-05 08:30",
        "2026/1/5 8:30",
        " 2026-01-05T08:30",
    ]
    rows = [f"SC-001,T{i},{text},paper,5" for i, text in enumerate(texts)]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    for chunk_rows in (1, 10):
        assert len(set(read(path, chunk_rows=chunk_rows).columns["weighed_at"])) == 1


def test_many_different_figures_are_all_read(read, tmp_path):
    path = tmp_path / "parameters.csv"
    rows = [f"p{i},{i}.5,kg,test" for i in range(210_000)]
    path.write_text("\n".join(["code,value,unit,source", *rows]), encoding="utf-8")
    found = read(path, chunk_rows=70_000)
    assert found.messages == []
    assert found.columns["value"][-1] == 209_999.5


def test_a_row_that_corrects_a_faulty_one_is_kept(read, tmp_path):
    path = tmp_path / "tickets.csv"
    rows = [f"SC-001,T1,2026-01-05,paper,{net}" for net in (-5, 5, 7)]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    found = read(path, skip_bad_rows=True)
    assert found.columns["net_kg"] == [5]
    rules = [(f.row, f.rule, f.detail) for f in found.reader.report.faults]
    assert rules == [(2, "out_of_range", ">= 0"), (4, "duplicate_key", "3")]
