"""A siting study as layers of a map: sites by year, onward legs, exclusions."""

from collections.abc import Iterator

from maps.html import WebPage
from maps.records import Record
from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.domain.studies import SitingStudy, StudyLeg, StudySite
from recycling.domain.units import FEN_PER_CNY, G_PER_KG, M_PER_KM
from recycling.network.export.files import Export
from recycling.network.export.places import Places, line_wkt, places_of
from recycling.schema.columns import Lang
from recycling.schema.messages import text
from recycling.schema.said import said

SITES, LEGS, EXCLUDED = "sites", "legs", "excluded"


def study_export(
    network: Network, study: SitingStudy, datum: str, lang: Lang
) -> Export:
    """Gather a study for GeoJSON and GeoPackage; its years have maps of their own.

    Parameters
    ----------
    network
        Positions of the sites.
    study
        What to write.
    datum
        System of the positions.
    lang
        Language of the title.
    """
    places = places_of(network.sites.values(), datum)
    tables: dict[str, list[Record]] = {
        SITES: [_site(site, places) for site in study.sites],
        LEGS: list(_legs(study, places)),
        EXCLUDED: [
            {
                "site_id": hit.site_id,
                "zone_id": hit.zone_id,
                "zone_name": hit.zone_name,
                "rule": hit.rule,
                "distance_m": hit.distance_m,
                "buffer_m": hit.buffer_m,
                **places.point(hit.site_id),
            }
            for hit in study.excluded
        ],
    }
    return Export(
        name="study",
        title=text("study.title.sites", lang),
        places=places,
        tables=tables,
        members={"scenario": study.name, "travel": study.travel},
        page=_no_page,
    )


def _no_page() -> WebPage:
    msg = said("export.study")
    raise InputError(msg)


def _site(site: StudySite, places: Places) -> Record:
    reason = site.reason
    use = site.utilisation
    return {
        "year": site.year,
        "site_id": site.site_id,
        "name": site.name,
        "kind": site.kind.value,
        "district": site.district,
        "action": site.action.value,
        "facility_class": site.facility_class,
        "is_green": site.is_green,
        "capacity_kg_per_year": site.capacity_kg,
        "throughput_kg_per_year": site.throughput_kg,
        "utilisation": None if use is None else round(use, 4),
        "sources": site.sources,
        "fixed_cost_cny_per_year": site.fixed_cost_fen / FEN_PER_CNY,
        "capital_cny": site.capital_fen / FEN_PER_CNY,
        "reason": reason.kind.value,
        "saving_cny_per_year": reason.saving_fen / FEN_PER_CNY,
        "extra_cost_cny_per_year": reason.cost_fen / FEN_PER_CNY,
        "others": ";".join(reason.others),
        "rule": reason.text,
        **places.point(site.site_id),
    }


def _legs(study: SitingStudy, places: Places) -> Iterator[Record]:
    for leg in study.legs:
        yield {
            "year": leg.year,
            "origin": leg.origin,
            "destination": leg.destination,
            "commodity": leg.commodity,
            "mode": leg.mode,
            "kg_per_year": leg.kg,
            "distance_km": round(leg.distance_m / M_PER_KM, 3),
            "cost_cny": (leg.carriage_fen + leg.transfer_fen) / FEN_PER_CNY,
            "co2_kg": round(leg.co2_g / G_PER_KG, 1),
            "wkt": _line(leg, places),
        }


def _line(leg: StudyLeg, places: Places) -> str | None:
    ends = (leg.origin, leg.destination)
    return line_wkt(places.positions[key] for key in ends if key in places.positions)
