"""Every sentence the product says, in every language: ``messages.csv``."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from recycling.schema.columns import Lang


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All messages: by key, then by language."""
    source = files("recycling.schema").joinpath("messages.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row.pop("key"): row for row in rows}


def text(key: str, lang: Lang, /, **params: object) -> str:
    """Word a message.

    Parameters
    ----------
    key
        Dotted key of the message.
    lang
        Language of the wording.
    params
        What its placeholders stand for.

    Raises
    ------
    KeyError
        When there is no such message, or a placeholder is not given.
    """
    return catalogue()[key][lang].format(**params)


def table_label(table: str, lang: Lang) -> str:
    """Name of an input table as users see it."""
    return text(f"table.{table}", lang)
