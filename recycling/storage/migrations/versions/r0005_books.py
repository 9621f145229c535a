"""Corrections, deductions and parties of tickets; prices, stocks, visits and seals."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TICKET_COLUMNS = (
    ("moisture_kg", sa.BigInteger(), "0"),
    ("contamination_kg", sa.BigInteger(), "0"),
    ("party_id", sa.Text(), ""),
    ("corrects", sa.Text(), ""),
    ("grade", sa.Text(), "measured"),
)
_TYPES: Mapping[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "int": sa.BigInteger(),
    "float": sa.Double(),
    "bool": sa.Boolean(),
    "date": sa.Date(),
    "datetime": sa.DateTime(),
    "bytes": sa.LargeBinary(),
    "number": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
}
# Name, ``name:type`` per column with ``?`` where it may be empty, key, references.
_INPUTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (
        "parties",
        """party_id:text name:text kind:text district:text price_list:text
        certainty:text""",
        "party_id",
        {},
    ),
    (
        "prices",
        """price_list:text kind:text material:text valid_from:date fen_per_t:int
        valid_to:date? source:text certainty:text""",
        "price_list kind material valid_from",
        {"material": "materials.code"},
    ),
    (
        "point_rules",
        """version:text material:text points_per_t:int valid_from:date source:text
        certainty:text""",
        "version material",
        {"material": "materials.code"},
    ),
    (
        "past_volumes",
        """month:date district:text material:text stream:text kg:int units:int
        source:text certainty:text""",
        "month district material stream",
        {"district": "districts.code", "material": "materials.code"},
    ),
    (
        "stocktakes",
        "site_id:text material:text day:date kg:int",
        "site_id material day",
        {"site_id": "sites.site_id", "material": "materials.code"},
    ),
    (
        "site_energy",
        """site_id:text month:date electricity_kwh:float diesel_l:float
        green_share:float""",
        "site_id month",
        {"site_id": "sites.site_id"},
    ),
    (
        "downtimes",
        "site_id:text starts_at:datetime ends_at:datetime cause:text",
        "site_id starts_at",
        {"site_id": "sites.site_id"},
    ),
    (
        "visits",
        """visit_id:text day:date vehicle_id:text order_id:text site_id:text
        collected_kg:int arrived_at:datetime? departed_at:datetime? outcome:text
        note:text is_simulated:bool""",
        "visit_id",
        {"site_id": "sites.site_id"},
    ),
)
_BOOKS = (
    (
        "rate_updates",
        """number:number site_id:text material:text stream:text day:date
        before_kg_per_day:float observed_kg_per_day:float after_kg_per_day:float
        weight:float source_table:text source_id:text""",
        "number",
    ),
    (
        "seals",
        """month:date sequence:int sealed_at:datetime previous_hash:text hash:text
        header:text document:bytes digests:bytes""",
        "month",
    ),
    (
        "ticket_flags",
        """number:number site_id:text ticket_no:text rule:text value:text
        expected:text""",
        "number",
    ),
    ("book_rules", "name:text value:text", "name"),
    (
        "site_rollup",
        """month:date site:text district:text material:text stream:text
        net_kg:int units:int tickets:int simulated_kg:int""",
        "month site material stream",
    ),
    (
        "unit_rollup",
        """month:date site:text district:text material:text elv_class:text
        net_kg:int units:int tickets:int simulated_kg:int""",
        "month site material elv_class",
    ),
    (
        "flow_rollup",
        """month:date site:text origin:text material:text stream:text flow:text
        net_kg:int units:int tickets:int simulated_kg:int""",
        "month site origin material stream flow",
    ),
)


def upgrade() -> None:
    """Make the tables, and count what was weighed before by where it came from."""
    for name, kind, default in _TICKET_COLUMNS:
        op.add_column(
            "tickets",
            sa.Column(name, kind, nullable=False, server_default=default),
        )
    op.add_column(
        "tickets",
        sa.Column("is_counted", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.execute("UPDATE tickets SET is_counted = FALSE WHERE flow <> 'intake'")
    for name, columns, key, references in _INPUTS:
        _create(name, f"{columns} import_id:int", key, references, "imports.id")
    for name, columns, key in _BOOKS:
        _create(name, columns, key, {}, "")
    op.create_index("ix_visits_day", "visits", ["day"])
    op.create_index(
        "ix_tickets_site_id",
        "tickets",
        ["site_id", "corrects"],
        sqlite_where=sa.text("corrects != ''"),
        postgresql_where=sa.text("corrects != ''"),
    )
    op.create_index(
        "ix_rate_updates_site_id", "rate_updates", ["site_id", "material", "stream"]
    )
    op.create_index("ix_ticket_flags_site_id", "ticket_flags", ["site_id", "ticket_no"])
    _count_past()
    _move_avoided()


def _create(
    name: str, columns: str, key: str, references: dict[str, str], imports: str
) -> None:
    made: list[sa.Column[Any]] = []
    for word in columns.split():
        column, _, kind = word.partition(":")
        made.append(
            sa.Column(column, _TYPES[kind.rstrip("?")], nullable=kind.endswith("?"))
        )
    if imports:
        references = {**references, "import_id": imports}
    op.create_table(
        name,
        *made,
        sa.PrimaryKeyConstraint(*key.split(), name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_{name}_{column}")
            for column, target in references.items()
        ),
        sqlite_with_rowid=not name.endswith("_rollup"),
    )


def _count_past() -> None:
    """Fill the new sums from the tickets recorded before there were any."""
    month = "strftime('%Y-%m-01', day)"
    if op.get_bind().dialect.name != "sqlite":
        month = "CAST(date_trunc('month', day) AS DATE)"
    flows = f"{month}, site_id, origin_site_id, material, stream, flow"
    units = (
        f"{month}, tickets.site_id, sites.district, tickets.material, "
        "COALESCE(tickets.elv_class, '')"
    )
    figures = (
        "SUM(net_kg), SUM(units), COUNT(*), "
        "SUM(CASE WHEN is_simulated THEN net_kg ELSE 0 END)"
    )
    op.execute(
        f"INSERT INTO flow_rollup SELECT {flows}, {figures} FROM tickets "  # noqa: S608
        f"GROUP BY {flows}"
    )
    sites = f"{month}, site, district, material, stream"
    sums = "SUM(net_kg), SUM(units), SUM(tickets), SUM(simulated_kg)"
    op.execute(
        f"INSERT INTO site_rollup SELECT {sites}, {sums} FROM daily_rollup "  # noqa: S608
        f"GROUP BY {sites}"
    )
    op.execute(
        f"INSERT INTO unit_rollup SELECT {units}, {figures} FROM tickets "  # noqa: S608
        "JOIN sites ON sites.site_id = tickets.site_id "
        f"WHERE is_counted AND units <> 0 GROUP BY {units}"
    )


def _move_avoided() -> None:
    """Make the avoided emissions of materials factors of every set there is."""
    factors = (
        "code, version, kg_per_unit, unit, region, year, low, high, boundary, source, "
        "certainty, import_id"
    )
    op.execute(
        f"INSERT INTO emission_factors ({factors}) "  # noqa: S608
        "SELECT 'avoided.' || materials.code, sets.version, "
        "avoided_default_kg_per_t, 't', '', 0, avoided_low_kg_per_t, "
        "avoided_high_kg_per_t, '', source, certainty, import_id FROM materials "
        "CROSS JOIN (SELECT DISTINCT version FROM emission_factors) AS sets"
    )
    for end in ("low", "default", "high"):
        op.drop_column("materials", f"avoided_{end}_kg_per_t")
