"""What a violation found by the check is about: the rule, the route, the visit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """A rule that an answer can break."""

    WINDOW = "window"
    ACCESS = "access"
    SHIFT = "shift"
    MAX_DURATION = "maximum duration"
    MAX_DISTANCE = "maximum distance"
    MAX_TRIPS = "maximum trips"
    MAX_STOPS = "maximum stops"
    MAX_LOAD = "maximum load"
    CAPACITY = "capacity"
    LOADED_RETURN = "loaded return"
    COMMODITY = "commodity"
    MIXING = "mixing"
    SKILLS = "skills"
    ALLOWED_VEHICLES = "allowed vehicles"
    RANK = "rank"
    PREFIX = "decided visits"
    RELEASE = "release"
    BREAK = "break"
    REST = "rest"
    ENERGY = "energy"
    UNREACHABLE = "unreachable"
    QUEUE = "queue"
    INTAKE = "intake"
    FLEET = "fleet"
    COVERAGE = "coverage"
    CHOICE = "choice"
    TIMES = "times"
    COST = "cost"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that an answer breaks.

    Attributes
    ----------
    rule
        Which.
    text
        The check's words, the place included.
    route, visit
        Position of the route and of the visit on it; ``None`` where it is about more.
    """

    rule: Rule
    text: str
    route: int | None = None
    visit: int | None = None


_PLACE = re.compile(r"routes\[(\d+)\](?:\.visits\[(\d+)\])?: ")

_WORDS: tuple[tuple[str, Rule], ...] = (
    (r"starts at -?\d+, outside its windows", Rule.WINDOW),
    (r"is there from .* closes it from", Rule.ACCESS),
    (r"leaves at -?\d+, before the shift", Rule.SHIFT),
    (r"returns at -?\d+, after the shift", Rule.SHIFT),
    (r"takes s: ", Rule.MAX_DURATION),
    (r"drives m: ", Rule.MAX_DISTANCE),
    (r"unloads: ", Rule.MAX_TRIPS),
    (r"visits stops: ", Rule.MAX_STOPS),
    (r"picks up .*, at most", Rule.MAX_LOAD),
    (r"carries .*, holds", Rule.CAPACITY),
    (r"returns with .* on board", Rule.LOADED_RETURN),
    (r"the vehicle may not carry", Rule.COMMODITY),
    (r".* does not accept ", Rule.COMMODITY),
    (r".* may not travel with ", Rule.MIXING),
    (r"no way to divide ", Rule.MIXING),
    (r"the vehicle lacks ", Rule.SKILLS),
    (r"vehicle type \d+ may not serve it", Rule.ALLOWED_VEHICLES),
    (r"visits .* as stop \d+ of ", Rule.RANK),
    (r"stop or unloading \d+ is decided", Rule.PREFIX),
    (r"is released at ", Rule.RELEASE),
    (r"takes break \d+ ", Rule.BREAK),
    (r"is on its way after \d+ without break", Rule.BREAK),
    (r"starts at -?\d+, must be from", Rule.BREAK),
    (r"drives \d+ s without a rest", Rule.REST),
    (r"needs \d+ Wh for the way", Rule.ENERGY),
    (r"charges a vehicle without a battery", Rule.ENERGY),
    (r"no way leads here", Rule.UNREACHABLE),
    (r"(unload_sites|chargers)\[\d+\] .*: \d+ (unload|charge) at ", Rule.QUEUE),
    (r"unload_sites\[\d+\] .*: takes ", Rule.INTAKE),
    (r"vehicle_types\[\d+\] ", Rule.FLEET),
    (r"visits no stop", Rule.FLEET),
    (r"(stops\[\d+\] |unserved: )", Rule.COVERAGE),
    (r"choices\[\d+\]: ", Rule.CHOICE),
    (r"(arrives|leaves) at -?\d+, must be ", Rule.TIMES),
    (r"(starts before it arrives|leaves before it starts|stays at its)", Rule.TIMES),
    (r"cost_fen: ", Rule.COST),
)
"""How the check's words begin, after the place, and what they are about."""

_RULES = tuple((re.compile(pattern), rule) for pattern, rule in _WORDS)


def violations_of(texts: Iterable[str]) -> tuple[Violation, ...]:
    """Return what the violations of a report are about."""
    return tuple(map(_violation, texts))


def _violation(text: str) -> Violation:
    """Read the check's words; those of no rule are about the shape of a route."""
    found = _PLACE.match(text)
    said = text if found is None else text[found.end() :]
    rules = (rule for pattern, rule in _RULES if pattern.match(said))
    rule = next(rules, Rule.SHAPE)
    if found is None:
        return Violation(rule, text)
    route, visit = found.groups()
    return Violation(rule, text, int(route), None if visit is None else int(visit))
