"""Both catalogues say the same things, and the app says nothing else."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from recycling.ui.i18n import LANGUAGE_NAMES, Words, catalogue
from tests.conftest import REPOSITORY
from tests.ui.tiny_city import DISTRICTS

SOURCES = sorted((REPOSITORY / "recycling" / "ui").rglob("*.py"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def spoken_keys(source: Path) -> set[str]:
    """Texts in a module that look like keys, f-strings as patterns.

    Where an f-string begins with a placeholder, its section is one of the module's
    other texts: a name of a file would match any key else.
    """
    nodes = list(ast.walk(ast.parse(source.read_text(encoding="utf-8"))))
    plain = {
        re.escape(node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    keys = set(plain)
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            first, *rest = node.values
            ending = "".join(map(pattern_of, rest))
            starts = [pattern_of(first)] if isinstance(first, ast.Constant) else plain
            keys |= {start + ending for start in starts}
    return keys


def pattern_of(part: ast.expr) -> str:
    """Pattern of a part of an f-string."""
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w]+"


def test_the_catalogues_have_the_same_keys():
    first, second = (set(catalogue(lang)) for lang in LANGUAGE_NAMES)
    assert first == second


@pytest.mark.parametrize("key", sorted(catalogue("zh")))
def test_a_text_has_the_same_placeholders_everywhere(key):
    first, second = (placeholders(catalogue(lang)[key]) for lang in LANGUAGE_NAMES)
    assert first == second


def test_chinese_is_in_the_chinese_catalogue_alone():
    assert not [text for text in catalogue("en").values() if CHINESE.search(text)]


def test_no_module_speaks_by_itself():
    own_name = REPOSITORY / "recycling" / "ui" / "i18n" / "__init__.py"
    speaking = [
        source.name
        for source in SOURCES
        if source != own_name and CHINESE.search(source.read_text(encoding="utf-8"))
    ]
    assert not speaking


def test_every_text_is_used():
    patterns = [re.compile(key) for source in SOURCES for key in spoken_keys(source)]
    unused = [
        key
        for key in catalogue("zh")
        if not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert not unused


def test_words_in_a_language():
    zh, en = Words("zh"), Words("en")
    assert zh("section.way", year=2027) == "累计回收量与 2027 年目标"
    assert en.label("SiteAction", "close") == "Close"
    assert (zh.name(DISTRICTS[0]), en.name(DISTRICTS[0])) == ("渝中区", "Yuzhong")
    assert (zh.join(["a", "b"]), en.join(["a", "b"])) == ("a、b", "a, b")
    assert en.table("sites") == "Sites"


def test_an_unknown_text_is_a_bug():
    with pytest.raises(KeyError):
        Words("zh")("no.such.text")
