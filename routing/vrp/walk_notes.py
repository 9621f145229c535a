"""Where the rules that an answer breaks are noted."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Notes:
    """Violations of one route.

    Attributes
    ----------
    place
        Name of the route, at the beginning of each message.
    violations
        The messages.
    """

    place: str
    violations: list[str] = field(default_factory=list)

    def add(self, message: str, position: int | None = None) -> None:
        """Note a message, about one visit if its position is given."""
        where = "" if position is None else f".visits[{position}]"
        self.violations.append(f"{self.place}{where}: {message}")
