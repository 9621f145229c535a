"""What the tracing of all figures has in common: the question and the answer."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import tee
from typing import NoReturn

from recycling.domain.errors import InputError
from recycling.domain.figures import FigureId
from recycling.domain.ledger import Posting
from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.domain.shares import split_in_turn
from recycling.domain.tracing import SourceRow, TicketEntry, TicketFilter
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork

FIGURE = "figure"
"""Table of a row that is a figure of its own; its key can be traced on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that is traced, and what it is traced in.

    Attributes
    ----------
    context, work, network
        Settings, open transaction, sites with materials and parameters.
    figure
        Name of the figure.
    wanted
        Tickets of its days, place, material and stream.
    """

    context: Context
    work: UnitOfWork
    network: Network
    figure: FigureId
    wanted: TicketFilter

    def refuse_detail(self, rule: str) -> NoReturn:
        """Say what the detail of the figure must be.

        Raises
        ------
        InputError
            Always.
        """
        msg = said(
            "trace.detail", figure=self.figure, rule=rule, detail=self.figure.detail
        )
        raise InputError(msg)


@dataclass(frozen=True, slots=True)
class Trace:
    """What stands behind a figure.

    Attributes
    ----------
    figure
        Its name.
    postings
        Postings in force it is the sum of; none for figures nobody posts.
    entries
        Tickets with the part each adds, those that were reversed among them, read
        as they are taken.
    sources
        Rows that are no tickets. Their parts and those of the tickets add up to the
        figure; where it is a share, to what is divided.
    amount
        The figure where it is no such sum or is known beforehand; ``None`` where
        the parts have to be added up.
    """

    figure: FigureId
    postings: tuple[Posting, ...] = ()
    entries: Iterator[TicketEntry] = field(default_factory=lambda: iter(()))
    sources: tuple[SourceRow, ...] = ()
    amount: float | None = None


def spread(
    amount: int,
    entries: Iterable[TicketEntry],
    whole: int,
    weight: Callable[[TicketEntry], int],
) -> Iterator[TicketEntry]:
    """Share an amount out to tickets by a weight, as they are read.

    Parameters
    ----------
    amount
        What the parts add up to.
    entries
        Tickets, with reversed ones below zero.
    whole
        Sum of their weights; not zero.
    weight
        Gives the weight of a ticket.
    """
    ours, theirs = tee(entries)
    parts = split_in_turn(amount, map(weight, theirs), whole)
    for entry, part in zip(ours, parts, strict=True):
        yield replace(entry, part=part)


def parameter_rows(
    network: Network, *beginnings: str, part: int | None = None
) -> Iterator[SourceRow]:
    """List the parameters whose codes begin with some words."""
    for code, parameter in sorted(network.parameters.items()):
        if code.startswith(beginnings):
            yield parameter_row(parameter, part)


def parameter_row(parameter: Parameter, part: int | None = None) -> SourceRow:
    """Write a parameter as a row a figure comes from."""
    says = f"{parameter.value:g} {parameter.unit}"
    return SourceRow("parameters", parameter.code, says, parameter.source, part)
