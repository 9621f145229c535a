"""One transaction that reads until it has to write."""

from types import TracebackType

from sqlalchemy import Connection, Engine, func, select

WRITE_LOCK = 0x7265_6379_636C
"""Advisory lock all writers take in PostgreSQL; any number no one else uses."""


class Transaction:
    """A connection whose first statement opens a transaction.

    Readers never wait. Writers come one at a time in both databases, so that
    the rollup's sums and the ledger's contra entries see each other. As in
    PostgreSQL's *read committed*, what was read before the first write may have
    been changed by another writer in the meantime.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._is_writing = False

    def read(self) -> Connection:
        """Give the connection for reading.

        Raises
        ------
        RuntimeError
            Outside the ``with`` block of the unit of work.
        """
        if self._connection is None:
            msg = "unit of work: used outside its `with` block."
            raise RuntimeError(msg)
        return self._connection

    def write(self) -> Connection:
        """Give the connection for writing; it waits for other writers."""
        connection = self.read()
        if self._is_writing:
            return connection
        if connection.dialect.name == "sqlite":
            # A reading transaction cannot be raised to a writing one once
            # somebody else has written. Nothing was written in it: start anew.
            connection.rollback()
            connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
            connection.begin()
        else:
            connection.execute(select(func.pg_advisory_xact_lock(WRITE_LOCK)))
        self._is_writing = True
        return connection

    def write_row(self) -> Connection:
        """Give the connection to write a row that no sum and no rule depends on.

        Where the database can, it waits for writers of that row alone: a heartbeat is
        to be seen while another process writes a large import. What else is written
        in the transaction has to be begun before, or two writers could wait for each
        other.
        """
        if self.read().dialect.name == "sqlite":
            return self.write()
        return self.read()

    def take_back(self) -> None:
        """Undo all that was written so far; others may write now."""
        self.read().rollback()
        self._is_writing = False

    def __enter__(self) -> "Transaction":
        self._connection = self._engine.connect()
        self._is_writing = False
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection = self.read()
        self._connection = None
        try:
            if kind is None:
                connection.commit()
        finally:
            # Undoes what was not committed.
            connection.close()
