"""Sentences an error says: English wherever they are text, worded when a user reads."""

from functools import reduce
from typing import Self

from recycling.domain.errors import RecyclingError, RefusedError
from recycling.schema.columns import Lang
from recycling.schema.messages import text


class Said(str):
    """English wording of a message that remembers what it words.

    Whatever takes text takes it: an error, a log, a comparison. `worded` says it in
    another language.

    Attributes
    ----------
    key
        Key of the message.
    values
        What its placeholders stand for.
    """

    __slots__ = ("key", "values")
    key: str
    values: dict[str, object]

    def __new__(cls, key: str, values: dict[str, object]) -> Self:
        """Word it in English."""
        made = super().__new__(cls, _worded(key, "en", values))
        made.key, made.values = key, values
        return made

    def __getnewargs__(self) -> tuple[str, dict[str, object]]:  # type: ignore[override]
        """Tell what makes a copy, as errors cross processes."""
        return self.key, self.values


def said(key: str, /, **values: object) -> Said:
    """Word a message of ``error.<key>`` for an error.

    Parameters
    ----------
    key
        Key of the message without ``error.``.
    values
        What its placeholders stand for. Lists and tuples are listed with the comma of
        the language; what is `said` itself, or an error, is worded in its turn.
    """
    plain = {
        name: f"{value}" if _is_foreign(value) else value
        for name, value in values.items()
    }
    return Said(f"error.{key}", plain)


def one_after_another(*sentences: str) -> str:
    """Put sentences in a row: languages differ in whether a space goes between."""
    return reduce(lambda a, b: said("and_then", first=a, second=b), sentences)


def worded(value: object, lang: Lang) -> object:
    """Say a value of a message in a language; what says nothing stays as it is."""
    if isinstance(value, Said):
        return _worded(value.key, lang, value.values)
    if isinstance(value, RecyclingError):
        return in_words(value, lang)
    if isinstance(value, list | tuple):
        return text("wording.comma", lang).join(str(worded(v, lang)) for v in value)
    return value


def in_words(error: RecyclingError, lang: Lang) -> str:
    """Say what an error tells in a language; English where it has no other wording."""
    if isinstance(error, RefusedError):
        lines = [str(worded(line, lang)) for line in error.lines]
        return text(
            "wording.refusal",
            lang,
            headline=worded(error.headline, lang),
            lines=text("wording.semicolon", lang).join(lines),
        )
    return str(worded(error.args[0], lang)) if error.args else ""


def _is_foreign(value: object) -> bool:
    """Whether it is another library's error, which may not cross processes."""
    return isinstance(value, Exception) and not isinstance(value, RecyclingError)


def _worded(key: str, lang: Lang, values: dict[str, object]) -> str:
    return text(key, lang, **{name: worded(v, lang) for name, v in values.items()})
