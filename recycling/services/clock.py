"""The time of records: UTC, without a zone, as the database keeps it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC).replace(tzinfo=None)
