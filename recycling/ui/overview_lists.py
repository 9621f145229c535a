"""Lists behind figures as frames: tickets, postings, landings, centres, months."""

from collections.abc import Iterable

import pandas as pd

from recycling.domain.ledger import Account, Posting
from recycling.domain.months import last_day
from recycling.domain.network import Network
from recycling.domain.sites import SiteKind
from recycling.domain.targets import Indicator
from recycling.domain.tracing import TicketEntry
from recycling.domain.units import FEN_PER_CNY, G_PER_T, KG_PER_T
from recycling.reporting.forecast_records import Forecast
from recycling.services.overview import Overview
from recycling.ui.figures import Figures, percent
from recycling.ui.i18n import Named, Words
from recycling.ui.overview_choice import Choice
from recycling.ui.overview_sums import Standing

_SCALE = {"kg": KG_PER_T, "fen": FEN_PER_CNY, "g": G_PER_T}
"""What amounts of an account are divided by, by the unit its name ends with."""


def ticket_frame(
    entries: Iterable[TicketEntry], network: Network, words: Words
) -> pd.DataFrame:
    """Tickets, with those that were reversed below zero.

    Returns
    -------
    pandas.DataFrame
        Columns under titles in the language, one row per ticket as it counts.
    """
    rows = [
        (
            f"{entry.booked_on:%Y-%m-%d}",
            _site(entry.ticket.site_id, network),
            entry.ticket.ticket_no,
            _named(network.materials.get(entry.ticket.material), words)
            or entry.ticket.material,
            words.label("Stream", entry.ticket.stream),
            entry.net_kg,
            entry.units,
            entry.ticket.vehicle_id,
            words("behind.reversed_by", ticket=entry.reversed_by)
            if entry.reversed_by
            else "",
            entry.ticket.is_simulated,
        )
        for entry in entries
    ]
    names = (
        "day", "site", "ticket", "material", "stream", "net_kg", "units", "vehicle",
        "reversed", "simulated",
    )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(names))
    # What no ticket says would only take the room of what some do.
    silent = [name for name in ("units", "vehicle") if not frame[name].any()]
    return frame.drop(columns=silent).rename(
        columns={name: words(f"behind.{name}") for name in names}
    )


def posting_frame(
    postings: Iterable[Posting], network: Network, words: Words
) -> pd.DataFrame:
    """List postings in yuan, or in tonnes, with the factor they stand on."""
    rows = [
        (
            f"{posting.day:%Y-%m-%d}",
            posting.amount / scale_of(posting.account),
            _named(network.districts.get(posting.district), words),
            _named(network.materials.get(posting.material), words),
            f"{posting.factor_code} {posting.factor_version}".strip(),
            f"{posting.source_table} {posting.source_id}",
        )
        for posting in postings
    ]
    names = ("day", "amount", "district", "material", "factor", "source")
    return pd.DataFrame(rows, columns=[words(f"behind.{name}") for name in names])


def scale_of(account: Account) -> int:
    """Tell what amounts of an account are divided by to be read."""
    return _SCALE.get(account.value.rpartition("_")[2], 1)


def _site(site_id: str, network: Network) -> str:
    site = network.sites.get(site_id)
    return f"{site.name} ({site_id})" if site else site_id


def _named(thing: Named | None, words: Words) -> str:
    return words.name(thing) if thing is not None else ""


def landing_frame(
    forecast: Forecast, overview: Overview, choice: Choice, figures: Figures
) -> pd.DataFrame:
    """Landings of the target year: the choice, and the parts it is made of.

    Returns
    -------
    pandas.DataFrame
        Columns under titles in the language; masses in the unit.
    """
    words, network = figures.words, overview.network
    rows = []
    for landing in forecast.landings:
        if (
            landing.indicator is not Indicator.RECOVERED
            or landing.year != overview.report.target_year
            or choice.district not in {"", landing.district}
            or choice.material not in {"", landing.material}
            # Of the whole city: districts and materials, not each of their pairs.
            or (choice.is_whole and landing.district and landing.material)
        ):
            continue
        district = _named(network.districts.get(landing.district), words)
        material = _named(network.materials.get(landing.material), words)
        masses = (landing.p10, landing.p50, landing.p90, landing.target)
        rows.append(
            (
                district or words("behind.all"),
                material or words("behind.all"),
                *map(figures.mass_number, masses),
                percent(landing.probability),
            )
        )
    unit = figures.mass_unit_name()
    titles = [words("behind.district"), words("behind.material")]
    titles += [
        f"{words(f'behind.{name}')} ({unit})"
        for name in ("p10", "p50", "p90", "target")
    ]
    return pd.DataFrame(rows, columns=[*titles, words("behind.probability")])


def centre_frame(overview: Overview, choice: Choice, words: Words) -> pd.DataFrame:
    """Green sorting centres at work."""
    network = overview.network
    rows = [
        (
            site.site_id,
            site.name,
            _named(network.districts.get(site.district), words),
            None
            if site.capacity_kg_per_year is None
            else site.capacity_kg_per_year / KG_PER_T,
        )
        for site in network.of_kind(SiteKind.SORTING_CENTRE)
        if site.is_green and choice.district in {"", site.district}
    ]
    names = ("site_id", "site", "district", "capacity")
    return pd.DataFrame(rows, columns=[words(f"behind.{name}") for name in names])


def pace_frame(standing: Standing, overview: Overview, words: Words) -> pd.DataFrame:
    """Tonnes a day by month: recovered and due, on the days that are counted."""
    rows = []
    for month, kg in sorted(standing.months.items()):
        days = (min(last_day(month), overview.day) - month).days + 1
        due_kg = standing.months_due_kg.get(month)
        rows.append(
            (
                f"{month:%Y-%m}",
                days,
                kg / KG_PER_T / days,
                None if due_kg is None else due_kg / KG_PER_T / days,
            )
        )
    names = ("month", "days", "actual_per_day", "due_per_day")
    return pd.DataFrame(rows, columns=[words(f"behind.{name}") for name in names])
