"""Errors a user can cause or mend; anything else is a bug and keeps its traceback.

RecyclingError
├── ConfigError          a setting that cannot mean anything
├── InputError           a user's mistake: a name, a file, an argument
│   ├── FaultsError      a file with faults, all of them listed
│   ├── RefusedError     something with faults that is no file, a line for each
│   └── ConflictError    the data contradicts what is already recorded
│       ├── OvertakenError   others published since a plan was made
│       └── BrokenPlanError  a plan breaks rules as things stand now
├── NotReadyError        an earlier step has not run yet; says which
└── PlanningError        a plan could not be made; says why

Every message names place, rule, value and way out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from recycling.domain.edits import BrokenRule, PlanChange
from recycling.domain.running import Publication


class RecyclingError(Exception):
    """Root of every error that is shown to a user as one line."""


class ConfigError(RecyclingError):
    """A setting that cannot mean anything."""


class InputError(RecyclingError):
    """A user's mistake: an unknown name, a missing file, a bad argument."""


class RefusedError(InputError):
    """A problem, booking or record that was refused, with a line for every fault in it.

    Parameters
    ----------
    headline
        What was refused.
    lines
        Place, rule, value and way out of every fault.
    """

    def __init__(self, headline: str, lines: Sequence[str]) -> None:
        self.headline = headline
        self.lines = tuple(lines)
        super().__init__(f"{headline}: {'; '.join(self.lines)}")


class ConflictError(InputError):
    """The data contradicts what is already recorded."""


class OvertakenError(ConflictError):
    """Others published for some of a plan's depots since it was made.

    Parameters
    ----------
    message
        One line for a person.
    publications
        What is in force there.
    changes
        What tells the plan that is in force from the one to be published, depot by
        depot in the same order.
    """

    def __init__(
        self,
        message: str,
        publications: Sequence[Publication],
        changes: Sequence[PlanChange],
    ) -> None:
        self.publications = tuple(publications)
        self.changes = tuple(changes)
        super().__init__(message)


class BrokenPlanError(ConflictError):
    """A plan that breaks rules as things stand now.

    Parameters
    ----------
    message
        One line for a person.
    broken
        Every rule it breaks.
    """

    def __init__(self, message: str, broken: Sequence[BrokenRule]) -> None:
        self.broken = tuple(broken)
        super().__init__(message)


class NotReadyError(RecyclingError):
    """A step was asked for before the step it builds on."""


class PlanningError(RecyclingError):
    """A plan could not be made."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input file.

    Attributes
    ----------
    file
        Name of the file.
    sheet
        Sheet or layer, empty where the format has none.
    row
        Row as the user counts it (a CSV's header is row 1); 0 when the fault
        concerns the whole file or a column.
    column
        Header as it stands in the file, empty for the whole row.
    value
        The offending value, shortened to 80 characters.
    rule
        Code of the broken rule; its wording in every language is a message.
    detail
        What the rule's message refers to: a limit, the accepted values.
    """

    file: str
    sheet: str
    row: int
    column: str
    value: str
    rule: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something odd about an input file that does not stop its import.

    Attributes
    ----------
    file, sheet
        Place, as in `Fault`.
    rule
        Code of what was noticed; its wording in every language is a message.
    count
        Rows, columns or shapes it concerns.
    facts
        Figures and words the message refers to, by name.
    """

    file: str
    sheet: str
    rule: str
    count: int
    facts: Mapping[str, str | int | float] = field(default_factory=dict)


class FaultsError(InputError):
    """A file that was refused, with every fault in it.

    Parameters
    ----------
    summary
        One line for a person.
    faults
        All faults, in the order of the file.
    notices
        What else was noticed.
    """

    def __init__(
        self,
        summary: str,
        faults: Sequence[Fault],
        notices: Sequence[Notice] = (),
    ) -> None:
        self.faults = tuple(faults)
        self.notices = tuple(notices)
        super().__init__(summary)
