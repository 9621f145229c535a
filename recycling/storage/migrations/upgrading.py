"""Bringing a database's tables up to the program's."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from recycling.domain.errors import ConfigError
from recycling.schema.said import said
from recycling.storage.day_tables import every_table

FOLDER = Path(__file__).resolve().parent


def upgrade(connection: Connection) -> None:
    """Take the steps that are missing, all or none.

    Parameters
    ----------
    connection
        Connection inside a writing transaction.

    Raises
    ------
    ConfigError
        When the tables are those of a newer program, or of another one.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        _check_empty(connection)
    elif current not in {step.revision for step in script.walk_revisions()}:
        msg = said(
            "database.newer",
            current=current,
            get_current_head=script.get_current_head(),
        )
        raise ConfigError(msg)
    command.upgrade(config, "head")


def _check_empty(connection: Connection) -> None:
    taken = sorted(every_table.tables.keys() & inspect(connection).get_table_names())
    if taken:
        msg = said("database.foreign", taken=list(taken[:5]))
        raise ConfigError(msg)
