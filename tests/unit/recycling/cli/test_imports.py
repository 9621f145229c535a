"""The log of imports, previews and parameters on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

type Recycling = Callable[..., Any]


def parameters(folder: Path, value: float) -> Path:
    """Write a file of one parameter."""
    path = folder / "parameters.csv"
    path.write_text(
        f"code,value,unit,low,high,source\nmy.share,{value},share,0,1,by hand\n",
        "utf-8",
    )
    return path


def in_json(recycling: Recycling, *arguments: object) -> Any:
    ended = recycling(*arguments, "--json")
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def test_an_import_is_previewed_made_listed_and_undone(
    recycling: Recycling, tmp_path: Path
) -> None:
    place = ("-w", tmp_path)
    recycling("import", parameters(tmp_path, 0.25), *place)
    changed = parameters(tmp_path, 0.5)
    seen = recycling("import", changed, "--preview", *place)
    assert "my.share: value 0.25 -> 0.5" in seen.out
    assert len(in_json(recycling, "imports", "list", *place)) == 1
    recycling("import", changed, "--user", "li", *place)
    newest = in_json(recycling, "imports", "list", *place)[0]
    assert newest["import_id"] == 2
    assert newest["record"]["imported_by"] == "li"
    assert newest["record"]["updated"] == 1
    assert "Imports, the newest first" in recycling("imports", "list", *place).out

    refused = recycling("imports", "undo", 1, *place)
    assert "later imports, 2 (parameters.csv)" in refused.mistake
    done = recycling("imports", "undo", 2, *place)
    assert done.code == 0, done.err
    shown = in_json(recycling, "parameter", "list", "MY.share", *place)
    assert [one["value"] for one in shown] == [0.25]
    both = in_json(recycling, "imports", "undo", 1, *place)
    assert both[0]["removed"] == 1
    assert in_json(recycling, "parameter", "list", *place) == []


def test_a_parameter_is_set_within_its_range(
    recycling: Recycling, tmp_path: Path
) -> None:
    place = ("-w", tmp_path)
    recycling("import", parameters(tmp_path, 0.25), *place)
    bare = recycling("parameter", "set", "my.share", 0.3, *place)
    assert "source: must say where the figure comes from" in bare.mistake
    named = ("--source", "survey 2026")
    beyond = recycling("parameter", "set", "my.share", 1.5, *named, *place)
    assert "my.share, value: must be 0 to 1 share, got 1.5" in beyond.mistake
    unknown = recycling("parameter", "set", "my.shore", 0.3, *named, *place)
    assert "got my.shore" in unknown.mistake
    done = recycling("parameter", "set", "my.share", 0.3, *named, *place)
    assert "my.share: 0.25 -> 0.3 share" in done.out
    (one,) = in_json(recycling, "parameter", "list", *place)
    assert (one["value"], one["source"]) == (0.3, "survey 2026")
    newest = in_json(recycling, "imports", "list", *place)[0]
    assert newest["record"]["file"] == "parameter set"
    only = in_json(recycling, "imports", "list", "--only-files", *place)
    assert [one["import_id"] for one in only] == [1]
