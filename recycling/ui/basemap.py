"""The basemap of the settings under the maps of the pages."""

from typing import Any

from maps.basemaps import Basemap, amap, tianditu, with_basemap
from recycling.config import MapSettings


def basemap_of(settings: MapSettings) -> Basemap | None:
    """Basemap of the settings; ``None`` for none: no server is asked then."""
    match settings.basemap:
        case "style":
            return Basemap(settings.style_url)
        case "tianditu":
            return tianditu(settings.key)
        case "amap":
            return amap()
        case _:
            return None


def on_basemap(deck: Any, settings: MapSettings) -> Any:
    """Put a map on the basemap of the settings.

    Parameters
    ----------
    deck
        Map without a background.
    settings
        Which basemap.
    """
    return with_basemap(deck, basemap_of(settings))
