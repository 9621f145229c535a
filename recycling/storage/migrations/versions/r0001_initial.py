"""The tables of the first version.

Written out and never changed again: what databases in the field went through.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


class _Table(NamedTuple):
    """A table: ``name:type`` per column, ``?`` where it may be empty."""

    name: str
    columns: str
    key: str
    references: Mapping[str, str] = {}


_TYPES: Mapping[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "int": sa.BigInteger(),
    "float": sa.Double(),
    "bool": sa.Boolean(),
    "date": sa.Date(),
    "datetime": sa.DateTime(),
    "number": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
}

_TABLES = (
    _Table(
        "imports",
        "id:number file:text sha256:text table:text crs:text imported_at:datetime",
        "id",
    ),
    _Table(
        "districts",
        """
        code:text name_en:text name_zh:text zone:text lon:float lat:float
        population:int area_km2:float subzone:text travel_zone:text
        industry_share:float source:text certainty:text raw_x:text raw_y:text crs:text
        import_id:int
        """,
        "code",
        {"import_id": "imports.id"},
    ),
    _Table(
        "materials",
        """
        code:text name_en:text name_zh:text category:text is_low_value:bool
        hazard:text density_loose_kg_per_m3:float density_baled_kg_per_m3:float
        yield_share:float share_of_total:float price_low_fen_per_t:int
        price_high_fen_per_t:int avoided_low_kg_per_t:float
        avoided_default_kg_per_t:float avoided_high_kg_per_t:float source:text
        certainty:text import_id:int
        """,
        "code",
        {"import_id": "imports.id"},
    ),
    _Table(
        "parameters",
        """
        code:text value:float unit:text low:float? high:float? note:text source:text
        certainty:text import_id:int
        """,
        "code",
        {"import_id": "imports.id"},
    ),
    _Table(
        "emission_factors",
        """
        code:text version:text kg_per_unit:float unit:text region:text year:int
        low:float? high:float? boundary:text source:text certainty:text import_id:int
        """,
        "code version region year",
        {"import_id": "imports.id"},
    ),
    _Table(
        "facility_classes",
        """
        code:text name_en:text name_zh:text kind:text capacity_kg_per_year:int
        min_throughput_kg_per_year:int capital_cost_fen:int upgrade_cost_fen:int
        lifetime_years:int fixed_cost_fen_per_year:int unit_cost_fen_per_t:int
        is_green:bool can_be_new:bool can_be_upgrade:bool source:text certainty:text
        import_id:int
        """,
        "code",
        {"import_id": "imports.id"},
    ),
    _Table(
        "vehicle_types",
        """
        code:text name_en:text name_zh:text role:text energy:text payload_kg:int
        volume_l:int capacity_units:int compaction_ratio:float fuel_l_per_km:float
        electricity_kwh_per_km:float nominal_range_km:int fixed_cost_fen_per_day:int
        unit_distance_cost_fen_per_km:int unit_duration_cost_fen_per_h:int source:text
        certainty:text import_id:int
        """,
        "code",
        {"import_id": "imports.id"},
    ),
    _Table(
        "zones",
        """
        zone_id:text name:text kind:text geometry_wkt:text buffer_m:int rule:text
        valid_from:date? valid_to:date? source:text certainty:text raw_wkt:text
        crs:text import_id:int
        """,
        "zone_id",
        {"import_id": "imports.id"},
    ),
    _Table(
        "targets",
        """
        target_id:text indicator:text year:int value:int district:text material:text
        is_baseline:bool source:text certainty:text import_id:int
        """,
        "target_id",
        {"import_id": "imports.id"},
    ),
    _Table(
        "sites",
        """
        site_id:text name:text kind:text district:text lon:float lat:float status:text
        materials:text opens_s:int closes_s:int capacity_kg_per_year:int?
        capacity_units_per_year:int? facility_class:text area_m2:int? is_green:bool
        has_weighbridge:bool has_hazardous_store:bool has_dust_control:bool
        has_noise_control:bool permit_no:text permit_valid_to:date? docks:int
        service_s:int population_served:int power_kw:int source:text certainty:text
        raw_x:text raw_y:text crs:text import_id:int
        """,
        "site_id",
        {"district": "districts.code", "import_id": "imports.id"},
    ),
    _Table(
        "supplies",
        """
        site_id:text material:text stream:text kg_per_year:int units_per_year:int
        year:int source:text certainty:text import_id:int
        """,
        "site_id material stream",
        {
            "site_id": "sites.site_id",
            "material": "materials.code",
            "import_id": "imports.id",
        },
    ),
    _Table(
        "vehicles",
        """
        vehicle_id:text vehicle_type:text depot_id:text plate:text emission_stage:int
        permit:text shift_start_s:int shift_end_s:int max_duration_s:int?
        materials:text is_available:bool import_id:int
        """,
        "vehicle_id",
        {
            "vehicle_type": "vehicle_types.code",
            "depot_id": "sites.site_id",
            "import_id": "imports.id",
        },
    ),
    _Table(
        "restrictions",
        """
        restriction_id:text zone_id:text energy:text? max_emission_stage:int?
        min_payload_kg:int plate_digits:text exempt_permit:text weekdays:text
        start_s:int end_s:int valid_from:date? valid_to:date? source:text
        certainty:text import_id:int
        """,
        "restriction_id",
        {"zone_id": "zones.zone_id", "import_id": "imports.id"},
    ),
    _Table(
        "orders",
        """
        order_id:text site_id:text day:date material:text load_kg:int stream:text
        load_l:int load_units:int window_start_s:int window_end_s:int service_s:int
        is_required:bool prize_fen:int source:text status:text import_id:int
        """,
        "order_id",
        {
            "site_id": "sites.site_id",
            "material": "materials.code",
            "import_id": "imports.id",
        },
    ),
    _Table(
        "tickets",
        """
        site_id:text ticket_no:text weighed_at:datetime material:text net_kg:int
        stream:text flow:text gross_kg:int? tare_kg:int? units:int elv_class:text?
        origin_site_id:text vehicle_id:text weighbridge_id:text calibrated_on:date?
        price_fen_per_t:int is_simulated:bool day:date import_id:int
        """,
        "site_id ticket_no",
    ),
    _Table(
        "siting_plans",
        """
        number:number plan_id:text year:int engine:text seconds:float cost_fen:int
        transport_cost_fen:int unserved_cost_fen:int bound_fen:int? supply_kg:int
        unserved_kg:int
        """,
        "number",
    ),
    _Table(
        "siting_decisions",
        """
        plan_number:int position:int site_id:text action:text facility_class:text
        is_green:bool capacity_kg:int throughput_kg:int fixed_cost_fen:int
        variable_cost_fen:int
        """,
        "plan_number position",
        {"plan_number": "siting_plans.number"},
    ),
    _Table(
        "siting_assignments",
        """
        plan_number:int position:int source_site_id:text site_id:text material:text
        stream:text kg_per_year:int distance_m:int
        """,
        "plan_number position",
        {"plan_number": "siting_plans.number"},
    ),
    _Table(
        "route_plans",
        """
        number:number plan_id:text day:date siting_plan_id:text engine:text
        seconds:float
        """,
        "number",
    ),
    _Table(
        "routes",
        """
        plan_number:int position:int route_id:text vehicle_id:text catchment:text
        distance_m:int duration_s:int load_kg:int kg_m:int cost_fen:int
        """,
        "plan_number position",
        {"plan_number": "route_plans.number"},
    ),
    _Table(
        "route_stops",
        """
        plan_number:int route_position:int position:int kind:text site_id:text
        order_id:text trip:int arrival_s:int start_s:int departure_s:int load_kg:int
        load_l:int distance_m:int
        """,
        "plan_number route_position position",
        {"plan_number": "route_plans.number"},
    ),
    _Table(
        "unserved_orders",
        "plan_number:int position:int order_id:text reason:text",
        "plan_number position",
        {"plan_number": "route_plans.number"},
    ),
    _Table(
        "postings",
        """
        number:number identity:text is_contra:bool account:text day:date amount:int
        source_table:text source_id:text district:text material:text stream:text
        low:int? high:int? factor_code:text factor_version:text
        """,
        "number",
    ),
    _Table(
        "daily_rollup",
        """
        day:date site:text district:text material:text stream:text net_kg:int
        units:int tickets:int simulated_kg:int
        """,
        "day site material stream",
    ),
    _Table(
        "district_rollup",
        """
        day:date district:text material:text stream:text net_kg:int units:int
        tickets:int simulated_kg:int
        """,
        "day district material stream",
    ),
    _Table(
        "monthly_rollup",
        """
        month:date district:text material:text stream:text net_kg:int units:int
        tickets:int simulated_kg:int
        """,
        "month district material stream",
    ),
)

_INDEXES = (
    ("ix_postings_account", "postings", ["account", "day"], False),
    ("ix_postings_identity", "postings", ["identity", "number"], False),
    ("ix_route_plans_plan_id", "route_plans", ["plan_id"], True),
    ("ix_siting_plans_plan_id", "siting_plans", ["plan_id"], True),
    ("ix_orders_day", "orders", ["day"], False),
    ("ix_tickets_day", "tickets", ["day"], False),
)


def upgrade() -> None:
    """Make the tables."""
    for table in _TABLES:
        _create(table)
    for name, table_name, columns, is_unique in _INDEXES:
        op.create_index(name, table_name, columns, unique=is_unique)


def _create(table: _Table) -> None:
    columns: list[sa.Column[Any]] = []
    for word in table.columns.split():
        name, _, kind = word.partition(":")
        columns.append(
            sa.Column(name, _TYPES[kind.rstrip("?")], nullable=kind.endswith("?"))
        )
    references = [
        sa.ForeignKeyConstraint(
            [name],
            [target],
            name=f"fk_{table.name}_{name}",
            ondelete="CASCADE" if name == "plan_number" else None,
        )
        for name, target in table.references.items()
    ]
    op.create_table(
        table.name,
        *columns,
        sa.PrimaryKeyConstraint(*table.key.split(), name=f"pk_{table.name}"),
        *references,
        sqlite_with_rowid=not table.name.endswith("_rollup"),
    )
