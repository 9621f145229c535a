"""PDF: words as they are, figures as in every format, fonts or a way out."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from recycling.domain.errors import NotReadyError
from recycling.reporting import pdf
from recycling.reporting.documents import Document
from recycling.reporting.pdf import CHINESE_FAMILIES, document_pdf, font_families
from recycling.schema.columns import LANGUAGES, Lang
from tests.unit.recycling.reporting.papers import IDS, paper

needs_chinese = pytest.mark.skipif(
    not font_families() & set(CHINESE_FAMILIES), reason="no Chinese font is installed"
)


def words_of(document: Document) -> str:
    """Text of all pages, without spaces: a PDF sets them where it likes."""
    reader = PdfReader(BytesIO(document_pdf(document)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


@needs_chinese
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cell_and_note_is_in_the_pdf(lang: Lang) -> None:
    document = paper(lang)
    words = words_of(document)
    for table in document.tables:
        for row in table.rows:
            for cell in row:
                assert "".join(cell.text.split()) in words
    assert "".join(IDS[0].split()) in words
    for word in ("Madeup", "Asentence.", "2026-11-02"):
        assert word in words
    # Words of charts are words, not shapes.
    assert "Bars&more" in words
    assert words.count("0.123") == 2


@pytest.fixture
def no_chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pdf, "font_families", lambda: frozenset({"Libertinus Serif"}))
    return


@pytest.mark.usefixtures("no_chinese")
def test_without_a_chinese_font_the_package_is_named() -> None:
    with pytest.raises(NotReadyError, match="fonts-noto-cjk"):
        document_pdf(paper("zh"))


@pytest.mark.usefixtures("no_chinese")
def test_without_a_chinese_font_english_is_set_all_the_same() -> None:
    document = paper("en")
    assert "Asentence." in words_of(document)
    # A single Chinese name is enough to need one.
    with pytest.raises(NotReadyError):
        document_pdf(replace(document, paragraphs=("巫山",)))
