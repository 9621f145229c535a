from pathlib import Path

import pytest

from recycling.schema.columns import LANGUAGES, TABLES
from recycling.schema.reference import page_name, render, write_pages

PAGES = Path(__file__).resolve().parents[4] / "docs" / "reference"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_in_the_repository_is_up_to_date(lang):
    page = (PAGES / page_name(lang)).read_text(encoding="utf-8")
    way_out = "run: .venv/bin/python -m recycling.schema.reference docs/reference"
    assert page == render(lang), way_out


def test_a_page_shows_every_column_once():
    page = render("en")
    for table in TABLES.values():
        section = page.partition(f"(`{table.name}`)")[2].partition("\n## ")[0]
        for column in table.columns:
            assert section.count(f"| {column.attribute} | {column.attribute} |") == 1


def test_pages_are_written_for_every_language(tmp_path):
    write_pages(tmp_path / "reference")
    names = {path.name for path in (tmp_path / "reference").iterdir()}
    assert names == {"input-tables.en.md", "input-tables.zh.md"}
