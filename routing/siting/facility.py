"""What a facility can be: its states, the moves between them, and what is fixed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Yield:
    """What a state makes of its intake.

    Attributes
    ----------
    commodity
        What is taken in.
    output
        What is made of it and must leave by a trunk leg.
    ppm
        Kilograms of output per million kilograms taken in. What no yield names
        leaves the system where it is.
    """

    commodity: str
    output: str
    ppm: int


@dataclass(frozen=True, slots=True)
class FacilityState:
    """One way a facility can be: closed, kept as it is, upgraded, opened.

    Attributes
    ----------
    name
        The caller's key, unique within the facility.
    capacity_kg
        Most it takes in a year, from clients and by trunk legs; 0 if closed.
    min_throughput_kg
        Least it must take in a year to be in this state.
    fixed_cost_fen
        Yearly cost of being in this state: annualised capital, fixed
        operation, or the annualised cost of closing.
    unit_cost_fen_per_t
        Cost of each tonne taken in.
    commodities
        What it accepts in this state; ``None`` for everything.
    tags
        Labels that count towards the problem's limits.
    entry_cost_fen
        Cost paid once, in the period the state is entered from another.
    capital_fen
        Investment in the period the state is entered: counts against the
        period's budget, not as a cost.
    yields
        What becomes of the intake; none for a place where everything ends.
    """

    name: str
    capacity_kg: int
    min_throughput_kg: int = 0
    fixed_cost_fen: int = 0
    unit_cost_fen_per_t: int = 0
    commodities: frozenset[str] | None = None
    tags: frozenset[str] = frozenset()
    entry_cost_fen: int = 0
    capital_fen: int = 0
    yields: tuple[Yield, ...] = ()

    def accepts(self, commodity: str) -> bool:
        """Tell whether it takes a commodity in; without capacity it takes none."""
        if self.capacity_kg == 0:
            return False
        return self.commodities is None or commodity in self.commodities


@dataclass(frozen=True, slots=True)
class Facility:
    """A place that is in exactly one of its states in every period.

    Attributes
    ----------
    name
        The caller's key.
    states
        What it can be.
    initial
        Name of the state before the first period; ``None`` if there was none:
        then the first state is entered whatever it is.
    transitions
        Pairs of state names: the moves allowed from a period to the next, and
        from the initial state to the first period. Staying is always allowed;
        ``None`` allows every move. "What opens stays open, or closes once" is the
        set of moves without a way back.
    """

    name: str
    states: tuple[FacilityState, ...]
    initial: str | None = None
    transitions: frozenset[tuple[str, str]] | None = None

    def may_move(self, before: str, after: str) -> bool:
        """Tell whether it may go from a state to another."""
        if before == after or self.transitions is None:
            return True
        return (before, after) in self.transitions


@dataclass(frozen=True, slots=True)
class Fix:
    """A decision that is already made.

    Attributes
    ----------
    facility
        Position among the problem's facilities.
    states
        Names of the states that remain allowed.
    reason
        In words: the rule, polygon or person that decided.
    period
        Position of the only period it holds for; ``None`` for all.
    """

    facility: int
    states: frozenset[str]
    reason: str
    period: int | None = None
