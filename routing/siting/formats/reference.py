"""Reference pages of the siting files, rendered from their table of fields.

``python -m routing.siting.formats.reference docs/reference`` writes them; a test
fails while the pages in the repository say something else.
"""

import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from routing.siting import certificate
from routing.siting.formats.fields import Field, fields

LANGUAGES = ("en", "zh")
_TITLE = {"en": "Siting format", "zh": "选址问题格式"}
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "en": ("Field", "Shape", "Meaning"),
    "zh": ("字段", "维度", "含义"),
}
_INTRO = {
    "en": (
        "A folder holds a siting problem (`problem.json`, `problem.npz`) and an answer "
        "to it (`solution.json`, `solution.npz`). JSON is UTF-8; NPZ are NumPy columns "
        "without pickled objects. Masses are whole kilograms a year, money whole fen "
        "(the problem's own money unit, see `scale`), unit costs fen per tonne, "
        "distances metres, shares millionths. Letters in shapes: T periods, C clients, "
        "F facilities, A arcs, K trunk legs, G commodities, L floors, N limited tags "
        "in the order of `tag_limits`. Positions count from 0.\n\n"
        "Cost: sum over periods, each times its weight, of fixed cost, tonnes taken in "
        "x unit cost, tonnes x arc and leg costs, CO2 x its price, and tonnes left x "
        "their price; entry costs once. Every component is rounded up to whole fen. "
        "What leaves a facility of an output is what it makes, rounded up to the next "
        "kilogram."
    ),
    "zh": (
        "一个文件夹存放一个选址问题（`problem.json`、`problem.npz`）及其答案"
        "（`solution.json`、`solution.npz`）。JSON 为 UTF-8；NPZ 为不含序列化对象的 "
        "NumPy 列。质量为每年整数千克，金额为整数分（即问题自身的货币单位，"
        "见 `scale`），单价为分每吨，距离为米，份额为百万分比。"
        "维度字母：T 时期、C 客户、F 设施、A 弧、K 干线、G 物料、L 下限、"
        "N 有限额的标签（按 `tag_limits` 的顺序）。位置从 0 起计。\n\n"
        "费用：各时期之和，每期乘以其 weight，包括固定费用、接收吨数乘单价、"
        "各弧与干线的吨数乘运价、二氧化碳乘其价格、未分配吨数乘其价格；"
        "进入费用只计一次。每个分项向上取整到分。"
        "设施每种产出的运出量等于其产量向上取整到千克。"
    ),
}


_BOUND = {"en": "What the multipliers prove", "zh": "乘子所证明的下界"}


def render(lang: str) -> str:
    """Return the page in a language, ``en`` or ``zh``."""
    parts = [f"# {_TITLE[lang]}", _INTRO[lang]]
    for file, rows in groupby(fields(), key=lambda entry: entry.file):
        parts += [f"## `{file}`", _table(list(rows), lang)]
    parts += [
        f"## {_BOUND[lang]}",
        f"```text\n{(certificate.__doc__ or '').strip()}\n```",
    ]
    return "\n\n".join(parts) + "\n"


def page_name(lang: str) -> str:
    """Return the file name of a page."""
    return f"siting-format.{lang}.md"


def write_pages(folder: Path) -> None:
    """Write the pages of all languages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        (folder / page_name(lang)).write_text(render(lang), encoding="utf-8")


def _table(rows: list[Field], lang: str) -> str:
    headers = _HEADERS[lang]
    lines = [" | ".join(headers), " | ".join("---" for _ in headers)]
    lines += [
        f"`{entry.field}` | {entry.shape} | {getattr(entry, lang)}" for entry in rows
    ]
    return "\n".join(f"| {line} |" for line in lines)


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
