"""A month's trunk legs from the tickets, to a file and back, and as a document."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.figures import parse_figure
from recycling.domain.tickets import Flow, Ticket
from recycling.domain.trunks import TrunkMode
from recycling.reporting.trunk_document import trunks_document
from recycling.schema.columns import LANGUAGES, Lang
from recycling.services.context import Context
from recycling.services.trunks import load_trunks, network_of, plan_trunks, trunk_path

type Write = Callable[[str, Iterable[Any]], None]

OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
PAPER = Ticket("C1", "R1", datetime(2026, 10, 5, 9), "paper", 20_000)


@pytest.fixture
def weighed(context: Context, write: Write) -> Context:
    """Give a month in which a centre, a park and a point of another month weighed."""
    write("tickets", [
        PAPER,
        replace(PAPER, ticket_no="R2", net_kg=10_000),
        replace(PAPER, ticket_no="R3", net_kg=5_000, flow=Flow.TRANSFER),
        replace(PAPER, ticket_no="R4", weighed_at=datetime(2026, 11, 1, 9)),
        replace(PAPER, site_id="K1", ticket_no="R5", net_kg=400_000),
    ])  # fmt: skip
    return context


def test_what_was_weighed_goes_on_less_what_sorting_leaves(weighed: Context) -> None:
    plan = plan_trunks(weighed, *OCTOBER)
    (flow,) = plan.flows
    assert (flow.origin, flow.destination, flow.mode) == ("C1", "K1", TrunkMode.ROAD)
    # K1 takes 5,000 t a year: 416.666 t a month, of which it weighed 400 itself; C1
    # sends 0.9 x 30 t.
    assert (flow.kg, plan.unserved[0].kg) == (16_666, 27_000 - 16_666)
    (source,) = plan.weighed
    assert (source.weighed_kg, source.bales_kg) == (30_000, 27_000)
    assert flow.sources == (source.figure,)
    figure = parse_figure(source.figure)
    with weighed.unit_of_work() as work:
        (sums,) = work.books.recovered(*figure.days, ("material",), site=figure.place)
    assert (sums.material, sums.net_kg) == (figure.material, source.weighed_kg)


def test_a_plan_is_kept(weighed: Context) -> None:
    plan = plan_trunks(weighed, *OCTOBER)
    assert plan.plan_id == "trunk-2026-10"
    assert load_trunks(weighed, plan.plan_id) == plan
    with pytest.raises(NotReadyError, match="known: trunk-2026-10"):
        load_trunks(weighed, "trunk-2026-09")
    trunk_path(weighed, "trunk-2026-09").write_text("{}")
    with pytest.raises(InputError, match="not a trunk plan"):
        load_trunks(weighed, "trunk-2026-09")
    for plan_id in ("routes-2026-10", "trunk-../x", "trunk-"):
        with pytest.raises(InputError, match="--plan: must be like trunk-2026-10"):
            load_trunks(weighed, plan_id)


def test_a_month_without_tickets_of_centres(weighed: Context) -> None:
    with pytest.raises(NotReadyError, match="2026-08: no ticket of the month"):
        plan_trunks(weighed, date(2026, 8, 1), date(2026, 8, 31))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_document_tells_all_of_it(weighed: Context, lang: Lang) -> None:
    plan = plan_trunks(weighed, *OCTOBER)
    document = trunks_document(plan, network_of(weighed), lang)
    tables = {table.key: table for table in document.tables}
    assert list(tables) == ["modes", "flows", "ways", "weighed", "unserved"]
    totals = tables["modes"].rows[-1]
    assert totals[2].exact == plan.kg
    assert totals[3].exact == plan.cost_fen
    (flow,) = tables["flows"].rows
    assert flow[2].text == {"en": "Paper", "zh": "废纸"}[lang]
    (ways,) = tables["ways"].rows
    # By road there is a way, by rail and water none.
    assert [cell.exact for cell in ways[3:]][2:] == [None] * 4
    assert ways[3].exact == plan.cost_fen
    (row,) = tables["weighed"].rows
    assert row[2].figure_id == plan.weighed[0].figure
    assert row[2].exact == 30_000
