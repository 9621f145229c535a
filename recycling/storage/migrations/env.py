"""Run by Alembic: takes the steps inside the transaction it is handed."""

from alembic import context

from recycling.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata
)
with context.begin_transaction():
    context.run_migrations()
