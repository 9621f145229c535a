"""The one door to the OSRM engine: its wheel, its tools and its start.

The wheel carries the engine and its tools, but not for every machine; everything
that needs it asks here and gets a message that names the way out.
"""

import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from maps.errors import RoadsError

try:
    import osrm
except ImportError:
    osrm = None

if TYPE_CHECKING:
    from osrm import OSRM

__all__ = [
    "BASE",
    "engine_version",
    "open_engine",
    "osrm",
    "profiles_dir",
    "tool_command",
    "tool_environment",
]

BASE: Final = "roads.osrm"
"""Name the files of a graph begin with."""

_WHEEL = "osrm-bindings"


def engine_version() -> str:
    """Tell the version of the engine; graphs of another one cannot be opened.

    Raises
    ------
    RoadsError
        The wheel is not installed.
    """
    _package()
    return version(_WHEEL)


def open_engine(folder: Path) -> "OSRM":
    """Open a built graph; its files are mapped, not read, so this is quick.

    Raises
    ------
    RoadsError
        The wheel is not installed, or the files are not a graph of this version.
    """
    package = _package()
    try:
        return package.OSRM(
            algorithm="CH",
            storage_config=str(folder / BASE),
            use_shared_memory=False,
            # Processes that work on one table share the pages.
            use_mmap=True,
            max_locations_distance_table=-1,
            max_locations_viaroute=-1,
            # What it has to say comes as an exception.
            verbosity="NONE",
        )
    except RuntimeError as error:
        msg = (
            f"{folder.name}: must be a road graph of {_WHEEL} {version(_WHEEL)}, "
            f"got {error}. Delete this folder and run `recycling roads build` again."
        )
        raise RoadsError(msg) from error


def tool_command(tool: str) -> list[str]:
    """Command line of one of the engine's tools, such as ``extract``.

    Raises
    ------
    RoadsError
        The wheel is not installed, or came without its tools.
    """
    name = f"osrm-{tool}"
    found = shutil.which(name, path=_home() / "bin")
    if found is None:
        msg = (
            f"{_WHEEL}: must bring the tool {name}, and it is not there. Install "
            f"the wheel again: pip install --force-reinstall {_WHEEL}."
        )
        raise RoadsError(msg)
    return [found]


def tool_environment() -> dict[str, str]:
    """Environment in which a profile finds the wheel's Lua modules."""
    environment = {**os.environ, "LUA_PATH": f"{profiles_dir() / '?.lua'};;"}
    if sys.platform == "win32":
        libraries = _home().parent / "osrm_bindings.libs"
        environment["PATH"] = os.pathsep.join([str(libraries), os.environ["PATH"]])
    return environment


def profiles_dir() -> Path:
    """Folder of the profiles and Lua modules in the wheel."""
    return _home() / "share" / "profiles"


def _home() -> Path:
    return Path(_package().__file__).parent


# The wheel has no types of its own.
def _package() -> Any:
    if osrm is None:
        msg = (
            f"{_WHEEL}: must be installed for a road graph, and it is not (there is "
            "no wheel for every machine). Travel is estimated from straight lines "
            f"instead; install it with `pip install {_WHEEL}`, or name an OSRM or "
            "Valhalla server."
        )
        raise RoadsError(msg)
    return osrm
