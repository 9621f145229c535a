"""Run by Alembic: takes the steps inside the transaction it is handed."""

from alembic import context

from recycling.storage.day_tables import every_table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=every_table
)
with context.begin_transaction():
    context.run_migrations()
