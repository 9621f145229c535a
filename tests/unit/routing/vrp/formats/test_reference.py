from pathlib import Path

import pytest

from routing.vrp.formats.reference import (
    LANGUAGES,
    page_name,
    render,
    schema_name,
    schema_text,
    write_pages,
)
from routing.vrp.formats.schema import FORMATS

PAGES = Path(__file__).resolve().parents[5] / "docs" / "reference"
WAY_OUT = "run: .venv/bin/python -m routing.vrp.formats.reference docs/reference"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_in_the_repository_is_up_to_date(lang: str) -> None:
    page = (PAGES / page_name(lang)).read_text(encoding="utf-8")
    assert page == render(lang), WAY_OUT


@pytest.mark.parametrize("name", FORMATS)
def test_the_schema_in_the_repository_is_up_to_date(name: str) -> None:
    schema = (PAGES / schema_name(name)).read_text(encoding="utf-8")
    assert schema == schema_text(name), WAY_OUT


def test_pages_and_schemas_are_written(tmp_path: Path) -> None:
    write_pages(tmp_path / "reference")
    names = {path.name for path in (tmp_path / "reference").iterdir()}
    assert names == {
        "routing-format.en.md",
        "routing-format.zh.md",
        "routing-problem.schema.json",
        "routing-solution.schema.json",
    }


def test_a_page_tells_types_and_limits() -> None:
    page = render("en")
    assert "| priority | " in page
    assert "whole number >= 0, <= 100 | no | `0` |" in page
    assert "| rank | " in page
    assert "whole number, null | no | `null` |" in page
