"""What the pages quote of the command line is there, and they tell of all of it."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import typer

from recycling.cli.main import app
from tests.conftest import REPOSITORY

PAGES = ("README.md", "README.zh.md", *(
    f"docs/{page}.{lang}.md" for page in ("how-to", "concepts") for lang in ("en", "zh")
))  # fmt: skip
BLOCK = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
OPTION = re.compile(r"--[a-z][a-z-]*")


def commands() -> dict[tuple[str, ...], set[str]]:
    """Options of every command by its words."""

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
        real = getattr(command, "loaded", command)
        options = chain.from_iterable((*p.opts, *p.secondary_opts) for p in real.params)
        yield path, {"--help", *options}
        for name, inner in getattr(real, "commands", {}).items():
            yield from walk(inner, (*path, name))

    return dict(walk(typer.main.get_command(app), ()))


def quoted(page: Path) -> list[list[str]]:
    """Words of all that stands in a page as code."""
    text = page.read_text(encoding="utf-8")
    lines = chain.from_iterable(block.splitlines() for block in BLOCK.findall(text))
    spans = SPAN.findall(BLOCK.sub("", text))
    return [line.partition(" #")[0].split() for line in (*lines, *spans)]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_quoted_is_there(page: str) -> None:
    known = commands()
    for name, *words in quoted(REPOSITORY / page):
        if name != "recycling":
            continue
        path = next(
            tuple(words[:length])
            for length in (2, 1, 0)
            if tuple(words[:length]) in known
        )
        assert path or not words or words[0].startswith("-"), words
        options = chain.from_iterable(OPTION.findall(word) for word in words)
        assert set(options) <= known[path], words


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_steps_tell_of_every_command(lang: str) -> None:
    lines = quoted(REPOSITORY / f"docs/how-to.{lang}.md")
    told = {word for line in lines for word in line}
    groups = {path[0] for path in commands() if len(path) > 1}
    leaves = {path[-1] for path in commands() if path and path[-1] not in groups}
    assert leaves - told == set()
