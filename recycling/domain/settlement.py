"""What parties are due: tickets as they enter the books, lines, sums and points."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recycling.domain.parties import PartyKind, Price, PriceKind
from recycling.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class BookedTicket:
    """A ticket as it enters the books: counted, or reversed by its correction.

    Attributes
    ----------
    ticket
        The weighing.
    booked_on
        Day it counts on: its own, or that of the ticket that corrects it.
    delivered_on
        Day of the first weighing of the load. Prices and rules of that day hold
        for all its corrections: a load is paid for as it was when it came.
    is_reversal
        Taken back, because another ticket took its place.
    """

    ticket: Ticket
    booked_on: date
    delivered_on: date
    is_reversal: bool = False

    @property
    def sign(self) -> int:
        """1 where it counts, -1 where it is taken back."""
        return -1 if self.is_reversal else 1


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One amount of a statement.

    Attributes
    ----------
    party_id
        Who is due it.
    booked_on, delivered_on
        Day of the line, and day whose price holds.
    site_id, ticket_no, material
        The weighing.
    kind
        Purchase or subsidy.
    payable_kg
        Mass paid for; negative where a ticket is reversed.
    price_fen_per_t, price_list
        Price, and the list it stands on; no list where the ticket states it.
    amount_fen
        ``payable_kg x price_fen_per_t / 1000``, half up, with the mass's sign.
    is_reversal
        The ticket is taken back.
    corrects
        Number of the ticket this one takes the place of.
    loads
        Loads it adds: 1, -1 where a load is taken back, and 0 on a subsidy's line or
        where a ticket of no mass cancels another.
    """

    party_id: str
    booked_on: date
    delivered_on: date
    site_id: str
    ticket_no: str
    material: str
    kind: PriceKind
    payable_kg: int
    price_fen_per_t: int
    price_list: str
    amount_fen: int
    is_reversal: bool = False
    corrects: str = ""
    loads: int = 1


@dataclass(frozen=True, slots=True)
class SealedTerms:
    """What a sealed month is settled by, as it was when the month was sealed.

    Attributes
    ----------
    prices
        Prices in force in the month; subsidies for low-value materials alone.
    lists
        Price list by party that delivered in the month.
    """

    prices: tuple[Price, ...]
    lists: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a party delivered of a material, and what it comes to.

    Attributes
    ----------
    party_id, material
        Who and what.
    tickets
        Tickets in force: one that was reversed counts -1 where it is taken back.
    payable_kg, purchase_fen, subsidy_fen
        Sums over the tickets' lines.
    listed
        Tickets that state no price of their own.
    """

    party_id: str
    material: str
    tickets: int
    payable_kg: int
    purchase_fen: int
    subsidy_fen: int
    listed: int = 0


@dataclass(frozen=True, slots=True)
class PriceGap:
    """Loads of a party that no price holds for.

    Attributes
    ----------
    party_id, price_list
        Who delivered, and its list; ``None`` when the party is not recorded.
    material, first, last, tickets
        What lacks a price, from which to which day, on how many tickets.
    """

    party_id: str
    price_list: str | None
    material: str
    first: date
    last: date
    tickets: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What one party is due for a period, line by line; nothing is paid.

    Attributes
    ----------
    party_id, name, kind, is_synthetic
        Whose statement, and whether the party is made up.
    start, end
        First and last day.
    lines
        By day, site and ticket.
    """

    party_id: str
    name: str
    kind: PartyKind
    is_synthetic: bool
    start: date
    end: date
    lines: tuple[StatementLine, ...]

    @property
    def payable_kg(self) -> int:
        """Mass paid for; a subsidy is on top of it, not more mass."""
        return sum(
            line.payable_kg for line in self.lines if line.kind is PriceKind.PURCHASE
        )

    @property
    def amount_fen(self) -> int:
        """Sum of the lines."""
        return sum(line.amount_fen for line in self.lines)


@dataclass(frozen=True, slots=True)
class PartyAmount:
    """What one party is due for a material, with its name."""

    party_id: str
    name: str
    kind: PartyKind
    is_synthetic: bool
    material: str
    tickets: int
    payable_kg: int
    purchase_fen: int
    subsidy_fen: int

    @property
    def amount_fen(self) -> int:
        """Purchase and subsidy together."""
        return self.purchase_fen + self.subsidy_fen


@dataclass(frozen=True, slots=True)
class Settlement:
    """What all parties are due for a period; nothing is paid.

    Attributes
    ----------
    start, end
        First and last day.
    amounts
        By party and material.
    unnamed_tickets, unnamed_kg
        Loads that came in without naming a party, and their payable mass: nobody is
        due anything. Corrections of such loads are left out.
    """

    start: date
    end: date
    amounts: tuple[PartyAmount, ...]
    unnamed_tickets: int = 0
    unnamed_kg: int = 0

    @property
    def amount_fen(self) -> int:
        """Sum of all parties."""
        return sum(amount.amount_fen for amount in self.amounts)

    @property
    def payable_kg(self) -> int:
        """Mass paid for."""
        return sum(amount.payable_kg for amount in self.amounts)


@dataclass(frozen=True, slots=True)
class PointEntry:
    """Green points for one ticket; negative where it is reversed.

    Attributes
    ----------
    party_id
        Whose points.
    booked_on, delivered_on
        Day of the entry, and day whose rules hold.
    site_id, ticket_no, material, payable_kg
        The weighing.
    version, points_per_t
        Rule the points follow.
    points
        ``payable_kg x points_per_t / 1000``, rounded down, with the mass's sign.
    """

    party_id: str
    booked_on: date
    delivered_on: date
    site_id: str
    ticket_no: str
    material: str
    payable_kg: int
    version: str
    points_per_t: int
    points: int


@dataclass(frozen=True, slots=True)
class PointSum:
    """Points of a party for a material under a version of the rules."""

    party_id: str
    material: str
    version: str
    payable_kg: int
    points: int


@dataclass(frozen=True, slots=True)
class PointAccount:
    """A resident's green points; they are counted here, not redeemed.

    Attributes
    ----------
    party_id, name, is_synthetic
        Whose points, and whether the party is made up.
    opening
        Points before the period.
    sums
        Points of the period by material and version.
    entries
        The tickets behind them, where they were asked for.
    """

    party_id: str
    name: str
    is_synthetic: bool
    opening: int
    sums: tuple[PointSum, ...]
    entries: tuple[PointEntry, ...] = ()

    @property
    def earned(self) -> int:
        """Points of the period."""
        return sum(part.points for part in self.sums)

    @property
    def closing(self) -> int:
        """Points after the period."""
        return self.opening + self.earned


@dataclass(frozen=True, slots=True)
class PointLedger:
    """Accounts of all residents, or of one, over a period."""

    start: date
    end: date
    accounts: tuple[PointAccount, ...]

    @property
    def earned(self) -> int:
        """Points of the period."""
        return sum(account.earned for account in self.accounts)
