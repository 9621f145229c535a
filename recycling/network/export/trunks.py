"""A month's trunk legs for maps: a line for each flow, by way of its stations."""

from maps.records import Record
from recycling.domain.network import Network
from recycling.domain.trunks import TrunkFlow, TrunkPlan
from recycling.domain.units import FEN_PER_CNY, G_PER_KG, M_PER_KM
from recycling.network.export.files import Export
from recycling.network.export.places import Places, line_wkt, places_of
from recycling.network.export.records import FLOWS
from recycling.schema.columns import Lang
from recycling.schema.messages import text

TRUNKS = "trunks"

_KM_DIGITS = 3


def trunks_export(network: Network, plan: TrunkPlan, datum: str, lang: Lang) -> Export:
    """Gather a month's trunk legs.

    Parameters
    ----------
    network
        Positions of the sites.
    plan
        What to write.
    datum, lang
        System of the positions, and language of the title.
    """
    places = places_of(network.sites.values(), datum)
    month = f"{plan.month:%Y-%m}"
    return Export(
        name=TRUNKS,
        title=text("trunk.title", lang, month=month),
        places=places,
        tables={FLOWS: [_flow(flow, places) for flow in plan.flows]},
        members={"plan_id": plan.plan_id, "month": month, "travel": plan.travel},
    )


def _flow(flow: TrunkFlow, places: Places) -> Record:
    way = flow.chosen
    stations = (flow.origin, *way.via, flow.destination)
    return {
        "source_site_id": flow.origin,
        "site_id": flow.destination,
        "material": flow.material,
        "kg": flow.kg,
        "mode": flow.mode.value,
        "via": ";".join(way.via),
        "distance_km": round(way.distance_m / M_PER_KM, _KM_DIGITS),
        "cost_cny": flow.cost_fen / FEN_PER_CNY,
        "emission_kg": round(flow.co2_g / G_PER_KG, _KM_DIGITS),
        # From station to station: rails and rivers are not drawn.
        "wkt": line_wkt(
            places.positions[key] for key in stations if key in places.positions
        ),
    }
