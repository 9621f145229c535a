"""Every table of the database, its keys and the indexes the queries lean on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

from recycling.domain.fleet import Restriction, Vehicle, VehicleType
from recycling.domain.ledger import Posting
from recycling.domain.materials import EmissionFactor, Material, Parameter
from recycling.domain.orders import Order
from recycling.domain.parties import Party, PointRule, Price
from recycling.domain.plans import (
    Assignment,
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    SiteDecision,
    SitingPlan,
    UnservedOrder,
)
from recycling.domain.records import ImportRecord
from recycling.domain.seals import Seal
from recycling.domain.site_records import (
    Downtime,
    PastVolume,
    RateUpdate,
    SiteEnergy,
    Stocktake,
    Visit,
)
from recycling.domain.sites import District, FacilityClass, Site, Supply, Zone
from recycling.domain.targets import Target
from recycling.domain.tickets import Ticket, TicketFlag
from recycling.storage.mapping import NO_REFERENCES, columns_of
from recycling.storage.rows import field_names

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""A key the database counts up itself; SQLite does so for INTEGER alone."""


@dataclass(frozen=True, slots=True)
class InputTable:
    """An input table and how its rows hang together.

    Attributes
    ----------
    table, record
        The table and the domain class of its rows.
    key
        Natural key.
    references
        ``table.column`` that must hold the value, per column.
    raw
        Columns for what stood in the file before positions became WGS-84.
    """

    table: Table
    record: type
    key: tuple[str, ...]
    references: Mapping[str, str]
    raw: tuple[str, ...]

    @property
    def attributes(self) -> tuple[str, ...]:
        """Columns that are fields of the domain class."""
        return field_names(self.record)


@dataclass(frozen=True, slots=True)
class _Spec:
    record: type
    key: tuple[str, ...]
    references: Mapping[str, str] = field(default=NO_REFERENCES)
    raw: tuple[str, ...] = ()


_POINT = ("raw_x", "raw_y", "crs")
_SITE = "sites.site_id"
_MATERIAL = "materials.code"

# Parents before children: the order a database can be filled in.
_SPECS = {
    "districts": _Spec(District, ("code",), raw=_POINT),
    "materials": _Spec(Material, ("code",)),
    "parameters": _Spec(Parameter, ("code",)),
    "emission_factors": _Spec(EmissionFactor, ("code", "version", "region", "year")),
    "facility_classes": _Spec(FacilityClass, ("code",)),
    "vehicle_types": _Spec(VehicleType, ("code",)),
    "zones": _Spec(Zone, ("zone_id",), raw=("raw_wkt", "crs")),
    "targets": _Spec(Target, ("target_id",)),
    "sites": _Spec(Site, ("site_id",), {"district": "districts.code"}, _POINT),
    "supplies": _Spec(
        Supply,
        ("site_id", "material", "stream"),
        {"site_id": _SITE, "material": _MATERIAL},
    ),
    "vehicles": _Spec(
        Vehicle,
        ("vehicle_id",),
        {"vehicle_type": "vehicle_types.code", "depot_id": _SITE},
    ),
    "restrictions": _Spec(
        Restriction, ("restriction_id",), {"zone_id": "zones.zone_id"}
    ),
    "orders": _Spec(Order, ("order_id",), {"site_id": _SITE, "material": _MATERIAL}),
    "parties": _Spec(Party, ("party_id",)),
    "prices": _Spec(
        Price,
        ("price_list", "kind", "material", "valid_from"),
        {"material": _MATERIAL},
    ),
    "point_rules": _Spec(PointRule, ("version", "material"), {"material": _MATERIAL}),
    "past_volumes": _Spec(
        PastVolume,
        ("month", "district", "material", "stream"),
        {"district": "districts.code", "material": _MATERIAL},
    ),
    "stocktakes": _Spec(
        Stocktake,
        ("site_id", "material", "day"),
        {"site_id": _SITE, "material": _MATERIAL},
    ),
    "site_energy": _Spec(SiteEnergy, ("site_id", "month"), {"site_id": _SITE}),
    "downtimes": _Spec(Downtime, ("site_id", "starts_at"), {"site_id": _SITE}),
    "visits": _Spec(Visit, ("visit_id",), {"site_id": _SITE}),
    "tickets": _Spec(
        Ticket, ("site_id", "ticket_no"), {"site_id": _SITE, "material": _MATERIAL}
    ),
}


def _input_table(name: str, spec: _Spec) -> InputTable:
    # Tickets come by the million: a foreign key asks row by row what the merge
    # asks once per batch.
    is_bulk = spec.record is Ticket
    extra: list[Any] = [Column(raw, Text, nullable=False) for raw in spec.raw]
    if is_bulk:
        extra.append(Column("day", Date, nullable=False))
        # As the counting rule said when the ticket came: what a sealed month
        # showed stays, whatever becomes of the rule and of the sites.
        extra.append(Column("is_counted", Boolean, nullable=False))
    extra.append(
        Column(
            "import_id",
            BigInteger,
            *([] if is_bulk else [ForeignKey("imports.id")]),
            nullable=False,
        )
    )
    table = Table(
        name,
        metadata,
        *columns_of(
            spec.record,
            key=spec.key,
            references=NO_REFERENCES if is_bulk else spec.references,
        ),
        *extra,
    )
    return InputTable(table, spec.record, spec.key, spec.references, spec.raw)


imports = Table(
    "imports",
    metadata,
    Column("id", NUMBER, primary_key=True),
    *columns_of(ImportRecord),
)

