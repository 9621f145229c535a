"""What the app says, in every language: a folder per language, a file per page."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Protocol

from recycling.schema import enums, messages
from recycling.schema.columns import Lang

LANGUAGE_NAMES: Final[Mapping[Lang, str]] = MappingProxyType(
    {"zh": "中文", "en": "English"}
)
"""Languages of the app by code, each under its own name; the first is the default."""


class Named(Protocol):
    """Anything with a name in both languages."""

    @property
    def name_en(self) -> str:
        """English name."""

    @property
    def name_zh(self) -> str:
        """Chinese name."""


@lru_cache(maxsize=len(LANGUAGE_NAMES))
def catalogue(lang: Lang) -> Mapping[str, str]:
    """All texts of a language by dotted key, from a file per page.

    Raises
    ------
    ValueError
        When two files name the same text.
    """
    texts: dict[str, str] = {}
    folder = files("recycling.ui.i18n").joinpath(lang)
    for source in sorted(folder.iterdir(), key=lambda file: file.name):
        tree = tomllib.loads(source.read_text(encoding="utf-8"))
        own = dict(_flat(tree, ""))
        twice = sorted(own.keys() & texts.keys())
        if twice:
            msg = f"{source.name}, {', '.join(twice)}: named by another file as well."
            raise ValueError(msg)
        texts |= own
    return MappingProxyType(texts)


def _flat(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


@dataclass(frozen=True, slots=True)
class Words:
    """The app's words in one language.

    Attributes
    ----------
    lang
        Language.
    """

    lang: Lang

    def __call__(self, key: str, **params: object) -> str:
        """Word a text of the catalogue.

        Parameters
        ----------
        key
            Dotted key.
        params
            What its placeholders stand for.

        Raises
        ------
        KeyError
            When there is no such text, or a placeholder is not given.
        """
        return catalogue(self.lang)[key].format(**params)

    def label(self, enum: str, code: str) -> str:
        """Name of a code of the domain, for example of a ``SiteKind``."""
        return enums.label(enum, code, self.lang)

    def name(self, thing: Named) -> str:
        """Name of a district, material or anything else that has two."""
        return thing.name_zh if self.lang == "zh" else thing.name_en

    def table(self, table: str) -> str:
        """Name of an input table."""
        return messages.table_label(table, self.lang)

    def join(self, parts: Iterator[str] | list[str]) -> str:
        """Put short texts into one list."""
        return ("、" if self.lang == "zh" else ", ").join(parts)
