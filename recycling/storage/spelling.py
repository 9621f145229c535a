"""Offenders as messages name them."""

from typing import Any

from recycling.storage.tables import InputTable

NAMED = 5
"""How many offenders a message names."""


def spelled(entry: InputTable, keys: list[tuple[Any, ...]]) -> str:
    """Keys for a message: ``site_id A ticket_no 7, site_id B ticket_no 9``."""
    return ", ".join(
        " ".join(f"{name} {value}" for name, value in zip(entry.key, key, strict=True))
        for key in keys
    )