import_changes = Table(
    "import_changes",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("import_id", BigInteger, nullable=False),
    # Import that had written the row before: it cannot be undone until this one is.
    Column("before_import_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("before", Text, nullable=False),
)
"""Rows as they were before an import changed them, as JSON; rows it added are told
by their ``import_id`` alone."""
Index(None, import_changes.c.import_id)
Index(None, import_changes.c.before_import_id)

INPUTS: Mapping[str, InputTable] = MappingProxyType(
    {name: _input_table(name, spec) for name, spec in _SPECS.items()}
)
"""The input tables by name, parents before children."""

sites = INPUTS["sites"].table
orders = INPUTS["orders"].table
targets = INPUTS["targets"].table
tickets = INPUTS["tickets"].table
Index(None, orders.c.day)
Index(None, tickets.c.day)
# Few tickets correct another, and few name a party.
Index(
    None,
    tickets.c.site_id,
    tickets.c.corrects,
    sqlite_where=tickets.c.corrects != "",
    postgresql_where=tickets.c.corrects != "",
)
visits = INPUTS["visits"].table
Index(None, visits.c.day)


def _plan_table(name: str, plan: type, omit: tuple[str, ...]) -> Table:
    # The number orders plans by when they were saved.
    number = Column("number", NUMBER, primary_key=True)
    table = Table(name, metadata, number, *columns_of(plan, omit=omit))
    Index(None, table.c.plan_id, unique=True)
    return table


def _part_table(name: str, plans: Table, record: type, *extra: Column[Any]) -> Table:
    # Parts go when their plan goes; positions keep their order.
    return Table(
        name,
        metadata,
        Column(
            "plan_number",
            BigInteger,
            ForeignKey(plans.c.number, ondelete="CASCADE"),
            primary_key=True,
        ),
        *extra,
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        *columns_of(record, omit=("stops",)),
    )


siting_plans = _plan_table(
    "siting_plans", SitingPlan, omit=("decisions", "assignments")
)
siting_decisions = _part_table("siting_decisions", siting_plans, SiteDecision)
siting_assignments = _part_table("siting_assignments", siting_plans, Assignment)
route_plans = _plan_table("route_plans", RoutePlan, omit=("routes", "unserved"))
routes = _part_table("routes", route_plans, PlannedRoute)
route_stops = _part_table(
    "route_stops",
    route_plans,
    PlannedStop,
    Column("route_position", BigInteger, primary_key=True, autoincrement=False),
)
unserved_orders = _part_table("unserved_orders", route_plans, UnservedOrder)

postings = Table(
    "postings",
    metadata,
    Column("number", NUMBER, primary_key=True),
    # Digest of what a posting is known by: one short index instead of eight columns.
    Column("identity", Text, nullable=False),
    Column("is_contra", Boolean, nullable=False),
    *columns_of(Posting),
)
Index(None, postings.c.identity, postings.c.number)
Index(None, postings.c.account, postings.c.day)


rate_updates = Table(
    "rate_updates",
    metadata,
    Column("number", NUMBER, primary_key=True),
    *columns_of(RateUpdate),
)
Index(None, rate_updates.c.site_id, rate_updates.c.material, rate_updates.c.stream)

seals = Table("seals", metadata, *columns_of(Seal, key=("month",)))

sealed_prices = Table(
    "sealed_prices",
    metadata,
    Column("month", Date, primary_key=True),
    *columns_of(Price, key=("price_list", "kind", "material", "valid_from")),
)
sealed_parties = Table(
    "sealed_parties",
    metadata,
    Column("month", Date, primary_key=True),
    Column("party_id", Text, primary_key=True),
    Column("price_list", Text, nullable=False),
)
"""What a sealed month was settled by: prices imported later do not change it."""

ticket_flags = Table(
    "ticket_flags",
    metadata,
    Column("number", NUMBER, primary_key=True),
    *columns_of(TicketFlag),
)
Index(None, ticket_flags.c.site_id, ticket_flags.c.ticket_no)

book_rules = Table(
    "book_rules",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Rules the books are kept by; they belong to the books, not to a workspace."""


def _rollup(name: str, *columns: Column[Any]) -> Table:
    figures = ("net_kg", "units", "tickets", "simulated_kg")
    return Table(
        name,
        metadata,
        *columns,
        *(Column(figure, BigInteger, nullable=False) for figure in figures),
        # Rows in the order of the key: a range of days is one stretch of the file.
        sqlite_with_rowid=False,
    )


def _group(*names: str, is_key: bool = True) -> list[Column[Any]]:
    return [Column(name, Text, primary_key=is_key, nullable=False) for name in names]


daily_rollup = _rollup(
    "daily_rollup",
    Column("day", Date, primary_key=True),
    *_group("site"),
    # Follows from the site, so it is no part of the key and can move with it.
    *_group("district", is_key=False),
    *_group("material", "stream"),
)
district_rollup = _rollup(
    "district_rollup",
    Column("day", Date, primary_key=True),
    *_group("district", "material", "stream"),
)
monthly_rollup = _rollup(
    "monthly_rollup",
    Column("month", Date, primary_key=True),
    *_group("district", "material", "stream"),
)

# A year of all sites: the daily sums of a city are a million rows.
site_rollup = _rollup(
    "site_rollup",
    Column("month", Date, primary_key=True),
    *_group("site"),
    *_group("district", is_key=False),
    *_group("material", "stream"),
)

# Vehicles by class and appliances: tickets with pieces on them.
unit_rollup = _rollup(
    "unit_rollup",
    Column("month", Date, primary_key=True),
    *_group("site"),
    *_group("district", is_key=False),
    *_group("material", "elv_class"),
)

# Every load by where it went and came from, for balances and for other counting
# rules: what the rollups above count is a part of it.
flow_rollup = _rollup(
    "flow_rollup",
    Column("month", Date, primary_key=True),
    *_group("site", "origin", "material", "stream", "flow"),
)
