"""Whatever planning makes passes the check for publishing once it is read again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from recycling.domain.orders import Order, OrderSource
from recycling.domain.sites import SiteKind
from recycling.services.plan_checking import check_plan
from recycling.services.planning import plan_routes
from tests.builders import DAY, HOUR_S, micro_network
from tests.integration.conftest import Backend
from tests.integration.day.streets import fill_street, street_context
from tests.workspaces import write_objects

SEEDS = range(3)
ORDERS = 12
LONGEST_S = 8 * HOUR_S


@pytest.fixture
def url(backend: Backend) -> Iterator[str]:
    url = backend.create()
    yield url
    backend.drop(url)


def booked(random: Random, number: int) -> Order:
    """Book a load of any size at some point, in some hours of the day."""
    start_s = random.randrange(6 * HOUR_S, 12 * HOUR_S)
    return Order(
        f"x{number}",
        random.choice(("P1", "P2", "P3", "P4", "P5", "P6")),
        DAY,
        "paper",
        random.randint(1, 1_500),
        load_l=random.randint(1, 9_000),
        source=OrderSource.BOOKING,
        window_start_s=start_s,
        window_end_s=start_s + random.randrange(HOUR_S // 2, LONGEST_S),
        service_s=random.randint(0, 900),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_read_again_breaks_no_rule(seed: int, url: str, tmp_path: Path) -> None:
    random = Random(seed)  # noqa: S311 - the same days every time
    context = street_context(tmp_path, url)
    fill_street(context)
    # One dock each: trucks of both depots queue.
    centres = micro_network().of_kind(SiteKind.SORTING_CENTRE)
    seconds = random.randint(60, 3_000)
    write_objects(
        context, "sites", [replace(c, docks=1, service_s=seconds) for c in centres]
    )
    write_objects(context, "orders", [booked(random, n) for n in range(ORDERS)])
    made = plan_routes(context, DAY)
    with context.unit_of_work() as work:
        plan = work.plans.routes(made.plan_id)
    assert plan == made
    assert made.routes
    assert check_plan(context, made) == ()
