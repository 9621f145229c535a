"""Compiles the search before it is needed: ``python -m routing.engines.lns.warm``.

Machine code is made once per installation and kept beside the source, or in the
user's cache folder; making it takes some twenty seconds, loading it a moment.
"""

from functools import cache
from typing import Any

import numpy as np
from numba import typeof

from routing.engines.lns.fields import World
from routing.engines.lns.search import search
from routing.engines.lns.start import begin


@cache
def prepare() -> bool:
    """Make or load the machine code of the search; return whether it was made."""
    nodes = np.zeros(1, dtype=np.int64)
    world = World(nodes, np.zeros(1), np.zeros(1, dtype=np.int32))
    made = _compile(search, world, 1, 1.0)
    return _compile(begin, world, nodes, nodes) or made


def _compile(function: Any, *arguments: object) -> bool:
    """Compile a function for arguments like these, unless its code is on disk."""
    function.compile(tuple(map(typeof, arguments)))
    return bool(function.stats.cache_misses)


if __name__ == "__main__":
    prepare()
