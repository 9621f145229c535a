"""Made-up weighings, for a machine without the real ones: same size, same dirt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.real.amsterdam import write_city

_START = datetime(2020, 1, 1, 6)
_DAYS = 721
_DAY_S = 10 * 3600


@dataclass(frozen=True, slots=True)
class Size:
    """How much to generate.

    Attributes
    ----------
    containers, weighings
        Rows of the two files.
    not_positive
        Weighings of nothing or less, spread evenly.
    """

    containers: int
    weighings: int
    not_positive: int


REAL_SIZE = Size(containers=6_309, weighings=649_706, not_positive=9_213)
SMALL_SIZE = Size(containers=200, weighings=10_000, not_positive=142)


def write_generated(out: Path, size: Size, seed: int = 1) -> list[Path]:
    """Write made-up weighings as the conversion of the real ones writes them.

    No container is weighed twice in a second, so only the rows that weigh nothing
    or less are faulty.

    Parameters
    ----------
    out
        Folder for the input files.
    size
        How much to generate.
    seed
        Same seed, same files.
    """
    # Not for secrets: the same files every time are wanted.
    random = Random(seed)  # noqa: S311
    keys = [f"generated-{number:05d}" for number in range(1, size.containers + 1)]
    containers = (
        (key, f"{random.uniform(52.3, 52.42):.6f}", f"{random.uniform(4.8, 5.0):.6f}")
        for key in keys
    )
    weighings = _weighings(keys, size, random)
    return write_city(out, list(containers), weighings, "generated, not real")


def _weighings(
    keys: list[str], size: Size, random: Random
) -> Iterator[tuple[str, str, str]]:
    """Weighings in the order of time, as the real ones come."""
    for number in range(size.weighings):
        seconds = number * _DAYS * _DAY_S // size.weighings
        days, rest = divmod(seconds, _DAY_S)
        moment = _START + timedelta(days=days, seconds=rest)
        is_dirt = _is_spread(number, size.not_positive, size.weighings)
        kilograms = random.choice((0, -5)) if is_dirt else random.randint(5, 900)
        # Consecutive weighings in one second are of different containers.
        key = keys[number % len(keys)]
        yield key, f"{moment:%Y-%m-%dT%H:%M:%S}.000Z", str(kilograms)


def _is_spread(number: int, part: int, whole: int) -> bool:
    """Whether a row is one of ``part`` among ``whole``, at even distances."""
    return (number + 1) * part // whole > number * part // whole
