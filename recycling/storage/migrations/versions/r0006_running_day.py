"""Bookings, jobs, published plans, and what happens while they are driven."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TYPES: Mapping[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "int": sa.BigInteger(),
    "bool": sa.Boolean(),
    "date": sa.Date(),
    "datetime": sa.DateTime(),
    "bytes": sa.LargeBinary(),
    "number": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
}
# Name, ``name:type`` per column with ``?`` where it may be empty, key.
_TABLES = (
    (
        "jobs",
        """job_id:text kind:text arguments:text state:text created_at:datetime
        created_by:text started_at:datetime? finished_at:datetime? worker_id:text
        heartbeat_at:datetime? attempts:int stage:text done:int total:int cost_fen:int?
        bound_fen:int? curve:text is_cancel_wanted:bool result:text error:text""",
        "job_id",
    ),
    ("job_parts", "job_id:text name:text payload:bytes", "job_id name"),
    (
        "slot_offers",
        """offer_id:text position:int order_id:text day:date window_start_s:int
        window_end_s:int added_cost_fen:int depot_id:text vehicle_id:text
        made_at:datetime expires_at:datetime state:text""",
        "offer_id position",
    ),
    (
        "order_changes",
        """number:number order_id:text at:datetime who:text before:text after:text
        note:text""",
        "number",
    ),
    (
        "day_events",
        """event_id:text day:date at_s:int kind:text subject:text until_s:int?
        delay_s:int note:text""",
        "event_id",
    ),
    (
        "locks",
        """day:date order_id:text vehicle_id:text is_place_fixed:bool who:text""",
        "day order_id",
    ),
    (
        "publications",
        """day:date depot_id:text version:int plan_id:text state:text
        published_at:datetime published_by:text""",
        "day depot_id",
    ),
)
_INDEXES = (
    ("ix_jobs_state", "jobs", ["state", "created_at"]),
    ("ix_slot_offers_order_id", "slot_offers", ["order_id"]),
    ("ix_order_changes_order_id", "order_changes", ["order_id", "number"]),
    ("ix_day_events_day", "day_events", ["day"]),
)


def upgrade() -> None:
    """Add the columns and tables; plans made before were drafts of the whole city."""
    for name in ("contact", "address", "party_id"):
        op.add_column("orders", _text(name, ""))
    op.add_column("orders", sa.Column("requested_at", sa.DateTime(), nullable=True))
    op.add_column("route_plans", _text("state", "draft"))
    op.add_column("route_plans", _text("depots", "[]"))
    op.add_column("route_plans", _text("based_on", ""))
    op.add_column(
        "route_plans",
        sa.Column(
            "planned_from_s", sa.BigInteger(), nullable=False, server_default="0"
        ),
    )
    op.add_column("route_plans", _text("made_by", ""))
    for name, columns, key in _TABLES:
        op.create_table(
            name,
            *map(_column, columns.split()),
            sa.PrimaryKeyConstraint(*key.split(), name=f"pk_{name}"),
        )
    for name, table, names in _INDEXES:
        op.create_index(name, table, names)


def _text(name: str, default: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _column(word: str) -> sa.Column[Any]:
    name, _, kind = word.partition(":")
    return sa.Column(name, _TYPES[kind.rstrip("?")], nullable=kind.endswith("?"))
