"""What the log of imports asks of storage."""

from datetime import datetime
from typing import Protocol

from recycling.domain.records import LoggedImport, RowChange, UndoneImport


class Imports(Protocol):
    """What was imported when, and the way back."""

    def listed(self, limit: int, *, only_files: bool = False) -> list[LoggedImport]:
        """Newest imports, the newest first; with ``only_files`` those of files."""

    def changes(self, import_id: int, limit: int) -> list[RowChange]:
        """Read the first rows an import changed, before and as they are now."""

    def undo(self, import_id: int, who: str, at: datetime) -> UndoneImport:
        """Take an import back: rows it added go, rows it changed are as before.

        A ``ConflictError`` when something stands on its rows by now.
        """
