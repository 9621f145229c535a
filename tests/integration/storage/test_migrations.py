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


def test_avoided_emissions_of_materials_become_factors(blank_url, monkeypatch):
    database = open_database(blank_url)
    command = pytest.importorskip("alembic.command")
    real = command.upgrade
    name = "recycling.storage.migrations.upgrading.command.upgrade"
    monkeypatch.setattr(name, lambda config, _: real(config, "0004"))
    database.upgrade()
    rows = (
        "INSERT INTO imports VALUES (1, 'f', 's', 'materials', '', '2026-01-01')",
        "INSERT INTO materials (code, name_en, name_zh, category, is_low_value, "
        "hazard, density_loose_kg_per_m3, density_baled_kg_per_m3, yield_share, "
        "share_of_total, price_low_fen_per_t, price_high_fen_per_t, "
        "avoided_low_kg_per_t, avoided_default_kg_per_t, avoided_high_kg_per_t, "
        "source, certainty, import_id) VALUES ('paper', 'Paper', 'z', 'paper', "
        "'0', 'none', 1, 1, 1, 0, 0, 0, 120, 500, 3460, 'by hand', 'assumption', 1)",
        "INSERT INTO emission_factors (code, version, region, year, kg_per_unit, "
        "unit, boundary, source, certainty, import_id) VALUES ('diesel_l', 'mine', "
        "'', 2024, 2.68, 'l', '', 'by hand', 'assumption', 1)",
    )
    with database.engine.begin() as connection:
        for row in rows:
            connection.execute(text(row))
    monkeypatch.setattr(name, real)

    database.upgrade()

    with database.unit_of_work() as work:
        factors = {f.code: f for f in work.inputs.network().emission_factors}
    avoided = factors["avoided.paper"]
    assert (avoided.version, avoided.unit) == ("mine", "t")
    assert (avoided.low, avoided.kg_per_unit, avoided.high) == (120, 500, 3460)
