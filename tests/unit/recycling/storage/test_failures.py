"""Drivers' errors in the words of the product."""

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError

from recycling.domain.errors import (
    ConfigError,
    ConflictError,
    InputError,
    NotReadyError,
    RecyclingError,
)
from recycling.storage.failures import explained


def sqlite_error(name, text="words"):
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    return error


CASES = [
    (sqlite_error("SQLITE_BUSY_SNAPSHOT"), RecyclingError, "another process"),
    (sqlite_error("SQLITE_FULL"), RecyclingError, "Free some space"),
    (sqlite_error("SQLITE_CANTOPEN_ISDIR"), ConfigError, "permissions"),
    (sqlite_error("SQLITE_READONLY"), ConfigError, "read-only"),
    (sqlite_error("SQLITE_NOTADB"), ConfigError, "not a SQLite database"),
    (sqlite_error("SQLITE_CORRUPT"), ConfigError, "damaged"),
    (sqlite_error("SQLITE_ERROR", "no such table: x"), NotReadyError, "init"),
    (sqlite3.IntegrityError("FOREIGN KEY"), ConflictError, "contradict"),
    (errors.lookup("55P03")("words"), RecyclingError, "another process"),
    (errors.lookup("53100")("words"), RecyclingError, "Free some space"),
    (errors.lookup("42501")("words"), ConfigError, "Grant"),
    (errors.lookup("42P01")("words"), NotReadyError, "init"),
    (errors.lookup("22003")("words"), InputError, "does not fit"),
    (errors.lookup("23503")("words"), ConflictError, "contradict"),
    (psycopg.DataError("NUL"), InputError, "does not fit"),
    (psycopg.OperationalError("refused"), ConfigError, "Check that the server runs"),
]


@pytest.mark.parametrize(("error", "kind", "words"), CASES, ids=str)
def test_what_a_user_can_mend_is_explained(error, kind, words):
    shown = explained(error, "sqlite:///city.db")
    assert type(shown) is kind
    assert str(shown).startswith("database sqlite:///city.db: ")
    assert words in str(shown)
    assert str(error) in str(shown)


def test_sqlalchemys_wrapping_is_looked_through():
    shown = explained(DBAPIError("SELECT", {}, CASES[0][0]), "x")
    assert "another process" in str(shown)


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), sqlite_error("SQLITE_ERROR", "syntax"), psycopg.InternalError()],
)
def test_bugs_keep_their_traceback(error):
    assert explained(error, "x") is None
