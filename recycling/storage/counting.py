"""The counting rule of the books, as SQL, and counting anew under another."""

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    case,
    false,
    func,
    select,
    union_all,
    update,
)

from recycling.domain.counting import LEVELS, CountingRule
from recycling.domain.errors import ConflictError
from recycling.domain.sites import SiteKind
from recycling.domain.tickets import Flow
from recycling.schema.said import said
from recycling.storage.corrections import reversals_of
from recycling.storage.rollup import add_entries, clear_open, entries_of
from recycling.storage.sealed_days import in_spans, sealed_spans
from recycling.storage.staging import upsert
from recycling.storage.tables import book_rules, sites, tickets

_NAME = "counting"


def counting_rule(connection: Connection) -> CountingRule:
    """Rule the books are kept by; the first licensed intake when none is set."""
    text = connection.scalar(
        select(book_rules.c.value).where(book_rules.c.name == _NAME)
    )
    return CountingRule() if text is None else CountingRule.parse(text)


def counts(source: FromClause, rule: CountingRule) -> ColumnElement[bool]:
    """Whether a ticket counts as recovered, as `CountingRule.counts` says."""
    flow = source.c.flow
    if rule.gate_level is None:
        return flow == Flow.INTAKE
    inside = {kind for kind, level in LEVELS.items() if level >= rule.gate_level}
    here, there = (
        select(sites.c.kind)
        .where(sites.c.site_id == column)
        .correlate(source)
        .scalar_subquery()
        for column in (source.c.site_id, source.c.origin_site_id)
    )
    is_through = and_(
        flow.in_([Flow.INTAKE, Flow.TRANSFER]),
        here.in_(inside),
        case(
            (there.is_(None), flow == Flow.INTAKE),
            else_=there.not_in(inside | {SiteKind.DISMANTLER}),
        ),
    )
    return func.coalesce(is_through, false())


def recount(connection: Connection, rule: CountingRule) -> None:
    """Keep the books by a rule: decide about every open ticket, and sum anew.

    Raises
    ------
    ConflictError
        When months are sealed under another rule.
    """
    sealed = sealed_spans(connection)
    current = counting_rule(connection)
    if sealed and rule != current:
        msg = said("counting.sealed", sealed=sealed[-1][1], current=current, rule=rule)
        raise ConflictError(msg)
    statement = upsert(connection, book_rules).values(name=_NAME, value=str(rule))
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"value": str(rule)}
        )
    )
    is_open = ~in_spans(tickets.c.day, sealed)
    decided = counts(tickets, rule)
    connection.execute(
        update(tickets)
        .where(is_open, tickets.c.is_counted != decided)
        .values(is_counted=decided)
    )
    clear_open(connection, sealed)
    new = entries_of(tickets, tickets.c.is_counted).where(is_open)
    correcting = tickets.alias("corrections")
    back = reversals_of(correcting).where(
        correcting.c.corrects != "", ~in_spans(correcting.c.day, sealed)
    )
    add_entries(connection, union_all(new, back).subquery())
