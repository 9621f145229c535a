"""Opening databases, and what is said of those that cannot be opened."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from recycling.domain.errors import ConfigError
from recycling.storage.database import open_database
from tests.integration.storage.samples import DISTRICTS, found_city, merge, tally


@pytest.mark.parametrize("url", ["mysql://x/y", "city.db", "", "sqlite+aiosqlite:///x"])
def test_other_kinds_of_database_are_refused(url):
    with pytest.raises(ConfigError, match="must start with sqlite:/// or postgresql"):
        open_database(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url):
    with pytest.raises(ConfigError, match="must name a file"):
        open_database(url)


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(ConfigError, match="must be a file, got a folder"):
        open_database(f"sqlite:///{tmp_path}")


def test_the_folder_must_be_there(tmp_path):
    with pytest.raises(ConfigError, match="its folder does not exist"):
        open_database(f"sqlite:///{tmp_path}/nowhere/city.db")


def test_another_file_is_no_database(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_bytes(b"site_id,name\n" * 200)
    with pytest.raises(ConfigError, match="not a SQLite database"):
        open_database(f"sqlite:///{path}")
    assert path.read_bytes() == b"site_id,name\n" * 200


def test_a_place_that_takes_no_files_is_named():
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc here: a folder even root cannot write to is missing")
    with pytest.raises(ConfigError, match="cannot be opened"):
        open_database("sqlite:////proc/city.db")


def test_an_unreachable_server_is_named_without_its_password(tmp_path):
    url = f"postgresql://me:secret@/city?host={tmp_path}"
    with pytest.raises(ConfigError, match="Check that the server runs") as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


def test_a_database_that_is_not_on_the_server(postgres_backend):
    url = make_url(postgres_backend.create(empty=True))
    missing = url.set(database=f"{url.database}_gone")
    postgres_backend.drop(url.render_as_string(hide_password=False))
    with pytest.raises(ConfigError, match=r"Check that the server runs.*_gone"):
        open_database(missing.render_as_string(hide_password=False))


def test_a_user_without_rights(postgres_backend):
    text = postgres_backend.create()
    url = make_url(text)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
    try:
        reader = url.set(username="reader").render_as_string(hide_password=False)
        database = open_database(reader)
        with (
            pytest.raises(ConfigError, match="lacks a right"),
            database.unit_of_work() as work,
        ):
            work.inputs.targets()
    finally:
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("DROP ROLE reader")
        postgres_backend.drop(text)


def test_short_urls_and_options_of_the_user_are_kept(postgres_backend):
    text = postgres_backend.create(empty=True)
    url = make_url(text).set(drivername="postgres")
    url = url.update_query_dict({"options": "-c application_name=me"})
    database = open_database(url.render_as_string(hide_password=False))
    with database.engine.connect() as connection:
        shown = connection.exec_driver_sql("SHOW application_name").scalar_one()
        waits = connection.exec_driver_sql("SHOW lock_timeout").scalar_one()
    postgres_backend.drop(text)
    assert (shown, waits) == ("me", "1min")


def import_districts(database):
    with database.unit_of_work() as work:
        return tally(merge(work, "districts", DISTRICTS))


def test_a_database_can_be_sent_to_another_process(database):
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        assert pool.submit(import_districts, database).result(30) == (2, 0, 0)
    assert import_districts(database) == (0, 0, 2)


def test_a_database_survives_a_fork(database):
    # Connections are not kept between transactions, so a fork shares none.
    with database.unit_of_work() as work:
        found_city(work)
    assert import_districts(database) == (0, 0, 2)
    assert database.engine.pool.status().startswith("NullPool")
