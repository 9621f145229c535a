"""Sealed months of the street, for tests that undo all they do."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import delete, insert, select

from recycling.services.context import Context
from recycling.services.sealing import close_month
from recycling.storage.database import Database
from recycling.storage.tables import metadata
from tests.builders import micro_network
from tests.integration.evidence.books import APRIL, MONTHS, recorded, run

TOUCHED = (
    "tickets",
    "stocktakes",
    "site_energy",
    "monthly_rollup",
    "daily_rollup",
    "site_rollup",
    "postings",
    "emission_factors",
    "seals",
)
"""Tables the tests change."""


@pytest.fixture(scope="module")
def context(shared_database: Database) -> Context:
    """Three sealed months of the street, for tests that undo all they do."""
    made = recorded(shared_database, micro_network())
    for month in MONTHS:
        close_month(made, month, APRIL)
    return made


@pytest.fixture
def change(
    shared_database: Database, context: Context
) -> Iterator[Callable[..., None]]:
    """Run statements, and put all tables back in the end."""
    tables = [metadata.tables[name] for name in TOUCHED]
    with shared_database.engine.begin() as connection:
        kept = [
            [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in tables
        ]
    yield partial(run, shared_database)
    with shared_database.engine.begin() as connection:
        for table, rows in zip(tables, kept, strict=True):
            connection.execute(delete(table))
            connection.execute(insert(table), rows)
