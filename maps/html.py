"""Records as a map that is one file: it opens from a disk, without internet.

The page holds its data, style and script, forbids itself every request by a content
security policy, and draws on a canvas. Its parts lie beside this module
(``html_page.*`` and ``html_*.js``).
"""

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from maps.files import replacing
from maps.html_layers import Text, WebLayer, pack_layers

WORDS: Final = (
    "back", "km", "layers", "m", "map", "more", "none_found", "print", "search",
    "show_list", "show_map", "zoom_all", "zoom_in", "zoom_out",
)  # fmt: skip
"""Keys of the words a page needs in each of its languages."""

_SCRIPTS: Final = ("data", "view", "draw", "find", "panel", "main")


@dataclass(frozen=True, slots=True)
class WebPage:
    """Everything a page shows; a `Text` is a wording per language.

    Attributes
    ----------
    title, subtitle
        Heading of the panel.
    layers
        What is on the map, the first at the bottom.
    words
        Words of the page's own buttons: per language, the keys of `WORDS`. A ``#``
        in ``more`` stands for a number.
    languages
        Name of each language as its own speakers write it, by code.
    language
        Language the page opens in.
    facts
        Figures above the legend: label and value.
    list_title
        Heading of the list of the layers that are listed.
    badge, note, attribution
        A warning at the top, a remark at the end, and the source in the corner.
    """

    title: Text
    subtitle: Text
    layers: Sequence[WebLayer]
    words: Mapping[str, Mapping[str, str]]
    languages: Mapping[str, str]
    language: str
    facts: Sequence[tuple[Text, Text]] = ()
    list_title: Text = field(default_factory=dict)
    badge: Text = field(default_factory=dict)
    note: Text = field(default_factory=dict)
    attribution: Text = field(default_factory=dict)


def write_page(path: Path | str, page: WebPage) -> None:
    """Write a page; the file appears whole or not at all.

    Raises
    ------
    GeometryError
        A shape is faulty.
    OSError
        The file cannot be written.
    """
    text = render_page(page)
    with replacing(Path(path)) as partial:
        partial.write_text(text, encoding="utf-8")


def render_page(page: WebPage) -> str:
    """Text of the file of a page."""
    style = _asset("html_page.css")
    code = "\n".join(_asset(f"html_{name}.js") for name in _SCRIPTS)
    script = f'"use strict";\n(() => {{\n{code}}})();\n'
    return _asset("html_page.html").format(
        lang=html.escape(page.language),
        policy=_policy(script, style),
        title=html.escape(page.title[page.language]),
        style=style,
        data=inert_json(_content(page)),
        script=script,
    )


def inert_json(value: object) -> str:
    """Write JSON that stands in a script element and cannot end it.

    ``<``, ``>`` and ``&`` become escapes, so neither ``</script>`` nor ``<!--`` can
    occur, and so do the two line separators that are no JSON in old engines.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _policy(script: str, style: str) -> str:
    """Content security policy: this script and this style, and no request at all."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; "
        f"style-src '{_digest(style)}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def _digest(text: str) -> str:
    """Hash by which a policy allows one inline script or style."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _content(page: WebPage) -> dict[str, Any]:
    packed = pack_layers(page.layers)
    return {
        "lang": page.language,
        "languages": [{"code": c, "name": n} for c, n in page.languages.items()],
        "title": page.title,
        "subtitle": page.subtitle,
        "facts": page.facts,
        "list_title": page.list_title,
        "badge": page.badge,
        "note": page.note,
        "attribution": page.attribution,
        "words": page.words,
        **packed,
    }


def _asset(name: str) -> str:
    return files("maps").joinpath(name).read_text(encoding="utf-8")
