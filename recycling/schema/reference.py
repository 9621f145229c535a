"""Reference pages of the input tables, rendered from their descriptions.

``python -m recycling.schema.reference docs/reference`` writes them; a test fails
while the pages in the repository say something else.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from recycling.schema.columns import LANGUAGES, TABLES, Column, Lang, Table
from recycling.schema.enums import ENUMS, label
from recycling.schema.messages import table_label, text

_FIELDS: Final = (
    "header",
    "attribute",
    "meaning",
    "unit",
    "required",
    "default",
    "accepted",
)


def page_name(lang: Lang) -> str:
    """Name the file of a language's page."""
    return f"input-tables.{lang}.md"


def reference_header(lang: Lang) -> list[str]:
    """Word the columns of `column_row`."""
    return [text(f"intake.template.{name}", lang) for name in _FIELDS]


def column_row(column: Column, lang: Lang) -> list[str]:
    """Describe a column in the fields of `reference_header`."""
    return [
        column.header(lang).name,
        column.attribute,
        column.description(lang),
        column.unit,
        text("accepted.yes" if column.required else "accepted.no", lang),
        _default(column, lang),
        accepts(column, lang),
    ]


def accepts(column: Column, lang: Lang) -> str:
    """Word what the cells of a column may hold."""
    if column.kind == "enum":
        words = ", ".join(
            f"{member.value} ({label(column.target, member.value, lang)})"
            for member in ENUMS[column.target]
        )
    elif column.target:
        key = "accepted.list_of" if column.kind == "list" else "accepted.ref"
        words = text(key, lang, table=table_label(column.target, lang))
    else:
        words = text(f"accepted.{column.kind}", lang)
    return f"{words}; {column.rule}" if column.rule else words


def render(lang: Lang) -> str:
    """Render the page of a language."""
    parts = [f"# {text('reference.title', lang)}", text("reference.intro", lang)]
    parts.extend("\n".join(_section(table, lang)) for table in TABLES.values())
    return "\n\n".join(parts) + "\n"


def write_pages(folder: Path) -> None:
    """Write the pages of every language."""
    folder.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        (folder / page_name(lang)).write_text(render(lang), encoding="utf-8")


def _default(column: Column, lang: Lang) -> str:
    """Word what an empty cell stands for."""
    if column.kind == "enum" and column.default:
        return label(column.target, column.default, lang)
    if column.kind == "bool":
        return text(f"accepted.{column.default}", lang)
    return column.default


def _section(table: Table, lang: Lang) -> Iterator[str]:
    """Render one table."""
    yield f"## {table_label(table.name, lang)} (`{table.name}`)"
    yield ""
    key = ", ".join(f"`{attribute}`" for attribute in table.key)
    yield text("reference.key", lang, key=key)
    yield ""
    header = [*reference_header(lang), text("reference.aliases", lang)]
    yield _line(header)
    yield _line(["---"] * len(header))
    for column in table.columns:
        yield _line([*column_row(column, lang), _aliases(column)])


def _aliases(column: Column) -> str:
    """List the other headers of a column with their factors."""
    return ", ".join(
        alias.name if alias.factor == 1 else f"{alias.name} × {alias.factor}"
        for alias in column.aliases
    )


def _line(cells: list[str]) -> str:
    """Render one line of a table."""
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
