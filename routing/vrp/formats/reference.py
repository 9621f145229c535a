"""Reference pages of our JSON format, rendered from its schema.

``python -m routing.vrp.formats.reference docs/reference`` writes them; a test
fails while the pages in the repository say something else.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from routing.vrp.formats.schema import FORMATS, schema_of, word

LANGUAGES = ("en", "zh")
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "en": ("Field", "Meaning", "Type", "Required", "When left out"),
    "zh": ("字段", "含义", "类型", "必填", "缺省"),
}
_TITLE = {"en": "Routing format", "zh": "路线问题格式"}
_INTRO = {
    "en": (
        "This page is rendered from `routing/vrp/formats/`; run "
        "`python -m routing.vrp.formats.reference docs/reference` after a change. "
        "`recycling solve routing` reads a `routing-problem` and writes a "
        "`routing-solution`, both JSON in UTF-8; their schemas (JSON Schema, draft "
        "2020-12) are beside this page. Money is in fen (1 CNY = 100 fen), times are "
        "in seconds after midnight, distances in metres. Fields that keep their "
        "default are left out. Unknown and repeated keys, NaN and Infinity are faults."
    ),
    "zh": (
        "本页由 `routing/vrp/formats/` 生成；修改后运行 "
        "`python -m routing.vrp.formats.reference docs/reference`。"
        "`recycling solve routing` 读取 `routing-problem` 并写出 `routing-solution`，"
        "均为 UTF-8 编码的 JSON，其模式（JSON Schema 2020-12）与本页同在一处。"
        "金额单位为分，时刻为零点起的秒数，距离为米。取缺省值的字段不写出。"
        "未知键、重复键、NaN 与 Infinity 均视为错误。"
    ),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "integer": "whole number",
        "number": "number",
        "string": "text",
        "boolean": "true or false",
        "null": "null",
        "list": "list of {}",
        "map": "{} by name",
        "yes": "yes",
        "no": "no",
    },
    "zh": {
        "integer": "整数",
        "number": "数字",
        "string": "文本",
        "boolean": "true 或 false",
        "null": "null",
        "list": "{} 的列表",
        "map": "以名称为键的 {}",
        "yes": "是",
        "no": "否",
    },
}
_ROOTS = {name: cls.__name__ for name, cls in FORMATS.items()}


def page_name(lang: str) -> str:
    """Name the page of a language."""
    return f"routing-format.{lang}.md"


def schema_name(name: str) -> str:
    """Name the file of a schema."""
    return f"{name}.schema.json"


def schema_text(name: str) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=1) + "\n"


def render(lang: str) -> str:
    """Render the page of a language."""
    parts = [f"# {_TITLE[lang]}", _INTRO[lang]]
    for name in FORMATS:
        schema = schema_of(name)
        heading = f"## {name} (`{schema_name(name)}`)"
        parts.append("\n".join(_section(heading, _ROOTS[name], schema, lang)))
        for part, definition in schema["$defs"].items():
            title = f"### {part}"
            if title not in parts:
                parts.append("\n".join(_section(title, part, definition, lang)))
    return "\n\n".join(dict.fromkeys(parts)) + "\n"


def write_pages(folder: Path) -> None:
    """Write the pages of every language, and the schemas."""
    folder.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        (folder / page_name(lang)).write_text(render(lang), encoding="utf-8")
    for name in FORMATS:
        (folder / schema_name(name)).write_text(schema_text(name), encoding="utf-8")


def _section(
    heading: str, name: str, schema: Mapping[str, Any], lang: str
) -> Iterator[str]:
    headers = _HEADERS[lang]
    yield f"{heading}\n"
    yield f"{word(name, '', lang)}\n"
    yield f"| {' | '.join(headers)} |"
    yield f"|{' --- |' * len(headers)}"
    for field, shape in schema["properties"].items():
        owner = "File" if "const" in shape else name
        required = "yes" if field in schema["required"] else "no"
        cells = (
            field,
            word(owner, field, lang),
            _kind(shape, lang),
            _WORDS[lang][required],
            f"`{json.dumps(shape['default'])}`" if "default" in shape else "",
        )
        yield f"| {' | '.join(cells)} |"


def _kind(shape: Mapping[str, Any], lang: str) -> str:
    """Word what a field may hold."""
    words = _WORDS[lang]
    if "const" in shape:
        return f"`{json.dumps(shape['const'])}`"
    if "enum" in shape:
        return ", ".join(f"`{entry}`" for entry in shape["enum"])
    if "$ref" in shape:
        return str(shape["$ref"]).removeprefix("#/$defs/")
    if "anyOf" in shape:
        return ", ".join(_kind(part, lang) for part in shape["anyOf"])
    kinds = [shape["type"]] if isinstance(shape["type"], str) else shape["type"]
    return ", ".join(_plain(kind, shape, words, lang) for kind in kinds)


def _plain(
    kind: str, shape: Mapping[str, Any], words: Mapping[str, str], lang: str
) -> str:
    if kind == "array":
        return words["list"].format(_kind(shape["items"], lang))
    if kind == "object":
        return words["map"].format(_kind(shape["additionalProperties"], lang))
    bounds = [
        f"{sign} {shape[name]}"
        for name, sign in (("minimum", ">="), ("exclusiveMinimum", ">"))
        if name in shape and kind != "null"
    ]
    if "maximum" in shape and kind != "null":
        bounds.append(f"<= {shape['maximum']}")
    return f"{words[kind]} {', '.join(bounds)}".strip()


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
