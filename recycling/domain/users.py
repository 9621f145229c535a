"""People who work with the product, and what their work is."""

from dataclasses import dataclass
from enum import StrEnum

from recycling.domain.errors import ConfigError


class Role(StrEnum):
    """What somebody's work is."""

    PLANNER = "planner"
    DISPATCHER = "dispatcher"
    MANAGER = "manager"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody whose name the logs of changes bear."""

    name: str
    role: Role


def parse_users(text: str) -> tuple[User, ...]:
    """Read ``name=role`` with semicolons between.

    Raises
    ------
    ConfigError
        When a name is missing or comes twice, or a role is unknown.

    Examples
    --------
    >>> parse_users("Li Lei=planner; Wang Fang=dispatcher")[1].name
    'Wang Fang'
    """
    users: dict[str, User] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        name, _, role = (word.strip() for word in part.partition("="))
        known = [one.value for one in Role]
        if not name or role not in known:
            msg = (
                f"users.names: must be name=role with a role of {', '.join(known)}, "
                f"got {part!r}. Write it like Li Lei=planner."
            )
            raise ConfigError(msg)
        if name in users:
            msg = f"users.names: names {name!r} twice. Keep one of the two."
            raise ConfigError(msg)
        users[name] = User(name, Role(role))
    return tuple(users.values())
