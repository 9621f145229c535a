"""What the settings page shows, as frames; no widget is drawn here."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd

from recycling.config import Settings
from recycling.domain.materials import Parameter
from recycling.domain.users import User
from recycling.services.parameter_editing import ParameterChange
from recycling.ui.i18n import Words

HIDDEN = "•••"
"""Stands for what other people must not read on the screen."""

_SECRET = frozenset({("maps", "key"), ("storage", "url")})
EDITABLE = ("value", "low", "high", "source", "note")
PARAMETER_COLUMNS = (
    "code", "value", "unit", "low", "high", "source", "note", "certainty",
)  # fmt: skip


def groups_of(parameters: Iterable[Parameter]) -> list[str]:
    """First words of the codes, in their order."""
    return sorted({one.code.partition(".")[0] for one in parameters})


def parameter_frame(parameters: Iterable[Parameter], words: Words) -> pd.DataFrame:
    """List parameters, one a row."""
    rows = [
        {name: getattr(one, name) for name in PARAMETER_COLUMNS}
        | {"certainty": words.label("Certainty", one.certainty.value)}
        for one in parameters
    ]
    frame = pd.DataFrame(rows, columns=list(PARAMETER_COLUMNS))
    return frame.astype(dict.fromkeys(("value", "low", "high"), "float64"))


def parameter_changes(
    before: pd.DataFrame, after: pd.DataFrame, source: str
) -> list[ParameterChange]:
    """Read what a user changed in the table.

    Parameters
    ----------
    before, after
        `parameter_frame`, and what became of it.
    source
        Where the new figures come from, for rows whose own source is as it was.
    """
    changes = []
    old_rows, new_rows = before.to_dict("records"), after.to_dict("records")
    for old, new in zip(old_rows, new_rows, strict=True):
        moved = {
            name: new[name]
            for name in EDITABLE
            if not _is_same(old[name], new[name]) and not pd.isna(new[name])
        }
        if not moved:
            continue
        if moved.keys() & {"value", "low", "high"}:
            moved.setdefault("source", source)
        changes.append(ParameterChange(str(new["code"]), **moved))
    return changes


def _is_same(old: Any, new: Any) -> bool:
    return bool(old == new or (pd.isna(old) and pd.isna(new)))


def user_frame(users: Iterable[User], words: Words) -> pd.DataFrame:
    """List people with their roles."""
    rows = [(user.name, words(f"settings.role_{user.role.value}")) for user in users]
    return pd.DataFrame(rows, columns=["name", "role"])


def setting_frame(settings: Settings) -> pd.DataFrame:
    """List every setting with its value; secrets are hidden.

    Returns
    -------
    pandas.DataFrame
        ``name`` as in ``recycling.toml``, ``value`` and ``is_changed``.
    """
    plain = Settings()
    rows = []
    for item in fields(settings):
        value, usual = getattr(settings, item.name), getattr(plain, item.name)
        if not is_dataclass(value):
            rows.append((item.name, str(value), value != usual))
            continue
        for inner in fields(value):
            now, then = getattr(value, inner.name), getattr(usual, inner.name)
            is_secret = (item.name, inner.name) in _SECRET and now
            shown = HIDDEN if is_secret else str(now)
            rows.append((f"{item.name}.{inner.name}", shown, now != then))
    return pd.DataFrame(rows, columns=["name", "value", "is_changed"])
