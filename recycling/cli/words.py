"""The language of the command line, known before any option is read.

Help texts are built when the program starts, so their language comes from
``RECYCLING_LANGUAGE`` or the locale, not from an option.
"""

import os
from collections.abc import Mapping

from recycling.schema.columns import Lang
from recycling.schema.messages import text


def terminal_language(environ: Mapping[str, str]) -> Lang:
    """Language of the terminal: Chinese where the locale says so, else English."""
    chosen = environ.get("RECYCLING_LANGUAGE", "")
    if chosen not in {"zh", "en"}:
        names = ("LC_ALL", "LC_MESSAGES", "LANG")
        chosen = next((environ[name] for name in names if environ.get(name)), "en")
    return "zh" if chosen.lower().startswith("zh") else "en"


LANG: Lang = terminal_language(os.environ)


def say(key: str, **params: object) -> str:
    """Word a message of the command line in the terminal's language."""
    return text(f"cli.{key}", LANG, **params)
