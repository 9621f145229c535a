"""What adds up as frames: a day's plan against records, a month's masses by site."""

from collections.abc import Collection, Iterable

import pandas as pd

from recycling.domain.balance import BalanceLine, Doubt, MonthBalance, SiteBalance
from recycling.domain.network import Network
from recycling.domain.reconciliation import LoadCheck, Reconciliation
from recycling.schema.messages import text
from recycling.ui.cards import Card
from recycling.ui.figures import Figures, percent
from recycling.ui.i18n import Words
from recycling.ui.operations_frames import site_name
from recycling.ui.operations_ticket_frames import material_name, tonnes_of

_MASSES = ("planned_kg", "collected_kg", "weighed_kg", "difference_kg", "difference")


def compare_cards(
    found: Reconciliation, loads: Collection[LoadCheck], figures: Figures
) -> list[Card]:
    """Headline of a compared day."""
    words = figures.words
    planned = sum(load.planned_kg for load in loads)
    collected = sum(load.collected_kg for load in loads)
    weighed = sum(load.weighed_kg or 0 for load in loads)
    unweighed = sum(load.weighed_kg is None for load in loads)
    strays = len(found.stray_tickets)
    return [
        Card(
            words("operations.compare.planned"),
            figures.tonnes(planned),
            words("operations.compare.loads", count=f"{len(loads):,}"),
            words("operations.compare.planned_note"),
        ),
        Card(
            words("operations.compare.collected"),
            figures.tonnes(collected),
            _against(collected, planned, words),
            words("operations.compare.unvisited", count=f"{len(found.unvisited):,}"),
        ),
        Card(
            words("operations.compare.weighed"),
            figures.tonnes(weighed),
            _against(weighed, planned, words),
            words("operations.compare.unweighed", count=f"{unweighed:,}"),
        ),
        Card(
            words("operations.compare.strays"),
            f"{strays:,}",
            words("operations.compare.stray_visits", count=len(found.stray_visits)),
            words(
                "operations.compare.direct",
                count=f"{found.direct_tickets:,}",
                mass=figures.tonnes(found.direct_kg),
            ),
        ),
    ]


def _against(kilograms: int, planned_kg: int, words: Words) -> str:
    share = kilograms / planned_kg - 1 if planned_kg else None
    return words("operations.compare.against", share=percent(share, signed=True))


def load_frame(
    loads: Iterable[LoadCheck], network: Network, words: Words
) -> pd.DataFrame:
    """List loads by trip and material, the largest difference first.

    Returns
    -------
    pandas.DataFrame
        ``difference_kg`` is weighed less collected, planned where nothing is weighed;
        ``difference`` its share of what was collected.
    """
    rows = []
    for load in loads:
        difference = None if load.weighed_kg is None else difference_kg(load)
        rows.append(
            {
                "vehicle": load.vehicle_id,
                "trip": load.trip,
                "material": material_name(network, load.material, words),
                "site": site_name(network, load.site_id),
                "planned_kg": load.planned_kg,
                "collected_kg": load.collected_kg,
                "weighed_kg": load.weighed_kg,
                "difference_kg": difference,
                "difference": _share(difference, load.collected_kg),
                "tickets": words.join(list(load.ticket_nos)),
            }
        )
    columns = [
        "vehicle", "trip", "material", "site", *_MASSES, "tickets",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns).astype(
        dict.fromkeys(_MASSES, "float64")
    )
    order = frame["difference_kg"].abs().sort_values(ascending=False, kind="stable")
    return frame.loc[order.index].reset_index(drop=True)


def difference_kg(load: LoadCheck) -> int:
    """Weighed less collected; less planned where no crew recorded anything."""
    base = load.collected_kg or load.planned_kg
    return (load.weighed_kg or 0) - base


def _share(difference: int | None, base_kg: int) -> float | None:
    return None if difference is None or not base_kg else difference / base_kg


def balance_cards(
    balance: MonthBalance, sites: Collection[SiteBalance], figures: Figures
) -> list[Card]:
    """Headline of a balanced month."""
    words = figures.words
    flagged = [site for site in sites if site.is_flagged]
    entered = sum(
        line.intake_kg + line.import_kg for site in sites for line in site.lines
    )
    moved = sum(line.transfer_kg for site in sites for line in site.lines)
    gap = sum(site.gap_kg for site in sites)
    tolerance = percent(balance.tolerance)
    return [
        Card(
            words("operations.balance.flagged"),
            f"{len(flagged):,} / {len(sites):,}",
            words("operations.balance.beyond", tolerance=tolerance),
            words("operations.balance.flagged_note"),
        ),
        Card(
            words("operations.balance.entered"),
            figures.tonnes(entered),
            words("operations.balance.moved", mass=figures.tonnes(moved)),
            words("operations.balance.entered_note"),
        ),
        Card(
            words("operations.balance.gap"),
            figures.tonnes(gap),
            percent(gap / entered if entered else None),
            words("operations.balance.gap_note"),
        ),
    ]


def balance_frame(
    sites: Iterable[SiteBalance], network: Network, words: Words
) -> pd.DataFrame:
    """Sites, those beyond the tolerance first, the largest gap first; tonnes."""
    ranked = sorted(
        sites, key=lambda site: (not site.is_flagged, -abs(site.gap_kg), site.site_id)
    )
    rows = [
        {
            "site_id": site.site_id,
            "flag": words("operations.balance.is_flagged") if site.is_flagged else "",
            "site": site.name,
            "kind": words.label("SiteKind", site.kind.value),
            "district": _district(network, site.district, words),
            **_masses(site, site.stock_change_kg),
            "doubts": _doubts(
                (doubt for line in site.lines for doubt in line.doubts), words
            ),
        }
        for site in ranked
    ]
    columns = [
        "site_id", "flag", "site", "kind", "district", *_TONNES, "gap_share", "doubts",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys((*_TONNES, "gap_share"), "float64"))


_TONNES = ("in_t", "out_t", "stock_t", "used_t", "residue_t", "gap_t")


def line_frame(site: SiteBalance, network: Network, words: Words) -> pd.DataFrame:
    """Balance of a site material by material; tonnes."""
    rows = [
        {
            "material": material_name(network, line.material, words),
            **_masses(line, line.stock_change_kg),
            "doubts": _doubts(line.doubts, words),
        }
        for line in site.lines
    ]
    columns = ["material", *_TONNES, "gap_share", "doubts"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys((*_TONNES, "gap_share"), "float64"))


def _masses(
    line: BalanceLine | SiteBalance, stock_kg: int | None
) -> dict[str, float | None]:
    masses = (
        line.in_kg, line.out_kg, stock_kg, line.used_kg, line.residue_kg, line.gap_kg,
    )  # fmt: skip
    named = dict(zip(_TONNES, map(tonnes_of, masses), strict=True))
    return named | {"gap_share": line.gap_share}


def _doubts(doubts: Iterable[Doubt], words: Words) -> str:
    named = (text(f"balance.doubt.{doubt}", words.lang) for doubt in doubts)
    return words.join(list(dict.fromkeys(named)))


def _district(network: Network, code: str, words: Words) -> str:
    district = network.districts.get(code)
    return words.name(district) if district else code
