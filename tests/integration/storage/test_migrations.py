"""Steps that bring a database up to the program."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from recycling.domain.errors import ConfigError, NotReadyError
from recycling.storage.database import open_database
from recycling.storage.day_tables import every_table


def test_migrations_make_the_tables_of_the_program(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, every_table) == []


def test_foreign_keys_and_their_cascades_are_those_of_the_program(database):
    found = inspect(database.engine)
    for table in every_table.tables.values():
        keys = {
            (tuple(key["constrained_columns"]), key["options"].get("ondelete"))
            for key in found.get_foreign_keys(table.name)
        }
        expected = {
            (tuple(key.column_keys), key.ondelete)
            for key in table.foreign_key_constraints
        }
        assert keys == expected, table.name


def test_a_second_upgrade_changes_nothing(blank_url):
    database = open_database(blank_url)
    database.upgrade()
    before = inspect(database.engine).get_table_names()
    database.upgrade()
    assert inspect(database.engine).get_table_names() == before
    assert {"tickets", "alembic_version"} <= set(before)


def test_tables_of_a_newer_program_are_refused(database):
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(
        ConfigError, match=r"9999, which is newer .* Update the program"
    ):
        database.upgrade()


def test_tables_of_another_program_are_left_alone(blank_url):
    database = open_database(blank_url)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE sites (id INTEGER)"))
    with pytest.raises(ConfigError, match="another program, sites"):
        database.upgrade()
    assert inspect(database.engine).get_table_names() == ["sites"]


def test_a_broken_step_leaves_nothing_behind(blank_url, monkeypatch):
    database = open_database(blank_url)
    name = "recycling.storage.migrations.upgrading.command.upgrade"
    real = pytest.importorskip("alembic.command").upgrade

    def breaks(config, revision):
        real(config, revision)
        raise RuntimeError

    monkeypatch.setattr(name, breaks)
    with pytest.raises(RuntimeError):
        database.upgrade()
    assert inspect(database.engine).get_table_names() == []


def test_without_tables_the_message_says_what_to_run(blank_url):
    database = open_database(blank_url)
    with (
        pytest.raises(NotReadyError, match="recycling init"),
        database.unit_of_work() as w,
    ):
        w.inputs.targets()


def test_plans_of_the_first_version_keep_their_parts(blank_url, monkeypatch):
    database = open_database(blank_url)
    command = pytest.importorskip("alembic.command")
    real = command.upgrade
    name = "recycling.storage.migrations.upgrading.command.upgrade"
    monkeypatch.setattr(name, lambda config, _: real(config, "0001"))
    database.upgrade()
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO route_plans (number, plan_id, day, siting_plan_id, "
                "engine, seconds) VALUES (1, 'old', '2026-11-02', '', 'x', 1.5)"
            )
        )
        connection.execute(
            text("INSERT INTO unserved_orders VALUES (1, 0, 'o1', 'fleet_full')")
        )
    monkeypatch.setattr(name, real)

    database.upgrade()

    with database.unit_of_work() as work:
        plan = work.plans.routes("old")
    assert plan.travel == "great-circle"
    assert [left.order_id for left in plan.unserved] == ["o1"]
